#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/decimal.h"
#include "core/base/mem.h"
#include "core/base/str.h"

#define TENS "1234567890"
#define NINETY TENS TENS TENS TENS TENS TENS TENS TENS TENS

static struct decimal *
parse(const char *text)
{
	struct decimal *d = decimal_parse(text);

	if (d == NULL)
		fail_msg("'%s' is no decimal", text);
	return d;
}

/* Plain notation of what TEXT means; the caller frees. */
static char *
plain(const char *text)
{
	struct decimal *d = parse(text);
	char *out = decimal_format(d);

	decimal_free(d);
	return out;
}

static void
formats_plainly(void **state)
{
	static const char *const rows[][2] = {
		{ "0", "0" }, { "-0", "0" }, { "0.000", "0" },
		{ "-0e99", "0" }, { "1", "1" }, { "-1", "-1" },
		{ "007", "7" }, { "1.50", "1.5" }, { "100", "100" },
		{ "1e3", "1000" }, { "1E+3", "1000" }, { "2.5E-7",
		    "0.00000025" }, { "-12.5e1", "-125" }, { "0.1", "0.1" },
		{ "1200.50", "1200.5" }, { "10.0e-1", "1" },
		{ "0.001e2", "0.1" }, { "1e0000000000000000003", "1000" },
		{ "9007199254740993", "9007199254740993" },
		{ "0.30000000000000004", "0.30000000000000004" },
		{ NINETY ".5", NINETY ".5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = plain(rows[i][0]);

		assert_string_equal(text, rows[i][1]);
		free(text);
	}
}

static void
holds_the_largest(void **state)
{
	char *large = plain("1e999"), *small = plain("-1e-999");

	(void)state;
	assert_int_equal(strlen(large), 1000);
	assert_int_equal(strspn(large + 1, "0"), 999);
	assert_int_equal(strlen(small), strlen("-0.") + 999);
	assert_true(str_starts(small, "-0.000"));
	assert_true(str_ends(small, "0001"));
	free(large);
	free(small);
}

static void
refuses_what_is_no_decimal(void **state)
{
	static const char *const rows[] = { "", "-", "+1", ".5", "1.", "-.5",
	    "1.e3", "1e", "1e+", "1e-", "1e1.5", "e3", "1 ", " 1", "1,5",
	    "0x10", "NaN", "inf", "1e1000", "1e-1000", "1e99999999999999999",
	    "--1", "1..2", "1.2.3", "1_000", "\xef\xbc\x91",
	    NINETY TENS "1" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (decimal_parse(rows[i]) != NULL)
			fail_msg("'%s' taken", rows[i]);
}

static void
compares_exactly(void **state)
{
	/* In this order; those in one row are equal. */
	static const char *const rows[][4] = {
		{ "-1e999" }, { "-" NINETY }, { "-10", "-1e1", "-10.00" },
		{ "-9.99" }, { "-1.1" }, { "-1", "-1.0", "-10e-1" },
		{ "-0.1" }, { "-1e-999" }, { "0", "-0", "0.0", "0e5" },
		{ "1e-999" }, { "0.1", "1e-1", "0.10" },
		{ "0.1000000000000000000000000000000000001" },
		{ "0.2" }, { "0.3" }, { "0.30000000000000004" }, { "1" },
		{ "9" }, { "9.5" }, { "10", "1e1", "010" }, { "11" },
		{ "44" }, { "99" }, { "100" },
		{ "9007199254740992" }, { "9007199254740993" },
		{ NINETY }, { NINETY ".0000001" }, { "1e999", "10e998" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows) * COUNT(rows); i++) {
		size_t a = i / COUNT(rows), b = i % COUNT(rows);
		struct decimal *da = parse(rows[a][0]);

		for (size_t k = 0; k < 4 && rows[b][k] != NULL; k++) {
			struct decimal *db = parse(rows[b][k]);

			assert_int_equal(decimal_cmp(da, db),
			    (a > b) - (a < b));
			decimal_free(db);
		}
		decimal_free(da);
	}
}

static void
subtracts_exactly(void **state)
{
	static const char *const rows[][3] = {
		{ "0.3", "0.1", "0.2" }, { "0.1", "0.3", "-0.2" },
		{ "1", "1", "0" }, { "-1", "-1", "0" }, { "0", "0", "0" },
		{ "0", "5", "-5" }, { "5", "0", "5" }, { "0", "-5", "5" },
		{ "-3", "4", "-7" }, { "3", "-4", "7" },
		{ "-3", "-4", "1" }, { "-4", "-3", "-1" },
		{ "1000", "0.001", "999.999" },
		{ "99.99", "-0.01", "100" }, { "1e3", "1", "999" },
		{ "1", "0.99999999999999999999999999999999999999",
		    "0.00000000000000000000000000000000000001" },
		{ "9007199254740993", "9007199254740992", "1" },
		{ NINETY, "-1", "123456789" "0" TENS TENS TENS TENS TENS
		    TENS TENS "1234567891" },
		{ "2.5E-7", "5e-8", "0.0000002" }, { "50", "44", "6" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct decimal *a = parse(rows[i][0]), *b = parse(rows[i][1]);
		struct decimal *d = decimal_sub(a, b), *e = decimal_sub(b, a);
		struct decimal *neg = decimal_neg(e);
		char *text = decimal_format(d);

		assert_string_equal(text, rows[i][2]);
		assert_int_equal(decimal_cmp(d, neg), 0);
		assert_int_equal(decimal_sign(d), decimal_cmp(a, b));
		free(text);
		decimal_free(neg);
		decimal_free(e);
		decimal_free(d);
		decimal_free(b);
		decimal_free(a);
	}
}

/* What doubles get wrong. */
static void
passes_the_slack_of_a_tenth(void **state)
{
	struct decimal *a = parse("0.3"), *b = parse("0.1"), *c = parse("0.2");
	struct decimal *slack = decimal_sub(a, b);

	(void)state;
	assert_true(decimal_cmp(slack, c) >= 0);
	assert_int_equal(decimal_sign(slack), 1);
	decimal_free(slack);
	decimal_free(c);
	decimal_free(b);
	decimal_free(a);
	decimal_free(NULL);
}

static void
parses_integers(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t value;
	} rows[] = {
		{ "0", true, 0 }, { "-0", true, 0 }, { "17", true, 17 },
		{ "-17", true, -17 }, { "007", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
		{ "", false, 0 }, { "-", false, 0 }, { "+1", false, 0 },
		{ " 1", false, 0 }, { "1 ", false, 0 }, { "1.0", false, 0 },
		{ "0x1", false, 0 }, { "--1", false, 0 }, { "1e3", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t value = 0;

		if (integer_parse(rows[i].text, &value) != rows[i].ok)
			fail_msg("'%s'", rows[i].text);
		assert_true(value == rows[i].value);
	}
}

static void
reads_and_writes_money(void **state)
{
	static const struct {
		const char *text;
		int digits;
		int64_t minor;
		const char *written; /* NULL: refused */
	} rows[] = {
		{ "1200.50", 2, 120050, "1200.50" },
		{ "1200.5", 2, 120050, "1200.50" },
		{ "1200", 2, 120000, "1200.00" },
		{ "0", 2, 0, "0.00" }, { "-0", 2, 0, "0.00" },
		{ "-0.05", 2, -5, "-0.05" }, { "0.07", 2, 7, "0.07" },
		{ "-1200.50", 2, -120050, "-1200.50" },
		{ "007.10", 2, 710, "7.10" },
		{ "1200", 0, 1200, "1200" }, { "-3", 0, -3, "-3" },
		{ "1.234", 3, 1234, "1.234" }, { "1.2", 4, 12000, "1.2000" },
		{ "90071992547409.91", 2, 9007199254740991,
		    "90071992547409.91" },
		{ "-9007199254740991", 0, -9007199254740991,
		    "-9007199254740991" },
		{ "90071992547409.92", 2, 0, NULL },
		{ "-90071992547409.92", 2, 0, NULL },
		{ "99999999999999999999", 2, 0, NULL },
		{ "1200.505", 2, 0, NULL }, { "1200.500", 2, 0, NULL },
		{ "1200.5", 0, 0, NULL }, { "1200.", 2, 0, NULL },
		{ ".50", 2, 0, NULL }, { "-.50", 2, 0, NULL },
		{ "", 2, 0, NULL }, { "-", 2, 0, NULL },
		{ "1,200.50", 2, 0, NULL }, { "1.-5", 2, 0, NULL },
		{ "1.2.3", 3, 0, NULL }, { "1e3", 2, 0, NULL },
		{ "+5", 2, 0, NULL }, { " 5", 2, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t minor = 0;
		bool ok = money_parse(rows[i].text, rows[i].digits, &minor);
		char *text;

		if (ok != (rows[i].written != NULL))
			fail_msg("'%s'", rows[i].text);
		assert_true(minor == rows[i].minor);
		if (!ok)
			continue;
		text = money_format(minor, rows[i].digits);
		assert_string_equal(text, rows[i].written);
		free(text);
	}
}

static void
writes_any_amount(void **state)
{
	char *text;

	(void)state;
	text = money_format(INT64_MIN, 2);
	assert_string_equal(text, "-92233720368547758.08");
	free(text);
	text = money_format(INT64_MAX, 0);
	assert_string_equal(text, "9223372036854775807");
	free(text);
}

static void
knows_currencies(void **state)
{
	(void)state;
	assert_int_equal(currency_digits("CNY"), 2);
	assert_int_equal(currency_digits("EUR"), 2);
	assert_int_equal(currency_digits("JPY"), 0);
	assert_int_equal(currency_digits("KRW"), 0);
	assert_int_equal(currency_digits("KWD"), 3);
	assert_int_equal(currency_digits("CLF"), 4);
	assert_int_equal(currency_digits("XYZ"), 2);
	assert_int_equal(currency_digits(""), 2);
}

static void
shortens_what_is_mostly_zeros(void **state)
{
	static const char *const rows[][2] = {
		{ "0", "0" }, { "-1.50", "-1.5" }, { "1e12", "1000000000000" },
		{ "1e13", "1e13" }, { "-12.5e20", "-1.25e21" },
		{ "1e-12", "0.000000000001" },
		{ "2.5e-13", "0.00000000000025" },
		{ "2.5e-14", "2.5e-14" }, { "-1e-999", "-1e-999" },
		{ "9007199254740993", "9007199254740993" },
		{ NINETY ".5", NINETY ".5" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct decimal *d = parse(rows[i][0]), *again;
		char *text = decimal_short(d);

		assert_string_equal(text, rows[i][1]);
		again = parse(text);
		assert_int_equal(decimal_cmp(d, again), 0);
		decimal_free(again);
		decimal_free(d);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_plainly),
		cmocka_unit_test(shortens_what_is_mostly_zeros),
		cmocka_unit_test(holds_the_largest),
		cmocka_unit_test(refuses_what_is_no_decimal),
		cmocka_unit_test(compares_exactly),
		cmocka_unit_test(subtracts_exactly),
		cmocka_unit_test(passes_the_slack_of_a_tenth),
		cmocka_unit_test(parses_integers),
		cmocka_unit_test(reads_and_writes_money),
		cmocka_unit_test(writes_any_amount),
		cmocka_unit_test(knows_currencies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
