#include "core/git/armour.h"

#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include "core/base/mem.h"
#include "core/base/str.h"

/* The body between the lines BEGIN and END, which hold all of TEXT. */
static const char *
body(const char *text, const char *begin, const char *end, size_t *len)
{
	const char *last;

	if (!str_starts(text, begin))
		return NULL;
	text += strlen(begin);
	last = strstr(text, end);
	if (last == NULL || last == text || last[-1] != '\n' ||
	    strcmp(last, end) != 0 || strstr(text, "-----BEGIN"))
		return NULL;
	*len = (size_t)(last - text);
	return text;
}

bool
armour_is_openpgp(const char *text)
{
	size_t len;

	return body(text, "-----BEGIN PGP SIGNATURE-----\n",
	    "-----END PGP SIGNATURE-----\n", &len) != NULL && len > 64;
}

/* The bytes of base64 TEXT; their number, or 0. */
static size_t
decode(const char *text, size_t len, unsigned char **out)
{
	struct str joined = STR_INIT;
	int n = -1;

	for (size_t i = 0; i < len; i++)
		if (text[i] != '\n' && text[i] != '\r')
			str_addc(&joined, text[i]);
	*out = xmalloc(joined.len + 4);
	if (joined.len > 0 && joined.len < 1000000)
		n = EVP_DecodeBlock(*out, (const unsigned char *)joined.ptr,
		    (int)joined.len);
	for (size_t i = joined.len; n > 0 && i-- > 0 &&
	    joined.ptr[i] == '=';)
		n--;
	str_release(&joined);
	return n > 0 ? (size_t)n : 0;
}

/* A length and so many bytes at *AT, which moves behind them. */
static bool
field(const unsigned char **at, const unsigned char *end,
    const unsigned char **ptr, size_t *len)
{
	const unsigned char *p = *at;

	if (end - p < 4)
		return false;
	*len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 |
	    p[3];
	if ((size_t)(end - p - 4) < *len)
		return false;
	*ptr = p + 4;
	*at = p + 4 + *len;
	return true;
}

/* Public key, namespace, reserved, hash, signature. */
static bool
is_sshsig(const unsigned char *at, const unsigned char *end,
    const char *namespace)
{
	static const unsigned char magic[] = { 'S', 'S', 'H', 'S', 'I', 'G',
		0, 0, 0, 1 };
	enum { NAMESPACE = 1, FIELDS = 5 };
	const unsigned char *ptr;
	size_t len;

	if (end - at < (ptrdiff_t)sizeof(magic) ||
	    memcmp(at, magic, sizeof(magic)) != 0)
		return false;
	at += sizeof(magic);
	for (int i = 0; i < FIELDS; i++) {
		if (!field(&at, end, &ptr, &len))
			return false;
		if (i == NAMESPACE && (len != strlen(namespace) ||
		    memcmp(ptr, namespace, len) != 0))
			return false;
	}
	return at == end;
}

bool
armour_is_ssh(const char *text, const char *namespace)
{
	unsigned char *bytes = NULL;
	const char *base64;
	size_t len, n;
	bool good;

	base64 = body(text, "-----BEGIN SSH SIGNATURE-----\n",
	    "-----END SSH SIGNATURE-----\n", &len);
	if (base64 == NULL)
		return false;
	n = decode(base64, len, &bytes);
	good = n > 0 && is_sshsig(bytes, bytes + n, namespace);
	free(bytes);
	return good;
}
