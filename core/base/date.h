#ifndef PROVEN_BASE_DATE_H
#define PROVEN_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * Times are seconds since the Epoch, UTC (int64_t); dates are days since
 * 1970-01-01 (int64_t).  Only the forms named here are read: RFC 3339 as
 * records hold it.  Years 0000 to 9999, proleptic Gregorian calendar.
 */

enum { DATE_SIZE = sizeof("2026-07-15"),
       TIME_SIZE = sizeof("2026-07-15T08:30:00Z") };

/* "2026-07-15"; false when TEXT is not such a date that exists. */
bool date_parse(const char *text, int64_t *days);
/* "2026-07-15T08:30:00Z", UTC and whole seconds only. */
bool time_parse(const char *text, int64_t *seconds);

/* What lies beyond the years gives the first or the last that can be. */
void date_format(char out[DATE_SIZE], int64_t days);
void time_format(char out[TIME_SIZE], int64_t seconds);

/* Whole days from the time FROM to the time TO, rounded down. */
int64_t days_between(int64_t from, int64_t to);

/*
 * TEXT read with FORMAT, of which %Y %m %d %H %M %S %y %b %B %z %% and
 * literal text are understood: for imports.  A format with no time of day
 * gives midnight UTC, one with no month or day the first.  %m %d %H %M %S
 * take one digit or two; %y is 1969 to 2068; %b and %B take English names,
 * short or whole; %z takes Z, +08, +0800 and +08:00.  ERR_USAGE: another
 * letter in FORMAT, or no year.  ERR_DATA: TEXT does not follow it, or is
 * no date.
 */
NODISCARD const struct err *time_read(int64_t *seconds, const char *text,
    const char *format);

/*
 * What people type for a day: "2026-07-15", "today", or days, weeks,
 * months, years from TODAY (days since the Epoch): "+90d", "+2w", "+6m",
 * "-1y".  A month without such a day gives its last.  ERR_USAGE otherwise.
 */
NODISCARD const struct err *date_typed(int64_t *days, const char *text,
    int64_t today);

#endif
