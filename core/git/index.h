#ifndef PROVEN_GIT_INDEX_H
#define PROVEN_GIT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * The index, under git's own lock: while this program holds it, no
 * `git add` or `git commit` can come between.  Only the entries that are
 * put or removed change.  An index of version 2 or 3 is changed here, byte
 * by byte; any other (split, sparse, with an untracked cache, version 4) is
 * read and changed by git itself.
 */
struct repo;
struct index;

struct index_entry {
	struct oid id;
	uint32_t mode;
	bool skip;      /* skip-worktree: no file in the work tree */
	bool unsettled; /* unmerged, or only intended to be added */
};

/*
 * Lock and read the index.  Others are waited for, up to WAIT_MS; then
 * ERR_SYSTEM names the lock, its age, and how to mend.  ERR_SYSTEM also:
 * the index needs git, and there is none.  ERR_DATA: it is damaged.
 */
NODISCARD const struct err *index_open(struct index **out, struct repo *,
    int64_t wait_ms);
/* Gives the lock up; what was not written is forgotten. */
void index_close(struct index *);

/*
 * What tells this very lock from any other: to be left where a later
 * writer finds it, should this program be killed.  The caller frees.
 */
char *index_mark(const struct index *);
/* Remove the lock that MARK tells, if it is still there; whoever left the
 * mark must be known to be dead. */
void index_break(const char *mark);

/* What was there when the index was opened. */
bool index_get(const struct index *, const char *path,
    struct index_entry *out);
/*
 * PATH is ID, a plain file that looks like ST; ST NULL: it has no file
 * (an entry that was skip-worktree stays so).  What is put must be part of
 * one tree: no file below another.
 */
void index_put(struct index *, const char *path, const struct oid *id,
    const struct stat *st);
void index_remove(struct index *, const char *path);

/* Write it and give up the lock; on an error the old index stays. */
NODISCARD const struct err *index_write(struct index *);

#endif
