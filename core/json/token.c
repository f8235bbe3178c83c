#include "core/json/scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

void
scan_position(const struct scan *s, int *line, int *column)
{
	*line = *column = 1;
	for (const char *p = s->text; p < s->at; p++) {
		if (*p == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)*p & 0xc0) != 0x80) {
			++*column;
		}
	}
}

/* Always false, for the scanners to return. */
bool
scan_refuse(struct scan *s, const char *at, const char *fmt, ...)
{
	char *what = NULL, *where = NULL;
	int line, column;
	va_list ap;

	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	s->at = at;
	scan_position(s, &line, &column);
	where = xasprintf("%s:%d:%d", s->name, line, column);
	s->err = err_in(err_new(ERR_DATA, "%s", what), where);
	free(where);
	free(what);
	return false;
}

bool
scan_mend(struct scan *s, const char *fmt, ...)
{
	char *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	line = xvasprintf(fmt, ap);
	va_end(ap);
	s->err = err_mend(s->err, "%s", line);
	free(line);
	return false;
}

/* The character at AT as a message may show it; returns its length. */
static size_t
show_one(char out[sizeof("<U+10FFFF>")], const char *at, size_t len)
{
	uint32_t cp;
	size_t n = utf8_next(at, len, &cp);

	if (n == 0)
		snprintf(out, sizeof("<U+10FFFF>"), "<%02X>",
		    (unsigned)(unsigned char)*at);
	else if (utf8_is_control(cp) || utf8_is_noncharacter(cp))
		snprintf(out, sizeof("<U+10FFFF>"), "<U+%04X>", (unsigned)cp);
	else
		snprintf(out, sizeof("<U+10FFFF>"), "%.*s", (int)n, at);
	return n > 0 ? n : 1;
}

/* LEN bytes at AT, fit for a message; good until the next call. */
const char *
scan_show(struct scan *s, const char *at, size_t len)
{
	char one[sizeof("<U+10FFFF>")];
	size_t used = 0, n;

	for (; len > 0 && used < SCAN_SHOWN; at += n, len -= n) {
		n = show_one(one, at, len);
		memcpy(s->shown + used, one, strlen(one));
		used += strlen(one);
	}
	snprintf(s->shown + used, sizeof(s->shown) - used, "%s",
	    len > 0 ? "..." : "");
	return s->shown;
}

/* The one character at AT. */
static const char *
show_char(struct scan *s, const char *at)
{
	show_one(s->shown, at, (size_t)(s->end - at));
	return s->shown;
}

