#include "core/model/frozen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* What was tried on a frozen part, as the words that propose it. */

enum { WISHES = 8, WISH_BYTES = 400 };

struct wish {
	struct str path; /* "criteria.c1" */
	struct str out;
	size_t n;
};

/* "a,b" of a list of plain words; NULL: it is none. */
static char *
list_text(const struct json *list)
{
	struct strs items = STRS_INIT;
	bool plain = true;
	char *text;

	for (list = json_first(list); list && plain; list = json_next(list)) {
		const char *item = json_string(list);

		plain = item != NULL && *item != '\0' &&
		    strpbrk(item, ", ") == NULL;
		if (plain)
			strs_add(&items, item);
	}
	text = plain && items.n > 0 ? strs_join(&items, ",") : NULL;
	strs_release(&items);
	return text;
}

/* What a person types for NODE, NULL as what is to go; the caller frees.
 * NULL: it cannot be typed so. */
static char *
typed(const struct json *node)
{
	int64_t number;

	if (node == NULL)
		return xstrdup("null");
	switch (json_type(node)) {
	case JSON_STRING:
		return strcmp(json_string(node), "null") == 0 ? NULL :
		    xstrdup(json_string(node));
	case JSON_TRUE:
		return xstrdup("yes");
	case JSON_FALSE:
		return xstrdup("no");
	case JSON_INTEGER:
		(void)json_integer(node, &number);
		return xasprintf("%" PRId64, number);
	case JSON_ARRAY:
		return list_text(node);
	default:
		return NULL;
	}
}

static void
add_wish(struct wish *wish, const struct json *node)
{
	char *path = xasprintf("proposed.%s", wish->path.ptr);
	char *value = typed(node), *quoted;
	struct place place = PLACE_INIT;

	/* What goes on while the part is frozen is none of it. */
	if (value != NULL && field_place(&place, path) == NULL) {
		quoted = str_shell(value);
		str_addf(&wish->out, " %s=%s", path, quoted);
		free(quoted);
		wish->n++;
	}
	free(value);
	free(path);
}

static void add_differences(struct wish *, const struct json *old,
    const struct json *new);

static void
add_member(struct wish *wish, const char *key, const struct json *old,
    const struct json *new)
{
	size_t len = wish->path.len;

	str_addf(&wish->path, ".%s", key);
	add_differences(wish, json_get(old, key), json_get(new, key));
	str_cut(&wish->path, len);
}

static void
add_differences(struct wish *wish, const struct json *old,
    const struct json *new)
{
	const struct json *at;

	if (wish->n > WISHES || (old && new && json_equal(old, new)))
		return;
	if (json_type(new) != JSON_OBJECT) {
		add_wish(wish, new);
		return;
	}
	if (json_type(old) != JSON_OBJECT)
		old = NULL;
	for (at = json_first(old); at; at = json_next(at))
		add_member(wish, json_key(at), old, new);
	for (at = json_first(new); at; at = json_next(at))
		if (json_get(old, json_key(at)) == NULL)
			add_member(wish, json_key(at), old, new);
}

char *
frozen_wish(const struct record *before, const struct record *after,
    enum frozen_part part)
{
	const char *name = frozen_names[part];
	struct wish wish = { STR_INIT, STR_INIT, 0 };

	str_add(&wish.path, name);
	add_differences(&wish, json_get(before->tree, name),
	    json_get(after->tree, name));
	str_release(&wish.path);
	if (wish.n > 0 && wish.n <= WISHES && wish.out.len <= WISH_BYTES)
		return str_take(&wish.out);
	str_release(&wish.out);
	return NULL;
}
