#ifndef PROVEN_GIT_INIT_H
#define PROVEN_GIT_INIT_H

#include <stdbool.h>

#include "core/base/err.h"

/*
 * Make DIR, which is made where it is missing, a repository as `git init`
 * does: the first branch is init.defaultBranch of the user, else "main".
 * *MADE false: it is one already, bare or the root of a work tree.
 * ERR_REFUSED: it lies inside another one, whose root is named.
 */
NODISCARD const struct err *init_repo(const char *dir,
    const char *(*env)(const char *), bool *made);

#endif
