#include "core/git/oid.h"

#include "core/base/mem.h"

void
oid_hex(char out[OID_HEX + 1], const struct oid *oid)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < OID_SIZE; i++) {
		out[2 * i] = digits[oid->id[i] >> 4];
		out[2 * i + 1] = digits[oid->id[i] & 15];
	}
	out[OID_HEX] = '\0';
}

/* One more than the digit stands for; 0: it is none. */
static const unsigned char nibbles[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6,
	['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

bool
oid_parse(struct oid *out, const char *hex)
{
	struct oid oid;

	for (size_t i = 0; i < OID_SIZE; i++) {
		unsigned high = nibbles[(unsigned char)hex[2 * i]], low;

		if (high == 0 ||
		    (low = nibbles[(unsigned char)hex[2 * i + 1]]) == 0)
			return false;
		oid.id[i] = (unsigned char)((high - 1) << 4 | (low - 1));
	}
	*out = oid;
	return true;
}

int
oid_compare(const struct oid *a, const struct oid *b)
{
	return memcmp(a->id, b->id, OID_SIZE);
}

bool
oid_equal(const struct oid *a, const struct oid *b)
{
	return oid_compare(a, b) == 0;
}

bool
oid_is_zero(const struct oid *oid)
{
	static const struct oid zero;

	return oid_equal(oid, &zero);
}

/* Where OID is, or where it would go.  There is always a free place. */
static size_t
place(const struct oidmap *map, const struct oid *oid)
{
	uint64_t hash;
	size_t i;

	memcpy(&hash, oid->id, sizeof(hash));
	for (i = hash & (map->cap - 1); map->values[i] != UINT32_MAX;
	    i = (i + 1) & (map->cap - 1))
		if (oid_equal(&map->keys[i], oid))
			break;
	return i;
}

static void
grow(struct oidmap *map)
{
	struct oidmap old = *map;

	map->cap = old.cap ? 2 * old.cap : 64;
	map->keys = xcalloc(map->cap, sizeof(*map->keys));
	map->values = xreallocarray(NULL, map->cap, sizeof(*map->values));
	memset(map->values, 0xff, map->cap * sizeof(*map->values));
	for (size_t i = 0; i < old.cap; i++) {
		size_t to;

		if (old.values[i] == UINT32_MAX)
			continue;
		to = place(map, &old.keys[i]);
		map->keys[to] = old.keys[i];
		map->values[to] = old.values[i];
	}
	free(old.keys);
	free(old.values);
}

bool
oidmap_get(const struct oidmap *map, const struct oid *oid, uint32_t *value)
{
	size_t i;

	if (map->n == 0)
		return false;
	i = place(map, oid);
	if (map->values[i] == UINT32_MAX)
		return false;
	*value = map->values[i];
	return true;
}

bool
oidmap_add(struct oidmap *map, const struct oid *oid, uint32_t value)
{
	size_t i;

	if (4 * (map->n + 1) > 3 * map->cap)
		grow(map);
	i = place(map, oid);
	if (map->values[i] != UINT32_MAX)
		return false;
	map->keys[i] = *oid;
	map->values[i] = value;
	map->n++;
	return true;
}

void
oidmap_release(struct oidmap *map)
{
	free(map->keys);
	free(map->values);
	*map = (struct oidmap)OIDMAP_INIT;
}
