#ifndef PROVEN_GIT_INDEX_FORMAT_H
#define PROVEN_GIT_INDEX_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether these bytes of an index file (gitformat-index(5)) need git
 * itself: a split or sparse one, one with an untracked cache, without a
 * checksum, of an unknown version, or not understood here at all.
 */
bool index_needs_git(const unsigned char *ptr, size_t len);

/* An index without entries. */
extern const unsigned char index_empty[];
extern const size_t index_empty_len;

#endif
