#ifndef PROVEN_CACHE_DB_H
#define PROVEN_CACHE_DB_H

/* Shared by the files of this folder only. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/cache/cache.h"

struct sqlite3;
struct sqlite3_stmt;

/* A database as bytes, mapped from its file. */
struct image {
	unsigned char *ptr;
	size_t len;  /* of the database */
	size_t room; /* of the mapping: so far it may grow */
};

#define IMAGE_INIT { NULL, 0, 0 }

/*
 * The database is always in memory: taken whole from the file when there
 * is a good one, and written whole when something changed.  So no reader
 * sees half a write, a damaged file is found by its checksum before SQLite
 * sees it, and a folder that cannot be written costs only time.
 */
struct cache {
	struct sqlite3 *db;
	struct image image;   /* what DB stands on; not a fresh one */
	struct snapshot *tip; /* NULL: in tests */
	/* An object could not be read, perhaps only now: not to be kept. */
	bool unsure;
};

/* What went wrong in DB, as an error (ERR_SYSTEM). */
NODISCARD const struct err *db_err(struct sqlite3 *db);
/* An empty database in memory. */
NODISCARD const struct err *db_new(struct sqlite3 **out);
/* The database that IMAGE holds, which must outlive it. */
NODISCARD const struct err *db_from_image(struct sqlite3 **out,
    const struct image *image);
NODISCARD const struct err *db_run(struct sqlite3 *, const char *sql);
NODISCARD const struct err *db_prepare(struct sqlite3 *,
    struct sqlite3_stmt **out, const char *sql);
/* Run a statement that gives no rows, and make it ready again. */
NODISCARD const struct err *db_step(struct sqlite3 *, struct sqlite3_stmt *);

/* ---- The file: image.c ---- */

/* False: there is none, or it is damaged. */
bool image_load(const char *path, struct image *);
void image_release(struct image *);
/* Put LEN bytes at IMAGE in the place of the file; nothing happens when
 * that cannot be. */
void image_save(const char *path, const unsigned char *image, size_t len);
/* For damage, not for malice. */
uint64_t image_checksum(const unsigned char *ptr, size_t len);

/* ---- Tables: schema.c ---- */

NODISCARD const struct err *schema_create(struct sqlite3 *);
/* Fast filling wants the indexes made at the end. */
NODISCARD const struct err *schema_index(struct sqlite3 *);
/* Whether DB was made by this very version of the program's tables. */
bool schema_is_ours(struct sqlite3 *);
/* The tree that the database holds; the caller frees. */
char *schema_tree(struct sqlite3 *);
NODISCARD const struct err *schema_set_tree(struct sqlite3 *,
    const char *tree);

/* ---- Records into tables: fill.c ---- */

struct fill;

/* FRESH: no path comes twice, and there is nothing to replace. */
NODISCARD const struct err *fill_begin(struct fill **out, struct sqlite3 *,
    bool fresh);
/* The record at PATH with this TEXT; NULL: there is none any more. */
NODISCARD const struct err *fill_put(struct fill *, const char *id,
    const char *path, const char *text, size_t len);
/* The record at PATH cannot be read. */
NODISCARD const struct err *fill_damaged(struct fill *, const char *id,
    const char *path);
void fill_free(struct fill *);

#endif
