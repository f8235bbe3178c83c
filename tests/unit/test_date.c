#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/date.h"
#include "core/base/mem.h"

#define NONE INT64_MIN

static void
parses_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t days;
	} rows[] = {
		{ "1970-01-01", 0 }, { "1969-12-31", -1 },
		{ "2000-02-29", 11016 }, { "2026-07-15", 20649 },
		{ "2024-02-29", 19782 }, { "0000-01-01", -719528 },
		{ "9999-12-31", 2932896 }, { "0000-02-29", -719469 },
		{ "1900-02-29", NONE }, { "2023-02-29", NONE },
		{ "2024-02-30", NONE }, { "2024-04-31", NONE },
		{ "2024-00-10", NONE }, { "2024-13-10", NONE },
		{ "2024-01-00", NONE }, { "2024-01-32", NONE },
		{ "2024-1-01", NONE }, { "24-01-01", NONE },
		{ "2024-01-01 ", NONE }, { " 2024-01-01", NONE },
		{ "2024-01-01T", NONE }, { "2024/01/01", NONE },
		{ "20240101", NONE }, { "+2024-01-01", NONE },
		{ "-001-01-01", NONE }, { "12024-01-01", NONE },
		{ "2024-01-0", NONE }, { "", NONE }, { "2024-", NONE },
		{ "2024-01-\xd9\xa1\xd9\xa2", NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t days = NONE;

		if (date_parse(rows[i].text, &days) != (rows[i].days != NONE))
			fail_msg("%s", rows[i].text);
		assert_true(days == rows[i].days);
	}
}

static void
parses_times(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "2026-07-15T08:30:00Z", 1784104200 },
		{ "2038-01-19T03:14:08Z", 2147483648 },
		{ "0000-01-01T00:00:00Z", -62167219200 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
		{ "2026-07-15T08:30:60Z", NONE },
		{ "2016-12-31T23:59:60Z", NONE },
		{ "2026-07-15T24:00:00Z", NONE },
		{ "2026-07-15T08:60:00Z", NONE },
		{ "2026-02-29T08:30:00Z", NONE },
		{ "2026-07-15T08:30:00", NONE },
		{ "2026-07-15T08:30:00z", NONE },
		{ "2026-07-15t08:30:00Z", NONE },
		{ "2026-07-15 08:30:00Z", NONE },
		{ "2026-07-15T08:30Z", NONE },
		{ "2026-07-15T08:30:00.5Z", NONE },
		{ "2026-07-15T08:30:00+00:00", NONE },
		{ "2026-07-15T08:30:00ZZ", NONE },
		{ "2026-07-15", NONE }, { "", NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t seconds = NONE;

		if (time_parse(rows[i].text, &seconds) !=
		    (rows[i].seconds != NONE))
			fail_msg("%s", rows[i].text);
		assert_true(seconds == rows[i].seconds);
	}
}

/* Each day there is: written, read, one after the other. */
static void
counts_every_day(void **state)
{
	char text[DATE_SIZE], before[DATE_SIZE] = "";
	int64_t back;

	(void)state;
	for (int64_t day = -719528; day <= 2932896; day++) {
		date_format(text, day);
		assert_true(date_parse(text, &back));
		assert_true(back == day);
		assert_true(strcmp(before, text) < 0);
		memcpy(before, text, sizeof(before));
	}
}

static void
formats_times(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ 1784104200, "2026-07-15T08:30:00Z" },
		{ -62167219200, "0000-01-01T00:00:00Z" },
		{ 253402300799, "9999-12-31T23:59:59Z" },
		/* A commit may say anything. */
		{ 253402300800, "9999-12-31T23:59:59Z" },
		{ -62167219201, "0000-01-01T00:00:00Z" },
		{ INT64_MAX, "9999-12-31T23:59:59Z" },
		{ INT64_MIN, "0000-01-01T00:00:00Z" },
	};
	char text[TIME_SIZE], day[DATE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		time_format(text, rows[i].seconds);
		assert_string_equal(text, rows[i].text);
	}
	date_format(day, INT64_MAX);
	assert_string_equal(day, "9999-12-31");
	date_format(day, INT64_MIN);
	assert_string_equal(day, "0000-01-01");
}

