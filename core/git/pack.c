#include "core/git/pack.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/delta.h"
#include "core/git/pack_file.h"
#include "core/git/pack_index.h"

/*
 * Objects are small and their folders mostly ids, which no level makes
 * smaller: the quick one costs a tenth more space, which `git gc` takes
 * back, and half the time.
 */
enum { LEVEL = 1, HEADER = 12, CHUNK = 16384 };

/* Deltas of deltas of …: each reading goes through all of them. */
enum { MAX_CHAIN = 24, OFFSET_DELTA = 6 };

enum { FRONT = 32, /* room for type, size and distance */
	FEW = 100 };  /* so many bytes are not worth deflating */

static const char keep_text[] = "proven: being written\n";

struct pack {
	char *dir;               /* objects/pack */
	struct hashed *file;
	struct pack_entry *entries;
	size_t n, cap;
	struct oidmap places;
	z_stream deflate, inflate;
	unsigned char *out;      /* deflated, CAP_OUT bytes of room */
	size_t cap_out;
	struct str delta;
	char *paths[3];          /* keep, pack, idx: what pack_free removes */
};

enum { KEEP, PACK, INDEX, PATHS };

static const struct err *
make_dir(const char *path)
{
	if (mkdir(path, 0777) < 0 && access(path, W_OK) < 0)
		return err_errno(path);
	return NULL;
}

const struct err *
pack_new(struct pack **out, const char *objects)
{
	static const unsigned char header[HEADER] = { 'P', 'A', 'C', 'K', 0,
		0, 0, 2 };
	struct pack *pack = xcalloc(1, sizeof(*pack));
	const struct err *err;

	pack->delta = (struct str)STR_INIT;
	if (deflateInit(&pack->deflate, LEVEL) != Z_OK ||
	    inflateInit(&pack->inflate) != Z_OK)
		BUG("zlib");
	pack->dir = xasprintf("%s/pack", objects);
	if ((err = make_dir(pack->dir)) ||
	    (err = hashed_new(&pack->file, pack->dir, "tmp_pack_")) ||
	    (err = hashed_add(pack->file, header, HEADER))) {
		pack_free(pack);
		return err;
	}
	*out = pack;
	return NULL;
}

/* The index goes first: without it nobody looks at the pack. */
static void
forget_paths(struct pack *pack, bool remove)
{
	for (size_t i = PATHS; i-- > 0;) {
		if (pack->paths[i] != NULL && (remove || i == KEEP))
			unlink(pack->paths[i]);
		free(pack->paths[i]);
		pack->paths[i] = NULL;
	}
}

void
pack_free(struct pack *pack)
{
	if (pack == NULL)
		return;
	forget_paths(pack, true);
	hashed_free(pack->file);
	deflateEnd(&pack->deflate);
	inflateEnd(&pack->inflate);
	oidmap_release(&pack->places);
	free(pack->entries);
	str_release(&pack->delta);
	free(pack->out);
	free(pack->dir);
	free(pack);
}

void
pack_publish(struct pack *pack)
{
	forget_paths(pack, false);
}

bool
pack_has(const struct pack *pack, const struct oid *id)
{
	uint32_t at;

	return oidmap_get(&pack->places, id, &at);
}

size_t
pack_count(const struct pack *pack)
{
	return pack->n;
}

const struct oid *
pack_id(const struct pack *pack, size_t i)
{
	return &pack->entries[i].id;
}

/* Type and size, four bits of it first, then seven a byte. */
static size_t
put_header(unsigned char *out, int type, size_t len)
{
	size_t n = 0;

	out[n] = (unsigned char)(type << 4 | (int)(len & 15));
	for (len >>= 4; len > 0; len >>= 7) {
		out[n++] |= 0x80;
		out[n] = len & 127;
	}
	return n + 1;
}

/* How far back the base is: seven bits a byte, the highest first, each
 * byte but the last one less. */
static size_t
put_distance(unsigned char *out, uint64_t distance)
{
	unsigned char text[10];
	size_t at = sizeof(text);

	text[--at] = distance & 127;
	while (distance >>= 7)
		text[--at] = (unsigned char)(0x80 | (--distance & 127));
	memcpy(out, text + at, sizeof(text) - at);
	return sizeof(text) - at;
}

/* Everything in front of the deflated bytes of ENTRY. */
static size_t
put_front(const struct pack *pack, const struct pack_entry *entry,
    unsigned char out[FRONT])
{
	size_t n;

	if (entry->base == 0)
		return put_header(out, (int)entry->type, entry->size);
	n = put_header(out, OFFSET_DELTA, entry->size);
	return n + put_distance(out + n, entry->offset -
	    pack->entries[entry->base - 1].offset);
}

