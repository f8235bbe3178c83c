#include "core/git/pack_map.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdeflate.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/git/repo.h"

enum { VERSION = 2, PACK_HEADER = 12, INDEX_HEADER = 8, FANOUT = 256 * 4,
	REF_DELTA = 7 };

/*
 * A process may have 65,530 mappings on Linux, of all kinds; one that needs
 * more gets no memory either.  Each thread that reads maps each pack.
 */
enum { MOST_MAPPED = 16 * 1024 };

static atomic_size_t n_mapped;

struct mapped {
	const unsigned char *ptr;
	size_t len;
};

struct pack_map {
	struct mapped pack, index;
	uint32_t n;
	/* In the index: the ids in order, where each stands, and where those
	 * do that four bytes cannot tell. */
	const unsigned char *fanout, *ids, *offsets, *large;
	size_t n_large;
};

/* ---- Opening ---- */

static void *
map_fd(int fd, size_t len)
{
	void *ptr = MAP_FAILED;

	if (atomic_fetch_add(&n_mapped, 1) < MOST_MAPPED)
		ptr = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (ptr == MAP_FAILED)
		atomic_fetch_sub(&n_mapped, 1);
	return ptr;
}

static bool
map_file(struct mapped *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	void *ptr = MAP_FAILED;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		ptr = map_fd(fd, (size_t)st.st_size);
	close(fd);
	if (ptr == MAP_FAILED)
		return false;
	*out = (struct mapped){ ptr, (size_t)st.st_size };
	return true;
}

static void
unmap(const struct mapped *mapped)
{
	if (mapped->ptr == NULL)
		return;
	munmap((void *)(uintptr_t)mapped->ptr, mapped->len);
	atomic_fetch_sub(&n_mapped, 1);
}

static uint32_t
number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

/* How many ids begin with a byte up to FIRST. */
static uint32_t
up_to(const struct pack_map *map, size_t first)
{
	return number(map->fanout + 4 * first);
}

static bool
fanout_is_good(const struct pack_map *map)
{
	for (size_t i = 1; i < 256; i++)
		if (up_to(map, i - 1) > up_to(map, i))
			return false;
	return true;
}

/*
 * Header, fan-out, then N ids, checksums and offsets, the large offsets, and
 * the checksums of pack and index.
 */
static bool
read_index(struct pack_map *map)
{
	static const unsigned char magic[] = { 0xff, 't', 'O', 'c' };
	const struct mapped *index = &map->index;
	size_t fixed = INDEX_HEADER + FANOUT + 2 * OID_SIZE, each =
	    OID_SIZE + 4 + 4, rest;

	if (index->len < fixed || memcmp(index->ptr, magic, 4) != 0 ||
	    number(index->ptr + 4) != VERSION)
		return false;
	map->fanout = index->ptr + INDEX_HEADER;
	map->n = number(map->fanout + FANOUT - 4);
	if ((index->len - fixed) / each < map->n || !fanout_is_good(map))
		return false;
	rest = index->len - fixed - each * map->n;
	map->ids = map->fanout + FANOUT;
	map->offsets = map->ids + (size_t)map->n * (OID_SIZE + 4);
	map->large = map->offsets + (size_t)map->n * 4;
	map->n_large = rest / 8;
	return rest % 8 == 0;
}

/* The pack that the index is of. */
static bool
read_pack(const struct pack_map *map)
{
	const struct mapped *pack = &map->pack, *index = &map->index;

	return pack->len >= PACK_HEADER + OID_SIZE &&
	    memcmp(pack->ptr, "PACK", 4) == 0 &&
	    number(pack->ptr + 4) == VERSION &&
	    number(pack->ptr + 8) == map->n &&
	    memcmp(pack->ptr + pack->len - OID_SIZE,
	    index->ptr + (index->len - 2 * (size_t)OID_SIZE), OID_SIZE) == 0;
}

struct pack_map *
pack_map_open(const char *index)
{
	struct pack_map *map = xcalloc(1, sizeof(*map));
	int stem = (int)(strlen(index) - strlen(".idx"));
	char *pack = xasprintf("%.*s.pack", stem, index);

	if (!map_file(&map->index, index) || !read_index(map) ||
	    !map_file(&map->pack, pack) || !read_pack(map)) {
		pack_map_close(map);
		map = NULL;
	}
	free(pack);
	return map;
}

void
pack_map_close(struct pack_map *map)
{
	if (map == NULL)
		return;
	unmap(&map->pack);
	unmap(&map->index);
	free(map);
}

/* ---- Looking up ---- */

