#include "core/sig/base64.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "core/base/mem.h"

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

/* The lines of LEN characters at TEXT joined. */
static bool
join_lines(struct str *out, const char *text, size_t len)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);

		if (end == NULL || end == text)
			return false;
		str_addn(out, text, (size_t)(end - text));
		len -= (size_t)(end - text) + 1;
		text = end + 1;
	}
	return true;
}

bool
base64_decode_lines(struct str *out, const char *text, size_t len)
{
	struct str joined = STR_INIT;
	bool decoded = join_lines(&joined, text, len) &&
	    base64_decode(out, joined.ptr, joined.len);

	str_release(&joined);
	return decoded;
}

void
base64_encode(struct str *out, const void *ptr, size_t len)
{
	char *text = xmalloc((len + 2) / 3 * 4 + 1);

	EVP_EncodeBlock((unsigned char *)text, ptr, (int)len);
	str_add(out, text);
	free(text);
}
