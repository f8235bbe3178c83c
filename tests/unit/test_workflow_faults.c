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
#include "tests/unit/workflow_case.h"

/* Parsing TEXT fails at WHERE with a message that holds SAYS. */
static void
must_fail(const char *text, const char *where, const char *says)
{
	struct json *tree = tree_of(text);
	struct workflow *w = NULL;
	const struct err *err;
	char *at = NULL;

	err = workflow_parse(&w, tree, &at);
	check_fault(err, at, where, says, text);
	assert_null(w);
	json_free(tree);
}

#define HEAD "'format': 1, 'revision': 1, "
#define STAGES "'stages': {'a': {'kind': 'active'}, 'b': {'kind': " \
    "'active'}, 'p': {'kind': 'paused'}, 'z': {'kind': 'final'}}, "
#define OTHERS "'rest': {'from': ['a'], 'to': 'p'}, " \
    "'end': {'from': ['p'], 'to': 'z'}"
#define START "{" HEAD "'initial': 'a', " STAGES

static const struct {
	const char *text, *where, *says;
} shapes[] = {
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
	{ "{" HEAD "'stages': {'a': {'kind': 'active', 'label': "
	    "{'zh': '13800000000'}}}}", "stages.a.label.zh",
	    "holds a phone number" },
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

static void
refuses_files_of_another_shape(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++)
		must_fail(shapes[i].text, shapes[i].where, shapes[i].says);
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
		{ "{'from': ['a'], 'to': 'b', 'freeze': ['critera']}",
		    ".freeze.0", "no part that can be frozen" },
		{ "{'from': ['a'], 'to': 'b', 'freeze': []}",
		    ".freeze", "" },
		{ "{'from': ['a'], 'to': 'b', 'rebaseline': ['criteria']}",
		    ".to", "leads to '@same'" },
		{ "{'from': ['a'], 'to': '@same', 'freeze': ['lead'], "
		    "'rebaseline': ['criteria']}", ".freeze",
		    "leave 'freeze' out" },
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

static const struct {
	const char *needs, *where, *says;
} needs_faults[] = {
	{ "1", "", "must be an object" },
	{ "{}", "", "asks for nothing" },
	{ "[{'reason': true}, {}]", ".1", "asks for nothing" },
	{ "[1]", ".0", "must be an object" },
	{ "{'when': {'from': ['a']}}", "", "asks for nothing" },
	{ "{'feilds': ['title']}", ".feilds",
	    "unknown condition 'feilds'\n  did you mean 'fields'?" },
	{ "{'criteria': {'trak': ['a']}}", ".criteria.trak", "track" },
	{ "{'criteria': {'track': 'a'}}", ".criteria.track", "" },
	{ "{'criteria': {'count': 0}}", ".criteria.count", "" },
	{ "{'criteria': {'must': 1}}", ".criteria.must", "" },
	{ "{'criteria': {'verdict': ['passed']}}", ".criteria.verdict",
	    "unknown verdict 'passed'" },
	{ "{'criteria': {'measured_by': 'inside'}}",
	    ".criteria.measured_by", "did you mean 'outside'" },
	{ "{'evidence': []}", ".evidence", "kinds of evidence" },
	{ "{'evidence': ['A b']}", ".evidence.0", "a kind of evidence" },
	{ "{'values': {'concept.verdikt': ['x']}}",
	    ".values.concept.verdikt", "verdict" },
	{ "{'values': {'tags': ['x']}}", ".values.tags", "collection" },
	{ "{'values': {'title': 'x'}}", ".values.title", "" },
	{ "{'review_within': 0}", ".review_within", "1 to 3650" },
	{ "{'review_within': '180'}", ".review_within", "1 to 3650" },
	{ "[{'reason': true, 'approvals': []}]", ".0.approvals",
	    "roles and counts" },
	{ "{'approvals': [{'count': 2}]}", ".approvals.0", "role" },
	{ "{'approvals': [{'role': '@led'}]}", ".approvals.0.role",
	    "did you mean '@lead'" },
	{ "{'approvals': [{'role': 'x', 'count': 0}]}",
	    ".approvals.0.count", "" },
	{ "{'approvals': [{'role': '@lead', 'independent': true}]}",
	    ".approvals.0.independent", "never independent" },
	{ "{'approvals': [{'role': 'x', 'agaisnt': 0}]}",
	    ".approvals.0.agaisnt", "against" },
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

static void
refuses_needs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(needs_faults); i++) {
		char *text = xasprintf(START "'transitions': {'go': {'from': "
		    "['a', 'p'], 'to': 'b', 'needs': %s}, " OTHERS "}}",
		    needs_faults[i].needs);
		char *where = xasprintf("transitions.go.needs%s",
		    needs_faults[i].where);

		must_fail(text, where, needs_faults[i].says);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_files_of_another_shape),
		cmocka_unit_test(refuses_transitions),
		cmocka_unit_test(refuses_needs),
		cmocka_unit_test(refuses_whens),
		cmocka_unit_test(
		    every_stage_is_reached_and_no_pause_is_for_ever),
		cmocka_unit_test(limits_what_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
