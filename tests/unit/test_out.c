#include <locale.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/out/out.h"
#include "cmd/out/text.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "tests/unit/screen.h"

/* No line of what was printed is wider than the screen. */
static void
expect_fits(struct screen *screen)
{
	struct strs lines = STRS_INIT;

	fclose(screen->out.stream);
	strs_split(&lines, screen->text, '\n');
	for (size_t i = 0; i < lines.n; i++)
		if (utf8_width(lines.items[i]) > screen->out.width)
			fail_msg("too wide: '%s'", lines.items[i]);
	strs_release(&lines);
	free(screen->text);
}

/* ---- Escaping ---- */

static void
check_escape(const char *text, const char *want, const char *want_lines)
{
	char *escaped = out_escape(text), *lines = out_escape_lines(text);

	assert_string_equal(escaped, want);
	assert_string_equal(lines, want_lines);
	free(escaped);
	free(lines);
}

static void
test_escape(void **state)
{
	(void)state;
	check_escape("", "", "");
	check_escape("plain 概念验证", "plain 概念验证", "plain 概念验证");
	check_escape("a\nb\tc", "a b c", "a\nb c");
	check_escape("a\r\nb\rc", "a b\\x0dc", "a\nb\\x0dc");
	check_escape("\033[31m", "\\x1b[31m", "\\x1b[31m");
	check_escape("\x7f", "\\x7f", "\\x7f");
	check_escape("\xc2\x9b", "\\x9b", "\\x9b");
	check_escape("x\xe2\x80\xaey", "x\\u202ey", "x\\u202ey");
	check_escape("\xe2\x80\xa8", "\\u2028", "\\u2028");
	check_escape("bad \xff\xfe", "bad \\xff\\xfe", "bad \\xff\\xfe");
	check_escape("cut \xe6\xa6", "cut \\xe6\\xa6", "cut \\xe6\\xa6");
	check_escape("e\xcc\x81", "e\xcc\x81", "e\xcc\x81");
}

static void
check_markdown(const char *text, const char *want)
{
	struct str out = STR_INIT;

	text_markdown(&out, text);
	assert_string_equal(out.ptr, want);
	str_release(&out);
}

static void
test_markdown(void **state)
{
	(void)state;
	check_markdown("plain", "plain");
	check_markdown("a|b", "a\\|b");
	check_markdown("<script>", "\\<script\\>");
	check_markdown("`x` *y* _z_", "\\`x\\` \\*y\\* \\_z\\_");
	check_markdown("[x](javascript:1)", "\\[x\\](javascript:1)");
	check_markdown("&lt; $x$ ~~y~~", "\\&lt; \\$x\\$ \\~\\~y\\~\\~");
	check_markdown("# title", "\\# title");
	check_markdown("no # title", "no # title");
	check_markdown("- item", "\\- item");
	check_markdown("-12", "-12");
	check_markdown("1. item", "1\\. item");
	check_markdown("1.5 mm", "1.5 mm");
	check_markdown("1) item", "1\\) item");
	check_markdown("/close", "\\/close");
	check_markdown("ask @all", "ask @<!-- -->all");
	check_markdown("a@b.org", "a@b.org");
	check_markdown("\xe8\xaf\xb7@li", "\xe8\xaf\xb7@<!-- -->li");
	check_markdown("x/y#12", "x/y#<!-- -->12");
	check_markdown("fixes #12, !3", "fixes #<!-- -->12, !<!-- -->3");
	check_markdown("a\nb", "a b");
	check_markdown("\\", "\\\\");
	check_markdown("  # title", "\\# title");
	check_markdown("\xe2\x80\xae", "\\\\u202e");
}

static void
check_json(const char *text, const char *want)
{
	struct str out = STR_INIT;

	text_json(&out, text);
	assert_string_equal(out.ptr, want);
	str_release(&out);
}

static void
test_json_text(void **state)
{
	(void)state;
	check_json("", "\"\"");
	check_json("a\"b\\c\n", "\"a\\\"b\\\\c\\n\"");
	check_json("\033", "\"\\u001b\"");
	check_json("\x7f", "\"\\u007f\"");
	check_json("x\xe2\x80\xaey", "\"x\\u202ey\"");
	check_json("\xc2\x9b", "\"\\u009b\"");
	check_json("验证", "\"验证\"");
	check_json("\xff", "\"\xef\xbf\xbd\"");
	check_json("\xef\xbf\xbe", "\"\xef\xbf\xbd\"");
}

/* ---- Wrapping and cutting ---- */

static void
check_wrap(const char *text, size_t width, size_t indent, const char *want)
{
	struct str out = STR_INIT;

	text_wrap(&out, text, width, indent);
	assert_string_equal(out.ptr, want);
	str_release(&out);
}

