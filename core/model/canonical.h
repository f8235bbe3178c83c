#ifndef PROVEN_MODEL_CANONICAL_H
#define PROVEN_MODEL_CANONICAL_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/* The text of JSON files, whatever they mean. */
struct str;

/*
 * TEXT in canonical form appended to OUT; members stay in the order in
 * which they stand.  ERR_DATA "NAME:3:5: …": not I-JSON.
 */
NODISCARD const struct err *canonical_text(struct str *out,
    const char *text, size_t len, const char *name);

/*
 * The `revision` that TEXT, a tracker file, shows, however else it may be
 * broken: what replaces it must be one higher.  0: it shows none.
 */
int64_t canonical_revision(const char *text, size_t len);

#endif
