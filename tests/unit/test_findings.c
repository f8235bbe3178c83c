#include <locale.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/json/json.h"
#include "tests/unit/findings_case.h"

/* Findings for people, and as rows and documents for programs. */

enum { ROOM = 64 * 1024 * 1024 };

static void
expect(const struct findings_report *report, enum out_format format,
    const char *want)
{
	struct printed printed = print_as(report, format);

	assert_string_equal(printed.text, want);
	free(printed.text);
}

static void
test_text(void **state)
{
	struct findings_row rows[] = {
		case_row("PV104", FINDINGS_ERROR, "'title' is 17"),
		case_row("PV105", FINDINGS_WARNING, "'x' is unknown"),
		case_row("PV201", FINDINGS_ERROR, "no transition 'go'"),
		case_row("PV108", FINDINGS_NOTE, "not canonical"),
	};
	struct findings_report report = case_report(rows, COUNT(rows));

	(void)state;
	rows[0].mend = "proven edit film";
	rows[2].commit = COMMIT_B;
	rows[2].excuse = "agreed";
	rows[2].file = rows[2].project = "";
	rows[3].commit = "";
	rows[3].line = 0;
	expect(&report, OUT_TABLE,
	    "trusted on first use: " COMMIT_A "\n"
	    "\n"
	    "commit aaaaaaaaaaaa\n"
	    "  ✗ error: film, projects/film.json:5:12: 'title' is 17 "
	    "[PV104]\n"
	    "      proven edit film\n"
	    "  · warning: film, projects/film.json:5:12: 'x' is unknown "
	    "[PV105]\n"
	    "\n"
	    "commit bbbbbbbbbbbb\n"
	    "  · error: no transition 'go' [PV201]; excused: agreed\n"
	    "\n"
	    "not committed\n"
	    "  · note: film, projects/film.json: not canonical [PV108]\n"
	    "\n"
	    "Summary\n"
	    "  ✗ errors: 1; warnings: 1; notes: 1; excused: 1\n"
	    "  · commits judged: 3; projects: 2\n"
	    "  · transitions: 4; signed: 1; authored: 2; claimed: 1\n");
	report.rows_only = true;
	report.n_rows = 1;
	expect(&report, OUT_TABLE,
	    "commit aaaaaaaaaaaa\n"
	    "  ✗ error: film, projects/film.json:5:12: 'title' is 17 "
	    "[PV104]\n"
	    "      proven edit film\n");
	report.n_rows = 0;
	expect(&report, OUT_TABLE, "");
}

static void
test_text_clean(void **state)
{
	struct findings_report report = case_report(NULL, 0);

	(void)state;
	report.anchor = COMMIT_B;
	report.trusted = 5;
	report.outside = 2;
	expect(&report, OUT_TABLE,
	    "anchored at " COMMIT_B "\n"
	    "\n"
	    "Summary\n"
	    "  ✓ errors: 0; warnings: 0; notes: 0\n"
	    "  · commits judged: 3; trusted already: 5; before the tracker "
	    "or beside it: 2;\n"
	    "    projects: 2\n"
	    "  · transitions: 4; signed: 1; authored: 2; claimed: 1\n");
	report.incomplete = true;
	report.tip = NULL;
	expect(&report, OUT_TABLE,
	    "anchored at " COMMIT_B "\n"
	    "\n"
	    "Summary\n"
	    "  ✗ errors: 0; warnings: 0; notes: 0\n"
	    "  · incomplete: not everything could be looked at\n");
}

/* Whatever counts is marked; what does not is told all the same. */
static void
test_threshold(void **state)
{
	struct findings_row rows[] = {
		case_row("PV108", FINDINGS_NOTE, "a"),
		case_row("PV105", FINDINGS_WARNING, "b"),
		case_row("PV104", FINDINGS_ERROR, "c"),
		case_row("PV104", FINDINGS_ERROR, "d"),
	};
	struct findings_report report = case_report(rows, COUNT(rows));

	(void)state;
	rows[3].excuse = "agreed";
	assert_int_equal(findings_count(&report, FINDINGS_NOTE), 1);
	assert_int_equal(findings_count(&report, FINDINGS_ERROR), 1);
	assert_int_equal(findings_excused(&report), 1);
	assert_int_equal(findings_failing(&report), 1);
	report.least = FINDINGS_WARNING;
	assert_int_equal(findings_failing(&report), 2);
	report.least = FINDINGS_NOTE;
	assert_int_equal(findings_failing(&report), 3);
}

