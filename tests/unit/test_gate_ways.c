#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/json/json.h"
#include "tests/unit/gate_case.h"

/* Ways on from a stage: beginning, resolving, looking ahead, real rules. */

static const char workflow[] =
    "{'format': 1, 'revision': 1, 'initial': 'a', 'stages': {"
    "  'a': {'kind': 'active'}, 'b': {'kind': 'active'},"
    "  'go': {'kind': 'active'}, 'pause': {'kind': 'paused'},"
    "  'end': {'kind': 'final'}},"
    " 'transitions': {"
    "  'stop': {'from': ['a', 'b', 'pause'], 'to': 'end',"
    "   'needs': {'reason': true}},"
    "  'fail': {'from': ['b'], 'to': 'end', 'needs': {'reason': true}},"
    "  'hold': {'from': ['a', 'b'], 'to': 'pause'},"
    "  'back': {'from': ['b', 'go'], 'to': '@previous'},"
    "  'skip': {'from': ['a'], 'to': 'go'},"
    "  'go': {'from': ['a'], 'to': 'b',"
    "   'needs': {'fields': ['title', 'call']}},"
    "  'on': {'from': ['b'], 'to': 'go'},"
    "  'resume': {'from': ['pause'], 'to': '@previous'}}}";

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

static struct record *
record_after(const char *transitions)
{
	struct record *record = test_record(tracker);
	struct strs list = STRS_INIT;

	assert_null(record_assign(record, "call=x", tracker));
	strs_split(&list, transitions, ' ');
	for (size_t i = 0; *transitions != '\0' && i < list.n; i++) {
		struct step step = { .transition = list.items[i],
			.by = "cy", .at = TEST_START, .reason = "why" };
		const struct err *err;

		err = gate_take(NULL, record, NULL, tracker, &step);
		if (err != NULL)
			fail_msg("%s", err->msg);
	}
	strs_release(&list);
	return record;
}

