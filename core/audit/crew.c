#include "core/audit/crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/base/mem.h"

struct job {
	crew_fn fn;
	void *arg;
	size_t n, workers;
	atomic_size_t next;
	atomic_bool stop;
};

/* An error of one thread, kept for the others to stop. */
struct shift {
	struct worker *worker;
	struct job *job;
	enum err_code code;
	char *msg; /* NULL: no error */
};

/*
 * The next piece: neighbours have much in common, so pieces are large at
 * first; yet none is to wait long for the last, so they become smaller.
 */
static bool
take(struct job *job, size_t *from, size_t *to)
{
	enum { LEAST = 16 };
	size_t at = atomic_load(&job->next), left, piece;

	do {
		if (at >= job->n)
			return false;
		left = job->n - at;
		piece = left / (2 * job->workers);
		if (piece < LEAST)
			piece = left < LEAST ? left : LEAST;
	} while (!atomic_compare_exchange_weak(&job->next, &at, at + piece));
	*from = at;
	*to = at + piece;
	return true;
}

static void
work(struct shift *shift)
{
	struct job *job = shift->job;
	const struct err *err = NULL;
	size_t from, to;

	while (err == NULL && !atomic_load(&job->stop) &&
	    take(job, &from, &to))
		err = job->fn(shift->worker, job->arg, from, to);
	if (err != NULL) {
		shift->code = err->code;
		shift->msg = xstrdup(err->msg);
		atomic_store(&job->stop, true);
	}
}

static void *
work_apart(void *arg)
{
	work(arg);
	err_forget();
	return NULL;
}

static const struct err *
join(struct shift *shifts, pthread_t *threads, size_t begun, size_t n)
{
	const struct err *err = NULL;

	for (size_t i = 1; i < begun; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < n; i++) {
		if (shifts[i].msg != NULL && err == NULL)
			err = err_new(shifts[i].code, "%s", shifts[i].msg);
		free(shifts[i].msg);
	}
	return err;
}

/* One thread fewer is no error: the others do its work. */
const struct err *
crew_run(struct worker *workers, size_t n_workers, size_t n, crew_fn fn,
    void *arg)
{
	struct job job = { .fn = fn, .arg = arg, .n = n,
		.workers = n_workers };
	struct shift *shifts = xcalloc(n_workers, sizeof(*shifts));
	pthread_t *threads = xcalloc(n_workers, sizeof(*threads));
	const struct err *err;
	size_t begun = 1;

	for (size_t i = 0; i < n_workers; i++)
		shifts[i] = (struct shift){ &workers[i], &job, ERR_SYSTEM,
			NULL };
	while (begun < n_workers && n > begun && pthread_create(
	    &threads[begun], NULL, work_apart, &shifts[begun]) == 0)
		begun++;
	work(&shifts[0]);
	err = join(shifts, threads, begun, n_workers);
	free(shifts);
	free(threads);
	return err;
}
