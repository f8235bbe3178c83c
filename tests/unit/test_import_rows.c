#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/import.h"
#include "core/base/mem.h"
#include "core/model/row.h"

/* A file with these bytes, open. */
static void
open_text(struct source *source, const char *text, size_t len)
{
	char path[] = "/tmp/rows.XXXXXX";
	int fd = mkstemp(path);
	const struct err *err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	err = source_open(source, path);
	unlink(path);
	if (err != NULL)
		fail_msg("%s", err->msg);
	free(source->name);
	source->name = xstrdup("f");
	err = source_rewind(source);
	if (err != NULL)
		fail_msg("%s", err->msg);
}

/* "LINE:[TEXT@LINE:COLUMN …] …", or the error. */
static char *
read_all(const char *text, size_t len, char delimiter)
{
	const struct err *err = NULL;
	struct str out = STR_INIT;
	struct source source;
	struct csv_rows *rows;
	struct row row;
	bool end;

	open_text(&source, text, len);
	rows = csv_open(&source, delimiter);
	while ((err = csv_next(rows, &row, &end)) == NULL && !end) {
		if (row.bad != NULL) {
			str_addf(&out, "!%s\n", row.bad->msg);
			continue;
		}
		str_addf(&out, "%lld:", (long long)row.line);
		for (size_t i = 0; i < row.n; i++)
			str_addf(&out, "[%s@%lld:%d]", row.cells[i].text,
			    (long long)row.cells[i].line,
			    row.cells[i].column);
		str_addc(&out, '\n');
	}
	if (err != NULL)
		str_addf(&out, "%s\n", err->msg);
	csv_close(rows);
	source_close(&source);
	return str_take(&out);
}

static void
cells_come_with_their_places(void **state)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
		{ "", "" },
		{ "a,b\n1,2\n", "1:[a@1:1][b@1:3]\n2:[1@2:1][2@2:3]\n" },
		{ "a,b\n1,2", "1:[a@1:1][b@1:3]\n2:[1@2:1][2@2:3]\n" },
		{ "a,b\r\n1,2\r\n", "1:[a@1:1][b@1:3]\n2:[1@2:1][2@2:3]\n" },
		{ "a,b\r1,2\r", "1:[a@1:1][b@1:3]\n2:[1@2:1][2@2:3]\n" },
		{ "\xef\xbb\xbf" "a,b\n", "1:[a@1:1][b@1:3]\n" },
		{ "a,b\n,\n", "1:[a@1:1][b@1:3]\n2:[@2:1][@2:2]\n" },
		{ "a,b\n1,", "1:[a@1:1][b@1:3]\n2:[1@2:1][@2:3]\n" },
		{ "\n\na,b\n\n\n1,2\n\n",
		    "3:[a@3:1][b@3:3]\n6:[1@6:1][2@6:3]\n" },
		{ "a,b\n\"x\ny\r\nz\",2\n3,4\n", "1:[a@1:1][b@1:3]\n"
		    "2:[x\ny\r\nz@2:1][2@4:4]\n5:[3@5:1][4@5:3]\n" },
		{ "a,b\n\"q\"\"q\",\"\"\n",
		    "1:[a@1:1][b@1:3]\n2:[q\"q@2:1][@2:8]\n" },
		{ "a,b\n 1 ,\t2 \n",
		    "1:[a@1:1][b@1:3]\n2:[ 1 @2:1][\t2 @2:5]\n" },
		{ "\xe6\xb3\x95,b\n\xc3\xa9\xc3\xa9,2\n",
		    "1:[\xe6\xb3\x95@1:1][b@1:3]\n"
		    "2:[\xc3\xa9\xc3\xa9@2:1][2@2:4]\n" },
		{ "a\n\"\"\n", "1:[a@1:1]\n2:[@2:1]\n" }
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *rows = read_all(cases[i].text, strlen(cases[i].text),
		    ',');

		assert_string_equal(rows, cases[i].rows);
		free(rows);
	}
}

static void
other_delimiters(void **state)
{
	char *rows = read_all("a;b,c\n\"1;2\";3\n", 14, ';');

	(void)state;
	assert_string_equal(rows,
	    "1:[a@1:1][b,c@1:3]\n2:[1;2@2:1][3@2:7]\n");
	free(rows);
}

static void
bad_rows_are_told_and_passed(void **state)
{
	static const char text[] = "a,b\n1\n1,2,3\n1,\xff\nx,y\n1,a\0b\n"
	    "1,\xef\xbf\xbe\nu,v\n";
	char *rows = read_all(text, sizeof(text) - 1, ',');

	(void)state;
	assert_string_equal(rows, "1:[a@1:1][b@1:3]\n"
	    "!f:2:1: the row has 1 cell, and there are 2 headings\n"
	    "!f:3:1: the row has 3 cells, and there are 2 headings\n"
	    "!f:4:3: the cell is not UTF-8 text\n"
	    "  iconv -f GB18030 -t UTF-8 FILE\n"
	    "5:[x@5:1][y@5:3]\n"
	    "!f:6:3: the cell is not UTF-8 text\n"
	    "  iconv -f GB18030 -t UTF-8 FILE\n"
	    "!f:7:3: the cell is not UTF-8 text\n"
	    "  iconv -f GB18030 -t UTF-8 FILE\n"
	    "8:[u@8:1][v@8:3]\n");
	free(rows);
}

