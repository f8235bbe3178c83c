#include "core/model/frozen.h"

#include <stdlib.h>
#include <string.h>

#include "core/json/json.h"
#include "core/model/record_impl.h"

const char *const frozen_names[FROZEN_COUNT] = {
#define FROZEN_NAME(id, name) [FROZEN_##id] = (name),
	FROZEN_PARTS(FROZEN_NAME)
#undef FROZEN_NAME
};

/* What may change although the part is frozen. */
static const struct {
	bool items; /* in each item of the part, or in the part itself */
	const char *loose[4];
} parts[FROZEN_COUNT] = {
	[FROZEN_CRITERIA] = { true, { "measured", "verdict", "waiver" } },
	[FROZEN_READINESS] = { false, { "current", "waiver", "other" } },
	[FROZEN_LEAD] = { false, { NULL } },
};

static void
cut(struct json *object, const char *const *loose)
{
	for (; *loose != NULL && json_type(object) == JSON_OBJECT; loose++)
		json_remove(object, *loose);
}

/* A copy of what is frozen of PART; NULL: there is nothing. */
static struct json *
selected(const struct record *record, enum frozen_part part)
{
	const struct json *node = json_get(record->tree, frozen_names[part]);
	struct json *copy;

	if (node == NULL)
		return NULL;
	copy = json_dup(node);
	if (!parts[part].items) {
		cut(copy, parts[part].loose);
		return copy;
	}
	for (const struct json *at = json_first(copy); at;
	    at = json_next(at))
		cut((struct json *)at, parts[part].loose);
	return copy;
}

frozen_set
frozen_read(const struct json *names)
{
	frozen_set set = 0;

	for (names = json_first(names); names; names = json_next(names))
		for (unsigned i = 0; i < FROZEN_COUNT; i++)
			if (json_string(names) != NULL && strcmp(
			    frozen_names[i], json_string(names)) == 0)
				set |= 1U << i;
	return set;
}

struct json *
frozen_list(frozen_set set)
{
	struct json *list = json_new_array();

	for (unsigned i = 0; i < FROZEN_COUNT; i++)
		if (set & 1U << i)
			json_append(list, json_new_string(frozen_names[i]));
	return list;
}

frozen_set
record_frozen(const struct record *record)
{
	const struct json *at = json_get(record->tree, "history");
	frozen_set set = 0;

	if (json_type(at) != JSON_ARRAY)
		return 0;
	for (at = json_first(at); at; at = json_next(at))
		if (json_text(at, "frozen") != NULL)
			set = frozen_read(json_get(at, "freeze"));
	return set;
}

void
frozen_digest(char out[DIGEST_SIZE], const struct record *record,
    frozen_set set)
{
	struct json *all = json_new_object(), *part;

	for (unsigned i = 0; i < FROZEN_COUNT; i++) {
		if (!(set & 1U << i))
			continue;
		part = selected(record, (enum frozen_part)i);
		if (part != NULL)
			json_set(all, frozen_names[i], part);
	}
	json_digest(out, all);
	json_free(all);
}

enum frozen_part
frozen_part_of(const char *path)
{
	size_t len = strcspn(path, "."), i = 0;

	while (i < FROZEN_COUNT && (strlen(frozen_names[i]) != len ||
	    strncmp(frozen_names[i], path, len) != 0))
		i++;
	return (enum frozen_part)i;
}

static bool
is_loose(enum frozen_part part, const char *key)
{
	const char *const *loose = parts[part].loose;

	while (*loose != NULL && strcmp(*loose, key) != 0)
		loose++;
	return *loose != NULL;
}

enum frozen_how
frozen_how(frozen_set set, char *const *keys, size_t n)
{
	enum frozen_part part = n > 0 ? frozen_part_of(keys[0]) :
	    FROZEN_COUNT;
	size_t at;

	if (part == FROZEN_COUNT || !(set & 1U << part))
		return FROZEN_NOT;
	at = parts[part].items ? 2 : 1;
	if (n <= at)
		return parts[part].loose[0] ? FROZEN_PARTLY : FROZEN_WHOLLY;
	return is_loose(part, keys[at]) ? FROZEN_NOT : FROZEN_WHOLLY;
}

enum frozen_part
frozen_difference(const struct record *a, const struct record *b,
    frozen_set set)
{
	char of_a[DIGEST_SIZE], of_b[DIGEST_SIZE];
	unsigned i = 0;

	for (; i < FROZEN_COUNT; i++) {
		if (!(set & 1U << i))
			continue;
		frozen_digest(of_a, a, 1U << i);
		frozen_digest(of_b, b, 1U << i);
		if (strcmp(of_a, of_b) != 0)
			break;
	}
	return (enum frozen_part)i;
}
