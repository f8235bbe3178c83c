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
#include "core/json/json.h"
#include "tests/unit/findings_case.h"

/* Findings as hosts read them: JUnit, SARIF, GitHub, GitLab. */

enum { ROOM = 64 * 1024 * 1024 };

static struct json *
json_of(const struct findings_report *report, enum out_format format)
{
	struct printed printed = print_as(report, format);
	struct json *json = NULL;
	const struct err *err = json_read_max(&json, printed.text,
	    printed.len, "out", ROOM);

	if (err != NULL)
		fail_msg("%s", err->msg);
	free(printed.text);
	return json;
}

/* ---- JUnit ---- */

static void
check_has(const struct findings_report *report, enum out_format format,
    const char *want)
{
	struct printed printed = print_as(report, format);

	if (strstr(printed.text, want) == NULL)
		fail_msg("no '%s' in:\n%s", want, printed.text);
	free(printed.text);
}

static void
test_junit(void **state)
{
	struct findings_row rows[] = {
		case_row("PV104", FINDINGS_ERROR, "<a> & \"b\" ]]> \x01"),
		case_row("PV104", FINDINGS_ERROR, "again"),
		case_row("PV105", FINDINGS_WARNING, "unknown"),
		case_row("PV201", FINDINGS_ERROR, "none"),
	};
	struct findings_report report = case_report(rows, COUNT(rows));

	(void)state;
	rows[0].mend = "proven edit film";
	rows[3].excuse = "agreed";
	check_has(&report, OUT_JUNIT,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"proven audit\" tests=\"5\" failures=\"2\" "
	    "errors=\"0\" skipped=\"1\" time=\"0\">\n"
	    "  <testsuite name=\"proven audit\" tests=\"5\" failures=\"2\" "
	    "errors=\"0\" skipped=\"1\" time=\"0\">\n"
	    "    <testcase classname=\"proven.audit.PV108\" "
	    "name=\"not canonical\" time=\"0\"/>\n"
	    "    <testcase classname=\"proven.audit.PV104\" name=\"film@"
	    COMMIT_A "\" file=\"projects/film.json\" time=\"0\">\n"
	    "      <failure message=\"&lt;a&gt; &amp; &quot;b&quot; ]]&gt; "
	    "\\x01\" type=\"PV104\">film, projects/film.json:5:12: &lt;a&gt; "
	    "&amp; &quot;b&quot; ]]&gt; \\x01\nproven edit film</failure>\n"
	    "    </testcase>\n");
	check_has(&report, OUT_JUNIT, "name=\"film@" COMMIT_A " (2)\"");
	check_has(&report, OUT_JUNIT,
	    "      <system-out>warning: film, projects/film.json:5:12: "
	    "unknown</system-out>\n");
	check_has(&report, OUT_JUNIT,
	    "      <skipped message=\"agreed\"/>\n");
	report.least = FINDINGS_WARNING;
	check_has(&report, OUT_JUNIT, "failures=\"3\"");
	report.n_rows = 0;
	check_has(&report, OUT_JUNIT, "tests=\"4\" failures=\"0\"");
}

static size_t
occurrences(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part)) != NULL) {
		n++;
		text += strlen(part);
	}
	return n;
}

/* Nothing becomes a tag, and no character is one that XML cannot hold. */
static void
test_junit_hostile(void **state)
{
	size_t n;
	struct findings_row *rows = hostile_rows(&n);
	struct findings_report report = case_report(rows, n);
	struct printed printed = print_as(&report, OUT_JUNIT);

	(void)state;
	for (const char *at = printed.text; *at != '\0'; at++)
		assert_true((unsigned char)*at >= ' ' || *at == '\n');
	assert_null(strstr(printed.text, "\xef\xbf\xbe"));
	assert_null(strstr(printed.text, "]]>"));
	assert_int_equal(occurrences(printed.text, "<testcase"),
	    n + COUNT(case_rules) - 1);
	assert_int_equal(occurrences(printed.text, "<failure"),
	    3 * COUNT(hostile));
	assert_int_equal(occurrences(printed.text, "<skipped"),
	    COUNT(hostile));
	/* Opening and closing tags, those that are both, and the first. */
	assert_int_equal(occurrences(printed.text, "<"),
	    5 + 2 * n + (COUNT(case_rules) - 1) + 2 * 3 * COUNT(hostile) +
	    COUNT(hostile));
	free(printed.text);
	free(rows);
}

