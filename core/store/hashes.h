#ifndef PROVEN_STORE_HASHES_H
#define PROVEN_STORE_HASHES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/sha.h"
#include "core/git/oid.h"
#include "core/model/lfs.h"

/* SHA-256 of blobs, each computed once in a run. */
struct repo;

struct hash {
	char sha256[SHA256_HEX + 1];
	int64_t bytes;
	bool is_pointer;            /* of git-lfs, to this: */
	struct lfs_pointer pointer;
};

struct hashes {
	struct oidmap places;
	struct hash *items;
	size_t n, cap;
};

/* The hash of blob ID, read where it is not known yet; borrowed until the
 * next is asked for.  Errors as blob_each. */
NODISCARD const struct err *hashes_get(struct hashes *, struct repo *,
    const struct oid *id, const struct hash **out);
void hashes_release(struct hashes *);

#endif
