#ifndef PROVEN_BASE_FILE_H
#define PROVEN_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* Files by path. */

/*
 * The bytes of PATH appended to OUT ("-" is standard input).  ERR_DATA:
 * larger than MAX bytes.  ERR_SYSTEM: cannot be read.
 */
NODISCARD const struct err *file_read(struct str *out, const char *path,
    size_t max);

/*
 * PATH holds exactly LEN bytes at PTR, or what it held before: temporary
 * file beside it, write, fsync when DURABLE, rename, fsync of the folder
 * when DURABLE.  Missing folders are made.  A file keeps its mode; a
 * symbolic link is replaced, never followed.
 */
NODISCARD const struct err *file_write(const char *path, const void *ptr,
    size_t len, bool durable);

/* All LEN bytes at PTR to FD, not stopped by signals; NAME is for
 * messages. */
NODISCARD const struct err *file_write_all(int fd, const char *name,
    const void *ptr, size_t len);

/*
 * Removes what a file_write that was killed left beside PATH.  Only for
 * one who holds the lock under which files there are written.
 */
void file_sweep(const char *path);

/* Missing folders above PATH (its last component is a file). */
NODISCARD const struct err *file_make_parents(const char *path);

/* Something has this name, be it a link to nowhere. */
bool file_exists(const char *path);

#endif