static void
test_junit_limit(void **state)
{
	enum { MANY = 50010 };
	struct findings_row *rows = xcalloc(MANY, sizeof(*rows));
	struct findings_report report = case_report(rows, MANY);
	struct printed printed;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		rows[i] = case_row("PV105", FINDINGS_WARNING, "small");
	rows[MANY - 1] = case_row("PV104", FINDINGS_ERROR, "the worst");
	printed = print_as(&report, OUT_JUNIT);
	assert_true(printed.len < 30000000);
	assert_int_equal(occurrences(printed.text, "<testcase"), 50003);
	assert_non_null(strstr(printed.text, "tests=\"50003\" "
	    "failures=\"2\""));
	assert_non_null(strstr(printed.text, "the worst"));
	assert_non_null(strstr(printed.text,
	    "findings that have no room here: 10"));
	free(printed.text);
	free(rows);
}

/* ---- SARIF ---- */

static void
check_path(const struct json *json, const char *path, const char *want)
{
	const char *got = json_string(json_find(json, path));

	if (got == NULL)
		fail_msg("nothing at '%s'", path);
	assert_string_equal(got, want);
}

static void
test_sarif(void **state)
{
	struct findings_row rows[] = {
		case_row("PV201", FINDINGS_NOTE, "first"),
		case_row("PV104", FINDINGS_ERROR, "{0} [a](b)\033"),
	};
	struct findings_report report = case_report(rows, COUNT(rows));
	struct json *json;
	int64_t number;

	(void)state;
	rows[0].excuse = "agreed";
	rows[1].place = "evidence/film/概 #1?:%.txt";
	json = json_of(&report, OUT_SARIF);
	check_path(json, "version", "2.1.0");
	check_path(json, "runs.0.tool.driver.rules.3.id", "PV201");
	check_path(json, "runs.0.tool.driver.rules.3.name",
	    "NoSuchTransition");
	check_path(json, "runs.0.tool.driver.rules.1.defaultConfiguration."
	    "level", "warning");
	check_path(json, "runs.0.results.0.ruleId", "PV104");
	check_path(json, "runs.0.results.0.message.text",
	    "film: {{0}} [a] (b)\\x1b (aaaaaaaaaaaa)");
	check_path(json, "runs.0.results.0.locations.0.physicalLocation."
	    "artifactLocation.uri",
	    "evidence/film/%E6%A6%82%20%231%3F%3A%25.txt");
	check_path(json, "runs.0.results.1.level", "note");
	check_path(json, "runs.0.results.1.suppressions.0.justification",
	    "agreed");
	assert_true(json_integer(json_find(json,
	    "runs.0.results.1.ruleIndex"), &number) && number == 3);
	assert_true(json_integer(json_find(json, "runs.0.results.0.locations"
	    ".0.physicalLocation.region.startColumn"), &number) &&
	    number == 12);
	json_free(json);
}

static void
test_sarif_limit(void **state)
{
	enum { MANY = 25001 };
	struct findings_row *rows = xcalloc(MANY, sizeof(*rows));
	struct findings_report report = case_report(rows, MANY);
	struct json *json;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		rows[i] = case_row("PV105", FINDINGS_WARNING, "small");
	rows[MANY - 1] = case_row("PV104", FINDINGS_ERROR, "the worst");
	report.incomplete = true;
	json = json_of(&report, OUT_SARIF);
	assert_int_equal(json_count(json_find(json, "runs.0.results")),
	    25000);
	check_path(json, "runs.0.results.0.ruleId", "PV104");
	check_path(json, "runs.0.invocations.0."
	    "toolExecutionNotifications.1.message.text",
	    "findings that have no room here: 1");
	assert_false(json_is_true(json_find(json,
	    "runs.0.invocations.0.executionSuccessful")));
	json_free(json);
	free(rows);
}

