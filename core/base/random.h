#ifndef PROVEN_BASE_RANDOM_H
#define PROVEN_BASE_RANDOM_H

#include <stddef.h>

/*
 * N characters of Crockford's base32 in lower case and a NUL, from the
 * system's generator: 5 bits a character.
 */
void random_crockford(char *out, size_t n);

#endif
