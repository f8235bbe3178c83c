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

/* ---- What is refused ---- */

#define BYTES(text) text, sizeof(text) - 1

struct refusal {
	const char *text;
	size_t len;
	const char *message;
};

static void
check_refusals(const struct refusal *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct json *tree = NULL;
		const struct err *err;

		err = json_read(&tree, rows[i].text, rows[i].len, "f");
		if (err == NULL)
			fail_msg("accepted: %s", rows[i].text);
		assert_int_equal(err->code, ERR_DATA);
		assert_string_equal(err->msg, rows[i].message);
		assert_null(tree);
	}
}

/* What cJSON 1.7.15 lets through, or truncates, or rounds. */
static const struct refusal lenient[] = {
	{ BYTES("{} x"), "f:1:4: 'x' is wrong here, expected the end of the "
	    "text" },
	{ BYTES("1 2"), "f:1:3: '2' is wrong here, expected the end of the "
	    "text" },
	{ BYTES("{}\0"), "f:1:3: '<U+0000>' is wrong here, expected the end "
	    "of the text" },
	{ BYTES("{\"a\": 1,\n \"a\": 2}"), "f:2:2: duplicate key 'a'" },
	{ BYTES("{\"a\": 1, \"\\u0061\": 2}"),
	    "f:1:10: duplicate key 'a'" },
	{ BYTES("{\"\\ud83d\\ude00\": 1, \"\xf0\x9f\x98\x80\": 2}"),
	    "f:1:21: duplicate key '\xf0\x9f\x98\x80'" },
	{ BYTES("{\"x\": {\"b\": 1, \"b\": 2}}"),
	    "f:1:16: duplicate key 'b'" },
	{ BYTES("\"a\\u0000b\""), "f:1:3: U+0000 in a string" },
	{ BYTES("{\"a\\u0000b\": 1}"), "f:1:4: U+0000 in a string" },
	{ BYTES("\"a\0b\""), "f:1:3: raw control character U+0000 in a "
	    "string\n  leave it out" },
	{ BYTES("\"\xc0\x80\""), "f:1:2: byte 0xC0 is not UTF-8" },
	{ BYTES("\"\xff\""), "f:1:2: byte 0xFF is not UTF-8" },
	{ BYTES("\"\xe4\xb8\""), "f:1:2: byte 0xE4 is not UTF-8" },
	{ BYTES("\"\xed\xa0\x80\""), "f:1:2: byte 0xED is not UTF-8" },
	{ BYTES("\"\xf4\x90\x80\x80\""), "f:1:2: byte 0xF4 is not UTF-8" },
	{ BYTES("\"a\tb\""), "f:1:3: raw control character U+0009 in a "
	    "string\n  leave it out, or write it as '\\u0009'" },
	{ BYTES("\"a\nb\""), "f:1:3: line ends within a string\n  close it "
	    "with '\"', or write the line end as '\\n'" },
	{ BYTES("\"a\001b\""), "f:1:3: raw control character U+0001 in a "
	    "string\n  leave it out, or write it as '\\u0001'" },
	{ BYTES("\xef\xbb\xbf{}"),
	    "f:1:1: byte order mark, expected a value" },
	{ BYTES("[\f1]"),
	    "f:1:2: '<U+000C>' is wrong here, expected a value" },
	{ BYTES("[1\v]"),
	    "f:1:3: '<U+000B>' is wrong here, expected ',' or ']'" },
	{ BYTES("0123"), "f:1:1: number '0123': leading zero\n"
	    "  write it as a string: \"0123\"" },
	{ BYTES("-01"), "f:1:1: number '-01': leading zero\n"
	    "  write it as a string: \"-01\"" },
	{ BYTES("1."), "f:1:1: number '1.': fraction or exponent\n"
	    "  write it as a string: \"1.\"" },
	{ BYTES("1e400"), "f:1:1: number '1e400': fraction or exponent\n"
	    "  write it as a string: \"1e400\"" },
	{ BYTES("0.30000000000000004"), "f:1:1: number "
	    "'0.30000000000000004': fraction or exponent\n"
	    "  write it as a string: \"0.30000000000000004\"" },
	{ BYTES("9007199254740992"), "f:1:1: number '9007199254740992': "
	    "not below 2^53 in absolute value\n"
	    "  write it as a string: \"9007199254740992\"" },
	{ BYTES("-9007199254740992"), "f:1:1: number '-9007199254740992': "
	    "not below 2^53 in absolute value\n"
	    "  write it as a string: \"-9007199254740992\"" },
	{ BYTES("100000000000000000000"), "f:1:1: number "
	    "'100000000000000000000': not below 2^53 in absolute value\n"
	    "  write it as a string: \"100000000000000000000\"" },
	{ BYTES("-0"), "f:1:1: number '-0': minus zero\n  write 0" },
};

