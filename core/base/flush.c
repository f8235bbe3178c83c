#include "core/base/flush.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

/* Where one flush takes longer than SLOW_US, threads are worth their price
 * (some 0.05 ms each). */
enum { THREADS = 16, SLOW_US = 700 };

static void *
flush_one(void *arg)
{
	struct flush *item = arg;

	item->error = fsync(item->fd) == 0 ? 0 : errno;
	return NULL;
}

static int64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* How many were done until one was slow. */
static size_t
flush_until_slow(struct flush *items, size_t n)
{
	int64_t before = now_us(), after;
	size_t i;

	for (i = 0; i < n; i++) {
		flush_one(&items[i]);
		after = now_us();
		if (after - before > SLOW_US)
			return i + 1;
		before = after;
	}
	return n;
}

/* The first here, each of the others in a thread, if there can be one. */
static void
flush_together(struct flush *items, size_t n)
{
	pthread_t threads[THREADS];
	bool running[THREADS] = { false };

	for (size_t i = 1; i < n; i++)
		running[i] = pthread_create(&threads[i], NULL, flush_one,
		    &items[i]) == 0;
	for (size_t i = 0; i < n; i++)
		if (!running[i])
			flush_one(&items[i]);
	for (size_t i = 1; i < n; i++)
		if (running[i])
			pthread_join(threads[i], NULL);
}

void
flush_all(struct flush *items, size_t n)
{
	size_t i = flush_until_slow(items, n);

	for (; i < n; i += THREADS)
		flush_together(items + i, n - i < THREADS ? n - i : THREADS);
}
