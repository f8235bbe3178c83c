#ifndef PROVEN_BASE_DECIMAL_H
#define PROVEN_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * Exact decimal numbers of any length, for measured values: in doubles
 * 0.3-0.1>=0.2 is false.  Text form: -?digits[.digits][(e|E)[+-]digits],
 * at most DECIMAL_MAX characters, exponent within DECIMAL_EXP.
 */
enum { DECIMAL_MAX = 100, DECIMAL_EXP = 999 };

struct decimal; /* immutable */

/* NULL when TEXT is not a decimal; else free with decimal_free. */
struct decimal *decimal_parse(const char *text);
void decimal_free(struct decimal *);

/* -1, 0 or 1: A less than, equal to or greater than B. */
int decimal_cmp(const struct decimal *a, const struct decimal *b);
/* A - B; the caller frees. */
struct decimal *decimal_sub(const struct decimal *a, const struct decimal *b);
struct decimal *decimal_neg(const struct decimal *);
/* -1, 0 or 1. */
int decimal_sign(const struct decimal *);
/* Plain notation, no exponent, no needless zeros; the caller frees. */
char *decimal_format(const struct decimal *);
/* The same, but with an exponent where it would be mostly zeros: "1e999",
 * for people. */
char *decimal_short(const struct decimal *);

/* A whole decimal number, no sign but '-', within int64_t; else false. */
bool integer_parse(const char *text, int64_t *value);

/*
 * Money.  Records hold an integer number of minor units; people type and
 * read "1200.50".  DIGITS is how many digits the currency has after the
 * point (currency_digits).  False: not a number, more digits than the
 * currency has, or beyond 2^53.
 */
bool money_parse(const char *text, int digits, int64_t *minor);
/* "-1200.50"; the caller frees. */
char *money_format(int64_t minor, int digits);
/* By ISO 4217: 2 for CNY, 0 for JPY, 3 for KWD; 2 when unknown. */
int currency_digits(const char *code);

#endif
