#ifndef PROVEN_GIT_PACK_INDEX_H
#define PROVEN_GIT_PACK_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/git/oid.h"
#include "core/git/pack_file.h"
#include "core/git/repo.h"

struct pack_entry {
	struct oid id;
	uint32_t crc;      /* of the bytes in the pack */
	uint64_t offset;
	size_t size;       /* of what stands there, inflated */
	uint32_t base;     /* index and one of what it is a delta of; or 0 */
	uint32_t depth;    /* of deltas below it */
	enum object_type type;
};

/* The index (version 2) of a pack with these entries and this checksum;
 * flushed to the disk. */
NODISCARD const struct err *pack_index_write(struct hashed *,
    const struct pack_entry *, size_t n, const struct oid *pack_sum);

#endif