static bool
offset_of(const struct pack_map *map, size_t i, uint64_t *offset)
{
	const uint32_t is_large = UINT32_C(1) << 31;
	uint32_t value = number(map->offsets + 4 * i);
	const unsigned char *at;

	*offset = value;
	if (!(value & is_large))
		return true;
	value &= ~is_large;
	if (value >= map->n_large)
		return false;
	at = map->large + (size_t)value * 8;
	*offset = (uint64_t)number(at) << 32 | number(at + 4);
	return true;
}

/* Where between LOW and HIGH, by their bytes, NUMBER would stand. */
static size_t
guess(size_t low, size_t high, uint32_t from, uint32_t to, uint32_t number)
{
	if (number <= from || to <= from)
		return low;
	if (number >= to)
		return high - 1;
	return low + (size_t)((uint64_t)(number - from) * (high - low) /
	    ((uint64_t)(to - from) + 1));
}

/*
 * Ids are spread evenly, so where one stands can be told from its second to
 * fifth byte nearly; every fourth time the middle is taken, so that no choice
 * of ids makes the search long.
 */
bool
pack_map_find(const struct pack_map *map, const struct oid *id,
    uint64_t *offset)
{
	size_t first = id->id[0];
	size_t low = first > 0 ? up_to(map, first - 1) : 0;
	size_t high = up_to(map, first);
	uint32_t from = 0, to = UINT32_MAX, wanted = number(id->id + 1);

	for (unsigned i = 1; low < high; i++) {
		size_t at = i % 4 == 0 ? low + (high - low) / 2 :
		    guess(low, high, from, to, wanted);
		const unsigned char *there = map->ids + at * OID_SIZE;
		int order = memcmp(there, id->id, OID_SIZE);

		if (order == 0)
			return offset_of(map, at, offset);
		if (order < 0) {
			low = at + 1;
			from = number(there + 1);
		} else {
			high = at;
			to = number(there + 1);
		}
	}
	return false;
}

/* ---- What stands at an offset ---- */

/* Type and size; the size has four bits in the first byte, and then seven
 * in each, the lowest first. */
static bool
read_head(const unsigned char **at, const unsigned char *end,
    struct pack_item *item)
{
	unsigned shift = 4, byte;
	uint64_t size;

	if (*at == end)
		return false;
	byte = *(*at)++;
	item->type = byte >> 4 & 7;
	size = byte & 15;
	for (; byte & 0x80; shift += 7) {
		if (*at == end || shift > 53)
			return false;
		byte = *(*at)++;
		size |= (uint64_t)(byte & 127) << shift;
	}
	item->size = (size_t)size;
	return item->size == size;
}

/* How far back the base lies: seven bits a byte, the highest first, and one
 * more for each byte but the last. */
static bool
read_distance(const unsigned char **at, const unsigned char *end,
    uint64_t *out)
{
	uint64_t value = 0;
	unsigned byte = 0x80;

	for (int i = 0; byte & 0x80; i++) {
		if (*at == end || i == 9)
			return false;
		byte = *(*at)++;
		value = (i > 0 ? value + 1 : 0) << 7 | (byte & 127);
	}
	*out = value;
	return true;
}

static bool
read_base(const struct pack_map *map, const unsigned char **at,
    const unsigned char *end, uint64_t offset, struct pack_item *item)
{
	struct oid id;
	uint64_t distance;

	if (item->type == PACK_DELTA) {
		if (!read_distance(at, end, &distance) || distance == 0 ||
		    distance > offset)
			return false;
		item->base = offset - distance;
		return true;
	}
	if (end - *at < OID_SIZE)
		return false;
	memcpy(id.id, *at, OID_SIZE);
	*at += OID_SIZE;
	item->type = PACK_DELTA;
	return pack_map_find(map, &id, &item->base);
}

bool
pack_map_item(const struct pack_map *map, uint64_t offset,
    struct pack_item *item)
{
	const struct mapped *pack = &map->pack;
	const unsigned char *at, *end = pack->ptr + pack->len - OID_SIZE;

	if (offset < PACK_HEADER || offset >= pack->len - OID_SIZE)
		return false;
	at = pack->ptr + offset;
	if (!read_head(&at, end, item))
		return false;
	if (item->type == PACK_DELTA || item->type == REF_DELTA) {
		if (!read_base(map, &at, end, offset, item))
			return false;
	} else if (item->type < OBJECT_COMMIT || item->type > OBJECT_TAG) {
		return false;
	}
	item->data = (uint64_t)(at - pack->ptr);
	return true;
}

bool
pack_map_inflate(const struct pack_map *map, const struct pack_item *item,
    struct libdeflate_decompressor *inflate, void *out)
{
	size_t left = map->pack.len - OID_SIZE - item->data, used;

	return libdeflate_zlib_decompress_ex(inflate,
	    map->pack.ptr + item->data, left, out, item->size, &used,
	    NULL) == LIBDEFLATE_SUCCESS;
}
