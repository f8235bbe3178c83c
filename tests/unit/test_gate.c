#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/gate_case.h"

/* Stages a, b, c in a row, a pause, an end. */
static const char workflow[] =
    "{'format': 1, 'revision': 1, 'initial': 'a',"
    " 'override': {'by': ['manager']}, 'stages': {"
    "  'a': {'kind': 'active'}, 'b': {'kind': 'active'},"
    "  'Stage C': {'kind': 'active'}, 'pause': {'kind': 'paused'},"
    "  'end': {'kind': 'final'}},"
    " 'transitions': {"
    "  'go': {'from': ['a'], 'to': 'b'},"
    "  'on': {'from': ['b'], 'to': 'Stage C', 'by': ['@lead', 'expert'],"
    "   'needs': {'fields': ['call', 'summary'], 'reason': true}},"
    "  'note': {'from': ['a', 'b', 'pause'], 'to': '@same'},"
    "  'back': {'from': ['a', 'b', 'Stage C'], 'to': '@previous',"
    "   'needs': {'reason': true}},"
    "  'hold': {'from': ['a', 'b', 'Stage C'], 'to': 'pause'},"
    "  'resume': {'from': ['pause'], 'to': '@previous'},"
    "  'stop': {'from': ['a', 'b', 'Stage C', 'pause'], 'to': 'end',"
    "   'needs': {'codes': 'stop_reason'}},"
    "  'end': {'from': ['Stage C'], 'to': 'end'},"
    "  'reopen': {'from': ['end'], 'to': '@previous'}}}";

static struct tracker *tracker;

static int
setup(void **state)
{
	(void)state;
	tracker = test_tracker(workflow);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	tracker_free(tracker);
	return 0;
}

/* The step TRANSITION by bob, a day after the last entry, with reason. */
static struct step
next_step(const struct record *record, const char *transition)
{
	struct entry last;

	assert_true(record_last_entry(record, &last));
	return (struct step){ .transition = transition, .by = "bob",
		.at = last.at + TEST_DAY, .reason = "why" };
}

static void
take(struct record *record, const char *transition)
{
	struct step step = next_step(record, transition);
	const struct err *err;

	step.code = strcmp(transition, "stop") == 0 ? "overdue" : NULL;
	err = gate_take(NULL, record, NULL, tracker, &step);
	if (err != NULL)
		fail_msg("%s", err->msg);
}

static void
take_all(struct record *record, const char *transitions)
{
	struct strs list = STRS_INIT;

	strs_split(&list, transitions, ' ');
	for (size_t i = 0; i < list.n; i++)
		take(record, list.items[i]);
	strs_release(&list);
}

/* In stage b, with what `on` asks for but for its reason. */
static struct record *
record_in_b(void)
{
	struct record *record = test_record(tracker);

	take(record, "go");
	assert_null(record_assign(record, "call=x", tracker));
	assert_null(record_assign(record, "summary=x", tracker));
	return record;
}

static void
takes_a_step(void **state)
{
	struct record *record = record_in_b();
	struct step step = next_step(record, "on");
	struct gate *gate = NULL;
	struct entry last;

	(void)state;
	step.date = "2026-07-01";
	assert_null(gate_take(&gate, record, NULL, tracker, &step));
	assert_true(gate->passes);
	assert_string_equal(gate->from, "b");
	assert_string_equal(gate->to, "Stage C");
	assert_string_equal(record_stage(record), "Stage C");
	assert_true(record_last_entry(record, &last));
	assert_int_equal(last.seq, 3);
	assert_string_equal(last.transition, "on");
	assert_string_equal(last.from, "b");
	assert_string_equal(last.to, "Stage C");
	assert_string_equal(last.by, "bob");
	assert_string_equal(last.reason, "why");
	assert_string_equal(last.date, "2026-07-01");
	assert_null(last.code);
	assert_int_equal(last.at, TEST_START + 2 * TEST_DAY);
	assert_false(record_has(record, "hold"));
	gate_free(gate);
	record_free(record);
}

