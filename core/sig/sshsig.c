#include "core/sig/sshsig.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/sig/base64.h"
#include "core/sig/crypto.h"
#include "core/sig/key.h"

enum { VERSION = 1, ED25519_SIZE = 64, USER_PRESENT = 1,
	ARMOUR_MAX = 65536 };

struct sshsig {
	struct str blob;
	struct key key;
	char *namespace;
	const struct name_of_hash *hash; /* of the message */
	struct signature signature;
	unsigned char flags; /* of a security key */
	uint32_t counter;
};

/* A hash or signature algorithm of ssh, and the hash in OpenSSL. */
struct name_of_hash {
	const char *ssh, *openssl;
};

static const struct name_of_hash message_hashes[] = {
	{ "sha256", "SHA256" }, { "sha512", "SHA512" }, { NULL, NULL }
};
static const struct name_of_hash rsa_hashes[] = {
	{ "rsa-sha2-256", "SHA256" }, { "rsa-sha2-512", "SHA512" },
	{ NULL, NULL }
};
static const char magic[] = "SSHSIG";

static const struct name_of_hash *
find_hash(const struct name_of_hash *list, struct wire name)
{
	for (; list->ssh != NULL; list++)
		if (wire_is(name, list->ssh))
			return list;
	return NULL;
}

/* ---- The blob ---- */

static bool
read_ed25519(struct sshsig *sig, struct wire name, struct wire *at)
{
	return wire_is(name, sig->key.type->name) &&
	    wire_string(at, &sig->signature.raw) &&
	    sig->signature.raw.len == ED25519_SIZE;
}

static bool
read_ecdsa(struct sshsig *sig, struct wire name, struct wire *at)
{
	struct wire pair;

	sig->signature.hash = sig->key.type->hash;
	return wire_is(name, sig->key.type->name) &&
	    wire_string(at, &pair) &&
	    wire_number(&pair, true, &sig->signature.r) &&
	    wire_number(&pair, true, &sig->signature.s) && pair.len == 0;
}

static bool
read_rsa(struct sshsig *sig, struct wire name, struct wire *at)
{
	const struct name_of_hash *hash = find_hash(rsa_hashes, name);

	if (hash == NULL)
		return false;
	sig->signature.hash = hash->openssl;
	return wire_string(at, &sig->signature.raw) &&
	    sig->signature.raw.len > 0 &&
	    sig->signature.raw.len <= sig->key.n.len;
}

static bool
read_signature(struct sshsig *sig, struct wire at)
{
	static bool (*const readers[])(struct sshsig *, struct wire,
	    struct wire *) = {
		[KEY_ED25519] = read_ed25519,
		[KEY_ECDSA] = read_ecdsa,
		[KEY_RSA] = read_rsa,
	};
	struct wire name;

	return wire_string(&at, &name) &&
	    readers[sig->key.type->family](sig, name, &at) &&
	    (!sig->key.type->is_sk || (wire_byte(&at, &sig->flags) &&
	    wire_u32(&at, &sig->counter))) && at.len == 0;
}

/* Text that can be shown, and no NUL in it. */
static bool
read_namespace(struct sshsig *sig, struct wire *at)
{
	const char *text;
	struct wire name;
	size_t step;
	uint32_t cp;

	if (!wire_string(at, &name) || name.len == 0)
		return false;
	text = (const char *)name.ptr;
	for (size_t i = 0; i < name.len; i += step) {
		step = utf8_next(text + i, name.len - i, &cp);
		if (step == 0 || utf8_is_control(cp))
			return false;
	}
	sig->namespace = xstrndup(text, name.len);
	return true;
}

static bool
read_blob(struct sshsig *sig)
{
	struct wire at = { (unsigned char *)sig->blob.ptr, sig->blob.len };
	struct wire raw, key, reserved, hash, signature;
	uint32_t version;

	if (!wire_raw(&at, sizeof(magic) - 1, &raw) ||
	    !wire_is(raw, magic) ||
	    !wire_u32(&at, &version) || version != VERSION ||
	    !wire_string(&at, &key) || !key_read(&sig->key, key) ||
	    !read_namespace(sig, &at) ||
	    !wire_string(&at, &reserved) || reserved.len != 0 ||
	    !wire_string(&at, &hash) ||
	    !wire_string(&at, &signature) || at.len != 0)
		return false;
	sig->hash = find_hash(message_hashes, hash);
	return sig->hash != NULL && read_signature(sig, signature);
}

