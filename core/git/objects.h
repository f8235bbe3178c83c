#ifndef PROVEN_GIT_OBJECTS_H
#define PROVEN_GIT_OBJECTS_H

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/oid.h"
#include "core/git/repo.h"

/*
 * The objects of a repository for one who trusts nothing: each is hashed
 * when it is read, no whole object stays in a cache, and no commit-graph is
 * looked at.  Packs are read by packs.c; all else, and whatever is wrong
 * with a pack, is left to libgit2.
 *
 * A handle serves one thread at a time; threads that read at the same time
 * need one each.  All are opened before the threads start, as the first
 * turns off the object caches of libgit2 for the whole program.
 */
struct objects;

/* REPO must outlive it. */
NODISCARD const struct err *objects_open(struct objects **out,
    const struct repo *);
void objects_close(struct objects *);

/*
 * The bytes of object ID appended to OUT.  ERR_NOTFOUND: it is missing.
 * ERR_DATA: damaged (its bytes have another id, too), of another type, or
 * over MAX bytes, which is found before they are read (0: any size).
 */
NODISCARD const struct err *objects_read(struct objects *,
    const struct oid *id, enum object_type, size_t max, struct str *out);
/* The same, and not hashed: for one who finds a way through a history, and
 * reads again whatever is to count. */
NODISCARD const struct err *objects_glance(struct objects *,
    const struct oid *id, enum object_type, size_t max, struct str *out);

#endif
