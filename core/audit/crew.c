#include "core/audit/crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/base/mem.h"

struct job {
	crew_fn fn;
	void *arg;
	size_t n, chunk;
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

static void
work(struct shift *shift)
{
	struct job *job = shift->job;
	const struct err *err = NULL;

	while (err == NULL && !atomic_load(&job->stop)) {
		size_t at = atomic_fetch_add(&job->next, job->chunk);

		if (at >= job->n)
			break;
		err = job->fn(shift->worker, job->arg, at,
		    job->n - at < job->chunk ? job->n : at + job->chunk);
	}
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

/* Neighbours have much in common; yet none is to wait long for the last. */
static size_t
chunk_of(size_t n, size_t workers)
{
	enum { MOST = 4096, PIECES = 16 };
	size_t chunk = n / (PIECES * workers) + 1;

	return chunk < MOST ? chunk : MOST;
}

/* One thread fewer is no error: the others do its work. */
const struct err *
crew_run(struct worker *workers, size_t n_workers, size_t n, crew_fn fn,
    void *arg)
{
	struct job job = { .fn = fn, .arg = arg, .n = n,
		.chunk = chunk_of(n, n_workers) };
	struct shift *shifts = xcalloc(n_workers, sizeof(*shifts));
	pthread_t *threads = xcalloc(n_workers, sizeof(*threads));
	const struct err *err;
	size_t begun = 1;

	for (size_t i = 0; i < n_workers; i++)
		shifts[i] = (struct shift){ &workers[i], &job, ERR_SYSTEM,
			NULL };
	while (begun < n_workers && n > job.chunk && pthread_create(
	    &threads[begun], NULL, work_apart, &shifts[begun]) == 0)
		begun++;
	work(&shifts[0]);
	err = join(shifts, threads, begun, n_workers);
	free(shifts);
	free(threads);
	return err;
}
