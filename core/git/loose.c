#include "core/git/loose.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "core/base/file.h"
#include "core/base/flush.h"
#include "core/base/mem.h"
#include "core/base/str.h"

enum { LEVEL = 1, BATCH = 64, TRIES = 20, DIRS = 256 };

/* One object under way. */
struct file {
	int fd;
	char *temporary; /* NULL: it has its name */
};

struct batch {
	const char *objects;
	const struct loose *items;
	size_t n;
	bool shared;
	struct file files[BATCH];
	bool dirs[DIRS]; /* in which something is new */
	bool made;       /* a folder is new */
};

/* Open folders in which something is new. */
struct folders {
	struct strs paths;
	struct flush items[BATCH + 1];
};

char *
loose_path(const char *objects, const struct oid *id)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	return xasprintf("%s/%.2s/%s", objects, hex, hex + 2);
}

bool
loose_freshen(const char *objects, const struct oid *id)
{
	char *path = loose_path(objects, id);
	bool there = utimensat(AT_FDCWD, path, NULL, 0) == 0 ||
	    (errno != ENOENT && access(path, F_OK) == 0);

	free(path);
	return there;
}

static const char *
type_name(enum object_type type)
{
	static const char *const names[] = { "", "commit", "tree", "blob",
		"tag" };

	return names[type];
}

/* Header and content, in one stream, added to OUT. */
static void
pack_up(z_stream *stream, const struct loose *item, struct str *out)
{
	char header[64];
	int len = snprintf(header, sizeof(header), "%s %zu",
	    type_name(item->type), item->len) + 1;
	size_t room;
	unsigned char *buf;

	deflateReset(stream);
	room = deflateBound(stream, item->len + (size_t)len) + 16;
	buf = xmalloc(room);
	stream->next_out = buf;
	stream->avail_out = (uInt)room;
	stream->next_in = (Bytef *)header;
	stream->avail_in = (uInt)len;
	if (deflate(stream, Z_NO_FLUSH) != Z_OK)
		BUG("deflate");
	stream->next_in = (Bytef *)item->ptr;
	stream->avail_in = (uInt)item->len;
	if (deflate(stream, Z_FINISH) != Z_STREAM_END)
		BUG("deflate");
	str_addn(out, (const char *)buf, stream->total_out);
	free(buf);
}

