#ifndef PROVEN_GIT_PACK_FILE_H
#define PROVEN_GIT_PACK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * A file written from front to back with a running SHA-1 at its end, as
 * packs and their indexes have it.
 */
struct hashed;

/* A temporary file in DIR, whose name begins with PREFIX. */
NODISCARD const struct err *hashed_new(struct hashed **out, const char *dir,
    const char *prefix);
/* Removes the file unless it was placed. */
void hashed_free(struct hashed *);

NODISCARD const struct err *hashed_add(struct hashed *, const void *ptr,
    size_t len);
uint64_t hashed_size(const struct hashed *);
/* LEN bytes from OFFSET, fewer at the end of the file: *GOT. */
NODISCARD const struct err *hashed_read(struct hashed *, uint64_t offset,
    void *ptr, size_t len, size_t *got);
/*
 * Put LEN bytes at PTR over those at the start; then read the file again
 * from the disk: what follows them must be what was written (ERR_DATA).
 */
NODISCARD const struct err *hashed_patch(struct hashed *, const void *ptr,
    size_t len);
/* Append the SHA-1 of it all, which *SUM gets, and flush to the disk. */
NODISCARD const struct err *hashed_end(struct hashed *, struct oid *sum);
/* The name PATH from now on, read-only.  *FRESH false: there is such a
 * file already, which stays. */
NODISCARD const struct err *hashed_place(struct hashed *, const char *path,
    bool *fresh);

#endif