static void
refuses_what_cjson_takes(void **state)
{
	(void)state;
	check_refusals(lenient, COUNT(lenient));
}

static const struct refusal malformed[] = {
	{ BYTES(""), "f:1:1: text ends, expected a value" },
	{ BYTES(" \n "), "f:2:2: text ends, expected a value" },
	{ BYTES("["), "f:1:2: text ends, expected a value" },
	{ BYTES("[1"), "f:1:3: text ends, expected ',' or ']'" },
	{ BYTES("{\"a\": 1"), "f:1:8: text ends, expected ',' or '}'" },
	{ BYTES("{"), "f:1:2: text ends, expected a key in double quotes" },
	{ BYTES("{\"a\""), "f:1:5: text ends, expected ':'" },
	{ BYTES("{\"a\":"), "f:1:6: text ends, expected a value" },
	{ BYTES("[1,]"), "f:1:3: comma before ']'" },
	{ BYTES("{\"a\": 1,\n}"), "f:1:8: comma before '}'" },
	{ BYTES("[,1]"), "f:1:2: ',' is wrong here, expected a value" },
	{ BYTES("[1}"), "f:1:3: '}' is wrong here, expected ',' or ']'" },
	{ BYTES("{\"a\": 1]"),
	    "f:1:8: ']' is wrong here, expected ',' or '}'" },
	{ BYTES("[1 2]"), "f:1:4: '2' is wrong here, expected ',' or ']'" },
	{ BYTES("{a: 1}"),
	    "f:1:2: 'a' is wrong here, expected a key in double quotes" },
	{ BYTES("{\"a\" 1}"), "f:1:6: '1' is wrong here, expected ':'" },
	{ BYTES("// x"), "f:1:1: JSON has no comments, expected a value" },
	{ BYTES("[1 # x\n]"),
	    "f:1:4: JSON has no comments, expected ',' or ']'" },
	{ BYTES("\"abc"), "f:1:1: string is not closed" },
	{ BYTES("\"abc\\"), "f:1:5: unknown escape '\\'" },
	{ BYTES("\"\\x\""), "f:1:2: unknown escape '\\x'" },
	{ BYTES("\"\\u12g4\""), "f:1:2: '\\u' without four hex digits" },
	{ BYTES("\"\\u12"), "f:1:2: '\\u' without four hex digits" },
	{ BYTES("\"\\ud800\""), "f:1:2: lone surrogate '\\ud800'" },
	{ BYTES("\"\\ud800\\u0041\""), "f:1:2: lone surrogate '\\ud800'" },
	{ BYTES("\"\\ud800\\ud800\""), "f:1:2: lone surrogate '\\ud800'" },
	{ BYTES("\"\\ude00\\ud83d\""), "f:1:2: lone surrogate '\\ude00'" },
	{ BYTES("\"\\ud83d\\ude"), "f:1:2: lone surrogate '\\ud83d'" },
	{ BYTES("\"\xef\xbf\xbe\""),
	    "f:1:2: noncharacter U+FFFE in a string" },
	{ BYTES("\"\\ufdd0\""), "f:1:2: noncharacter U+FDD0 in a string" },
	{ BYTES("\"\\udbff\\udfff\""),
	    "f:1:2: noncharacter U+10FFFF in a string" },
	{ BYTES("nul"), "f:1:1: 'n' is wrong here, expected a value" },
	{ BYTES("nulll"),
	    "f:1:5: 'l' is wrong here, expected the end of the text" },
	{ BYTES("NaN"), "f:1:1: 'N' is wrong here, expected a value" },
	{ BYTES("+1"), "f:1:1: '+' is wrong here, expected a value" },
	{ BYTES(".5"), "f:1:1: '.' is wrong here, expected a value" },
	{ BYTES("0x10"),
	    "f:1:2: 'x' is wrong here, expected the end of the text" },
	{ BYTES("-"), "f:1:1: number '-': no digit\n"
	    "  write it as a string: \"-\"" },
	{ BYTES("[2026-07-15]"), "f:1:2: number '2026-07-15': not a number\n"
	    "  write it as a string: \"2026-07-15\"" },
	/* Columns count code points, lines count line feeds. */
	{ BYTES("{\"\xe9\xa2\x98\xe7\x9b\xae\": \"\xf0\x9f\x98\x80\" 1}"),
	    "f:1:12: '1' is wrong here, expected ',' or '}'" },
	{ BYTES("[\r\n1,\r\n  x]"),
	    "f:3:3: 'x' is wrong here, expected a value" },
	/* Nothing in a message may reach a terminal and act there. */
	{ BYTES("[\x1b]"),
	    "f:1:2: '<U+001B>' is wrong here, expected a value" },
	{ BYTES("{\"\xe2\x80\xae\": 1, \"\xe2\x80\xae\": 1}"),
	    "f:1:10: duplicate key '<U+202E>'" },
	{ BYTES("[\xfe]"), "f:1:2: '<FE>' is wrong here, expected a value" },
};

