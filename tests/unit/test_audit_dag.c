#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/audit/dag.h"
#include "core/git/lib.h"
#include "core/git/objects.h"
#include "core/git/repo.h"
#include "tests/unit/dag_case.h"
#include "tests/unit/git_box.h"
#include "tests/unit/random.h"

/*
 * Random histories, all in one repository: what the audit says of their
 * ancestors is what git says of some pairs, and what is counted out here
 * for all of them.  Dates are as wrong as they can be.
 */

enum { HISTORIES = 250, MOST = 28, PARENTS = 3, PAIRS = 2 };

struct history {
	size_t n;
	size_t parents[MOST][PARENTS], n_parents[MOST];
	struct oid ids[MOST];
	uint32_t reach[MOST]; /* a bit for each: itself and its ancestors */
};

static bool
has_bit(uint32_t set, size_t i)
{
	return set >> i & 1;
}

/* ---- Made at random ---- */

static void
add_parent(struct history *h, size_t node, size_t parent)
{
	for (size_t i = 0; i < h->n_parents[node]; i++)
		if (h->parents[node][i] == parent)
			return;
	h->parents[node][h->n_parents[node]++] = parent;
	h->reach[node] |= h->reach[parent];
}

/* Most stand on one that came shortly before; some on none. */
static void
make_history(struct history *h)
{
	memset(h, 0, sizeof(*h));
	h->n = 3 + below(MOST - 3);
	for (size_t i = 0; i < h->n; i++) {
		size_t n = i == 0 || below(25) == 0 ? 0 : below(3) == 0 ?
		    2 + below(2) : 1;

		h->reach[i] = UINT32_C(1) << i;
		for (; n > 0; n--)
			add_parent(h, i, i - 1 - below(i < 4 ? i : 4));
	}
}

static void
write_history(FILE *file, const struct history *h, size_t number,
    bool honest)
{
	for (size_t i = 0; i < h->n; i++) {
		size_t when = honest ? i : below(40);

		fprintf(file, "reset refs/heads/h%zu\ncommit refs/heads/h%zu\n"
		    "mark :%zu\ncommitter A <a@example.org> %zu +0000\n"
		    "data %d\n%zu-%zu\n", number, number,
		    1 + number * MOST + i, 1767254400 + 60 * when,
		    (int)snprintf(NULL, 0, "%zu-%zu", number, i), number, i);
		for (size_t k = 0; k < h->n_parents[i]; k++)
			fprintf(file, "%s :%zu\n", k == 0 ? "from" : "merge",
			    1 + number * MOST + h->parents[i][k]);
	}
}

static void
read_marks(struct history *all)
{
	FILE *file = fopen("marks", "r");
	char hex[OID_HEX + 1];
	size_t mark;

	assert_non_null(file);
	while (fscanf(file, ":%zu %40s\n", &mark, hex) == 2)
		assert_true(oid_parse(&all[(mark - 1) / MOST].ids[(mark - 1)
		    % MOST], hex));
	fclose(file);
}

static struct history *
make_all(void)
{
	struct history *all = xcalloc(HISTORIES, sizeof(*all));
	FILE *file = fopen("stream", "w");

	assert_non_null(file);
	for (size_t i = 0; i < HISTORIES; i++) {
		make_history(&all[i]);
		write_history(file, &all[i], i, i % 2 == 0);
	}
	assert_int_equal(fclose(file), 0);
	box_do("git init -q --bare r && git -C r fast-import --quiet "
	    "--export-marks=../marks <stream");
	read_marks(all);
	return all;
}

/* ---- Counted out ---- */

static uint32_t
best_of(const struct history *h, size_t a, size_t b)
{
	uint32_t common = h->reach[a] & h->reach[b], best = common;

	for (size_t i = 0; i < h->n; i++)
		for (size_t k = 0; has_bit(common, i) && k < h->n; k++)
			if (k != i && has_bit(common, k) &&
			    has_bit(h->reach[k], i))
				best &= ~(UINT32_C(1) << i);
	return best;
}

