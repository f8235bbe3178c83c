#include "core/sig/crypto.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium/core.h>
#include <sodium/crypto_sign.h>

#include "core/base/mem.h"
#include "core/sig/base64.h"

size_t
crypto_digest(unsigned char out[HASH_MAX], const char *hash, const void *ptr,
    size_t len)
{
	size_t n = 0;

	if (!EVP_Q_digest(NULL, hash, NULL, ptr, len, out, &n))
		BUG("OpenSSL has no such hash");
	return n;
}

void
crypto_fingerprint(char out[SSH_FINGERPRINT_SIZE], const struct key *key)
{
	unsigned char hash[HASH_MAX];
	struct str text = STR_INIT;
	size_t len = crypto_digest(hash, "SHA256", key->blob.ptr,
	    key->blob.len);

	str_add(&text, "SHA256:");
	base64_encode(&text, hash, len);
	str_cut(&text, SSH_FINGERPRINT_SIZE - 1); /* the padding */
	memcpy(out, text.ptr, SSH_FINGERPRINT_SIZE);
	str_release(&text);
}

/* ---- Keys ---- */

static EVP_PKEY *
from_params(const char *algorithm, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
	EVP_PKEY *pkey = NULL;

	if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) > 0)
		EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

static EVP_PKEY *
load_ecdsa(const struct key *key)
{
	char *group = xstrdup(key->type->group);
	void *point = xmemdup(key->point.ptr, key->point.len);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
		    group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
		    point, key->point.len),
		OSSL_PARAM_construct_end()
	};
	EVP_PKEY *pkey = from_params("EC", params);

	free(point);
	free(group);
	return pkey;
}

static BIGNUM *
number(struct wire wire)
{
	return BN_bin2bn(wire.ptr, (int)wire.len, NULL);
}

static EVP_PKEY *
load_rsa(const struct key *key)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n = number(key->n), *e = number(key->e);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;

	if (bld != NULL && n != NULL && e != NULL &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e) &&
	    (params = OSSL_PARAM_BLD_to_param(bld)) != NULL)
		pkey = from_params("RSA", params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(n);
	BN_free(e);
	return pkey;
}

/* ---- Signatures, as OpenSSL wants them ---- */

static void
encode_ecdsa(struct str *out, const struct signature *signature)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = number(signature->r), *s = number(signature->s);
	unsigned char *der = NULL;
	int len;

	if (pair == NULL || !ECDSA_SIG_set0(pair, r, s))
		BUG("OpenSSL makes no numbers");
	if ((len = i2d_ECDSA_SIG(pair, &der)) > 0)
		str_addn(out, (char *)der, (size_t)len);
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
}

/* Some signers leave the leading zeros of RSA out. */
static void
encode_raw(struct str *out, const struct signature *signature, size_t size)
{
	for (size_t i = signature->raw.len; i < size; i++)
		str_addc(out, '\0');
	str_addn(out, (const char *)signature->raw.ptr, signature->raw.len);
}

static void
encode(struct str *out, const struct key *key,
    const struct signature *signature)
{
	if (key->type->family == KEY_ECDSA)
		encode_ecdsa(out, signature);
	else
		encode_raw(out, signature, key->n.len);
}

static bool
verify_by_openssl(const struct key *key, const struct signature *signature,
    const void *ptr, size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	struct str raw = STR_INIT;
	EVP_PKEY *pkey;
	bool good = false;

	ERR_set_mark();
	pkey = key->type->family == KEY_ECDSA ? load_ecdsa(key) :
	    load_rsa(key);
	encode(&raw, key, signature);
	if (ctx != NULL && pkey != NULL &&
	    EVP_DigestVerifyInit_ex(ctx, NULL, signature->hash, NULL, NULL,
	    pkey, NULL) > 0)
		good = EVP_DigestVerify(ctx, (unsigned char *)raw.ptr,
		    raw.len, ptr, len) == 1;
	ERR_pop_to_mark();
	EVP_PKEY_free(pkey);
	EVP_MD_CTX_free(ctx);
	str_release(&raw);
	return good;
}

/* ---- Ed25519, by libsodium, which takes half as long ---- */

static void
start_sodium(void)
{
	if (sodium_init() < 0)
		BUG("libsodium does not start");
}

static bool
verify_ed25519(const struct key *key, const struct signature *signature,
    const void *ptr, size_t len)
{
	static pthread_once_t started = PTHREAD_ONCE_INIT;

	pthread_once(&started, start_sodium);
	return key->point.len == crypto_sign_PUBLICKEYBYTES &&
	    signature->raw.len == crypto_sign_BYTES &&
	    crypto_sign_verify_detached(signature->raw.ptr, ptr, len,
	    key->point.ptr) == 0;
}

bool
crypto_verify(const struct key *key, const struct signature *signature,
    const void *ptr, size_t len)
{
	return key->type->family == KEY_ED25519 ?
	    verify_ed25519(key, signature, ptr, len) :
	    verify_by_openssl(key, signature, ptr, len);
}