/*
 * A few bytes as they are, in the form of a deflated stream: one stored
 * block between header and checksum.  A stream that deflates would clear
 * its tables first, which takes longer than everything else here.
 */
static size_t
store(unsigned char *out, const void *ptr, size_t len)
{
	uLong sum = adler32(adler32(0, NULL, 0), ptr, (uInt)len);
	size_t n = 0;

	out[n++] = 0x78;
	out[n++] = 0x01;
	out[n++] = 1;
	out[n++] = (unsigned char)len;
	out[n++] = 0;
	out[n++] = (unsigned char)~len;
	out[n++] = 0xff;
	memcpy(out + n, ptr, len);
	n += len;
	for (int shift = 24; shift >= 0; shift -= 8)
		out[n++] = (unsigned char)(sum >> shift);
	return n;
}

/* ENTRY in pack->out, its front first; the length of it all. */
static size_t
deflate_entry(struct pack *pack, const struct pack_entry *entry,
    const void *ptr)
{
	size_t room = deflateBound(&pack->deflate, entry->size) + FRONT;
	size_t front;

	if (room > pack->cap_out) {
		free(pack->out);
		pack->out = xmalloc(room);
		pack->cap_out = room;
	}
	front = put_front(pack, entry, pack->out);
	if (entry->size <= FEW)
		return front + store(pack->out + front, ptr, entry->size);
	deflateReset(&pack->deflate);
	pack->deflate.next_in = (Bytef *)(uintptr_t)ptr;
	pack->deflate.avail_in = (uInt)entry->size;
	pack->deflate.next_out = pack->out + front;
	pack->deflate.avail_out = (uInt)(pack->cap_out - front);
	if (deflate(&pack->deflate, Z_FINISH) != Z_STREAM_END)
		BUG("deflate");
	return front + pack->deflate.total_out;
}

/* ENTRY as a delta of FORMER, in pack->delta, where that is shorter. */
static bool
try_delta(struct pack *pack, struct pack_entry *entry, const void *ptr,
    size_t len, const struct former *former)
{
	uint32_t base;

	if (former == NULL || !oidmap_get(&pack->places, &former->id, &base))
		return false;
	entry->depth = pack->entries[base].depth + 1;
	if (entry->depth > MAX_CHAIN)
		return false;
	str_reset(&pack->delta);
	delta_make(&pack->delta, former->ptr, former->len, ptr, len);
	if (pack->delta.len > len / 2)
		return false;
	entry->base = base + 1;
	entry->size = pack->delta.len;
	return true;
}

const struct err *
pack_put(struct pack *pack, enum object_type type, const void *ptr,
    size_t len, const struct oid *id, const struct former *former)
{
	struct pack_entry entry = { .id = *id, .type = type, .size = len };
	const struct err *err;
	size_t n;

	if (len > UINT32_MAX / 2 || pack->n >= UINT32_MAX - 1)
		return err_new(ERR_DATA, _("too large for one import"));
	entry.offset = hashed_size(pack->file);
	if (try_delta(pack, &entry, ptr, len, former))
		ptr = pack->delta.ptr;
	else
		entry.depth = 0;
	n = deflate_entry(pack, &entry, ptr);
	entry.crc = (uint32_t)crc32(0, pack->out, (uInt)n);
	if ((err = hashed_add(pack->file, pack->out, n)))
		return err;
	GROW(pack->entries, pack->n, pack->cap);
	pack->entries[pack->n] = entry;
	oidmap_add(&pack->places, id, (uint32_t)pack->n++);
	return NULL;
}

static const struct err *
other_bytes(void)
{
	return err_new(ERR_DATA, _("the disk gives back other bytes than "
	    "were written"));
}

/* Inflate what stands at OFFSET into SIZE bytes at OUT. */
static const struct err *
inflate_at(struct pack *pack, uint64_t offset, void *out, size_t size)
{
	unsigned char chunk[CHUNK];
	const struct err *err;
	int rc = Z_OK;
	size_t n;

	inflateReset(&pack->inflate);
	pack->inflate.next_out = out;
	pack->inflate.avail_out = (uInt)size;
	while (rc == Z_OK || rc == Z_BUF_ERROR) {
		if ((err = hashed_read(pack->file, offset, chunk, CHUNK, &n)))
			return err;
		if (n == 0)
			break;
		pack->inflate.next_in = chunk;
		pack->inflate.avail_in = (uInt)n;
		rc = inflate(&pack->inflate, Z_SYNC_FLUSH);
		offset += n;
	}
	if (rc != Z_STREAM_END || pack->inflate.total_out != size)
		return other_bytes();
	return NULL;
}

