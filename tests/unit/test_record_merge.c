#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/model/frozen.h"
#include "core/model/record_merge.h"
#include "tests/unit/merge_case.h"

/* What becomes of members that one side changed, both, or neither. */

struct row {
	const char *base, *a, *b; /* members; entries of each are 1, N_A, N_B */
	const char *path;         /* what to look at in the result */
	const char *result;       /* NULL: not looked at */
	const char *conflicts;    /* paths; ! frozen, ? invalid */
	size_t n_a, n_b;          /* 0: 1 */
	frozen_set freeze;        /* by the last entry of each */
};

static void
check_row(const struct row *row)
{
	struct record *base = make(row->base, 1, 0);
	struct record *a = make(row->a, row->n_a ? row->n_a : 1,
	    row->n_a > 1 ? row->freeze : 0);
	struct record *b = make(row->b, row->n_b ? row->n_b : 1,
	    row->n_b > 1 ? row->freeze : 0);
	const struct record *bases[] = { base };
	struct merge_conflicts conflicts = MERGE_CONFLICTS_INIT;
	struct findings findings = FINDINGS_INIT;
	struct record *merged = record_merge(a, b, bases, 1, &conflicts);
	char *paths = conflict_paths(&conflicts), *found, *is;

	assert_string_equal(paths, row->conflicts ? row->conflicts : "");
	is = member_text(merged, row->path);
	if (row->result)
		assert_string_equal(is, row->result);
	record_merge_check(merged, a, b, bases, 1, &findings);
	found = finding_paths(&findings);
	if (row->conflicts == NULL)
		assert_string_equal(found, "");
	free(found);
	free(is);
	free(paths);
	findings_release(&findings);
	merge_conflicts_release(&conflicts);
	record_free(merged);
	record_free(base);
	record_free(a);
	record_free(b);
}

#define CRITERION(more) "'criteria':{'c1':{'claim':'x'" more "}}"
#define MEASURED(target, value, verdict, more)                           \
	CRITERION(",'metric':'m','comparator':'<=','target':'" target    \
	    "','unit':'nm','method':'a','measured':{'value':'" value     \
	    "'" more "},'verdict':'" verdict "'")
enum { CRITERIA = 1 << FROZEN_CRITERIA, READINESS = 1 << FROZEN_READINESS };

