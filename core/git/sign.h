#ifndef PROVEN_GIT_SIGN_H
#define PROVEN_GIT_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * Signatures as git makes them: gpg.format "openpgp" by gpg, "ssh" by
 * ssh-keygen.  The key and the program come from the user's and the
 * system's configuration, never from the repository's.  What ssh-keygen
 * gives is verified before it is handed on: it is a good one, of the key
 * that user.signingkey names, or there is an error.
 */
struct config;
struct repo;

/* Whether commit.gpgsign of the user says that commits are signed. */
bool sign_wanted(const struct repo *);

/*
 * The armoured signature of a commit, LEN bytes at PTR, added to OUT.
 * SIGNER, "Name <email>", is whose key OpenPGP takes where none is
 * configured.  ERR_SYSTEM: no key, no program, or it gives no signature or
 * a wrong one: its own words.
 */
NODISCARD const struct err *sign_commit(struct repo *, const char *signer,
    const char *ptr, size_t len, struct str *out);
/*
 * The armoured ssh signature in NAMESPACE of LEN bytes at PTR, added to
 * OUT, and in *KEY the line of the public key that it was made with, which
 * the caller frees.  ERR_SYSTEM: the same, and where gpg.format is not
 * "ssh".
 */
NODISCARD const struct err *sign_payload(struct repo *,
    const char *namespace, const char *ptr, size_t len, struct str *out,
    char **key);
/*
 * The line of the public key that would sign; NULL: gpg.format is not
 * "ssh", or there is no user.signingkey.  Asks for no passphrase.  The
 * caller frees.  ERR_SYSTEM: there is no such key.
 */
NODISCARD const struct err *sign_key(const struct config *, char **key);
/*
 * The fingerprint of the OpenPGP key that would sign, 40 hex digits: of the
 * key itself where one of its subkeys signs.  NULL: gpg.format is not
 * "openpgp", gpg does not know the key, or several that are so called.
 * SIGNER as for sign_commit; NULL: only what user.signingkey names.  The
 * caller frees.
 */
char *sign_openpgp_key(const struct config *, const char *signer);

#endif
