#include "core/model/merge_sides.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/model/record_impl.h"
#include "core/model/record_merge.h"

bool
merge_follows(const char *key)
{
	return strcmp(key, "history") == 0 || strcmp(key, "stage") == 0 ||
	    strcmp(key, "hold") == 0;
}

void
sides_init(struct sides *sides, const struct record *a,
    const struct record *b, const struct record *const *bases, size_t n)
{
	sides->a = a->tree;
	sides->b = b->tree;
	sides->n = n;
	sides->bases = xcalloc(n + 1, sizeof(*sides->bases));
	for (size_t i = 0; i < n; i++)
		sides->bases[i] = bases[i] ? bases[i]->tree : NULL;
}

void
sides_release(struct sides *sides)
{
	free(sides->bases);
}

bool
sides_known(const struct sides *sides, const struct json *node)
{
	size_t i = 0;

	while (i < sides->n && !json_equal(sides->bases[i], node))
		i++;
	return i < sides->n;
}

enum changed
sides_changed(const struct sides *sides)
{
	bool a = sides_known(sides, sides->a);
	bool b = sides_known(sides, sides->b);

	if (a == b)
		return CHANGED_BOTH;
	return a ? CHANGED_B : CHANGED_A;
}

bool
sides_added(const struct sides *sides)
{
	size_t i = 0;

	while (i < sides->n && sides->bases[i] == NULL)
		i++;
	return sides->n > 0 && i == sides->n;
}

bool
merge_is_verdict(const struct strs *keys)
{
	return keys->n == 3 && strcmp(keys->items[0], "criteria") == 0 &&
	    strcmp(keys->items[2], "verdict") == 0;
}

void
level_init(struct level *level, const struct sides *of)
{
	json_index_init(&level->a, of->a);
	json_index_init(&level->b, of->b);
	level->n = of->n;
	level->bases = xcalloc(of->n + 1, sizeof(*level->bases));
	for (size_t i = 0; i < of->n; i++)
		json_index_init(&level->bases[i], of->bases[i]);
}

void
level_release(struct level *level)
{
	json_index_release(&level->a);
	json_index_release(&level->b);
	for (size_t i = 0; i < level->n; i++)
		json_index_release(&level->bases[i]);
	free(level->bases);
}

void
level_sides(struct sides *sides, const struct level *level, const char *key)
{
	sides->a = json_index_get(&level->a, key);
	sides->b = json_index_get(&level->b, key);
	sides->n = level->n;
	sides->bases = xcalloc(level->n + 1, sizeof(*sides->bases));
	for (size_t i = 0; i < level->n; i++)
		sides->bases[i] = json_index_get(&level->bases[i], key);
}

/* ---- Items ---- */

static char *
item_text(const struct json *item)
{
	struct str text = STR_INIT;

	json_write_jcs(&text, item);
	return str_take(&text);
}

void
items_init(struct items *items, const struct json *list)
{
	items->sorted = (struct strs)STRS_INIT;
	if (json_type(list) != JSON_ARRAY)
		return;
	for (list = json_first(list); list; list = json_next(list))
		strs_take(&items->sorted, item_text(list));
	strs_sort(&items->sorted);
}

void
items_release(struct items *items)
{
	strs_release(&items->sorted);
}

bool
items_have(const struct items *items, const struct json *item)
{
	char *text = item_text(item);
	bool found = strs_sorted_has(&items->sorted, text);

	free(text);
	return found;
}

/* ---- Histories ---- */

static const struct json *
first_entry(const struct record *record)
{
	const struct json *history = json_get(record->tree, "history");

	return json_type(history) == JSON_ARRAY ? json_first(history) : NULL;
}

enum merge_history
record_merge_history(const struct record *a, const struct record *b)
{
	const struct json *in_a = first_entry(a), *in_b = first_entry(b);

	while (in_a && in_b && json_equal(in_a, in_b)) {
		in_a = json_next(in_a);
		in_b = json_next(in_b);
	}
	if (in_a && in_b)
		return MERGE_BOTH_MOVED;
	if (in_a)
		return MERGE_A_MOVED;
	return in_b ? MERGE_B_MOVED : MERGE_SAME;
}
