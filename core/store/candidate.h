#ifndef PROVEN_STORE_CANDIDATE_H
#define PROVEN_STORE_CANDIDATE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * The commit that there would be if the index, or the work tree, were
 * committed now.  Its objects go to an overlay; nothing is written.
 */
struct overlay;
struct store;

enum candidate_of {
	CANDIDATE_INDEX,
	/* All files that are tracked, and those of the four folders that
	 * git does not ignore. */
	CANDIDATE_WORK_TREE
};

struct candidate {
	struct oid commit, head;
	bool has_head; /* else the branch has no commit yet */
};

/*
 * Its parents are HEAD and those that a merge brings which is under way;
 * its author is the user, or that of a commit being picked.
 * ERR_USAGE: a bare repository.  ERR_CONFLICT: the index has what is not
 * merged yet.  ERR_SYSTEM: no identity, …
 */
NODISCARD const struct err *candidate_make(struct candidate *out,
    struct overlay *, struct store *, enum candidate_of);

#endif
