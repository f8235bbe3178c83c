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
#include "core/model/record.h"
#include "tests/unit/workflow_case.h"

#define HEAD "'format': 1, 'revision': 1, "

static const char whole[] =
    "{" HEAD "'initial': 'idea', 'override': {'by': ['admin']},"
    " 'stages': {"
    "  'idea': {'kind': 'active', 'label': {'en': 'Idea', 'zh': '创意'}},"
    "  'Last Call': {'kind': 'active', 'label': {'zh': '最后'}},"
    "  'on-hold': {'kind': 'paused'},"
    "  'closed': {'kind': 'final', 'label': {'en': 'Closed'}}},"
    " 'transitions': {"
    "  'call': {'from': ['idea'], 'to': 'Last Call',"
    "   'label': {'en': 'Call it', 'zh': '征求'},"
    "   'by': ['@lead', 'manager'], 'needs': ["
    "    {'fields': ['concept.hypothesis', 'lead.email'],"
    "     'at_least': {'milestones': 2}, 'reason': true},"
    "    {'when': {'from': ['idea'], 'days_in_stage': '<30',"
    "      'field': 'consortium', 'is': true},"
    "     'checks': ['consortium']},"
    "    {'days_in_stage': '>=14', 'codes': 'hold_reason', 'readiness':"
    "     {'current': {'at_least': 3, 'gain': 1, 'or_waived': true}}}]},"
    "  'hold': {'from': ['idea', 'Last Call'], 'to': 'on-hold'},"
    "  'resume': {'from': ['on-hold'], 'to': '@previous', 'needs': []},"
    "  'renew': {'from': ['Last Call'], 'to': '@same',"
    "   'needs': {'reason': true}},"
    "  'close': {'from': ['Last Call'], 'to': 'closed'}}}";

static void
reads_stages_and_transitions(void **state)
{
	struct workflow *w = must_parse(whole);
	const struct transition *call = workflow_transition(w, "call");

	(void)state;
	assert_int_equal(w->revision, 1);
	assert_string_equal(w->initial, "idea");
	assert_true(strs_has(&w->override_by, "admin"));
	assert_int_equal(w->n_stages, 4);
	assert_int_equal(w->n_transitions, 5);
	assert_string_equal(w->stages[1].name, "Last Call");
	assert_int_equal(w->stages[2].kind, STAGE_PAUSED);
	assert_int_equal(w->stages[3].kind, STAGE_FINAL);
	assert_ptr_equal(workflow_stage(w, "closed"), &w->stages[3]);
	assert_null(workflow_stage(w, "Closed"));
	assert_null(workflow_transition(w, "idea"));
	assert_ptr_equal(call, &w->transitions[0]);
	assert_string_equal(call->to, "Last Call");
	assert_true(transition_leaves(call, "idea"));
	assert_false(transition_leaves(call, "Last Call"));
	assert_true(strs_has(&call->by, "@lead"));
	assert_int_equal(w->transitions[2].target, TARGET_PREVIOUS);
	assert_int_equal(w->transitions[3].target, TARGET_SAME);
	assert_null(w->transitions[3].to);
	workflow_free(w);
}

