#include "core/sig/base64.h"

#include <stdint.h>

/* What a character stands for; -1: nothing. */
static int
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* The last characters that are padding: none, one or two. */
static size_t
padding(const char *text, size_t len)
{
	if (text[len - 1] != '=')
		return 0;
	return text[len - 2] == '=' ? 2 : 1;
}

bool
base64_decode(struct str *out, const char *text, size_t len)
{
	size_t before = out->len, pad;
	uint32_t bits = 0;
	int value;

	if (len == 0 || len % 4 != 0)
		return false;
	pad = padding(text, len);
	for (size_t i = 0; i < len - pad; i++) {
		if ((value = value_of(text[i])) < 0)
			goto bad;
		bits = bits << 6 | (uint32_t)value;
		if (i % 4 > 0)
			str_addc(out, (char)(bits >> (6 - i % 4 * 2)));
	}
	/* What of the last character is not in a byte is zero. */
	if ((pad == 1 && bits & 3) || (pad == 2 && bits & 15))
		goto bad;
	return true;
bad:
	str_cut(out, before);
	return false;
}
