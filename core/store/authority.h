#ifndef PROVEN_STORE_AUTHORITY_H
#define PROVEN_STORE_AUTHORITY_H

#include <stdbool.h>

#include "core/base/err.h"

struct change;

/*
 * Where a change touches tracker/, and the tracker that it stands on asks
 * for signed changes of itself: *SIGN, and the key that will sign is that
 * of its author, who is an admin.  So for every command that changes the
 * tracker, before anything is written.  Nothing is asked of the founding
 * commit, which is judged by its own files.  ERR_REFUSED: there is no such
 * key, with the commands that mend it.
 */
NODISCARD const struct err *authority_check(struct change *, bool *sign);

#endif
