#ifndef PROVEN_GIT_OVERLAY_H
#define PROVEN_GIT_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/git/oid.h"
#include "core/git/repo.h"

/*
 * Objects that are in no repository, but can be read as if they were: what
 * would be there if something were committed.  Nothing is written.
 *
 * Once all is put, any number of threads may read, each by a repository of
 * its own.
 */
struct git_odb;
struct overlay;

struct overlay *overlay_new(void);
/* No repository that is laid under it may be open any more. */
void overlay_free(struct overlay *);

void overlay_put(struct overlay *, enum object_type, const void *ptr,
    size_t len, struct oid *out);
/* A blob of SIZE bytes that stays in the file PATH, and is read from there
 * when it is asked for. */
void overlay_put_file(struct overlay *, const char *path, int64_t size,
    const struct oid *id);

/* Whatever is read of REPO from now on may be in OVERLAY, too. */
NODISCARD const struct err *overlay_lay(const struct overlay *,
    struct repo *);
/* What is laid over FROM is laid over REPO as well. */
NODISCARD const struct err *overlay_lay_again(const struct repo *from,
    struct repo *);
/* OVERLAY over a database of objects; what libgit2 returns. */
int overlay_add(const struct overlay *, struct git_odb *);

/* The path of the file that blob ID stays in; NULL: in none. */
const char *overlay_file(const struct overlay *, const struct oid *id);

#endif
