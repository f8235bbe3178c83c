#ifndef PROVEN_MODEL_LFS_H
#define PROVEN_MODEL_LFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/sha.h"

/*
 * The pointers that git-lfs keeps in the place of files:
 *
 *	version https://git-lfs.github.com/spec/v1
 *	oid sha256:<64 hex digits>
 *	size <bytes>
 *
 * These three lines and nothing else; pointers with extensions, whose hash
 * is not that of the file, are none here.
 */
enum { LFS_MAX_BYTES = 1024 };

struct lfs_pointer {
	char sha256[SHA256_HEX + 1]; /* of the file */
	int64_t bytes;
};

bool lfs_parse(struct lfs_pointer *, const char *text, size_t len);

#endif
