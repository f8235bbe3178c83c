#ifndef PROVEN_BASE_HASH_H
#define PROVEN_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * FNV-1a (RFC 9923) of LEN bytes at PTR, its high bits mixed into the low
 * ones: for tables in memory.  Who chooses the bytes can choose its value.
 */
static inline uint32_t
hash_of(const char *ptr, size_t len)
{
	uint32_t hash = UINT32_C(2166136261);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)ptr[i]) * UINT32_C(16777619);
	return hash ^ hash >> 16;
}

#endif
