#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/cache/cache.h"
/* For the cases shared with the unit tests. */
#define fail_msg(...) abort()
#include "tests/fuzz/fuzz.h"
#include "tests/unit/cache_case.h"

/* Fictional projects. */
static const struct case_record records[] = {
	{ "a1", "'title': 'Film detector', 'stage': 'idea',"
	    "'direction': 'matter', 'tags': ['x', 'Y'],"
	    "'lead': {'person': 'ann'},"
	    "'readiness': {'current': {'level': 4}},"
	    "'milestones': {'m1': {'due': '2026-06-30'}},"
	    "'budget': {'approved': 120050}",
	    "2026-07-01T10:00:00Z", "idea" },
	{ "a2", "'title': 'Cell atlas', 'stage': 'Last Call',"
	    "'translations': {'zh': {'title': '\u7ec6\u80de'}},"
	    "'team': {'t1': {'person': 'bob'}},"
	    "'budget': {'currency': 'JPY', 'approved': 1200}",
	    "2026-07-10T23:59:59Z", "idea" },
	{ "b1", "'title': 'Fourth', 'stage': 'closed',"
	    "'concept': {'verdict': 'proven'}",
	    "2026-05-01T00:00:00Z", NULL },
};

static const struct err *
count_row(void *arg, const char *const *values)
{
	HOLDS(values[0] != NULL);
	++*(int64_t *)arg;
	return NULL;
}

/* Whatever is taken as a query is one: it runs, and counts what it finds. */
static int64_t
run(struct cache *cache, const struct query *query)
{
	size_t columns[64];
	int64_t rows = 0, count = -1;

	HOLDS(n_list_columns <= COUNT(columns));
	for (size_t i = 0; i < n_list_columns; i++)
		columns[i] = i;
	HOLDS(cache_select(cache, query, columns, n_list_columns, -1,
	    count_row, &rows) == NULL);
	HOLDS(cache_count(cache, query, &count) == NULL);
	HOLDS(rows == count);
	return rows;
}

/* What is not found by a term is found by its opposite. */
static void
check_opposite(struct cache *cache, const char *term, int64_t found,
    const struct query_context *context)
{
	char *opposite = xasprintf("-%s", term);
	const char *terms[] = { opposite };
	struct query *query = NULL;

	HOLDS(query_parse(&query, terms, 1, true, context) == NULL);
	HOLDS(found + run(cache, query) == (int64_t)COUNT(records));
	query_free(query);
	free(opposite);
}

static void
check(struct cache *cache, const struct strs *terms,
    const struct query_context *context)
{
	struct query *query = NULL;
	int64_t found;

	if (query_parse(&query, (const char *const *)terms->items, terms->n,
	    true, context) != NULL)
		return;
	found = run(cache, query);
	if (terms->n == 1 && terms->items[0][0] != '-')
		check_opposite(cache, terms->items[0], found, context);
	if (terms->n > 0 && query_sort(query, terms->items[0]) == NULL)
		HOLDS(run(cache, query) == found);
	query_free(query);
}

/* A term a line. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cache *cache;
	static struct tracker *tracker;
	struct query_context context = { .me = "bob", .today = 20649 };
	struct strs terms = STRS_INIT;
	char *text;

	if (cache == NULL) {
		cache = case_cache(records, COUNT(records));
		tracker = case_tracker();
	}
	context.tracker = tracker;
	context.cache = cache;
	text = xstrndup((const char *)data, size);
	strs_split(&terms, text, '\n');
	check(cache, &terms, &context);
	strs_release(&terms);
	free(text);
	return 0;
}
