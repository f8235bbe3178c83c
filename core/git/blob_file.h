#ifndef PROVEN_GIT_BLOB_FILE_H
#define PROVEN_GIT_BLOB_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * A blob that comes in pieces and goes to the repository without ever
 * being in memory whole: a temporary file among the loose objects, which
 * gets its name when a sink that it was put into is flushed.
 */
struct blob_file;
struct repo;

/* For SIZE bytes. */
NODISCARD const struct err *blob_file_new(struct blob_file **out,
    struct repo *, int64_t size);
/* Removes what got no name. */
void blob_file_free(struct blob_file *);
NODISCARD const struct err *blob_file_add(struct blob_file *,
    const void *ptr, size_t len);
/* All SIZE bytes were added; they are safe on the disk then. */
NODISCARD const struct err *blob_file_end(struct blob_file *);

/* Its id, and its size. */
const struct oid *blob_file_id(const struct blob_file *);
int64_t blob_file_size(const struct blob_file *);
/* It gets its name, unless the repository has the object by now. */
NODISCARD const struct err *blob_file_place(struct blob_file *, bool shared);

#endif
