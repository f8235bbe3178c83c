#ifndef PROVEN_AUDIT_CREW_H
#define PROVEN_AUDIT_CREW_H

#include "core/audit/own.h"

/* Work that all threads do together. */

/* The items from FROM on and before TO. */
typedef const struct err *(*crew_fn)(struct worker *, void *arg,
    size_t from, size_t to);

/* Call FN for pieces of N items until all are done, or until the first
 * error, which is given back. */
NODISCARD const struct err *crew_run(struct worker *, size_t n_workers,
    size_t n, crew_fn, void *arg);

#endif
