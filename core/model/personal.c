#include "core/model/ids.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

/*
 * What records must not hold: numbers that name a person for life.
 *
 * Identity numbers of GB 11643 have 18 digits, the last one a check digit
 * or X; the old ones have 15 and none.  Mobile numbers have 11, perhaps
 * behind +86.  All are also found with single blanks or dashes between
 * groups of digits, and in full-width digits.  What only looks like one is
 * let through: parts of a DOI, digests, amounts, runs in a longer word.
 */

enum { IDENTITY = 18, OLD_IDENTITY = 15, PHONE = 11, GROUPS = 6 };

/* Marks in a folded text: of currencies, of what counts money, all else
 * that is not ASCII. */
enum { CURRENCY = '$', COUNTED = 1, OTHER = 2 };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz_";

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c != '\0' && strchr(letters, c) != NULL;
}

static bool
is_separator(char c)
{
	return c == ' ' || c == '-';
}

/* ---- One byte a character ---- */

static const struct {
	uint32_t from, to;
	char as;
} folds[] = {
	{ 0xa0, 0xa0, ' ' }, { 0x2000, 0x200a, ' ' }, { 0x202f, 0x202f, ' ' },
	{ 0x3000, 0x3000, ' ' }, { 0x2010, 0x2015, '-' },
	{ 0x2212, 0x2212, '-' }, { 0xff0d, 0xff0d, '-' },
	{ 0xff0b, 0xff0b, '+' }, { 0xff38, 0xff38, 'X' },
	{ 0xff58, 0xff58, 'X' }, { 0xa2, 0xa5, CURRENCY },
	{ 0x20a0, 0x20bf, CURRENCY }, { 0xffe0, 0xffe6, CURRENCY },
	{ 0x4e07, 0x4e07, COUNTED }, { 0x4ebf, 0x4ebf, COUNTED },
	{ 0x5143, 0x5143, COUNTED }, { 0x5706, 0x5706, COUNTED }
};

static char
fold_one(uint32_t cp)
{
	enum { WIDE_ZERO = 0xff10, WIDE_NINE = 0xff19 };

	if (cp < 0x80)
		return (char)cp;
	if (cp >= WIDE_ZERO && cp <= WIDE_NINE)
		return (char)('0' + (cp - WIDE_ZERO));
	for (size_t i = 0; i < COUNT(folds); i++)
		if (cp >= folds[i].from && cp <= folds[i].to)
			return folds[i].as;
	return OTHER;
}

static char *
fold(const char *text)
{
	size_t len = strlen(text), n = 0, step;
	char *out = xmalloc(len + 1);
	uint32_t cp;

	for (; len > 0; text += step, len -= step) {
		step = 1;
		if ((unsigned char)*text < 0x80) {
			out[n++] = *text;
			continue;
		}
		if ((step = utf8_next(text, len, &cp)) == 0) {
			step = 1;
			cp = OTHER;
		}
		out[n++] = fold_one(cp);
	}
	out[n] = '\0';
	return out;
}

static bool
is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

/* Most texts have too few digits; bytes of wide ones count as well. */
bool
text_has_digits(const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n < PHONE; text++)
		n += is_digit(*text) || (unsigned char)*text == 0xef;
	return n == PHONE;
}

/* ---- Groups of digits ---- */

/* Groups from AT on that stand between single separators of one kind. */
struct groups {
	const char *text, *at;    /* the whole, and where the first begins */
	const char *ends[GROUPS];
	size_t lens[GROUPS], n;
	char separator;           /* '\0': there is one group */
};

static void
read_groups(struct groups *g, const char *text, const char *at)
{
	*g = (struct groups){ .text = text, .at = at };
	while (g->n < GROUPS) {
		size_t len = strspn(at, "0123456789");

		g->lens[g->n] = len;
		g->ends[g->n++] = at + len;
		at += len;
		if (!is_separator(*at) || !is_digit(at[1]) ||
		    (g->separator != '\0' && *at != g->separator))
			return;
		g->separator = *at++;
	}
}

/* The digits from AT to END. */
static void
digits_of(char *out, const char *at, const char *end)
{
	for (; at < end; at++)
		if (is_digit(*at))
			*out++ = *at;
	*out = '\0';
}

