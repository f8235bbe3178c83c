#ifndef PROVEN_STORE_HEADS_H
#define PROVEN_STORE_HEADS_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/* Commits that git names in files of the git directory: MERGE_HEAD, … */
struct store;

struct heads {
	struct oid *items; /* freed by the caller */
	size_t n, cap;
};

/* The ids in the file NAME, one a line, added; no such file has none. */
NODISCARD const struct err *heads_read(struct heads *, struct store *,
    const char *name);

#endif
