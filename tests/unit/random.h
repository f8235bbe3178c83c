#ifndef PROVEN_TESTS_RANDOM_H
#define PROVEN_TESTS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Numbers that are the same in each run, from SEED on. */
static uint64_t seed;

/* One below N. */
static inline size_t
below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % n;
}

#endif
