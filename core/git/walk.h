#ifndef PROVEN_GIT_WALK_H
#define PROVEN_GIT_WALK_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/git/commit.h"
#include "core/git/oid.h"

/*
 * History, from the commits themselves: never from a commit-graph file,
 * which can lie.
 */
struct repo;

/* *STOP ends the walk without an error. */
typedef const struct err *(*walk_fn)(void *arg, const struct commit *,
    bool *stop);

/*
 * Each commit that is reachable from TIPS (N of them) once, newest
 * committer date first, and a commit never before all its children when
 * dates agree with ancestry.  Where history is cut off (shallow), the walk
 * ends there.  COMMIT is lent for the call.
 */
NODISCARD const struct err *walk_history(struct repo *,
    const struct oid *tips, size_t n, walk_fn, void *arg);
/* First parents only. */
NODISCARD const struct err *walk_line(struct repo *, const struct oid *tip,
    walk_fn, void *arg);
/* Whether WANTED is one of TIPS or an ancestor of one. */
NODISCARD const struct err *walk_reaches(struct repo *,
    const struct oid *tips, size_t n, const struct oid *wanted, bool *yes);

#endif
