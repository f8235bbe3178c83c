#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/model/ids.h"

/* Numbers of nobody: the sample of the standard, and made-up ones. */

struct row {
	const char *text;
	bool found;
};

static void
check_rows(bool (*has)(const char *), const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (has(rows[i].text) != rows[i].found)
			fail_msg("'%s' is%s found", rows[i].text,
			    rows[i].found ? " not" : "");
}

#define STANDARD "11010519491231002X"

static void
identity_numbers(void **state)
{
	static const struct row rows[] = {
		{ STANDARD, true },
		{ "11010519491231002x", true },
		{ "身份证" STANDARD "。", true },
		{ "id=" STANDARD ";", true },
		{ "a" STANDARD "b", true },
		{ "440524188001010014", true }, /* born in 1880 */
		{ "１１０１０５１９４９１２３１００２Ｘ", true },
		{ "110105 19491231 002X", true },
		{ "110105-19491231-002x", true },
		{ "110105‑1949‑12‑31‑002X", true },
		{ "1101 0519 4912 3100 2X", true },
		{ "110105194912310 02X", true },
		{ "11010519491231002 X", true },
		{ "Li " STANDARD " 13800000000", true },
		{ "Li 12 110105 19491231 002X 13800000000", true },
		{ "1949 110105 19491231 002X", true },
		/* A foreigner's, of the kind in use since 2023. */
		{ "911156198108030025", true },
		{ "110105194912310029", false }, /* check digit */
		{ "1" STANDARD, false },         /* a longer run */
		{ "110105194913310021", false }, /* no such month */
		{ "110105174912310021", false }, /* nobody is so old */
		{ "160105194912310029", false }, /* no such province */
		{ "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", false },
		{ "110105 19491231-002X", false },
		{ "1101051949123100", false },
		{ "", false }, { "X", false },
		{ "11010519491231002", false },
		{ "10.5555/" STANDARD, false },
	};

	(void)state;
	check_rows(text_has_identity_number, rows, COUNT(rows));
}

/* One check character in eleven is right, and that one is found. */
static void
identity_check_digits(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 1000; n++) {
		char *head = xasprintf("11010519491231%03u", n);
		unsigned found = 0;

		for (const char *c = "0123456789X"; *c; c++) {
			char *text = xasprintf("%s%c", head, *c);

			found += text_has_identity_number(text);
			free(text);
		}
		assert_int_equal(found, 1);
		free(head);
	}
}

static void
old_identity_numbers(void **state)
{
	static const struct row rows[] = {
		{ "130503670401001", true },
		{ "身份证号：130503670401001。", true },
		{ "130503 670401 001", true },
		{ "130503-670401-001", true },
		{ "Li 130503670401001 13800000000", true },
		{ "130503671401001", false }, /* no such month */
		{ "190503670401001", false }, /* no such province */
		{ "1305036704010012", false },
		{ "Z130503670401001", false }, /* a grant */
		{ "130503670401001.5", false },
		{ "¥130503670401001", false },
		{ "130503670401001 元", false },
		{ "10.5555/130503670401001", false },
		{ "https://example.org/a/130503670401001", false },
		{ "2026 130503 670401 001", false },
	};

	(void)state;
	check_rows(text_has_identity_number, rows, COUNT(rows));
}

static void
phone_numbers(void **state)
{
	static const struct row rows[] = {
		{ "13800000000", true }, { "19900000000", true },
		{ "电话13800000000", true }, { "tel:13800000000.", true },
		{ "tel.13800000000", true }, { "(13800000000)", true },
		{ "Li/13800000000", true }, { "13800000000/Li", true },
		{ "１３８００００００００", true },
		{ "138 0000 0000", true }, { "138-0000-0000", true },
		{ "138　0000　0000", true },
		{ "1380-000-0000", true }, { "138-000-00000", true },
		{ "138 00000000", true },
		{ "+8613800000000", true }, { "008613800000000", true },
		{ "+86 13800000000", true }, { "+86-138-0000-0000", true },
		{ "+86 138-0000-0000", true }, { "+86 138 0000 0000", true },
		{ "0086 138 0000 0000", true }, { "86-13800000000", true },
		{ "（＋86）138 0000 0000", true },
		{ "12 13800000000 4", true },
		{ "13800000000 13900000000", true },
		{ "13800000000@example.org", true },
		{ "8613800000000", false }, /* a number of 13 digits */
		{ "12800000000", false }, { "23800000000", false },
		{ "1380000000", false }, { "138000000000", false },
		{ "", false }, { "1380000 0000", false },
		{ "2 138 0000 0000", false }, { "138 0000 0000 0", false },
		{ "138-0000 0000", false },
	};

	(void)state;
	check_rows(text_has_phone_number, rows, COUNT(rows));
}

