#include "core/git/blob_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/git/blob.h"
#include "core/git/handle.h"
#include "core/git/loose.h"
#include "core/git/repo.h"

enum { LEVEL = 1, PIECE = 64 * 1024 };

struct blob_file {
	struct repo *repo;
	char *objects, *temporary; /* TEMPORARY NULL: it has its name */
	int fd;
	int64_t size, left;
	struct blob_sum *sum;      /* NULL: it is ended */
	struct oid id;
	z_stream stream;
	unsigned char out[PIECE];
};

static const struct err *
write_out(struct blob_file *file)
{
	const struct err *err = file_write_all(file->fd, file->temporary,
	    file->out, sizeof(file->out) - file->stream.avail_out);

	if (err != NULL)
		return err;
	file->stream.next_out = file->out;
	file->stream.avail_out = sizeof(file->out);
	return NULL;
}

static const struct err *
pack_up(struct blob_file *file, const void *ptr, size_t len, int flush)
{
	const struct err *err;
	int rc;

	file->stream.next_in = (Bytef *)ptr;
	file->stream.avail_in = (uInt)len;
	do {
		rc = deflate(&file->stream, flush);
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			BUG("deflate");
		if ((file->stream.avail_out == 0 || rc == Z_STREAM_END) &&
		    (err = write_out(file)))
			return err;
	} while (file->stream.avail_in > 0 ||
	    (flush == Z_FINISH && rc != Z_STREAM_END));
	return NULL;
}

const struct err *
blob_file_new(struct blob_file **out, struct repo *repo, int64_t size)
{
	struct blob_file *file = xcalloc(1, sizeof(*file));
	const struct err *err;
	char header[64];
	int len = snprintf(header, sizeof(header), "blob %lld",
	    (long long)size) + 1;

	if (deflateInit(&file->stream, LEVEL) != Z_OK)
		BUG("deflateInit");
	file->repo = repo;
	file->size = file->left = size;
	file->sum = blob_sum_new(size);
	file->stream.next_out = file->out;
	file->stream.avail_out = sizeof(file->out);
	file->objects = xasprintf("%s/objects", repo->common_dir);
	file->temporary = xasprintf("%s/tmp_obj_XXXXXX", file->objects);
	file->fd = mkostemp(file->temporary, O_CLOEXEC);
	if (file->fd < 0) {
		err = err_errno(file->temporary);
		free(file->temporary);
		file->temporary = NULL;
	} else {
		err = pack_up(file, header, (size_t)len, Z_NO_FLUSH);
	}
	if (err != NULL)
		blob_file_free(file);
	else
		*out = file;
	return err;
}

void
blob_file_free(struct blob_file *file)
{
	if (file == NULL)
		return;
	deflateEnd(&file->stream);
	if (file->sum != NULL)
		blob_sum_end(file->sum, NULL);
	if (file->fd >= 0)
		close(file->fd);
	if (file->temporary != NULL)
		unlink(file->temporary);
	free(file->temporary);
	free(file->objects);
	free(file);
}

const struct err *
blob_file_add(struct blob_file *file, const void *ptr, size_t len)
{
	if ((int64_t)len > file->left)
		BUG("a blob longer than was said");
	file->left -= (int64_t)len;
	blob_sum_add(file->sum, ptr, len);
	return pack_up(file, ptr, len, Z_NO_FLUSH);
}

const struct err *
blob_file_end(struct blob_file *file)
{
	const struct err *err;

	if (file->left != 0)
		BUG("a blob shorter than was said");
	blob_sum_end(file->sum, &file->id);
	file->sum = NULL;
	if ((err = pack_up(file, "", 0, Z_FINISH)))
		return err;
	if (fchmod(file->fd, 0444) < 0 || fsync(file->fd) < 0)
		return err_errno(file->temporary);
	return NULL;
}

const struct oid *
blob_file_id(const struct blob_file *file)
{
	return &file->id;
}

int64_t
blob_file_size(const struct blob_file *file)
{
	return file->size;
}

const struct err *
blob_file_place(struct blob_file *file, bool shared)
{
	const struct err *err;
	bool made = false;

	if (loose_freshen(file->objects, &file->id) ||
	    file->temporary == NULL || repo_has(file->repo, &file->id))
		return NULL;
	if ((err = loose_place(file->objects, file->temporary, &file->id,
	    shared, &made)))
		return err;
	free(file->temporary);
	file->temporary = NULL;
	return loose_sync(file->objects, file->id.id[0], made);
}
