#ifndef PROVEN_STORE_CHANGE_H
#define PROVEN_STORE_CHANGE_H

#include <stdbool.h>

#include "core/git/oid.h"
#include "core/git/sink.h"
#include "core/git/tree.h"
#include "core/store/message.h"
#include "core/store/paths.h"
#include "core/store/store.h"

/* Commits being made on top of TIP, in memory and in a sink. */
struct change {
	struct store *store;
	struct snapshot *tip;
	const struct change_options *options;
	const struct identity *user_author, *committer;
	struct sink *sink;
	struct tree *tree;
	struct paths touched;  /* that may differ from the tip */
	bool sign;             /* each commit */
	int depth;             /* of new records; -1: not asked yet */
	struct oid head, head_tree; /* of the last commit made */
	bool has_head;         /* false: the branch is unborn */
	size_t n_commits;

	struct message message;     /* of the commit being made */
	struct identity author;     /* NAME is NULL: the user */
};

NODISCARD const struct err *change_new(struct change **out, struct store *,
    struct snapshot *tip, const struct change_options *,
    const struct identity *author, const struct identity *committer);
void change_free(struct change *);

/* Where record ID lies by now; *FOUND false: nowhere.  *PATH is the
 * caller's to free.  ERR_DATA: in both places. */
NODISCARD const struct err *change_find(struct change *, const char *id,
    char **path, struct oid *blob, bool *found);
/* PATH will differ: it is written, or taken away. */
NODISCARD const struct err *change_touch(struct change *, const char *path);
/* How deep most records lie in the tree as it is. */
NODISCARD const struct err *change_depth(struct change *, int *depth);

#endif
