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
#include "core/json/json.h"
#include "core/model/criterion.h"
#include "tests/unit/record_case.h"

/* The verdicts of a record: kept in order, and checked. */

/* A record in stage "idea" whose `criteria` is CRITERIA, as text. */
static struct record *
read_record(const char *criteria)
{
	struct entry entry = { .transition = "@new", .to = "idea",
	    .at = 1784104200, .by = "li" };
	struct record *record = record_new("p1", "T"), *out = NULL;
	struct str text = STR_INIT;
	const struct err *err;

	record_append(record, &entry);
	record_write(record, &text);
	record_free(record);
	str_cut(&text, (size_t)(strrchr(text.ptr, '}') - text.ptr));
	str_addf(&text, ",\"criteria\":%s}", criteria);
	if ((err = record_read(&out, text.ptr, text.len, "r")))
		fail_msg("%s", err->msg);
	str_release(&text);
	return out;
}

/* "c1 pass, c2 -": what stands in the record; the caller frees. */
static char *
verdicts(const struct record *record)
{
	struct strs keys = STRS_INIT;
	struct str out = STR_INIT;
	struct criterion c;

	record_keys(record, "criteria", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		if (!criterion_get(&c, record, keys.items[i]))
			continue;
		str_addf(&out, "%s%s %s", out.len ? ", " : "", c.key,
		    c.stored ? c.stored : "-");
		criterion_release(&c);
	}
	strs_release(&keys);
	return str_take(&out);
}

static void
check_text(char *text, const char *expected)
{
	assert_string_equal(text, expected);
	free(text);
}

#define DEFINED "\"comparator\":\">=\",\"target\":\"10\""

static void
verdicts_are_written(void **state)
{
	struct record *record = read_record(
	    "{\"c1\":{" DEFINED ",\"measured\":{\"value\":\"10\"}},"
	    "\"c2\":{" DEFINED "},"
	    "\"c3\":{" DEFINED ",\"measured\":{\"value\":\"9\"},"
	    "\"verdict\":\"pass\",\"own\":1},"
	    "\"c4\":{\"measured\":{\"value\":\"9\"},\"verdict\":\"pass\"},"
	    "\"c5\":{\"waiver\":{\"kind\":\"waived\",\"reason\":\"x\"}},"
	    "\"c6\":7}");
	struct str once = STR_INIT, twice = STR_INIT;

	(void)state;
	record_judge_criteria(record);
	check_text(verdicts(record), "c1 pass, c2 pending, c3 fail, c4 -, "
	    "c5 waived");
	record_write(record, &once);
	record_judge_criteria(record);
	record_write(record, &twice);
	assert_string_equal(once.ptr, twice.ptr);
	/* In its place: behind what is known, before what is not. */
	assert_non_null(strstr(once.ptr, "\"verdict\": \"fail\",\n"
	    "      \"own\": 1\n"));
	str_release(&once);
	str_release(&twice);
	record_free(record);
}

static void
nothing_to_judge(void **state)
{
	static const char *const rows[] = { "{}", "[]", "7", "null" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = read_record(rows[i]);
		struct record *before = record_dup(record);

		record_judge_criteria(record);
		assert_true(record_equal(before, record));
		record_free(before);
		record_free(record);
	}
}

static void
check_found(const char *criteria, const char *expected)
{
	struct record *record = read_record(criteria);

	check_text(findings_of(record, NULL), expected);
	record_free(record);
}

static void
stored_verdicts_are_checked(void **state)
{
	(void)state;
	check_found("{\"c1\":{" DEFINED ",\"measured\":{\"value\":\"9\"},"
	    "\"verdict\":\"fail\"},\"c2\":{" DEFINED "}}", "");
	check_found("{\"c1\":{" DEFINED ",\"measured\":{\"value\":\"9\"},"
	    "\"verdict\":\"pass\"}}", "PV109 criteria.c1.verdict: "
	    "'criteria.c1.verdict' is 'pass', and should be 'fail': "
	    "slack -1 < 0; ");
	check_found("{\"c1\":{" DEFINED ",\"verdict\":\"pass\"}}",
	    "PV109 criteria.c1.verdict: 'criteria.c1.verdict' is 'pass', "
	    "and should be 'pending': not measured; ");
	check_found("{\"c1\":{" DEFINED ",\"verdict\":\"waived\"}}",
	    "PV109 criteria.c1.verdict: 'criteria.c1.verdict' is 'waived', "
	    "and should be 'pending': not measured; ");
	check_found("{\"c1\":{" DEFINED ",\"waiver\":{\"kind\":\"waived\","
	    "\"reason\":\"No beam\"},\"verdict\":\"pending\"}}",
	    "PV109 criteria.c1.verdict: 'criteria.c1.verdict' is "
	    "'pending', and should be 'waived': No beam; ");
}

static void
impossible_ones_are_named(void **state)
{
	(void)state;
	check_found("{\"c1\":{\"comparator\":\">=\",\"measured\":"
	    "{\"value\":\"9\"},\"verdict\":\"pass\"}}",
	    "PV104 criteria.c1.target: 'criteria.c1.target' is missing, "
	    "and '9' was measured; ");
	check_found("{\"c1\":{" DEFINED ",\"rule\":\"guard_band\","
	    "\"measured\":{\"value\":\"9\"}}}",
	    "PV104 criteria.c1.measured.uncertainty: "
	    "'criteria.c1.measured.uncertainty' is missing: without it or "
	    "'guard' the guard band has no width; ");
	check_found("{\"c1\":{\"comparator\":\"==\","
	    "\"rule\":\"guard_band\"}}", "PV104 criteria.c1.rule: "
	    "'criteria.c1.rule' is 'guard_band', and '==' has no guard "
	    "band; ");
	check_found("{\"c1\":{\"waiver\":{\"kind\":\"waived\"}}}",
	    "PV104 criteria.c1.waiver.reason: 'criteria.c1.waiver.reason' "
	    "is missing: a waiver needs a reason; ");
	/* What is no number is named once. */
	check_found("{\"c1\":{\"comparator\":\">=\",\"target\":\"x\"}}",
	    "PV104 criteria.c1.target: 'criteria.c1.target' is 'x': not a "
	    "decimal number; ");
	check_found("{\"c1\":7}", "PV104 criteria.c1: 'criteria.c1' is not "
	    "an object; ");
}

static void
criteria_are_read(void **state)
{
	struct record *record = read_record("{\"c1\":{\"must\":true,"
	    "\"measured\":{\"by\":\"lab\",\"evidence\":[\"3fa91c\",7,"
	    "\"9c01ab\"]},\"waiver\":{}},\"c2\":7}");
	struct criterion c;

	(void)state;
	assert_true(criterion_get(&c, record, "c1"));
	assert_string_equal(c.key, "c1");
	assert_true(c.must);
	assert_string_equal(c.by, "lab");
	assert_null(c.value);
	assert_true(c.has_waiver);
	assert_int_equal(c.evidence.n, 2);
	assert_string_equal(c.evidence.items[1], "9c01ab");
	criterion_release(&c);
	assert_false(criterion_get(&c, record, "c2"));
	assert_false(criterion_get(&c, record, "c3"));
	record_free(record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_written),
		cmocka_unit_test(nothing_to_judge),
		cmocka_unit_test(stored_verdicts_are_checked),
		cmocka_unit_test(impossible_ones_are_named),
		cmocka_unit_test(criteria_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
