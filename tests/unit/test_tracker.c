#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"
#include "core/model/workflow.h"
#include "tests/unit/tracker_case.h"

#define CONFIG "{'format': 1, 'revision': 4, 'name': 'Test'}"
#define WORKFLOW "{'format': 1, 'revision': 1, 'initial': 'a', 'stages': " \
    "{'a': {'kind': 'active'}}, 'transitions': {}}"
#define PEOPLE "{'format': 1, 'revision': 1, 'people': {'ann': {'name': " \
    "'Ann', 'emails': ['ann@x.org'], 'roles': ['admin']}, 'bob': {'name': " \
    "'Bob', 'emails': ['bob@x.org']}}}"

/* A tracker of four texts, NULL for a file that is not there. */
static const struct err *
read_texts(struct tracker **out, const char *config, const char *workflow,
    const char *people, const char *vocabulary)
{
	const char *const given[TRACKER_FILES] = {
		[TRACKER_CONFIG] = config, [TRACKER_WORKFLOW] = workflow,
		[TRACKER_PEOPLE] = people, [TRACKER_VOCABULARY] = vocabulary
	};

	return tracker_of_texts(out, given);
}

static void
reads_a_tracker(void **state)
{
	const struct workflow *workflow = NULL;
	struct tracker *t = NULL;

	(void)state;
	assert_null(read_texts(&t, "{'format': 1, 'revision': 4, 'name': "
	    "'Test', 'require': {'tracker': 'signed', 'approvals': "
	    "'claimed'}, 'severities': {'PV105': 'note', 'PV202': 'error'}, "
	    "'excuses': [{'commit': '0123456789012345678901234567890123456789"
	    "', 'rule': 'PV202', 'project': 'p1', 'reason': 'why'}]}",
	    WORKFLOW, PEOPLE, NULL));
	assert_string_equal(t->name, "Test");
	assert_int_equal(t->revision, 4);
	assert_int_equal(t->require_tracker, STRENGTH_SIGNED);
	assert_int_equal(t->require_transitions, STRENGTH_AUTHORED);
	assert_int_equal(t->require_approvals, STRENGTH_CLAIMED);
	assert_false(vocabulary_has_list(t->vocabulary, "direction"));
	assert_null(tracker_workflow(t, &workflow));
	assert_ptr_equal(workflow, t->workflow);
	assert_string_equal(tracker_actor(t, "ANN@x.org"), "ann");
	assert_string_equal(tracker_actor(t, "cy@x.org"), "cy@x.org");
	assert_true(tracker_is_admin(t, "ann"));
	assert_false(tracker_is_admin(t, "bob"));
	assert_false(tracker_is_admin(t, "ann@x.org"));
	tracker_free(t);
}

static void
goes_on_without_a_workflow(void **state)
{
	const struct workflow *workflow = NULL;
	const struct err *err;
	struct tracker *t = NULL;

	(void)state;
	assert_null(read_texts(&t, CONFIG,
	    "{'format': 1,\n 'revision': 1, 'initial': 'a', 'stages': {'a': "
	    "{'kind': 'active'}},\n\n  'transitions': {'v1.0 x': {'form': 1"
	    "}}}", PEOPLE, NULL));
	assert_null(t->workflow);
	for (int i = 0; i < 2 * ERR_RING; i++)
		assert_non_null(err_new(ERR_DATA, "another %d", i));
	err = tracker_workflow(t, &workflow);
	assert_int_equal(err->code, ERR_DATA);
	assert_null(workflow);
	assert_string_equal(err->msg, "tracker/workflow.json:4:18: unknown "
	    "key 'form'\n  did you mean 'from'?");
	tracker_free(t);
	assert_null(read_texts(&t, CONFIG, NULL, PEOPLE, NULL));
	err = tracker_workflow(t, &workflow);
	assert_string_equal(err->msg, "'tracker/workflow.json' is missing");
	tracker_free(t);
}

static void
refuses_a_tracker(void **state)
{
	static const struct {
		const char *config, *people, *vocabulary, *says;
		enum err_code code;
	} rows[] = {
		{ NULL, PEOPLE, NULL, "'tracker/tracker.json' is missing",
		    ERR_NOTRACKER },
		{ CONFIG, NULL, NULL, "'tracker/people.json' is missing",
		    ERR_DATA },
		{ "{'format': 1,}", PEOPLE, NULL, "tracker/tracker.json:1:",
		    ERR_DATA },
		{ CONFIG, "{\n  'format': 1,\n  'revision': 1, 'people': {}"
		    "}", NULL, "tracker/people.json:3:28: nobody has",
		    ERR_DATA },
		{ CONFIG, PEOPLE, "{'format': 1, 'revision': 1, 'a': 7}",
		    "tracker/vocabulary.json:1:35: 'a' must be an object",
		    ERR_DATA },
		{ CONFIG, PEOPLE, "", "tracker/vocabulary.json:1:1",
		    ERR_DATA },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tracker *t = NULL;
		const struct err *err = read_texts(&t, rows[i].config,
		    WORKFLOW, rows[i].people, rows[i].vocabulary);

		if (err == NULL || strstr(err->msg, rows[i].says) == NULL)
			fail_msg("%s, not %s", err ? err->msg : "taken",
			    rows[i].says);
		assert_int_equal(err->code, rows[i].code);
		assert_null(t);
	}
}