/* Numbers of other things, some of them as long. */
static const char *const others[] = {
	/* DOIs */
	"10.1038/s41586-021-03819-2", "10.5555/13800000000",
	"doi:10.1016/j.cell.2021.13800000000",
	"https://doi.org/10.1002/(SICI)13800000000", "10.5281/zenodo.13800000",
	"10.1016/0370-2693(91)90123-4", "10.25.10.1234/a1b2c",
	/* Codes of organisations */
	"91110116MA00002850", "91350100M000100Y43", "91110000802100433B",
	"12100000400000624D", "914403001922038216", "03yrm5c26",
	"0000-0002-1825-0097", "0000-0002-1694-233X",
	/* Amounts */
	"13,800,000,000", "13 800 000 000", "13800000000.00",
	"¥13800000000", "￥13800000000", "13800000000元", "13800000000 元",
	"13800000000万元", "$13800000000", "1380000.5", "0.13800000000",
	"3.14159265358979323846",
	/* Dates and times */
	"2026-07-15", "20260715", "2026-07-15T08:30:00Z", "20260715083000",
	"1999-2003-2005", "20260715-20261231", "1767254400", "1767254400000",
	"1998 2003 2008",
	/* Patents */
	"ZL202310123456.7", "CN115123456A", "PCT/CN2013/080013",
	"ZL 2023 1 0123456.7", "201310123456.7", "2013101234567",
	"KR 10-2013-0123456", "US 11,380,013",
	/* Digests and names of objects */
	"f085b2a1f13800000000c8550e64058d820fc074093f16dc9a500c0c9fb04bca",
	("sha256:138000000001234567890123456789012345678901234567890123456789"
	    "0123"),
	"aaaaaaa11010519491231002000000000000000000000000",
	"d670460b4b4aece5915caf5c68d12f560a9fe3e4",
	/* Standards, books, grants, parts, addresses of pages */
	"GB/T 22900-2022 41621-2022", "GB 32100-2015", "ISO/IEC 17025:2017",
	"ISO 7064:2003", "978-7-03-012345-6", "9787030123456", "7-03-0123-4",
	"52172001", "2018YFB0703400", "Z191100000119013", "XDB33000000",
	"CAS 7732-18-5", "X13800000000", "13800000000B",
	"https://example.org/item/13800000000", "run_13800000000",
};

static void
others_are_let_through(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(others); i++) {
		char *inside = xasprintf("依据%s，共3项 (2026).", others[i]);

		if (text_has_identity_number(others[i]) ||
		    text_has_identity_number(inside))
			fail_msg("'%s' is an identity number", others[i]);
		if (text_has_phone_number(others[i]) ||
		    text_has_phone_number(inside))
			fail_msg("'%s' is a phone number", others[i]);
		free(inside);
	}
}

/* Codes of organisations that happen to hold a day: all with a right check
 * character begin with 9 and are let through. */
static void
codes_with_a_day_are_let_through(void **state)
{
	static const char marks[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	unsigned codes = 0;

	(void)state;
	for (unsigned n = 0; n < 1000; n++)
		for (const char *c = marks; *c; c++) {
			char *text = xasprintf("91110119900101%03u%c", n, *c);

			if (uscc_valid(text)) {
				codes++;
				assert_false(text_has_identity_number(text));
				assert_false(text_has_phone_number(text));
			}
			free(text);
		}
	assert_int_equal(codes, 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity_numbers),
		cmocka_unit_test(identity_check_digits),
		cmocka_unit_test(old_identity_numbers),
		cmocka_unit_test(phone_numbers),
		cmocka_unit_test(others_are_let_through),
		cmocka_unit_test(codes_with_a_day_are_let_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
