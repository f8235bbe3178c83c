#ifndef PROVEN_TESTS_QUERY_CASE_H
#define PROVEN_TESTS_QUERY_CASE_H

#include "core/base/date.h"
#include "tests/unit/cache_case.h"

/* Fictional projects; the day is 2026-07-15. */
static const struct case_record records[] = {
	{ "a1", "'title': 'Film detector', 'stage': 'idea',"
	    "'summary': 'Resolves 50 nm', 'code': 'HR-1',"
	    "'direction': 'matter', 'tags': ['x', 'Y'],"
	    "'lead': {'person': 'ann'},"
	    "'readiness': {'baseline': {'level': 2},"
	    " 'current': {'level': 4}, 'target': {'level': 6}},"
	    "'milestones': {'m1': {'due': '2026-06-30'},"
	    " 'm2': {'due': '2026-12-31'}},"
	    "'budget': {'approved': 120050,"
	    " 'lines': {'equipment': {'spent': 100}, 'labour': {'spent': 50}},"
	    " 'disbursed': {'d1': {'amount': 700}}}",
	    "2026-07-01T10:00:00Z", "idea" },
	{ "a2", "'title': 'Cell atlas', 'stage': 'Last Call',"
	    "'translations': {'zh': {'title': '\u7ec6\u80de\u56fe\u8c31'},"
	    " 'en': {'summary': 'A \u00dcber film of cells'}},"
	    "'direction': 'life', 'tags': ['y'],"
	    "'lead': {'name': 'Bo Annason', 'email': 'BO@z.org'},"
	    "'team': {'t1': {'person': 'bob'}, 't2': {'name': 'Li Wei'}},"
	    "'readiness': {'current': {'level': 3}},"
	    "'milestones': {'m1': {'due': '2026-06-30',"
	    " 'done': '2026-06-29'}, 'm2': {'due': '2026-08-01'}},"
	    "'budget': {'currency': 'JPY', 'approved': 1200}",
	    "2026-07-10T23:59:59Z", "idea" },
	{ "a3", "'title': 'Third', 'stage': 'on-hold',"
	    "'hold': {'code': 'funds', 'review_by': '2026-07-01'},"
	    "'lead': {'name': '\u674e\u793a\u4f8b'},"
	    "'partners': {'o1': {'name': 'Example, Inc.'}},"
	    "'budget': {'approved': -50}",
	    "2026-07-11T00:00:00Z", NULL },
	{ "b1", "'title': 'Fourth', 'stage': 'closed',"
	    "'lead': {'person': 'bob'}, 'concept': {'verdict': 'proven'},"
	    "'closure': {'result': 'passed'},"
	    "'milestones': {'m1': {'due': '2026-01-01'}}",
	    "2026-05-01T00:00:00Z", "idea" },
	{ "b2", "'title': 'Fifth', 'stage': 'Old stage',"
	    "'concept': {'verdict': 'partly'}, 'direction': 'gone',"
	    "'start': '2026-02-30', 'end': '2026-09-30'",
	    "2026-06-01T00:00:00Z", NULL },
	{ "c1", "'title': 'Sixth', 'stage': 'stopped',"
	    "'industry': ['life_health', 'other']",
	    "2026-04-01T00:00:00Z", NULL },
};

struct world {
	struct cache *cache;
	struct tracker *tracker;
	struct query_context context;
};

static int
setup(void **state)
{
	struct world *world = xcalloc(1, sizeof(*world));

	world->cache = case_cache(records, COUNT(records));
	world->tracker = case_tracker();
	world->context = (struct query_context){
		.tracker = world->tracker, .me = "ann",
		.cache = world->cache,
	};
	assert_true(date_parse("2026-07-15", &world->context.today));
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	cache_close(world->cache);
	tracker_free(world->tracker);
	free(world);
	return 0;
}

static const struct err *
add_id(void *arg, const char *const *values)
{
	struct str *out = arg;

	str_addf(out, "%s%s", out->len > 0 ? " " : "", values[0]);
	return NULL;
}

/* The ids that the terms (separated by "|") find. */
static void
check_sorted(struct world *world, const char *terms, bool all,
    const char *sort, const char *want)
{
	struct strs list = STRS_INIT;
	struct str out = STR_INIT;
	struct query *query = NULL;
	size_t columns[1];
	int64_t count = -1;
	const struct err *err;

	if (*terms != '\0')
		strs_split(&list, terms, '|');
	assert_null(list_column_find(columns, "id"));
	err = query_parse(&query, (const char *const *)list.items, list.n,
	    all, &world->context);
	if (err == NULL)
		err = query_sort(query, sort);
	if (err == NULL)
		err = cache_select(world->cache, query, columns, 1, -1,
		    add_id, &out);
	if (err == NULL)
		err = cache_count(world->cache, query, &count);
	if (err != NULL)
		fail_msg("%s: %s", terms, err->msg);
	if (strcmp(out.ptr, want) != 0)
		fail_msg("%s: '%s', not '%s'", terms, out.ptr, want);
	assert_int_equal(count, *want == '\0' ? 0
	    : (int)(strlen(want) + 1) / 3);
	query_free(query);
	strs_release(&list);
	str_release(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
