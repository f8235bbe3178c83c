#include "cmd/out/progress.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/base/mem.h"

/* Milliseconds before it shows, and between two changes. */
enum { DELAY = 1000, STEP = 100 };

struct progress {
	char *what;
	size_t total;
	int64_t next; /* when it is to be shown, in milliseconds */
	int active, shown;
};

static int64_t
now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

struct progress *
progress_begin(const char *what, size_t total, int quiet)
{
	struct progress *progress = xcalloc(1, sizeof(*progress));

	progress->what = xstrdup(what);
	progress->total = total;
	progress->active = !quiet && isatty(STDERR_FILENO);
	progress->next = now() + DELAY;
	return progress;
}

void
progress_step(struct progress *progress, size_t done)
{
	int64_t at;

	if (progress == NULL || !progress->active ||
	    (at = now()) < progress->next)
		return;
	progress->next = at + STEP;
	progress->shown = 1;
	if (progress->total > 0)
		fprintf(stderr, "\r%s: %zu/%zu\033[K", progress->what, done,
		    progress->total);
	else
		fprintf(stderr, "\r%s: %zu\033[K", progress->what, done);
	fflush(stderr);
}

void
progress_end(struct progress *progress)
{
	if (progress == NULL)
		return;
	if (progress->shown) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
	free(progress->what);
	free(progress);
}
