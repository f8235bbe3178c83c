#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

/* The ids that the terms (parted by "|") find. */
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

static void
check(struct world *world, const char *terms, const char *want)
{
	check_sorted(world, terms, true, "id", want);
}

/* The error has this code and each of the texts, parted by "|". */
static void
check_err(struct world *world, const char *term, const char *texts)
{
	struct query *query = NULL;
	struct strs list = STRS_INIT;
	const struct err *err;

	err = query_parse(&query, &term, 1, true, &world->context);
	if (err == NULL)
		fail_msg("%s is taken", term);
	assert_int_equal(err->code, ERR_USAGE);
	strs_split(&list, texts, '|');
	for (size_t i = 0; i < list.n; i++)
		if (strstr(err->msg, list.items[i]) == NULL)
			fail_msg("%s: '%s' is not in: %s", term,
			    list.items[i], err->msg);
	strs_release(&list);
}

static void
final_stages(void **state)
{
	struct world *world = *state;

	check_sorted(world, "", false, "id", "a1 a2 a3 b2");
	check_sorted(world, "", true, "id", "a1 a2 a3 b1 b2 c1");
	check_sorted(world, "stage:closed", false, "id", "b1");
	check_sorted(world, "-stage:idea", false, "id", "a2 a3 b2");
	check_sorted(world, "is:final", false, "id", "b1 c1");
	check_sorted(world, "is:mine", false, "id", "a1");
	check_sorted(world, "id:b1", false, "id", "");
}

static void
stages(void **state)
{
	struct world *world = *state;

	check(world, "stage:idea", "a1");
	check(world, "stage=idea", "a1");
	check(world, "stage:Last Call", "a2");
	check(world, "stage:idea,closed", "a1 b1");
	check(world, "-stage:idea,closed", "a2 a3 b2 c1");
	check(world, "stage!=idea", "a2 a3 b1 b2 c1");
	check(world, "-stage!=idea", "a1");
	check(world, "stage:Old stage", "b2");
	check(world, "stage:\u521b\u610f", "a1");
	check(world, "stage:done", "b1");
	check(world, "is:open", "a1 a2 a3 b2");
	check(world, "is:active", "a1 a2");
	check(world, "is:paused", "a3");
	check(world, "is:final", "b1 c1");
	check(world, "-is:final", "a1 a2 a3 b2");
	check(world, "is:unknown", "b2");
	check(world, "is:paused,final", "a3 b1 c1");
	check_err(world, "stage:ide", "unknown stage 'ide'|'idea'");
	check_err(world, "stage:Old stag", "did you mean 'Old stage'");
	check_err(world, "stage:zzzzzz", "there are: idea, Last Call");
	check_err(world, "stage:", "a value is missing");
	check_err(world, "stage:idea,", "a value is missing");
	check_err(world, "stage<idea", "no order");
	check_err(world, "is:opn", "did you mean 'open'");
	check_err(world, "is:zzzzzz", "there are: open, active");
	check_err(world, "is>open", "':'");
}

static void
numbers(void **state)
{
	struct world *world = *state;

	check(world, "trl:4", "a1");
	check(world, "trl=3,4", "a1 a2");
	check(world, "trl!=4", "a2 a3 b1 b2 c1");
	check(world, "trl>3", "a1");
	check(world, "trl>=3", "a1 a2");
	check(world, "trl<4", "a2");
	check(world, "trl<=4", "a1 a2");
	check(world, "-trl>3", "a2 a3 b1 b2 c1");
	check(world, "trl>=3|trl<4", "a2");
	check(world, "gain:2", "a1");
	check(world, "trl_target>5", "a1");
	check(world, "entries=2", "a1 a2 b1");
	check(world, "days<=5", "a2 a3");
	check(world, "trl:none", "a3 b1 b2 c1");
	check(world, "trl:any", "a1 a2");
	check_err(world, "trl:none4", "'none4' is not a whole number");
	check_err(world, "trl>", "a value is missing");
	check_err(world, "trl>=3,4", "'3,4' is not a whole number");
	check_err(world, "trl>1.5", "not a whole number");
}