static void
counts_days_between(void **state)
{
	(void)state;
	assert_true(days_between(0, 86399) == 0);
	assert_true(days_between(0, 86400) == 1);
	assert_true(days_between(86400, 0) == -1);
	assert_true(days_between(1, 0) == -1);
	assert_true(days_between(-10, 86390) == 1);
	assert_true(days_between(INT64_MIN, INT64_MAX) ==
	    INT64_MAX / 86400);
	assert_true(days_between(INT64_MAX, INT64_MIN) ==
	    INT64_MIN / 86400 - 1);
}

static void
reads_by_format(void **state)
{
	static const struct {
		const char *text, *format, *time;
	} rows[] = {
		{ "2026-07-15", "%Y-%m-%d", "2026-07-15T00:00:00Z" },
		{ "7/4/2026", "%m/%d/%Y", "2026-07-04T00:00:00Z" },
		{ "04.07.26 9:05", "%d.%m.%y %H:%M",
		    "2026-07-04T09:05:00Z" },
		{ "1 Jan 69", "%d %b %y", "1969-01-01T00:00:00Z" },
		{ "1 Jan 68", "%d %b %y", "2068-01-01T00:00:00Z" },
		{ "JULY 15, 2026", "%B %d, %Y", "2026-07-15T00:00:00Z" },
		{ "15-sep-2026", "%d-%B-%Y", "2026-09-15T00:00:00Z" },
		{ "May 2026", "%b %Y", "2026-05-01T00:00:00Z" },
		{ "2026", "%Y", "2026-01-01T00:00:00Z" },
		{ "20260715T083000+0800", "%Y%m%dT%H%M%S%z",
		    "2026-07-15T00:30:00Z" },
		{ "2026-07-15T08:30:00-05:30", "%Y-%m-%dT%H:%M:%S%z",
		    "2026-07-15T14:00:00Z" },
		{ "2026-07-15 00:00 +08", "%Y-%m-%d %H:%M %z",
		    "2026-07-14T16:00:00Z" },
		{ "2026-07-15 Z", "%Y-%m-%d %z", "2026-07-15T00:00:00Z" },
		{ "100% 2026", "100%% %Y", "2026-01-01T00:00:00Z" },
		{ "2026\xe5\xb9\xb4" "7\xe6\x9c\x88" "15\xe6\x97\xa5",
		    "%Y\xe5\xb9\xb4%m\xe6\x9c\x88%d\xe6\x97\xa5",
		    "2026-07-15T00:00:00Z" },
	};
	char text[TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t seconds;
		const struct err *err;

		err = time_read(&seconds, rows[i].text, rows[i].format);
		if (err != NULL)
			fail_msg("%s", err->msg);
		time_format(text, seconds);
		assert_string_equal(text, rows[i].time);
	}
}

