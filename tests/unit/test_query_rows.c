#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/query_case.h"

/* The order of rows, what is in them, and how projects are named. */

static void
order(void **state)
{
	struct world *world = *state;

	check_sorted(world, "", true, "-since", "a3 a2 a1 b2 b1 c1");
	check_sorted(world, "", true, "since", "c1 b1 b2 a1 a2 a3");
	check_sorted(world, "", true, "stage", "a1 a2 a3 b1 c1 b2");
	check_sorted(world, "", true, "-stage", "b2 c1 b1 a3 a2 a1");
	check_sorted(world, "", true, "trl", "a2 a1 a3 b1 b2 c1");
	check_sorted(world, "", true, "-trl", "a1 a2 a3 b1 b2 c1");
	check_sorted(world, "", true, "budget", "a3 a2 a1 b1 b2 c1");
	check_sorted(world, "", true, "-budget,id", "a1 a2 a3 b1 b2 c1");
	check_sorted(world, "", true, "overdue,-id", "c1 b2 b1 a3 a2 a1");
}

static void
sorting_by_what_is_not(void **state)
{
	struct world *world = *state;
	struct query *query;
	const struct err *err;

	assert_null(query_parse(&query, NULL, 0, true, &world->context));
	err = query_sort(query, "title,dur");
	assert_int_equal(err->code, ERR_USAGE);
	assert_non_null(strstr(err->msg, "'due'"));
	err = query_sort(query, "");
	assert_int_equal(err->code, ERR_USAGE);
	query_free(query);
}

static const struct err *
add_row(void *arg, const char *const *values)
{
	struct str *out = arg;

	for (size_t i = 0; i < n_list_columns; i++)
		if (values[i] != NULL)
			str_addf(out, "%s=%s;", list_columns[i].name,
			    values[i]);
	return NULL;
}

static void
check_row(struct world *world, const char *term, const char *lang,
    const char *want)
{
	struct str out = STR_INIT;
	struct query *query;
	size_t *columns = xcalloc(n_list_columns, sizeof(*columns));

	for (size_t i = 0; i < n_list_columns; i++)
		columns[i] = i;
	world->context.lang = lang;
	assert_null(query_parse(&query, &term, 1, true, &world->context));
	assert_null(cache_select(world->cache, query, columns,
	    n_list_columns, 1, add_row, &out));
	assert_string_equal(out.ptr, want);
	query_free(query);
	free(columns);
	str_release(&out);
}

static void
every_column(void **state)
{
	struct world *world = *state;

	check_row(world, "id:a1", NULL, "id=a1;code=HR-1;title=Film detector;"
	    "stage=idea;since=2026-07-01T10:00:00Z;days=14;lead=ann;"
	    "direction=matter;tags=x\nY;summary=Resolves 50 nm;trl=4;"
	    "trl_baseline=2;trl_target=6;gain=2;due=2026-06-30;overdue=yes;"
	    "budget=120050;disbursed=700;spent=150;currency=CNY;"
	    "created=2026-01-01T00:00:00Z;entries=2;"
	    "path=projects/a1.json;");
	check_row(world, "id:a2", "zh", "id=a2;title=\u7ec6\u80de\u56fe\u8c31;"
	    "stage=Last Call;since=2026-07-10T23:59:59Z;days=5;"
	    "lead=Bo Annason;email=BO@z.org;team=bob\nLi Wei;"
	    "direction=life;tags=y;trl=3;due=2026-08-01;overdue=no;"
	    "budget=1200;currency=JPY;created=2026-01-01T00:00:00Z;"
	    "entries=2;path=projects/a2.json;");
	check_row(world, "id:a3", "en", "id=a3;title=Third;stage=on-hold;"
	    "since=2026-07-11T00:00:00Z;days=4;lead=\u674e\u793a\u4f8b;"
	    "partners=Example, Inc.;overdue=no;hold=funds;"
	    "review_by=2026-07-01;budget=-50;currency=CNY;"
	    "created=2026-07-11T00:00:00Z;entries=1;"
	    "path=projects/a3.json;");
}

static void
columns_by_name(void **state)
{
	size_t i, k;

	(void)state;
	assert_null(list_column_find(&i, "tag"));
	assert_null(list_column_find(&k, "tags"));
	assert_int_equal(i, k);
	assert_int_equal(list_column_find(&i, "titel")->code, ERR_USAGE);
	assert_non_null(strstr(list_column_find(&i, "titel")->msg,
	    "did you mean 'title'"));
}

static void
check_resolve(struct world *world, const char *word, const char *want)
{
	char *id = NULL;
	const struct err *err = cache_resolve(world->cache, word, &id);

	if (err != NULL)
		fail_msg("%s: %s", word, err->msg);
	assert_string_equal(id, want);
	free(id);
}

static void
check_unresolved(struct world *world, const char *word, const char *text)
{
	char *id = NULL;
	const struct err *err = cache_resolve(world->cache, word, &id);

	assert_non_null(err);
	assert_int_equal(err->code, ERR_NOTFOUND);
	if (strstr(err->msg, text) == NULL)
		fail_msg("'%s' is not in: %s", text, err->msg);
}

static void
naming_projects(void **state)
{
	struct world *world = *state;
	char *id;

	check_resolve(world, "a1", "a1");
	check_resolve(world, "HR-1", "a1");
	check_resolve(world, "HR", "a1");
	check_resolve(world, "c", "c1");
	check_unresolved(world, "a", "'a' is not one project but 3");
	check_unresolved(world, "a", "a2  Cell atlas");
	check_unresolved(world, "a9", "did you mean 'a1'");
	check_unresolved(world, "hr-1", "did you mean 'HR-1'");
	check_unresolved(world, "detector", "a1  Film detector");
	check_unresolved(world, "qqqqqqqq", "proven list --all");
	check_unresolved(world, "", "no project ''");
	check_unresolved(world, "\xff", "no project");
	check_unresolved(world, "%", "no project '%'");
	assert_null(cache_code_owner(world->cache, "HR-1", &id));
	assert_string_equal(id, "a1");
	free(id);
	assert_null(cache_code_owner(world->cache, "HR-2", &id));
	assert_null(id);
}

static const struct err *
add_entry(void *arg, const struct log_row *row)
{
	struct str *out = arg;

	str_addf(out, "%s/%d %s>%s %s; ", row->id, (int)row->seq,
	    row->from != NULL ? row->from : "", row->to, row->by);
	return NULL;
}

static void
check_log(struct world *world, const char *id, int64_t limit,
    const char *want)
{
	struct str out = STR_INIT;

	assert_null(cache_log(world->cache, id, limit, add_entry, &out));
	assert_string_equal(out.ptr, want);
	str_release(&out);
}

static void
entries(void **state)
{
	struct world *world = *state;

	check_log(world, "a1", -1, "a1/2 idea>x bob; a1/1 >idea ann; ");
	check_log(world, "a1", 1, "a1/2 idea>x bob; ");
	check_log(world, "zz", -1, "");
	check_log(world, NULL, 3,
	    "a3/1 >x bob; a2/2 idea>x bob; a1/2 idea>x bob; ");
	check_log(world, NULL, 0, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(order), TEST(sorting_by_what_is_not),
		TEST(every_column), TEST(columns_by_name),
		TEST(naming_projects), TEST(entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
