#ifndef PROVEN_GIT_PACK_H
#define PROVEN_GIT_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/oid.h"
#include "core/git/repo.h"

/*
 * One pack being written (gitformat-pack(5)), deflated with one stream, and
 * its index.  Objects stand there whole, but a new version of a folder as
 * its difference from the one before, which is at hand.  A ".keep" file
 * stands beside the pack until the reference leads to it, so that no repack
 * drops it before.
 */
struct pack;

NODISCARD const struct err *pack_new(struct pack **out, const char *objects);
/* Removes what was not published. */
void pack_free(struct pack *);

bool pack_has(const struct pack *, const struct oid *);
/* ID is that of the object and not in the pack yet.  FORMER may be NULL. */
NODISCARD const struct err *pack_put(struct pack *, enum object_type,
    const void *ptr, size_t len, const struct oid *id,
    const struct former *former);
/* ERR_DATA: of another type. */
NODISCARD const struct err *pack_read(struct pack *, const struct oid *,
    enum object_type, struct str *out);

/* In place and safe on the disk, its bytes read again and compared. */
NODISCARD const struct err *pack_finish(struct pack *);
void pack_publish(struct pack *);

/* The objects, in the order they were put. */
size_t pack_count(const struct pack *);
const struct oid *pack_id(const struct pack *, size_t i);

/* Remove ".keep" files that a killed program left in OBJECTS.  Nobody may
 * be writing a pack there. */
void pack_clear_keeps(const char *objects);

#endif
