#include "core/json/json.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/json/members.h"
#include "core/json/node.h"

/* Above 2^53 - 1 a double no longer holds every whole number. */
#define INTEGER_MAX ((int64_t)9007199254740991)

/* What in a node's type is about its value, not about the node. */
enum { CONTENT = 0xff | cJSON_IsReference | NODE_TEXT };

/* A struct json is a cJSON; these two are all that knows it. */
static cJSON *
inner(const struct json *node)
{
	return (cJSON *)node;
}

static struct json *
outer(const cJSON *item)
{
	return (struct json *)item;
}

/* What cJSON made; it gives NULL only when memory runs out. */
static struct json *
made(cJSON *item)
{
	if (item == NULL)
		BUG("cJSON: out of memory, or text that it does not take");
	return outer(item);
}

void
json_free(struct json *node)
{
	node_free(inner(node));
}

struct json *
json_dup(const struct json *node)
{
	return outer(node_dup(inner(node), true));
}

static bool
children_equal(const struct json *a, const struct json *b)
{
	a = json_first(a);
	b = json_first(b);
	while (a != NULL && b != NULL && json_equal(a, b)) {
		a = json_next(a);
		b = json_next(b);
	}
	return a == NULL && b == NULL;
}

/* In the same order, as most are. */
static bool
same_keys(const struct json *a, const struct json *b)
{
	a = json_first(a);
	b = json_first(b);
	while (a != NULL && b != NULL &&
	    str_is(json_key(a), json_key(b))) {
		a = json_next(a);
		b = json_next(b);
	}
	return a == NULL && b == NULL;
}

static bool
members_equal(const struct json *a, const struct json *b)
{
	const struct json **in_a = NULL, **in_b = NULL;
	size_t na, nb, i = 0;

	if (same_keys(a, b))
		return children_equal(a, b);
	in_a = members_sorted(a, &na);
	in_b = members_sorted(b, &nb);
	if (na == nb)
		while (i < na &&
		    strcmp(json_key(in_a[i]), json_key(in_b[i])) == 0 &&
		    json_equal(in_a[i], in_b[i]))
			i++;
	free(in_a);
	free(in_b);
	return na == nb && i == na;
}

bool
json_equal(const struct json *a, const struct json *b)
{
	enum json_type type = json_type(a);

	if ((a == NULL) != (b == NULL) || type != json_type(b))
		return false;
	switch (type) {
	case JSON_INTEGER:
		return inner(a)->valuedouble == inner(b)->valuedouble;
	case JSON_STRING:
		return str_is(json_string(a), json_string(b));
	case JSON_ARRAY:
		return children_equal(a, b);
	case JSON_OBJECT:
		return members_equal(a, b);
	default:
		return true;
	}
}

