#ifndef PROVEN_GIT_LIB_H
#define PROVEN_GIT_LIB_H

#include "core/base/err.h"

/*
 * libgit2 itself.  Its start is counted: each git_start needs a git_stop.
 * It then looks at no configuration of its own accord (repo_open lays that
 * out as git does) and flushes what it writes to the disk.
 */
NODISCARD const struct err *git_start(void);
void git_stop(void);

/*
 * An error of libgit2 as one of ours: "WHAT: the library's own words", which
 * stand alone where they name WHAT.
 * ERR_SYSTEM, but ERR_DATA where an object is damaged or missing, with
 * `git fsck`; ERR_CONFLICT where a reference was moved.
 */
NODISCARD const struct err *git_fail(int rc, const char *fmt, ...)
    PRINTF(2, 3);

#endif
