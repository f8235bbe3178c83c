#ifndef PROVEN_GIT_IDENTITY_H
#define PROVEN_GIT_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

/* Who acts, as `git var GIT_AUTHOR_IDENT` would say. */
struct repo;

enum identity_role { IDENTITY_AUTHOR, IDENTITY_COMMITTER };

/*
 * GIT_AUTHOR_NAME, _EMAIL, _DATE (GIT_COMMITTER_…) over author.name,
 * author.email (committer.…) over user.name, user.email over EMAIL.  A
 * date in another form than "@seconds zone", "seconds zone" or ISO 8601 is
 * left to git.  NAME and EMAIL are the caller's to free; WHEN is seconds
 * since the Epoch, OFFSET minutes east of UTC.
 * ERR_SYSTEM: no identity, with git's two `git config` lines.
 */
NODISCARD const struct err *identity_read(struct repo *, enum identity_role,
    char **name, char **email, int64_t *when, int *offset);

/* A date as GIT_AUTHOR_DATE holds it; false: ask git. */
bool identity_date(const char *text, int64_t *when, int *offset);

#endif