static void
test_wrap(void **state)
{
	(void)state;
	check_wrap("", 10, 0, "");
	check_wrap("one two three", 80, 0, "one two three");
	check_wrap("one two three", 7, 0, "one two\nthree");
	check_wrap("one two three", 7, 2, "one two\n  three");
	check_wrap("one  two", 80, 0, "one  two");
	check_wrap("one\ntwo", 80, 1, "one\n two");
	check_wrap("abcdefghij", 4, 0, "abcd\nefgh\nij");
	check_wrap("a abcdefghij", 4, 0, "a\nabcd\nefgh\nij");
	check_wrap("概念验证项目", 8, 0, "概念验证\n项目");
	check_wrap("概念验证。项目", 8, 0, "概念验\n证。项目");
	check_wrap("概念ab验证", 6, 0, "概念ab\n验证");
	check_wrap("abcdefghij", 0, 0, "abcdefghij");
	check_wrap("e\xcc\x81 e\xcc\x81", 3, 0, "e\xcc\x81 e\xcc\x81");
}

static void
check_cut(const char *text, size_t width, const char *want)
{
	struct str out = STR_INIT;

	text_cut(&out, text, width);
	assert_string_equal(out.ptr, want);
	str_release(&out);
}

static void
test_cut(void **state)
{
	(void)state;
	check_cut("abc", 3, "abc");
	check_cut("abcd", 3, "ab…");
	check_cut("概念验证", 8, "概念验证");
	check_cut("概念验证", 7, "概念验…");
	check_cut("概念验证", 6, "概念…");
	check_cut("e\xcc\x81" "e\xcc\x81" "e", 2, "e\xcc\x81" "…");
	check_cut("abc", 1, "…");
	check_cut("abc", 0, "");
}

/* ---- Tables ---- */

enum { ID, TITLE, COUNT_OF, DONE, AT, TAGS };
static const struct column columns[] = {
	[ID] = { "id", CELL_TEXT, 0, "Id", NULL },
	[TITLE] = { "title", CELL_TEXT, COLUMN_CUT, "Title", NULL },
	[COUNT_OF] = { "count", CELL_INTEGER, 0, "Count", NULL },
	[DONE] = { "done", CELL_BOOL, 0, NULL, NULL },
	[AT] = { "at", CELL_TIME, 0, "At", NULL },
	[TAGS] = { "tags", CELL_LIST, 0, "Tags", NULL },
};

static struct table *
sample(const char *title)
{
	struct table *table = table_new("projects", columns, COUNT(columns));
	struct strs tags = STRS_INIT;

	strs_add(&tags, "x");
	strs_add(&tags, "y,z");
	table_row(table);
	table_text(table, ID, "p1");
	table_text(table, TITLE, title);
	table_integer(table, COUNT_OF, -12);
	table_bool(table, DONE, true);
	table_time(table, AT, 1752568200);
	table_list(table, TAGS, &tags);
	table_row(table);
	table_text(table, ID, "p2");
	table_text(table, TITLE, "");
	strs_release(&tags);
	return table;
}

static void
check_table(const char *title, enum out_format format, const char *want)
{
	struct table *table = sample(title);
	struct screen screen;

	assert_int_equal(table_rows(table), 2);
	open_screen(&screen, format, 0);
	table_print(table, &screen.out);
	table_free(table);
	expect(&screen, want);
}

static void
test_table_formats(void **state)
{
	(void)state;
	check_table("a \"b\"", OUT_CSV,
	    "id,title,count,done,at,tags\n"
	    "p1,\"a \"\"b\"\"\",-12,true,2025-07-15T08:30:00Z,\"x;y,z\"\n"
	    "p2,\"\",,,,\n");
	check_table("a\tb\\", OUT_TSV,
	    "id\ttitle\tcount\tdone\tat\ttags\n"
	    "p1\ta\\tb\\\\\t-12\ttrue\t2025-07-15T08:30:00Z\tx;y,z\n"
	    "p2\t\t\t\t\t\n");
	check_table("a|b", OUT_MARKDOWN,
	    "| Id | Title | Count | done | At | Tags |\n"
	    "| --- | --- | ---: | --- | --- | --- |\n"
	    "| p1 | a\\|b | -12 | yes | 2025-07-15 08:30 | x, y,z |\n"
	    "| p2 |  |  |  |  |  |\n");
	check_table("验证", OUT_JSONL,
	    "{\"id\":\"p1\",\"title\":\"验证\",\"count\":-12,\"done\":true,"
	    "\"at\":\"2025-07-15T08:30:00Z\",\"tags\":[\"x\",\"y,z\"]}\n"
	    "{\"id\":\"p2\",\"title\":\"\",\"count\":null,\"done\":null,"
	    "\"at\":null,\"tags\":null}\n");
	check_table("验证", OUT_TABLE,
	    "Id  Title  Count  done  At                Tags\n"
	    "p1  验证     -12  yes   2025-07-15 08:30  x, y,z\n"
	    "p2\n");
	check_table("=1+1", OUT_CSV,
	    "id,title,count,done,at,tags\n"
	    "p1,=1+1,-12,true,2025-07-15T08:30:00Z,\"x;y,z\"\n"
	    "p2,\"\",,,,\n");
}

