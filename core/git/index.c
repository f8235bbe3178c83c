#include "core/git/index.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/index_format.h"
#include "core/git/index_own.h"
#include "core/git/repo.h"
#include "core/git/wait.h"

enum { MAX_INDEX = 1024 * 1024 * 1024 };

/* *FD: the new lock file, or -1 and errno. */
static void
take_lock(const char *path, int64_t wait_ms, int *fd)
{
	struct backoff backoff = BACKOFF_INIT(wait_ms);

	do
		*fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	while (*fd < 0 && errno == EEXIST && backoff_wait(&backoff));
}

static const struct err *
lock_held(const char *path)
{
	const struct err *err;
	struct stat st;
	long long age = 0;

	if (stat(path, &st) == 0)
		age = (long long)(time(NULL) - st.st_ctim.tv_sec);
	err = err_new(ERR_SYSTEM, _("the index is locked by '%s', %lld "
	    "seconds old"), path, age);
	err = err_mend(err, _("if no git command is running here: rm '%s'"),
	    path);
	return err;
}

static const struct err *
fill(struct index *index, int fd, const unsigned char *ptr, size_t len)
{
	struct timespec times[2] = { index->old.st_atim, index->old.st_mtim };

	while (len > 0) {
		ssize_t n = write(fd, ptr, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(index->lock);
		ptr += n;
		len -= (size_t)n;
	}
	/*
	 * Entries as young as the index may have changed since they were
	 * put there: git tells them by this time.
	 */
	if (index->old.st_ino != 0 && futimens(fd, times) < 0)
		return err_errno(index->lock);
	return NULL;
}

/* The index, whole, copied to the lock file. */
static const struct err *
copy(struct index *index, int fd)
{
	const char *path = repo_index_path(index->repo);
	struct str bytes = STR_INIT;
	const struct err *err;

	if (stat(path, &index->old) < 0) {
		index->old.st_ino = 0;
		if (errno != ENOENT)
			return err_errno(path);
		str_addn(&bytes, (const char *)index_empty, index_empty_len);
	} else if ((err = file_read(&bytes, path, MAX_INDEX))) {
		goto done;
	}
	err = fill(index, fd, (const unsigned char *)bytes.ptr, bytes.len);
	if (err != NULL)
		goto done;
	if (index_needs_git((const unsigned char *)bytes.ptr, bytes.len))
		err = index_git_open(index);
	else
		err = index_lib_open(index);
done:
	str_release(&bytes);
	return err;
}

const struct err *
index_open(struct index **out, struct repo *repo, int64_t wait_ms)
{
	struct index *index = xcalloc(1, sizeof(*index));
	const struct err *err;
	int fd;

	index->repo = repo;
	index->changes = index->skipped = (struct str)STR_INIT;
	index->lock = xasprintf("%s.lock", repo_index_path(repo));
	take_lock(index->lock, wait_ms, &fd);
	if (fd < 0) {
		err = errno == EEXIST ? lock_held(index->lock) :
		    err_errno(index->lock);
		free(index->lock);
		index->lock = NULL;
	} else {
		err = copy(index, fd);
		close(fd);
	}
	if (err != NULL)
		index_close(index);
	else
		*out = index;
	return err;
}

void
index_close(struct index *index)
{
	if (index == NULL)
		return;
	index_lib_close(index);
	index_git_close(index);
	if (index->lock != NULL)
		unlink(index->lock);
	free(index->lock);
	free(index);
}

/* No two files have had one number and were last changed at one time. */
static bool
describe(const char *path, char *out, size_t size)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return false;
	snprintf(out, size, "%llu %lld %ld", (unsigned long long)st.st_ino,
	    (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
	return true;
}

enum { MARK = 80 };

char *
index_mark(const struct index *index)
{
	char text[MARK];

	if (!describe(index->lock, text, sizeof(text)))
		return xstrdup("");
	return xasprintf("%s %s", text, index->lock);
}

void
index_break(const char *mark)
{
	const char *path = strchr(mark, '/');
	char text[MARK];

	if (path == NULL || path == mark || !describe(path, text,
	    sizeof(text)))
		return;
	if (strlen(text) == (size_t)(path - mark) - 1 &&
	    memcmp(text, mark, strlen(text)) == 0)
		unlink(path);
}

bool
index_get(const struct index *index, const char *path,
    struct index_entry *out)
{
	return index->by_lib ? index_lib_get(index, path, out) :
	    index_git_get(index, path, out);
}

void
index_put(struct index *index, const char *path, const struct oid *id,
    const struct stat *st)
{
	if (index->by_lib != NULL)
		index_lib_put(index, path, id, st);
	else
		index_git_put(index, path, id, st);
}

void
index_remove(struct index *index, const char *path)
{
	if (index->by_lib != NULL)
		index_lib_remove(index, path);
	else
		index_git_remove(index, path);
}

const struct err *
index_write(struct index *index)
{
	const char *path = repo_index_path(index->repo);
	const struct err *err;
	char *inner = xasprintf("%s.lock", index->lock);

	/* Whoever makes this file holds our lock: it is a dead one's. */
	unlink(inner);
	free(inner);
	err = index->by_lib ? index_lib_write(index) : index_git_write(index);
	if (err != NULL)
		return err;
	if (rename(index->lock, path) < 0)
		return err_errno(path);
	free(index->lock);
	index->lock = NULL;
	return NULL;
}
