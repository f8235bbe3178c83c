#ifndef PROVEN_MODEL_RECORD_MERGE_H
#define PROVEN_MODEL_RECORD_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"
#include "core/model/record.h"

/*
 * Two states of one record become one again: by member, not by line.  On
 * the tree as it stands, so that nothing unknown is lost.
 *
 * One side has changed a member, and the other has not, where the one is as
 * in no base and the other as in some; else both have.  What one changed is
 * taken; what both did, objects by key and lists that are sets by item,
 * too.  The rest are conflicts.  `stage` and `hold` go with the history
 * that went on, and so does what its last entry keeps frozen; verdicts
 * follow from what was merged.
 */
struct findings;
struct json;

/* Which history went on: where one begins with the whole of the other. */
enum merge_history {
	MERGE_SAME, MERGE_A_MOVED, MERGE_B_MOVED, MERGE_BOTH_MOVED
};
enum merge_history record_merge_history(const struct record *a,
    const struct record *b);

enum merge_conflict_kind {
	MERGE_MEMBER,  /* both changed it, each otherwise */
	MERGE_FROZEN,  /* the side that moved keeps it frozen, and the other
	                * changed it */
	MERGE_MOVED,   /* both moved: `history`, and `stage` and `hold` */
	MERGE_INVALID  /* what each side did does not go together */
};

struct merge_conflict {
	enum merge_conflict_kind kind;
	struct strs keys;         /* of the member, from the top */
	char *path;               /* the same, dotted */
	const struct json *a, *b; /* borrowed from the sides; NULL: absent */
	char *text;               /* MERGE_INVALID: what is wrong; or NULL */
};

struct merge_conflicts {
	struct merge_conflict *items;
	size_t n, cap;
};

#define MERGE_CONFLICTS_INIT { NULL, 0, 0 }

void merge_conflicts_release(struct merge_conflicts *);

/*
 * A and B, whose common ancestors are BASES (N of them, several after
 * merges crosswise; NULL: that commit has no such record), become one.
 * With N 0 they are not known, and whatever differs is a conflict.
 * Where they conflict the result has what A has; of MERGE_FROZEN what the
 * side that moved has.  Without conflicts record_merge_check finds nothing
 * in it, and nothing is wrong with it alone that is not wrong with A or B.
 * Free with record_free.
 */
struct record *record_merge(const struct record *a, const struct record *b,
    const struct record *const *bases, size_t n,
    struct merge_conflicts *conflicts);

/* One more conflict, MERGE_INVALID: TEXT says why the history that went on
 * does not go with what the other side changed. */
void record_merge_refuse(struct merge_conflicts *, const struct record *a,
    const struct record *b, const char *text);

/*
 * The text of MERGED for a person to resolve: canonical, and each of the
 * CONFLICTS (at least one) between the markers that git writes.  Not JSON,
 * so that nobody takes it for resolved.
 */
void record_merge_write(const struct record *merged,
    const struct merge_conflicts *conflicts, struct str *out);

/*
 * Is MERGED a merge of A and B over BASES?  PV502 for each member that
 * neither side has, or that drops what one side changed; of what both
 * changed, either side's will do, and for objects and lists, of each item.
 * Where one side moved, PV207 for a frozen part that is not that side's.
 * Where both did, `history`, `stage` and `hold` are not looked at.
 */
void record_merge_check(const struct record *merged, const struct record *a,
    const struct record *b, const struct record *const *bases, size_t n,
    struct findings *out);

#endif
