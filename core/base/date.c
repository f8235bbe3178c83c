#include "core/base/date.h"

#include "core/base/calendar.h"

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
day_exists(const struct day *d)
{
	return d->year >= 0 && d->year <= 9999 && d->month >= 1 &&
	    d->month <= 12 && d->day >= 1 &&
	    d->day <= month_days(d->year, d->month);
}

/*
 * A year that begins in March has its leap day at the end; 400 of them, an
 * era, have 146,097 days.  0000-03-01 is day -719,468.
 */
int64_t
day_to_days(const struct day *d)
{
	int year = d->month <= 2 ? d->year - 1 : d->year;
	int month = d->month > 2 ? d->month - 3 : d->month + 9;
	int era = (year >= 0 ? year : year - 399) / 400;
	int of_era = year - era * 400;
	int of_year = (153 * month + 2) / 5 + d->day - 1;
	int days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;

	return INT64_C(146097) * era + days - 719468;
}

struct day
day_from_days(int64_t days)
{
	int n, year, of_era, of_year, month;
	struct day d;

	if (days < DAY_FIRST)
		days = DAY_FIRST;
	if (days > DAY_LAST)
		days = DAY_LAST;
	/* Counted from an era earlier, so that nothing is negative. */
	n = (int)(days + 719468 + 146097);
	of_era = n % 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	d.day = of_year - (153 * month + 2) / 5 + 1;
	d.month = month < 10 ? month + 3 : month - 9;
	d.year = year + (n / 146097 - 1) * 400 + (d.month <= 2);
	return d;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Exactly N digits at *TEXT, which is moved behind them. */
static bool
digits(int *value, const char **text, int n)
{
	*value = 0;
	while (n-- > 0) {
		if (**text < '0' || **text > '9')
			return false;
		*value = *value * 10 + (*(*text)++ - '0');
	}
	return true;
}

static bool
literal(const char **text, char c)
{
	if (**text != c)
		return false;
	++*text;
	return true;
}

/* "2026-07-15" at *TEXT. */
static bool
take_day(int64_t *days, const char **text)
{
	struct day d;

	if (!digits(&d.year, text, 4) || !literal(text, '-') ||
	    !digits(&d.month, text, 2) || !literal(text, '-') ||
	    !digits(&d.day, text, 2) || !day_exists(&d))
		return false;
	*days = day_to_days(&d);
	return true;
}

bool
date_parse(const char *text, int64_t *days)
{
	int64_t value;

	if (!take_day(&value, &text) || *text != '\0')
		return false;
	*days = value;
	return true;
}

static bool
is_clock(int hour, int minute, int second)
{
	return hour <= 23 && minute <= 59 && second <= 59;
}

bool
time_parse(const char *text, int64_t *seconds)
{
	int hour, minute, second, clock;
	int64_t days;

	if (!take_day(&days, &text) || !literal(&text, 'T') ||
	    !digits(&hour, &text, 2) || !literal(&text, ':') ||
	    !digits(&minute, &text, 2) || !literal(&text, ':') ||
	    !digits(&second, &text, 2) || !literal(&text, 'Z') ||
	    *text != '\0' || !is_clock(hour, minute, second))
		return false;
	clock = hour * 3600 + minute * 60 + second;
	*seconds = days * DAY_SECONDS + clock;
	return true;
}

/* VALUE in N digits; returns what is behind them. */
static char *
put(char *out, int value, int n)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + n;
}

static char *
put_day(char *out, int64_t days)
{
	struct day d = day_from_days(days);

	out = put(out, d.year, 4);
	*out++ = '-';
	out = put(out, d.month, 2);
	*out++ = '-';
	return put(out, d.day, 2);
}

void
date_format(char out[DATE_SIZE], int64_t days)
{
	*put_day(out, days) = '\0';
}

void
time_format(char out[TIME_SIZE], int64_t seconds)
{
	int clock;

	if (seconds < DAY_FIRST * DAY_SECONDS)
		seconds = DAY_FIRST * DAY_SECONDS;
	if (seconds >= (DAY_LAST + 1) * DAY_SECONDS)
		seconds = (DAY_LAST + 1) * DAY_SECONDS - 1;
	out = put_day(out, floor_div(seconds, DAY_SECONDS));
	clock = (int)(seconds - floor_div(seconds, DAY_SECONDS) * DAY_SECONDS);
	*out++ = 'T';
	out = put(out, clock / 3600, 2);
	*out++ = ':';
	out = put(out, clock / 60 % 60, 2);
	*out++ = ':';
	out = put(out, clock % 60, 2);
	*out++ = 'Z';
	*out = '\0';
}

int64_t
days_between(int64_t from, int64_t to)
{
	int64_t seconds;

	if (__builtin_sub_overflow(to, from, &seconds))
		seconds = to > from ? INT64_MAX : INT64_MIN;
	return floor_div(seconds, DAY_SECONDS);
}
