#ifndef PROVEN_GIT_DIFF_H
#define PROVEN_GIT_DIFF_H

#include "core/base/err.h"
#include "core/git/oid.h"
#include "core/git/tree.h"

/* Two trees compared by their raw bytes: only folders that differ are
 * read. */
struct repo;

/* OLD or NEW is NULL where there is none. */
typedef const struct err *(*diff_fn)(void *arg, const char *path,
    const struct tree_file *old, const struct tree_file *new);

/*
 * Each file (anything but a folder) that differs between trees OLD and
 * NEW, either of which may be NULL, in order of path; paths begin with
 * PREFIX ("projects/").  An error from FN ends it.  ERR_NOTFOUND: a folder
 * of OLD is not in the repository; ERR_DATA: one of NEW.
 */
NODISCARD const struct err *diff_trees(struct repo *, const struct oid *old,
    const struct oid *new, const char *prefix, diff_fn, void *arg);

#endif
