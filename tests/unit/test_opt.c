#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/mem.h"

enum { MAX_WORDS = 16 };

/* A command with an option of each type, and what it got. */
struct values {
	bool all, dry;
	const char *text, *choice, *date;
	struct strs list;
	int64_t number;
};

static const struct cmd command = {
	"probe", "[TERM]", "probe the options", 0, NULL
};

struct result {
	struct values values;
	struct session session;
	char *line, *words[MAX_WORDS], **argv;
	int argc;
	const struct err *err;
};

/* What operands there are besides words. */
enum marks { NONE, TERMS, NUMBERS };

/* Parse LINE, its words separated by single blanks. */
static void
parse(struct result *r, const char *line, enum marks marks)
{
	const struct opt opts[] = {
		{ OPT_FLAG, 'a', "all", &r->values.all, NULL, NULL, "all" },
		{ OPT_FLAG, 0, "dry-run", &r->values.dry, NULL, NULL, "dry" },
		{ OPT_TEXT, 't', "text", &r->values.text, "TEXT", NULL,
		    "text" },
		{ OPT_LIST, 's', "set", &r->values.list, "ITEM", NULL,
		    "items" },
		{ OPT_NUMBER, 'n', "limit", &r->values.number, "N", NULL,
		    "number" },
		{ OPT_CHOICE, 0, "preset", &r->values.choice, "P",
		    "lean|trl|centre", "choice" },
		{ OPT_DATE, 0, "date", &r->values.date, "D", NULL, "date" },
		{ OPT_FLAG, 0, "terms", &r->values.dry, NULL, NULL, "none" },
		OPT_QUERY,
		OPT_END
	}, without_terms[] = {
		opts[0], opts[1], opts[2], opts[3], opts[4], opts[5],
		opts[6], OPT_END
	}, numbers[] = {
		opts[0], opts[1], opts[2], opts[3], opts[4], opts[5],
		OPT_NUMBERS, OPT_END
	};
	const struct opt *const tables[] = { without_terms, opts, numbers };

	memset(r, 0, sizeof(*r));
	r->session.cmd = &command;
	r->line = xstrdup(line);
	r->words[r->argc++] = r->line;
	for (char *at = r->line; *at != '\0'; at++) {
		if (*at != ' ')
			continue;
		*at = '\0';
		r->words[r->argc++] = at + 1;
	}
	r->argv = r->words;
	r->err = opt_parse(&r->session, tables[marks], &r->argc, &r->argv);
}

static void
release(struct result *r)
{
	strs_release(&r->values.list);
	strs_release(&r->session.dirs);
	free(r->line);
}

static void
expect_operands(struct result *r, const char *want)
{
	struct str got = STR_INIT;

	assert_null(r->err);
	for (int i = 0; i < r->argc; i++)
		str_addf(&got, "%s%s", i > 0 ? " " : "", r->argv[i]);
	assert_null(r->argv[r->argc]);
	assert_string_equal(got.ptr, want);
	str_release(&got);
}

static void
check_operands(const char *line, enum marks marks, const char *want)
{
	struct result r;

	parse(&r, line, marks);
	expect_operands(&r, want);
	release(&r);
}

static void
test_operands(void **state)
{
	(void)state;
	check_operands("probe", NONE, "");
	check_operands("probe a b", NONE, "a b");
	check_operands("probe a --all b -n 3 c", NONE, "a b c");
	check_operands("probe a -- --all -n", NONE, "a --all -n");
	check_operands("probe - a", NONE, "- a");
	check_operands("probe --all -- --", NONE, "--");
}

/* So may numbers. */
static void
test_numbers(void **state)
{
	struct result r;

	(void)state;
	check_operands("probe -40 -a -0.5e3", NUMBERS, "-40 -0.5e3");
	parse(&r, "probe -t -40 -3", NUMBERS);
	assert_string_equal(r.values.text, "-40");
	expect_operands(&r, "-3");
	release(&r);
	parse(&r, "probe -40", NONE);
	assert_non_null(r.err);
	release(&r);
	parse(&r, "probe -.5", NUMBERS);
	assert_non_null(r.err);
	release(&r);
}

/* Queries may begin with a dash; options and their values do not suffer. */
static void
test_terms(void **state)
{
	struct result r;

	(void)state;
	check_operands("probe -tag:x a", TERMS, "-tag:x a");
	check_operands("probe -trl>=4 -a -stage=x", TERMS, "-trl>=4 -stage=x");
	check_operands("probe -name!=x", TERMS, "-name!=x");
	check_operands("probe -lead.name:x", TERMS, "-lead.name:x");
	parse(&r, "probe -text -tag:x -tag:y", TERMS);
	assert_string_equal(r.values.text, "ext");
	expect_operands(&r, "-tag:x -tag:y");
	release(&r);
	parse(&r, "probe --text -tag:x -t -lead:y", TERMS);
	assert_string_equal(r.values.text, "-lead:y");
	expect_operands(&r, "");
	release(&r);
	parse(&r, "probe -tag:x", NONE);
	assert_null(r.err);
	assert_string_equal(r.values.text, "ag:x");
	release(&r);
}

