#ifndef PROVEN_GIT_SIGN_H
#define PROVEN_GIT_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Signatures as git makes them: gpg.format "openpgp" by gpg, "ssh" by
 * ssh-keygen.  The key and the program come from the user's and the
 * system's configuration, never from the repository's.
 */
struct repo;

/* Whether commit.gpgsign of the user says that commits are signed. */
bool sign_wanted(const struct repo *);

/*
 * The armoured signature of LEN bytes at PTR, added to OUT.  SIGNER,
 * "Name <email>", is whose key OpenPGP takes where none is configured.
 * ERR_SYSTEM: no key, no program, or it gives no signature: its own words.
 */
NODISCARD const struct err *sign_make(struct repo *, const char *signer,
    const char *ptr, size_t len, struct str *out);

#endif
