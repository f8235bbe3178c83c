#ifndef PROVEN_AUDIT_KEYRING_H
#define PROVEN_AUDIT_KEYRING_H

/* Shared by the files of this folder only. */

#include "core/base/err.h"
#include "core/base/str.h"

struct gpg_result;
struct people;
struct repo;

/* The OpenPGP keys that people.json named at one time or another; all
 * threads share it. */
struct keyring;

struct keyring *keyring_new(const struct repo *);
void keyring_free(struct keyring *);
/*
 * Whether ARMOUR is a signature over PAYLOAD by a key of PEOPLE.  ERR_SYSTEM:
 * it cannot be told, as gpgv or a key of PEOPLE is missing; with the mend.
 */
NODISCARD const struct err *keyring_verify(struct keyring *,
    const struct people *, const char *armour, const struct str *payload,
    struct gpg_result *out);

#endif
