#ifndef PROVEN_STORE_FOLDER_H
#define PROVEN_STORE_FOLDER_H

#include <stdbool.h>

#include "core/base/err.h"

struct snapshot;

/* Whether anything, a folder or not, lies at PATH.  ERR_DATA: a tree on
 * the way there is damaged. */
NODISCARD const struct err *snapshot_has_path(struct snapshot *,
    const char *path, bool *has);

#endif