static void
looks_ahead(void **state)
{
	static const char *const rows[][2] = {
		{ "", "go skip stop hold" },
		{ "go", "on stop fail back hold" },
		{ "go back", "go skip stop hold" },
		{ "skip", "back" },
		{ "hold", "resume stop" },
		{ "go hold", "resume stop" },
		{ "stop", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = record_after(rows[i][0]);
		const struct transition **ahead;
		struct strs names = STRS_INIT;
		char *text;
		size_t n;

		ahead = gate_ahead(record, tracker->workflow, &n);
		for (size_t k = 0; k < n; k++)
			strs_add(&names, ahead[k]->name);
		text = strs_join(&names, " ");
		assert_string_equal(text, rows[i][1]);
		free(text);
		free(ahead);
		strs_release(&names);
		record_free(record);
	}
}

/* The name of what WORD resolves to, or the message behind a '!'. */
static void
resolves_words(void **state)
{
	static const char *const rows[][3] = {
		{ "", "go", "go" }, { "", "b", "go" }, { "", "end", "stop" },
		{ "", "pause", "hold" }, { "", "skip", "skip" },
		{ "", "on", "on" }, { "", "resume", "resume" },
		{ "go", "go", "on" }, { "go", "a", "back" },
		{ "go", "end", "!several transitions lead from 'b' to 'end'\n"
		    "  proven move p17 stop\n  proven move p17 fail" },
		{ "", "bakc", "!no transition and no stage 'bakc'\n"
		    "  did you mean 'back'?\n"
		    "  from 'a' there is: go (-> b), skip (-> go), stop (-> "
		    "end), hold (-> pause)" },
		{ "skip", "pause", "!'p17' is in 'go', from where no "
		    "transition leads to 'pause'\n"
		    "  from 'go' there is: back (-> a)" },
		{ "stop", "nonsense", "!no transition and no stage "
		    "'nonsense'\n  nothing leads on from 'end'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = record_after(rows[i][0]);
		const struct transition *found = NULL;
		const struct err *err;

		err = gate_resolve(&found, record, tracker, rows[i][1]);
		if (*rows[i][2] == '!') {
			assert_int_equal(err->code, ERR_REFUSED);
			assert_string_equal(err->msg, rows[i][2] + 1);
			assert_null(found);
		} else {
			assert_null(err);
			assert_string_equal(found->name, rows[i][2]);
		}
		record_free(record);
	}
}

static void
begins(void **state)
{
	static const struct {
		const char *stage, *source, *by;
		const char *says; /* NULL: it begins */
	} rows[] = {
		{ NULL, NULL, "cy", NULL },
		{ NULL, NULL, "eve@x.org", NULL },
		{ "b", "old list", "ann", NULL },
		{ "end", "old list", "ann", NULL },
		{ "pause", "old list", "ann", NULL },
		{ "b", "old list", "cy", "only an admin" },
		{ "b", "old list", "ann@x.org", "only an admin" },
		{ "b", NULL, "ann", "source must be named" },
		{ "b", "", "ann", "source must be named" },
		{ "b", "a\xff", "ann", "UTF-8" },
		{ "ed", "old list", "ann", "unknown stage 'ed'\n"
		    "  did you mean 'end'?" },
		{ "xxxxxxxx", "old list", "ann",
		    "there is: a, b, go, pause, end" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = record_new("p17", "A title");
		struct step step = { .by = rows[i].by, .at = TEST_START,
			.reason = "why" };
		struct findings findings = FINDINGS_INIT;
		const struct err *err;
		struct entry last;

		err = gate_begin(record, tracker, rows[i].stage,
		    rows[i].source, &step);
		assert_int_equal(err == NULL, rows[i].says == NULL);
		assert_int_equal(record_last_entry(record, &last),
		    err == NULL);
		if (err != NULL) {
			assert_int_equal(err->code, ERR_REFUSED);
			if (strstr(err->msg, rows[i].says) == NULL)
				fail_msg("%s", err->msg);
			record_free(record);
			continue;
		}
		assert_string_equal(last.transition,
		    rows[i].stage ? "@intake" : "@new");
		assert_string_equal(last.to,
		    rows[i].stage ? rows[i].stage : "a");
		assert_null(last.from);
		if (rows[i].stage != NULL)
			assert_string_equal(last.source, rows[i].source);
		assert_string_equal(last.by, rows[i].by);
		assert_string_equal(record_stage(record), last.to);
		record_check(record, tracker, &findings);
		assert_int_equal(findings.n, 0);
		findings_release(&findings);
		record_free(record);
	}
}

/* A stage that the workflow has no longer leads nowhere, and says so. */
static void
stands_in_a_stage_that_is_gone(void **state)
{
	char *text = quoted("{'format': 1, 'id': 'p17', 'title': 'T', "
	    "'stage': 'gone', 'history': [{'seq': 1, 'transition': '@new', "
	    "'from': null, 'to': 'gone', 'at': '2026-07-01T00:00:00Z', "
	    "'by': 'ann'}]}");
	struct step step = { .transition = "go", .by = "ann",
		.at = TEST_START };
	struct record *record = NULL;
	const struct err *err;
	size_t n;

	(void)state;
	assert_null(record_read(&record, text, strlen(text), "r"));
	free(gate_ahead(record, tracker->workflow, &n));
	assert_int_equal(n, 0);
	assert_null(gate_previous(record, tracker->workflow));
	err = gate_take(NULL, record, NULL, tracker, &step);
	assert_int_equal(err->code, ERR_REFUSED);
	assert_non_null(strstr(err->msg,
	    "the workflow has no stage 'gone'"));
	record_free(record);
	free(text);
}

static void
asks_for_a_workflow(void **state)
{
	struct tracker broken = *tracker;
	struct record *record = test_record(tracker);
	struct step step = { .transition = "go", .by = "ann",
		.at = TEST_START };
	const struct transition *found = NULL;
	struct gate *gate = NULL;

	(void)state;
	broken.workflow = NULL;
	broken.workflow_err = err_new(ERR_DATA, "broken");
	assert_int_equal(gate_judge(&gate, record, NULL, &broken,
	    &step)->code, ERR_DATA);
	assert_int_equal(gate_take(&gate, record, NULL, &broken,
	    &step)->code, ERR_DATA);
	assert_int_equal(gate_resolve(&found, record, &broken,
	    "go")->code, ERR_DATA);
	assert_null(gate);
	record_free(record);
	record = record_new("p18", "T");
	assert_int_equal(gate_begin(record, &broken, NULL, NULL,
	    &step)->code, ERR_DATA);
	record_free(record);
}

/* ---- A real process: the newest era of the EIP rules ---- */

static bool
has_text(const struct json *list, const char *text)
{
	const struct json *item;

	for (item = json_first(list); item; item = json_next(item))
		if (strcmp(json_string(item), text) == 0)
			return true;
	return false;
}

static bool
is_pair(const struct json *era, const char *from, const char *to)
{
	const struct json *pair;

	for (pair = json_first(json_get(era, "transitions")); pair;
	    pair = json_next(pair)) {
		const char *first = json_string(json_at(pair, 0));

		if (first && strcmp(first, from) == 0 &&
		    strcmp(json_string(json_at(pair, 1)), to) == 0)
			return true;
	}
	return false;
}

/* Everything that leads to TO as one transition; nothing where none. */
static void
add_transition(struct str *out, const struct json *era, const char *to)
{
	const struct json *from;
	struct strs list = STRS_INIT;
	char *joined;

	for (from = json_first(json_get(era, "stages")); from;
	    from = json_next(from))
		if (is_pair(era, json_string(from), to))
			strs_add(&list, json_string(from));
	joined = strs_join(&list, "', '");
	if (list.n > 0)
		str_addf(out, "%s'to %s': {'from': ['%s'], 'to': '%s'}",
		    str_ends(out->ptr, "{") ? "" : ", ", to, joined, to);
	free(joined);
	strs_release(&list);
}

static struct tracker *
tracker_of(const struct json *era)
{
	const struct json *stages = json_get(era, "stages"), *stage;
	struct str text = STR_INIT;
	struct tracker *t;

	str_add(&text, "{'format': 1, 'revision': 1, 'initial': 'Draft', "
	    "'stages': {");
	for (stage = json_first(stages); stage; stage = json_next(stage))
		str_addf(&text, "%s'%s': {'kind': '%s'}",
		    stage == json_first(stages) ? "" : ", ",
		    json_string(stage), has_text(json_get(era, "terminal"),
		    json_string(stage)) ? "final" : "active");
	str_add(&text, "}, 'transitions': {");
	for (stage = json_first(stages); stage; stage = json_next(stage))
		add_transition(&text, era, json_string(stage));
	str_add(&text, "}}");
	t = test_tracker(text.ptr);
	str_release(&text);
	return t;
}

/* A step is legal exactly where the pair is in the list. */
static size_t
check_pair(const struct tracker *t, const struct json *era,
    const char *from, const char *to)
{
	struct record *record = record_new("eip-1", "A title");
	struct step step = { .by = "ann", .at = TEST_START };
	char *name = xasprintf("to %s", to);
	struct gate *gate = NULL;
	bool passes;

	assert_null(gate_begin(record, t, from, "EIPS", &step));
	step.transition = name;
	assert_null(gate_judge(&gate, record, NULL, t, &step));
	passes = gate->passes;
	if (passes != is_pair(era, from, to))
		fail_msg("%s to %s: %d", from, to, passes);
	gate_free(gate);
	free(name);
	record_free(record);
	return passes;
}

static void
follows_real_rules(void **state)
{
	const char *folder = getenv("PROVEN_SHARED");
	char *path = xasprintf("%s/data/rules-eip.json",
	    folder != NULL ? folder : "../shared");
	const struct json *eras, *era, *stages, *from, *to;
	struct json *rules = NULL;
	struct str text = STR_INIT;
	struct tracker *t;
	size_t legal = 0;

	(void)state;
	if (!file_exists(path)) {
		print_message("# not run: no %s\n", path);
		free(path);
		return;
	}
	assert_null(file_read(&text, path, JSON_MAX_BYTES));
	assert_null(json_read(&rules, text.ptr, text.len, path));
	eras = json_get(rules, "eras");
	era = json_at(eras, json_count(eras) - 1);
	stages = json_get(era, "stages");
	t = tracker_of(era);
	for (from = json_first(stages); from; from = json_next(from))
		for (to = json_first(stages); to; to = json_next(to))
			legal += check_pair(t, era, json_string(from),
			    json_string(to));
	assert_int_equal(legal, json_count(json_get(era, "transitions")) - 1);
	tracker_free(t);
	json_free(rules);
	str_release(&text);
	free(path);
}

static void
nobody_overrides_where_none_is_named(void **state)
{
	struct tracker *t = test_tracker("{'format': 1, 'revision': 1, "
	    "'initial': 'a', 'stages': {'a': {'kind': 'active'}}, "
	    "'transitions': {'go': {'from': ['a'], 'to': '@same', 'needs': "
	    "{'reason': true}}}}");
	struct record *record = test_record(t);
	struct step step = { .transition = "go", .by = "ann",
		.at = TEST_START, .override = true };
	const struct err *err;

	(void)state;
	err = gate_take(NULL, record, NULL, t, &step);
	assert_int_equal(err->code, ERR_REFUSED);
	assert_non_null(strstr(err->msg, "lets nobody override"));
	record_free(record);
	tracker_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_ahead),
		cmocka_unit_test(resolves_words),
		cmocka_unit_test(begins),
		cmocka_unit_test(stands_in_a_stage_that_is_gone),
		cmocka_unit_test(asks_for_a_workflow),
		cmocka_unit_test(follows_real_rules),
		cmocka_unit_test(nobody_overrides_where_none_is_named),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
