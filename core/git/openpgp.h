#ifndef PROVEN_GIT_OPENPGP_H
#define PROVEN_GIT_OPENPGP_H

#include <stdbool.h>

/*
 * OpenPGP signatures (RFC 4880), only so far as to see whose they say they
 * are.  Nothing is verified here.
 */
enum { OPENPGP_ID = 16, OPENPGP_FINGERPRINT = 40 };

/* ARMOUR begins as an OpenPGP signature does. */
bool openpgp_is_armour(const char *armour);
/* The id of the key, maybe a subkey, that its first signature names: 16
 * upper-case hex digits; false where it names none or cannot be read. */
bool openpgp_issuer(char out[OPENPGP_ID + 1], const char *armour);

#endif
