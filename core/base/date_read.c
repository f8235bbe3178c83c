#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/calendar.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

/* What a format has read so far. */
struct moment {
	struct day day;
	int hour, minute, second;
	int east; /* minutes */
};

/* From one to MOST digits at *TEXT, which is moved behind them. */
static bool
take_number(int *value, const char **text, int most)
{
	const char *start = *text;

	*value = 0;
	while (*text - start < most && **text >= '0' && **text <= '9')
		*value = *value * 10 + (*(*text)++ - '0');
	return *text > start;
}

static bool
take_two(int *value, const char **text)
{
	return take_number(value, text, 2);
}

static bool
take_year(int *value, const char **text)
{
	const char *start = *text;

	return take_number(value, text, 4) && *text - start == 4;
}

/* As POSIX: 69 to 99 are of the last century. */
static bool
take_short_year(int *value, const char **text)
{
	const char *start = *text;

	if (!take_two(value, text) || *text - start != 2)
		return false;
	*value += *value < 69 ? 2000 : 1900;
	return true;
}

/* ASCII only, whatever the locale. */
static bool
same_letters(const char *text, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] | 0x20) != (name[i] | 0x20))
			return false;
	return true;
}

static bool
take_month_name(int *value, const char **text)
{
	static const char *const names[] = { "January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" };

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t whole = strlen(names[i]);

		if (!same_letters(*text, names[i], 3))
			continue;
		*value = (int)i + 1;
		*text += same_letters(*text, names[i], whole) ? whole : 3;
		return true;
	}
	return false;
}

/* Two digits exactly, at most MOST. */
static bool
take_part(int *value, const char **text, int most)
{
	const char *start = *text;

	return take_two(value, text) && *text - start == 2 && *value <= most;
}

static bool
take_zone(int *east, const char **text)
{
	int sign = **text == '-' ? -1 : 1, hours, minutes = 0;

	*east = 0;
	if (**text == 'Z') {
		++*text;
		return true;
	}
	if ((**text != '+' && **text != '-'))
		return false;
	++*text;
	if (!take_part(&hours, text, 23))
		return false;
	if (**text == ':' || (**text >= '0' && **text <= '9')) {
		*text += **text == ':';
		if (!take_part(&minutes, text, 59))
			return false;
	}
	*east = sign * (hours * 60 + minutes);
	return true;
}

/* The letters after '%': how each is read and where it goes. */
static const struct conversion {
	char letter;
	bool (*take)(int *value, const char **text);
	size_t offset;
} conversions[] = {
	{ 'Y', take_year, offsetof(struct moment, day.year) },
	{ 'm', take_two, offsetof(struct moment, day.month) },
	{ 'd', take_two, offsetof(struct moment, day.day) },
	{ 'H', take_two, offsetof(struct moment, hour) },
	{ 'M', take_two, offsetof(struct moment, minute) },
	{ 'S', take_two, offsetof(struct moment, second) },
	{ 'y', take_short_year, offsetof(struct moment, day.year) },
	{ 'b', take_month_name, offsetof(struct moment, day.month) },
	{ 'B', take_month_name, offsetof(struct moment, day.month) },
	{ 'z', take_zone, offsetof(struct moment, east) },
};

static const struct conversion *
conversion_of(char letter)
{
	for (size_t i = 0; i < COUNT(conversions); i++)
		if (conversions[i].letter == letter)
			return &conversions[i];
	return NULL;
}

/* Is FORMAT one that gives a date? */
static const struct err *
check_format(const char *format)
{
	bool year = false;

	for (const char *p = format; (p = strchr(p, '%')) != NULL; p += 2) {
		if (p[1] == 'Y' || p[1] == 'y')
			year = true;
		else if (p[1] != '%' && conversion_of(p[1]) == NULL)
			return err_mend(err_new(ERR_USAGE,
			    _("'%.2s' in date format '%s' is unknown"), p,
			    format),
			    _("known are %%Y %%m %%d %%H %%M %%S %%y %%b %%B "
			    "%%z %%%%"));
	}
	if (!year)
		return err_new(ERR_USAGE,
		    _("date format '%s' has no year (%%Y or %%y)"), format);
	return NULL;
}

