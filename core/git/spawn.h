#ifndef PROVEN_GIT_SPAWN_H
#define PROVEN_GIT_SPAWN_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* Other programs, started without a shell. */

struct spawn {
	const char *const *argv; /* argv[0] is looked up in PATH */
	/* "NAME=value" sets, "NAME" removes; NULL at the end; may be NULL */
	const char *const *env;
	const char *in;          /* what it reads; NULL: nothing */
	size_t in_len;
	struct str *out;         /* its output is appended; NULL: dropped */
	struct str *messages;    /* its stderr likewise */
};

/*
 * Run it and wait.  *STATUS is its exit status, 128 and the signal when it
 * was killed.  ERR_SYSTEM: there is no such program, or no resources.
 */
NODISCARD const struct err *spawn_run(const struct spawn *, int *status);

/*
 * The same, but its output goes to FN piece by piece as it comes; an error
 * from FN ends the program and is returned.  *STATUS is left alone where
 * the program did not start.
 */
typedef const struct err *(*spawn_fn)(void *arg, const void *ptr,
    size_t len);
NODISCARD const struct err *spawn_read(const struct spawn *, spawn_fn fn,
    void *arg, int *status);

#endif
