#include "core/store/incoming.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/sha.h"
#include "core/git/blob.h"
#include "core/git/blob_file.h"
#include "core/store/own.h"

struct incoming {
	struct store *store;
	char *path;
	int fd;
	struct stat st;
	struct blob_file *blob; /* NULL: not read yet */
	char sha256[SHA256_HEX + 1];
	bool crlf, cr;          /* CR: the last piece ended in one */
};

static const struct err *
not_plain(const char *path, mode_t mode)
{
	if (S_ISLNK(mode))
		return err_mend(err_new(ERR_REFUSED, _("'%s' is a symbolic "
		    "link"), path), _("name the file that it leads to"));
	if (S_ISDIR(mode))
		return err_new(ERR_REFUSED, _("'%s' is a folder"), path);
	return err_new(ERR_REFUSED, _("'%s' is no plain file"), path);
}

/* A link is looked at, not followed; a FIFO is not waited for. */
static const struct err *
open_plain(struct incoming *in)
{
	if (lstat(in->path, &in->st) < 0)
		return err_errno(in->path);
	if (!S_ISREG(in->st.st_mode))
		return not_plain(in->path, in->st.st_mode);
	in->fd = open(in->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_CLOEXEC);
	if (in->fd < 0 || fstat(in->fd, &in->st) < 0)
		return err_errno(in->path);
	if (!S_ISREG(in->st.st_mode))
		return not_plain(in->path, in->st.st_mode);
	if (in->st.st_size == 0)
		return err_new(ERR_REFUSED, _("'%s' is empty: it shows "
		    "nothing"), in->path);
	return NULL;
}

const struct err *
incoming_open(struct incoming **out, struct store *store, const char *path)
{
	struct incoming *in = xcalloc(1, sizeof(*in));
	const struct err *err;

	in->store = store;
	in->path = xstrdup(path);
	in->fd = -1;
	err = open_plain(in);
	if (err != NULL)
		incoming_free(in);
	else
		*out = in;
	return err;
}

void
incoming_free(struct incoming *in)
{
	if (in == NULL)
		return;
	if (in->fd >= 0)
		close(in->fd);
	blob_file_free(in->blob);
	free(in->path);
	free(in);
}

int64_t
incoming_bytes(const struct incoming *in)
{
	return in->st.st_size;
}

const char *
incoming_sha256(const struct incoming *in)
{
	return in->sha256;
}

bool
incoming_has_crlf(const struct incoming *in)
{
	return in->crlf;
}

struct blob_file *
incoming_blob(const struct incoming *in)
{
	if (in->blob == NULL)
		BUG("a file that was not read");
	return in->blob;
}

void
incoming_blob_id(const struct incoming *in, char hex[COMMIT_HEX + 1])
{
	oid_hex(hex, blob_file_id(incoming_blob(in)));
}

static const struct err *
changed(const struct incoming *in)
{
	return err_mend(err_new(ERR_CONFLICT, _("'%s' changed while it was "
	    "read"), in->path), _("wait until nothing writes to it, and try "
	    "again"));
}

static void
look_for_crlf(struct incoming *in, const char *ptr, size_t len)
{
	const char *at = ptr, *end = ptr + len;

	in->crlf = in->crlf || (in->cr && *ptr == '\n');
	while (!in->crlf && (at = memchr(at, '\r', (size_t)(end - at)))) {
		at++;
		in->crlf = at < end && *at == '\n';
	}
	in->cr = end[-1] == '\r';
}

/* Exactly as many bytes as there were at the start. */
static const struct err *
copy(struct incoming *in, struct sha *sha, char *buf)
{
	int64_t left = in->st.st_size;
	const struct err *err;
	ssize_t n;

	while ((n = read(in->fd, buf, BLOB_PIECE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(in->path);
		if ((left -= n) < 0)
			return changed(in);
		sha_add(sha, buf, (size_t)n);
		look_for_crlf(in, buf, (size_t)n);
		if ((err = blob_file_add(in->blob, buf, (size_t)n)))
			return err;
	}
	return left > 0 ? changed(in) : NULL;
}

/* Bytes that were overwritten meanwhile would be of two versions. */
static const struct err *
check_unchanged(const struct incoming *in)
{
	struct stat now;

	if (fstat(in->fd, &now) < 0)
		return err_errno(in->path);
	if (now.st_size != in->st.st_size ||
	    now.st_mtim.tv_sec != in->st.st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != in->st.st_mtim.tv_nsec)
		return changed(in);
	return NULL;
}

const struct err *
incoming_read(struct incoming *in)
{
	struct sha *sha = sha_new();
	char *buf = xmalloc(BLOB_PIECE);
	const struct err *err;

	err = blob_file_new(&in->blob, in->store->repo, in->st.st_size);
	if (err == NULL)
		err = copy(in, sha, buf);
	if (err == NULL)
		err = check_unchanged(in);
	if (err == NULL)
		err = blob_file_end(in->blob);
	sha_end(sha, in->sha256);
	free(buf);
	return err;
}
