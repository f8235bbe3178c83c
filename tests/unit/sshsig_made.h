#ifndef PROVEN_TESTS_SSHSIG_MADE_H
#define PROVEN_TESTS_SSHSIG_MADE_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "tests/unit/sshsig_case.h"

/* Keys and signatures made by OpenSSL, right or odd in any way. */

struct maker {
	EVP_PKEY *pkey;
	const char *type, *sig_type; /* in ssh */
	const char *hash;            /* of the signature, in OpenSSL */
	const char *namespace;
	const char *application;     /* NULL: no security key */
	const char *signed_application;
	unsigned char flags, signed_flags;
	uint32_t counter, signed_counter;
};

/* ---- Keys ---- */

static inline void
made_put_number(struct str *out, const BIGNUM *number)
{
	int len = BN_num_bytes(number);
	unsigned char *bytes = xcalloc(1, (size_t)len + 1);
	size_t sign = BN_num_bits(number) % 8 == 0;

	BN_bn2bin(number, bytes + sign);
	wire_put_string(out, bytes, (size_t)len + sign);
	free(bytes);
}

static inline void
made_put_rsa(struct str *out, EVP_PKEY *pkey)
{
	BIGNUM *e = NULL, *n = NULL;

	assert_true(EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e));
	assert_true(EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n));
	made_put_number(out, e);
	made_put_number(out, n);
	BN_free(e);
	BN_free(n);
}

static inline void
made_put_point(struct str *out, EVP_PKEY *pkey)
{
	unsigned char point[200];
	size_t len = sizeof(point);

	if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519) {
		assert_true(EVP_PKEY_get_raw_public_key(pkey, point, &len));
	} else {
		wire_put_string(out, "nistp256", 8);
		assert_true(EVP_PKEY_get_octet_string_param(pkey,
		    OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &len));
	}
	wire_put_string(out, point, len);
}

static inline void
made_key(struct str *out, const struct maker *maker)
{
	wire_put_string(out, maker->type, strlen(maker->type));
	if (EVP_PKEY_get_base_id(maker->pkey) == EVP_PKEY_RSA)
		made_put_rsa(out, maker->pkey);
	else
		made_put_point(out, maker->pkey);
	if (maker->application != NULL)
		wire_put_string(out, maker->application,
		    strlen(maker->application));
}

/* The caller frees. */
static inline char *
made_line(const struct maker *maker)
{
	struct str blob = STR_INIT, line = STR_INIT;

	made_key(&blob, maker);
	str_add(&line, maker->type);
	str_addc(&line, ' ');
	case_base64(&line, (struct bytes){ blob.ptr, blob.len });
	str_release(&blob);
	return str_take(&line);
}

/* ---- Signatures ---- */

static inline void
made_put_hash(struct str *out, const char *hash, const void *ptr, size_t len)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	size_t n = 0;

	assert_true(EVP_Q_digest(NULL, hash, NULL, ptr, len, bytes, &n));
	str_addn(out, (char *)bytes, n);
}

static inline void
made_put_message(struct str *out, const struct maker *maker,
    struct bytes message)
{
	const char *application = maker->signed_application ?
	    maker->signed_application : maker->application;
	struct str hash = STR_INIT, text = STR_INIT;

	made_put_hash(&hash, "SHA512", message.ptr, message.len);
	str_add(&text, "SSHSIG");
	wire_put_string(&text, maker->namespace, strlen(maker->namespace));
	wire_put_string(&text, "", 0);
	wire_put_string(&text, "sha512", 6);
	wire_put_string(&text, hash.ptr, hash.len);
	if (application != NULL) {
		made_put_hash(out, "SHA256", application, strlen(application));
		str_addc(out, (char)maker->signed_flags);
		wire_put_u32(out, maker->signed_counter);
		made_put_hash(out, "SHA256", text.ptr, text.len);
	} else
		str_addn(out, text.ptr, text.len);
	str_release(&text);
	str_release(&hash);
}

static inline void
made_put_pair(struct str *out, struct bytes der)
{
	const unsigned char *at = der.ptr;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der.len);
	struct str numbers = STR_INIT;

	assert_non_null(pair);
	made_put_number(&numbers, ECDSA_SIG_get0_r(pair));
	made_put_number(&numbers, ECDSA_SIG_get0_s(pair));
	wire_put_string(out, numbers.ptr, numbers.len);
	str_release(&numbers);
	ECDSA_SIG_free(pair);
}

static inline void
made_signature(struct str *out, const struct maker *maker,
    struct bytes message)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char raw[1024];
	struct str text = STR_INIT;
	size_t len = sizeof(raw);

	made_put_message(&text, maker, message);
	assert_true(EVP_DigestSignInit_ex(ctx, NULL, maker->hash, NULL, NULL,
	    maker->pkey, NULL));
	assert_true(EVP_DigestSign(ctx, raw, &len,
	    (unsigned char *)text.ptr, text.len));
	wire_put_string(out, maker->sig_type, strlen(maker->sig_type));
	if (EVP_PKEY_get_base_id(maker->pkey) == EVP_PKEY_EC)
		made_put_pair(out, (struct bytes){ raw, len });
	else
		wire_put_string(out, raw, len);
	if (maker->application != NULL) {
		str_addc(out, (char)maker->flags);
		wire_put_u32(out, maker->counter);
	}
	str_release(&text);
	EVP_MD_CTX_free(ctx);
}

/* KEY and SIGNATURE put into an armour; the caller frees. */
static inline char *
made_assemble(struct bytes key, const char *namespace, struct bytes signature)
{
	struct str blob = STR_INIT;
	char *armour;

	str_addn(&blob, "SSHSIG\0\0\0\1", HEAD);
	wire_put_string(&blob, key.ptr, key.len);
	wire_put_string(&blob, namespace, strlen(namespace));
	wire_put_string(&blob, "", 0);
	wire_put_string(&blob, "sha512", 6);
	wire_put_string(&blob, signature.ptr, signature.len);
	armour = case_armour((struct bytes){ blob.ptr, blob.len }, 70);
	str_release(&blob);
	return armour;
}

static inline char *
made_sign(const struct maker *maker, struct bytes message)
{
	struct str key = STR_INIT, signature = STR_INIT;
	char *armour;

	made_key(&key, maker);
	made_signature(&signature, maker, message);
	armour = made_assemble((struct bytes){ key.ptr, key.len },
	    maker->namespace, (struct bytes){ signature.ptr,
	    signature.len });
	str_release(&key);
	str_release(&signature);
	return armour;
}

#endif