/* Another group stands in front of the first, joined as these are. */
static bool
goes_on_before(const struct groups *g)
{
	return g->at - g->text >= 2 && g->at[-1] == g->separator &&
	    is_digit(g->at[-2]);
}

static bool
goes_on_behind(const struct groups *g, const char *end)
{
	return g->separator != '\0' && *end == g->separator &&
	    is_digit(end[1]);
}

/* A decimal point, or a letter: part of something else. */
static bool
is_joined(const struct groups *g, const char *end)
{
	const char *at = g->at;

	if (at > g->text && is_letter(at[-1]))
		return true;
	if (at - g->text >= 2 && at[-1] == '.' && is_digit(at[-2]))
		return true;
	return is_letter(*end) || (*end == '.' && is_digit(end[1]));
}

static bool
is_money(const struct groups *g, const char *end)
{
	if (g->at > g->text && g->at[-1] == CURRENCY)
		return true;
	return end[*end == ' '] == COUNTED;
}

/* The word that AT stands in, up to there. */
static const char *
word_before(const char *text, const char *at)
{
	while (at > text && strchr(" \t\r\n\"'", at[-1]) == NULL &&
	    at[-1] != OTHER)
		at--;
	return at;
}

static bool
is_in_doi(const struct groups *g)
{
	const char *word = word_before(g->text, g->at);

	for (; word + 3 < g->at; word++)
		if (str_starts(word, "10.") && word[3 + strspn(word + 3,
		    "0123456789.")] == '/')
			return true;
	return false;
}

static bool
is_in_url(const struct groups *g)
{
	const char *mark = strstr(word_before(g->text, g->at), "://");

	return mark != NULL && mark < g->at;
}

/* ---- Identity numbers ---- */

static const char provinces[] = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 "
    "37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 ";

static bool
is_province(const char *at)
{
	char word[] = { ' ', at[0], at[1], ' ', '\0' };

	return strstr(provinces, word) != NULL;
}

/* CENTURY and the digits at AT are a day on which somebody was born. */
static bool
is_birthday(const char *century, const char *at)
{
	char date[DATE_SIZE] = "0000-00-00";
	int64_t days;

	memcpy(date, century, 2);
	memcpy(date + 2, at, 2);
	memcpy(date + 5, at + 2, 2);
	memcpy(date + 8, at + 4, 2);
	return date_parse(date, &days);
}

/* ISO 7064 MOD 11-2. */
static char
check_digit(const char *digits)
{
	unsigned sum = 0;

	for (size_t i = 0; i < IDENTITY - 1; i++)
		sum = (sum + (unsigned)(digits[i] - '0')) * 2 % 11;
	return "0123456789X"[(12 - sum) % 11];
}

/*
 * Seventeen digits and the check digit LAST.  What begins with 9 is a
 * foreigner's, or the code of an enterprise, which has a check of its own.
 */
static bool
is_identity(const char digits[IDENTITY], char last)
{
	char whole[IDENTITY + 1] = "";

	if (check_digit(digits) != last ||
	    (memcmp(digits + 6, "18", 2) != 0 &&
	    memcmp(digits + 6, "19", 2) != 0 &&
	    memcmp(digits + 6, "20", 2) != 0) ||
	    !is_birthday(digits + 6, digits + 8))
		return false;
	memcpy(whole, digits, IDENTITY - 1);
	whole[IDENTITY - 1] = last;
	if (digits[0] == '9')
		return is_province(digits + 1) && !uscc_valid(whole);
	return is_province(digits);
}

/* A digest: its digits mean nothing. */
static bool
is_in_hex(const struct groups *g)
{
	enum { SHORTEST = 32 };
	static const char hex[] = "0123456789abcdefABCDEF";
	const char *start = g->at;

	while (start > g->text && strchr(hex, start[-1]) != NULL)
		start--;
	return strspn(start, hex) >= SHORTEST;
}

/* "X" or "x" at END, or behind a separator like those before. */
static bool
has_x(const struct groups *g, const char *end)
{
	if (is_separator(*end) &&
	    (g->separator == '\0' || g->separator == *end))
		end++;
	return *end == 'X' || *end == 'x';
}

/* The first N groups, which have TOTAL digits. */
static bool
is_new_identity(const struct groups *g, size_t n, size_t total)
{
	const char *end = g->ends[n - 1];
	char digits[IDENTITY + 1], last;

	if (total != IDENTITY &&
	    !(total == IDENTITY - 1 && has_x(g, end)))
		return false;
	digits_of(digits, g->at, end);
	last = total == IDENTITY ? digits[IDENTITY - 1] : 'X';
	return is_identity(digits, last) && !is_in_hex(g) && !is_in_doi(g);
}

