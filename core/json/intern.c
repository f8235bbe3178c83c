#include "core/json/intern.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"

/* A key is looked for in a few places behind that of its hash. */
enum { PLACES = 1024, TRIES = 4, LONGEST = 40 };

static _Atomic(char *) keys[PLACES];

static bool
is_key(const char *known, const char *ptr, size_t len)
{
	return *known == *ptr && strncmp(known, ptr, len) == 0 &&
	    known[len] == '\0';
}

/* What is at PLACE afterwards: the key, or another that was there first. */
static const char *
put(_Atomic(char *) *place, const char *ptr, size_t len)
{
	char *key = xstrndup(ptr, len), *before = NULL;

	if (atomic_compare_exchange_strong(place, &before, key))
		return key;
	free(key);
	return before;
}

const char *
intern(const char *ptr, size_t len)
{
	uint32_t hash;

	if (len > LONGEST)
		return NULL;
	hash = hash_of(ptr, len);
	for (uint32_t i = 0; i < TRIES; i++) {
		_Atomic(char *) *place = &keys[(hash + i) % PLACES];
		const char *known = atomic_load(place);

		if (known == NULL)
			known = put(place, ptr, len);
		if (is_key(known, ptr, len))
			return known;
	}
	return NULL;
}
