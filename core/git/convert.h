#ifndef PROVEN_GIT_CONVERT_H
#define PROVEN_GIT_CONVERT_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* What git makes of files of the work tree on their way into a commit. */
struct repo;

/*
 * The bytes that PATH of the work tree would have in a commit, appended to
 * OUT: line endings converted, and in the place of a file of git-lfs its
 * pointer.  What other programs would make of it is not done.  *AS_IT_IS,
 * with nothing appended: those of the file.
 */
NODISCARD const struct err *convert_file(struct repo *, const char *path,
    struct str *out, bool *as_it_is);
/* Whether git leaves PATH alone as long as nobody adds it. */
bool convert_ignores(struct repo *, const char *path);

#endif
