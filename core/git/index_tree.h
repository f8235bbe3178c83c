#ifndef PROVEN_GIT_INDEX_TREE_H
#define PROVEN_GIT_INDEX_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

/*
 * The extension TREE of an index: for each folder the tree object that its
 * entries make, so that `git commit` need not write it again, or -1 where
 * they have changed since.
 */

/*
 * What of the LEN bytes at PTR, the content of the extension, is still true
 * when the N PATHS, sorted, have changed: added to OUT, never longer.
 * False, with nothing added: it is malformed; git does without it.
 */
bool index_tree_write(struct str *out, const unsigned char *ptr, size_t len,
    const char *const *paths, size_t n);

#endif
