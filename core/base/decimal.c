#include "core/base/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"

/*
 * SIGN * DIGITS * 10^EXP.  DIGITS (N of them) has no zero at either end;
 * of zero it is empty, and SIGN and EXP are 0.
 */
struct decimal {
	int sign, exp, n;
	char *digits;
};

/* Takes DIGITS, of any shape, and brings it into the one form. */
static struct decimal *
decimal_new(int sign, char *digits, int exp)
{
	struct decimal *d = xmalloc(sizeof(*d));
	size_t zeros = strspn(digits, "0"), n = strlen(digits) - zeros;

	memmove(digits, digits + zeros, n);
	while (n > 0 && digits[n - 1] == '0') {
		n--;
		exp++;
	}
	digits[n] = '\0';
	*d = (struct decimal){ n > 0 ? sign : 0, n > 0 ? exp : 0, (int)n,
	    digits };
	return d;
}

void
decimal_free(struct decimal *d)
{
	if (d == NULL)
		return;
	free(d->digits);
	free(d);
}

/* The digits at *TEXT, which is moved behind them; how many. */
static size_t
take_digits(struct str *out, const char **text)
{
	size_t n = strspn(*text, "0123456789");

	str_addn(out, *text, n);
	*text += n;
	return n;
}

/* "e-7", or nothing, up to the end of the text. */
static bool
take_exponent(int *exp, const char *text)
{
	int sign = 1;

	*exp = 0;
	if (*text == '\0')
		return true;
	if (*text != 'e' && *text != 'E')
		return false;
	text++;
	if (*text == '+' || *text == '-')
		sign = *text++ == '-' ? -1 : 1;
	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return false;
	for (; *text != '\0' && *exp <= DECIMAL_EXP; text++)
		*exp = *exp * 10 + (*text - '0');
	if (*exp > DECIMAL_EXP)
		return false;
	*exp *= sign;
	return true;
}

struct decimal *
decimal_parse(const char *text)
{
	struct str digits = STR_INIT;
	size_t whole, part = 0;
	int sign = 1, exp = 0;
	bool ok;

	if (strlen(text) > DECIMAL_MAX)
		return NULL;
	if (*text == '-') {
		sign = -1;
		text++;
	}
	whole = take_digits(&digits, &text);
	ok = whole > 0;
	if (ok && *text == '.') {
		text++;
		part = take_digits(&digits, &text);
		ok = part > 0;
	}
	if (!ok || !take_exponent(&exp, text)) {
		str_release(&digits);
		return NULL;
	}
	return decimal_new(sign, str_take(&digits), exp - (int)part);
}

/* Compares without signs: where the first digit stands, then digits. */
static int
magnitude_cmp(const struct decimal *a, const struct decimal *b)
{
	int top_a = a->exp + a->n, top_b = b->exp + b->n, way;

	if (a->n == 0 || b->n == 0)
		return (a->n > 0) - (b->n > 0);
	if (top_a != top_b)
		return top_a < top_b ? -1 : 1;
	way = strcmp(a->digits, b->digits);
	return (way > 0) - (way < 0);
}

int
decimal_cmp(const struct decimal *a, const struct decimal *b)
{
	if (a->sign != b->sign)
		return a->sign < b->sign ? -1 : 1;
	return a->sign * magnitude_cmp(a, b);
}

/* The digit of D that counts 10^PLACE, as a number. */
static int
digit_at(const struct decimal *d, int place)
{
	int i = d->n - 1 - (place - d->exp);

	return i >= 0 && i < d->n ? d->digits[i] - '0' : 0;
}

/* |A| + WAY * |B|, WAY 1 or -1; with -1, |A| >= |B|.  SIGN: its sign. */
static struct decimal *
combine(int sign, const struct decimal *a, const struct decimal *b, int way)
{
	int low = a->exp < b->exp ? a->exp : b->exp;
	int top_a = a->exp + a->n, top_b = b->exp + b->n;
	int n = (top_a > top_b ? top_a : top_b) - low + 1, carry = 0;
	char *digits = xmalloc((size_t)n + 1);

	for (int i = 0; i < n; i++) {
		int sum = digit_at(a, low + i) + way * digit_at(b, low + i) +
		    carry;

		carry = sum < 0 ? -1 : sum / 10;
		digits[n - 1 - i] = (char)('0' + (sum - carry * 10));
	}
	digits[n] = '\0';
	return decimal_new(sign, digits, low);
}

static struct decimal *
with_sign(const struct decimal *d, int sign)
{
	return decimal_new(sign, xstrdup(d->digits), d->exp);
}

struct decimal *
decimal_neg(const struct decimal *d)
{
	return with_sign(d, -d->sign);
}

struct decimal *
decimal_sub(const struct decimal *a, const struct decimal *b)
{
	if (b->sign == 0)
		return with_sign(a, a->sign);
	if (a->sign == 0)
		return decimal_neg(b);
	if (a->sign != b->sign)
		return combine(a->sign, a, b, 1);
	if (magnitude_cmp(a, b) >= 0)
		return combine(a->sign, a, b, -1);
	return combine(-a->sign, b, a, -1);
}

int
decimal_sign(const struct decimal *d)
{
	return d->sign;
}

char *
decimal_format(const struct decimal *d)
{
	struct str out = STR_INIT;
	int top = d->exp + d->n, place;

	if (d->sign < 0)
		str_addc(&out, '-');
	for (place = top > 1 ? top - 1 : 0; place >= 0; place--)
		str_addc(&out, (char)('0' + digit_at(d, place)));
	if (d->exp < 0)
		str_addc(&out, '.');
	for (place = -1; place >= d->exp; place--)
		str_addc(&out, (char)('0' + digit_at(d, place)));
	return str_take(&out);
}

/* Zeros that the plain notation would add to the digits of D. */
static int
padding(const struct decimal *d)
{
	return d->exp > 0 ? d->exp : -(d->exp + d->n);
}

char *
decimal_short(const struct decimal *d)
{
	enum { ZEROS = 12 };

	if (padding(d) <= ZEROS)
		return decimal_format(d);
	return xasprintf("%s%c%s%se%d", d->sign < 0 ? "-" : "",
	    d->digits[0], d->n > 1 ? "." : "", d->digits + 1,
	    d->exp + d->n - 1);
}

/* Digits only, the value negative so that INT64_MIN fits; else false. */
static bool
parse_negative(const char *text, int64_t *value)
{
	int64_t n = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if (*text < '0' || *text > '9' ||
		    __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, *text - '0', &n))
			return false;
	*value = n;
	return true;
}

bool
integer_parse(const char *text, int64_t *value)
{
	bool minus = *text == '-';
	int64_t n;

	if (!parse_negative(text + minus, &n) || (!minus && n == INT64_MIN))
		return false;
	*value = minus ? n : -n;
	return true;
}
