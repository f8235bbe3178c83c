#include "core/git/index.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/blob.h"
#include "core/git/index_format.h"
#include "core/git/index_own.h"
#include "core/git/index_raw.h"
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

/*
 * The index as it is, copied to the lock, for git.  Entries as young as
 * the index may have changed since they were put there: git tells them by
 * this time.
 */
static const struct err *
copy_to_lock(struct index *index, int fd, const struct str *bytes)
{
	struct timespec times[2] = { index->old.st_atim, index->old.st_mtim };
	const struct err *err;

	if ((err = file_write_all(fd, index->lock, bytes->ptr, bytes->len)))
		return err;
	if (index->old.st_ino != 0 && futimens(fd, times) < 0)
		return err_errno(index->lock);
	return NULL;
}

/* Where there is no index, it is one without entries. */
static const struct err *
read_old(struct index *index, struct str *out)
{
	const char *path = repo_index_path(index->repo);

	if (stat(path, &index->old) == 0)
		return file_read(out, path, MAX_INDEX);
	index->old.st_ino = 0;
	if (errno != ENOENT)
		return err_errno(path);
	str_addn(out, (const char *)index_empty, index_empty_len);
	return NULL;
}

/* FD is of the lock file. */
static const struct err *
load(struct index *index, int fd)
{
	struct index_file file = { .n = 0 };
	struct str bytes = STR_INIT;
	const struct err *err;
	bool needs_git;

	if ((err = read_old(index, &bytes)) ||
	    (err = index_file_parse(&file, repo_index_path(index->repo),
	    (const unsigned char *)bytes.ptr, bytes.len, &needs_git)))
		goto done;
	if (!needs_git)
		index->raw = index_raw_new(&bytes, &file);
	else if ((err = copy_to_lock(index, fd, &bytes)) == NULL)
		err = index_git_open(index);
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
		err = load(index, fd);
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
	index_raw_free(index->raw);
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
	return index->raw ? index_raw_get(index->raw, path, out) :
	    index_git_get(index, path, out);
}

void
index_put(struct index *index, const char *path, const struct oid *id,
    const struct stat *st)
{
	if (index->raw != NULL)
		index_raw_put(index->raw, path, id, st);
	else
		index_git_put(index, path, id, st);
}

void
index_remove(struct index *index, const char *path)
{
	if (index->raw != NULL)
		index_raw_remove(index->raw, path);
	else
		index_git_remove(index, path);
}

/* ---- Writing ---- */

/* Whether the file of ENTRY, as it is, holds what the entry names. */
static bool
holds(const struct index *index, const unsigned char *entry)
{
	const char *root = repo_work_tree(index->repo);
	struct index_entry named;
	bool steady = false;
	struct oid found;
	char *path;
	int fd;

	if (root == NULL)
		return false;
	path = xasprintf("%s/%s", root, ondisk_path(entry));
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		if (blob_hash_file(&found, fd, path, &steady) != NULL)
			steady = false;
		close(fd);
	}
	free(path);
	ondisk_get(entry, &named);
	return steady && oid_equal(&found, &named.id);
}

/*
 * An entry as young as the index it stands in may have been changed right
 * after, within the same tick of the clock: git compares its content.  In
 * a younger index it would pass for unchanged, so it gets the size 0, by
 * which git knows that it must look.
 */
static void
mark_racy(const struct index *index, struct str *file)
{
	unsigned char *at = (unsigned char *)file->ptr + INDEX_HEADER;
	uint32_t n = index_number((unsigned char *)file->ptr + 8);
	uint32_t since = (uint32_t)index->old.st_mtim.tv_sec;

	if (index->old.st_ino == 0)
		return;
	for (; n > 0; n--, at += ondisk_len(at))
		if (ondisk_changed(at) >= since && ondisk_size(at) != 0 &&
		    !holds(index, at))
			ondisk_forget_size(at);
}

/* A new file NAME holds BYTES. */
static const struct err *
write_new(const char *name, const struct str *bytes)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	const struct err *err;

	if (fd < 0)
		return err_errno(name);
	err = file_write_all(fd, name, bytes->ptr, bytes->len);
	if (close(fd) < 0 && err == NULL)
		err = err_errno(name);
	return err;
}

/*
 * The lock stays empty and as it was marked until the new index has its
 * name: killed meanwhile, this program leaves a lock that the next one
 * knows.
 */
static const struct err *
write_raw(struct index *index, const char *inner)
{
	const char *path = repo_index_path(index->repo);
	struct str file = STR_INIT;
	const struct err *err;

	index_raw_write(index->raw, &file);
	mark_racy(index, &file);
	index_seal(&file);
	err = write_new(inner, &file);
	if (err == NULL && rename(inner, path) < 0)
		err = err_errno(path);
	if (err != NULL)
		unlink(inner);
	else if (unlink(index->lock) < 0)
		err = err_errno(index->lock);
	str_release(&file);
	return err;
}

static const struct err *
write_by_git(struct index *index)
{
	const char *path = repo_index_path(index->repo);
	const struct err *err = index_git_write(index);

	if (err == NULL && rename(index->lock, path) < 0)
		err = err_errno(path);
	return err;
}

const struct err *
index_write(struct index *index)
{
	char *inner = xasprintf("%s.lock", index->lock);
	const struct err *err;

	/* Whoever makes this file holds our lock: it is a dead one's. */
	unlink(inner);
	err = index->raw ? write_raw(index, inner) : write_by_git(index);
	free(inner);
	if (err != NULL)
		return err;
	free(index->lock);
	index->lock = NULL;
	return NULL;
}