static const struct row rows[] = {
	{ "", "", "", "title", "'T'", NULL, 0, 0, 0 },
	{ "'code':'1'", "'code':'2'", "'code':'1'", "code", "'2'", NULL, 0, 0,
	    0 },
	{ "'code':'1'", "'code':'1'", "'code':'2'", "code", "'2'", NULL, 0, 0,
	    0 },
	{ "'code':'1'", "'code':'2'", "'code':'2'", "code", "'2'", NULL, 0, 0,
	    0 },
	{ "'code':'1'", "'code':'2'", "'code':'3'", "code", "'2'", "code", 0,
	    0, 0 },
	{ "'code':'1'", "", "'code':'3'", "code", "", "code", 0, 0, 0 },
	{ "'code':'1'", "", "'code':'1'", "code", "", NULL, 0, 0, 0 },
	{ "'x':null", "", "'x':null,'y':null", "", NULL, NULL, 0, 0, 0 },
	/* Objects by key, also where the base has none; unknown ones too. */
	{ "", "'concept':{'hypothesis':'h'}", "'concept':{'application':'a'}",
	    "concept", "{'hypothesis':'h','application':'a'}", NULL, 0, 0,
	    0 },
	{ "'x':{'y':{'a':1}}", "'x':{'y':{'a':1,'b':2}}",
	    "'x':{'y':{'c':[3]},'z':null}", "x",
	    "{'y':{'b':2,'c':[3]},'z':null}", NULL, 0, 0, 0 },
	{ "'x':{'y':1}", "'x':{'y':2}", "'x':{'y':3}", "x", "{'y':2}", "x.y",
	    0, 0, 0 },
	{ "'x':{'y':1}", "'x':{'y':2}", "'x':7", "x", "{'y':2}", "x", 0, 0,
	    0 },
	/* Two things added under one key are no blend. */
	{ "", "'notes':{'n1':{'by':'li','text':'a'}}",
	    "'notes':{'n1':{'by':'li','text':'b','x':1}}", "notes", NULL,
	    "notes.n1", 0, 0, 0 },
	{ "", "'notes':{'n1':{'by':'li','text':'a'}}",
	    "'notes':{'n2':{'by':'wang','text':'b'}}", "notes.n2.text",
	    "'b'", NULL, 0, 0, 0 },
	/* Sets; other lists are one value. */
	{ "'tags':['a','b','c']", "'tags':['a','c','d']",
	    "'tags':['e','a','b']", "tags", "['a','d','e']", NULL, 0, 0, 0 },
	{ "", "'tags':['a']", "'tags':['b','a']", "tags", "['a','b']", NULL,
	    0, 0, 0 },
	{ "'x':['a']", "'x':['a','b']", "'x':['a','c']", "x", "['a','b']",
	    "x", 0, 0, 0 },
	/* One side moved. */
	{ "", "", "'code':'1'", "stage", "'test'", NULL, 2, 1, 0 },
	{ "", "'code':'1'", "", "stage", "'test'", NULL, 1, 2, 0 },
	{ CRITERION(""), CRITERION(""), CRITERION(",'must':true"), "criteria",
	    "{'c1':{'must':true,'claim':'x'}}", NULL, 2, 1, 0 },
	{ CRITERION(""), CRITERION(""), CRITERION(",'must':true"), "criteria",
	    "{'c1':{'claim':'x'}}", "criteria.c1.must!", 2, 1, CRITERIA },
	{ CRITERION(""), CRITERION(",'must':true"), CRITERION(""), "criteria",
	    "{'c1':{'claim':'x'}}", "criteria.c1.must!", 1, 2, CRITERIA },
	{ "", "", CRITERION(""), "criteria", "", "criteria!", 2, 1,
	    CRITERIA },
	{ MEASURED("50", "44", "pass", ""), MEASURED("50", "44", "pass", ""),
	    MEASURED("50", "60", "fail", ""), "criteria.c1.verdict",
	    "'fail'", NULL, 2, 1, CRITERIA },
	{ "'readiness':{'target':{'level':5}}",
	    "'readiness':{'target':{'level':6}}",
	    "'readiness':{'target':{'level':5},'current':{'level':3}}",
	    "readiness", "{'current':{'level':3},'target':{'level':6}}",
	    NULL, 2, 1, READINESS },
	{ "'readiness':{'target':{'level':5}}",
	    "'readiness':{'target':{'level':6}}",
	    "'readiness':{'target':{'level':7}}", "readiness",
	    "{'target':{'level':6}}", "readiness.target!", 2, 1, READINESS },
	/* Both moved. */
	{ "", "'code':'1'", "'x':1", "x", "1", NULL, 1, 1, 0 },
	/* A target and a measurement give the verdict, whatever was said. */
	{ MEASURED("50", "44", "pass", ""), MEASURED("46", "44", "pass", ""),
	    MEASURED("50", "48", "pass", ""), "criteria.c1.verdict",
	    "'fail'", NULL, 0, 0, 0 },
	{ MEASURED("50", "44", "pass", ""), MEASURED("40", "44", "fail", ""),
	    MEASURED("50", "30", "waived", ",'x':1"), "criteria.c1.verdict",
	    "'pass'", NULL, 0, 0, 0 },
	/* Evidence that one side removed and the other refers to. */
	{ "'evidence':{'e1':{'kind':'report','title':'t'}}," CRITERION(""),
	    CRITERION(""), "'evidence':{'e1':{'kind':'report','title':'t'}},"
	    MEASURED("50", "44", "pass", ",'evidence':['e1']"), "code", "",
	    "criteria.c1.measured.evidence?", 0, 0, 0 },
	{ MEASURED("50", "44", "pass", ""), MEASURED("46", "44", "pass", ""),
	    MEASURED("50", "45", "pass", ""), "criteria.c1.target", "'46'",
	    NULL, 0, 0, 0 },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(&rows[i]);
}

/* ---- The check alone ---- */

struct judged {
	const char *base, *a, *b, *merged, *findings;
};

