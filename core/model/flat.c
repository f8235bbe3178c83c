#include "core/model/flat.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* What a row of texts does not hold. */
static const char *const left_out[] = { "format", "history", "hold.since" };

static bool
is_left_out(const char *path)
{
	for (size_t i = 0; i < COUNT(left_out); i++)
		if (strcmp(left_out[i], path) == 0)
			return true;
	return false;
}

/* Does NODE stand for itself, having no members that a path can name? */
static bool
is_leaf(const struct json *node)
{
	const struct json *child = json_first(node);

	if (json_type(node) != JSON_OBJECT || child == NULL)
		return true;
	for (; child != NULL; child = json_next(child))
		if (!field_key_valid(json_key(child)))
			return true;
	return false;
}

static void
add_leaves(const struct json *object, struct str *path, struct strs *out)
{
	const struct json *child = json_first(object);
	size_t mark = path->len;

	for (; child != NULL; child = json_next(child)) {
		if (mark > 0)
			str_addc(path, '.');
		str_add(path, json_key(child));
		if (is_left_out(path->ptr))
			;
		else if (is_leaf(child))
			strs_add(out, path->ptr);
		else
			add_leaves(child, path, out);
		str_cut(path, mark);
	}
}

static int
compare_items(const void *a, const void *b)
{
	return flat_compare(*(char *const *)a, *(char *const *)b);
}

void
flat_paths(const struct record *record, struct strs *out)
{
	struct str path = STR_INIT;
	size_t first = out->n;

	add_leaves(record->tree, &path, out);
	str_release(&path);
	if (out->n > first)
		qsort(out->items + first, out->n - first,
		    sizeof(*out->items), compare_items);
}

/* Would TEXT below `custom` be read as JSON? */
static bool
reads_as_json(const char *text)
{
	static const char starts[] = "{[\"-0123456789tfn";

	if (*text == '\0')
		return true; /* so that it is told from an absent one */
	return strchr(starts, *text) != NULL &&
	    json_check(text, strlen(text), "", JSON_MAX_BYTES) == NULL;
}

static char *
json_text_of(const struct json *node)
{
	struct str out = STR_INIT;

	json_write_compact(&out, node);
	return str_take(&out);
}

static char *
free_text(const struct json *node)
{
	const char *text = json_string(node);

	return text != NULL && !reads_as_json(text) ? xstrdup(text) :
	    json_text_of(node);
}

/* An item that is found again between commas. */
static bool
is_plain_item(const struct json *item)
{
	const char *text = json_string(item);

	return text != NULL && *text != '\0' && *text != '[' &&
	    strpbrk(text, ",\n\r") == NULL && *text != ' ' &&
	    text[strlen(text) - 1] != ' ';
}

static char *
list_text(const struct json *list)
{
	const struct json *item = json_first(list);
	struct str out = STR_INIT;

	if (item == NULL || json_type(list) != JSON_ARRAY)
		return json_text_of(list);
	for (; item != NULL; item = json_next(item)) {
		if (!is_plain_item(item)) {
			str_release(&out);
			return json_text_of(list);
		}
		if (out.len > 0)
			str_addc(&out, ',');
		str_add(&out, json_string(item));
	}
	return str_take(&out);
}

static char *
scalar_text(const struct json *node, bool money, int digits)
{
	int64_t number;

	if (json_string(node) != NULL)
		return xstrdup(json_string(node));
	if (json_type(node) == JSON_NULL)
		return NULL;
	if (json_type(node) == JSON_TRUE || json_type(node) == JSON_FALSE)
		return xstrdup(json_is_true(node) ? "yes" : "no");
	if (money && json_integer(node, &number))
		return money_format(number, digits);
	return json_text_of(node);
}

char *
flat_text(const struct record *record, const char *path)
{
	const struct json *node = json_find(record->tree, path);
	struct place place;
	enum field_type type;

	if (node == NULL)
		return NULL;
	if (field_place(&place, path) != NULL)
		return free_text(node);
	type = place.item ? place.field->item : place.field->type;
	if (type == FIELD_ANY ||
	    (place.patch && json_type(node) == JSON_NULL))
		return free_text(node);
	if (type == FIELD_LIST)
		return list_text(node);
	return scalar_text(node, type == FIELD_MONEY,
	    record_money_digits(record->tree));
}

/* The object that is to hold the last component of PATH, which is made
 * where it is missing; that component in *KEY. */