static void
reads_conditions(void **state)
{
	static const char *const names[] = { "fields:concept.hypothesis",
		"fields:lead.email", "at_least:milestones", "reason",
		"checks:consortium", "days_in_stage", "codes",
		"readiness:current" };
	struct workflow *w = must_parse(whole);
	const struct condition *needs = w->transitions[0].needs;
	const struct when *when = needs[4].when;

	(void)state;
	assert_int_equal(w->transitions[0].n_needs, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(needs[i].name, names[i]);
	assert_int_equal(needs[2].number, 2);
	assert_int_equal(needs[4].check, CHECK_CONSORTIUM);
	assert_int_equal(needs[5].compare, COMPARE_GE);
	assert_int_equal(needs[5].number, 14);
	assert_string_equal(needs[6].word, "hold_reason");
	assert_string_equal(needs[7].path, "current");
	assert_int_equal(needs[7].number, 3);
	assert_int_equal(needs[7].gain, 1);
	assert_true(needs[7].or_waived);
	assert_null(needs[5].when);
	assert_true(strs_has(&when->from, "idea"));
	assert_true(when->has_days);
	assert_int_equal(when->days_compare, COMPARE_LT);
	assert_int_equal(when->days, 30);
	assert_string_equal(when->path, "consortium");
	assert_string_equal(when->value, "true");
	workflow_free(w);
}

static void
labels_fall_back(void **state)
{
	struct workflow *w = must_parse(whole);

	(void)state;
	assert_string_equal(stage_label(&w->stages[0], "zh"), "创意");
	assert_string_equal(stage_label(&w->stages[0], "en"), "Idea");
	assert_string_equal(stage_label(&w->stages[0], NULL), "Idea");
	assert_string_equal(stage_label(&w->stages[1], "zh"), "最后");
	assert_string_equal(stage_label(&w->stages[1], "en"), "Last Call");
	assert_string_equal(stage_label(&w->stages[2], "zh"), "on-hold");
	assert_string_equal(stage_label(&w->stages[3], "zh"), "Closed");
	assert_string_equal(transition_label(&w->transitions[0], "zh"),
	    "征求");
	assert_string_equal(transition_label(&w->transitions[1], "zh"),
	    "hold");
	workflow_free(w);
}

static void
names_are_judged(void **state)
{
	static const struct {
		const char *name;
		bool valid;
	} rows[] = {
		{ "a", true }, { "on-hold", true }, { "Last Call", true },
		{ "验证", true }, { "a@b", true }, { "1", true },
		{ "0123456789012345678901234567890123456789"
		  "012345678901234567890123", true },
		{ "0123456789012345678901234567890123456789"
		  "0123456789012345678901234", false },
		{ "", false }, { " a", false }, { "a ", false },
		{ "@previous", false }, { "a/b", false }, { "a:b", false },
		{ "a,b", false }, { "a\tb", false }, { "a\nb", false },
		{ "a\x7f", false }, { "a\xe2\x80\xae" "b", false },
		{ "\xe3\x80\x80" "a", false }, { "a\xc2\xa0", false },
		{ "a\xff", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (workflow_name_valid(rows[i].name) != rows[i].valid)
			fail_msg("'%s' is judged wrongly", rows[i].name);
}

static void
comparisons_hold(void **state)
{
	static const struct {
		enum compare compare;
		const char *sign;
		bool less, equal, greater;
	} rows[] = {
		{ COMPARE_EQ, "==", false, true, false },
		{ COMPARE_NE, "!=", true, false, true },
		{ COMPARE_LT, "<", true, false, false },
		{ COMPARE_LE, "<=", true, true, false },
		{ COMPARE_GT, ">", false, false, true },
		{ COMPARE_GE, ">=", false, true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum compare c = rows[i].compare;

		assert_string_equal(compare_sign(c), rows[i].sign);
		assert_int_equal(compare_holds(c, 1, 2), rows[i].less);
		assert_int_equal(compare_holds(c, 2, 2), rows[i].equal);
		assert_int_equal(compare_holds(c, 3, 2), rows[i].greater);
	}
}

static void
values_of_fields_are_compared(void **state)
{
	static const struct {
		const char *set, *path;
		const char *value;
		bool holds;
	} rows[] = {
		{ "call=x", NULL, NULL, true },
		{ "call=x", "call", "x", true },
		{ "call=x", "call", "y", false },
		{ "call=x", "summary", "x", false },
		{ "consortium=yes", "consortium", "true", true },
		{ "consortium=no", "consortium", "true", false },
		{ "consortium=no", "consortium", "false", true },
		{ "call=true", "call", "true", true },
		{ "readiness.current.level=4", "readiness.current.level",
		    "4", true },
		{ "readiness.current.level=4", "readiness.current.level",
		    "5", false },
		{ "tags=a,b", "tags", "b", true },
		{ "tags=a,b", "tags", "c", false },
		{ "concept.verdict=proven", "concept", "proven", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = record_new("p1", "A title");
		struct when when = { .path = NULL };

		when.path = xstrdup0(rows[i].path);
		when.value = xstrdup0(rows[i].value);
		assert_null(record_assign(record, rows[i].set, NULL));
		if (when_field_holds(&when, record) != rows[i].holds)
			fail_msg("%s, %s", rows[i].set, rows[i].path);
		free(when.path);
		free(when.value);
		record_free(record);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_stages_and_transitions),
		cmocka_unit_test(reads_conditions),
		cmocka_unit_test(labels_fall_back),
		cmocka_unit_test(names_are_judged),
		cmocka_unit_test(comparisons_hold),
		cmocka_unit_test(values_of_fields_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