static void
refuses_what_is_malformed(void **state)
{
	(void)state;
	check_refusals(malformed, COUNT(malformed));
}

/* N times OPEN, then N times CLOSE; the caller frees. */
static char *
nested(size_t n, const char *open, const char *close)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < n; i++)
		str_add(&text, open);
	str_add(&text, "1");
	for (size_t i = 0; i < n; i++)
		str_add(&text, close);
	return str_take(&text);
}

static void
check_depth(size_t n, const char *open, const char *close, const char *message)
{
	char *text = nested(n, open, close);
	struct json *tree = NULL;
	const struct err *err;

	err = json_read(&tree, text, strlen(text), "f");
	if (message == NULL)
		assert_null(err);
	else
		assert_string_equal(err->msg, message);
	json_free(tree);
	free(text);
}

static void
limits_depth(void **state)
{
	(void)state;
	check_depth(64, "[", "]", NULL);
	check_depth(65, "[", "]", "f:1:65: nested deeper than 64 levels");
	check_depth(64, "{\"a\":", "}", NULL);
	check_depth(65, "{\"a\":", "}",
	    "f:1:321: nested deeper than 64 levels");
	check_depth(100000, "[", "]",
	    "f:1:65: nested deeper than 64 levels");
}

static void
limits_size(void **state)
{
	char *text = xmalloc(JSON_MAX_BYTES + 1);
	struct json *tree = NULL;
	const struct err *err;

	(void)state;
	memset(text, ' ', JSON_MAX_BYTES + 1);
	text[0] = '1';
	assert_null(json_read(&tree, text, JSON_MAX_BYTES, "f"));
	json_free(tree);
	tree = NULL;
	err = json_read(&tree, text, JSON_MAX_BYTES + 1, "f");
	assert_string_equal(err->msg,
	    "f:1:1048577: larger than 1048576 bytes");
	assert_null(tree);
	assert_null(json_read_max(&tree, text, JSON_MAX_BYTES + 1, "f",
	    JSON_MAX_BYTES + 1));
	json_free(tree);
	free(text);
}

/* {"k0": 0, ... } with N keys, the last of them AGAIN; caller frees. */
static char *
many_keys(int n, int again)
{
	struct str text = STR_INIT;

	str_add(&text, "{");
	for (int i = 0; i < n; i++)
		str_addf(&text, "\"k%d\":0,\n", i);
	str_addf(&text, "\"k%d\":0}", again);
	return str_take(&text);
}

