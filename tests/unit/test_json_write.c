#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/json/json.h"
#include "tests/unit/json_case.h"

static const char record[] =
    "{\n"
    "  \"format\": 1,\n"
    "\n"
    "  \"title\": \"\xe8\x96\x84\xe8\x86\x9c / film\",\n"
    "\n"
    "  \"tags\": [\n"
    "    \"a\",\n"
    "    \"b\"\n"
    "  ],\n"
    "\n"
    "  \"empty\": {},\n"
    "\n"
    "  \"none\": [],\n"
    "\n"
    "  \"lead\": {\n"
    "    \"person\": \"li\",\n"
    "    \"more\": {\n"
    "      \"deep\": null\n"
    "    }\n"
    "  },\n"
    "\n"
    "  \"history\": [\n"
    "    {\n"
    "      \"seq\": 1,\n"
    "      \"ok\": true\n"
    "    },\n"
    "    [\n"
    "      17\n"
    "    ]\n"
    "  ]\n"
    "}\n";

static void
writes_the_form_of_files(void **state)
{
	struct json *tree = read_text(record), *again;
	struct str out = STR_INIT;

	(void)state;
	json_write(&out, tree);
	assert_string_equal(out.ptr, record);
	str_reset(&out);
	json_write_compact(&out, tree);
	again = read_text(out.ptr);
	str_reset(&out);
	json_write(&out, again);
	assert_string_equal(out.ptr, record);
	json_free(again);
	json_free(tree);
	tree = json_new_array();
	str_reset(&out);
	json_write(&out, tree);
	assert_string_equal(out.ptr, "[]\n");
	json_free(tree);
	str_release(&out);
}

