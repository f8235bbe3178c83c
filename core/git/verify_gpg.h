#ifndef PROVEN_GIT_VERIFY_GPG_H
#define PROVEN_GIT_VERIFY_GPG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/git/openpgp.h"

/*
 * OpenPGP signatures, verified by gpgv: with the keys named here and no
 * others, no key server, no web of trust.  The keys themselves come from
 * the keyring of the user's gpg (gpg.program, as sign.h), copied once to a
 * temporary folder.
 */
struct config;
struct gpg_keys;

/*
 * The keys with these FINGERPRINTS (40 hex digits, of primary keys), as far
 * as the user's keyring has them.  ERR_SYSTEM: no temporary folder.
 */
NODISCARD const struct err *gpg_keys_open(struct gpg_keys **out,
    const struct config *, const char *const *fingerprints, size_t n);
/* Removes the temporary folder. */
void gpg_keys_free(struct gpg_keys *);
/* Whether that primary key was in the keyring. */
bool gpg_keys_has(const struct gpg_keys *, const char *fingerprint);

enum gpg_verdict {
	GPG_GOOD,
	GPG_UNKNOWN, /* of a key that is not among these */
	GPG_BAD      /* not over these bytes, not well-formed, or refused */
};

struct gpg_result {
	enum gpg_verdict verdict;
	/* GPG_GOOD: of the primary key, in upper case. */
	char fingerprint[OPENPGP_FINGERPRINT + 1];
	const char *why; /* otherwise; translated */
};

/*
 * Whether ARMOUR is exactly one good signature over the LEN bytes at PTR.
 * Signatures with MD5, SHA-1 or RIPEMD-160, expired ones, and those of
 * revoked keys are refused; that a key has expired since is nothing.  May be
 * called from several threads.  ERR_SYSTEM: no gpgv.
 */
NODISCARD const struct err *gpg_verify(const struct gpg_keys *,
    const char *armour, const char *ptr, size_t len, struct gpg_result *);

#endif
