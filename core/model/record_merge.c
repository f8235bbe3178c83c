#include "core/model/record_merge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/model/frozen.h"
#include "core/model/merge_sides.h"
#include "core/model/record_impl.h"

struct merge {
	enum merge_history moved;
	frozen_set frozen;   /* of the side that moved, where only one did */
	struct strs keys;    /* of the member at hand, from the top */
	struct merge_conflicts *conflicts;
};

/* What the field table says of a member: FIELD (NULL: nothing), or an item
 * of it. */
struct spot {
	const struct field *field;
	bool item;
};

static struct json *merge_value(struct merge *, const struct sides *,
    struct spot);
static struct json *merge_followed(struct merge *, const struct sides *,
    struct spot);

/* ---- Conflicts ---- */

static struct merge_conflict *
add_conflict(struct merge_conflicts *conflicts, const struct strs *keys,
    enum merge_conflict_kind kind, const struct json *a,
    const struct json *b)
{
	struct merge_conflict *conflict;

	GROW(conflicts->items, conflicts->n, conflicts->cap);
	conflict = &conflicts->items[conflicts->n++];
	*conflict = (struct merge_conflict){ .kind = kind, .keys = STRS_INIT,
		.path = strs_join(keys, "."), .a = a, .b = b };
	for (size_t i = 0; i < keys->n; i++)
		strs_add(&conflict->keys, keys->items[i]);
	return conflict;
}

/* Those from the one with number N on go. */
static void
cut_conflicts(struct merge_conflicts *conflicts, size_t n)
{
	while (conflicts->n > n) {
		struct merge_conflict *last =
		    &conflicts->items[--conflicts->n];

		strs_release(&last->keys);
		free(last->path);
		free(last->text);
	}
}

void
merge_conflicts_release(struct merge_conflicts *conflicts)
{
	cut_conflicts(conflicts, 0);
	free(conflicts->items);
}

/* ---- One member ---- */

static enum field_type
type_of(struct spot spot)
{
	if (spot.field == NULL)
		return FIELD_ANY;
	return spot.item ? spot.field->item : spot.field->type;
}

static struct spot
spot_member(struct spot spot, const char *key)
{
	struct spot member = { NULL, false };

	if (type_of(spot) == FIELD_OBJECT)
		member.field = field_member(spot.field->members, key);
	else if (type_of(spot) == FIELD_MAP)
		member = (struct spot){ spot.field, true };
	return member;
}

/* A list in which order and number mean nothing. */
static bool
is_set(struct spot spot)
{
	return type_of(spot) == FIELD_LIST &&
	    spot.field->item != FIELD_OBJECT &&
	    !(spot.field->flags & FIELD_ONE_OR_MORE);
}

static bool
both_are(const struct sides *sides, enum json_type type)
{
	return json_type(sides->a) == type && json_type(sides->b) == type;
}

static struct json *
copy(const struct json *node)
{
	return node != NULL ? json_dup(node) : NULL;
}

static const struct json *
moved_side(const struct merge *merge, const struct sides *sides)
{
	return merge->moved == MERGE_B_MOVED ? sides->b : sides->a;
}

static struct json *
conflict(struct merge *merge, const struct sides *sides,
    enum merge_conflict_kind kind)
{
	add_conflict(merge->conflicts, &merge->keys, kind, sides->a,
	    sides->b);
	return copy(kind == MERGE_FROZEN ? moved_side(merge, sides) :
	    sides->a);
}

static struct json *
merge_frozen(struct merge *merge, const struct sides *sides)
{
	const struct json *moved = moved_side(merge, sides);
	const struct json *other = moved == sides->a ? sides->b : sides->a;

	if (!sides_known(sides, other))
		return conflict(merge, sides, MERGE_FROZEN);
	return copy(moved);
}

/* Added to OUT: the items of LIST that the other side has, or never had. */
static void
keep_items(struct json *out, const struct json *list,
    const struct items *other, const struct items *bases, size_t n)
{
	for (list = json_first(list); list; list = json_next(list)) {
		size_t i = 0;

		while (i < n && items_have(&bases[i], list))
			i++;
		if (i < n || items_have(other, list))
			json_append(out, json_dup(list));
	}
}

/* The items of LIST that are not in OTHER. */
static struct json *
items_beyond(const struct json *list, const struct items *other)
{
	struct json *out = json_new_array();

	for (list = json_first(list); list; list = json_next(list))
		if (!items_have(other, list))
			json_append(out, json_dup(list));
	return out;
}

