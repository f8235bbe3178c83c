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
#include "core/model/workflow.h"

/* TEXT with ' for ": JSON that can be read in a C file. */
static struct json *
tree_of(const char *text)
{
	char *quoted = xstrdup(text);
	struct json *tree = NULL;
	const struct err *err;

	for (char *c = quoted; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	err = json_read(&tree, quoted, strlen(quoted), "test");
	if (err != NULL)
		fail_msg("%s\n%s", err->msg, quoted);
	free(quoted);
	return tree;
}

static struct workflow *
must_parse(const char *text)
{
	struct json *tree = tree_of(text);
	struct workflow *w = NULL;
	const struct err *err;
	char *where = NULL;

	err = workflow_parse(&w, tree, &where);
	if (err != NULL)
		fail_msg("%s: %s\n%s", where, err->msg, text);
	assert_null(where);
	json_free(tree);
	return w;
}

/* Parsing TEXT fails at WHERE with a message that holds SAYS. */
static void
must_fail(const char *text, const char *where, const char *says)
{
	struct json *tree = tree_of(text);
	struct workflow *w = NULL;
	const struct err *err;
	char *at = NULL;

	err = workflow_parse(&w, tree, &at);
	if (err == NULL)
		fail_msg("taken, but '%s' asked for:\n%s", says, text);
	assert_null(w);
	assert_int_equal(err->code, ERR_DATA);
	if (strcmp(at, where) != 0 || strstr(err->msg, says) == NULL)
		fail_msg("'%s' at '%s', not '%s' at '%s':\n%s", err->msg, at,
		    says, where, text);
	free(at);
	json_free(tree);
}

#define HEAD "'format': 1, 'revision': 1, "
#define STAGES "'stages': {'a': {'kind': 'active'}, 'b': {'kind': " \
    "'active'}, 'p': {'kind': 'paused'}, 'z': {'kind': 'final'}}, "
#define OTHERS "'rest': {'from': ['a'], 'to': 'p'}, " \
    "'end': {'from': ['p'], 'to': 'z'}"
#define START "{" HEAD "'initial': 'a', " STAGES

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
refuses_files_of_another_shape(void **state)
{
	static const struct {
		const char *text, *where, *says;
	} rows[] = {
		{ "[]", "", "must be an object" },
		{ "{}", "", "'format' is missing" },
		{ "{'format': '1'}", "format", "must be a whole number" },
		{ "{'format': 2, 'revision': 1}", "format",
		    "format 2 is not known" },
		{ "{'format': 0, 'revision': 1}", "format", "from 1 to" },
		{ "{'format': 1}", "", "'revision' is missing" },
		{ "{'format': 1, 'revision': 0}", "revision", "from 1 to" },
		{ "{" HEAD "'intial': 'a'}", "intial",
		    "unknown key 'intial'\n  did you mean 'initial'?" },
		{ "{" HEAD "'qqqqqqqq': 1}", "qqqqqqqq",
		    "there is: format, revision, initial, override" },
		{ "{" HEAD "'initial': 'a'}", "", "'stages' is missing" },
		{ "{" HEAD "'stages': []}", "stages", "must be an object" },
		{ "{" HEAD "'stages': {'a': 1}}", "stages.a",
		    "'stages.a' must be an object" },
		{ "{" HEAD "'stages': {'a': {}}}", "stages.a",
		    "'kind' is missing" },
		{ "{" HEAD "'stages': {'a': {'kind': 'activ'}}}",
		    "stages.a.kind", "did you mean 'active'?" },
		{ "{" HEAD "'stages': {'a': {'kind': 'active', 'colour': "
		    "'red'}}}", "stages.a.colour", "unknown key 'colour'" },
		{ "{" HEAD "'stages': {'a': {'kind': 'active', 'label': "
		    "'A'}}}", "stages.a.label", "must be an object" },
		{ "{" HEAD "'stages': {'a': {'kind': 'active', 'label': "
		    "{'de': 'A'}}}}", "stages.a.label.de", "unknown key" },
		{ "{" HEAD "'stages': {'a': {'kind': 'active', 'label': "
		    "{'en': ''}}}}", "stages.a.label.en", "is empty" },
		{ "{" HEAD "'stages': {'@a': {'kind': 'active'}}}",
		    "stages.@a", "is no name" },
		{ "{" HEAD STAGES "'transitions': {}}", "",
		    "'initial' is missing" },
		{ "{" HEAD "'initial': 'aa', " STAGES "'transitions': {}}",
		    "initial", "unknown stage 'aa'\n  did you mean 'a'?" },
		{ "{" HEAD "'initial': 'p', " STAGES "'transitions': {}}",
		    "initial", "must be active; it is paused" },
		{ "{" HEAD "'initial': 'z', " STAGES "'transitions': {}}",
		    "initial", "must be active; it is final" },
		{ "{" HEAD "'initial': 'a', " STAGES "'override': {}, "
		    "'transitions': {}}", "override", "'by' is missing" },
		{ "{" HEAD "'initial': 'a', " STAGES "'override': {'by': "
		    "[]}, 'transitions': {}}", "override.by", "is empty" },
		{ "{" HEAD "'initial': 'a', " STAGES "'override': {'by': "
		    "['@lead']}, 'transitions': {}}", "override.by.0",
		    "'@lead' is no role" },
		{ "{" HEAD "'initial': 'a', " STAGES "'override': {'by': "
		    "['x'], 'who': 1}, 'transitions': {}}", "override.who",
		    "unknown key 'who'" },
		{ START "'transitions': []}", "transitions",
		    "must be an object" },
		{ "{" HEAD "'initial': 'a', 'stages': {'a': {'kind': "
		    "'active'}}}", "", "'transitions' is missing" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		must_fail(rows[i].text, rows[i].where, rows[i].says);
}

static void
refuses_transitions(void **state)
{
	static const struct {
		const char *go, *where, *says;
	} rows[] = {
		{ "1", "", "must be an object" },
		{ "{'to': 'b'}", "", "'from' is missing" },
		{ "{'from': [], 'to': 'b'}", ".from", "is empty" },
		{ "{'from': 'a', 'to': 'b'}", ".from", "must be a list" },
		{ "{'from': [1], 'to': 'b'}", ".from.0", "a string" },
		{ "{'from': [''], 'to': 'b'}", ".from.0", "empty" },
		{ "{'from': ['a', 'a'], 'to': 'b'}", ".from.1", "twice" },
		{ "{'from': ['a', 'x'], 'to': 'b'}", ".from.1",
		    "unknown stage 'x'" },
		{ "{'from': ['@previous'], 'to': 'b'}", ".from.0",
		    "unknown stage '@previous'" },
		{ "{'from': ['a']}", "", "'to' is missing" },
		{ "{'from': ['a'], 'to': ['b']}", ".to",
		    "must be a string" },
		{ "{'from': ['a'], 'to': 'bb'}", ".to",
		    "unknown stage 'bb'\n  did you mean 'b'?" },
		{ "{'from': ['a'], 'to': '@previos'}", ".to",
		    "did you mean '@previous'?" },
		{ "{'from': ['a'], 'to': '@sam'}", ".to",
		    "did you mean '@same'?" },
		{ "{'from': ['a'], 'to': 'b', 'by': []}", ".by",
		    "is empty" },
		{ "{'from': ['a'], 'to': 'b', 'by': ['@leed']}", ".by.0",
		    "did you mean '@lead'?" },
		{ "{'from': ['a'], 'to': 'b', 'by': ['a b']}", ".by.0",
		    "'a b' is no role" },
		{ "{'from': ['a'], 'to': 'b', 'by': ['x', 'x']}", ".by.1",
		    "twice" },
		{ "{'from': ['a'], 'to': 'b', 'neds': {}}", ".neds",
		    "did you mean 'needs'?" },
		{ "{'from': ['a'], 'to': 'b', 'freeze': ['criteria']}",
		    ".freeze", "not known to this version" },
		{ "{'from': ['a'], 'to': 'b', 'label': {'fr': 'x'}}",
		    ".label.fr", "unknown key 'fr'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = xasprintf(START "'transitions': {'go': %s, "
		    OTHERS "}}", rows[i].go);
		char *where = xasprintf("transitions.go%s", rows[i].where);

		must_fail(text, where, rows[i].says);
		free(where);
		free(text);
	}
}

static void
refuses_needs(void **state)
{
	static const struct {
		const char *needs, *where, *says;
	} rows[] = {
		{ "1", "", "must be an object" },
		{ "{}", "", "asks for nothing" },
		{ "[{'reason': true}, {}]", ".1", "asks for nothing" },
		{ "[1]", ".0", "must be an object" },
		{ "{'when': {'from': ['a']}}", "", "asks for nothing" },
		{ "{'feilds': ['title']}", ".feilds",
		    "unknown condition 'feilds'\n  did you mean 'fields'?" },
		{ "{'criteria': {}}", ".criteria",
		    "'criteria' is not known to this version" },
		{ "[{'reason': true, 'approvals': []}]", ".0.approvals",
		    "'approvals' is not known to this version" },
		{ "{'evidence': []}", ".evidence",
		    "not known to this version" },
		{ "{'measured_by': 'outside'}", ".measured_by",
		    "not known to this version" },
		{ "{'fields': 'title'}", ".fields", "a list of fields" },
		{ "{'fields': []}", ".fields", "a list of fields" },
		{ "{'fields': [7]}", ".fields.0", "name of a field" },
		{ "{'fields': ['title', 'concept.hypothesys']}",
		    ".fields.1", "concept.hypothesis" },
		{ "{'at_least': []}", ".at_least", "must be an object" },
		{ "{'at_least': {'title': 1}}", ".at_least.title",
		    "cannot be counted" },
		{ "{'at_least': {'milestones': 0}}",
		    ".at_least.milestones", "from 1 to" },
		{ "{'at_least': {'milestones': '2'}}",
		    ".at_least.milestones", "whole number" },
		{ "{'at_least': {'milestone': 2}}", ".at_least.milestone",
		    "milestones" },
		{ "{'reason': false}", ".reason", "must be true" },
		{ "{'reason': 'yes'}", ".reason", "must be true" },
		{ "{'codes': ['x']}", ".codes", "list of the vocabulary" },
		{ "{'codes': 'a b'}", ".codes", "list of the vocabulary" },
		{ "{'days_in_stage': 14}", ".days_in_stage", ">=14" },
		{ "{'days_in_stage': '14'}", ".days_in_stage", ">=14" },
		{ "{'days_in_stage': '=>14'}", ".days_in_stage", ">=14" },
		{ "{'days_in_stage': '>=-1'}", ".days_in_stage", ">=14" },
		{ "{'days_in_stage': '>=1.5'}", ".days_in_stage", ">=14" },
		{ "{'days_in_stage': '>='}", ".days_in_stage", ">=14" },
		{ "{'days_in_stage': '>=99999999'}", ".days_in_stage",
		    ">=14" },
		{ "{'readiness': {}}", ".readiness", "asks for nothing" },
		{ "{'readiness': {'now': {}}}", ".readiness.now",
		    "unknown key 'now'" },
		{ "{'readiness': {'current': {}}}", ".readiness.current",
		    "asks for nothing" },
		{ "{'readiness': {'current': {'or_waived': true}}}",
		    ".readiness.current", "asks for nothing" },
		{ "{'readiness': {'current': {'at_least': 10}}}",
		    ".readiness.current.at_least", "from 1 to 9" },
		{ "{'readiness': {'current': {'gain': -1}}}",
		    ".readiness.current.gain", "from 0 to 8" },
		{ "{'readiness': {'current': {'gain': 1, 'or_waived': 1}}}",
		    ".readiness.current.or_waived", "true or false" },
		{ "{'readiness': {'current': {'atleast': 1}}}",
		    ".readiness.current.atleast",
		    "did you mean 'at_least'?" },
		{ "{'readiness': {'baseline': {'gain': 1}}}",
		    ".readiness.baseline.gain", "over itself" },
		{ "{'checks': 'one_lead'}", ".checks", "list of checks" },
		{ "{'checks': []}", ".checks", "list of checks" },
		{ "{'checks': ['one_leed']}", ".checks.0",
		    "did you mean 'one_lead'?" },
		{ "{'checks': [1]}", ".checks.0", "name of a check" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = xasprintf(START "'transitions': {'go': {'from': "
		    "['a', 'p'], 'to': 'b', 'needs': %s}, " OTHERS "}}",
		    rows[i].needs);
		char *where = xasprintf("transitions.go.needs%s",
		    rows[i].where);

		must_fail(text, where, rows[i].says);
		free(where);
		free(text);
	}
}

static void
refuses_whens(void **state)
{
	static const struct {
		const char *when, *where, *says;
	} rows[] = {
		{ "[]", "", "must be an object" },
		{ "{}", "", "says nothing" },
		{ "{'form': ['a']}", ".form", "did you mean 'from'?" },
		{ "{'from': []}", ".from", "is empty" },
		{ "{'from': ['b']}", ".from",
		    "'go' does not leave stage 'b'" },
		{ "{'days_in_stage': '30'}", ".days_in_stage", ">=14" },
		{ "{'days_in_stage': 30}", ".days_in_stage", "a string" },
		{ "{'field': 'title'}", "", "'is' is missing" },
		{ "{'is': 'title'}", "", "'field' is missing" },
		{ "{'field': 'titel', 'is': 'x'}", ".field", "title" },
		{ "{'field': 'title', 'is': 1}", ".is", "no value" },
		{ "{'field': 'title', 'is': null}", ".is", "no value" },
		{ "{'field': 'consortium', 'is': 'yes'}", ".is",
		    "no value" },
		{ "{'field': 'partners', 'is': 'x'}", ".is", "no value" },
		{ "{'field': 'custom.x', 'is': 'x'}", ".is", "no value" },
		{ "{'field': 'readiness.current.level', 'is': '4'}", ".is",
		    "no value" },
		{ "{'field': 'concept.verdict', 'is': 'prooven'}", ".is",
		    "did you mean 'proven'?" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = xasprintf(START "'transitions': {'go': {'from': "
		    "['a'], 'to': 'b', 'needs': [{'reason': true, 'when': "
		    "%s}]}, " OTHERS "}}", rows[i].when);
		char *where = xasprintf("transitions.go.needs.0.when%s",
		    rows[i].where);

		must_fail(text, where, rows[i].says);
		free(where);
		free(text);
	}
}

static void
every_stage_is_reached_and_no_pause_is_for_ever(void **state)
{
	(void)state;
	must_fail(START "'transitions': {" OTHERS "}}", "stages.b",
	    "no transition leads from 'a' to stage 'b'");
	must_fail(START "'transitions': {'go': {'from': ['b'], 'to': 'b'}, "
	    OTHERS "}}", "stages.b", "no transition leads");
	must_fail(START "'transitions': {'go': {'from': ['a'], 'to': "
	    "'@previous'}, " OTHERS "}}", "stages.b", "no transition leads");
	must_fail(START "'transitions': {'go': {'from': ['a'], 'to': 'b'}, "
	    "'end': {'from': ['b'], 'to': 'z'}, "
	    "'rest': {'from': ['a'], 'to': 'p'}}}", "stages.p",
	    "no transition leaves it");
	workflow_free(must_parse(START "'transitions': {'go': {'from': "
	    "['a'], 'to': 'b'}, " OTHERS "}}"));
}

static void
limits_what_is_read(void **state)
{
	struct str text = STR_INIT;

	(void)state;
	str_add(&text, "{" HEAD "'initial': 's0', 'stages': {");
	for (int i = 0; i <= 256; i++)
		str_addf(&text, "%s's%d': {'kind': 'active'}",
		    i > 0 ? ", " : "", i);
	str_add(&text, "}, 'transitions': {}}");
	must_fail(text.ptr, "stages", "more than 256 stages");
	str_reset(&text);
	str_add(&text, START "'transitions': {'go': {'from': ['a'], 'to': "
	    "'b', 'needs': [");
	for (int i = 0; i < 256; i++)
		str_addf(&text, "%s{'reason': true}", i > 0 ? ", " : "");
	str_add(&text, "]}}}");
	must_fail(text.ptr, "transitions.go.needs.255.reason",
	    "more than 256 conditions");
	str_release(&text);
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
		cmocka_unit_test(refuses_files_of_another_shape),
		cmocka_unit_test(refuses_transitions),
		cmocka_unit_test(refuses_needs),
		cmocka_unit_test(refuses_whens),
		cmocka_unit_test(
		    every_stage_is_reached_and_no_pause_is_for_ever),
		cmocka_unit_test(limits_what_is_read),
		cmocka_unit_test(names_are_judged),
		cmocka_unit_test(comparisons_hold),
		cmocka_unit_test(values_of_fields_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
