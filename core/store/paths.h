#ifndef PROVEN_STORE_PATHS_H
#define PROVEN_STORE_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"

/* A set of paths.  Start with PATHS_INIT. */
struct paths {
	struct strs list; /* in the order they came */
	size_t *slots;    /* index into LIST and one; 0: free */
	size_t cap;
};

#define PATHS_INIT { STRS_INIT, NULL, 0 }

/* Copies; nothing when it is there already. */
void paths_add(struct paths *, const char *path);
bool paths_has(const struct paths *, const char *path);
void paths_release(struct paths *);

#endif