/* ---- The armour ---- */

/* The bytes in the armour, which may end without a newline. */
static bool
read_armour(struct str *blob, const char *text)
{
	static const char begin[] = "-----BEGIN SSH SIGNATURE-----\n";
	static const char end[] = "-----END SSH SIGNATURE-----";
	size_t len = strlen(text), body;

	if (len > 0 && text[len - 1] == '\n')
		len--;
	if (len > ARMOUR_MAX || len < sizeof(begin) + sizeof(end) ||
	    !str_starts(text, begin) ||
	    memcmp(text + len - sizeof(end) + 1, end, sizeof(end) - 1) != 0)
		return false;
	body = len - (sizeof(begin) - 1) - (sizeof(end) - 1);
	return base64_decode_lines(blob, text + sizeof(begin) - 1, body);
}

struct sshsig *
sshsig_parse(const char *armour)
{
	struct sshsig *sig = xcalloc(1, sizeof(*sig));

	sig->blob = (struct str)STR_INIT;
	if (read_armour(&sig->blob, armour) && read_blob(sig))
		return sig;
	sshsig_free(sig);
	return NULL;
}

void
sshsig_free(struct sshsig *sig)
{
	if (sig == NULL)
		return;
	str_release(&sig->blob);
	free(sig->namespace);
	free(sig);
}

const char *
sshsig_namespace(const struct sshsig *sig)
{
	return sig->namespace;
}

bool
sshsig_is_by(const struct sshsig *sig, const char *line)
{
	struct str blob = STR_INIT;
	struct key key;
	bool same = key_read_line(&key, &blob, line) &&
	    wire_same(key.blob, sig->key.blob);

	str_release(&blob);
	return same;
}

void
sshsig_fingerprint(char out[SSH_FINGERPRINT_SIZE], const struct sshsig *sig)
{
	crypto_fingerprint(out, &sig->key);
}

/* ---- Verifying ---- */

/* What ssh signs in place of the message. */
static void
write_signed(struct str *out, const struct sshsig *sig, const void *ptr,
    size_t len)
{
	unsigned char hash[HASH_MAX];
	size_t size = crypto_digest(hash, sig->hash->openssl, ptr, len);

	str_addn(out, magic, sizeof(magic) - 1);
	wire_put_string(out, sig->namespace, strlen(sig->namespace));
	wire_put_string(out, "", 0);
	wire_put_string(out, sig->hash->ssh, strlen(sig->hash->ssh));
	wire_put_string(out, hash, size);
}

static void
add_sha256(struct str *out, const void *ptr, size_t len)
{
	unsigned char hash[HASH_MAX];

	str_addn(out, (char *)hash, crypto_digest(hash, "SHA256", ptr, len));
}

/* What a security key signs in place of that. */
static void
wrap(struct str *out, const struct sshsig *sig)
{
	struct str inner = *out;

	*out = (struct str)STR_INIT;
	add_sha256(out, sig->key.application.ptr, sig->key.application.len);
	str_addc(out, (char)sig->flags);
	wire_put_u32(out, sig->counter);
	add_sha256(out, inner.ptr, inner.len);
	str_release(&inner);
}

bool
sshsig_verify(const struct sshsig *sig, const char *namespace,
    const void *ptr, size_t len)
{
	struct str text = STR_INIT;
	bool good;

	if (strcmp(sig->namespace, namespace) != 0)
		return false;
	if (sig->key.type->is_sk && !(sig->flags & USER_PRESENT))
		return false;
	write_signed(&text, sig, ptr, len);
	if (sig->key.type->is_sk)
		wrap(&text, sig);
	good = crypto_verify(&sig->key, &sig->signature, text.ptr, text.len);
	str_release(&text);
	return good;
}