/* EXPECTED does not stand at the cursor. */
bool
scan_unexpected(struct scan *s, const char *expected)
{
	if (s->at >= s->end)
		return scan_refuse(s, s->at, _("text ends, expected %s"),
		    expected);
	if (*s->at == '/' || *s->at == '#')
		return scan_refuse(s, s->at,
		    _("JSON has no comments, expected %s"), expected);
	return scan_refuse(s, s->at, _("'%s' is wrong here, expected %s"),
	    show_char(s, s->at), expected);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits at AT; -1 when they are not there. */
static long
hex4(const char *at, const char *end)
{
	long value = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* The low half of a pair at AT, or -1. */
static long
low_half(const char *at, const char *end)
{
	long low;

	if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return -1;
	low = hex4(at + 2, end);
	return low >= 0xdc00 && low <= 0xdfff ? low : -1;
}

/* The code point of \uXXXX at AT, or of a pair of them; -1: lone half. */
static long
escape_scalar(const char *at, const char *end)
{
	long cp = hex4(at + 2, end), low;

	if (cp < 0xd800 || cp > 0xdfff)
		return cp;
	low = cp < 0xdc00 ? low_half(at + 6, end) : -1;
	return low < 0 ? -1 : 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
}

static bool
check_scalar(struct scan *s, const char *at, long cp)
{
	if (cp == 0)
		return scan_refuse(s, at, _("U+0000 in a string"));
	if (utf8_is_noncharacter((uint32_t)cp))
		return scan_refuse(s, at, _("noncharacter U+%04lX in a string"),
		    (unsigned long)cp);
	return true;
}

/* At the backslash of \uXXXX. */
static bool
scan_unicode(struct scan *s)
{
	const char *at = s->at;
	long cp;

	if (hex4(at + 2, s->end) < 0)
		return scan_refuse(s, at, _("'\\u' without four hex digits"));
	if ((cp = escape_scalar(at, s->end)) < 0)
		return scan_refuse(s, at, _("lone surrogate '%s'"),
		    scan_show(s, at, 6));
	s->at += cp < 0x10000 ? 6 : 12;
	return check_scalar(s, at, cp);
}

static bool
scan_escape(struct scan *s)
{
	char c = '\0';

	if (s->end - s->at > 1)
		c = s->at[1];
	s->escaped = true;
	if (c == 'u')
		return scan_unicode(s);
	if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL)
		return scan_refuse(s, s->at, _("unknown escape '%s'"),
		    scan_show(s, s->at, s->end - s->at > 1 ? 2 : 1));
	s->at += 2;
	return true;
}

static bool
refuse_control(struct scan *s)
{
	unsigned c = (unsigned char)*s->at;

	if (c == '\n' || c == '\r') {
		scan_refuse(s, s->at, _("line ends within a string"));
		return scan_mend(s,
		    _("close it with '\"', or write the line end as '\\n'"));
	}
	scan_refuse(s, s->at, _("raw control character U+%04X in a string"), c);
	if (c == '\0')
		return scan_mend(s, _("leave it out"));
	return scan_mend(s, _("leave it out, or write it as '\\u%04x'"), c);
}

/* Bytes 0x80 and up. */
static bool
scan_wide(struct scan *s)
{
	uint32_t cp;
	size_t n = utf8_next(s->at, (size_t)(s->end - s->at), &cp);

	if (n == 0)
		return scan_refuse(s, s->at, _("byte 0x%02X is not UTF-8"),
		    (unsigned)(unsigned char)*s->at);
	if (!check_scalar(s, s->at, (long)cp))
		return false;
	s->at += n;
	return true;
}

/* What a byte within a string asks for. */
enum byte { PLAIN, CONTROL, QUOTE, ESCAPE, WIDE };

static enum byte
byte_kind(unsigned char c)
{
	if (c >= 0x80)
		return WIDE;
	if (c < 0x20)
		return CONTROL;
	return c == '"' ? QUOTE : c == '\\' ? ESCAPE : PLAIN;
}

enum { EIGHT = sizeof(uint64_t) };

/* BYTE in each of eight. */
#define EACH(byte) ((uint64_t)(byte) * UINT64_C(0x0101010101010101))

/* Whether one of eight bytes, all below 0x80, is zero. */
static bool
has_zero(uint64_t bytes)
{
	return ((bytes - EACH(1)) & EACH(0x80)) != 0;
}

size_t
text_plain(const char *ptr, size_t len)
{
	size_t n = 0;
	uint64_t eight;

	for (; len - n >= EIGHT; n += EIGHT) {
		memcpy(&eight, ptr + n, EIGHT);
		if ((eight & EACH(0x80)) != 0 ||
		    ((eight - EACH(0x20)) & EACH(0x80)) != 0 ||
		    has_zero(eight ^ EACH('"')) ||
		    has_zero(eight ^ EACH('\\')))
			break;
	}
	while (n < len && byte_kind((unsigned char)ptr[n]) == PLAIN)
		n++;
	return n;
}

/* At the opening quote; leaves the cursor behind the closing one. */
bool
scan_string(struct scan *s)
{
	const char *start = s->at++;
	bool going = true;

	s->escaped = false;
	while (going) {
		s->at += text_plain(s->at, (size_t)(s->end - s->at));
		if (s->at >= s->end)
			return scan_refuse(s, start, _("string is not closed"));
		switch (byte_kind((unsigned char)*s->at)) {
		case QUOTE:
			s->at++;
			return true;
		case CONTROL:
			return refuse_control(s);
		case ESCAPE:
			going = scan_escape(s);
			break;
		default:
			going = scan_wide(s);
			break;
		}
	}
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Everything from AT that looks like part of a number. */
static size_t
number_length(const struct scan *s, const char *at)
{
	const char *p = at;

	while (p < s->end && (is_digit(*p) ||
	    (*p != '\0' && strchr("+-.eE", *p) != NULL)))
		p++;
	return (size_t)(p - at);
}

/* What is wrong with the number of LEN bytes at AT; NULL: nothing. */
static const char *
number_fault(const char *at, size_t len)
{
	static const char limit[] = "9007199254740992";
	const size_t most = sizeof(limit) - 1;
	size_t sign = *at == '-', digits = len - sign;

	at += sign;
	if (digits == 0 || !is_digit(*at))
		return N_("no digit");
	for (size_t i = 0; i < digits; i++)
		if (!is_digit(at[i]))
			return strchr(".eE", at[i]) != NULL ?
			    N_("fraction or exponent") : N_("not a number");
	if (*at == '0' && digits > 1)
		return N_("leading zero");
	if (digits > most || (digits == most && memcmp(at, limit, most) >= 0))
		return N_("not below 2^53 in absolute value");
	return NULL;
}

bool
scan_number(struct scan *s)
{
	size_t len = number_length(s, s->at);
	const char *fault = number_fault(s->at, len);

	if (len == 2 && memcmp(s->at, "-0", 2) == 0) {
		scan_refuse(s, s->at, _("number '-0': minus zero"));
		return scan_mend(s, _("write 0"));
	}
	if (fault != NULL) {
		scan_refuse(s, s->at, _("number '%s': %s"),
		    scan_show(s, s->at, len), _(fault));
		return scan_mend(s, _("write it as a string: \"%s\""),
		    s->shown);
	}
	s->at += len;
	return true;
}

bool
scan_word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t len = strlen(words[i]);

		if ((size_t)(s->end - s->at) >= len &&
		    memcmp(s->at, words[i], len) == 0) {
			s->at += len;
			return true;
		}
	}
	return scan_unexpected(s, _("a value"));
}

