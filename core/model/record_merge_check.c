#include "core/model/record_merge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/frozen.h"
#include "core/model/merge_sides.h"
#include "core/model/record_impl.h"

/* Whether a state of a record is a merge of two others. */

struct judge {
	const struct record *merged;
	enum merge_history moved;
	struct strs keys; /* of the member at hand, from the top */
	struct findings *out;
};

static void check_sides(struct judge *, const struct sides *,
    const struct json *merged);

static bool
are_objects(const struct json *a, const struct json *b)
{
	return json_type(a) == JSON_OBJECT && json_type(b) == JSON_OBJECT;
}

static void
report(struct judge *judge, bool dropped)
{
	char *path = strs_join(&judge->keys, ".");

	findings_add(judge->out, RULE_PV502, path, dropped ?
	    _("the merge drops what one side made of '%s'") :
	    _("the merge makes of '%s' what neither side has"), path);
	free(path);
}

/* ---- What must be ---- */

/* MERGED is to be WANTED; FORMER is what the other side has. */
struct wish {
	const struct json *wanted, *former;
};

static void check_wanted(struct judge *, struct wish,
    const struct json *merged);

static void
check_wanted_member(struct judge *judge, const struct json_index in[3],
    const char *key)
{
	struct wish wish = { json_index_get(&in[0], key),
		json_index_get(&in[1], key) };

	strs_add(&judge->keys, key);
	check_wanted(judge, wish, json_index_get(&in[2], key));
	free(judge->keys.items[--judge->keys.n]);
}

/* A verdict follows from what was merged. */
static bool
is_judged(const struct judge *judge, const struct json *merged)
{
	struct json *copy;
	bool so;

	if (!merge_is_verdict(&judge->keys))
		return false;
	copy = json_dup(json_get(json_get(judge->merged->tree, "criteria"),
	    judge->keys.items[1]));
	judge_criterion(copy);
	so = json_equal(json_get(copy, "verdict"), merged);
	json_free(copy);
	return so;
}

/* The innermost members that are not as they are to be. */
static void
check_wanted(struct judge *judge, struct wish wish,
    const struct json *merged)
{
	const struct json *at;
	struct json_index in[3];

	if (json_equal(wish.wanted, merged) || is_judged(judge, merged))
		return;
	if (!are_objects(wish.wanted, merged)) {
		report(judge, json_equal(wish.former, merged));
		return;
	}
	json_index_init(&in[0], wish.wanted);
	json_index_init(&in[1], wish.former);
	json_index_init(&in[2], merged);
	for (at = json_first(wish.wanted); at; at = json_next(at))
		check_wanted_member(judge, in, json_key(at));
	for (at = json_first(merged); at; at = json_next(at))
		if (json_index_get(&in[0], json_key(at)) == NULL)
			check_wanted_member(judge, in, json_key(at));
	for (size_t i = 0; i < COUNT(in); i++)
		json_index_release(&in[i]);
}

/* ---- What both changed ---- */

/* Of the items of LIST, does each one that both others have, or else, is
 * each one in either of them? */
static bool
items_within(const struct json *list, const struct items *a,
    const struct items *b, bool common)
{
	bool within = true;

	for (list = json_first(list); list && within; list = json_next(list))
		within = common ? !items_have(a, list) ||
		    items_have(b, list) :
		    items_have(a, list) || items_have(b, list);
	return within;
}

/* Every item is a side's, and every one of both is there. */
static void
check_list(struct judge *judge, const struct sides *sides,
    const struct json *merged)
{
	struct items a, b, m;

	items_init(&a, sides->a);
	items_init(&b, sides->b);
	items_init(&m, merged);
	if (!items_within(merged, &a, &b, false))
		report(judge, false);
	else if (!items_within(sides->a, &b, &m, true))
		report(judge, true);
	items_release(&a);
	items_release(&b);
	items_release(&m);
}

