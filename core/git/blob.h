#ifndef PROVEN_GIT_BLOB_H
#define PROVEN_GIT_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * Blobs in pieces: whatever their size, little memory is used.  Up to
 * BLOB_LARGE bytes are taken whole, larger ones come piece by piece.
 */
struct repo;

enum { BLOB_LARGE = 1024 * 1024, BLOB_PIECE = 64 * 1024 };

/* The next LEN bytes; an error ends the reading. */
typedef const struct err *(*blob_fn)(void *arg, const void *ptr, size_t len);

/* How many bytes it has.  ERR_NOTFOUND: no such object.  ERR_DATA: it is
 * no blob, or damaged. */
NODISCARD const struct err *blob_size(struct repo *, const struct oid *,
    int64_t *size);
/*
 * All its bytes, in order.  ERR_NOTFOUND and ERR_DATA as blob_size;
 * ERR_DATA also where the bytes turn out, at their end, not to be those of
 * the id.  Large ones in a pack are read through `git cat-file`, as libgit2
 * would hold them in memory; without git they are read so after all.
 */
NODISCARD const struct err *blob_each(struct repo *, const struct oid *,
    blob_fn, void *arg);

/* The id of a blob whose bytes come in pieces, SIZE of them in all. */
struct blob_sum;
struct blob_sum *blob_sum_new(int64_t size);
void blob_sum_add(struct blob_sum *, const void *ptr, size_t len);
/* Frees it; OUT may be NULL. */
void blob_sum_end(struct blob_sum *, struct oid *out);

/*
 * The id of the file FD, called NAME in messages, which is not closed.
 * *STEADY false: it grew or shrank meanwhile, and has no id.
 */
NODISCARD const struct err *blob_hash_file(struct oid *out, int fd,
    const char *name, bool *steady);

#endif