static void
finds_duplicates_among_many(void **state)
{
	static const int counts[] = { 2, 11, 12, 13, 14, 90000 };
	const struct err *err;
	char *text, *expected;

	(void)state;
	for (size_t i = 0; i < COUNT(counts); i++) {
		text = many_keys(counts[i], counts[i]);
		assert_null(json_check(text, strlen(text), "f", SIZE_MAX));
		free(text);
		text = many_keys(counts[i], counts[i] / 2);
		expected = xasprintf("f:%d:1: duplicate key 'k%d'",
		    counts[i] + 1, counts[i] / 2);
		err = json_check(text, strlen(text), "f", SIZE_MAX);
		assert_non_null(err);
		assert_string_equal(err->msg, expected);
		free(expected);
		free(text);
	}
}

/* Of several duplicates the first is named, however keys are sorted. */
static void
names_the_first_duplicate(void **state)
{
	struct str text = STR_INIT;
	const struct err *err;

	(void)state;
	str_add(&text, "{");
	for (int i = 0; i < 20; i++)
		str_addf(&text, "\"%c\":0,\n", 'a' + i);
	str_add(&text, "\"m\":1,\n\"b\":1,\n\"m\":1,\n\"a\":1}");
	err = json_check(text.ptr, text.len, "f", SIZE_MAX);
	assert_non_null(err);
	assert_string_equal(err->msg, "f:21:1: duplicate key 'm'");
	str_release(&text);
}

static void
cuts_long_excerpts(void **state)
{
	struct str text = STR_INIT;
	const struct err *err;

	(void)state;
	for (int i = 0; i < 200; i++)
		str_add(&text, "9");
	err = json_check(text.ptr, text.len, "f", SIZE_MAX);
	assert_non_null(err);
	assert_non_null(strstr(err->msg, "99...': not below"));
	assert_true(strlen(err->msg) < 300);
	str_release(&text);
}

/* ---- What is taken ---- */

static void
takes_what_is_right(void **state)
{
	static const char *const rows[][2] = {
		{ " null ", "null" },
		{ "true", "true" },
		{ "\t\r\n[ false ]", "[false]" },
		{ "0", "0" },
		{ "-1", "-1" },
		{ "9007199254740991", "9007199254740991" },
		{ "-9007199254740991", "-9007199254740991" },
		{ "1795487242000000", "1795487242000000" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
		    "\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
		{ "\"\\u001F\\u007f\\u4E2d\\ud83D\\uDe00\"",
		    "\"\\u001f\x7f\xe4\xb8\xad\xf0\x9f\x98\x80\"" },
		{ "\"\xee\x80\x80\xf4\x8f\xbf\xbd\"",
		    "\"\xee\x80\x80\xf4\x8f\xbf\xbd\"" },
		{ "{}", "{}" },
		{ "{\"\":[]}", "{\"\":[]}" },
		{ "{\"a\":{\"a\":1},\"A\":2}", "{\"a\":{\"a\":1},\"A\":2}" },
		{ "[[],{},\"\",[[1]]]", "[[],{},\"\",[[1]]]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct json *tree = read_text(rows[i][0]);

		check_compact(tree, rows[i][1]);
		json_free(tree);
	}
}

/* A text need not end in NUL: nothing beyond LEN is looked at. */
static void
stays_within_length(void **state)
{
	static const char text[] = "[1, \"a\"]";

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		char *exact = xmemdup(text, len);
		struct json *tree = NULL;
		const struct err *err = json_read(&tree, exact, len, "f");

		assert_true((err == NULL) == (len == sizeof(text) - 1));
		json_free(tree);
		free(exact);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_cjson_takes),
		cmocka_unit_test(refuses_what_is_malformed),
		cmocka_unit_test(limits_depth),
		cmocka_unit_test(limits_size),
		cmocka_unit_test(finds_duplicates_among_many),
		cmocka_unit_test(names_the_first_duplicate),
		cmocka_unit_test(cuts_long_excerpts),
		cmocka_unit_test(takes_what_is_right),
		cmocka_unit_test(stays_within_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
