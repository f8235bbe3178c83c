#ifndef PROVEN_AUDIT_STRENGTHS_H
#define PROVEN_AUDIT_STRENGTHS_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/model/tracker.h"

/*
 * How strong single entries are, as the audit counts them, without the rest
 * of it: under the people in force in the parent of the commit that added
 * the entry.
 */
struct store;
struct strengths;

/* STORE must outlive it. */
NODISCARD const struct err *strengths_open(struct strengths **out,
    struct store *);
void strengths_close(struct strengths *);
/*
 * Of entry SEQ of project ID, which COMMIT, 40 hex digits, added.  What
 * cannot be read is claimed.  ERR_SYSTEM.
 */
NODISCARD const struct err *strengths_get(struct strengths *,
    const char *commit, const char *id, int64_t seq, enum strength *out);

#endif