enum json_type
json_type(const struct json *node)
{
	if (node == NULL)
		return JSON_NULL;
	switch (inner(node)->type & 0xff) {
	case cJSON_False:
		return JSON_FALSE;
	case cJSON_True:
		return JSON_TRUE;
	case cJSON_Number:
		return JSON_INTEGER;
	case cJSON_String:
		return JSON_STRING;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

const struct json *
json_get(const struct json *object, const char *key)
{
	return json_get_mut((struct json *)object, key);
}

struct json *
json_get_mut(struct json *object, const char *key)
{
	const struct json *member = NULL;

	if (json_type(object) == JSON_OBJECT)
		member = json_first(object);
	while (member != NULL && !str_is(json_key(member), key))
		member = json_next(member);
	return (struct json *)member;
}

const struct json *
json_at(const struct json *array, size_t i)
{
	return json_at_mut((struct json *)array, i);
}

struct json *
json_at_mut(struct json *array, size_t i)
{
	const struct json *item = NULL;

	if (json_type(array) == JSON_ARRAY)
		item = json_first(array);
	while (item != NULL && i-- > 0)
		item = json_next(item);
	return (struct json *)item;
}

const struct json *
json_first(const struct json *node)
{
	return node == NULL ? NULL : outer(inner(node)->child);
}

const struct json *
json_next(const struct json *node)
{
	return node == NULL ? NULL : outer(inner(node)->next);
}

const char *
json_key(const struct json *node)
{
	return node == NULL ? NULL : inner(node)->string;
}

size_t
json_count(const struct json *node)
{
	size_t n = 0;

	for (node = json_first(node); node != NULL; node = json_next(node))
		n++;
	return n;
}

const char *
json_string(const struct json *node)
{
	return json_type(node) == JSON_STRING ?
	    inner(node)->valuestring : NULL;
}

bool
json_integer(const struct json *node, int64_t *value)
{
	if (json_type(node) != JSON_INTEGER)
		return false;
	*value = (int64_t)inner(node)->valuedouble;
	return true;
}

bool
json_is_true(const struct json *node)
{
	return json_type(node) == JSON_TRUE;
}

const char *
json_text(const struct json *object, const char *key)
{
	return json_string(json_get(object, key));
}

struct json *
json_new_null(void)
{
	return made(cJSON_CreateNull());
}

struct json *
json_new_bool(bool value)
{
	return made(cJSON_CreateBool(value));
}

struct json *
json_new_integer(int64_t value)
{
	if (value > INTEGER_MAX || value < -INTEGER_MAX)
		BUG("a JSON integer of 2^53 or more");
	return made(cJSON_CreateNumber((double)value));
}

bool
json_is_text(const char *text)
{
	size_t left = strlen(text), n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n)
		if ((n = utf8_next(text, left, &cp)) == 0 ||
		    utf8_is_noncharacter(cp))
			return false;
	return true;
}

/* Whatever enters a tree is read again later; so nothing bad may enter. */
static const char *
text_checked(const char *text)
{
	if (!json_is_text(text))
		BUG("text for JSON that json_is_text refuses");
	return text;
}

struct json *
json_new_string(const char *text)
{
	return made(cJSON_CreateString(text_checked(text)));
}

struct json *
json_new_array(void)
{
	return made(cJSON_CreateArray());
}

struct json *
json_new_object(void)
{
	return made(cJSON_CreateObject());
}

void
json_add(struct json *object, const char *key, struct json *value)
{
	node_forget_key(inner(value));
	node_set_key(inner(value), text_checked(key), strlen(key));
	cJSON_AddItemToArray(inner(object), inner(value));
}

void
json_set(struct json *object, const char *key, struct json *value)
{
	struct json *old = json_get_mut(object, key);

	if (json_type(object) != JSON_OBJECT)
		BUG("a member set in what is no object");
	if (old == NULL) {
		json_add(object, key, value);
		return;
	}
	json_become(old, value);
}

void
json_set_string(struct json *object, const char *key, const char *text)
{
	json_set(object, key, json_new_string(text));
}

void
json_set_integer(struct json *object, const char *key, int64_t value)
{
	json_set(object, key, json_new_integer(value));
}

void
json_append(struct json *array, struct json *value)
{
	if (json_type(array) != JSON_ARRAY)
		BUG("an item added to what is no array");
	node_forget_key(inner(value));
	cJSON_AddItemToArray(inner(array), inner(value));
}

/* TO has what FROM has, and stays the node that it is. */
static void
set_content(cJSON *to, const cJSON *from)
{
	to->type = (from->type & CONTENT) | (to->type & ~CONTENT);
	to->child = from->child;
	to->valuestring = from->valuestring;
	to->valueint = from->valueint;
	to->valuedouble = from->valuedouble;
}

void
json_lend(struct json *to, const struct json *node)
{
	const cJSON *from = inner(node);
	cJSON *lent = node_new(NULL, 0);

	set_content(lent, from);
	lent->type |= cJSON_IsReference;
	if (json_type(to) == JSON_OBJECT)
		node_set_key(lent, from->string, strlen(from->string));
	cJSON_AddItemToArray(inner(to), lent);
}

void
member_drop(struct json *object, struct json *member)
{
	cJSON_DetachItemViaPointer(inner(object), inner(member));
	json_free(member);
}

void
json_remove(struct json *object, const char *key)
{
	json_free(json_detach(object, key));
}

struct json *
json_detach(struct json *object, const char *key)
{
	struct json *member = json_get_mut(object, key);

	if (member == NULL)
		return NULL;
	cJSON_DetachItemViaPointer(inner(object), inner(member));
	node_forget_key(inner(member));
	return outer(node_alone(inner(member), true));
}

/* A member and where it stood, so that sorting is stable. */
struct place {
	cJSON *item;
	size_t at;
};

struct order {
	int (*compare)(const char *a, const char *b, void *arg);
	void *arg;
};

static int
place_compare(const void *a, const void *b, void *arg)
{
	const struct place *pa = a, *pb = b;
	const struct order *order = arg;
	int way = order->compare(pa->item->string, pb->item->string,
	    order->arg);

	if (way != 0)
		return way;
	return (pa->at > pb->at) - (pa->at < pb->at);
}

/* cJSON's list: next ends in NULL, the first one's prev is the last. */
static void
relink(cJSON *parent, const struct place *places, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		places[i].item->prev = places[i > 0 ? i - 1 : n - 1].item;
		places[i].item->next = i + 1 < n ? places[i + 1].item : NULL;
	}
	parent->child = places[0].item;
}

void
json_sort(struct json *object,
    int (*compare)(const char *a, const char *b, void *arg), void *arg)
{
	struct order order = { compare, arg };
	struct place *places = NULL;
	size_t n = 0, cap = 0;

	if (json_type(object) != JSON_OBJECT)
		return;
	for (cJSON *item = inner(object)->child; item; item = item->next) {
		GROW(places, n, cap);
		places[n] = (struct place){ item, n };
		n++;
	}
	if (n > 1) {
		qsort_r(places, n, sizeof(*places), place_compare, &order);
		relink(inner(object), places, n);
	}
	free(places);
}

void
json_become(struct json *node, struct json *value)
{
	cJSON *to = inner(node), *from = node_alone(inner(value), false);
	cJSON old = *to;

	set_content(to, from);
	set_content(from, &old);
	node_free(from);
}