static const struct judged judgements[] = {
	{ MEASURED("50", "44", "pass", ""), MEASURED("46", "44", "pass", ""),
	    MEASURED("50", "48", "pass", ""),
	    MEASURED("46", "48", "fail", ""), "" },
	{ MEASURED("50", "44", "pass", ""), MEASURED("46", "44", "pass", ""),
	    MEASURED("50", "48", "pass", ""),
	    MEASURED("46", "48", "waived", ""),
	    "PV502:criteria.c1.verdict" },
	{ "'code':'1'", "'code':'2'", "'code':'1'", "'code':'1'",
	    "PV502:code" },
	{ "'code':'1'", "'code':'2'", "'code':'1'", "'code':'3'",
	    "PV502:code" },
	{ "'code':'1'", "'code':'2'", "'code':'3'", "'code':'3'", "" },
	{ "'code':'1'", "'code':'2'", "'code':'3'", "", "PV502:code" },
	{ "", "", "", "'x':1", "PV502:x" },
	{ "'x':1", "'x':1", "'x':1", "", "PV502:x" },
	/* The innermost member; the whole of either side will do. */
	{ "'x':{'y':1,'z':1}", "'x':{'y':2,'z':1}", "'x':{'y':1,'z':2}",
	    "'x':{'y':2,'z':3}", "PV502:x.z" },
	{ "'x':{'y':1,'z':1}", "'x':{'y':2,'z':1}", "'x':{'y':1,'z':2}",
	    "'x':{'y':2,'z':1}", "" },
	{ "'x':{'y':1}", "'x':{'y':2,'z':{'w':1}}", "'x':{'y':1}",
	    "'x':{'y':1}", "PV502:x.y PV502:x.z" },
	{ "'x':['a']", "'x':['a','b']", "'x':['a','c']", "'x':['a','c','b']",
	    "" },
	{ "'x':['a']", "'x':['a','b']", "'x':['a','c']", "'x':['c','b']",
	    "PV502:x" },
	{ "'x':['a']", "'x':['a','b']", "'x':['a','c']",
	    "'x':['a','b','d']", "PV502:x" },
};

static void
judge(const struct judged *row)
{
	struct record *base = make(row->base, 1, 0), *a = make(row->a, 1, 0),
	    *b = make(row->b, 1, 0), *merged = make(row->merged, 1, 0);
	const struct record *bases[] = { base };
	struct findings findings = FINDINGS_INIT;
	char *found;

	record_merge_check(merged, a, b, bases, 1, &findings);
	found = finding_paths(&findings);
	assert_string_equal(found, row->findings);
	free(found);
	findings_release(&findings);
	record_free(base);
	record_free(a);
	record_free(b);
	record_free(merged);
}

static void
test_judgements(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(judgements); i++)
		judge(&judgements[i]);
}

/* What one side moved, and the merge lost. */
static void
test_history(void **state)
{
	struct record *base = make("", 1, 0), *a = make("", 2, 0),
	    *b = make("'code':'1'", 1, 0);
	struct record *frozen = make(CRITERION(""), 2, CRITERIA),
	    *loose = make(CRITERION(",'must':true"), 2, 0);
	const struct record *bases[] = { base, base };
	struct findings findings = FINDINGS_INIT;
	char *found;

	(void)state;
	assert_int_equal(record_merge_history(a, b), MERGE_A_MOVED);
	assert_int_equal(record_merge_history(b, a), MERGE_B_MOVED);
	assert_int_equal(record_merge_history(base, b), MERGE_SAME);
	assert_int_equal(record_merge_history(a, frozen), MERGE_BOTH_MOVED);
	record_merge_check(b, a, b, bases, 2, &findings);
	found = finding_paths(&findings);
	assert_string_equal(found, "PV502:stage PV502:history");
	free(found);
	findings_release(&findings);
	findings = (struct findings)FINDINGS_INIT;
	record_merge_check(loose, frozen, base, bases, 1, &findings);
	found = finding_paths(&findings);
	assert_string_equal(found, "PV502:criteria.c1.must PV502:history "
	    "PV207:criteria");
	free(found);
	findings_release(&findings);
	record_free(base);
	record_free(a);
	record_free(b);
	record_free(frozen);
	record_free(loose);
}

/* ---- Several bases ---- */

