#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"

/* What RFC 3629 makes of code point CP; the surrogates too. */
static size_t
encode(char out[4], uint32_t cp)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (n == 1) {
		out[0] = (char)cp;
		return 1;
	}
	for (size_t i = n - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3f));
	out[0] = (char)(lead[n] | cp);
	return n;
}

/* All there are, and the first that are not; also one byte too short. */
static void
reads_every_code_point(void **state)
{
	char text[4];
	uint32_t cp;

	(void)state;
	for (uint32_t want = 0; want < 0x120000; want++) {
		size_t n = encode(text, want);
		bool good = want < 0x110000 &&
		    (want < 0xd800 || want > 0xdfff);

		cp = 0xffffffff;
		assert_int_equal(utf8_next(text, n, &cp), good ? n : 0);
		assert_int_equal(cp, good ? want : 0xffffffff);
		assert_int_equal(utf8_next(text, n - 1, &cp), 0);
	}
}

static void
refuses_ill_formed(void **state)
{
	static const char *const rows[] = { "\x80", "\xbf", "\xc0\x80",
	    "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
	    "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
	    "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80",
	    "\xfe", "\xff", "\xc3", "\xc3(", "\xe4\xb8", "\xe4\xb8(",
	    "\xe4(\xad", "\xf0\x9f\x98", "\xf0\x9f\x98(", "ok\xff" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (utf8_valid(rows[i], strlen(rows[i])))
			fail_msg("row %zu taken", i);
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("\xe9\xa2\x98\xf0\x9f\x98\x80", 7));
}

static void
measures(void **state)
{
	static const struct {
		const char *text;
		size_t length, width;
	} rows[] = {
		{ "", 0, 0 }, { "abc", 3, 3 },
		{ "\xe9\xa2\x98\xe7\x9b\xae", 2, 4 },
		{ "e\xcc\x81", 2, 1 }, { "\xc3\xa9", 1, 1 },
		{ "\xf0\x9f\x98\x80", 1, 2 },
		{ "\xef\xbd\xb1", 1, 1 }, /* half-width katakana */
		{ "\xef\xbc\xa1", 1, 2 }, /* full-width A */
		{ "\xed\x95\x9c", 1, 2 }, /* Hangul */
		{ "a\xe2\x80\x8b" "b", 3, 2 }, /* zero-width space */
		{ "a\xff" "b", 3, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(utf8_length(rows[i].text), rows[i].length);
		assert_int_equal(utf8_width(rows[i].text), rows[i].width);
	}
}

static void
fits_whole_clusters(void **state)
{
	static const struct {
		const char *text;
		size_t columns, bytes;
	} rows[] = {
		{ "abc", 0, 0 }, { "abc", 2, 2 }, { "abc", 3, 3 },
		{ "abc", 9, 3 }, { "", 5, 0 },
		{ "\xe9\xa2\x98\xe7\x9b\xae", 1, 0 },
		{ "\xe9\xa2\x98\xe7\x9b\xae", 2, 3 },
		{ "\xe9\xa2\x98\xe7\x9b\xae", 3, 3 },
		{ "\xe9\xa2\x98\xe7\x9b\xae", 4, 6 },
		/* The accent goes with its letter. */
		{ "e\xcc\x81x", 1, 3 }, { "ae\xcc\x81", 1, 1 },
		{ "ae\xcc\x81\xcc\xa7", 2, 6 },
		/* Thumb and skin tone; two regional indicators. */
		{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 2, 0 },
		{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 4, 8 },
		{ "x\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3", 2, 1 },
		{ "a\xff" "b", 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (utf8_fit(rows[i].text, rows[i].columns) != rows[i].bytes)
			fail_msg("row %zu: %zu", i,
			    utf8_fit(rows[i].text, rows[i].columns));
}

static void
folds_for_searching(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "ABC", "abc" },
		{ "e\xcc\x81", "\xc3\xa9" }, { "\xc3\x89", "\xc3\xa9" },
		{ "Stra\xc3\x9f" "e", "strasse" },
		{ "\xce\xa3\xcf\x82\xcf\x83", "\xcf\x83\xcf\x83\xcf\x83" },
		{ "\xe9\xa2\x98", "\xe9\xa2\x98" },
		/* NFC, not NFKC: full-width letters stay, in lower case. */
		{ "\xef\xbc\xa1", "\xef\xbd\x81" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *folded = utf8_fold(rows[i][0]);

		assert_string_equal(folded, rows[i][1]);
		free(folded);
	}
}

static void
knows_what_must_not_reach_a_terminal(void **state)
{
	static const uint32_t bad[] = { 0, 7, 9, 10, 0x1b, 0x1f, 0x7f, 0x80,
	    0x9b, 0x9f, 0x61c, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028,
	    0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff,
	    0xe0041 };
	static const uint32_t good[] = { 0x20, 'a', 0x7e, 0xa0, 0xad, 0xe9,
	    0x61b, 0x61d, 0x200a, 0x2010, 0x2027, 0x202f, 0x205f, 0x2070,
	    0x4e2d, 0xfefe, 0xff00, 0x1f600, 0x10fffd };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (!utf8_is_control(bad[i]))
			fail_msg("U+%04X", (unsigned)bad[i]);
	for (size_t i = 0; i < COUNT(good); i++)
		if (utf8_is_control(good[i]))
			fail_msg("U+%04X", (unsigned)good[i]);
}

static void
knows_noncharacters(void **state)
{
	size_t n = 0;

	(void)state;
	for (uint32_t cp = 0; cp < 0x110000; cp++)
		n += utf8_is_noncharacter(cp);
	assert_int_equal(n, 66);
	assert_true(utf8_is_noncharacter(0xfdd0));
	assert_true(utf8_is_noncharacter(0xfffe));
	assert_true(utf8_is_noncharacter(0x10ffff));
	assert_false(utf8_is_noncharacter(0xfffd));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_code_point),
		cmocka_unit_test(refuses_ill_formed),
		cmocka_unit_test(measures),
		cmocka_unit_test(fits_whole_clusters),
		cmocka_unit_test(folds_for_searching),
		cmocka_unit_test(knows_what_must_not_reach_a_terminal),
		cmocka_unit_test(knows_noncharacters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