static void
refuses_by_format(void **state)
{
	static const struct {
		const char *text, *format;
		enum err_code code;
	} rows[] = {
		{ "2026-02-30", "%Y-%m-%d", ERR_DATA },
		{ "2026-13-01", "%Y-%m-%d", ERR_DATA },
		{ "2026-07-15x", "%Y-%m-%d", ERR_DATA },
		{ "2026-07", "%Y-%m-%d", ERR_DATA },
		{ "26-07-15", "%Y-%m-%d", ERR_DATA },
		{ "2026 07 15", "%Y-%m-%d", ERR_DATA },
		{ "", "%Y", ERR_DATA }, { "2026 ", "%Y", ERR_DATA },
		{ "2026 24:00", "%Y %H:%M", ERR_DATA },
		{ "2026 10:60", "%Y %H:%M", ERR_DATA },
		{ "2026 10:00:60", "%Y %H:%M:%S", ERR_DATA },
		{ "2026 Jux", "%Y %b", ERR_DATA },
		{ "2026 Julyx", "%Y %b", ERR_DATA },
		{ "2026 Ma", "%Y %b", ERR_DATA },
		{ "2026 +8", "%Y %z", ERR_DATA },
		{ "2026 +2400", "%Y %z", ERR_DATA },
		{ "2026 +0860", "%Y %z", ERR_DATA },
		{ "2026 +08:", "%Y %z", ERR_DATA },
		{ "0000 +0001", "%Y %z", ERR_DATA },
		{ "1 Jan 6", "%d %b %y", ERR_DATA },
		{ "2026", "%Q", ERR_USAGE }, { "2026", "%Y%", ERR_USAGE },
		{ "2026", "%Y%j", ERR_USAGE }, { "07-15", "%m-%d", ERR_USAGE },
		{ "", "", ERR_USAGE }, { "%Y", "%%Y", ERR_USAGE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t seconds = NONE;
		const struct err *err;

		err = time_read(&seconds, rows[i].text, rows[i].format);
		if (err == NULL)
			fail_msg("%s read as %s", rows[i].text,
			    rows[i].format);
		assert_int_equal(err->code, rows[i].code);
		assert_true(seconds == NONE);
	}
}

static void
reads_typed_days(void **state)
{
	static const struct {
		const char *text, *today, *day; /* NULL: refused */
	} rows[] = {
		{ "2026-07-15", "2026-01-01", "2026-07-15" },
		{ "today", "2026-01-01", "2026-01-01" },
		{ "+90d", "2026-01-01", "2026-04-01" },
		{ "-1d", "2024-03-01", "2024-02-29" },
		{ "+0d", "2024-03-01", "2024-03-01" },
		{ "+2w", "2024-02-20", "2024-03-05" },
		{ "+6m", "2026-01-31", "2026-07-31" },
		{ "+1m", "2026-01-31", "2026-02-28" },
		{ "+1m", "2024-01-31", "2024-02-29" },
		{ "-1m", "2026-01-15", "2025-12-15" },
		{ "-13m", "2026-03-31", "2025-02-28" },
		{ "-1y", "2024-02-29", "2023-02-28" },
		{ "+4y", "2024-02-29", "2028-02-29" },
		{ "+1d", "9999-12-31", NULL }, { "-1d", "0000-01-01", NULL },
		{ "+1y", "9999-01-01", NULL }, { "-1m", "0000-01-31", NULL },
		{ "+9999999y", "2026-01-01", NULL },
		{ "+9999999w", "2026-01-01", NULL },
		{ "+12345678d", "2026-01-01", NULL },
		{ "90d", "2026-01-01", NULL }, { "+d", "2026-01-01", NULL },
		{ "+90", "2026-01-01", NULL }, { "+1h", "2026-01-01", NULL },
		{ "+1dd", "2026-01-01", NULL }, { "++1d", "2026-01-01", NULL },
		{ "+-1d", "2026-01-01", NULL }, { "", "2026-01-01", NULL },
		{ "Today", "2026-01-01", NULL },
		{ "tomorrow", "2026-01-01", NULL },
		{ "2026-02-30", "2026-01-01", NULL },
	};
	char text[DATE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t today, day = NONE;
		const struct err *err;

		assert_true(date_parse(rows[i].today, &today));
		err = date_typed(&day, rows[i].text, today);
		if ((err == NULL) != (rows[i].day != NULL))
			fail_msg("%s", rows[i].text);
		if (err != NULL) {
			assert_int_equal(err->code, ERR_USAGE);
			assert_true(day == NONE);
			continue;
		}
		date_format(text, day);
		assert_string_equal(text, rows[i].day);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_dates),
		cmocka_unit_test(parses_times),
		cmocka_unit_test(counts_every_day),
		cmocka_unit_test(formats_times),
		cmocka_unit_test(counts_days_between),
		cmocka_unit_test(reads_by_format),
		cmocka_unit_test(refuses_by_format),
		cmocka_unit_test(reads_typed_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