/* ---- GitHub ---- */

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = strchr(digits, c);

	return at != NULL && c != '\0' ? (int)(at - digits) : -1;
}

/* As a runner reads it back: LEN bytes at TEXT. */
static char *
unescape(const char *text, size_t len)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < len; i++) {
		if (text[i] != '%') {
			str_addc(&out, text[i]);
			continue;
		}
		assert_true(i + 2 < len);
		assert_true(hex_digit(text[i + 1]) >= 0 &&
		    hex_digit(text[i + 2]) >= 0);
		str_addc(&out, (char)(16 * hex_digit(text[i + 1]) +
		    hex_digit(text[i + 2])));
		i += 2;
	}
	return str_take(&out);
}

/* One command of a runner, taken apart. */
struct command {
	char *name, *message;
	struct strs keys, values;
};

static void
parse_properties(struct command *command, const char *text, size_t len)
{
	while (len > 0) {
		size_t n = 0, equals;

		while (n < len && text[n] != ',')
			n++;
		equals = strcspn(text, "=");
		assert_true(equals < n);
		strs_take(&command->keys, xstrndup(text, equals));
		strs_take(&command->values,
		    unescape(text + equals + 1, n - equals - 1));
		n += n < len;
		text += n;
		len -= n;
	}
}

/* False: LINE is none. */
static bool
parse_command(struct command *command, const char *line)
{
	const char *end;
	size_t n;

	memset(command, 0, sizeof(*command));
	line += strspn(line, " \t");
	if (strncmp(line, "::", 2) != 0 ||
	    (end = strstr(line + 2, "::")) == NULL)
		return false;
	line += 2;
	n = strcspn(line, " :");
	command->name = xstrndup(line, n);
	line += n + (line[n] == ' ');
	parse_properties(command, line, (size_t)(end - line));
	command->message = unescape(end + 2, strlen(end + 2));
	return true;
}

static void
release(struct command *command)
{
	free(command->name);
	free(command->message);
	strs_release(&command->keys);
	strs_release(&command->values);
}

static size_t
count_commands(const struct findings_report *report)
{
	struct printed printed = print_as(report, OUT_GITHUB);
	struct strs lines = STRS_INIT;
	struct command command;
	size_t n = 0;

	strs_split(&lines, printed.text, '\n');
	for (size_t i = 0; i < lines.n; i++) {
		if (strncmp(lines.items[i], "::", 2) != 0)
			assert_null(strstr(lines.items[i], "##["));
		assert_null(strchr(lines.items[i], '\r'));
		assert_null(strchr(lines.items[i], '\033'));
		if (!parse_command(&command, lines.items[i]))
			continue;
		n++;
		assert_true(strcmp(command.name, "error") == 0 ||
		    strcmp(command.name, "warning") == 0 ||
		    strcmp(command.name, "notice") == 0);
		assert_string_equal(command.keys.items[0], "file");
		for (size_t k = 0; k < command.keys.n; k++)
			assert_non_null(strstr("file line col title",
			    command.keys.items[k]));
		release(&command);
	}
	strs_release(&lines);
	free(printed.text);
	return n;
}

static void
test_github(void **state)
{
	struct findings_row row = case_row("PV104", FINDINGS_ERROR,
	    "100% a:b,c\nd");
	struct findings_report report = case_report(&row, 1);

	(void)state;
	row.place = row.file = "evidence/film/a,b:c=50%.txt";
	row.mend = "proven edit film";
	check_has(&report, OUT_GITHUB, "\n::error file=evidence/film/a%2Cb"
	    "%3Ac=50%25.txt,line=5,col=12,title=PV104 film::100%25 a:b,c d "
	    "(aaaaaaaaaaaa)%0Aproven edit film\n");
	check_has(&report, OUT_GITHUB, "\nerror: aaaaaaaaaaaa: film, "
	    "evidence/film/a,b:c=50%.txt:5:12: 100% a:b,c d [PV104]\n");
	row.line = 0;
	row.level = FINDINGS_NOTE;
	check_has(&report, OUT_GITHUB, "\n::notice file=evidence/film/a%2Cb"
	    "%3Ac=50%25.txt,line=1,title=PV104 film::");
	row.excuse = "agreed";
	assert_int_equal(count_commands(&report), 0);
}

