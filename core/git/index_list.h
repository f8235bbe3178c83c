#ifndef PROVEN_GIT_INDEX_LIST_H
#define PROVEN_GIT_INDEX_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * The entries of the index, to be read only: no lock is taken and nothing
 * is written to the repository, so this works while git itself holds the
 * lock, as in its hooks.
 */
struct index_list;
struct repo;

struct index_item {
	const char *path; /* borrowed */
	struct oid id;
	uint32_t mode;
	unsigned stage;   /* 0: settled */
	bool skip;        /* skip-worktree */
	bool intent;      /* only intended to be added: not in a commit yet */
	bool assumed;     /* not looked at in the work tree */
};

/*
 * No index is one without entries.  One that only git can read (split,
 * sparse, of version 4, …) is laid out anew by git, in a temporary folder.
 * ERR_SYSTEM: there is no git.  ERR_DATA: it is damaged.
 */
NODISCARD const struct err *index_list_read(struct index_list **out,
    struct repo *);
void index_list_free(struct index_list *);

/* Sorted by path, those of one path by stage. */
size_t index_list_count(const struct index_list *);
void index_list_get(const struct index_list *, size_t i,
    struct index_item *out);
/* Whether the file of entry I, which ST describes, has not changed since. */
bool index_list_fits(const struct index_list *, size_t i,
    const struct stat *st);

#endif