/* The bytes of ENTRY itself: of the object, or of a delta. */
static const struct err *
read_entry(struct pack *pack, const struct pack_entry *entry,
    struct str *out)
{
	unsigned char front[FRONT];
	char *bytes = xmalloc(entry->size + 1);
	const struct err *err = inflate_at(pack, entry->offset +
	    put_front(pack, entry, front), bytes, entry->size);

	if (err == NULL)
		str_addn(out, bytes, entry->size);
	free(bytes);
	return err;
}

/* From the end of the chain to its beginning: at most MAX_CHAIN calls. */
static const struct err *
read_object(struct pack *pack, const struct pack_entry *entry,
    struct str *out)
{
	struct str base = STR_INIT, delta = STR_INIT;
	const struct err *err;

	if (entry->base == 0)
		return read_entry(pack, entry, out);
	if ((err = read_object(pack, &pack->entries[entry->base - 1],
	    &base)) ||
	    (err = read_entry(pack, entry, &delta)))
		goto done;
	if (!delta_apply(out, base.ptr, base.len, delta.ptr, delta.len))
		err = other_bytes();
done:
	str_release(&base);
	str_release(&delta);
	return err;
}

const struct err *
pack_read(struct pack *pack, const struct oid *id, enum object_type type,
    struct str *out)
{
	uint32_t at;

	if (!oidmap_get(&pack->places, id, &at))
		BUG("not in the pack");
	if (pack->entries[at].type != type)
		return err_new(ERR_DATA, _("an object has another type"));
	return read_object(pack, &pack->entries[at], out);
}

static void
big_endian(unsigned char out[4], size_t value)
{
	for (int i = 0; i < 4; i++)
		out[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* objects/pack/pack-<sum>.<ending> */
static char *
name_for(const struct pack *pack, const struct oid *sum, const char *ending)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, sum);
	return xasprintf("%s/pack-%s.%s", pack->dir, hex, ending);
}

static const struct err *
write_keep(struct pack *pack, char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool ok;

	if (fd < 0) {
		const struct err *err = err_errno(path);

		free(path);
		return err;
	}
	pack->paths[KEEP] = path;
	ok = write(fd, keep_text, sizeof(keep_text) - 1) > 0;
	if (close(fd) < 0 || !ok)
		return err_errno(path);
	return NULL;
}

/* FILE under its name; what is new is ours to remove. */
static const struct err *
place(struct pack *pack, struct hashed *file, const struct oid *sum,
    const char *ending, int which)
{
	char *path = name_for(pack, sum, ending);
	const struct err *err;
	bool fresh;

	err = hashed_place(file, path, &fresh);
	if (err == NULL && fresh)
		pack->paths[which] = path;
	else
		free(path);
	return err;
}

static const struct err *
sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct err *err = NULL;

	if (fd < 0)
		return err_errno(path);
	if (fsync(fd) < 0)
		err = err_errno(path);
	close(fd);
	return err;
}

const struct err *
pack_finish(struct pack *pack)
{
	struct hashed *index = NULL;
	unsigned char header[HEADER] = { 'P', 'A', 'C', 'K', 0, 0, 0, 2 };
	const struct err *err;
	struct oid sum;

	big_endian(header + 8, pack->n);
	if ((err = hashed_patch(pack->file, header, HEADER)) ||
	    (err = hashed_end(pack->file, &sum)) ||
	    (err = hashed_new(&index, pack->dir, "tmp_idx_")) ||
	    (err = pack_index_write(index, pack->entries, pack->n, &sum)) ||
	    (err = write_keep(pack, name_for(pack, &sum, "keep"))) ||
	    (err = place(pack, pack->file, &sum, "pack", PACK)) ||
	    (err = place(pack, index, &sum, "idx", INDEX)))
		goto done;
	err = sync_dir(pack->dir);
done:
	hashed_free(index);
	return err;
}

static bool
is_our_keep(const char *path)
{
	char text[sizeof(keep_text)];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text));
	close(fd);
	return n == (ssize_t)sizeof(keep_text) - 1 &&
	    memcmp(text, keep_text, (size_t)n) == 0;
}

void
pack_clear_keeps(const char *objects)
{
	char *folder = xasprintf("%s/pack", objects), *path;
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (!str_ends(entry->d_name, ".keep"))
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		if (is_our_keep(path))
			unlink(path);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
	free(folder);
}
