#ifndef PROVEN_SIG_CRYPTO_H
#define PROVEN_SIG_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sig/key.h"
#include "core/sig/sshsig.h"
#include "core/sig/wire.h"

/* What OpenSSL computes. */

enum { HASH_MAX = 64 };

/* The HASH ("SHA256", …) of LEN bytes at PTR; its length. */
size_t crypto_digest(unsigned char out[HASH_MAX], const char *hash,
    const void *ptr, size_t len);

void crypto_fingerprint(char out[SSH_FINGERPRINT_SIZE], const struct key *);

/* A signature without what names it. */
struct signature {
	const char *hash; /* NULL: Ed25519, which has its own */
	struct wire raw;  /* Ed25519: 64 bytes; RSA: as many as n, or less */
	struct wire r, s; /* ECDSA */
};

/* Whether it is KEY's over these LEN bytes. */
bool crypto_verify(const struct key *, const struct signature *,
    const void *ptr, size_t len);

#endif
