#include "core/base/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"

/* Records hold money in JSON numbers. */
#define MINOR_LIMIT (INT64_C(1) << 53)

/* "1200.50" as the text of 120050. */
static bool
shift_point(struct str *out, const char *text, int digits)
{
	size_t whole = strcspn(text, "."), part = 0;

	if (whole == 0 || (whole == 1 && *text == '-'))
		return false;
	str_addn(out, text, whole);
	if (text[whole] == '.') {
		part = strlen(text + whole + 1);
		if (part == 0 || part > (size_t)digits)
			return false;
		str_add(out, text + whole + 1);
	}
	for (; part < (size_t)digits; part++)
		str_addc(out, '0');
	return true;
}

bool
money_parse(const char *text, int digits, int64_t *minor)
{
	struct str whole = STR_INIT;
	int64_t value = 0;
	bool ok;

	ok = shift_point(&whole, text, digits) &&
	    integer_parse(whole.ptr, &value) && value < MINOR_LIMIT &&
	    value > -MINOR_LIMIT;
	if (ok)
		*minor = value;
	str_release(&whole);
	return ok;
}

char *
money_format(int64_t minor, int digits)
{
	const char *sign = minor < 0 ? "-" : "";
	uint64_t size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
	uint64_t unit = 1;

	if (digits == 0)
		return xasprintf("%s%llu", sign, (unsigned long long)size);
	for (int i = 0; i < digits; i++)
		unit *= 10;
	return xasprintf("%s%llu.%0*llu", sign,
	    (unsigned long long)(size / unit), digits,
	    (unsigned long long)(size % unit));
}

int
currency_digits(const char *code)
{
	/* ISO 4217, those that do not have two. */
	static const struct {
		char code[4];
		int digits;
	} odd[] = {
		{ "BHD", 3 }, { "BIF", 0 }, { "CLF", 4 }, { "CLP", 0 },
		{ "DJF", 0 }, { "GNF", 0 }, { "IQD", 3 }, { "ISK", 0 },
		{ "JOD", 3 }, { "JPY", 0 }, { "KMF", 0 }, { "KRW", 0 },
		{ "KWD", 3 }, { "LYD", 3 }, { "OMR", 3 }, { "PYG", 0 },
		{ "RWF", 0 }, { "TND", 3 }, { "UGX", 0 }, { "UYI", 0 },
		{ "UYW", 4 }, { "VND", 0 }, { "VUV", 0 }, { "XAF", 0 },
		{ "XOF", 0 }, { "XPF", 0 },
	};

	for (size_t i = 0; i < COUNT(odd); i++)
		if (strcmp(odd[i].code, code) == 0)
			return odd[i].digits;
	return 2;
}