static void
refuses_and_leaves_the_record(void **state)
{
	struct record *record = test_record(tracker), *before;
	struct step step;
	struct gate *gate = NULL;
	const struct err *err;

	(void)state;
	take(record, "go");
	before = record_dup(record);
	step = next_step(record, "on");
	step.by = "cy";
	step.reason = NULL;
	err = gate_take(&gate, record, NULL, tracker, &step);
	assert_int_equal(err->code, ERR_REFUSED);
	assert_string_equal(err->msg,
	    "'p17' cannot take 'on' (b -> Stage C): 4 of 4 conditions are "
	    "not met\n"
	    "  it is for @lead (nobody), expert (bob); 'cy' has no role\n"
	    "  call is empty\n"
	    "  proven set p17 call='…'\n"
	    "  summary is empty\n"
	    "  proven set p17 summary='…'\n"
	    "  a reason is asked\n"
	    "  proven move p17 on --reason '…'");
	assert_int_equal(gate_unmet(gate), 4);
	assert_true(record_equal(before, record));
	gate_free(gate);
	record_free(before);
	record_free(record);
}

static void
names_what_is_possible_instead(void **state)
{
	static const struct {
		const char *transition, *message;
	} rows[] = {
		{ "on", "'p17' cannot take 'on'\n"
		    "  'on' leaves b; 'p17' is in 'a'; from 'a' there is: "
		    "go (-> b), stop (-> end), note (-> a), "
		    "hold (-> pause), back (-> ?)\n"
		    "  proven gate p17" },
		{ "hodl", "'p17' cannot move on so\n"
		    "  no transition 'hodl': did you mean 'hold'? from 'a' "
		    "there is: go (-> b), stop (-> end), note (-> a), "
		    "hold (-> pause), back (-> ?)\n"
		    "  proven gate p17" },
		{ "back", "'p17' cannot take 'back'\n"
		    "  'back' leads back, and the history has no other "
		    "active stage than 'a'\n"
		    "  proven gate p17" },
	};
	struct record *record = test_record(tracker);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct step step = next_step(record, rows[i].transition);
		const struct err *err;

		err = gate_take(NULL, record, NULL, tracker, &step);
		assert_int_equal(err->code, ERR_REFUSED);
		assert_string_equal(err->msg, rows[i].message);
	}
	record_free(record);
}

