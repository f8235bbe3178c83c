#ifndef PROVEN_TESTS_PACK_MADE_H
#define PROVEN_TESTS_PACK_MADE_H

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/git/oid.h"

/*
 * Packs that git would not write, and their indexes: whatever is asked for
 * stands in them.  Their checksums are zeros, which is the same in both.
 */

enum { MADE_BLOB = 3, MADE_OFS_DELTA = 6, MADE_REF_DELTA = 7,
	MADE_HEADER = 12 };

struct made_item {
	struct oid id;
	uint64_t offset;
};

/* Start with MADE_PACK_INIT; BODY begins at the offset MADE_HEADER. */
struct made_pack {
	struct str body;
	struct made_item *items;
	size_t n, cap;
	bool small; /* no offset takes eight bytes: libgit2 reads it, too */
};

#define MADE_PACK_INIT { STR_INIT, NULL, 0, 0, false }

static inline void
made_number(struct str *out, uint64_t value, int bytes)
{
	while (bytes-- > 0)
		str_addc(out, (char)(value >> 8 * bytes));
}

/* The index says that ID stands at OFFSET. */
static inline void
made_name(struct made_pack *pack, const struct oid *id, uint64_t offset)
{
	GROW(pack->items, pack->n, pack->cap);
	pack->items[pack->n++] = (struct made_item){ *id, offset };
}

/* Where the next object is going to stand. */
static inline uint64_t
made_offset(const struct made_pack *pack)
{
	return MADE_HEADER + pack->body.len;
}

/* Type and SIZE, which need not be true, of an object that begins here. */
static inline void
made_head(struct made_pack *pack, unsigned type, size_t size)
{
	unsigned byte = type << 4 | (size & 15);

	for (size >>= 4; size > 0; size >>= 7) {
		str_addc(&pack->body, (char)(byte | 0x80));
		byte = size & 127;
	}
	str_addc(&pack->body, (char)byte);
}

/* How far before it the base of a delta lies. */
static inline void
made_distance(struct made_pack *pack, uint64_t distance)
{
	char bytes[10];
	int n = 0;

	bytes[n++] = (char)(distance & 127);
	while ((distance >>= 7) != 0)
		bytes[n++] = (char)(0x80 | (--distance & 127));
	while (n-- > 0)
		str_addc(&pack->body, bytes[n]);
}

static inline void
made_deflated(struct made_pack *pack, const void *ptr, size_t len)
{
	uLongf room = compressBound(len);

	str_reserve(&pack->body, room);
	if (compress((Bytef *)pack->body.ptr + pack->body.len, &room, ptr,
	    len) != Z_OK)
		BUG("compress");
	pack->body.len += room;
	pack->body.ptr[pack->body.len] = '\0';
}

/* A whole object; its offset. */
static inline uint64_t
made_whole(struct made_pack *pack, const struct oid *id, unsigned type,
    const void *ptr, size_t len)
{
	uint64_t at = made_offset(pack);

	made_name(pack, id, at);
	made_head(pack, type, len);
	made_deflated(pack, ptr, len);
	return at;
}

/* A delta that names its base. */
static inline void
made_delta(struct made_pack *pack, const struct oid *id,
    const struct oid *base, const void *ptr, size_t len)
{
	made_name(pack, id, made_offset(pack));
	made_head(pack, MADE_REF_DELTA, len);
	str_addn(&pack->body, (const char *)base->id, OID_SIZE);
	made_deflated(pack, ptr, len);
}

static inline int
made_order(const void *a, const void *b)
{
	const struct made_item *x = a, *y = b;

	return oid_compare(&x->id, &y->id);
}

static inline void
made_fanout(struct str *out, const struct made_pack *pack)
{
	size_t n = 0;

	for (unsigned first = 0; first < 256; first++) {
		while (n < pack->n && pack->items[n].id.id[0] <= first)
			n++;
		made_number(out, n, 4);
	}
}

/* The bytes of both files, added to OUT and INDEX. */
static inline void
made_bytes(struct made_pack *pack, struct str *out, struct str *index)
{
	static const char sum[2 * OID_SIZE];

	if (pack->n > 0)
		qsort(pack->items, pack->n, sizeof(*pack->items),
		    made_order);
	str_addn(out, "PACK\0\0\0\2", 8);
	made_number(out, pack->n, 4);
	str_addn(out, pack->body.ptr, pack->body.len);
	str_addn(out, sum, OID_SIZE);
	str_addn(index, "\377tOc\0\0\0\2", 8);
	made_fanout(index, pack);
	for (size_t i = 0; i < pack->n; i++)
		str_addn(index, (const char *)pack->items[i].id.id,
		    OID_SIZE);
	for (size_t i = 0; i < pack->n; i++)
		made_number(index, 0, 4);
	for (size_t i = 0; i < pack->n; i++)
		made_number(index, pack->small ? pack->items[i].offset :
		    UINT64_C(1) << 31 | i, 4);
	for (size_t i = 0; i < pack->n && !pack->small; i++)
		made_number(index, pack->items[i].offset, 8);
	str_addn(index, sum, 2 * OID_SIZE);
}

static inline void
made_release(struct made_pack *pack)
{
	str_release(&pack->body);
	free(pack->items);
}

#endif
