#include "core/git/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"

/*
 * All three streams are files in memory: so neither side waits for the
 * other, however much is written.  Only output that is taken piece by
 * piece comes through a pipe.
 */
enum { IN, OUT, MESSAGES, STREAMS };

static bool
is_named(const char *variable, const char *change)
{
	size_t len = strcspn(change, "=");

	return strncmp(variable, change, len) == 0 && variable[len] == '=';
}

/* The present environment with CHANGES; the array is the caller's. */
static char **
environment(const char *const *changes)
{
	char **env = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; environ[i] != NULL; i++) {
		bool changed = false;

		for (size_t j = 0; changes && changes[j] && !changed; j++)
			changed = is_named(environ[i], changes[j]);
		if (changed)
			continue;
		GROW(env, n, cap);
		env[n++] = environ[i];
	}
	for (size_t j = 0; changes && changes[j]; j++) {
		if (strchr(changes[j], '=') == NULL)
			continue;
		GROW(env, n, cap);
		env[n++] = (char *)(uintptr_t)changes[j];
	}
	GROW(env, n, cap);
	env[n] = NULL;
	return env;
}

static const struct err *
open_streams(const struct spawn *spawn, int fds[STREAMS])
{
	const char *at = spawn->in;
	size_t left = spawn->in ? spawn->in_len : 0;

	for (size_t i = 0; i < STREAMS; i++)
		if ((fds[i] = memfd_create("proven", MFD_CLOEXEC)) < 0)
			return err_errno("memfd_create");
	while (left > 0) {
		ssize_t n = write(fds[IN], at, left);

		if (n < 0)
			return err_errno("memfd_create");
		at += n;
		left -= (size_t)n;
	}
	if (lseek(fds[IN], 0, SEEK_SET) < 0)
		return err_errno("memfd_create");
	return NULL;
}

static const struct err *
start(const struct spawn *spawn, const int fds[STREAMS], pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	char **env = environment(spawn->env);
	int rc = posix_spawn_file_actions_init(&actions);

	for (int i = 0; rc == 0 && i < STREAMS; i++)
		rc = posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	if (rc == 0)
		rc = posix_spawnp(pid, spawn->argv[0], &actions, NULL,
		    (char *const *)(uintptr_t)spawn->argv, env);
	posix_spawn_file_actions_destroy(&actions);
	free(env);
	errno = rc;
	return rc != 0 ? err_errno(spawn->argv[0]) : NULL;
}

static const struct err *
collect(int fd, struct str *out)
{
	char buf[16384];
	ssize_t n;

	if (out == NULL)
		return NULL;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_errno("memfd_create");
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		str_addn(out, buf, (size_t)n);
	return n < 0 ? err_errno("memfd_create") : NULL;
}

static const struct err *
finish(const char *name, pid_t pid, int *status)
{
	int how;

	while (waitpid(pid, &how, 0) < 0)
		if (errno != EINTR)
			return err_errno(name);
	*status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
	return NULL;
}

const struct err *
spawn_run(const struct spawn *spawn, int *status)
{
	int fds[STREAMS] = { -1, -1, -1 };
	const struct err *err;
	pid_t pid;

	if ((err = open_streams(spawn, fds)) ||
	    (err = start(spawn, fds, &pid)) ||
	    (err = finish(spawn->argv[0], pid, status)) ||
	    (err = collect(fds[OUT], spawn->out)))
		goto done;
	err = collect(fds[MESSAGES], spawn->messages);
done:
	for (size_t i = 0; i < STREAMS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return err;
}

/* What comes out of the pipe FD, until its end or an error. */
static const struct err *
drain(int fd, const char *name, spawn_fn fn, void *arg)
{
	enum { PIECE = 64 * 1024 };
	const struct err *err = NULL;
	char *buf = xmalloc(PIECE);
	ssize_t n;

	while (err == NULL && (n = read(fd, buf, PIECE)) != 0) {
		if (n > 0)
			err = fn(arg, buf, (size_t)n);
		else if (errno != EINTR)
			err = err_errno(name);
	}
	free(buf);
	return err;
}

/* The pipe takes the place of the file in memory. */
static const struct err *
open_pipe(int fds[STREAMS], int *from)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno("pipe");
	close(fds[OUT]);
	fds[OUT] = ends[1];
	*from = ends[0];
	return NULL;
}

/* The other end is closed first: a program that still writes then ends. */
const struct err *
spawn_read(const struct spawn *spawn, spawn_fn fn, void *arg, int *status)
{
	int fds[STREAMS] = { -1, -1, -1 }, from = -1;
	const struct err *err, *ended;
	pid_t pid;

	if ((err = open_streams(spawn, fds)) ||
	    (err = open_pipe(fds, &from)) ||
	    (err = start(spawn, fds, &pid)))
		goto done;
	close(fds[OUT]);
	fds[OUT] = -1;
	err = drain(from, spawn->argv[0], fn, arg);
	close(from);
	from = -1;
	ended = finish(spawn->argv[0], pid, status);
	err = err ? err : ended;
	if (err == NULL)
		err = collect(fds[MESSAGES], spawn->messages);
done:
	for (size_t i = 0; i < STREAMS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (from >= 0)
		close(from);
	return err;
}