static void
check_empty(enum out_format format, const char *want)
{
	struct table *table = table_new("projects", columns, 2);
	struct screen screen;

	open_screen(&screen, format, 0);
	table_print(table, &screen.out);
	table_free(table);
	expect(&screen, want);
}

static void
test_table_empty(void **state)
{
	(void)state;
	check_empty(OUT_TABLE, "");
	check_empty(OUT_CSV, "id,title\n");
	check_empty(OUT_TSV, "id\ttitle\n");
	check_empty(OUT_JSONL, "");
	check_empty(OUT_JSON, "{\n  \"schema\": 1,\n"
	    "  \"kind\": \"projects\",\n  \"projects\": []\n}\n");
	check_empty(OUT_MARKDOWN, "| Id | Title |\n| --- | --- |\n");
}

/* Neither long words nor wide ones get past the edge. */
static void
test_table_fits(void **state)
{
	static const char *const titles[] = {
		"short",
		"a long title that is wider than a small terminal by far",
		"概念验证项目的名称比小终端宽得多得多",
		"e\xcc\x81 e\xcc\x81 e\xcc\x81 combining e\xcc\x81 marks",
		"\033[31m escaped \xe2\x80\xae",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(titles); i++) {
		for (size_t width = 1; width < 100; width++) {
			struct table *table = sample(titles[i]);
			struct screen screen;

			open_screen(&screen, OUT_TABLE, width);
			table_print(table, &screen.out);
			table_free(table);
			expect_fits(&screen);
		}
	}
}

static void
test_table_cut(void **state)
{
	struct table *table = table_new("projects", columns, 2);
	struct screen screen;

	(void)state;
	table_row(table);
	table_text(table, ID, "p1");
	table_text(table, TITLE, "概念验证 verification");
	open_screen(&screen, OUT_TABLE, 16);
	table_print(table, &screen.out);
	table_free(table);
	expect(&screen, "Id  Title\np1  概念验证 ve…\n");
}

static void
test_table_wrap(void **state)
{
	static const struct column wrapped[] = {
		{ "id", CELL_TEXT, 0, "Id", NULL },
		{ "text", CELL_TEXT, COLUMN_WRAP, "Text", NULL },
	};
	struct table *table = table_new("notes", wrapped, 2);
	struct screen screen;

	(void)state;
	table_row(table);
	table_text(table, 0, "n1");
	table_text(table, 1, "one two three four");
	open_screen(&screen, OUT_TABLE, 14);
	table_print(table, &screen.out);
	table_free(table);
	expect(&screen, "Id  Text\nn1  one two\n    three four\n");
}

static void
test_table_paint(void **state)
{
	struct table *table = table_new("projects", columns, 1);
	struct screen screen;

	(void)state;
	table_row(table);
	table_text(table, ID, "p1");
	table_paint(table, ID, PAINT_BAD);
	open_screen(&screen, OUT_TABLE, 0);
	screen.out.color = true;
	screen.out.no_header = true;
	table_print(table, &screen.out);
	table_free(table);
	fclose(screen.out.stream);
	assert_non_null(strstr(screen.text, "\033[31mp1\033[0m"));
	free(screen.text);
}

/* What is shown as CSV on a terminal cannot take it over. */
static void
test_csv_terminal(void **state)
{
	struct table *table = table_new("projects", columns, 1);
	struct screen screen;

	(void)state;
	table_row(table);
	table_text(table, ID, "\033]0;x\a");
	open_screen(&screen, OUT_CSV, 80);
	screen.out.no_header = true;
	table_print(table, &screen.out);
	table_free(table);
	expect(&screen, "\\x1b]0;x\\x07\n");
}

static void
test_finish(void **state)
{
	struct out out = { .stream = fopen("/dev/full", "w") };
	const struct err *err;

	(void)state;
	assert_non_null(out.stream);
	out_text(&out, "more than nothing\n");
	err = out_finish(&out);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_SYSTEM);
	fclose(out.stream);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_json_text),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_table_formats),
		cmocka_unit_test(test_table_empty),
		cmocka_unit_test(test_table_fits),
		cmocka_unit_test(test_table_cut),
		cmocka_unit_test(test_table_wrap),
		cmocka_unit_test(test_table_paint),
		cmocka_unit_test(test_csv_terminal),
		cmocka_unit_test(test_finish),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