static size_t
place_in(const struct history *h, const struct oid *id)
{
	for (size_t i = 0; i < h->n; i++)
		if (oid_equal(&h->ids[i], id))
			return i;
	fail_msg("a commit of another history");
	return 0;
}

static uint32_t
found_set(const struct history *h, const struct dag_marks *marks)
{
	uint32_t set = 0;

	for (size_t i = 0; i < marks->n_found; i++)
		set |= UINT32_C(1) << place_in(h,
		    &marks->dag->nodes[marks->found[i]].id);
	return set;
}

/* ---- What the audit says ---- */

static void
visit(const struct history *h, size_t node, uint32_t *seen, size_t *order,
    size_t *n)
{
	if (has_bit(*seen, node))
		return;
	*seen |= UINT32_C(1) << node;
	for (size_t i = 0; i < h->n_parents[node]; i++)
		visit(h, h->parents[node][i], seen, order, n);
	order[(*n)++] = node;
}

/* The tip, and then the others that nothing leads to. */
static void
load_all(struct dag *dag, struct objects *objects, const struct history *h)
{
	size_t order[MOST], n = 0;
	uint32_t seen = 0;

	for (size_t i = h->n; i-- > 0; ) {
		dag_load(dag, objects, &h->ids[i], no_loss, NULL);
		visit(h, i, &seen, order, &n);
		assert_int_equal(dag->n, n);
	}
	for (size_t i = 0; i < n; i++) {
		const struct node *node = &dag->nodes[i];

		assert_int_equal(place_in(h, &node->id), order[i]);
		assert_int_equal(node->n_parents, h->n_parents[order[i]]);
		assert_false(node->trusted || node->missing);
		for (size_t k = 0; k < node->n_parents; k++)
			assert_true(oid_equal(&dag->nodes[dag_parent(dag,
			    (uint32_t)i, k)].id,
			    &h->ids[h->parents[order[i]][k]]));
	}
}

static void
check_pairs(const struct history *h, const struct dag *dag)
{
	struct dag_marks marks;

	dag_marks_init(&marks, dag);
	for (size_t a = 0; a < h->n; a++)
		for (size_t b = 0; b < h->n; b++) {
			uint32_t x = dag_find(dag, &h->ids[a]);
			uint32_t y = dag_find(dag, &h->ids[b]);

			assert_int_equal(dag_reaches(&marks, x, y),
			    has_bit(h->reach[a], b));
			dag_merge_bases(&marks, x, y);
			assert_int_equal(found_set(h, &marks),
			    best_of(h, a, b));
			dag_only(&marks, x, y);
			assert_int_equal(found_set(h, &marks),
			    h->reach[a] & ~h->reach[b]);
			for (size_t i = 1; i < marks.n_found; i++)
				assert_true(marks.found[i - 1] <
				    marks.found[i]);
		}
	dag_marks_release(&marks);
}

static void
check_marked(const struct history *h, struct dag *dag)
{
	uint32_t node = dag_find(dag, &h->ids[below(h->n)]);
	size_t place = place_in(h, &dag->nodes[node].id);

	dag_scope(dag, node);
	dag_trust(dag, node);
	for (size_t i = 0; i < dag->n; i++) {
		size_t other = place_in(h, &dag->nodes[i].id);

		assert_int_equal(dag->nodes[i].scoped,
		    has_bit(h->reach[other], place));
		assert_int_equal(dag->nodes[i].trusted,
		    has_bit(h->reach[place], other));
	}
}

static void
ancestors_are_those_that_there_are(void **state)
{
	struct history *all = make_all();
	struct objects *objects = NULL;
	struct repo *repo = NULL;

	(void)state;
	box_ok(repo_open(&repo, "r", box_env));
	box_ok(objects_open(&objects, repo));
	for (size_t i = 0; i < HISTORIES; i++) {
		struct dag dag = DAG_INIT;

		load_all(&dag, objects, &all[i]);
		check_pairs(&all[i], &dag);
		check_marked(&all[i], &dag);
		dag_release(&dag);
	}
	objects_close(objects);
	repo_close(repo);
	free(all);
}

