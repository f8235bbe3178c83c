#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/merge_case.h"
#include "tests/unit/random.h"

/*
 * Random records, changed at random by two sides: whatever the merge gives
 * is a merge, nothing gets lost, and the sides can be exchanged.  A run
 * that fails names its seed.
 */

static uint32_t
pick(uint32_t n)
{
	return (uint32_t)below(n);
}

/* ---- Random changes ---- */

static struct json *
random_value(int depth)
{
	struct json *node;
	char key[] = "k0";

	switch (pick(depth > 0 ? 6 : 4)) {
	case 0:
		return json_new_null();
	case 1:
		return json_new_bool(pick(2));
	case 2:
		return json_new_integer(pick(3));
	case 3:
		return json_new_string(pick(2) ? "概念" : "b\n");
	case 4:
		node = json_new_array();
		for (uint32_t n = pick(4); n > 0; n--)
			json_append(node, random_value(depth - 1));
		return node;
	default:
		node = json_new_object();
		for (uint32_t n = pick(4); n > 0; n--) {
			key[1] = (char)('0' + pick(4));
			json_set(node, key, random_value(depth - 1));
		}
		return node;
	}
}

static struct json *
random_words(void)
{
	static const char *const words[] = { "a", "b", "c", "d", "e" };
	struct json *list = json_new_array();

	for (size_t i = 0; i < COUNT(words); i++)
		if (pick(2))
			json_append(list, json_new_string(words[i]));
	return list;
}

/* The object at KEY, made where it is not there. */
static struct json *
inside(struct json *object, const char *key)
{
	if (json_type(json_get(object, key)) != JSON_OBJECT)
		json_set(object, key, json_new_object());
	return json_get_mut(object, key);
}

static void
change_criterion(struct json *tree)
{
	char key[] = "c0", number[] = "0";
	struct json *at;

	key[1] = (char)('0' + pick(3));
	number[0] = (char)('0' + pick(9));
	at = inside(inside(tree, "criteria"), key);
	switch (pick(4)) {
	case 0:
		json_set_string(at, "target", number);
		break;
	case 1:
		json_set(inside(at, "measured"), "x", random_value(1));
		break;
	case 2:
		json_set_string(at, "claim", number);
		break;
	default:
		json_remove(json_get_mut(tree, "criteria"), key);
	}
}

static void
change_unknown(struct json *tree)
{
	static const char *const at[] = { "concept", "custom", "readiness",
		"x", "lead" };
	char key[] = "k0";

	key[1] = (char)('0' + pick(4));
	json_set(inside(tree, at[pick(COUNT(at))]), key, random_value(3));
}

static void
change(struct json *tree)
{
	static const char *const known[] = { "code", "call", "summary",
		"field", "y" };
	const char *key = known[pick(COUNT(known))];

	switch (pick(6)) {
	case 0:
		json_set(tree, pick(2) ? "tags" : "industry", random_words());
		break;
	case 1:
		json_set(tree, key, random_value(0));
		break;
	case 2:
		json_remove(tree, key);
		break;
	case 3:
		change_criterion(tree);
		break;
	default:
		change_unknown(tree);
	}
}

/* The tree of a record, to be changed by hand as people do. */
static struct json *
tree_in(struct record *record)
{
	return (struct json *)record_json(record);
}

static struct record *
changed(const struct record *from, uint32_t most)
{
	struct record *record = record_dup(from);

	for (uint32_t n = pick(most); n > 0; n--)
		change(tree_in(record));
	return record;
}

static void
move_some(struct record *record)
{
	for (size_t n = pick(2), i = 1; i <= n; i++)
		move(record, i, (frozen_set)pick(8));
}

/* ---- What must hold ---- */

struct trial {
	struct record *base, *other, *a, *b;
	const struct record *bases[2];
	size_t n;
};

static void
fail_trial(const struct trial *trial, const struct record *merged,
    const char *what)
{
	const struct record *const all[] = { trial->base, trial->a, trial->b,
		merged };
	struct str text = STR_INIT;

	for (size_t i = 0; i < COUNT(all); i++) {
		json_write_compact(&text, record_json(all[i]));
		str_addc(&text, '\n');
	}
	fail_msg("%s\n%s", what, text.ptr);
}

static void
expect_merge(const struct trial *trial, const struct record *merged)
{
	struct findings there = FINDINGS_INIT, back = FINDINGS_INIT;
	char *paths;

	record_merge_check(merged, trial->a, trial->b, trial->bases,
	    trial->n, &there);
	record_merge_check(merged, trial->b, trial->a, trial->bases,
	    trial->n, &back);
	paths = finding_paths(&there);
	if (there.n > 0 || back.n > 0)
		fail_trial(trial, merged, paths);
	free(paths);
	findings_release(&there);
	findings_release(&back);
}

static int
by_text(const void *a, const void *b)
{
	char *const *one = a, *const *two = b;

	return strcmp(*one, *two);
}

/* LIST of the record, its items in order. */
static char *
sorted_words(const struct record *record, const char *list)
{
	struct strs items = STRS_INIT;
	char *text;

	record_items(record, list, &items);
	if (items.n > 0)
		qsort(items.items, items.n, sizeof(*items.items), by_text);
	text = strs_join(&items, " ");
	strs_release(&items);
	return text;
}

