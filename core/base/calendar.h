#ifndef PROVEN_BASE_CALENDAR_H
#define PROVEN_BASE_CALENDAR_H

/*
 * The proleptic Gregorian calendar, years 0000 to 9999; days are counted
 * from 1970-01-01.  For the date files only; others see date.h.
 */

#include <stdbool.h>
#include <stdint.h>

/* 0000-01-01 and 9999-12-31. */
#define DAY_FIRST INT64_C(-719528)
#define DAY_LAST INT64_C(2932896)
#define DAY_SECONDS INT64_C(86400)

/* A day of the calendar. */
struct day {
	int year, month, day;
};

bool day_exists(const struct day *);
int month_days(int year, int month);
int64_t day_to_days(const struct day *);
/* DAYS beyond the years give the first or the last day. */
struct day day_from_days(int64_t days);

#endif
