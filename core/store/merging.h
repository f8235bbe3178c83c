#ifndef PROVEN_STORE_MERGING_H
#define PROVEN_STORE_MERGING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * A merge that git left to be finished in this work tree: what each side
 * has, and one record of it settled.
 */
struct record;
struct snapshot;
struct store;

struct merging {
	struct store *store;
	struct snapshot *ours, *theirs;
	struct snapshot **bases; /* all nearest common ancestors, as far as
	                          * they have a tracker */
	size_t n;
};

/*
 * ERR_REFUSED: no merge is under way here; where something else is (a
 * rebase, …), why it is none.  Either way end with merging_close.
 */
NODISCARD const struct err *merging_open(struct merging *, struct store *);
void merging_close(struct merging *);

/* One record, as each has it. */
struct merging_record {
	char *id;
	struct record *ours, *theirs;
	struct record **bases; /* N of MERGING; NULL: it has no such record */
	size_t n;
};

/* ERR_NOTFOUND: one side has no such record.  Either way end with
 * merging_record_release. */
NODISCARD const struct err *merging_record(struct merging_record *,
    struct merging *, const char *id);
void merging_record_release(struct merging_record *);

/* Paths that are not merged yet, each once: of record ID in MINE, of
 * anything else in OTHERS.  A record whose last entry resolves this merge
 * can be settled once more, and is in MINE as well. */
NODISCARD const struct err *merging_unsettled(struct merging *,
    const char *id, struct strs *mine, struct strs *others);

/*
 * The tracker that the merge has by now, where it is not that of OURS, or
 * else of THEIRS, and is merged already; else NULL.  Freed by the caller.
 */
struct tracker;
NODISCARD const struct err *merging_tracker(struct merging *, bool ours,
    struct tracker **out);

/*
 * The record becomes RESOLVED, in the work tree and in the index; its path
 * in *PATH, which the caller frees.  ERR_CONFLICT: its file has lines that
 * no side has, so somebody is editing it; or the merge is over.
 */
NODISCARD const struct err *merging_settle(struct merging *,
    const struct merging_record *, const struct record *resolved,
    char **path);

#endif
