#ifndef PROVEN_GIT_ARMOUR_H
#define PROVEN_GIT_ARMOUR_H

#include <stdbool.h>

/*
 * What a signing program gave: is it the shape of a signature?  Not
 * whether it is a good one.
 */

/* One OpenPGP armour and nothing else. */
bool armour_is_openpgp(const char *text);
/* One SSH armour and nothing else, that holds a signature of the format
 * SSHSIG, version 1, for NAMESPACE. */
bool armour_is_ssh(const char *text, const char *namespace);

#endif
