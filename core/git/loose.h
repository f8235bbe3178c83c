#ifndef PROVEN_GIT_LOOSE_H
#define PROVEN_GIT_LOOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/git/oid.h"
#include "core/git/repo.h"

/*
 * Loose objects.  All of them are written, then all are flushed, then all
 * get their names, then their folders are flushed: a name never leads to
 * less than the whole object.
 */

struct loose {
	struct oid id;
	enum object_type type;
	char *ptr;
	size_t len;
};

/*
 * N objects go to OBJECTS, the objects/ of a repository.  SHARED: folders
 * that are made are for the group, too (core.sharedRepository).
 */
NODISCARD const struct err *loose_write(const char *objects,
    const struct loose *items, size_t n, bool shared);
/*
 * One that is written already: the file TEMPORARY gets the name of ID.
 * *MADE becomes true where a folder was made for it.
 */
NODISCARD const struct err *loose_place(const char *objects,
    const char *temporary, const struct oid *id, bool shared, bool *made);
/* Flush the folder of the ids whose first byte is FIRST, and the one that
 * it was MADE in. */
NODISCARD const struct err *loose_sync(const char *objects, unsigned first,
    bool made);
/* Whether OBJECTS has a file for ID, which then looks new: pruning spares
 * what is young. */
bool loose_freshen(const char *objects, const struct oid *id);
/* The path of its file; the caller frees. */
char *loose_path(const char *objects, const struct oid *id);
struct git_odb;
struct loose_head {
	enum object_type type;
	size_t len;
};
/*
 * What is said of ID in front of its bytes, and then these, piece by piece
 * (FN NULL: only the former); *FOUND false: OBJECTS has no file for it.
 * ERR_DATA: it is damaged; that its bytes are those of the id is for the
 * caller to see.
 */
typedef const struct err *(*loose_fn)(void *arg, const void *ptr,
    size_t len);
NODISCARD const struct err *loose_each(const char *objects,
    const struct oid *id, struct loose_head *head, loose_fn fn, void *arg,
    bool *found);
/* ERR_DATA: ID is damaged. */
NODISCARD const struct err *object_damaged(const struct oid *id);
/* Let ODB read the loose objects of OBJECTS, and of what that borrows from,
 * so; as libgit2 does: 0, or its code. */
int loose_add(struct git_odb *odb, const char *objects);

#endif
