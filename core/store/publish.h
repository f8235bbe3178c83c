#ifndef PROVEN_STORE_PUBLISH_H
#define PROVEN_STORE_PUBLISH_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/git/index.h"
#include "core/git/sink.h"
#include "core/store/pending.h"
#include "core/store/store.h"
#include "core/store/work.h"

/* A branch moves, and the work tree with it. */

struct publication {
	struct store *store;
	int lock;                /* the writers' lock, held */
	struct oid old;          /* where the branch is; zero: nowhere */
	struct pending next;     /* where it goes, and which files change */
	struct sink *sink;       /* objects to be flushed; NULL: none */
	const struct identity *committer;
	const char *subject;     /* for the reflog */
};

/*
 * Refusal where files have uncommitted edits, objects to the disk,
 * compare-and-swap, files and index.  *AGAIN with the error: somebody else
 * moved the branch or locks it; nothing is left of the attempt.  Other
 * errors say so when the branch has moved already.
 */
NODISCARD const struct err *publish(struct publication *, bool *again);


/* May the branch in use be written?  ERR_SYSTEM: HEAD is detached, a merge
 * is under way, the branch is checked out elsewhere, … */
NODISCARD const struct err *publish_allowed(struct store *);
/* Whether there are files to be kept in step. */
bool publish_syncs(const struct store *);

/* One file and its index entry become what they are in FILE. */
NODISCARD const struct err *publish_file(struct store *, struct work *,
    struct index *, struct sink *, const struct pending_file *,
    bool durable);

/* As store_recover, with the lock held already. */
NODISCARD const struct err *recover_locked(struct store *, int lock,
    size_t *n, struct strs *left);

enum { INDEX_WAIT_MS = 10 * 1000 };

#endif
