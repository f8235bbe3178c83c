#ifndef PROVEN_STORE_WORK_H
#define PROVEN_STORE_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/git/blob.h"
#include "core/git/oid.h"

/*
 * The files of the work tree, by path from its root.  No link is followed
 * below the root, neither in a folder nor at the end: a path that leads
 * through one is odd.
 */
struct store;
struct work;

NODISCARD const struct err *work_open(struct work **out, struct store *);
void work_close(struct work *);

enum work_kind { WORK_ABSENT, WORK_FILE, WORK_ODD /* link, folder, … */ };

/* What is at PATH; ST, which may be NULL, describes it. */
NODISCARD const struct err *work_kind(struct work *, const char *path,
    enum work_kind *, struct stat *st);
/*
 * Whether the file at PATH holds BLOB, by its bytes or by what git makes
 * of them (line endings).  False also for what is no file.
 */
NODISCARD const struct err *work_holds(struct work *, const char *path,
    const struct oid *blob, bool *yes);
/* Whether it is a file whose bytes have this SHA-256. */
NODISCARD const struct err *work_has_hash(struct work *, const char *path,
    const char *sha256, bool *yes);
/* Where bytes come from: gives them to PUT, piece by piece. */
struct work_source {
	const struct err *(*give)(void *arg, blob_fn put, void *put_arg);
	void *arg;
};

/*
 * PATH holds these bytes, all at once: a new file takes its place.  They
 * may be asked for again.  DURABLE: on the disk as well.  *ST describes it.
 */
NODISCARD const struct err *work_write(struct work *, const char *path,
    const struct work_source *, bool durable, struct stat *st);
/* Take PATH away, and the folders that it leaves empty. */
NODISCARD const struct err *work_remove(struct work *, const char *path);

#endif
