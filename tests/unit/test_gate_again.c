#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/gate/again.h"
#include "tests/unit/gate_case.h"

/* Who could have taken the step that a record has last. */

static const char workflow[] =
    "{'format': 1, 'revision': 1, 'initial': 'idea', 'stages': {"
    "'idea': {'kind': 'active'}, 'test': {'kind': 'active'}},"
    "'transitions': {"
    "'go': {'from': ['idea'], 'to': 'test', 'by': ['manager'],"
    " 'needs': {'fields': ['summary']}},"
    "'stay': {'from': ['test'], 'to': '@same'}}}";

static void
append(struct record *record, const char *transition, const char *to)
{
	struct entry entry = { .transition = transition, .to = to,
		.by = "ann", .at = TEST_START };

	record_append(record, &entry);
}

/* WHY, which is freed, has WORDS; NULL: there is none. */
static void
assert_why(char *why, const char *words)
{
	if (words == NULL)
		assert_null(why);
	else
		assert_non_null(strstr(why, words));
	free(why);
}

/* WHO could not, and the reason has WORDS; NULL: could. */
static void
assert_could(const struct record *record, const struct tracker *t,
    const char *who, const char *words)
{
	struct step step = { .by = who, .at = TEST_START };

	assert_why(gate_could_not(record, t, &step), words);
}

static void
test_right(void **state)
{
	struct tracker *t = test_tracker(workflow);
	struct record *record = test_record(t);

	(void)state;
	assert_could(record, t, "bob", "no transition '@new'");
	append(record, "go", "test");
	assert_could(record, t, "bob", NULL);
	assert_could(record, t, "cy", "manager");
	append(record, "@resolve", "test");
	append(record, "@resolve", "test");
	assert_could(record, t, "bob", NULL);
	assert_could(record, t, "cy", "manager");
	append(record, "stay", "test");
	assert_could(record, t, "cy", NULL);
	append(record, "gone", "test");
	assert_could(record, t, "bob", "no transition 'gone'");
	record_free(record);
	tracker_free(t);
}

static void
assert_movers(const struct record *record, size_t n, const struct tracker *t,
    const char *words)
{
	assert_why(gate_movers_could_not(record, n, t), words);
}

static void
test_movers(void **state)
{
	struct tracker *t = test_tracker(workflow);
	struct record *record = test_record(t);

	(void)state;
	assert_movers(record, 1, t, NULL);
	append(record, "go", "test");
	append(record, "@resolve", "test");
	append(record, "stay", "test");
	assert_movers(record, 1, t, NULL);
	assert_movers(record, 2, t, NULL);
	assert_movers(record, 3, t, "'go' by 'ann': it is for manager");
	assert_movers(record, 9, t, "'go' by 'ann'");
	append(record, "gone", "test");
	assert_movers(record, 1, t, "'gone' by 'ann': no transition");
	record_free(record);
	tracker_free(t);
}

static void
test_no_step(void **state)
{
	struct tracker *t = test_tracker(workflow);
	struct record *record = record_new("p17", "A title");

	(void)state;
	assert_could(record, t, "bob", "no step");
	append(record, "@resolve", "idea");
	assert_could(record, t, "bob", "no step");
	record_free(record);
	tracker_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_movers),
		cmocka_unit_test(test_no_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
