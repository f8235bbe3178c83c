#ifndef PROVEN_GIT_WAIT_H
#define PROVEN_GIT_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Waiting for somebody else: pauses that grow from about 1 to about 50 ms,
 * each of a random length so that those who wait do not march in step.
 */
struct backoff {
	int64_t limit_ms;   /* in all */
	int64_t started_ms; /* 0: not yet */
	int64_t pause_us;
};

#define BACKOFF_INIT(limit) { (limit), 0, 0 }

/* Sleep a little; false, at once, when the limit is reached. */
bool backoff_wait(struct backoff *);

#endif