static void
goes_back_pauses_and_comes_back(void **state)
{
	static const struct {
		const char *taken, *stage, *previous;
	} rows[] = {
		{ "go", "b", "a" },
		{ "go back", "a", NULL },
		{ "go back go", "b", "a" },
		{ "hold resume", "a", NULL },
		{ "go hold", "pause", "b" },
		{ "go hold resume", "b", "a" },
		{ "go hold note resume", "b", "a" },
		{ "go note note", "b", "a" },
		{ "go on", "Stage C", "b" },
		{ "go on end reopen", "Stage C", "b" },
		{ "go on hold stop", "end", "Stage C" },
		{ "go on hold stop reopen", "Stage C", "b" },
		{ "go on back", "b", "a" },
		{ "go on back back", "a", NULL },
		{ "go on back hold resume", "b", "a" },
		{ "go on back on", "Stage C", "b" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = test_record(tracker);
		const char *previous;
		struct findings findings = FINDINGS_INIT;

		assert_null(record_assign(record, "call=x", tracker));
		assert_null(record_assign(record, "summary=x", tracker));
		take_all(record, rows[i].taken);
		assert_string_equal(record_stage(record), rows[i].stage);
		previous = gate_previous(record, tracker->workflow);
		if (rows[i].previous == NULL)
			assert_null(previous);
		else
			assert_string_equal(previous, rows[i].previous);
		record_check(record, tracker, &findings);
		assert_int_equal(findings.n, 0);
		findings_release(&findings);
		record_free(record);
	}
}

static void
keeps_the_hold_while_paused(void **state)
{
	struct record *record = record_in_b();
	struct step step = next_step(record, "hold");

	(void)state;
	step.code = "funds";
	step.review_by = "2026-07-17";
	assert_null(gate_take(NULL, record, NULL, tracker, &step));
	assert_string_equal(record_text(record, "hold.from"), "b");
	assert_string_equal(record_text(record, "hold.code"), "funds");
	assert_string_equal(record_text(record, "hold.since"),
	    "2026-07-17T00:00:00Z");
	assert_string_equal(record_text(record, "hold.review_by"),
	    "2026-07-17");
	take(record, "note");
	assert_string_equal(record_text(record, "hold.since"),
	    "2026-07-18T00:00:00Z");
	assert_null(record_text(record, "hold.review_by"));
	take(record, "resume");
	assert_false(record_has(record, "hold"));
	assert_string_equal(record_stage(record), "b");
	record_free(record);
}

/* What the step brings: unmet items of the part GATE_INPUT, or none. */
static void
judges_what_the_step_brings(void **state)
{
	static const struct {
		const char *transition, *reason, *code, *date, *review;
		int day;
		const char *unmet, *text;
	} rows[] = {
		{ "hold", NULL, NULL, NULL, NULL, 1, "", NULL },
		{ "hold", NULL, NULL, NULL, NULL, 0, "", NULL },
		{ "hold", NULL, NULL, NULL, NULL, -1, "at",
		    "at 2026-07-14T00:00:00Z, before the last entry at "
		    "2026-07-15T00:00:00Z" },
		{ "hold", NULL, NULL, NULL, "2026-07-16", 1, "", NULL },
		{ "hold", NULL, NULL, NULL, "2026-07-15", 1, "review_by",
		    "the review date 2026-07-15 is past" },
		{ "hold", NULL, NULL, NULL, "2026-02-30", 1, "review_by",
		    "'2026-02-30' is no date" },
		{ "go", NULL, NULL, NULL, "2026-07-16", 1, "review_by",
		    "is for a pause" },
		{ "hold", NULL, "funds", NULL, NULL, 1, "", NULL },
		{ "hold", NULL, "fund", NULL, NULL, 1, "code",
		    "'hold_reason' has no code 'fund'" },
		{ "hold", NULL, "a b", NULL, NULL, 1, "code", "is no code" },
		{ "go", NULL, "Up", NULL, NULL, 1, "code", "is no code" },
		{ "go", NULL, "fund", NULL, NULL, 1, "", NULL },
		{ "stop", NULL, "overdue", NULL, NULL, 1, "", NULL },
		{ "go", NULL, NULL, "2026-07-16", NULL, 1, "", NULL },
		{ "go", NULL, NULL, "2026-07-17", NULL, 1, "date",
		    "after the step" },
		{ "go", NULL, NULL, "yesterday", NULL, 1, "date",
		    "is no date" },
		{ "go", "a\xff", NULL, NULL, NULL, 1, "text", "UTF-8" },
		{ "go", "a\xef\xbf\xbe", NULL, NULL, NULL, 1, "text",
		    "UTF-8" },
		{ "go", "验证\n\n通过", NULL, NULL, NULL, 1, "", NULL },
	};
	struct record *record = test_record(tracker);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct step step = { .transition = rows[i].transition,
			.by = "cy", .at = TEST_START + rows[i].day * TEST_DAY,
			.reason = rows[i].reason, .code = rows[i].code,
			.date = rows[i].date, .review_by = rows[i].review };
		struct gate *gate = NULL;
		char *unmet;

		assert_null(gate_judge(&gate, record, NULL, tracker, &step));
		unmet = unmet_names(gate);
		assert_string_equal(unmet, rows[i].unmet);
		if (rows[i].text != NULL)
			assert_non_null(strstr(gate->items[gate->n - 1].text,
			    rows[i].text));
		if (*unmet != '\0')
			assert_int_equal(gate->items[gate->n - 1].part,
			    GATE_INPUT);
		free(unmet);
		gate_free(gate);
	}
	record_free(record);
}

