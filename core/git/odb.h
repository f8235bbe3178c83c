#ifndef PROVEN_GIT_ODB_H
#define PROVEN_GIT_ODB_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/oid.h"
#include "core/git/repo.h"

/* What repo_read and objects_read share: one object out of a database. */
struct git_odb;

/*
 * Its bytes appended to OUT, errors as repo_read.  VERIFY: its id is
 * computed again from the bytes; ERR_DATA where it is another one.
 */
NODISCARD const struct err *odb_read(struct git_odb *, const struct oid *,
    enum object_type, size_t max, bool verify, struct str *out);

#endif
