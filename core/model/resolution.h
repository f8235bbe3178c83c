#ifndef PROVEN_MODEL_RESOLUTION_H
#define PROVEN_MODEL_RESOLUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/model/record_merge.h"

/*
 * Both sides of a merge moved a record.  The history of one is kept, whole;
 * the rest is merged as if the other had not moved; and an entry "@resolve"
 * names the step that is dropped, with a reason.
 */
struct findings;
struct tracker;

struct resolution {
	const struct record *kept, *dropped;         /* borrowed, */
	const struct record *const *bases;           /* these too */
	size_t n;
	struct record *a, *b; /* KEPT; DROPPED, as if it had not moved */
	struct record *merged;
	/* What is left to choose; A is what KEPT has.  None is MERGE_MOVED. */
	struct merge_conflicts conflicts;
};

/* The transitions of RECORD that OTHER has not, oldest first, added to
 * OUT. */
void resolution_steps(const struct record *record,
    const struct record *other, struct strs *out);

/* KEPT and DROPPED both moved; BASES as in record_merge.  End with
 * resolution_release. */
void resolution_init(struct resolution *, const struct record *kept,
    const struct record *dropped, const struct record *const *bases,
    size_t n);
void resolution_release(struct resolution *);

/* Of the conflict at PATH take what KEPT has, or else DROPPED; the rest is
 * merged anew.  False: there is no such conflict. */
bool resolution_take(struct resolution *, const char *path, bool kept);

/*
 * Append the entry to MERGED, which has no conflicts any more: ENTRY says by
 * whom, when and why.  It can be signed then.
 */
void resolution_append(struct resolution *, const struct entry *);

/*
 * What is wrong with MERGED, after that: PV502 and so on as in
 * record_merge_check, and errors of the record, under TRACKER, that neither
 * side has.
 */
void resolution_check(const struct resolution *, const struct tracker *,
    struct findings *out);

#endif
