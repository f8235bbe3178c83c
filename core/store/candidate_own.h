#ifndef PROVEN_STORE_CANDIDATE_OWN_H
#define PROVEN_STORE_CANDIDATE_OWN_H

/* Shared by the files of the candidate only. */

#include <stddef.h>

#include "core/git/tree.h"
#include "core/store/candidate.h"

/* A file of the tree to be. */
struct leaf {
	char *path;
	struct tree_file file;
};

struct leaves {
	struct leaf *items; /* sorted by path, once all are there */
	size_t n, cap;
};

void leaves_add(struct leaves *, const char *path, uint32_t mode,
    const struct oid *id);
void leaves_release(struct leaves *);

NODISCARD const struct err *leaves_of_index(struct leaves *,
    struct store *);
NODISCARD const struct err *leaves_of_work_tree(struct leaves *,
    struct overlay *, struct store *);

#endif
