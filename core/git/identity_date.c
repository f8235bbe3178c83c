#include "core/git/identity.h"

#include <ctype.h>

#include "core/base/date.h"
#include "core/base/mem.h"

/* N digits at *AT, which moves behind them. */
static bool
digits(const char **at, size_t n, int *value)
{
	*value = 0;
	for (size_t i = 0; i < n; i++, (*at)++) {
		if (!isdigit((unsigned char)**at))
			return false;
		*value = *value * 10 + (**at - '0');
	}
	return true;
}

static bool
letter(const char **at, const char *set)
{
	if (**at == '\0' || strchr(set, **at) == NULL)
		return false;
	++*at;
	return true;
}

/* "+0200", or with COLON also "+02:00", up to the end of the text. */
static bool
zone(const char *at, bool colon, int *offset)
{
	int sign = *at == '-' ? -1 : 1, hours, minutes;

	if (!letter(&at, "+-") || !digits(&at, 2, &hours))
		return false;
	if (colon && *at == ':')
		at++;
	if (!digits(&at, 2, &minutes) || *at != '\0')
		return false;
	*offset = sign * (hours * 60 + minutes);
	return minutes < 60 && hours < 24;
}

/* Seconds; fewer than nine digits could be anything, unless after "@". */
static bool
epoch(const char *text, int64_t *when, int *offset)
{
	bool marked = *text == '@';
	const char *at = text + marked;
	size_t n = strspn(at, "0123456789");

	if (n == 0 || n > 15 || (!marked && n < 9))
		return false;
	*when = strtoll(at, NULL, 10);
	return at[n] == ' ' && zone(at + n + 1, false, offset);
}

/* The wall clock where we are. */
static bool
local(int64_t days, int64_t seconds, int64_t *when, int *offset)
{
	struct tm tm = { .tm_isdst = -1 };
	char date[DATE_SIZE];
	const char *at = date;
	time_t t;

	date_format(date, days);
	if (!digits(&at, 4, &tm.tm_year) || !letter(&at, "-") ||
	    !digits(&at, 2, &tm.tm_mon) || !letter(&at, "-") ||
	    !digits(&at, 2, &tm.tm_mday))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	tm.tm_hour = (int)(seconds / 3600);
	tm.tm_min = (int)(seconds / 60 % 60);
	tm.tm_sec = (int)(seconds % 60);
	if ((t = mktime(&tm)) == (time_t)-1)
		return false;
	*when = t;
	*offset = (int)(tm.tm_gmtoff / 60);
	return true;
}

/* "2026-07-15T08:30:00" and a zone, "Z" or nothing. */
static bool
iso(const char *text, int64_t *when, int *offset)
{
	char date[DATE_SIZE];
	const char *at = text + DATE_SIZE - 1;
	int hours, minutes, seconds;
	int64_t days, of_day;

	if (strlen(text) < sizeof("2026-07-15T08:30:00") - 1)
		return false;
	memcpy(date, text, DATE_SIZE - 1);
	date[DATE_SIZE - 1] = '\0';
	if (!date_parse(date, &days) || !letter(&at, "T ") ||
	    !digits(&at, 2, &hours) || !letter(&at, ":") ||
	    !digits(&at, 2, &minutes) || !letter(&at, ":") ||
	    !digits(&at, 2, &seconds) ||
	    hours > 23 || minutes > 59 || seconds > 59)
		return false;
	of_day = hours * 3600 + minutes * 60 + seconds;
	if (*at == '\0')
		return local(days, of_day, when, offset);
	if (strcmp(at, "Z") == 0)
		*offset = 0;
	else if (!zone(at + (*at == ' '), true, offset))
		return false;
	*when = days * 86400 + of_day - (int64_t)*offset * 60;
	return true;
}

bool
identity_date(const char *text, int64_t *when, int *offset)
{
	return epoch(text, when, offset) || iso(text, when, offset);
}
