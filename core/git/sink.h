#ifndef PROVEN_GIT_SINK_H
#define PROVEN_GIT_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/blob.h"
#include "core/git/oid.h"
#include "core/git/repo.h"

/*
 * Objects on their way into a repository.  What was put can be read again
 * at once, but reaches the repository with sink_flush only.  Each object
 * is kept once.
 */
struct blob_file;
struct sink;

/* For few objects: they wait in memory and become loose ones. */
struct sink *sink_new(struct repo *);
/* For many: they go to one pack, without delta search. */
NODISCARD const struct err *sink_new_pack(struct sink **out, struct repo *);
/* What was not published vanishes, a pack that is in place as well. */
void sink_free(struct sink *);

NODISCARD const struct err *sink_put(struct sink *, enum object_type,
    const void *ptr, size_t len, struct oid *out);
/* The same; FORMER (may be NULL) is what the object comes in place of. */
NODISCARD const struct err *sink_put_next(struct sink *, enum object_type,
    const void *ptr, size_t len, const struct former *former,
    struct oid *out);
/* A blob in a file of its own, borrowed until the sink is freed: it becomes
 * a loose object, and can be read with sink_each once it is flushed. */
void sink_put_file(struct sink *, struct blob_file *);
/* As repo_read, from the sink or else from the repository. */
NODISCARD const struct err *sink_read(struct sink *, const struct oid *,
    enum object_type, size_t max, struct str *out);

/* The bytes of a blob, as blob_each. */
NODISCARD const struct err *sink_each(struct sink *, const struct oid *,
    blob_fn fn, void *arg);

/*
 * Put all objects into the repository, safe on the disk, and read each
 * back from there.  ERR_DATA: one of them is not what was put (an older
 * file of that name is damaged, say): named, with `git fsck`.
 */
NODISCARD const struct err *sink_flush(struct sink *);
/* What a killed program left beside its pack; nobody may be writing. */
void sink_clear(struct repo *);
/* A reference leads to them now. */
void sink_publish(struct sink *);

#endif
