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

/* The verdict of C, or the error; until the next call but one. */
static const char *
judged(const struct criterion *c)
{
	enum verdict verdict;
	const struct err *err = criterion_judge(&verdict, c);

	return err ? err->msg : verdict_names[verdict];
}

/* ---- What has a verdict, and what has none ---- */

/* A criterion and what criterion_judge says of it. */
struct row {
	struct criterion c;
	const char *says;
};

static void
check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct criterion c = rows[i].c;

		c.key = "k";
		if (strcmp(judged(&c), rows[i].says) != 0)
			fail_msg("row %zu: %s, not %s", i, judged(&c),
			    rows[i].says);
	}
}

#define BAND .rule = "guard_band"

static void
width_is_guard_or_uncertainty(void **state)
{
	static const struct row rows[] = {
		{ { .comparator = ">=", .target = "10", .value = "12", BAND,
		    .uncertainty = "2" }, "pass" },
		{ { .comparator = ">=", .target = "10", .value = "11.9",
		    BAND, .uncertainty = "2" }, "conditional_pass" },
		/* The guard comes first. */
		{ { .comparator = ">=", .target = "10", .value = "12", BAND,
		    .guard = "3", .uncertainty = "2" }, "conditional_pass" },
		{ { .comparator = ">=", .target = "10", .value = "12", BAND,
		    .guard = "3", .uncertainty = "0" }, "conditional_pass" },
		/* Missing or 0 is an error, not a band of no width. */
		{ { .comparator = ">=", .target = "10", .value = "12",
		    BAND }, "'criteria.k.measured.uncertainty' is missing: "
		    "without it or 'guard' the guard band has no width" },
		{ { .comparator = ">=", .target = "10", .value = "12", BAND,
		    .uncertainty = "0.00" },
		    "'criteria.k.measured.uncertainty' is '0.00', and a "
		    "guard band is wider than 0" },
		{ { .comparator = ">=", .target = "10", .value = "12", BAND,
		    .guard = "0", .uncertainty = "2" },
		    "'criteria.k.guard' is '0', and a guard band is wider "
		    "than 0" },
		{ { .comparator = ">=", BAND, .guard = "-1" },
		    "'criteria.k.guard' is '-1', and a guard band is wider "
		    "than 0" },
		{ { .comparator = ">=", .target = "1", .value = "2",
		    .uncertainty = "-1" }, "'criteria.k.measured."
		    "uncertainty' is '-1', and cannot be below 0" },
		/* The simple rule, said or not, looks at no width. */
		{ { .comparator = ">=", .target = "10", .value = "10",
		    .uncertainty = "2" }, "pass" },
		{ { .comparator = ">=", .target = "10", .value = "10",
		    .rule = "simple", .guard = "3" }, "pass" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
missing_and_contradicting_parts(void **state)
{
	static const struct row rows[] = {
		{ { .value = "1" }, "'criteria.k.comparator' is missing, "
		    "and '1' was measured" },
		{ { .comparator = ">=", .value = "1" }, "'criteria.k.target'"
		    " is missing, and '1' was measured" },
		{ { .comparator = "between", .target = "1", .value = "1" },
		    "'criteria.k.target_high' is missing: 'between' has two "
		    "ends" },
		{ { .comparator = "outside", .target = "1", .value = "1" },
		    "'criteria.k.target_high' is missing: 'outside' has two "
		    "ends" },
		{ { .comparator = "between", .target = "2",
		    .target_high = "1.9" }, "'criteria.k.target_high' is "
		    "'1.9', below the target '2'" },
		{ { .comparator = "outside", .target = "2",
		    .target_high = "-2" }, "'criteria.k.target_high' is "
		    "'-2', below the target '2'" },
		/* Another comparator does not look at it. */
		{ { .comparator = ">=", .target = "2", .target_high = "1",
		    .value = "2" }, "pass" },
		{ { .comparator = "==", .target = "2", BAND, .guard = "1" },
		    "'criteria.k.rule' is 'guard_band', and '==' has no "
		    "guard band" },
		{ { .comparator = "present", BAND, .value = "yes" },
		    "'criteria.k.rule' is 'guard_band', and 'present' has "
		    "no guard band" },
		{ { .comparator = "present", .value = "1" },
		    "'criteria.k.measured.value' is '1', and 'present' is "
		    "answered by yes or no" },
		{ { .comparator = ">=", .target = "1", .value = "yes" },
		    "'criteria.k.measured.value' is 'yes', and '>=' "
		    "compares numbers" },
		{ { .comparator = ">=", .target = "x", .value = "1" },
		    "'criteria.k.target' is 'x': not a decimal number" },
		{ { .comparator = ">=", .target = "1", .value = "1,5" },
		    "'criteria.k.measured.value' is '1,5': not a decimal "
		    "number" },
		{ { .comparator = "=>" }, "'criteria.k.comparator' is '=>': "
		    "no comparator" },
		{ { .rule = "strict" }, "'criteria.k.rule' is 'strict': no "
		    "decision rule" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
pending_and_waived(void **state)
{
	static const struct row rows[] = {
		{ { .must = true }, "pending" },
		{ { .comparator = "between", .target = "1" }, "pending" },
		{ { .comparator = ">=", .target = "10", BAND }, "pending" },
		/* Without a value nothing is measured. */
		{ { .comparator = ">=", .target = "10", .by = "lab",
		    .date = "2026-01-01" }, "pending" },
		{ { .has_waiver = true, .waiver_kind = "waived",
		    .waiver_reason = "No beam time" }, "waived" },
		{ { .has_waiver = true, .waiver_kind = "not_applicable",
		    .waiver_reason = "Disproven" }, "not_applicable" },
		{ { .comparator = ">=", .target = "10", .value = "9",
		    .has_waiver = true, .waiver_kind = "waived",
		    .waiver_reason = "x" }, "waived" },
		{ { .has_waiver = true, .waiver_kind = "waived" },
		    "'criteria.k.waiver.reason' is missing: a waiver needs "
		    "a reason" },
		{ { .has_waiver = true, .waiver_kind = "waived",
		    .waiver_reason = " \n" }, "'criteria.k.waiver.reason' "
		    "is missing: a waiver needs a reason" },
		{ { .has_waiver = true, .waiver_reason = "x" },
		    "'criteria.k.waiver.kind' is missing" },
		{ { .has_waiver = true, .waiver_kind = "excused",
		    .waiver_reason = "x" }, "'criteria.k.waiver.kind' is "
		    "'excused': neither waived nor not_applicable" },
		/* No waiver mends what contradicts itself. */
		{ { .comparator = "==", BAND, .has_waiver = true,
		    .waiver_kind = "waived", .waiver_reason = "x" },
		    "'criteria.k.rule' is 'guard_band', and '==' has no "
		    "guard band" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
names_what_is_lacking(void **state)
{
	struct criterion c = { .key = "k" };

	(void)state;
	assert_string_equal(criterion_lacks(&c), "metric");
	c.metric = "m";
	assert_string_equal(criterion_lacks(&c), "comparator");
	c.comparator = "between";
	assert_string_equal(criterion_lacks(&c), "target");
	c.target = "1";
	assert_string_equal(criterion_lacks(&c), "target_high");
	c.target_high = "2";
	assert_string_equal(criterion_lacks(&c), "unit");
	c.unit = "nm";
	assert_string_equal(criterion_lacks(&c), "method");
	c.method = "ruler";
	assert_null(criterion_lacks(&c));
	c.target_high = NULL;
	c.comparator = ">=";
	assert_null(criterion_lacks(&c));
	c.target = c.unit = NULL;
	c.comparator = "present";
	assert_null(criterion_lacks(&c));
}

/* ---- For people ---- */

static void
check_texts(const struct criterion *c, const char *asked,
    const char *measured, const char *slack, const char *why)
{
	const char *want[] = { asked, measured, slack, why };
	char *have[] = { criterion_asked(c), criterion_measured(c),
	    criterion_slack(c), criterion_why(c) };

	for (size_t i = 0; i < COUNT(want); i++) {
		if (want[i] == NULL)
			assert_null(have[i]);
		else
			assert_string_equal(have[i], want[i]);
		free(have[i]);
	}
}

static void
tells_people(void **state)
{
	struct criterion c = { .key = "k", .comparator = "<=",
	    .target = "50", .unit = "nm", BAND, .value = "44",
	    .uncertainty = "4" };

	(void)state;
	check_texts(&c, "<= 50 nm", "44 ± 4 nm", "6",
	    "slack 6 >= guard band 4");
	c.value = "47.5";
	check_texts(&c, "<= 50 nm", "47.5 ± 4 nm", "2.5",
	    "slack 2.5 >= 0, within guard band 4");
	c.comparator = "<";
	c.value = "50";
	check_texts(&c, "< 50 nm", "50 ± 4 nm", "0",
	    "slack 0 <= 0, within guard band 4");
	c.value = "5e21";
	check_texts(&c, "< 50 nm", "5e21 ± 4 nm",
	    "-4999999999999999999950",
	    "slack -4999999999999999999950 < -4, beyond the guard band");
	c.unit = c.uncertainty = c.rule = NULL;
	check_texts(&c, "< 50", "5e21", "-4999999999999999999950",
	    "slack -4999999999999999999950 <= 0");
	c.target = "0";
	check_texts(&c, "< 0", "5e21", "-5e21", "slack -5e21 <= 0");
	c.comparator = "between";
	c.target_high = "6e21";
	check_texts(&c, "between 0 and 6e21", "5e21", "1e21",
	    "slack 1e21 >= 0");
	c.comparator = "outside";
	c.unit = "K";
	check_texts(&c, "outside 0 to 6e21 K", "5e21 K", "-1e21",
	    "slack -1e21 <= 0");
	c.value = "x";
	check_texts(&c, "outside 0 to 6e21 K", "x K", NULL, NULL);
	c.value = NULL;
	check_texts(&c, "outside 0 to 6e21 K", NULL, NULL, "not measured");
	c.target = c.target_high = NULL;
	check_texts(&c, "outside ? to ? K", NULL, NULL, "not measured");
	c.comparator = "present";
	c.value = "yes";
	check_texts(&c, "present", "yes", NULL, "the answer is 'yes'");
	c.has_waiver = true;
	c.waiver_kind = "waived";
	c.waiver_reason = "No beam time";
	check_texts(&c, "present", "yes", NULL, "No beam time");
	c.comparator = NULL;
	check_texts(&c, NULL, "yes K", NULL, "No beam time");
}

static void
verdicts_have_names(void **state)
{
	enum verdict verdict;

	(void)state;
	for (size_t i = 0; i < VERDICT_COUNT; i++) {
		assert_true(verdict_find(verdict_names[i], &verdict));
		assert_int_equal(verdict, i);
	}
	assert_false(verdict_find("passed", &verdict));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(width_is_guard_or_uncertainty),
		cmocka_unit_test(missing_and_contradicting_parts),
		cmocka_unit_test(pending_and_waived),
		cmocka_unit_test(names_what_is_lacking),
		cmocka_unit_test(tells_people),
		cmocka_unit_test(verdicts_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
