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
#include "core/model/criterion.h"

#define TENS "1234567890"
#define NINETY TENS TENS TENS TENS TENS TENS TENS TENS TENS

/* The verdict of C, or the error; until the next call but one. */
static const char *
judged(const struct criterion *c)
{
	enum verdict verdict;
	const struct err *err = criterion_judge(&verdict, c);

	return err ? err->msg : verdict_names[verdict];
}

/* "<= 50", "between 10 20 band 2": a criterion K; the caller frees. */
static char *
read_rule(struct criterion *c, const char *text)
{
	char *copy = xstrdup(text), *at = copy, *word[6];
	size_t n = 0;

	while (at && *at && n < COUNT(word)) {
		word[n++] = at;
		if ((at = strchr(at, ' ')) != NULL)
			*at++ = '\0';
	}
	*c = (struct criterion){ .key = "k", .evidence = STRS_INIT };
	for (size_t i = 0; i < n; i++) {
		if (strcmp(word[i], "band") == 0) {
			c->rule = "guard_band";
			c->guard = i + 1 < n ? word[++i] : NULL;
		} else if (i == 0)
			c->comparator = word[i];
		else if (i == 1)
			c->target = word[i];
		else
			c->target_high = word[i];
	}
	return copy;
}

static void
check_verdict(const char *rule, const char *value, const char *expected)
{
	struct criterion c;
	char *text = read_rule(&c, rule);
	const char *verdict;

	c.value = value;
	verdict = judged(&c);
	if (strcmp(verdict, expected) != 0)
		fail_msg("%s of '%s': %s, not %s", value, rule, verdict,
		    expected);
	free(text);
}

static void
check_verdicts(const char *const rows[][3], size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_verdict(rows[i][0], rows[i][1], rows[i][2]);
}

/* ---- Every side of every boundary ---- */

static void
simple_rule_has_one_boundary(void **state)
{
	static const char *const rows[][3] = {
		{ ">= 10", "10.0000001", "pass" }, { ">= 10", "10", "pass" },
		{ ">= 10", "9.9999999", "fail" },
		{ "> 10", "10.0000001", "pass" }, { "> 10", "10", "fail" },
		{ "> 10", "9.9999999", "fail" },
		{ "<= 10", "9.9999999", "pass" }, { "<= 10", "10", "pass" },
		{ "<= 10", "10.0000001", "fail" },
		{ "< 10", "9.9999999", "pass" }, { "< 10", "10", "fail" },
		{ "< 10", "10.0000001", "fail" },
		{ "== 10", "10.0000001", "fail" }, { "== 10", "10", "pass" },
		{ "== 10", "9.9999999", "fail" },
		{ "between 10 20", "9.9999999", "fail" },
		{ "between 10 20", "10", "pass" },
		{ "between 10 20", "10.0000001", "pass" },
		{ "between 10 20", "19.9999999", "pass" },
		{ "between 10 20", "20", "pass" },
		{ "between 10 20", "20.0000001", "fail" },
		{ "between 10 10", "10", "pass" },
		{ "between 10 10", "10.1", "fail" },
		{ "outside 10 20", "9.9999999", "pass" },
		{ "outside 10 20", "10", "fail" },
		{ "outside 10 20", "10.0000001", "fail" },
		{ "outside 10 20", "19.9999999", "fail" },
		{ "outside 10 20", "20", "fail" },
		{ "outside 10 20", "20.0000001", "pass" },
		{ "outside 10 10", "10", "fail" },
		{ "outside 10 10", "10.1", "pass" },
		{ "present", "yes", "pass" }, { "present", "no", "fail" },
	};

	(void)state;
	check_verdicts(rows, COUNT(rows));
}

