#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* Where a record names a person. */
struct naming {
	const struct record *record;
	const char *handle;
	struct strs *out;
};

/* What may be a handle or a key of a collection is a key where one is so
 * called. */
static bool
names(const struct naming *n, const struct field *field,
    const struct json *node)
{
	const char *text = json_string(node);

	return field->type == FIELD_HANDLE && text != NULL &&
	    strcmp(text, n->handle) == 0 && (field->words == NULL ||
	    json_get(json_get(n->record->tree, field->words), text) == NULL);
}

static void search_object(const struct naming *, const struct field *,
    const struct json *, const char *path);

static void
search_field(const struct naming *n, const struct field *field,
    const struct json *node, const char *path)
{
	if (names(n, field, node))
		strs_add(n->out, path);
	else if (field->type == FIELD_OBJECT)
		search_object(n, field->members, node, path);
	if (field->type != FIELD_MAP || field->item != FIELD_OBJECT ||
	    json_type(node) != JSON_OBJECT)
		return;
	for (node = json_first(node); node; node = json_next(node)) {
		char *inner = xasprintf("%s.%s", path, json_key(node));

		search_object(n, field->members, node, inner);
		free(inner);
	}
}

static void
search_object(const struct naming *n, const struct field *members,
    const struct json *node, const char *path)
{
	for (; members->name != NULL; members++) {
		const struct json *value = json_get(node, members->name);
		char *inner;

		if (value == NULL)
			continue;
		inner = xasprintf("%s%s%s", path, *path ? "." : "",
		    members->name);
		search_field(n, members, value, inner);
		free(inner);
	}
}

/* "2-verify-li-1.json" is an approval of "li". */
static bool
is_approval_of(const char *file, const char *handle)
{
	char *part = xasprintf("-%s-", handle);
	const char *at = strstr(file, part);
	size_t len = strlen(part);
	bool found = false;

	for (; at != NULL && !found; at = strstr(at + 1, part)) {
		const char *end = at + len;

		end += strspn(end, "0123456789");
		found = end > at + len && strcmp(end, ".json") == 0;
	}
	free(part);
	return found;
}

static bool
is_in_entry(const struct json *entry, const char *handle)
{
	const char *by = json_text(entry, "by");
	const struct json *file;

	if (by != NULL && strcmp(by, handle) == 0)
		return true;
	file = json_first(json_get(entry, "approvals"));
	for (; file != NULL; file = json_next(file))
		if (is_approval_of(json_key(file), handle))
			return true;
	return false;
}

void
record_person(const struct record *record, const char *handle,
    struct strs *out)
{
	struct naming n = { record, handle, out };
	const struct json *entry;

	search_object(&n, record_fields, record->tree, "");
	entry = json_first(json_get(record->tree, "history"));
	for (; entry != NULL; entry = json_next(entry)) {
		if (!is_in_entry(entry, handle))
			continue;
		strs_add(out, "history");
		return;
	}
}
