#ifndef PROVEN_GIT_INDEX_OWN_H
#define PROVEN_GIT_INDEX_OWN_H

#include <stdbool.h>
#include <sys/stat.h>

#include "core/base/str.h"
#include "core/git/index.h"

/* The two ways of changing an index: its bytes here, or by git itself. */

struct index_raw;
struct listed;

struct index {
	struct repo *repo;
	char *lock;              /* the path; NULL: given up */
	struct stat old;         /* of the index as it was; .st_ino 0: none */
	struct index_raw *raw;   /* NULL: by git */

	struct listed *listed;   /* what git says is in it, sorted */
	size_t n_listed, cap_listed;
	struct str changes;      /* for git update-index */
	struct str skipped;      /* paths that stay skip-worktree */
};

/* LOCK holds a copy of the index, as old as the index. */
NODISCARD const struct err *index_git_open(struct index *);
bool index_git_get(const struct index *, const char *path,
    struct index_entry *);
void index_git_put(struct index *, const char *path, const struct oid *,
    const struct stat *);
void index_git_remove(struct index *, const char *path);
/* LOCK holds what the index is to be. */
NODISCARD const struct err *index_git_write(struct index *);
void index_git_close(struct index *);

#endif
