#ifndef PROVEN_GIT_PACKS_H
#define PROVEN_GIT_PACKS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"
#include "core/git/oid.h"
#include "core/git/repo.h"

/*
 * The objects in the packs of some folders, read quickly, many of them, by
 * one thread at a time.  Where it gives nothing, the reason is for another to
 * find: the object lies elsewhere, or is damaged, or large.
 */
struct packs;

/* Of FOLDERS, each an objects/ with a pack/ in it, or with none. */
struct packs *packs_open(const struct strs *folders);
void packs_close(struct packs *);

/*
 * The bytes of object ID appended to OUT; false, OUT untouched: there is no
 * such object here, of this type and of at most MAX bytes (0: as many as
 * are ever read here), whose bytes have this id, if VERIFY.
 */
bool packs_read(struct packs *, const struct oid *id, enum object_type,
    size_t max, bool verify, struct str *out);

#endif