static struct json *
holder(struct json *tree, const char *path, const char **key)
{
	const char *dot;

	while ((dot = strchr(path, '.')) != NULL) {
		char *part = xstrndup(path, (size_t)(dot - path));
		struct json *next = json_get_mut(tree, part);

		if (next == NULL) {
			json_set(tree, part, json_new_object());
			next = json_get_mut(tree, part);
		}
		free(part);
		if (json_type(next) != JSON_OBJECT)
			return NULL;
		tree = next;
		path = dot + 1;
	}
	*key = path;
	return tree;
}

const struct err *
flat_place(struct record *record, const char *path, struct json *node)
{
	struct json *object;
	const char *key;

	if ((object = holder(record->tree, path, &key)) == NULL) {
		json_free(node);
		return err_new(ERR_USAGE,
		    _("'%s' lies below a value that is no object"), path);
	}
	json_set(object, key, node);
	order_top(record->tree);
	return NULL;
}

static const struct err *
put_free(struct record *record, const char *path, const char *text)
{
	const struct err *err;
	struct json *node = NULL;

	if (!reads_as_json(text) || *text == '\0')
		node = json_new_string(text);
	else if ((err = json_read(&node, text, strlen(text), path)))
		return err;
	return flat_place(record, path, node);
}

/* A list in JSON is judged by the checks of the record as a whole. */
static const struct err *
put_list(struct record *record, const char *path, const char *text)
{
	const struct err *err;
	struct json *list = NULL;

	if ((err = json_read(&list, text, strlen(text), path)))
		return err_new(ERR_USAGE, "%s", err->msg);
	return flat_place(record, path, list);
}

/* What is computed comes back as it was; what only a transition writes
 * does not. */
static const struct err *
put_kept(struct record *record, const char *path, const char *text,
    const struct field *kept)
{
	if (field_member(record_fields, kept->name) == kept ||
	    str_starts(path, "hold."))
		return kept_refuse(kept, path, record_id(record));
	return flat_place(record, path, json_new_string(text));
}

const struct err *
flat_put(struct record *record, const char *path, const char *text,
    const struct tracker *tracker)
{
	const struct err *err;
	struct place place;
	enum field_type type;

	if ((err = field_place(&place, path)))
		return err;
	if (place.kept != NULL)
		return put_kept(record, path, text, place.kept);
	type = place.item ? place.field->item : place.field->type;
	if (type == FIELD_ANY)
		return put_free(record, path, text);
	if (type == FIELD_LIST && *text == '[')
		return put_list(record, path, text);
	return record_set(record, path, text, tracker);
}

/* Where NAME stands in TABLE; behind all others when it does not. */
static size_t
rank(const struct field *table, const char *name, size_t len)
{
	size_t i = 0;

	for (; table != NULL && table[i].name != NULL; i++)
		if (strncmp(table[i].name, name, len) == 0 &&
		    table[i].name[len] == '\0')
			return i;
	return SIZE_MAX;
}

static int
compare_parts(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	if (order != 0)
		return order;
	return (a_len > b_len) - (a_len < b_len);
}

int
flat_compare(const char *a, const char *b)
{
	const struct field *table = record_fields;
	bool keys = false; /* the components at hand are keys of a map */

	for (;;) {
		size_t a_len = strcspn(a, "."), b_len = strcspn(b, ".");
		size_t a_rank = keys ? 0 : rank(table, a, a_len);
		size_t b_rank = keys ? 0 : rank(table, b, b_len);
		int order = compare_parts(a, a_len, b, b_len);

		if (a_rank != b_rank)
			return a_rank < b_rank ? -1 : 1;
		if (order != 0)
			return order;
		if (a[a_len] == '\0' || b[b_len] == '\0')
			return (a[a_len] != '\0') - (b[b_len] != '\0');
		if (keys) {
			keys = false;
		} else {
			const struct field *field = a_rank == SIZE_MAX ||
			    table == NULL ? NULL : &table[a_rank];

			keys = field != NULL && field->type == FIELD_MAP;
			table = field != NULL ? field->members : NULL;
		}
		a += a_len + 1;
		b += b_len + 1;
	}
}

struct json *
flat_select(const struct record *record, const struct strs *paths)
{
	struct json *out = json_new_object();

	for (size_t i = 0; i < paths->n; i++) {
		const struct json *node = json_find(record->tree,
		    paths->items[i]);
		struct json *object;
		const char *key;

		if (node == NULL)
			continue;
		object = holder(out, paths->items[i], &key);
		if (object != NULL)
			json_set(object, key, json_dup(node));
	}
	return out;
}

void
flat_free(struct json *tree)
{
	json_free(tree);
}

void
flat_line(struct str *out, const struct json *tree)
{
	json_write_compact(out, tree);
	str_addc(out, '\n');
}