static void
test_crosswise(void **state)
{
	struct record *one = make("'code':'1'", 1, 0),
	    *two = make("'code':'2','tags':['a']", 1, 0),
	    *a = make("'code':'1','tags':['a']", 1, 0),
	    *b = make("'code':'2','tags':['a','b']", 1, 0), *merged;
	const struct record *bases[] = { one, two, NULL };
	struct merge_conflicts conflicts = MERGE_CONFLICTS_INIT;
	char *is;

	(void)state;
	merged = record_merge(a, b, bases, 2, &conflicts);
	is = conflict_paths(&conflicts);
	assert_string_equal(is, "code");
	free(is);
	is = member_text(merged, "tags");
	assert_string_equal(is, "['a','b']");
	free(is);
	record_free(merged);
	merge_conflicts_release(&conflicts);
	/* One base, which has no such record. */
	conflicts = (struct merge_conflicts)MERGE_CONFLICTS_INIT;
	merged = record_merge(a, a, bases + 2, 1, &conflicts);
	assert_true(record_equal(merged, a));
	assert_int_equal(conflicts.n, 0);
	record_free(merged);
	/* Nothing is known of the bases. */
	merged = record_merge(a, b, NULL, 0, &conflicts);
	is = conflict_paths(&conflicts);
	assert_string_equal(is, "code tags");
	free(is);
	merge_conflicts_release(&conflicts);
	record_free(merged);
	record_free(one);
	record_free(two);
	record_free(a);
	record_free(b);
}

/* ---- The text of a conflict ---- */

static char *
conflict_text(const struct record *base, const struct record *a,
    const struct record *b)
{
	const struct record *bases[] = { base };
	struct merge_conflicts conflicts = MERGE_CONFLICTS_INIT;
	struct record *merged = record_merge(a, b, bases, 1, &conflicts);
	struct str text = STR_INIT;

	record_merge_write(merged, &conflicts, &text);
	assert_non_null(json_check(text.ptr, text.len, "", JSON_MAX_BYTES));
	record_free(merged);
	merge_conflicts_release(&conflicts);
	return str_take(&text);
}

static void
test_text(void **state)
{
	struct record *base = make("'concept':{'hypothesis':'1'},'x':1", 1,
	    0);
	struct record *a = make("'tags':['q'],'concept':{'hypothesis':'2'},"
	    "'x':{'y':[1]}", 1, 0);
	struct record *b = make("'concept':{'hypothesis':'3',"
	    "'verdict':'proven'}", 1, 0);
	char *text = conflict_text(base, a, b);

	(void)state;
	assert_non_null(strstr(text, "  ],\n\n  \"concept\": {\n"
	    "<<<<<<< ours\n"
	    "    \"hypothesis\": \"2\",\n"
	    "=======\n"
	    "    \"hypothesis\": \"3\",\n"
	    ">>>>>>> theirs\n"
	    "    \"verdict\": \"proven\"\n"
	    "  },\n\n"));
	assert_non_null(strstr(text, "\n\n"
	    "<<<<<<< ours\n"
	    "  \"x\": {\n"
	    "    \"y\": [\n"
	    "      1\n"
	    "    ]\n"
	    "  }\n"
	    "=======\n"
	    ">>>>>>> theirs\n"
	    "}\n"));
	free(text);
	record_free(base);
	record_free(a);
	record_free(b);
}

static void
test_text_moved(void **state)
{
	struct record *base = make("", 1, 0), *a = make("", 2, 0),
	    *b = make("'code':'1'", 3, CRITERIA);
	struct merge_conflicts conflicts = MERGE_CONFLICTS_INIT;
	char *text, *paths;
	const struct record *bases[] = { base };

	(void)state;
	record_free(a);
	a = make("'x':1", 3, 0);
	record_free(record_merge(a, b, bases, 1, &conflicts));
	paths = conflict_paths(&conflicts);
	assert_string_equal(paths, "history");
	merge_conflicts_release(&conflicts);
	text = conflict_text(base, a, b);
	assert_non_null(strstr(text, "    },\n<<<<<<< ours\n    {\n"
	    "      \"seq\": 2,\n"));
	assert_non_null(strstr(text, "    }\n>>>>>>> theirs\n  ]"));
	free(text);
	free(paths);
	record_free(base);
	record_free(a);
	record_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_judgements),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_crosswise),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