/* No text becomes a command, in whichever place it stands. */
static void
test_github_hostile(void **state)
{
	size_t n;
	struct findings_row *rows = hostile_rows(&n);
	struct findings_report report = case_report(rows, n);

	(void)state;
	assert_int_equal(count_commands(&report), 10);
	for (size_t i = 0; i < n; i++) {
		report = case_report(&rows[i], 1);
		assert_int_equal(count_commands(&report),
		    rows[i].excuse == NULL);
	}
	free(rows);
}

static void
test_github_worst(void **state)
{
	struct findings_row rows[30];
	struct findings_report report = case_report(rows, COUNT(rows));

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		rows[i] = case_row("PV105", FINDINGS_WARNING, "small");
	rows[29] = case_row("PV104", FINDINGS_ERROR, "the worst");
	assert_int_equal(count_commands(&report), 10);
	check_has(&report, OUT_GITHUB, "::the worst (aaaaaaaaaaaa)\n"
	    "::warning ");
	check_has(&report, OUT_GITHUB,
	    "the 10 worst of 30 findings are annotations\n");
}

/* ---- GitLab ---- */

static void
test_gitlab(void **state)
{
	struct findings_row rows[] = {
		case_row("PV104", FINDINGS_ERROR, "::error\033"),
		case_row("PV104", FINDINGS_ERROR, "other"),
		case_row("PV105", FINDINGS_WARNING, "x"),
		case_row("PV104", FINDINGS_ERROR, "x"),
	};
	struct findings_report report = case_report(rows, COUNT(rows));
	struct json *json;
	struct printed printed;
	char *first;

	(void)state;
	rows[3].excuse = "agreed";
	json = json_of(&report, OUT_GITLAB);
	check_path(json, "0.description", "film: ::error\\x1b");
	check_path(json, "0.check_name", "PV104");
	check_path(json, "0.severity", "critical");
	check_path(json, "0.location.path", "projects/film.json");
	check_path(json, "2.severity", "minor");
	check_path(json, "3.severity", "info");
	check_path(json, "3.description", "film: x; excused: agreed");
	first = xstrdup(json_string(json_find(json, "0.fingerprint")));
	assert_string_not_equal(json_string(json_find(json,
	    "1.fingerprint")), first);
	assert_string_not_equal(json_string(json_find(json,
	    "3.fingerprint")), first);
	json_free(json);
	/* It is the same whatever the text is, in whichever language. */
	rows[0].text = "another";
	json = json_of(&report, OUT_GITLAB);
	check_path(json, "0.fingerprint", first);
	json_free(json);
	free(first);
	report.n_rows = 0;
	printed = print_as(&report, OUT_GITLAB);
	assert_string_equal(printed.text, "[]\n");
	free(printed.text);
}

/* All that hosts read as JSON is JSON, whatever it holds. */
static void
test_hostile_json(void **state)
{
	size_t n;
	struct findings_row *rows = hostile_rows(&n);
	struct findings_report report = case_report(rows, n);
	struct json *json;

	(void)state;
	json = json_of(&report, OUT_GITLAB);
	assert_int_equal(json_count(json), n);
	json_free(json);
	json = json_of(&report, OUT_SARIF);
	assert_int_equal(json_count(json_find(json, "runs.0.results")), n);
	json_free(json);
	free(rows);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_junit),
		cmocka_unit_test(test_junit_hostile),
		cmocka_unit_test(test_junit_limit),
		cmocka_unit_test(test_sarif),
		cmocka_unit_test(test_sarif_limit),
		cmocka_unit_test(test_github),
		cmocka_unit_test(test_github_hostile),
		cmocka_unit_test(test_github_worst),
		cmocka_unit_test(test_gitlab),
		cmocka_unit_test(test_hostile_json),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