static void
days(void **state)
{
	struct world *world = *state;

	check(world, "due:2026-06-30", "a1");
	check(world, "due<2026-08-01", "a1 b1");
	check(world, "due<=2026-08-01", "a1 a2 b1");
	check(world, "due>today", "a2");
	check(world, "due<+30d", "a1 a2 b1");
	check(world, "due:none", "a3 b2 c1");
	check(world, "overdue:yes", "a1");
	check(world, "overdue:no", "a2 a3 b1 b2 c1");
	check(world, "overdue!=yes", "a2 a3 b1 b2 c1");
	check(world, "is:overdue", "a1");
	check(world, "review_by<today", "a3");
	check(world, "start:any", "");
	check(world, "end:2026-09-30", "b2");
	check(world, "since:2026-07-10", "a2");
	check(world, "since>2026-07-10", "a3");
	check(world, "since>=2026-07-10", "a2 a3");
	check(world, "since<2026-07-10", "a1 b1 b2 c1");
	check(world, "since<=2026-07-10", "a1 a2 b1 b2 c1");
	check(world, "since:2026-07-10T23:59:59Z", "a2");
	check(world, "since>2026-07-10T23:59:58Z", "a2 a3");
	check(world, "created:2026-01-01", "a1 a2 b1");
	check_err(world, "due<2026-13-01", "'due<2026-13-01'");
	check_err(world, "since>soon", "'since>soon'");
	check_err(world, "overdue:maybe", "'yes' or 'no'");
	check_err(world, "overdue<yes", "no order");
}

static void
money(void **state)
{
	struct world *world = *state;

	check(world, "budget=1200.50", "a1");
	check(world, "budget:1200.5", "a1");
	check(world, "budget=1200", "a2");
	check(world, "budget>1200", "a1");
	check(world, "budget>=1200", "a1 a2");
	check(world, "budget<1200.5", "a2 a3");
	check(world, "budget<1200.5001", "a1 a2 a3");
	check(world, "budget<0", "a3");
	check(world, "budget<=-0.5", "a3");
	check(world, "budget<-0.5", "");
	check(world, "budget>-0.5001", "a1 a2 a3");
	check(world, "spent=1.5", "a1");
	check(world, "disbursed=7", "a1");
	check(world, "currency:JPY", "a2");
	check_err(world, "budget>1,000", "'1,000' is not an amount");
	check_err(world, "budget>1.", "not an amount");
	check_err(world, "budget>1.23456", "not an amount");
	check_err(world, "budget>x", "not an amount");
	check_err(world, "budget>1.2x", "not an amount");
}

static void
codes_and_words(void **state)
{
	struct world *world = *state;

	check(world, "direction:matter,life", "a1 a2");
	check(world, "direction:\u7269\u8d28", "a1");
	check(world, "direction:life science", "a2");
	check(world, "direction:gone", "b2");
	check(world, "direction:info", "");
	check(world, "-direction:matter", "a2 a3 b1 b2 c1");
	check(world, "industry:other", "c1");
	check(world, "industry:oth", "");
	check(world, "verdict:proven,partly", "b1 b2");
	check(world, "result:passed", "b1");
	check(world, "hold:funds", "a3");
	check(world, "tag:y", "a1 a2");
	check(world, "tags:x", "a1");
	check(world, "-tag:y", "a3 b1 b2 c1");
	check_err(world, "tag:", "a value is missing");
	check_err(world, "direction:mater", "did you mean 'matter'");
	check_err(world, "verdict:prove", "did you mean 'proven'");
	check_err(world, "tag>x", "'tags' has no order");
}