/* The lead is that of the record before the change. */
static void
knows_who_may(void **state)
{
	static const struct {
		const char *person, *email; /* of the parent's lead */
		const char *by;
		bool may;
	} rows[] = {
		{ NULL, NULL, "bob", true }, { NULL, NULL, "cy", false },
		{ NULL, NULL, "ann", false }, { NULL, NULL, "", false },
		{ NULL, NULL, "bob@x.org", false },
		{ "cy", NULL, "cy", true }, { "cy", "ann@x.org", "ann",
		    false },
		{ "dee", NULL, "cy", false },
		{ NULL, "cy@x.org", "cy", true },
		{ NULL, "CY@x.org", "cy", true },
		{ NULL, "dee@x.org", "dee@x.org", true },
		{ NULL, "dee@x.org", "Dee@X.org", true },
		{ NULL, "dee@x.org", "eve@x.org", false },
		{ NULL, "dee@x.org", "cy", false },
	};
	struct record *record = record_in_b();

	(void)state;
	assert_null(record_assign(record, "lead.person=eve", NULL));
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *parent = record_dup(record);
		struct step step = next_step(record, "on");
		struct gate *gate = NULL;

		assert_null(record_unset(parent, "lead"));
		if (rows[i].person != NULL)
			assert_null(record_set(parent, "lead.person",
			    rows[i].person, NULL));
		if (rows[i].email != NULL)
			assert_null(record_set(parent, "lead.email",
			    rows[i].email, NULL));
		step.by = rows[i].by;
		assert_null(gate_judge(&gate, record, parent, tracker,
		    &step));
		assert_int_equal(gate->items[1].part, GATE_BY);
		if (gate->passes != rows[i].may)
			fail_msg("%zu: %s", i, gate->items[1].text);
		gate_free(gate);
		record_free(parent);
	}
	record_free(record);
}

static const struct {
	const char *transition, *by, *reason;
	const char *list; /* NULL: whatever is unmet */
	const char *unmet, *taken;
} override_cases[] = {
	{ "on", "bob", NULL, NULL, "",
	    "fields:call, fields:summary, reason" },
	{ "on", "bob", "why", NULL, "",
	    "fields:call, fields:summary" },
	{ "on", "bob", "why", "fields:call,fields:summary", "",
	    "fields:call, fields:summary" },
	{ "on", "bob", "why", "fields:summary,fields:call", "",
	    "fields:call, fields:summary" },
	{ "on", "bob", "why", "fields:call", "fields:call, "
	    "fields:summary, override_list", NULL },
	{ "on", "bob", "why", "fields:call,fields:call",
	    "fields:call, fields:summary, override_list", NULL },
	{ "on", "bob", "why", "fields:call,fields:summary,reason",
	    "fields:call, fields:summary, override_list", NULL },
	{ "on", "ann", "why", NULL, "by, fields:call, "
	    "fields:summary, override", NULL },
	{ "note", "ann", NULL, NULL, "", "" },
	{ "note", "ann", NULL, "", "override_list", NULL },
	{ "stop", "ann", NULL, NULL, "codes, override", NULL },
	{ "stop", "bob", NULL, NULL, "", "codes" },
	{ "go", "bob", NULL, NULL, "edge", NULL },
};

/* What the last entry lists as overridden: "a, b". */
static char *
overridden(const struct record *record)
{
	struct strs list = STRS_INIT;
	char *text;

	for (size_t k = 0; k < record_count(record, "history.2.override");
	    k++) {
		char *path = xasprintf("history.2.override.%zu", k);

		strs_add(&list, record_text(record, path));
		free(path);
	}
	text = strs_join(&list, ", ");
	strs_release(&list);
	return text;
}

/* Overriding waives what is under `needs`, for whom it is allowed. */
static void
overrides(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(override_cases); i++) {
		const char *list = override_cases[i].list;
		const char *taken = override_cases[i].taken;
		struct record *record = test_record(tracker);
		struct strs names = STRS_INIT;
		struct gate *gate = NULL;
		const struct err *err;
		struct step step;
		char *text;

		take(record, "go");
		step = next_step(record, override_cases[i].transition);
		step.by = override_cases[i].by;
		step.reason = override_cases[i].reason;
		step.override = true;
		if (list != NULL) {
			strs_split(&names, list, ',');
			step.override_list = &names;
		}
		err = gate_take(&gate, record, NULL, tracker, &step);
		text = unmet_names(gate);
		assert_string_equal(text, override_cases[i].unmet);
		free(text);
		assert_int_equal(err == NULL, taken != NULL);
		text = overridden(record);
		assert_string_equal(text, taken != NULL ? taken : "");
		free(text);
		gate_free(gate);
		strs_release(&names);
		record_free(record);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_step),
		cmocka_unit_test(refuses_and_leaves_the_record),
		cmocka_unit_test(names_what_is_possible_instead),
		cmocka_unit_test(goes_back_pauses_and_comes_back),
		cmocka_unit_test(keeps_the_hold_while_paused),
		cmocka_unit_test(judges_what_the_step_brings),
		cmocka_unit_test(knows_who_may),
		cmocka_unit_test(overrides),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
