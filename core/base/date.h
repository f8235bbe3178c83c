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

void date_format(char out[DATE_SIZE], int64_t days);
void time_format(char out[TIME_SIZE], int64_t seconds);

/* Whole days from the time FROM to the time TO, rounded down. */
int64_t days_between(int64_t from, int64_t to);

/*
 * TEXT read with FORMAT, of which %Y %m %d %H %M %S %y %b %B %z %% and
 * literal text are understood: for imports.  A format with no time of day
 * gives midnight UTC.  ERR_USAGE: another letter in FORMAT.  ERR_DATA:
 * TEXT does not follow it, or is no date.
 */
NODISCARD const struct err *time_read(int64_t *seconds, const char *text,
    const char *format);

/*
 * What people type for a day: "2026-07-15", "today", "+90d", "+6m", "-1y"
 * from TODAY (days since the Epoch).  ERR_USAGE otherwise.
 */
NODISCARD const struct err *date_typed(int64_t *days, const char *text,
    int64_t today);

#endif