static void
escapes_as_rfc_8785(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	/* RFC 8785, 3.2.2.2 and the sample of 3.2.2. */
	json_write_string(&out, "\xe2\x82\xac$\x0f\nA'B\"\\\\\"/");
	assert_string_equal(out.ptr,
	    "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
	str_reset(&out);
	json_write_string(&out, "\b\t\n\f\r\x01\x1f\x7f\xe2\x80\xa8");
	assert_string_equal(out.ptr,
	    "\"\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\xe2\x80\xa8\"");
	str_release(&out);
}

static void
check_jcs(const char *text, const char *expected)
{
	struct json *tree = read_text(text);
	struct str out = STR_INIT;

	json_write_jcs(&out, tree);
	assert_string_equal(out.ptr, expected);
	str_release(&out);
	json_free(tree);
}

static void
canonicalizes_as_rfc_8785(void **state)
{
	(void)state;
	/* 3.2.3: sorted by UTF-16 code units, as the RFC lists them. */
	check_jcs("{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\","
	    "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\","
	    "\"1\": \"One\", \"\\ud83d\\ude00\": \"Emoji: Grinning Face\","
	    "\"\\u0080\": \"Control\","
	    "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}",
	    "{\"\\r\":\"Carriage Return\",\"1\":\"One\","
	    "\"\xc2\x80\":\"Control\","
	    "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
	    "\"\xe2\x82\xac\":\"Euro Sign\","
	    "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
	    "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
	/* The sample of 3.2.2 without its fractions. */
	check_jcs("{\n  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022"
	    "\\u005c\\\\\\\"\\/\",\n  \"literals\": [null, true, false]\n}",
	    "{\"literals\":[null,true,false],\"string\":"
	    "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
	/* A prefix comes first; deeper objects are sorted, arrays not. */
	check_jcs("{\"ab\":[3,1,{\"z\":1,\"y\":2}],\"a\":{},\"\":0,\"A\":-5}",
	    "{\"\":0,\"A\":-5,\"a\":{},\"ab\":[3,1,{\"y\":2,\"z\":1}]}");
	check_jcs("{\"\xf0\x90\x80\x80\":1,\"\xed\x9f\xbf\":2,"
	    "\"\xee\x80\x80\":3}", "{\"\xed\x9f\xbf\":2,"
	    "\"\xf0\x90\x80\x80\":1,\"\xee\x80\x80\":3}");
}

static void
digests_the_canonical_form(void **state)
{
	struct json *a = read_text("{\"b\": [1, 2], \"a\": \"x\"}");
	struct json *b = read_text("{\"a\":\"\\u0078\",\"b\":[1,2]}");
	char da[DIGEST_SIZE], db[DIGEST_SIZE];

	(void)state;
	json_digest(da, a);
	json_digest(db, b);
	assert_string_equal(da, db);
	/* printf '{"a":"x","b":[1,2]}' | sha256sum */
	assert_string_equal(da, "sha256:"
	    "721ef82f2d6c0997bffb7a8ab3f40f8fb45b0b52ce2af3afa6b0f05efbdc317f");
	json_free(a);
	json_free(b);
}

static void
locates_values(void **state)
{
	static const struct {
		const char *path;
		int line, column; /* 0: not there */
	} rows[] = {
		{ "", 1, 1 }, { "format", 2, 13 }, { "title", 4, 12 },
		{ "tags", 6, 11 }, { "tags.1", 8, 5 }, { "tags.2", 0, 0 },
		{ "empty.x", 0, 0 }, { "none.0", 0, 0 },
		{ "lead.more.deep", 18, 15 }, { "history.0.ok", 25, 13 },
		{ "history.1.0", 28, 7 }, { "history.x", 0, 0 },
		{ "format.x", 0, 0 }, { "nothing", 0, 0 }, { "lead.", 0, 0 },
		{ ".lead", 0, 0 },
	};
	int line, column;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		bool there = rows[i].line > 0;

		assert_int_equal(json_locate(record, strlen(record),
		    rows[i].path, &line, &column), there);
		assert_int_equal(line, there ? rows[i].line : 1);
		assert_int_equal(column, there ? rows[i].column : 1);
	}
}

static void
locates_in_any_layout(void **state)
{
	static const char text[] = " {\"a{\\\"\": \"}]\", \"\xe9\xa2\x98\":"
	    "[[1,{}],{\"x\":-5}],\"\\u0062\":true}";
	int line, column;

	(void)state;
	assert_true(json_locate(text, strlen(text), "a{\"", &line, &column));
	assert_int_equal(column, 11);
	assert_true(json_locate(text, strlen(text), "\xe9\xa2\x98.1.x",
	    &line, &column));
	assert_int_equal(column, 34);
	assert_true(json_locate(text, strlen(text), "b", &line, &column));
	assert_int_equal(column, 48);
	assert_int_equal(line, 1);
}

static void
reads_typed_paths(void **state)
{
	static const char *const rows[][2] = {
		{ "a", "a" }, { "a.b", "a.b" }, { "/a/b", "a.b" },
		{ "/a", "a" }, { "/l/0", "l.0" }, { "/a~1b/c~0d", "a/b.c~d" },
		{ "/~01", "~1" }, { "a/b", "a/b" }, { "", NULL },
		{ ".", NULL }, { "a.", NULL }, { ".a", NULL },
		{ "a..b", NULL }, { "/", NULL }, { "/a/", NULL },
		{ "//a", NULL }, { "/a//b", NULL }, { "/a.b", NULL },
		{ "/a~", NULL }, { "/a~2", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *path = json_path(rows[i][0]);

		if (rows[i][1] == NULL)
			assert_null(path);
		else
			assert_string_equal(path, rows[i][1]);
		free(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_form_of_files),
		cmocka_unit_test(escapes_as_rfc_8785),
		cmocka_unit_test(canonicalizes_as_rfc_8785),
		cmocka_unit_test(digests_the_canonical_form),
		cmocka_unit_test(locates_values),
		cmocka_unit_test(locates_in_any_layout),
		cmocka_unit_test(reads_typed_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