static void
check_member(struct judge *judge, const struct level *level,
    const struct json_index *merged, const char *key)
{
	struct sides sides;

	strs_add(&judge->keys, key);
	level_sides(&sides, level, key);
	check_sides(judge, &sides, json_index_get(merged, key));
	sides_release(&sides);
	free(judge->keys.items[--judge->keys.n]);
}

static void
check_object(struct judge *judge, const struct sides *sides,
    const struct json *merged)
{
	const struct json *at;
	struct level level;
	struct json_index in;

	level_init(&level, sides);
	json_index_init(&in, merged);
	for (at = json_first(sides->a); at; at = json_next(at))
		check_member(judge, &level, &in, json_key(at));
	for (at = json_first(sides->b); at; at = json_next(at))
		if (!json_index_get(&level.a, json_key(at)))
			check_member(judge, &level, &in, json_key(at));
	for (at = json_first(merged); at; at = json_next(at))
		if (!json_index_get(&level.a, json_key(at)) &&
		    !json_index_get(&level.b, json_key(at)))
			check_member(judge, &level, &in, json_key(at));
	json_index_release(&in);
	level_release(&level);
}

/* ---- Members ---- */

static void
check_changed(struct judge *judge, const struct sides *sides,
    const struct json *merged)
{
	if (json_equal(merged, sides->a) || json_equal(merged, sides->b) ||
	    is_judged(judge, merged))
		return;
	if (are_objects(sides->a, sides->b) &&
	    json_type(merged) == JSON_OBJECT)
		check_object(judge, sides, merged);
	else if (json_type(sides->a) == JSON_ARRAY &&
	    json_type(sides->b) == JSON_ARRAY &&
	    json_type(merged) == JSON_ARRAY)
		check_list(judge, sides, merged);
	else
		report(judge, false);
}

/* What goes with the history; false: it is judged as any member is. */
static bool
check_followed(struct judge *judge, const struct sides *sides,
    const struct json *merged)
{
	struct wish wish = { sides->a, sides->b };

	if (judge->keys.n != 1 || judge->moved == MERGE_SAME ||
	    !merge_follows(judge->keys.items[0]))
		return false;
	if (judge->moved == MERGE_BOTH_MOVED)
		return true;
	if (judge->moved == MERGE_B_MOVED)
		wish = (struct wish){ sides->b, sides->a };
	if (strcmp(judge->keys.items[0], "history") != 0)
		return json_equal(wish.wanted, merged);
	check_wanted(judge, wish, merged);
	return true;
}

static void
check_sides(struct judge *judge, const struct sides *sides,
    const struct json *merged)
{
	struct wish wish = { sides->a, sides->b };

	if (check_followed(judge, sides, merged))
		return;
	if (json_equal(sides->a, sides->b)) {
		check_wanted(judge, wish, merged);
		return;
	}
	switch (sides_changed(sides)) {
	case CHANGED_B:
		wish = (struct wish){ sides->b, sides->a };
		check_wanted(judge, wish, merged);
		break;
	case CHANGED_A:
		check_wanted(judge, wish, merged);
		break;
	case CHANGED_BOTH:
		check_changed(judge, sides, merged);
		break;
	}
}

static void
check_frozen(const struct record *merged, const struct record *moved,
    struct findings *out)
{
	enum frozen_part part = frozen_difference(moved, merged,
	    record_frozen(moved));

	if (part != FROZEN_COUNT)
		findings_add(out, RULE_PV207, frozen_names[part],
		    _("'%s' is not what the side that moved has, which "
		      "keeps it frozen"), frozen_names[part]);
}

void
record_merge_check(const struct record *merged, const struct record *a,
    const struct record *b, const struct record *const *bases, size_t n,
    struct findings *out)
{
	struct judge judge = { merged, record_merge_history(a, b), STRS_INIT,
		out };
	struct sides sides;

	sides_init(&sides, a, b, bases, n);
	check_object(&judge, &sides, merged->tree);
	sides_release(&sides);
	strs_release(&judge.keys);
	if (judge.moved == MERGE_A_MOVED)
		check_frozen(merged, a, out);
	else if (judge.moved == MERGE_B_MOVED)
		check_frozen(merged, b, out);
}
