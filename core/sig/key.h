#ifndef PROVEN_SIG_KEY_H
#define PROVEN_SIG_KEY_H

#include <stdbool.h>

#include "core/base/str.h"
#include "core/sig/wire.h"

/*
 * A public key in the form in which ssh sends it.  Each key has exactly
 * one such form here, so that keys are the same when their bytes are.
 */
enum key_family { KEY_ED25519, KEY_ECDSA, KEY_RSA };

struct key_type {
	const char *name;  /* the first field of the key */
	enum key_family family;
	bool is_sk;        /* lives in a security key */
	const char *curve; /* ECDSA: its name in ssh */
	const char *group; /* the same in OpenSSL */
	size_t coordinate; /* its bytes */
	const char *hash;  /* that ECDSA signs, as OpenSSL calls it */
};

struct key {
	const struct key_type *type;
	struct wire blob;  /* the whole; owned by the caller, as all of it */
	struct wire point; /* Ed25519: 32 bytes; ECDSA: 4, x, y */
	struct wire e, n;  /* RSA, without leading zeros */
	struct wire application; /* of a security key */
};

/* BLOB is one key of a type that can verify, and nothing else. */
bool key_read(struct key *, struct wire blob);
/* The key of LINE, "type base64 comment"; its bytes are in BLOB, empty
 * before and the caller's to release. */
bool key_read_line(struct key *, struct str *blob, const char *line);

#endif
