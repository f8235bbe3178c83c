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

static void
builds_text(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	assert_string_equal(s.ptr, "");
	str_add(&s, "ab");
	str_addc(&s, 'c');
	str_addn(&s, "defg", 2);
	str_addf(&s, "%d-%s", 7, "x");
	str_add(&s, "");
	assert_string_equal(s.ptr, "abcde7-x");
	assert_int_equal(s.len, 8);
	str_cut(&s, 3);
	assert_string_equal(s.ptr, "abc");
	str_cut(&s, 10);
	assert_int_equal(s.len, 3);
	str_reset(&s);
	assert_string_equal(s.ptr, "");
	str_release(&s);
	assert_string_equal(s.ptr, "");
}

static void
grows_and_holds_nuls(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	for (int i = 0; i < 100000; i++)
		str_addn(&s, "a\0b", 3);
	assert_int_equal(s.len, 300000);
	assert_memory_equal(s.ptr + 299997, "a\0b", 4);
	str_release(&s);
}

/* In whatever memory there is. */
static void
room_ends_the_text(void **state)
{
	struct str s = STR_INIT;
	char *used;

	(void)state;
	for (size_t room = 8; room < 2000; room *= 2) {
		used = xmalloc(room);
		memset(used, 'x', room);
		free(used);
		str_reserve(&s, room - 1);
		assert_string_equal(s.ptr, "");
		str_release(&s);
	}
}

static void
hands_text_on(void **state)
{
	struct str s = STR_INIT;
	char *text;

	(void)state;
	text = str_take(&s);
	assert_string_equal(text, "");
	free(text);
	str_add(&s, "x");
	text = str_take(&s);
	assert_string_equal(text, "x");
	assert_int_equal(s.len, 0);
	str_add(&s, "y");
	assert_string_equal(text, "x");
	free(text);
	str_release(&s);
}

static void
knows_ends(void **state)
{
	(void)state;
	assert_true(str_starts("abc", "ab"));
	assert_true(str_starts("abc", ""));
	assert_false(str_starts("ab", "abc"));
	assert_false(str_starts("abc", "b"));
	assert_true(str_ends("abc", "bc"));
	assert_true(str_ends("abc", ""));
	assert_false(str_ends("bc", "abc"));
	assert_false(str_ends("abc", "ab"));
}

static void
keeps_lists(void **state)
{
	struct strs list = STRS_INIT;
	char *joined;

	(void)state;
	joined = strs_join(&list, ",");
	assert_string_equal(joined, "");
	free(joined);
	strs_split(&list, "b,,a,", ',');
	assert_int_equal(list.n, 4);
	strs_take(&list, xstrdup("\xc3\xa9"));
	strs_add(&list, "Z");
	strs_sort(&list);
	joined = strs_join(&list, "|");
	assert_string_equal(joined, "||Z|a|b|\xc3\xa9");
	free(joined);
	assert_true(strs_has(&list, "a"));
	assert_false(strs_has(&list, "c"));
	strs_release(&list);
	assert_int_equal(list.n, 0);
	strs_split(&list, "", ',');
	assert_int_equal(list.n, 1);
	strs_release(&list);
}

static void
splits_and_joins_back(void **state)
{
	static const char *const rows[] = { "", ",", "a", "a,b", ",a,,b,",
	    ",,," };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct strs list = STRS_INIT;
		char *joined;

		strs_split(&list, rows[i], ',');
		joined = strs_join(&list, ",");
		assert_string_equal(joined, rows[i]);
		free(joined);
		strs_release(&list);
	}
}

static void
finds_the_near_miss(void **state)
{
	static const char *const names[] = { "stage", "status", "title",
	    "tags", "verification", "id" };
	static const char *const rows[][2] = {
		{ "stgae", "stage" }, { "stag", "stage" },
		{ "titel", "title" }, { "verfication", "verification" },
		{ "verification", "verification" }, { "tag", "tags" },
		{ "budget", NULL }, { "x", NULL }, { "", NULL },
		{ "statuss", "status" }, { "di", "id" }, { "i", NULL },
		{ "tgsa", NULL }, { "ixx", NULL }, { "ID", "id" },
		{ "STGAE", "stage" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *near = str_nearest(rows[i][0], names,
		    COUNT(names));

		if (rows[i][1] == NULL)
			assert_null(near);
		else
			assert_string_equal(near, rows[i][1]);
	}
	assert_null(str_nearest("stage", names, 0));
}

static void
survives_long_words(void **state)
{
	static const char *const names[] = { "stage" };
	char word[1000];

	(void)state;
	memset(word, 's', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_null(str_nearest(word, names, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_text),
		cmocka_unit_test(grows_and_holds_nuls),
		cmocka_unit_test(room_ends_the_text),
		cmocka_unit_test(hands_text_on),
		cmocka_unit_test(knows_ends),
		cmocka_unit_test(keeps_lists),
		cmocka_unit_test(splits_and_joins_back),
		cmocka_unit_test(finds_the_near_miss),
		cmocka_unit_test(survives_long_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