static void
add_utf8(struct str *out, long cp)
{
	if (cp < 0x80) {
		str_addc(out, (char)cp);
		return;
	}
	if (cp < 0x800) {
		str_addc(out, (char)(0xc0 | cp >> 6));
	} else if (cp < 0x10000) {
		str_addc(out, (char)(0xe0 | cp >> 12));
		str_addc(out, (char)(0x80 | (cp >> 6 & 0x3f)));
	} else {
		str_addc(out, (char)(0xf0 | cp >> 18));
		str_addc(out, (char)(0x80 | (cp >> 12 & 0x3f)));
		str_addc(out, (char)(0x80 | (cp >> 6 & 0x3f)));
	}
	str_addc(out, (char)(0x80 | (cp & 0x3f)));
}

/* The escape at AT; returns where it ends. */
static const char *
add_escape(struct str *out, const char *at, const char *end)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *known;
	long cp;

	if (at[1] != 'u') {
		known = strchr(from, at[1]);
		str_addn(out, known != NULL ? to + (known - from) : at + 1, 1);
		return at + 2;
	}
	cp = escape_scalar(at, end);
	add_utf8(out, cp);
	return at + (cp < 0x10000 ? 6 : 12);
}

void
text_decode(struct str *out, const char *ptr, size_t len)
{
	const char *end = ptr + len;

	while (ptr < end) {
		const char *escape = memchr(ptr, '\\', (size_t)(end - ptr));
		const char *stop = escape != NULL ? escape : end;

		str_addn(out, ptr, (size_t)(stop - ptr));
		ptr = escape != NULL ? add_escape(out, escape, end) : end;
	}
}
