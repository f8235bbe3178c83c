#include "core/store/work.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/sha.h"
#include "core/git/repo.h"
#include "core/store/own.h"

struct work {
	struct store *store;
	int root;
	char *folder;    /* the one that is open, "" for the root */
	int fd;          /* -1: none */
	char *temporary; /* in the git directory */
};

const struct err *
work_open(struct work **out, struct store *store)
{
	struct work *work = xcalloc(1, sizeof(*work));
	const char *root = store_work_tree(store);

	work->store = store;
	work->fd = -1;
	work->root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (work->root < 0) {
		free(work);
		return err_errno(root);
	}
	work->temporary = xasprintf("%s/proven/file",
	    repo_git_dir(store->repo));
	*out = work;
	return NULL;
}

static void
leave(struct work *work)
{
	if (work->fd >= 0)
		close(work->fd);
	work->fd = -1;
	free(work->folder);
	work->folder = NULL;
}

void
work_close(struct work *work)
{
	if (work == NULL)
		return;
	leave(work);
	close(work->root);
	free(work->temporary);
	free(work);
}

/* The length of the folder part of PATH, and its last component. */
static size_t
split(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');

	*name = slash ? slash + 1 : path;
	return slash ? (size_t)(slash - path) : 0;
}

/* Down one component, made where it is not there if MAKE. */
static int
down(int from, const char *name, bool make)
{
	enum { FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
	int fd = openat(from, name, FLAGS);

	if (fd < 0 && errno == ENOENT && make &&
	    (mkdirat(from, name, 0777) == 0 || errno == EEXIST))
		fd = openat(from, name, FLAGS);
	return fd;
}

/*
 * Open the folder of PATH; it stays open, as the next path is often in it
 * as well.  False with errno: ENOENT, or ENOTDIR (ELOOP) for what is odd.
 */
static bool
enter(struct work *work, const char *path, bool make, const char **name)
{
	size_t len = split(path, name);
	int fd, next;
	const char *at = path;

	if (work->folder != NULL && strlen(work->folder) == len &&
	    memcmp(work->folder, path, len) == 0)
		return true;
	leave(work);
	fd = fcntl(work->root, F_DUPFD_CLOEXEC, 0);
	while (fd >= 0 && at < path + len) {
		size_t part = strcspn(at, "/");
		char *component = xstrndup(at, part);

		next = down(fd, component, make);
		free(component);
		close(fd);
		fd = next;
		at += part + 1;
	}
	if (fd < 0)
		return false;
	work->fd = fd;
	work->folder = xstrndup(path, len);
	return true;
}

const struct err *
work_kind(struct work *work, const char *path, enum work_kind *kind,
    struct stat *out)
{
	struct stat own, *st = out ? out : &own;
	const char *name;

	if (enter(work, path, false, &name) &&
	    fstatat(work->fd, name, st, AT_SYMLINK_NOFOLLOW) == 0)
		*kind = S_ISREG(st->st_mode) ? WORK_FILE : WORK_ODD;
	else if (errno == ENOENT)
		*kind = WORK_ABSENT;
	else if (errno == ENOTDIR || errno == ELOOP)
		*kind = WORK_ODD;
	else
		return err_errno(path);
	return NULL;
}

/* PATH, to be read; *FD is -1 where it is no plain file. */
static const struct err *
open_file(struct work *work, const char *path, int *fd)
{
	enum work_kind kind;
	const struct err *err;
	const char *name;

	*fd = -1;
	if ((err = work_kind(work, path, &kind, NULL)) || kind != WORK_FILE)
		return err;
	if (enter(work, path, false, &name))
		*fd = openat(work->fd, name, O_RDONLY | O_NOFOLLOW |
		    O_CLOEXEC);
	return *fd < 0 ? err_errno(path) : NULL;
}

const struct err *
work_holds(struct work *work, const char *path, const struct oid *blob,
    bool *yes)
{
	const struct err *err;
	bool steady;
	struct oid id;
	int fd;

	*yes = false;
	if ((err = open_file(work, path, &fd)) || fd < 0)
		return err;
	err = blob_hash_file(&id, fd, path, &steady);
	close(fd);
	if (err != NULL)
		return err;
	*yes = (steady && oid_equal(&id, blob)) ||
	    (repo_hash_file(work->store->repo, path, &id) &&
	    oid_equal(&id, blob));
	return NULL;
}

const struct err *
work_has_hash(struct work *work, const char *path, const char *sha256,
    bool *yes)
{
	char hex[SHA256_HEX + 1], *buf;
	const struct err *err;
	struct sha *sha;
	ssize_t n;
	int fd;

	*yes = false;
	if ((err = open_file(work, path, &fd)) || fd < 0)
		return err;
	sha = sha_new();
	buf = xmalloc(BLOB_PIECE);
	while ((n = read(fd, buf, BLOB_PIECE)) > 0)
		sha_add(sha, buf, (size_t)n);
	if (n < 0)
		err = err_errno(path);
	sha_end(sha, hex);
	*yes = err == NULL && strcmp(hex, sha256) == 0;
	close(fd);
	free(buf);
	return err;
}

/* A file being written. */
struct writing {
	int fd;
	const char *path; /* for messages */
};

static const struct err *
write_piece(void *arg, const void *ptr, size_t len)
{
	const struct writing *writing = arg;

	return file_write_all(writing->fd, writing->path, ptr, len);
}

/* The bytes of SOURCE go to FD, which is closed. */
static const struct err *
write_file(int fd, const char *path, const struct work_source *source,
    bool durable)
{
	struct writing writing = { fd, path };
	const struct err *err = source->give(source->arg, write_piece,
	    &writing);

	if (err == NULL && durable && fsync(fd) < 0)
		err = err_errno(path);
	if (close(fd) < 0 && err == NULL)
		err = err_errno(path);
	return err;
}

/*
 * A new file NAME in folder FROM (or AT_FDCWD) goes to the name TO in the
 * folder that is open; *ACROSS where that is another file system.
 */
static const struct err *
write_and_move(struct work *work, int from, const char *name,
    const char *path, const struct work_source *source, bool durable,
    bool *across)
{
	int fd = openat(from, name, O_WRONLY | O_CREAT | O_TRUNC |
	    O_NOFOLLOW | O_CLOEXEC, 0666);
	const struct err *err;
	const char *to;

	split(path, &to);
	*across = false;
	if (fd < 0)
		return err_errno(path);
	err = write_file(fd, path, source, durable);
	if (err == NULL && renameat(from, name, work->fd, to) < 0) {
		*across = errno == EXDEV;
		err = err_errno(path);
	}
	if (err != NULL)
		unlinkat(from, name, 0);
	return err;
}

/*
 * The temporary file is in the git directory, where nobody trips over one
 * that was left; where that is another file system, beside the file.
 */
const struct err *
work_write(struct work *work, const char *path,
    const struct work_source *source, bool durable, struct stat *st)
{
	const struct err *err;
	const char *name;
	bool across;

	if (!enter(work, path, true, &name))
		return err_errno(path);
	err = write_and_move(work, AT_FDCWD, work->temporary, path, source,
	    durable, &across);
	if (across)
		err = write_and_move(work, work->fd, ".proven-new", path,
		    source, durable, &across);
	if (err == NULL &&
	    fstatat(work->fd, name, st, AT_SYMLINK_NOFOLLOW) < 0)
		err = err_errno(path);
	return err;
}

/* The folders of PATH, from the innermost, as long as they are empty. */
static void
prune(struct work *work, const char *path)
{
	char *folder = xstrdup(path), *slash;

	leave(work);
	while ((slash = strrchr(folder, '/')) != NULL) {
		*slash = '\0';
		if (unlinkat(work->root, folder, AT_REMOVEDIR) < 0)
			break;
	}
	free(folder);
}

const struct err *
work_remove(struct work *work, const char *path)
{
	const char *name;

	if (!enter(work, path, false, &name))
		return errno == ENOENT ? NULL : err_errno(path);
	if (unlinkat(work->fd, name, 0) < 0 && errno != ENOENT)
		return err_errno(path);
	prune(work, path);
	return NULL;
}
