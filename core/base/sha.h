#ifndef PROVEN_BASE_SHA_H
#define PROVEN_BASE_SHA_H

#include <stddef.h>

/* SHA-256, and SHA-1 where git has it, through OpenSSL. */

enum {
	SHA1_BYTES = 20,
	SHA256_HEX = 64,
	DIGEST_SIZE = sizeof("sha256:") + SHA256_HEX
};

struct sha; /* a running digest */

struct sha *sha_new(void);
void sha_add(struct sha *, const void *ptr, size_t len);
/* Writes 64 lower-case hex digits and a NUL; frees the running digest. */
void sha_end(struct sha *, char hex[SHA256_HEX + 1]);

/* "sha256:" and the 64 hex digits of LEN bytes at PTR. */
void digest_of(char out[DIGEST_SIZE], const void *ptr, size_t len);

/* HMAC-SHA-256 (RFC 2104) of LEN bytes at PTR: 64 hex digits and a NUL. */
void hmac_of(char hex[SHA256_HEX + 1], const void *key, size_t key_len,
    const void *ptr, size_t len);

/*
 * For checksums against accidents.  What names an object is hashed by
 * repo_hash, which also finds collisions made on purpose.
 */
void sha1_of(unsigned char out[SHA1_BYTES], const void *ptr, size_t len);

#endif