static void
test_values(void **state)
{
	struct result r;

	(void)state;
	parse(&r, "probe -a --dry-run --text=x=y -s a --set b -n 10 "
	    "--preset trl --date +30d", NONE);
	expect_operands(&r, "");
	assert_true(r.values.all);
	assert_true(r.values.dry);
	assert_string_equal(r.values.text, "x=y");
	assert_int_equal(r.values.list.n, 2);
	assert_string_equal(r.values.list.items[0], "a");
	assert_string_equal(r.values.list.items[1], "b");
	assert_int_equal(r.values.number, 10);
	assert_string_equal(r.values.choice, "trl");
	assert_string_equal(r.values.date, "+30d");
	release(&r);
	parse(&r, "probe -an5 --lim 6 -txyz", NONE);
	expect_operands(&r, "");
	assert_true(r.values.all);
	assert_int_equal(r.values.number, 6);
	assert_string_equal(r.values.text, "xyz");
	release(&r);
	parse(&r, "probe --text --all", NONE);
	expect_operands(&r, "");
	assert_string_equal(r.values.text, "--all");
	assert_false(r.values.all);
	release(&r);
}

static void
check_error(const char *line, const char *want)
{
	struct result r;

	parse(&r, line, NONE);
	assert_non_null(r.err);
	assert_int_equal(r.err->code, ERR_USAGE);
	if (strstr(r.err->msg, want) == NULL)
		fail_msg("'%s' has no '%s'", r.err->msg, want);
	release(&r);
}

static void
test_errors(void **state)
{
	(void)state;
	check_error("probe --l", "option '--l' is ambiguous");
	check_error("probe --limt 3", "did you mean '--limit'?");
	check_error("probe --xyzzy", "unknown option '--xyzzy'");
	check_error("probe --xyzzy=3", "unknown option '--xyzzy'");
	check_error("probe -x", "unknown option '-x'");
	check_error("probe -ax", "unknown option '-x'");
	check_error("probe --all=3", "option '--all' takes no value");
	check_error("probe --text", "option '--text' needs a value");
	check_error("probe -t", "option '--text' needs a value");
	check_error("probe -n x", "'x' is not a whole number");
	check_error("probe -n -1", "'-1' is not a whole number");
	check_error("probe -n 1x", "'1x' is not a whole number");
	check_error("probe -n +1", "'+1' is not a whole number");
	check_error("probe --limit=", "'' is not a whole number");
	check_error("probe -n 99999999999999999999", "not a whole number");
	check_error("probe --preset leen", "did you mean 'lean'?");
	check_error("probe --preset x", "it is one of: lean|trl|centre");
	check_error("probe --date 2024-02-30", "--date: ");
	check_error("probe --date someday", "--date: ");
	check_error("probe --format yaml", "it is one of: table|json");
	check_error("probe --json --format csv", "exclude each other");
}

static void
test_globals(void **state)
{
	struct result r;

	(void)state;
	parse(&r, "probe x --json -q --lang zh --color always", NONE);
	expect_operands(&r, "x");
	assert_int_equal(r.session.out.format, OUT_JSON);
	assert_true(r.session.quiet);
	assert_true(r.session.out.color);
	assert_string_equal(r.session.out.lang, "zh");
	env_language("en");
	release(&r);
	parse(&r, "probe --format markdown --color never", NONE);
	expect_operands(&r, "");
	assert_int_equal(r.session.out.format, OUT_MARKDOWN);
	assert_false(r.session.out.color);
	release(&r);
}

/* A command that prints findings has more formats. */
static void
test_formats_of_findings(void **state)
{
	static const struct cmd finder = {
		"probe", "", "probe the options", CMD_FINDINGS, NULL
	};
	static const struct {
		const char *word;
		enum out_format format;
	} cases[] = {
		{ "junit", OUT_JUNIT }, { "sarif", OUT_SARIF },
		{ "github", OUT_GITHUB }, { "gitlab", OUT_GITLAB },
		{ "text", OUT_TABLE }, { "table", OUT_TABLE },
		{ "markdown", OUT_MARKDOWN },
	};
	const struct opt none[] = { OPT_END };
	char name[] = "probe", option[] = "--format";

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct session session = { .cmd = &finder };
		char *word = xstrdup(cases[i].word);
		char *words[] = { name, option, word, NULL }, **argv = words;
		int argc = 3;

		assert_null(opt_parse(&session, none, &argc, &argv));
		assert_int_equal(session.out.format, cases[i].format);
		free(word);
	}
	check_error("probe --format junit", "it is one of: table|json");
}

static void
check_count(int argc, int min, int max, const char *want)
{
	struct session session = { .cmd = &command };
	const struct err *err = opt_operands(&session, argc, min, max);

	if (want == NULL) {
		assert_null(err);
		return;
	}
	assert_non_null(err);
	assert_int_equal(err->code, ERR_USAGE);
	assert_non_null(strstr(err->msg, want));
	assert_non_null(strstr(err->msg, "usage: proven probe [TERM]"));
}

static void
test_counts(void **state)
{
	(void)state;
	check_count(0, 0, 0, NULL);
	check_count(3, 1, -1, NULL);
	check_count(1, 1, 1, NULL);
	check_count(0, 1, -1, "'probe': [TERM] is missing");
	check_count(2, 0, 1, "'probe': too many operands");
	check_count(1, 0, 0, "'probe' takes no operand");
}

/* Every command has options that hang together. */
static void
test_commands(void **state)
{
	(void)state;
	for (size_t i = 0; cmds[i] != NULL; i++) {
		assert_ptr_equal(cmd_find(cmds[i]->name), cmds[i]);
		assert_true(*cmds[i]->summary != '\0');
		assert_non_null(cmds[i]->operands);
		assert_non_null(cmds[i]->run);
	}
	assert_null(cmd_find(""));
	assert_null(cmd_find("nothing"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_operands),
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_globals),
		cmocka_unit_test(test_formats_of_findings),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