static void
test_rows(void **state)
{
	struct findings_row rows[] = {
		case_row("PV104", FINDINGS_ERROR, "a, \"b\""),
		case_row("PV105", FINDINGS_WARNING, "a\tb"),
	};
	struct findings_report report = case_report(rows, COUNT(rows));

	(void)state;
	rows[1].commit = rows[1].project = rows[1].file = rows[1].path = "";
	rows[1].line = 0;
	rows[1].mend = "go";
	rows[1].excuse = "why";
	expect(&report, OUT_CSV,
	    "rule,severity,commit,project,file,path,line,column,text,mend,"
	    "excuse\n"
	    "PV104,error," COMMIT_A ",film,projects/film.json,title,5,12,"
	    "\"a, \"\"b\"\"\",,\n"
	    "PV105,warning,,,,,,,a\tb,go,why\n");
	expect(&report, OUT_TSV,
	    "rule\tseverity\tcommit\tproject\tfile\tpath\tline\tcolumn\ttext"
	    "\tmend\texcuse\n"
	    "PV104\terror\t" COMMIT_A "\tfilm\tprojects/film.json\ttitle\t5"
	    "\t12\ta, \"b\"\t\t\n"
	    "PV105\twarning\t\t\t\t\t\t\ta\\tb\tgo\twhy\n");
	expect(&report, OUT_JSONL,
	    "{\"rule\":\"PV104\",\"severity\":\"error\",\"commit\":\""
	    COMMIT_A "\",\"project\":\"film\",\"file\":\"projects/film.json"
	    "\",\"path\":\"title\",\"line\":5,\"column\":12,\"text\":"
	    "\"a, \\\"b\\\"\",\"mend\":null,\"excuse\":null}\n"
	    "{\"rule\":\"PV105\",\"severity\":\"warning\",\"commit\":null,"
	    "\"project\":null,\"file\":null,\"path\":null,\"line\":null,"
	    "\"column\":null,\"text\":\"a\\tb\",\"mend\":\"go\","
	    "\"excuse\":\"why\"}\n");
}

static struct json *
read_json(const struct printed *printed)
{
	struct json *json = NULL;
	const struct err *err = json_read_max(&json, printed->text,
	    printed->len, "out", ROOM);

	if (err != NULL)
		fail_msg("%s", err->msg);
	return json;
}

/* What programs read is what it was. */
static void
test_json(void **state)
{
	size_t n, i = 0;
	struct findings_row *rows = hostile_rows(&n);
	struct findings_report report = case_report(rows, n);
	struct printed printed = print_as(&report, OUT_JSON);
	struct json *json = read_json(&printed);

	(void)state;
	assert_string_equal(json_text(json, "kind"), "findings");
	assert_string_equal(json_text(json, "founding"), COMMIT_A);
	assert_null(json_text(json, "anchor"));
	assert_int_equal(json_count(json_get(json, "findings")), n);
	for (const struct json *at = json_first(json_get(json, "findings"));
	    at != NULL; at = json_next(at), i++)
		if (json_is_text(rows[i].text))
			assert_string_equal(json_text(at, "text"),
			    rows[i].text);
	json_free(json);
	free(printed.text);
	free(rows);
}

/* ---- Nothing gets out of its place ---- */

static void
check_line(const char *line, size_t width)
{
	size_t left = strlen(line), n;
	uint32_t cp;

	if (width > 0 && utf8_width(line) > width)
		fail_msg("too wide: %s", line);
	for (; left > 0; line += n, left -= n) {
		n = utf8_next(line, left, &cp);
		if (n == 0 || utf8_is_control(cp))
			fail_msg("a control in: %s", line);
	}
}

