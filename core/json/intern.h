#ifndef PROVEN_JSON_INTERN_H
#define PROVEN_JSON_INTERN_H

#include <stddef.h>

/*
 * Most objects have the same few keys, which are kept once for the whole
 * program: the LEN bytes at PTR as a string that stays.  NULL: there is no
 * room for one more, or it is long.  For any thread.  Of this folder only.
 */
const char *intern(const char *ptr, size_t len);

#endif
