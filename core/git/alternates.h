#ifndef PROVEN_GIT_ALTERNATES_H
#define PROVEN_GIT_ALTERNATES_H

#include "core/base/str.h"

/*
 * The folders that GIT_ALTERNATE_OBJECT_DIRECTORIES lists, as git reads
 * it: colons between them, one that begins with '"' is quoted as in C, one
 * that begins with '#' is none.  Added to OUT as they stand.
 */
void alternates_split(struct strs *out, const char *list);

#endif