/* One step of the format at *FORMAT. */
static bool
take_step(struct moment *m, const char **text, const char **format)
{
	const struct conversion *c = NULL;

	if (**format == '%')
		c = conversion_of(*++*format);
	if (c == NULL) {
		if (**text != **format)
			return false;
		++*text;
		++*format;
		return true;
	}
	++*format;
	return c->take((int *)(void *)((char *)m + c->offset), text);
}

static bool
moment_seconds(int64_t *seconds, const struct moment *m)
{
	int64_t value;
	int clock;

	if (!day_exists(&m->day) || m->hour > 23 || m->minute > 59 ||
	    m->second > 59)
		return false;
	clock = m->hour * 3600 + (m->minute - m->east) * 60 + m->second;
	value = day_to_days(&m->day) * DAY_SECONDS + clock;
	if (value < DAY_FIRST * DAY_SECONDS ||
	    value >= (DAY_LAST + 1) * DAY_SECONDS)
		return false;
	*seconds = value;
	return true;
}

const struct err *
time_read(int64_t *seconds, const char *text, const char *format)
{
	struct moment m = { { 0, 1, 1 }, 0, 0, 0, 0 };
	const char *at = text, *step = format;
	const struct err *err;
	bool follows = true;

	if ((err = check_format(format)))
		return err;
	while (follows && *step != '\0')
		follows = take_step(&m, &at, &step);
	if (!follows || *at != '\0')
		return err_new(ERR_DATA,
		    _("'%s' does not follow the date format '%s'"), text,
		    format);
	if (!moment_seconds(seconds, &m))
		return err_new(ERR_DATA, _("'%s' is no date that exists"),
		    text);
	return NULL;
}

/* The same day of another month, or that month's last. */
static bool
add_months(int64_t *days, int64_t today, int64_t months)
{
	struct day d = day_from_days(today);
	int64_t month = d.year * INT64_C(12) + d.month - 1 + months;

	if (month < 0 || month >= INT64_C(12) * 10000)
		return false;
	d.year = (int)(month / 12);
	d.month = (int)(month % 12) + 1;
	if (d.day > month_days(d.year, d.month))
		d.day = month_days(d.year, d.month);
	*days = day_to_days(&d);
	return true;
}

static bool
add_days(int64_t *days, int64_t today, int64_t n)
{
	int64_t day = today + n;

	if (day < DAY_FIRST || day > DAY_LAST)
		return false;
	*days = day;
	return true;
}

/* "+90d": at most seven digits, more than all days there are. */
static bool
relative(int64_t *days, const char *text, int64_t today)
{
	int sign = *text == '-' ? -1 : 1, number;
	int64_t n;

	if (*text != '+' && *text != '-')
		return false;
	text++;
	if (!take_number(&number, &text, 7) || *text == '\0' ||
	    text[1] != '\0')
		return false;
	n = sign * (int64_t)number;
	switch (*text) {
	case 'd':
		return add_days(days, today, n);
	case 'w':
		return add_days(days, today, 7 * n);
	case 'm':
		return add_months(days, today, n);
	case 'y':
		return add_months(days, today, 12 * n);
	default:
		return false;
	}
}

const struct err *
date_typed(int64_t *days, const char *text, int64_t today)
{
	if (strcmp(text, "today") == 0) {
		*days = today;
		return NULL;
	}
	if (relative(days, text, today) || date_parse(text, days))
		return NULL;
	return err_mend(err_new(ERR_USAGE, _("'%s' is not a date"), text),
	    _("write it as 2026-07-15, today, +90d, +2w, +6m or -1y"));
}
