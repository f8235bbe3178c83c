#include "core/base/file.h"

#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/random.h"

enum { CHUNK = 64 * 1024, TRIES = 16, TAIL = 8 };

/* And TAIL random characters: a file that is being written. */
static const char temp_prefix[] = ".proven-";

static const struct err *
too_large(const char *name, size_t max)
{
	return err_new(ERR_DATA, _("'%s' is larger than %zu bytes"), name,
	    max);
}

/* As read(2), not stopped by signals. */
static ssize_t
read_some(int fd, void *ptr, size_t len)
{
	ssize_t n;

	do {
		n = read(fd, ptr, len);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* How much is worth asking for at once: a file, and one byte to see that
 * it ends there; CHUNK of what is none. */
static size_t
portion(int fd, size_t max)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size < 0)
		return CHUNK;
	return ((size_t)st.st_size < max ? (size_t)st.st_size : max) + 1;
}

/* All that FD gives; NAME is for messages. */
static const struct err *
read_all(struct str *out, int fd, const char *name, size_t max)
{
	const struct err *err = NULL;
	size_t start = out->len;
	ssize_t n = 0;

	str_reserve(out, portion(fd, max));
	do {
		if (out->cap - out->len == 1)
			str_reserve(out, CHUNK);
		n = read_some(fd, out->ptr + out->len, out->cap - out->len -
		    1);
		if (n < 0)
			err = err_errno(name);
		else if ((size_t)n > max - (out->len - start))
			err = too_large(name, max);
		else
			out->len += (size_t)n;
	} while (err == NULL && n > 0);
	out->ptr[out->len] = '\0';
	if (err != NULL)
		str_cut(out, start);
	return err;
}

const struct err *
file_read(struct str *out, const char *path, size_t max)
{
	const struct err *err;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_all(out, STDIN_FILENO, _("standard input"), max);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return err_errno(path);
	err = read_all(out, fd, path, max);
	close(fd);
	return err;
}

/* The folder of PATH; the caller frees. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	if (slash == path)
		return xstrdup("/");
	return xstrndup(path, (size_t)(slash - path));
}

/* What FOLDER lists is on the disk. */
static const struct err *
sync_folder(const char *folder)
{
	const struct err *err = NULL;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(folder);
	/* EINVAL: a file system that cannot sync folders. */
	if (fsync(fd) != 0 && errno != EINVAL)
		err = err_errno(folder);
	close(fd);
	return err;
}

static const struct err *
make_folder(const char *folder, bool durable)
{
	const struct err *err = NULL;
	char *above = NULL;

	if (mkdir(folder, 0777) != 0)
		return errno == EEXIST ? NULL : err_errno(folder);
	if (durable) {
		above = folder_of(folder);
		err = sync_folder(above);
		free(above);
	}
	return err;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const struct err *
make_parents(const char *path, bool durable)
{
	const struct err *err = NULL;
	char *folder = folder_of(path), *slash = folder;

	if (is_folder(folder))
		slash = NULL;
	while (slash != NULL && err == NULL) {
		slash = strchr(slash + 1, '/');
		if (slash != NULL)
			*slash = '\0';
		if (!is_folder(folder))
			err = make_folder(folder, durable);
		if (slash != NULL)
			*slash = '/';
	}
	free(folder);
	return err;
}

const struct err *
file_make_parents(const char *path)
{
	return make_parents(path, false);
}

bool
file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

const struct err *
file_write_all(int fd, const char *name, const void *ptr, size_t len)
{
	const char *at = ptr;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(name);
		at += n;
		len -= (size_t)n;
	}
	return NULL;
}

/* A new file beside PATH, its name in *TEMP (the caller frees); or -1. */
static int
open_beside(char **temp, const char *path)
{
	const char *slash = strrchr(path, '/');
	int folder = slash == NULL ? 0 : (int)(slash - path) + 1, fd = -1;
	char tail[TAIL + 1];

	*temp = NULL;
	for (int i = 0; fd < 0 && i < TRIES; i++) {
		random_crockford(tail, TAIL);
		free(*temp);
		*temp = xasprintf("%.*s%s%s", folder, path, temp_prefix,
		    tail);
		fd = open(*temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		    0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

/* A file that is replaced keeps who may read and write it. */
static const struct err *
keep_mode(int fd, const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return NULL;
	if (fchmod(fd, st.st_mode & 07777) != 0)
		return err_errno(path);
	return NULL;
}

/* Fills FD, which is closed whatever happens. */
static const struct err *
fill(int fd, const char *path, const void *ptr, size_t len, bool durable)
{
	const struct err *err;

	if ((err = keep_mode(fd, path)) == NULL)
		err = file_write_all(fd, path, ptr, len);
	if (err == NULL && durable && fsync(fd) != 0)
		err = err_errno(path);
	if (close(fd) != 0 && err == NULL)
		err = err_errno(path);
	return err;
}

static const struct err *
replace(const char *path, const void *ptr, size_t len, bool durable)
{
	const struct err *err = NULL;
	char *temp = NULL;
	int fd;

	if ((fd = open_beside(&temp, path)) < 0) {
		err = err_errno(path);
		goto done;
	}
	err = fill(fd, path, ptr, len, durable);
	if (err == NULL && rename(temp, path) != 0)
		err = err_errno(path);
	if (err != NULL)
		unlink(temp);
done:
	free(temp);
	return err;
}

const struct err *
file_write(const char *path, const void *ptr, size_t len, bool durable)
{
	const struct err *err;
	char *folder = NULL;

	if ((err = make_parents(path, durable)) ||
	    (err = replace(path, ptr, len, durable)))
		return err;
	if (durable) {
		folder = folder_of(path);
		err = sync_folder(folder);
		free(folder);
	}
	return err;
}

void
file_sweep(const char *path)
{
	char *folder = folder_of(path);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (str_starts(entry->d_name, temp_prefix) &&
		    strlen(entry->d_name) == sizeof(temp_prefix) - 1 + TAIL)
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	free(folder);
}
