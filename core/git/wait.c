#include "core/git/wait.h"

#include <sys/random.h>

#include "core/base/mem.h"

enum { FIRST_US = 1000, LAST_US = 50000 };

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 + 1;
}

/* Between half of US and one and a half. */
static int64_t
jitter(int64_t us)
{
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = (uint32_t)now_ms() * 2654435761U;
	return us / 2 + random % us;
}

bool
backoff_wait(struct backoff *backoff)
{
	struct timespec ts;
	int64_t us;

	if (backoff->started_ms == 0) {
		backoff->started_ms = now_ms();
		backoff->pause_us = FIRST_US;
	}
	if (now_ms() - backoff->started_ms >= backoff->limit_ms)
		return false;
	us = jitter(backoff->pause_us);
	ts.tv_sec = us / 1000000;
	ts.tv_nsec = us % 1000000 * 1000;
	nanosleep(&ts, NULL);
	backoff->pause_us = backoff->pause_us * 3 / 2;
	if (backoff->pause_us > LAST_US)
		backoff->pause_us = LAST_US;
	return true;
}