static const struct err *
write_one(struct batch *batch, struct file *file, const struct str *bytes)
{
	const struct err *err;

	file->temporary = xasprintf("%s/tmp_obj_XXXXXX", batch->objects);
	if ((file->fd = mkostemp(file->temporary, O_CLOEXEC)) < 0) {
		err = err_errno(file->temporary);
		free(file->temporary);
		file->temporary = NULL;
		return err;
	}
	if ((err = file_write_all(file->fd, file->temporary, bytes->ptr,
	    bytes->len)))
		return err;
	/* The disk may begin; it is waited for when all are written. */
	sync_file_range(file->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return fchmod(file->fd, 0444) < 0 ? err_errno(file->temporary) : NULL;
}

static const struct err *
write_files(struct batch *batch)
{
	struct str bytes = STR_INIT;
	const struct err *err = NULL;
	z_stream stream = { 0 };

	if (deflateInit(&stream, LEVEL) != Z_OK)
		BUG("deflateInit");
	for (size_t i = 0; err == NULL && i < batch->n; i++) {
		if (batch->items[i].len > UINT32_MAX / 2)
			BUG("an object too large for memory");
		str_reset(&bytes);
		pack_up(&stream, &batch->items[i], &bytes);
		err = write_one(batch, &batch->files[i], &bytes);
	}
	deflateEnd(&stream);
	str_release(&bytes);
	return err;
}

static const struct err *
sync_files(struct batch *batch)
{
	struct flush items[BATCH];
	const struct err *err = NULL;

	for (size_t i = 0; i < batch->n; i++)
		items[i].fd = batch->files[i].fd;
	flush_all(items, batch->n);
	for (size_t i = 0; i < batch->n; i++) {
		close(items[i].fd);
		batch->files[i].fd = -1;
		if (err == NULL && (errno = items[i].error) != 0)
			err = err_errno(batch->files[i].temporary);
	}
	return err;
}

/* The folder of PATH, which git may have removed again as empty; *MADE
 * where it was. */
static bool
make_folder(const char *path, bool shared, bool *made)
{
	char *folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	bool ok = mkdir(folder, 0777) == 0;

	if (ok) {
		*made = true;
		if (shared && chmod(folder, 02775) < 0)
			ok = false;
	} else {
		ok = errno == EEXIST;
	}
	free(folder);
	return ok;
}

/* `git gc` removes folders that it has emptied, at any moment. */
const struct err *
loose_place(const char *objects, const char *temporary, const struct oid *id,
    bool shared, bool *made)
{
	char *path = loose_path(objects, id);
	const struct err *err = NULL;
	bool ok = rename(temporary, path) == 0;

	for (int i = 0; !ok && errno == ENOENT && i < TRIES; i++) {
		if (!make_folder(path, shared, made))
			break;
		ok = rename(temporary, path) == 0;
	}
	if (!ok)
		err = err_errno(path);
	free(path);
	return err;
}

static const struct err *
place(struct batch *batch, struct file *file, const struct oid *id)
{
	const struct err *err = loose_place(batch->objects, file->temporary,
	    id, batch->shared, &batch->made);

	if (err != NULL)
		return err;
	free(file->temporary);
	file->temporary = NULL;
	batch->dirs[id->id[0]] = true;
	return NULL;
}

/* Takes PATH.  What is gone again was emptied by git, which has packed it. */
static const struct err *
open_folder(struct folders *folders, char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct err *err = NULL;

	if (fd >= 0) {
		folders->items[folders->paths.n].fd = fd;
		strs_take(&folders->paths, path);
		return NULL;
	}
	if (errno != ENOENT)
		err = err_errno(path);
	free(path);
	return err;
}

/* EINVAL: a file system that cannot flush folders. */
static const struct err *
flush_folders(struct folders *folders)
{
	const struct err *err = NULL;

	flush_all(folders->items, folders->paths.n);
	for (size_t i = 0; err == NULL && i < folders->paths.n; i++) {
		errno = folders->items[i].error;
		if (errno != 0 && errno != EINVAL)
			err = err_errno(folders->paths.items[i]);
	}
	return err;
}

static void
close_folders(struct folders *folders)
{
	for (size_t i = 0; i < folders->paths.n; i++)
		close(folders->items[i].fd);
	strs_release(&folders->paths);
}

/* Those of DIRS that are true, and OBJECTS itself where one was MADE. */
static const struct err *
sync_folders(const char *objects, const bool dirs[DIRS], bool made)
{
	struct folders folders = { .paths = STRS_INIT };
	const struct err *err = NULL;

	for (unsigned i = 0; err == NULL && i < DIRS; i++)
		if (dirs[i])
			err = open_folder(&folders, xasprintf("%s/%02x",
			    objects, i));
	if (err == NULL && made)
		err = open_folder(&folders, xstrdup(objects));
	if (err == NULL)
		err = flush_folders(&folders);
	close_folders(&folders);
	return err;
}

const struct err *
loose_sync(const char *objects, unsigned first, bool made)
{
	bool dirs[DIRS] = { false };

	dirs[first] = true;
	return sync_folders(objects, dirs, made);
}

static void
clear_up(struct batch *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		struct file *file = &batch->files[i];

		if (file->fd >= 0)
			close(file->fd);
		if (file->temporary != NULL)
			unlink(file->temporary);
		free(file->temporary);
	}
}

static const struct err *
write_batch(const char *objects, const struct loose *items, size_t n,
    bool shared)
{
	struct batch batch = { .objects = objects, .items = items, .n = n,
		.shared = shared };
	const struct err *err;

	for (size_t i = 0; i < n; i++)
		batch.files[i].fd = -1;
	err = write_files(&batch);
	if (err == NULL)
		err = sync_files(&batch);
	for (size_t i = 0; err == NULL && i < n; i++)
		err = place(&batch, &batch.files[i], &items[i].id);
	if (err == NULL)
		err = sync_folders(objects, batch.dirs, batch.made);
	clear_up(&batch);
	return err;
}

const struct err *
loose_write(const char *objects, const struct loose *items, size_t n,
    bool shared)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < n; i += BATCH)
		err = write_batch(objects, items + i,
		    n - i < BATCH ? n - i : BATCH, shared);
	return err;
}
