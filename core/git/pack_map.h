#ifndef PROVEN_GIT_PACK_MAP_H
#define PROVEN_GIT_PACK_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/git/oid.h"

/*
 * A pack and its index (both of version 2, gitformat-pack(5)), mapped for
 * reading.  Nothing in them is trusted: what leads outside is not there.
 */
struct pack_map;

/* What stands at an offset. */
struct pack_item {
	unsigned type;        /* enum object_type, or PACK_DELTA */
	size_t size;          /* of what is deflated there, inflated */
	uint64_t data;        /* where it begins */
	uint64_t base;        /* of PACK_DELTA: the offset of its base */
};

enum { PACK_DELTA = 6 };

/* INDEX is the path of the ".idx" file; NULL: they are not of that kind, or
 * damaged as far as can be seen without reading all, or a great many are
 * mapped already. */
struct pack_map *pack_map_open(const char *index);
void pack_map_close(struct pack_map *);

bool pack_map_find(const struct pack_map *, const struct oid *,
    uint64_t *offset);
bool pack_map_item(const struct pack_map *, uint64_t offset,
    struct pack_item *);

/* Inflates; serves one thread at a time. */
struct libdeflate_decompressor;
/* The SIZE bytes of ITEM to OUT; false: they are not there. */
bool pack_map_inflate(const struct pack_map *, const struct pack_item *,
    struct libdeflate_decompressor *, void *out);

#endif
