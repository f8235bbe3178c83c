#include "core/git/pack_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

enum { BUFFER = 256 * 1024 };

struct hashed {
	int fd;
	char *path;           /* NULL once it is placed */
	EVP_MD_CTX *sum;      /* of what is written, less the first SKIP */
	uint64_t written;     /* to the file */
	size_t used;          /* of BUFFER */
	unsigned char buffer[BUFFER];
};

/* What hashed_patch may replace is not hashed before it is known. */
enum { SKIP = 12 };

static void
start_sum(struct hashed *file)
{
	if (EVP_DigestInit_ex(file->sum, EVP_sha1(), NULL) != 1)
		BUG("EVP_DigestInit_ex");
}

static void
add_sum(struct hashed *file, const void *ptr, size_t len)
{
	if (EVP_DigestUpdate(file->sum, ptr, len) != 1)
		BUG("EVP_DigestUpdate");
}

static void
end_sum(struct hashed *file, struct oid *out)
{
	unsigned len;

	if (EVP_DigestFinal_ex(file->sum, out->id, &len) != 1)
		BUG("EVP_DigestFinal_ex");
}

const struct err *
hashed_new(struct hashed **out, const char *dir, const char *prefix)
{
	struct hashed *file = xcalloc(1, sizeof(*file));
	const struct err *err;

	file->path = xasprintf("%s/%sXXXXXX", dir, prefix);
	if ((file->fd = mkostemp(file->path, O_CLOEXEC)) < 0) {
		err = err_errno(file->path);
		free(file->path);
		free(file);
		return err;
	}
	if ((file->sum = EVP_MD_CTX_new()) == NULL)
		BUG("EVP_MD_CTX_new");
	start_sum(file);
	*out = file;
	return NULL;
}

void
hashed_free(struct hashed *file)
{
	if (file == NULL)
		return;
	close(file->fd);
	if (file->path != NULL)
		unlink(file->path);
	free(file->path);
	EVP_MD_CTX_free(file->sum);
	free(file);
}

static const struct err *
flush(struct hashed *file)
{
	const struct err *err = file_write_all(file->fd, file->path,
	    file->buffer, file->used);

	if (err != NULL)
		return err;
	file->written += file->used;
	file->used = 0;
	return NULL;
}

const struct err *
hashed_add(struct hashed *file, const void *ptr, size_t len)
{
	const unsigned char *at = ptr;
	uint64_t size = hashed_size(file);
	size_t skip = size < SKIP ? SKIP - (size_t)size : 0;
	const struct err *err;

	if (skip < len)
		add_sum(file, at + skip, len - skip);
	while (len > 0) {
		size_t n = BUFFER - file->used;

		if (n > len)
			n = len;
		memcpy(file->buffer + file->used, at, n);
		file->used += n;
		at += n;
		len -= n;
		if (file->used == BUFFER && (err = flush(file)))
			return err;
	}
	return NULL;
}

uint64_t
hashed_size(const struct hashed *file)
{
	return file->written + file->used;
}

const struct err *
hashed_read(struct hashed *file, uint64_t offset, void *ptr, size_t len,
    size_t *got)
{
	const struct err *err;
	ssize_t n;

	if (offset >= file->written) {
		size_t at = (size_t)(offset - file->written);

		*got = at > file->used ? 0 : file->used - at;
		if (*got > len)
			*got = len;
		memcpy(ptr, file->buffer + at, *got);
		return NULL;
	}
	if (offset + len > file->written && (err = flush(file)))
		return err;
	do
		n = pread(file->fd, ptr, len, (off_t)offset);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(file->path);
	*got = (size_t)n;
	return NULL;
}

/* The sum of the file from OFFSET on, as the disk has it. */
static const struct err *
sum_file(struct hashed *file, uint64_t offset, struct oid *out)
{
	const struct err *err;
	size_t n;

	start_sum(file);
	for (; offset < file->written; offset += n) {
		if ((err = hashed_read(file, offset, file->buffer, BUFFER,
		    &n)))
			return err;
		if (n == 0)
			break;
		add_sum(file, file->buffer, n);
	}
	end_sum(file, out);
	return NULL;
}

const struct err *
hashed_patch(struct hashed *file, const void *ptr, size_t len)
{
	struct oid before, after;
	const struct err *err;

	if ((err = flush(file)))
		return err;
	end_sum(file, &before);
	if (pwrite(file->fd, ptr, len, 0) != (ssize_t)len)
		return err_errno(file->path);
	if ((err = sum_file(file, SKIP, &after)))
		return err;
	if (!oid_equal(&before, &after))
		return err_new(ERR_DATA, _("'%s': the disk gives back other "
		    "bytes than were written"), file->path);
	return NULL;
}

const struct err *
hashed_end(struct hashed *file, struct oid *sum)
{
	const struct err *err;

	if ((err = flush(file)) || (err = sum_file(file, 0, sum)) ||
	    (err = file_write_all(file->fd, file->path, sum->id, OID_SIZE)))
		return err;
	file->written += OID_SIZE;
	if (fsync(file->fd) < 0)
		return err_errno(file->path);
	return NULL;
}

const struct err *
hashed_place(struct hashed *file, const char *path, bool *fresh)
{
	if (fchmod(file->fd, 0444) < 0)
		return err_errno(file->path);
	*fresh = access(path, F_OK) < 0;
	if (!*fresh)
		return NULL;
	if (rename(file->path, path) < 0)
		return err_errno(path);
	free(file->path);
	file->path = NULL;
	return NULL;
}
