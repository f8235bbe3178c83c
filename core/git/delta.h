#ifndef PROVEN_GIT_DELTA_H
#define PROVEN_GIT_DELTA_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

/*
 * Deltas of packs (gitformat-pack(5)), for two versions that differ in one
 * stretch: what they begin with and what they end with is copied.  No
 * search.
 */

/* What makes NEW of OLD, added to OUT. */
void delta_make(struct str *out, const void *old, size_t old_len,
    const void *new, size_t new_len);
/* How many bytes DELTA makes, as it says; false: it is damaged. */
bool delta_size(const void *delta, size_t len, size_t *size);
/* False: DELTA is not for OLD, or is damaged. */
bool delta_apply(struct str *out, const void *old, size_t old_len,
    const void *delta, size_t len);

#endif
