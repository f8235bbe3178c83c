#include <string.h>

#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* What a record has in common with the state before it. */

enum { PLACES = 64 };

static const struct json *
member_behind(const struct json *object, const struct json *last,
    const char *key)
{
	const struct json *at = last ? json_next(last) : NULL;

	if (at && strcmp(json_key(at), key) == 0)
		return at;
	return json_get(object, key);
}

/* Whether keys that others name could stand in the member KEY. */
static bool
is_map(const char *key)
{
	const struct field *field = field_member(record_fields, key);

	return field == NULL || field->type == FIELD_MAP;
}

void
since_init(struct since *since, const struct record *record,
    const struct record *before)
{
	const struct json *at, *old = NULL, *last = NULL;
	size_t i = 0;

	*since = (struct since){ before, 0, true };
	if (before == NULL)
		return;
	for (at = json_first(record->tree); at; at = json_next(at), i++) {
		old = member_behind(before->tree, last, json_key(at));
		if (i < PLACES && old && json_equal(old, at))
			since->same |= UINT64_C(1) << i;
		else if (is_map(json_key(at)))
			since->maps = false;
		last = old ? old : last;
	}
	for (at = json_first(before->tree); at; at = json_next(at))
		if (is_map(json_key(at)) &&
		    json_get(record->tree, json_key(at)) == NULL)
			since->maps = false;
}

bool
since_same(const struct since *since, size_t i)
{
	return i < PLACES && (since->same >> i & 1) != 0;
}