static bool
is_old_identity(const struct groups *g)
{
	char digits[OLD_IDENTITY + 1];
	const char *end = g->ends[0];

	if (g->lens[0] == OLD_IDENTITY)
		digits_of(digits, g->at, end);
	else if (g->n == 3 && g->lens[0] == 6 && g->lens[1] == 6 &&
	    g->lens[2] == 3 && !goes_on_before(g))
		digits_of(digits, g->at, end = g->ends[2]);
	else
		return false;
	return is_province(digits) && is_birthday("19", digits + 6) &&
	    !is_joined(g, end) && !is_money(g, end) && !is_in_doi(g) &&
	    !is_in_url(g);
}

static bool
has_identity(const struct groups *g)
{
	size_t total = 0;

	for (size_t i = 0; i < g->n && total < IDENTITY; i++) {
		total += g->lens[i];
		if (g->lens[i] == 1 && i + 1 < g->n)
			break;
		if (is_new_identity(g, i + 1, total))
			return true;
	}
	return is_old_identity(g);
}

/* ---- Phone numbers ---- */

/* How eleven digits are grouped. */
static const size_t groupings[][3] = {
	{ 11, 0, 0 }, { 3, 4, 4 }, { 4, 3, 4 }, { 3, 3, 5 }, { 3, 8, 0 }
};

/* How many groups are such a number; 0: none. */
static size_t
grouped_phone(const struct groups *g)
{
	for (size_t i = 0; i < COUNT(groupings); i++) {
		size_t n = 0;

		while (n < 3 && groupings[i][n] > 0 && n < g->n &&
		    groupings[i][n] == g->lens[n])
			n++;
		if (n == 3 || groupings[i][n] == 0)
			return n;
	}
	return 0;
}

/* "86" or "0086" in front, which is no part of another number. */
static bool
is_behind_country(const struct groups *g)
{
	const char *end = g->at - 1, *start = end;

	while (start > g->text && is_digit(start[-1]))
		start--;
	return (end - start == 2 && memcmp(start, "86", 2) == 0) ||
	    (end - start == 4 && memcmp(start, "0086", 4) == 0);
}

static bool
is_mobile(const char *digits)
{
	return digits[0] == '1' && digits[1] >= '3';
}

/* The country without anything between: "+8613…", "008613…". */
static bool
is_whole_phone(const struct groups *g)
{
	bool plus = g->at > g->text && g->at[-1] == '+';
	size_t len = g->lens[0];

	return (plus && len == PHONE + 2 && str_starts(g->at, "86") &&
	    is_mobile(g->at + 2)) ||
	    (len == PHONE + 4 && str_starts(g->at, "0086") &&
	    is_mobile(g->at + 4));
}

static bool
has_phone(const struct groups *g)
{
	size_t n = grouped_phone(g);
	const char *end = g->ends[n > 0 ? n - 1 : 0];
	char digits[PHONE + 1];

	if (n > 0) {
		digits_of(digits, g->at, end);
		if (!is_mobile(digits))
			return false;
	} else if (!is_whole_phone(g)) {
		return false;
	}
	if (n > 1 && (goes_on_behind(g, end) ||
	    (goes_on_before(g) && !is_behind_country(g))))
		return false;
	return !is_joined(g, end) && !is_money(g, end) && !is_in_doi(g) &&
	    !is_in_url(g);
}

/* ---- A text ---- */

static bool
search(const char *text, bool (*has)(const struct groups *))
{
	struct groups groups;
	bool found = false;
	char *folded = NULL;

	if (!text_has_digits(text))
		return false;
	if (!is_ascii(text))
		text = folded = fold(text);
	for (const char *at = text; *at != '\0' && !found;) {
		if (!is_digit(*at)) {
			at++;
			continue;
		}
		read_groups(&groups, text, at);
		found = has(&groups);
		at = groups.ends[0];
	}
	free(folded);
	return found;
}

bool
text_has_identity_number(const char *text)
{
	return search(text, has_identity);
}

bool
text_has_phone_number(const char *text)
{
	return search(text, has_phone);
}