static void
texts(void **state)
{
	struct world *world = *state;

	check(world, "film", "a1 a2");
	check(world, "FILM", "a1 a2");
	check(world, "\u00fcBER", "a2");
	check(world, "U\u0308ber", "a2");
	check(world, "50 nm", "a1");
	check(world, "film|detector", "a1");
	check(world, "-text:film", "a3 b1 b2 c1");
	check(world, "text:cell,third", "a2 a3");
	check(world, "\u56fe", "a2");
	check(world, "100%", "");
	check(world, "title:det", "a1");
	check(world, "title=film detector", "a1");
	check(world, "title=film", "");
	check(world, "title:\u7ec6", "a2");
	check(world, "title=\u7ec6\u80de\u56fe\u8c31", "a2");
	check(world, "summary:NM", "a1");
	check(world, "partner:example", "a3");
	check(world, "partner=example", "");
	check(world, "code:HR-1", "a1");
	check(world, "code:hr-1", "");
	check(world, "path:projects/a1.json", "a1");
	check(world, "a'; DROP TABLE projects; --", "");
	check(world, "id:a1' OR '1'='1", "");
	check_err(world, "", "empty");
	check_err(world, "-", "empty");
	check_err(world, "a\xff", "UTF-8");
	check_err(world, "stge:x", "'stge:x'|unknown field 'stge'|'stage'");
	check_err(world, "http://x", "unknown field 'http'|text:http://x");
}

static void
people(void **state)
{
	struct world *world = *state;

	check(world, "lead:@me", "a1");
	check(world, "lead:ann", "a1 a2");
	check(world, "lead=ann", "a1");
	check(world, "lead:a@y.org", "a1");
	check(world, "lead:smith", "a1");
	check(world, "lead:bo@z.org", "a2");
	check(world, "lead:bo", "a2 b1");
	check(world, "lead:nna", "");
	check(world, "lead:\u793a", "a3");
	check(world, "lead:none", "b2 c1");
	check(world, "email:z.org", "a2");
	check(world, "team:bob", "a2");
	check(world, "member:wei", "a2");
	check(world, "team:ei", "");
	check(world, "is:mine", "a1");
	world->context.me = "bob@x.org";
	check(world, "lead:@me", "b1");
	world->context.me = "bob";
	check(world, "is:mine", "a2 b1");
	world->context.me = NULL;
	check_err(world, "lead:@me", "who you are|user.email");
}

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

/* More terms than SQL could take are refused, not a fault. */
static void
too_many(void **state)
{
	struct world *world = *state;
	const char *terms[300];
	struct query *query;
	const struct err *err;

	for (size_t i = 0; i < COUNT(terms); i++)
		terms[i] = "film";
	err = query_parse(&query, terms, COUNT(terms), true,
	    &world->context);
	assert_int_equal(err->code, ERR_USAGE);
	err = query_parse(&query, terms, 200, true, &world->context);
	assert_null(err);
	query_free(query);
}

/* Without a workflow nothing is hidden, and any stage may be asked for. */
static void
invalid_workflow(void **state)
{
	struct world *world = *state;
	struct workflow *workflow = world->tracker->workflow;
	const struct err *err = world->tracker->workflow_err;
	struct query *query;

	world->tracker->workflow = NULL;
	world->tracker->workflow_err = err_new(ERR_DATA, "broken");
	check_sorted(world, "", false, "id", "a1 a2 a3 b1 b2 c1");
	check_sorted(world, "stage:closed", false, "stage", "b1");
	assert_null(query_parse(&query, NULL, 0, false, &world->context));
	assert_false(query_hides_final(query));
	query_free(query);
	err = query_parse(&query, (const char *const[]){ "is:open" }, 1,
	    true, &world->context);
	assert_int_equal(err->code, ERR_DATA);
	world->tracker->workflow = workflow;
	world->tracker->workflow_err = NULL;
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(final_stages), TEST(stages), TEST(numbers), TEST(days),
		TEST(money), TEST(codes_and_words), TEST(texts),
		TEST(people), TEST(order), TEST(sorting_by_what_is_not),
		TEST(too_many), TEST(invalid_workflow), TEST(every_column),
		TEST(columns_by_name), TEST(naming_projects), TEST(entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