/* What one side added comes, what one side took away goes. */
static struct json *
merge_sets(const struct sides *sides)
{
	struct json *out = json_new_array(), *beyond;
	struct items a, b, *bases = xcalloc(sides->n + 1, sizeof(*bases));

	items_init(&a, sides->a);
	items_init(&b, sides->b);
	for (size_t i = 0; i < sides->n; i++)
		items_init(&bases[i], sides->bases[i]);
	keep_items(out, sides->a, &b, bases, sides->n);
	beyond = items_beyond(sides->b, &a);
	keep_items(out, beyond, &a, bases, sides->n);
	json_free(beyond);
	for (size_t i = 0; i < sides->n; i++)
		items_release(&bases[i]);
	free(bases);
	items_release(&a);
	items_release(&b);
	return out;
}

/* ---- Objects ---- */

static void
merge_member(struct merge *merge, struct json *out,
    const struct level *level, struct spot spot, const char *key)
{
	struct sides sides;
	struct json *value;

	strs_add(&merge->keys, key);
	level_sides(&sides, level, key);
	spot = spot_member(spot, key);
	if (merge->keys.n == 1 && merge_follows(key))
		value = merge_followed(merge, &sides, spot);
	else
		value = merge_value(merge, &sides, spot);
	if (value != NULL)
		json_add(out, key, value);
	sides_release(&sides);
	free(merge->keys.items[--merge->keys.n]);
}

static struct json *
merge_object(struct merge *merge, const struct sides *sides,
    struct spot spot)
{
	struct json *out = json_new_object();
	const struct json *at;
	struct level level;

	level_init(&level, sides);
	for (at = json_first(sides->a); at; at = json_next(at))
		merge_member(merge, out, &level, spot, json_key(at));
	for (at = json_first(sides->b); at; at = json_next(at))
		if (json_index_get(&level.a, json_key(at)) == NULL)
			merge_member(merge, out, &level, spot, json_key(at));
	level_release(&level);
	return out;
}

/*
 * Two things that each side added under one key are one thing only where
 * nothing in them conflicts: of others no person would make a blend.
 */
static struct json *
merge_item(struct merge *merge, const struct sides *sides, struct spot spot)
{
	struct merge_conflicts *conflicts = merge->conflicts;
	size_t before = conflicts->n;
	struct json *out = merge_object(merge, sides, spot);
	enum merge_conflict_kind kind = MERGE_MEMBER;

	if (conflicts->n == before || !spot.item || !sides_added(sides))
		return out;
	json_free(out);
	for (size_t i = before; i < conflicts->n; i++)
		if (conflicts->items[i].kind == MERGE_FROZEN)
			kind = MERGE_FROZEN;
	cut_conflicts(conflicts, before);
	return conflict(merge, sides, kind);
}

/* No objects, and changed by both. */
static struct json *
merge_changed(struct merge *merge, const struct sides *sides,
    struct spot spot)
{
	if (merge_is_verdict(&merge->keys))
		return copy(sides->a); /* the criterion is judged anew */
	if (is_set(spot) && both_are(sides, JSON_ARRAY) && sides->n > 0)
		return merge_sets(sides);
	return conflict(merge, sides, MERGE_MEMBER);
}

static struct json *
merge_value(struct merge *merge, const struct sides *sides, struct spot spot)
{
	enum frozen_how how = frozen_how(merge->frozen, merge->keys.items,
	    merge->keys.n);
	bool objects = both_are(sides, JSON_OBJECT);

	if (json_equal(sides->a, sides->b))
		return copy(sides->a);
	if (how == FROZEN_WHOLLY || (how == FROZEN_PARTLY && !objects))
		return merge_frozen(merge, sides);
	if (how == FROZEN_PARTLY)
		return merge_item(merge, sides, spot);
	switch (sides_changed(sides)) {
	case CHANGED_A:
		return copy(sides->a);
	case CHANGED_B:
		return copy(sides->b);
	case CHANGED_BOTH:
		break;
	}
	return objects ? merge_item(merge, sides, spot) :
	    merge_changed(merge, sides, spot);
}

/* What goes with the history. */
static struct json *
merge_followed(struct merge *merge, const struct sides *sides,
    struct spot spot)
{
	const struct json *moved = moved_side(merge, sides);

	if (merge->moved == MERGE_SAME || json_equal(sides->a, sides->b))
		return merge_value(merge, sides, spot);
	if (merge->moved == MERGE_BOTH_MOVED)
		return conflict(merge, sides, MERGE_MOVED);
	/* A hold that goes on may have got another day of review. */
	if (strcmp(merge->keys.items[0], "hold") == 0 &&
	    sides_known(sides, moved))
		return merge_value(merge, sides, spot);
	return copy(moved);
}

/* ---- What each side did, together ---- */