#define C(more) "{'format': 1, 'revision': 1, 'name': 'N', " more "}"
#define OID "'0123456789012345678901234567890123456789'"

static void
refuses_a_configuration(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "{'format': 1, 'revision': 1}",
		    "f:1:1: 'name' is missing" },
		{ "{'format': 1, 'revision': 1, 'name': ''}",
		    "f:1:38: 'name' is empty" },
		{ "{'format': 1, 'revision': 1, 'name': '13800000000'}",
		    "'name' holds a phone number" },
		{ C("'excuses': [{'commit': " OID ", 'rule': 'PV202', "
		    "'reason': '11010519491231002X'}]"),
		    "'reason' holds a personal identity number" },
		{ C("'naem': 1"), "f:1:51: unknown key 'naem'\n  did you" },
		{ C("'require': 'signed'"), "'require' must be an object" },
		{ C("'require': {'trackers': 'signed'}"),
		    "did you mean 'tracker'?" },
		{ C("'require': {'tracker': 'sined'}"),
		    "did you mean 'signed'?" },
		{ C("'require': {'tracker': 2}"), "must be a string" },
		{ C("'severities': []"), "must be an object" },
		{ C("'severities': {'PV1': 'note'}"), "'PV1' is no rule" },
		{ C("'severities': {'PV605': 'note'}"), "is no rule" },
		{ C("'severities': {'PV105': 'notes'}"),
		    "did you mean 'note'?" },
		{ C("'severities': {'PV203': 'warning'}"),
		    "the severity of PV203 cannot be lowered" },
		{ C("'severities': {'PV301': 'note'}"),
		    "the severity of PV301 cannot be lowered" },
		{ C("'severities': {'PV501': 'note'}"),
		    "the severity of PV501 cannot be lowered" },
		{ C("'excuses': {}"), "must be a list" },
		{ C("'excuses': [1]"), "'excuses.0' must be an object" },
		{ C("'excuses': [{'rule': 'PV202', 'reason': 'x'}]"),
		    "'commit' is missing" },
		{ C("'excuses': [{'commit': " OID ", 'reason': 'x'}]"),
		    "'rule' is missing" },
		{ C("'excuses': [{'commit': " OID ", 'rule': 'PV202'}]"),
		    "'reason' is missing" },
		{ C("'excuses': [{'commit': 'abc', 'rule': 'PV202', "
		    "'reason': 'x'}]"), "no full object name" },
		{ C("'excuses': [{'commit': " OID ", 'rule': 'X', "
		    "'reason': 'x'}]"), "'X' is no rule" },
		{ C("'excuses': [{'commit': " OID ", 'rule': 'PV202', "
		    "'reason': 'x', 'project': '../x'}]"), "no id" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = quoted(rows[i].text);
		const struct err *err = tracker_check_file(TRACKER_CONFIG,
		    text, strlen(text), "f");

		if (err == NULL || strstr(err->msg, rows[i].says) == NULL)
			fail_msg("%s, not %s", err ? err->msg : "taken",
			    rows[i].says);
		assert_int_equal(err->code, ERR_DATA);
		free(text);
	}
}

static void
revisions_count_up(void **state)
{
	char *text = quoted("{ 'format':1,'revision':3 , 'x': [ ] }");
	struct str out = STR_INIT;

	(void)state;
	assert_null(tracker_next_revision(&out, text, strlen(text), 41));
	assert_string_equal(out.ptr, "{\n  \"format\": 1,\n\n"
	    "  \"revision\": 42,\n\n  \"x\": []\n}\n");
	assert_int_equal(tracker_next_revision(&out, "[]", 2, 1)->code,
	    ERR_DATA);
	assert_int_equal(tracker_next_revision(&out, "[", 1, 1)->code,
	    ERR_DATA);
	str_release(&out);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_tracker),
		cmocka_unit_test(goes_on_without_a_workflow),
		cmocka_unit_test(refuses_a_tracker),
		cmocka_unit_test(refuses_a_configuration),
		cmocka_unit_test(revisions_count_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
