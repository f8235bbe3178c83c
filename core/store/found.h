#ifndef PROVEN_STORE_FOUND_H
#define PROVEN_STORE_FOUND_H

#include "core/git/tree.h"
#include "core/model/evidence.h"
#include "core/store/own.h"

/* What was found of a piece of evidence. */
struct found {
	enum evidence_state state;
	char *text;            /* what is wrong; NULL where nothing is */
	char *path;            /* where it really lies */
	struct tree_file file; /* that; only where STATE is good */
};

#define FOUND_INIT { .state = EVIDENCE_GOOD }

/* The plain file at PATH, or where it lies when the records are at the
 * other depth.  Its bytes are not looked at. */
NODISCARD const struct err *found_look(struct found *, struct snapshot *,
    const char *path);
/* The same at PATH only; what is missing has no TEXT. */
NODISCARD const struct err *found_at(struct found *, struct snapshot *,
    const char *path);
void found_release(struct found *);

#endif