/* ---- A range ---- */

/* Nothing is trusted that SINCE does not lead to, and these histories are
 * short enough for no date to make a range longer. */
static void
check_range(const struct history *h, struct objects *objects,
    size_t tip, size_t since)
{
	uint32_t range = h->reach[tip] & ~h->reach[since], judged = 0;
	struct dag dag = DAG_INIT;

	assert_int_equal(dag_load_range(&dag, objects, &h->ids[tip],
	    &h->ids[since], no_loss, NULL), has_bit(h->reach[tip], since));
	for (size_t i = 0; i < dag.n; i++) {
		size_t place = place_in(h, &dag.nodes[i].id);

		if (dag.nodes[i].trusted) {
			assert_true(has_bit(h->reach[since], place));
			continue;
		}
		judged |= UINT32_C(1) << place;
		assert_int_equal(dag.nodes[i].n_parents,
		    h->n_parents[place]);
	}
	assert_int_equal(judged, range);
	dag_release(&dag);
}

static void
a_range_is_what_one_has_and_the_other_has_not(void **state)
{
	struct history *all = make_all();
	struct objects *objects = NULL;
	struct repo *repo = NULL;

	(void)state;
	box_ok(repo_open(&repo, "r", box_env));
	box_ok(objects_open(&objects, repo));
	for (size_t i = 0; i < HISTORIES; i++)
		for (size_t k = 0; k < all[i].n; k++)
			for (size_t other = 0; other < all[i].n; other++)
				check_range(&all[i], objects, k, other);
	objects_close(objects);
	repo_close(repo);
	free(all);
}

/* ---- What git says ---- */

static void
add_ids(struct str *out, const struct history *h, uint32_t set)
{
	struct strs lines = STRS_INIT;
	char hex[OID_HEX + 1], *joined;

	for (size_t i = 0; i < h->n; i++)
		if (has_bit(set, i)) {
			oid_hex(hex, &h->ids[i]);
			strs_add(&lines, hex);
		}
	strs_sort(&lines);
	joined = strs_join(&lines, " ");
	str_addf(out, "%s.\n", joined);
	free(joined);
	strs_release(&lines);
}

static void
ask(FILE *script, const char *command, const struct history *h, size_t a,
    size_t b)
{
	char x[OID_HEX + 1], y[OID_HEX + 1];

	oid_hex(x, &h->ids[a]);
	oid_hex(y, &h->ids[b]);
	fprintf(script, "echo $(git -C r %s %s %s%s | sort).\n", command, x,
	    strcmp(command, "rev-list") == 0 ? "^" : "", y);
}

/* What was counted out above is what git says, too. */
static void
git_agrees(void **state)
{
	struct history *all = make_all();
	FILE *script = fopen("ask", "w");
	struct str wanted = STR_INIT;

	(void)state;
	assert_non_null(script);
	for (size_t i = 0; i < HISTORIES; i++) {
		const struct history *h = &all[i];

		for (size_t k = 0; k < PAIRS; k++) {
			size_t a = below(h->n), b = below(h->n);

			ask(script, "merge-base --all", h, a, b);
			add_ids(&wanted, h, best_of(h, a, b));
			ask(script, "rev-list", h, a, b);
			add_ids(&wanted, h, h->reach[a] & ~h->reach[b]);
		}
	}
	assert_int_equal(fclose(script), 0);
	str_cut(&wanted, wanted.len - 1);
	box_says("LC_ALL=C sh ask | sed 's/ *\\.$/./'", wanted.ptr);
	str_release(&wanted);
	free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    ancestors_are_those_that_there_are, box_setup,
		    box_teardown),
		cmocka_unit_test_setup_teardown(
		    a_range_is_what_one_has_and_the_other_has_not, box_setup,
		    box_teardown),
		cmocka_unit_test_setup_teardown(git_agrees, box_setup,
		    box_teardown),
	};
	int failed;

	if (git_start() != NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	git_stop();
	return failed;
}
