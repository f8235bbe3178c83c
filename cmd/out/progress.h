#ifndef PROVEN_OUT_PROGRESS_H
#define PROVEN_OUT_PROGRESS_H

#include <stddef.h>

/*
 * A line on stderr that says how far a long work is: on a terminal only,
 * and only once it has lasted a second; gone when it ends.
 */
struct progress;

/* QUIET: never.  WHAT is translated already. */
struct progress *progress_begin(const char *what, size_t total, int quiet);
void progress_step(struct progress *, size_t done);
void progress_end(struct progress *);

#endif
