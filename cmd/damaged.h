#ifndef PROVEN_CMD_DAMAGED_H
#define PROVEN_CMD_DAMAGED_H

#include "core/base/err.h"

struct session;

/*
 * A warning for each record that cannot be read (the first ten of them),
 * or only for ID where that is not NULL.  ERR_DATA when there is any; what
 * can be shown should have been shown before.
 */
NODISCARD const struct err *damaged_report(struct session *,
    const char *id);

#endif
