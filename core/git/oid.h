#ifndef PROVEN_GIT_OID_H
#define PROVEN_GIT_OID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Object ids, and maps keyed by them. */

enum { OID_SIZE = 20, OID_HEX = 40 };

struct oid {
	unsigned char id[OID_SIZE];
};

/* 40 lower-case hex digits and a NUL. */
void oid_hex(char out[OID_HEX + 1], const struct oid *);
/* The id at the start of HEX: 40 lower-case hex digits, then anything;
 * false when there are none. */
bool oid_parse(struct oid *out, const char *hex);
bool oid_equal(const struct oid *, const struct oid *);
bool oid_is_zero(const struct oid *);
/* As memcmp. */
int oid_compare(const struct oid *, const struct oid *);

/* Ids with a number each.  Start with OIDMAP_INIT. */
struct oidmap {
	struct oid *keys;
	uint32_t *values; /* UINT32_MAX: the place is free */
	size_t n, cap;
};

#define OIDMAP_INIT { NULL, NULL, 0, 0 }

bool oidmap_get(const struct oidmap *, const struct oid *, uint32_t *value);
/* Adds the pair, VALUE below UINT32_MAX; false, with nothing changed, when
 * the id is there already. */
bool oidmap_add(struct oidmap *, const struct oid *, uint32_t value);
void oidmap_release(struct oidmap *);

#endif
