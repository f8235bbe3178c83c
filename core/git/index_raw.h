#ifndef PROVEN_GIT_INDEX_RAW_H
#define PROVEN_GIT_INDEX_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "core/base/str.h"
#include "core/git/index.h"
#include "core/git/index_format.h"

/*
 * Changes to the bytes of an index file.  What no change touches is copied
 * as it is: entries with all that git knows of their files, and of the
 * extensions the trees of untouched folders (TREE) and what undoes
 * resolutions (REUC, NAME).  The others may be lost and are left out.
 */
struct index_raw;

/* Takes BYTES, and FILE, which says where things are in them. */
struct index_raw *index_raw_new(struct str *bytes, struct index_file *file);
void index_raw_free(struct index_raw *);

/* As in index.h. */
bool index_raw_get(const struct index_raw *, const char *path,
    struct index_entry *out);
void index_raw_put(struct index_raw *, const char *path,
    const struct oid *id, const struct stat *st);
void index_raw_remove(struct index_raw *, const char *path);

/* The file with all changes, without its checksum, is put into OUT, which
 * holds nothing yet.  Then only index_raw_free may follow. */
void index_raw_write(struct index_raw *, struct str *out);

#endif
