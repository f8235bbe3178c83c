#include "core/git/loose.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"

/*
 * A loose object in pieces.  libgit2 goes round for ever where such a file
 * is cut off, or damaged so that its stream does not end.
 */

enum { PIECE = 64 * 1024, HEADER_MAX = 32, DIGITS_MAX = 18 };

struct inflating {
	const struct oid *id;
	int fd;
	const char *path;
	z_stream stream;
	unsigned char in[PIECE], out[PIECE];
	bool ended;        /* the last piece is out */
};

const struct err *
object_damaged(const struct oid *id)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	return err_mend(err_new(ERR_DATA, _("object %s is damaged on the "
	    "disk"), hex), "git fsck");
}

/* More of the file, where all that was read is used up. */
static const struct err *
refill(struct inflating *z)
{
	ssize_t n;

	if (z->stream.avail_in > 0)
		return NULL;
	do
		n = read(z->fd, z->in, sizeof(z->in));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(z->path);
	if (n == 0)
		return object_damaged(z->id);
	z->stream.next_in = z->in;
	z->stream.avail_in = (uInt)n;
	return NULL;
}

/* The next *N bytes are in OUT; none: that was all. */
static const struct err *
next_piece(struct inflating *z, size_t *n)
{
	const struct err *err;
	int rc;

	*n = 0;
	while (*n == 0 && !z->ended) {
		if ((err = refill(z)))
			return err;
		z->stream.next_out = z->out;
		z->stream.avail_out = sizeof(z->out);
		rc = inflate(&z->stream, Z_NO_FLUSH);
		z->ended = rc == Z_STREAM_END;
		if (rc != Z_OK && !z->ended)
			return object_damaged(z->id);
		*n = sizeof(z->out) - z->stream.avail_out;
	}
	return NULL;
}

static bool
parse_type(const char **at, enum object_type *type)
{
	static const struct {
		const char *name;
		enum object_type type;
	} types[] = {
		{ "blob ", OBJECT_BLOB }, { "tree ", OBJECT_TREE },
		{ "commit ", OBJECT_COMMIT }, { "tag ", OBJECT_TAG },
	};

	for (size_t i = 0; i < COUNT(types); i++)
		if (str_starts(*at, types[i].name)) {
			*at += strlen(types[i].name);
			*type = types[i].type;
			return true;
		}
	return false;
}

/* "blob 1234" and a NUL are in front; *SKIP bytes in all. */
static const struct err *
parse_head(struct inflating *z, size_t n, struct loose_head *head,
    size_t *skip)
{
	const char *at = (const char *)z->out;
	const char *end = memchr(at, '\0', n < HEADER_MAX ? n : HEADER_MAX);

	if (end == NULL || !parse_type(&at, &head->type) || at == end ||
	    end - at > DIGITS_MAX)
		return object_damaged(z->id);
	for (head->len = 0; at < end; at++) {
		if (*at < '0' || *at > '9')
			return object_damaged(z->id);
		head->len = head->len * 10 + (size_t)(*at - '0');
	}
	*skip = (size_t)(end - (const char *)z->out) + 1;
	return NULL;
}

static const struct err *
read_all(struct inflating *z, struct loose_head *head, loose_fn fn,
    void *arg)
{
	const struct err *err;
	size_t n, skip = 0, rest;

	if ((err = next_piece(z, &n)) ||
	    (err = parse_head(z, n, head, &skip)) || fn == NULL)
		return err;
	for (rest = head->len; n > 0; skip = 0) {
		if (n - skip > rest)
			return object_damaged(z->id);
		rest -= n - skip;
		if (n > skip && (err = fn(arg, z->out + skip, n - skip)))
			return err;
		if ((err = next_piece(z, &n)))
			return err;
	}
	return rest > 0 || z->stream.avail_in > 0 ? object_damaged(z->id) :
	    NULL;
}

const struct err *
loose_each(const char *objects, const struct oid *id,
    struct loose_head *head, loose_fn fn, void *arg, bool *found)
{
	struct inflating *z = xcalloc(1, sizeof(*z));
	char *path = loose_path(objects, id);
	const struct err *err = NULL;

	z->id = id;
	z->path = path;
	z->fd = open(path, O_RDONLY | O_CLOEXEC);
	*found = z->fd >= 0;
	if (!*found && errno != ENOENT)
		err = err_errno(path);
	if (*found) {
		if (inflateInit(&z->stream) != Z_OK)
			BUG("inflateInit");
		err = read_all(z, head, fn, arg);
		inflateEnd(&z->stream);
		close(z->fd);
	}
	free(path);
	free(z);
	return err;
}