static void
quotes_that_make_no_sense_end_it(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "a,b\n1,\"2\n3,4\n",
		    "f:2:3: the quote that begins this cell is never closed" },
		{ "a,b\n1,2\"3\n", "f:2:4: a quote that is neither doubled" },
		{ "a,b\n1,\"2\"3\n", "f:2:6: a quote that is neither" },
		{ "a,b\n1,\"2\" \n", "f:2:6: a quote that is neither" }
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *rows = read_all(cases[i].text, strlen(cases[i].text),
		    ',');

		if (strstr(rows, cases[i].message) == NULL)
			fail_msg("%s\nis not\n%s", rows, cases[i].message);
		free(rows);
	}
}

static void
a_row_without_end_is_not_held(void **state)
{
	size_t len = ROW_MAX + 100;
	char *text = xmalloc(len), *rows;

	(void)state;
	memset(text, 'x', len);
	memcpy(text, "a,b\n1,\"", 7);
	rows = read_all(text, len, ',');
	assert_non_null(strstr(rows, "f:2:3: the row is longer than 1048576 "
	    "bytes\n  is a quote missing there?"));
	free(rows);
	free(text);
}

/* A cell that crosses the border between two chunks, at each byte. */
static void
chunks_make_no_difference(void **state)
{
	static const char tail[] = "\"x\"\"\r\ny\",\xe6\xb3\x95\r\n";

	(void)state;
	for (size_t shift = 0; shift < sizeof(tail); shift++) {
		size_t pad = 65536 - shift - 4;
		struct str text = STR_INIT;
		char *rows, *want;

		str_add(&text, "a,b\n");
		for (size_t i = 0; i + 4 < pad; i++)
			str_addc(&text, i % 64 == 63 ? '\n' : i % 64 == 30 ?
			    ',' : 'x');
		str_add(&text, "\n");
		str_add(&text, tail);
		rows = read_all(text.ptr, text.len, ',');
		want = strstr(rows, "[x\"\r\ny@");
		assert_non_null(want);
		assert_non_null(strstr(want, "[\xe6\xb3\x95@"));
		free(rows);
		str_release(&text);
	}
}

static void
lines_are_counted(void **state)
{
	static const char text[] = "\xef\xbb\xbf{}\n\n  \r\n{\"a\":1}\r\n[]";
	struct source source;
	struct line_rows *rows;
	struct str out = STR_INIT;
	struct row row;
	bool end;

	(void)state;
	open_text(&source, text, sizeof(text) - 1);
	rows = lines_open(&source);
	while (lines_next(rows, &row, &end) == NULL && !end)
		str_addf(&out, "%lld:%s|", (long long)row.line, row.json);
	assert_string_equal(out.ptr, "1:{}|4:{\"a\":1}\r|5:[]|");
	lines_close(rows);
	source_close(&source);
	str_release(&out);
}

static void
a_line_without_end_is_not_held(void **state)
{
	size_t len = ROW_MAX + 70000;
	char *text = xmalloc(len);
	struct source source;
	struct line_rows *rows;
	const struct err *err;
	struct row row;
	bool end;

	(void)state;
	memset(text, 'x', len);
	text[0] = '\n';
	open_text(&source, text, len);
	rows = lines_open(&source);
	err = lines_next(rows, &row, &end);
	assert_non_null(err);
	assert_string_equal(err->msg,
	    "f:2:1: the line is longer than 1048576 bytes");
	lines_close(rows);
	source_close(&source);
	free(text);
}

static void
names_are_found_again(void **state)
{
	struct seen seen = SEEN_INIT;
	struct strs names = STRS_INIT;
	char name[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "n%03d", i * 7 % 1000);
		assert_int_equal(seen_line(&seen, name), 0);
		seen_note(&seen, name, i + 1, i % 2 ? name : NULL);
	}
	assert_int_equal(seen_line(&seen, "n007"), 2);
	assert_string_equal(seen_value(&seen, "n007"), "n007");
	assert_null(seen_value(&seen, "n000"));
	seen_note(&seen, "n007", 5, "new");
	assert_string_equal(seen_value(&seen, "n007"), "new");
	seen_names(&seen, &names);
	assert_int_equal(names.n, 1000);
	assert_string_equal(names.items[7], "n007");
	strs_release(&names);
	seen_release(&seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_come_with_their_places),
		cmocka_unit_test(other_delimiters),
		cmocka_unit_test(bad_rows_are_told_and_passed),
		cmocka_unit_test(quotes_that_make_no_sense_end_it),
		cmocka_unit_test(a_row_without_end_is_not_held),
		cmocka_unit_test(chunks_make_no_difference),
		cmocka_unit_test(lines_are_counted),
		cmocka_unit_test(a_line_without_end_is_not_held),
		cmocka_unit_test(names_are_found_again)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