/* A and B hold the same, whatever the order of the words. */
static bool
alike(const struct record *a, const struct record *b)
{
	static const char *const lists[] = { "tags", "industry" };
	struct record *one = record_dup(a), *two = record_dup(b);
	bool same = true;

	for (size_t i = 0; i < COUNT(lists); i++) {
		char *in_a = sorted_words(a, lists[i]);
		char *in_b = sorted_words(b, lists[i]);

		same = same && strcmp(in_a, in_b) == 0;
		json_remove(tree_in(one), lists[i]);
		json_remove(tree_in(two), lists[i]);
		free(in_a);
		free(in_b);
	}
	same = same && record_equal(one, two);
	record_free(one);
	record_free(two);
	return same;
}

static void
expect_symmetry(const struct trial *trial, const struct record *merged,
    const struct merge_conflicts *conflicts)
{
	struct merge_conflicts swapped = MERGE_CONFLICTS_INIT;
	struct record *back = record_merge(trial->b, trial->a, trial->bases,
	    trial->n, &swapped);
	char *there = conflict_paths(conflicts);
	char *here = conflict_paths(&swapped);

	if (strcmp(there, here) != 0)
		fail_trial(trial, back, here);
	if (swapped.n == 0 && !alike(merged, back))
		fail_trial(trial, back, "not the same the other way round");
	free(there);
	free(here);
	merge_conflicts_release(&swapped);
	record_free(back);
}

/* Something in MERGED that nobody wrote is found. */
static void
expect_evil_found(const struct trial *trial, const struct record *merged)
{
	static const char *const at[] = { "concept", "x", "criteria", "lead",
		"history", "title" };
	struct record *evil = record_dup(merged);
	struct findings findings = FINDINGS_INIT;
	const char *key = at[pick(COUNT(at))];

	json_set_string(tree_in(evil), key, "evil");
	record_merge_check(evil, trial->a, trial->b, trial->bases, trial->n,
	    &findings);
	if (findings.n == 0 &&
	    record_merge_history(trial->a, trial->b) != MERGE_BOTH_MOVED)
		fail_trial(trial, evil, "an evil merge is not found");
	findings_release(&findings);
	record_free(evil);
}

/* No side's change alone, and no merge of the same, is other than it. */
static void
expect_identities(const struct trial *trial)
{
	struct merge_conflicts conflicts = MERGE_CONFLICTS_INIT;
	const struct record *const bases[] = { trial->base };
	struct record *same, *one, *two;

	same = record_merge(trial->a, trial->a, trial->bases, trial->n,
	    &conflicts);
	one = record_merge(trial->a, trial->base, bases, 1, &conflicts);
	two = record_merge(trial->base, trial->b, bases, 1, &conflicts);
	if (conflicts.n > 0 || !record_equal(same, trial->a))
		fail_trial(trial, same, "not itself");
	if (!record_equal(one, trial->a) || !record_equal(two, trial->b))
		fail_trial(trial, one, "not the side that changed");
	record_free(same);
	record_free(one);
	record_free(two);
	merge_conflicts_release(&conflicts);
}

static bool
only_members(const struct merge_conflicts *conflicts)
{
	size_t i = 0;

	while (i < conflicts->n && conflicts->items[i].kind == MERGE_MEMBER)
		i++;
	return i == conflicts->n;
}

static void
expect_text(const struct record *merged,
    const struct merge_conflicts *conflicts)
{
	struct str text = STR_INIT;
	size_t marks = 0;

	record_merge_write(merged, conflicts, &text);
	assert_non_null(json_check(text.ptr, text.len, "", JSON_MAX_BYTES));
	for (const char *at = text.ptr; (at = strstr(at, ">>>>>>> theirs\n"));
	    at++)
		marks++;
	assert_true(marks > 0 && marks <= conflicts->n);
	if (only_members(conflicts))
		assert_int_equal(marks, conflicts->n);
	str_release(&text);
}

static size_t clean;

static void
run(struct trial *trial)
{
	struct merge_conflicts conflicts = MERGE_CONFLICTS_INIT;
	struct record *merged = record_merge(trial->a, trial->b,
	    trial->bases, trial->n, &conflicts);

	clean += conflicts.n == 0;
	if (only_members(&conflicts))
		expect_merge(trial, merged);
	if (conflicts.n > 0)
		expect_text(merged, &conflicts);
	else
		expect_evil_found(trial, merged);
	expect_symmetry(trial, merged, &conflicts);
	expect_identities(trial);
	merge_conflicts_release(&conflicts);
	record_free(merged);
}

static void
test_random(void **state)
{
	uint32_t rounds = getenv("PROVEN_SOAK") ? 200000 : 3000;

	(void)state;
	for (uint32_t i = 0; i < rounds; i++) {
		struct trial trial = { .n = 1 };
		struct record *bare = make("", 1, 0);

		seed = i;
		trial.base = changed(bare, 8);
		trial.other = changed(trial.base, 3);
		trial.a = changed(trial.base, 5);
		trial.b = changed(trial.base, 5);
		move_some(trial.a);
		if (pick(3) == 0)
			move_some(trial.b);
		trial.bases[0] = trial.base;
		trial.bases[1] = trial.other;
		trial.n += pick(4) == 0;
		run(&trial);
		record_free(bare);
		record_free(trial.base);
		record_free(trial.other);
		record_free(trial.a);
		record_free(trial.b);
	}
	assert_true(clean > rounds / 4 && clean < rounds);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
