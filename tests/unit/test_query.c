#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/query_case.h"

/* What terms mean, and what is refused. */

static void
check(struct world *world, const char *terms, const char *want)
{
	check_sorted(world, terms, true, "id", want);
}

/* The error has this code and each of the texts, separated by "|". */
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
	check_err(world, "lead:@you", "unknown word '@you'|'@me'");
	check_err(world, "team:@m", "unknown word '@m'|'@me'");
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(final_stages), TEST(stages), TEST(numbers), TEST(days),
		TEST(money), TEST(codes_and_words), TEST(texts),
		TEST(people), TEST(too_many), TEST(invalid_workflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
