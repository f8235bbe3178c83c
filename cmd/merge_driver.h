#ifndef PROVEN_CMD_MERGE_DRIVER_H
#define PROVEN_CMD_MERGE_DRIVER_H

#include "core/base/err.h"

struct merge_conflicts;
struct record;

/*
 * NULL where there are none; else ERR_FINDINGS: each conflict of the file
 * at PATH with what both sides have, and what to do about it.
 */
NODISCARD const struct err *merge_conflicts_err(
    const struct merge_conflicts *, const struct record *ours,
    const struct record *theirs, const char *path);
/* ERR with a line for each of them, up to some. */
NODISCARD const struct err *merge_conflicts_mend(const struct err *,
    const struct merge_conflicts *, const struct record *ours,
    const struct record *theirs);

#endif
