#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "tests/fuzz/fuzz.h"

/* What is written is read as the same value, where it is short enough. */
static void
check_text(const struct decimal *d)
{
	char *text = decimal_format(d);
	struct decimal *again = decimal_parse(text);

	HOLDS((again != NULL) == (strlen(text) <= DECIMAL_MAX));
	if (again != NULL)
		HOLDS(decimal_cmp(d, again) == 0);
	decimal_free(again);
	free(text);
}

static void
check_pair(const struct decimal *a, const struct decimal *b)
{
	struct decimal *slack = decimal_sub(a, b), *other = decimal_sub(b, a);
	struct decimal *neg = decimal_neg(b), *back = decimal_sub(slack, neg);

	HOLDS(decimal_cmp(a, b) == -decimal_cmp(b, a));
	HOLDS(decimal_sign(slack) == decimal_cmp(a, b));
	HOLDS(decimal_sign(other) == -decimal_sign(slack));
	HOLDS(decimal_cmp(back, a) == 0);
	check_text(slack);
	decimal_free(back);
	decimal_free(neg);
	decimal_free(other);
	decimal_free(slack);
}

/* An integer is the decimal of the same text. */
static void
check_integer(const char *text)
{
	struct decimal *a, *b;
	int64_t value;
	char *plain;

	if (!integer_parse(text, &value) || strlen(text) > DECIMAL_MAX)
		return;
	plain = xasprintf("%lld", (long long)value);
	a = decimal_parse(text);
	b = decimal_parse(plain);
	HOLDS(a != NULL && b != NULL && decimal_cmp(a, b) == 0);
	decimal_free(a);
	decimal_free(b);
	free(plain);
}

static void
check_money(const char *text)
{
	for (int digits = 0; digits <= 4; digits++) {
		int64_t minor, again;
		char *written;

		if (!money_parse(text, digits, &minor))
			continue;
		written = money_format(minor, digits);
		HOLDS(money_parse(written, digits, &again));
		HOLDS(again == minor);
		free(written);
	}
}

/* Two numbers, a line each. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	char *end = strchr(text, '\n');
	struct decimal *a, *b = NULL;

	if (end != NULL)
		*end = '\0';
	a = decimal_parse(text);
	if (end != NULL)
		b = decimal_parse(end + 1);
	if (a != NULL)
		check_text(a);
	if (a != NULL && b != NULL)
		check_pair(a, b);
	check_integer(text);
	check_money(text);
	decimal_free(a);
	decimal_free(b);
	free(text);
	return 0;
}
