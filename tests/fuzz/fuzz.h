#ifndef PROVEN_TESTS_FUZZ_H
#define PROVEN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must be true of any input. */
#define HOLDS(what)                                                     \
	do {                                                            \
		if (!(what))                                            \
			BUG("does not hold: " #what);                   \
	} while (0)

#endif
