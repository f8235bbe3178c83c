#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "core/base/mem.h"

/*
 * By the first byte: how long the sequence is, which second bytes it may
 * have (this keeps out overlong forms, surrogates and what is too high).
 */
struct lead {
	unsigned char first, last; /* first bytes */
	unsigned char len, low, high;
};

static const struct lead leads[] = {
	{ 0xc2, 0xdf, 2, 0x80, 0xbf },
	{ 0xe0, 0xe0, 3, 0xa0, 0xbf },
	{ 0xe1, 0xec, 3, 0x80, 0xbf },
	{ 0xed, 0xed, 3, 0x80, 0x9f },
	{ 0xee, 0xef, 3, 0x80, 0xbf },
	{ 0xf0, 0xf0, 4, 0x90, 0xbf },
	{ 0xf1, 0xf3, 4, 0x80, 0xbf },
	{ 0xf4, 0xf4, 4, 0x80, 0x8f },
};

static const struct lead *
lead_of(unsigned char c)
{
	for (size_t i = 0; i < COUNT(leads); i++)
		if (c <= leads[i].last)
			return c >= leads[i].first ? &leads[i] : NULL;
	return NULL;
}

size_t
utf8_next(const char *text, size_t len, uint32_t *cp)
{
	const unsigned char *c = (const unsigned char *)text;
	const struct lead *lead;
	uint32_t value;

	if (len == 0)
		return 0;
	if (c[0] < 0x80) {
		*cp = c[0];
		return 1;
	}
	if ((lead = lead_of(c[0])) == NULL || len < lead->len ||
	    c[1] < lead->low || c[1] > lead->high)
		return 0;
	value = c[0] & (0xffU >> (lead->len + 1));
	for (size_t i = 1; i < lead->len; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (c[i] & 0x3fU);
	}
	*cp = value;
	return lead->len;
}

bool
utf8_valid(const char *text, size_t len)
{
	uint32_t cp;
	size_t n;

	for (; len > 0; text += n, len -= n)
		if ((n = utf8_next(text, len, &cp)) == 0)
			return false;
	return true;
}

/*
 * As utf8_next, for text that may be damaged: a bad byte counts as U+FFFD,
 * which is how terminals show it.
 */
static size_t
next_shown(const char *text, size_t len, uint32_t *cp)
{
	size_t n = utf8_next(text, len, cp);

	if (n > 0)
		return n;
	*cp = 0xfffd;
	return 1;
}

size_t
utf8_length(const char *text)
{
	size_t left = strlen(text), count = 0, n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n, count++)
		n = next_shown(text, left, &cp);
	return count;
}

static size_t
columns_of(uint32_t cp)
{
	int width = utf8proc_charwidth((utf8proc_int32_t)cp);

	return width > 0 ? (size_t)width : 0;
}

size_t
utf8_width(const char *text)
{
	size_t left = strlen(text), width = 0, n;
	uint32_t cp;

	for (; left > 0; text += n, left -= n) {
		n = next_shown(text, left, &cp);
		width += columns_of(cp);
	}
	return width;
}

size_t
utf8_fit(const char *text, size_t columns)
{
	size_t left = strlen(text), at = 0, width = 0, fits = 0, n;
	utf8proc_int32_t before = 0, state = 0;
	uint32_t cp;

	/* FITS: bytes up to the last cluster border that is within. */
	for (; at < left; at += n) {
		n = next_shown(text + at, left - at, &cp);
		if (at == 0 || utf8proc_grapheme_break_stateful(before,
		    (utf8proc_int32_t)cp, &state))
			fits = at;
		before = (utf8proc_int32_t)cp;
		width += columns_of(cp);
		if (width > columns)
			return fits;
	}
	return left;
}

char *
utf8_fold(const char *text)
{
	utf8proc_uint8_t *folded = NULL;

	if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &folded,
	    UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
	    UTF8PROC_CASEFOLD) < 0)
		BUG("text to fold is not UTF-8");
	return (char *)folded;
}

struct range {
	uint32_t first, last;
};

static bool
within(uint32_t cp, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n && cp >= ranges[i].first; i++)
		if (cp <= ranges[i].last)
			return true;
	return false;
}

bool
utf8_is_control(uint32_t cp)
{
	static const struct range controls[] = {
		{ 0x0000, 0x001f },
		{ 0x007f, 0x009f },
		{ 0x061c, 0x061c },   /* Arabic letter mark */
		{ 0x180e, 0x180e },   /* Mongolian vowel separator */
		{ 0x200b, 0x200f },   /* zero width; LRM, RLM */
		{ 0x2028, 0x202e },   /* separators; embeddings, overrides */
		{ 0x2060, 0x206f },   /* word joiner, isolates, deprecated */
		{ 0xfeff, 0xfeff },   /* zero-width no-break space */
		{ 0xfff9, 0xfffb },   /* interlinear annotation */
		{ 0xe0000, 0xe007f }, /* tags: text that nobody sees */
	};

	return within(cp, controls, COUNT(controls));
}

bool
utf8_is_noncharacter(uint32_t cp)
{
	return (cp & 0xfffe) == 0xfffe || (cp >= 0xfdd0 && cp <= 0xfdef);
}
