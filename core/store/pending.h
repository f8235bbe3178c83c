#ifndef PROVEN_STORE_PENDING_H
#define PROVEN_STORE_PENDING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * "proven/pending" in the git directory of a work tree: what a change that
 * is about to move the branch has still to do to files and index.
 */
struct store;

/* One file that goes from OLD to NEW; zero: there is none. */
struct pending_file {
	char *path;
	struct oid old, new;
};

struct pending {
	char *branch;      /* full name */
	struct oid commit; /* to which the branch goes */
	struct pending_file *files;
	size_t n, cap;
};

/* Takes PATH. */
void pending_add(struct pending *, char *path, const struct oid *old,
    const struct oid *new);
void pending_release(struct pending *);

/* Safe on the disk when it returns. */
NODISCARD const struct err *pending_write(struct store *,
    const struct pending *);
/* *FOUND false: nothing is pending.  A torn one, written when the branch
 * could not have moved yet, counts as nothing. */
NODISCARD const struct err *pending_read(struct store *, struct pending *,
    bool *found);
void pending_clear(struct store *);
/* Its bytes for people; NULL: none.  The caller frees. */
char *pending_text(struct store *);

#endif
