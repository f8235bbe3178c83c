#include "core/sig/key.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/sig/base64.h"
#include "core/sig/sshsig.h"

enum { ED25519_SIZE = 32, UNCOMPRESSED = 4, RSA_MIN_BITS = 2048 };

static const struct key_type types[] = {
	{ "ssh-ed25519", KEY_ED25519, false, NULL, NULL, 0, NULL },
	{ "ecdsa-sha2-nistp256", KEY_ECDSA, false, "nistp256", "P-256", 32,
	    "SHA256" },
	{ "ecdsa-sha2-nistp384", KEY_ECDSA, false, "nistp384", "P-384", 48,
	    "SHA384" },
	{ "ecdsa-sha2-nistp521", KEY_ECDSA, false, "nistp521", "P-521", 66,
	    "SHA512" },
	{ "ssh-rsa", KEY_RSA, false, NULL, NULL, 0, NULL },
	{ "sk-ssh-ed25519@openssh.com", KEY_ED25519, true, NULL, NULL, 0,
	    NULL },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", KEY_ECDSA, true, "nistp256",
	    "P-256", 32, "SHA256" },
};

/*
 * The y of points of small order; with one of these as key, anybody can
 * make signatures.
 */
static const unsigned char small_order[][ED25519_SIZE] = {
	{ 0 },
	{ 1 },
	{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
	    0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
	    0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
	{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
	    0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
	    0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
};

/* Y is less than the prime 2^255 - 19, little end first. */
static bool
is_reduced(const unsigned char y[ED25519_SIZE])
{
	if (y[0] < 0xed || y[ED25519_SIZE - 1] != 0x7f)
		return true;
	for (size_t i = 1; i < ED25519_SIZE - 1; i++)
		if (y[i] != 0xff)
			return true;
	return false;
}

static bool
read_ed25519(struct key *key, struct wire *at)
{
	unsigned char y[ED25519_SIZE];

	if (!wire_string(at, &key->point) || key->point.len != sizeof(y))
		return false;
	memcpy(y, key->point.ptr, sizeof(y));
	y[ED25519_SIZE - 1] &= 0x7f; /* the sign of x */
	for (size_t i = 0; i < COUNT(small_order); i++)
		if (memcmp(y, small_order[i], sizeof(y)) == 0)
			return false;
	return is_reduced(y);
}

static bool
read_ecdsa(struct key *key, struct wire *at)
{
	struct wire curve;

	return wire_string(at, &curve) && wire_is(curve, key->type->curve) &&
	    wire_string(at, &key->point) &&
	    key->point.len == 1 + 2 * key->type->coordinate &&
	    key->point.ptr[0] == UNCOMPRESSED;
}

static size_t
bits_of(struct wire number)
{
	size_t bits = number.len * 8;

	for (int bit = 0x80; bit > number.ptr[0]; bit >>= 1)
		bits--;
	return bits;
}

/* An even exponent, or 1, is no RSA; anybody can sign with the latter. */
static bool
read_rsa(struct key *key, struct wire *at)
{
	return wire_number(at, false, &key->e) &&
	    wire_number(at, false, &key->n) &&
	    bits_of(key->n) >= RSA_MIN_BITS &&
	    key->n.ptr[key->n.len - 1] & 1 &&
	    key->e.ptr[key->e.len - 1] & 1 && bits_of(key->e) > 1;
}

static bool
read_application(struct key *key, struct wire *at)
{
	return wire_string(at, &key->application) &&
	    memchr(key->application.ptr, '\0', key->application.len) == NULL;
}

bool
key_read(struct key *key, struct wire blob)
{
	static bool (*const readers[])(struct key *, struct wire *) = {
		[KEY_ED25519] = read_ed25519,
		[KEY_ECDSA] = read_ecdsa,
		[KEY_RSA] = read_rsa,
	};
	struct wire at = blob, name;

	*key = (struct key){ .blob = blob };
	if (!wire_string(&at, &name))
		return false;
	for (size_t i = 0; i < COUNT(types) && key->type == NULL; i++)
		if (wire_is(name, types[i].name))
			key->type = &types[i];
	return key->type != NULL && readers[key->type->family](key, &at) &&
	    (!key->type->is_sk || read_application(key, &at)) && at.len == 0;
}

/* A comment that can be shown. */
static bool
is_comment(const char *text)
{
	size_t len = strlen(text), step;
	uint32_t cp;

	for (; len > 0; text += step, len -= step) {
		step = utf8_next(text, len, &cp);
		if (step == 0 || utf8_is_control(cp))
			return false;
	}
	return true;
}

bool
key_read_line(struct key *key, struct str *blob, const char *line)
{
	size_t name = strcspn(line, " "), len;
	const char *base64 = line + name + 1;

	if (line[name] == '\0')
		return false;
	len = strcspn(base64, " ");
	return base64_decode(blob, base64, len) && is_comment(base64 + len) &&
	    key_read(key, (struct wire){ (unsigned char *)blob->ptr,
	    blob->len }) && strlen(key->type->name) == name &&
	    strncmp(line, key->type->name, name) == 0;
}