/* The slack at 0, at w and at -w, and on both sides of each. */
static void
guard_band_of_a_limit_has_three_boundaries(void **state)
{
	static const char *const rows[][3] = {
		{ ">= 10 band 2", "12.0000001", "pass" },
		{ ">= 10 band 2", "12", "pass" },
		{ ">= 10 band 2", "11.9999999", "conditional_pass" },
		{ ">= 10 band 2", "10.0000001", "conditional_pass" },
		{ ">= 10 band 2", "10", "conditional_pass" },
		{ ">= 10 band 2", "9.9999999", "conditional_fail" },
		{ ">= 10 band 2", "8.0000001", "conditional_fail" },
		{ ">= 10 band 2", "8", "conditional_fail" },
		{ ">= 10 band 2", "7.9999999", "fail" },

		{ "> 10 band 2", "12.0000001", "pass" },
		{ "> 10 band 2", "12", "pass" },
		{ "> 10 band 2", "11.9999999", "conditional_pass" },
		{ "> 10 band 2", "10.0000001", "conditional_pass" },
		{ "> 10 band 2", "10", "conditional_fail" },
		{ "> 10 band 2", "9.9999999", "conditional_fail" },
		{ "> 10 band 2", "8.0000001", "conditional_fail" },
		{ "> 10 band 2", "8", "conditional_fail" },
		{ "> 10 band 2", "7.9999999", "fail" },

		{ "<= 10 band 2", "7.9999999", "pass" },
		{ "<= 10 band 2", "8", "pass" },
		{ "<= 10 band 2", "8.0000001", "conditional_pass" },
		{ "<= 10 band 2", "9.9999999", "conditional_pass" },
		{ "<= 10 band 2", "10", "conditional_pass" },
		{ "<= 10 band 2", "10.0000001", "conditional_fail" },
		{ "<= 10 band 2", "11.9999999", "conditional_fail" },
		{ "<= 10 band 2", "12", "conditional_fail" },
		{ "<= 10 band 2", "12.0000001", "fail" },

		{ "< 10 band 2", "7.9999999", "pass" },
		{ "< 10 band 2", "8", "pass" },
		{ "< 10 band 2", "8.0000001", "conditional_pass" },
		{ "< 10 band 2", "9.9999999", "conditional_pass" },
		{ "< 10 band 2", "10", "conditional_fail" },
		{ "< 10 band 2", "10.0000001", "conditional_fail" },
		{ "< 10 band 2", "11.9999999", "conditional_fail" },
		{ "< 10 band 2", "12", "conditional_fail" },
		{ "< 10 band 2", "12.0000001", "fail" },
	};

	(void)state;
	check_verdicts(rows, COUNT(rows));
}

static void
guard_bands_of_a_range_have_six(void **state)
{
	static const char *const rows[][3] = {
		{ "between 10 20 band 2", "7.9999999", "fail" },
		{ "between 10 20 band 2", "8", "conditional_fail" },
		{ "between 10 20 band 2", "8.0000001", "conditional_fail" },
		{ "between 10 20 band 2", "9.9999999", "conditional_fail" },
		{ "between 10 20 band 2", "10", "conditional_pass" },
		{ "between 10 20 band 2", "10.0000001", "conditional_pass" },
		{ "between 10 20 band 2", "11.9999999", "conditional_pass" },
		{ "between 10 20 band 2", "12", "pass" },
		{ "between 10 20 band 2", "12.0000001", "pass" },
		{ "between 10 20 band 2", "17.9999999", "pass" },
		{ "between 10 20 band 2", "18", "pass" },
		{ "between 10 20 band 2", "18.0000001", "conditional_pass" },
		{ "between 10 20 band 2", "19.9999999", "conditional_pass" },
		{ "between 10 20 band 2", "20", "conditional_pass" },
		{ "between 10 20 band 2", "20.0000001", "conditional_fail" },
		{ "between 10 20 band 2", "21.9999999", "conditional_fail" },
		{ "between 10 20 band 2", "22", "conditional_fail" },
		{ "between 10 20 band 2", "22.0000001", "fail" },
		/* A band wider than the range: nothing can pass. */
		{ "between 10 20 band 6", "15", "conditional_pass" },

		{ "outside 10 20 band 2", "7.9999999", "pass" },
		{ "outside 10 20 band 2", "8", "pass" },
		{ "outside 10 20 band 2", "8.0000001", "conditional_pass" },
		{ "outside 10 20 band 2", "9.9999999", "conditional_pass" },
		{ "outside 10 20 band 2", "10", "conditional_fail" },
		{ "outside 10 20 band 2", "10.0000001", "conditional_fail" },
		{ "outside 10 20 band 2", "11.9999999", "conditional_fail" },
		{ "outside 10 20 band 2", "12", "conditional_fail" },
		{ "outside 10 20 band 2", "12.0000001", "fail" },
		{ "outside 10 20 band 2", "17.9999999", "fail" },
		{ "outside 10 20 band 2", "18", "conditional_fail" },
		{ "outside 10 20 band 2", "18.0000001", "conditional_fail" },
		{ "outside 10 20 band 2", "19.9999999", "conditional_fail" },
		{ "outside 10 20 band 2", "20", "conditional_fail" },
		{ "outside 10 20 band 2", "20.0000001", "conditional_pass" },
		{ "outside 10 20 band 2", "21.9999999", "conditional_pass" },
		{ "outside 10 20 band 2", "22", "pass" },
		{ "outside 10 20 band 2", "22.0000001", "pass" },
		/* A band wider than the hole: nothing can fail. */
		{ "outside 10 20 band 6", "15", "conditional_fail" },
	};

	(void)state;
	check_verdicts(rows, COUNT(rows));
}

/* ---- Numbers in every form ---- */

