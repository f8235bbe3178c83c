#include "core/base/sha.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/base/mem.h"

enum { SHA256_BYTES = 32 };

struct sha {
	EVP_MD_CTX *ctx;
};

/* OpenSSL fails here only when memory runs out or it is itself broken. */
static void
must(int ok)
{
	if (!ok)
		BUG("OpenSSL refused");
}

/*
 * By default OpenSSL lists all algorithms by their names and loads its
 * messages when it is first used, more than half of its start; nothing
 * here asks for either.  Said twice, it does nothing.
 */
static void
start(void)
{
	must(OPENSSL_init_crypto(OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
	    OPENSSL_INIT_NO_ADD_ALL_DIGESTS |
	    OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL));
}

/* Fetched once: EVP_sha256() would be looked up for each digest. */
static EVP_MD *sha256;
static pthread_once_t fetched = PTHREAD_ONCE_INIT;

static void
fetch(void)
{
	start();
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	must(sha256 != NULL);
}

struct sha *
sha_new(void)
{
	struct sha *sha = xmalloc(sizeof(*sha));

	pthread_once(&fetched, fetch);
	sha->ctx = EVP_MD_CTX_new();
	must(sha->ctx != NULL);
	must(EVP_DigestInit_ex2(sha->ctx, sha256, NULL));
	return sha;
}

void
sha_add(struct sha *sha, const void *ptr, size_t len)
{
	must(EVP_DigestUpdate(sha->ctx, ptr, len));
}

static void
write_hex(char hex[SHA256_HEX + 1], const unsigned char bytes[SHA256_BYTES])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_BYTES; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[SHA256_HEX] = '\0';
}

void
sha_end(struct sha *sha, char hex[SHA256_HEX + 1])
{
	unsigned char bytes[SHA256_BYTES];

	must(EVP_DigestFinal_ex(sha->ctx, bytes, NULL));
	write_hex(hex, bytes);
	EVP_MD_CTX_free(sha->ctx);
	free(sha);
}

void
digest_of(char out[DIGEST_SIZE], const void *ptr, size_t len)
{
	static const char prefix[] = "sha256:";
	struct sha *sha = sha_new();

	sha_add(sha, ptr, len);
	memcpy(out, prefix, sizeof(prefix) - 1);
	sha_end(sha, out + sizeof(prefix) - 1);
}

void
hmac_of(char hex[SHA256_HEX + 1], const void *key, size_t key_len,
    const void *ptr, size_t len)
{
	unsigned char bytes[SHA256_BYTES];

	start();
	must(HMAC(EVP_sha256(), key, (int)key_len, ptr, len, bytes, NULL) !=
	    NULL);
	write_hex(hex, bytes);
}

void
sha1_of(unsigned char out[SHA1_BYTES], const void *ptr, size_t len)
{
	start();
	must(EVP_Digest(ptr, len, out, NULL, EVP_sha1(), NULL));
}