static void
check_lines(const struct findings_report *report, enum out_format format,
    size_t width, size_t most)
{
	struct printed printed = print_as(report, format);
	struct strs lines = STRS_INIT;

	strs_split(&lines, printed.text, '\n');
	for (size_t i = 0; i < lines.n; i++)
		check_line(lines.items[i], width);
	if (most > 0)
		assert_true(lines.n <= most);
	strs_release(&lines);
	free(printed.text);
}

static void
test_hostile_text(void **state)
{
	size_t n;
	struct findings_row *rows = hostile_rows(&n);
	struct findings_report report = case_report(rows, n);

	(void)state;
	/* A mend is a command, on a line of its own however long. */
	for (size_t i = 0; i < n; i++)
		rows[i].mend = NULL;
	check_lines(&report, OUT_TABLE, 80, 0);
	free(rows);
}

static void
expect_row(struct findings_row row, const char *want)
{
	struct findings_report report = case_report(&row, 1);
	struct str text = STR_INIT;

	findings_markdown(&text, &report, 100000);
	assert_string_equal(text.ptr, want);
	str_release(&text);
}

static void
test_markdown(void **state)
{
	struct findings_row row = case_row("PV104", FINDINGS_ERROR,
	    "@all | `x` <b> [y](z) #12\n::error::");

	(void)state;
	row.mend = "echo `date`\n# more";
	expect_row(row, "### `aaaaaaaaaaaa`\n\n"
	    "- **error PV104** film, projects/film.json:5:12: "
	    "@<!-- -->all \\| \\`x\\` \\<b\\> \\[y\\](z) #<!-- -->12 "
	    "::error::\n"
	    "  `` echo `date` # more ``\n");
	row.mend = NULL;
	row.excuse = "*agreed*";
	row.commit = row.file = "";
	row.text = "x";
	expect_row(row, "### not committed\n\n"
	    "- **error PV104** film: x; excused: \\*agreed\\*\n");
}

/* Every row is one item, whatever it holds. */
static void
test_hostile_markdown(void **state)
{
	size_t n;
	struct findings_row *rows = hostile_rows(&n);
	struct findings_report report = case_report(rows, n);

	(void)state;
	report.rows_only = true;
	/* A heading, a blank line, an item each, some with a command. */
	check_lines(&report, OUT_MARKDOWN, 0,
	    3 + n + COUNT(hostile));
	free(rows);
}

/* What has no room is the least of it, and that is said. */
static void
test_markdown_limit(void **state)
{
	enum { MANY = 20000 };
	struct findings_row *rows = xcalloc(MANY, sizeof(*rows));
	struct findings_report report = case_report(rows, MANY);
	struct str text = STR_INIT;
	struct printed printed;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		rows[i] = case_row("PV105", FINDINGS_WARNING, "small");
	rows[MANY - 1] = case_row("PV104", FINDINGS_ERROR, "the worst");
	rows[MANY - 1].commit = COMMIT_B;
	findings_markdown(&text, &report, 1000);
	assert_true(text.len < 1000 + 100);
	assert_non_null(strstr(text.ptr, "the worst"));
	assert_non_null(strstr(text.ptr, "findings that have no room here: "));
	str_release(&text);
	printed = print_as(&report, OUT_MARKDOWN);
	assert_true(printed.len < 1000000);
	assert_non_null(strstr(printed.text, "the worst"));
	free(printed.text);
	free(rows);
}

static void
test_markdown_page(void **state)
{
	struct findings_report report = case_report(NULL, 0);

	(void)state;
	expect(&report, OUT_MARKDOWN,
	    "## proven audit\n"
	    "\n"
	    "trusted on first use: " COMMIT_A "\n"
	    "\n"
	    "- errors: 0; warnings: 0; notes: 0\n"
	    "- commits judged: 3; projects: 2\n"
	    "- transitions: 4; signed: 1; authored: 2; claimed: 1\n");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_clean),
		cmocka_unit_test(test_threshold),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_hostile_markdown),
		cmocka_unit_test(test_markdown_limit),
		cmocka_unit_test(test_markdown_page),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
