#include "core/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/index.h"
#include "core/git/wait.h"
#include "core/store/own.h"

enum { WAIT_MS = 60 * 1000, MAX_NOTE = 8192 };

/* Who holds it, for a message only: their process number is in the file. */
static const struct err *
held(const char *path)
{
	struct str note = STR_INIT;
	const struct err *err;

	if (file_read(&note, path, MAX_NOTE) != NULL)
		str_reset(&note);
	str_cut(&note, strcspn(note.ptr, "\n"));
	err = err_new(ERR_SYSTEM, _("another proven has been writing here "
	    "for a minute (process %s)"), note.len ? note.ptr : "?");
	err = err_mend(err, "fuser -v '%s'", path);
	str_release(&note);
	return err;
}

/* "<process>\n<mark>\n" */
void
lock_note(int fd, const char *mark)
{
	char *text = xasprintf("%ld\n%s\n", (long)getpid(), mark);

	/* It is a help, no more: failing to write it fails nothing. */
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0)
		errno = 0;
	free(text);
}

/* The lock is ours, so whoever left a mark here is gone. */
static void
clear_up(int fd)
{
	char *text = xcalloc(1, MAX_NOTE + 1), *mark, *end;

	if (pread(fd, text, MAX_NOTE, 0) > 0 &&
	    (mark = strchr(text, '\n')) != NULL &&
	    (end = strchr(mark + 1, '\n')) != NULL) {
		*end = '\0';
		index_break(mark + 1);
	}
	free(text);
}

static int
open_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	/* Somebody else's, in a shared repository: reading is enough. */
	if (fd < 0 && errno == EACCES)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd;
}

const struct err *
lock_take(int *out, struct store *store)
{
	struct backoff backoff = BACKOFF_INIT(WAIT_MS);
	char *path = xasprintf("%s/lock", store->private_dir);
	const struct err *err = NULL;
	int fd = -1;

	if (mkdir(store->private_dir, 0777) < 0 && errno != EEXIST) {
		err = err_errno(store->private_dir);
		goto done;
	}
	if ((fd = open_lock(path)) < 0) {
		err = err_errno(path);
		goto done;
	}
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			err = err_errno(path);
			break;
		}
		if (!backoff_wait(&backoff)) {
			err = held(path);
			break;
		}
	}
	if (err == NULL) {
		clear_up(fd);
		lock_note(fd, "");
		*out = fd;
		fd = -1;
	}
done:
	lock_give(fd);
	free(path);
	return err;
}

void
lock_give(int fd)
{
	if (fd >= 0)
		close(fd);
}