/* The verdict of a criterion that no side has so. */
static void
judge_blends(struct json *tree, const struct record *a,
    const struct record *b)
{
	const struct json *at = json_get(tree, "criteria");
	struct json_index in_a, in_b;

	json_index_init(&in_a, json_get(a->tree, "criteria"));
	json_index_init(&in_b, json_get(b->tree, "criteria"));
	at = json_type(at) == JSON_OBJECT ? json_first(at) : NULL;
	for (; at; at = json_next(at)) {
		const char *key = json_key(at);

		if (!json_equal(at, json_index_get(&in_a, key)) &&
		    !json_equal(at, json_index_get(&in_b, key)))
			judge_criterion((struct json *)at);
	}
	json_index_release(&in_a);
	json_index_release(&in_b);
}

static char *
finding_text(const struct finding *finding)
{
	return xasprintf("%s %s", rule_id(finding->rule), finding->path);
}

/* What is wrong with either side, sorted. */
static void
known_faults(struct strs *out, const struct record *a,
    const struct record *b)
{
	struct findings findings = FINDINGS_INIT;

	record_check(a, NULL, &findings);
	record_check(b, NULL, &findings);
	for (size_t i = 0; i < findings.n; i++)
		strs_take(out, finding_text(&findings.items[i]));
	strs_sort(out);
	findings_release(&findings);
}

/* KEYS, of a member, and SIDES, of the whole, become those of the deepest
 * member on the way to it in which the sides differ. */
static void
narrow(struct strs *keys, struct sides *sides)
{
	struct sides at = *sides;
	size_t depth = 0;

	for (size_t i = 0; i < keys->n; i++) {
		at.a = json_get(at.a, keys->items[i]);
		at.b = json_get(at.b, keys->items[i]);
		if (i > 0 && json_equal(at.a, at.b))
			continue;
		depth = i + 1;
		*sides = at;
	}
	while (keys->n > depth)
		free(keys->items[--keys->n]);
}

static bool
has_conflict(const struct merge_conflicts *conflicts, const char *path)
{
	size_t i = 0;

	while (i < conflicts->n &&
	    strcmp(conflicts->items[i].path, path) != 0)
		i++;
	return i < conflicts->n;
}

static void
add_fault(struct merge *merge, const struct sides *whole,
    const struct finding *finding)
{
	struct sides sides = *whole;
	struct strs keys = STRS_INIT;
	char *path;

	strs_split(&keys, *finding->path ? finding->path : "history", '.');
	narrow(&keys, &sides);
	path = strs_join(&keys, ".");
	if (!has_conflict(merge->conflicts, path))
		add_conflict(merge->conflicts, &keys, MERGE_INVALID, sides.a,
		    sides.b)->text = xstrdup(finding->text);
	free(path);
	strs_release(&keys);
}

/* One side took away what the other refers to, and so on. */
static void
check_together(struct merge *merge, const struct sides *sides,
    const struct record *merged, const struct record *a,
    const struct record *b)
{
	struct findings findings = FINDINGS_INIT;
	struct strs known = STRS_INIT;
	char *text;

	known_faults(&known, a, b);
	record_check(merged, NULL, &findings);
	for (size_t i = 0; i < findings.n; i++) {
		text = finding_text(&findings.items[i]);
		if (findings.items[i].severity == SEVERITY_ERROR &&
		    !strs_sorted_has(&known, text))
			add_fault(merge, sides, &findings.items[i]);
		free(text);
	}
	findings_release(&findings);
	strs_release(&known);
}

struct record *
record_merge(const struct record *a, const struct record *b,
    const struct record *const *bases, size_t n,
    struct merge_conflicts *conflicts)
{
	static const struct field whole = { .type = FIELD_OBJECT,
		.members = record_fields };
	struct merge merge = { record_merge_history(a, b), 0, STRS_INIT,
		conflicts };
	struct record *merged = xmalloc(sizeof(*merged));
	struct sides sides;

	if (merge.moved == MERGE_A_MOVED)
		merge.frozen = record_frozen(a);
	else if (merge.moved == MERGE_B_MOVED)
		merge.frozen = record_frozen(b);
	sides_init(&sides, a, b, bases, n);
	merged->tree = merge_object(&merge, &sides,
	    (struct spot){ &whole, false });
	judge_blends(merged->tree, a, b);
	order_record(merged->tree);
	if (conflicts->n == 0)
		check_together(&merge, &sides, merged, a, b);
	strs_release(&merge.keys);
	sides_release(&sides);
	return merged;
}

void
record_merge_refuse(struct merge_conflicts *conflicts,
    const struct record *a, const struct record *b, const char *text)
{
	struct strs keys = STRS_INIT;

	strs_add(&keys, "history");
	add_conflict(conflicts, &keys, MERGE_INVALID,
	    json_get(a->tree, "history"),
	    json_get(b->tree, "history"))->text = xstrdup(text);
	strs_release(&keys);
}