static void
numbers_are_exact(void **state)
{
	static const char *const rows[][3] = {
		/* 0.3-0.1 >= 0.2 is false in doubles: here target and value
		 * differ by exactly the band. */
		{ ">= 0.1 band 0.2", "0.3", "pass" },
		{ "<= 0.3 band 0.2", "0.1", "pass" },
		{ "between 0.1 0.7 band 0.2", "0.3", "pass" },
		{ "outside 0.3 0.4 band 0.2", "0.1", "pass" },
		{ ">= 0.3 band 0.2", "0.1", "conditional_fail" },
		{ ">= 0.7 band 0.1", "0.8", "pass" },
		{ "<= 1.1 band 0.1", "1.0", "pass" },
		{ "== 0.3", "0.30", "pass" },
		{ "== 0.3", "0.30000000000000004", "fail" },
		/* Exponents. */
		{ ">= 1e3", "1000", "pass" }, { ">= 1e3", "999.9", "fail" },
		{ "== 2.5E-7", "0.00000025", "pass" },
		{ "<= 50e-9 band 4e-9", "4.6E-8", "pass" },
		{ "<= 50e-9 band 4e-9", "4.60000001E-8",
		    "conditional_pass" },
		{ "<= 1e999 band 1e-999", "1e998", "pass" },
		{ ">= 1e999", "9.99999999e998", "fail" },
		{ "> 0 band 1e-999", "1e-999", "pass" },
		{ "> 1e-999 band 1e-999", "1e-999", "conditional_fail" },
		{ "== 0", "-0e99", "pass" },
		/* Many digits. */
		{ ">= " NINETY ".0000001", NINETY ".0000001", "pass" },
		{ "> " NINETY ".0000001", NINETY ".0000001", "fail" },
		{ ">= " NINETY ".0000001", NINETY, "fail" },
		{ ">= " NINETY " band 0.0000001", NINETY ".0000001",
		    "pass" },
		{ "<= 0." NINETY, "0." NINETY "1", "fail" },
		{ "== 9007199254740993", "9007199254740992", "fail" },
		/* Below zero. */
		{ ">= -10", "-10", "pass" }, { ">= -10", "-10.1", "fail" },
		{ ">= -10 band 2", "-8", "pass" },
		{ ">= -10 band 2", "-8.1", "conditional_pass" },
		{ ">= -10 band 2", "-10", "conditional_pass" },
		{ ">= -10 band 2", "-12", "conditional_fail" },
		{ ">= -10 band 2", "-12.1", "fail" },
		{ "<= -40 band 0.5", "-40.5", "pass" },
		{ "between -1 1 band 0.5", "0", "pass" },
		{ "between -1 1 band 0.5", "-0.5", "pass" },
		{ "between -1 1 band 0.5", "-1.5", "conditional_fail" },
		{ "between -1 1 band 0.5", "-1.51", "fail" },
		{ "outside -1 1", "-1", "fail" },
		{ "outside -1 1", "-1.1", "pass" },
	};

	(void)state;
	check_verdicts(rows, COUNT(rows));
}

/* What design says, in whole numbers. */
static int
slack_of(const char *comparator, int v, int t, int h)
{
	int low = v - t, high = h - v;

	if (comparator[0] == '>')
		return v - t;
	if (comparator[0] == '<')
		return t - v;
	if (comparator[0] == 'b')
		return low < high ? low : high;
	return -low > -high ? -low : -high;
}

static const char *
expected_of(const char *comparator, int s, int w)
{
	bool strict = strcmp(comparator, ">") == 0 ||
	    strcmp(comparator, "<") == 0 || comparator[0] == 'o';

	if (w == 0)
		return s > 0 || (s == 0 && !strict) ? "pass" : "fail";
	if (s >= w)
		return "pass";
	if (s > 0 || (s == 0 && !strict))
		return "conditional_pass";
	return s >= -w ? "conditional_fail" : "fail";
}

/* The same numbers in three forms, over all that is small. */
static void
agrees_with_whole_numbers(void **state)
{
	static const char *const forms[] = { "e-2", "", ".0E3" };
	static const char *const names[] = { ">=", ">", "<=", "<",
	    "between", "outside" };
	char v[16], t[16], h[16], w[16];
	struct criterion c;

	(void)state;
	for (int i = 0; i < 6 * 3 * 4 * 13 * 13 * 3; i++) {
		const char *form = forms[i % 3], *name = names[i / 3 % 6];
		int width = i / 18 % 4, value = i / 72 % 13 - 6;
		int target = i / 936 % 13 - 6, high = target + i / 12168;

		snprintf(v, sizeof(v), "%d%s", value, form);
		snprintf(t, sizeof(t), "%d%s", target, form);
		snprintf(h, sizeof(h), "%d%s", high, form);
		snprintf(w, sizeof(w), "%d%s", width, form);
		c = (struct criterion){ .key = "k", .comparator = name,
		    .target = t, .target_high = h, .value = v,
		    .rule = width ? "guard_band" : "simple",
		    .guard = width ? w : NULL };
		assert_string_equal(judged(&c), expected_of(name,
		    slack_of(name, value, target, high), width));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(simple_rule_has_one_boundary),
		cmocka_unit_test(guard_band_of_a_limit_has_three_boundaries),
		cmocka_unit_test(guard_bands_of_a_range_have_six),
		cmocka_unit_test(numbers_are_exact),
		cmocka_unit_test(agrees_with_whole_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
