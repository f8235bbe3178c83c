#include "core/git/index_tree.h"

#include <stdint.h>

#include "core/base/mem.h"
#include "core/git/oid.h"

/*
 * A folder: its name, NUL, the number of its entries or -1, a blank, the
 * number of its folders, a newline, the id of its tree unless -1.  Then
 * these folders.  The outermost has no name.
 */
struct node {
	const char *name;
	const unsigned char *id; /* NULL: not known */
	long entries;
	long folders;
};

/* A folder whose folders are being read. */
struct level {
	size_t path_len;
	long left; /* folders still to come */
};

struct reader {
	const unsigned char *at, *end;
	struct str path; /* of the folder being read, '/' at the end */
	struct level *levels;
	size_t n, cap;
};

/* Digits, or "-1", up to STOP, which is passed. */
static bool
read_number(struct reader *reader, char stop, long *out)
{
	bool negative = reader->at < reader->end && *reader->at == '-';
	const unsigned char *first;
	long value = 0;

	reader->at += negative;
	first = reader->at;
	while (reader->at < reader->end && *reader->at >= '0' &&
	    *reader->at <= '9' && value < INT32_MAX / 10)
		value = 10 * value + (*reader->at++ - '0');
	if (reader->at == first || reader->at == reader->end ||
	    *reader->at++ != (unsigned char)stop || (negative && value != 1))
		return false;
	*out = negative ? -1 : value;
	return true;
}

static bool
read_node(struct reader *reader, bool outermost, struct node *out)
{
	size_t room = (size_t)(reader->end - reader->at);
	const unsigned char *nul = memchr(reader->at, 0, room);

	if (nul == NULL || (nul == reader->at) != outermost)
		return false;
	out->name = (const char *)reader->at;
	out->id = NULL;
	reader->at = nul + 1;
	if (!read_number(reader, ' ', &out->entries) ||
	    !read_number(reader, '\n', &out->folders) || out->folders < 0)
		return false;
	if (out->entries < 0)
		return true;
	if (reader->end - reader->at < OID_SIZE)
		return false;
	out->id = reader->at;
	reader->at += OID_SIZE;
	return true;
}

/* Whether one of PATHS lies in FOLDER. */
static bool
has_any(const char *folder, const char *const *paths, size_t n)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(paths[middle], folder) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && str_starts(paths[low], folder);
}

static void
write_node(struct str *out, const struct node *node, bool changed)
{
	bool known = node->id != NULL && !changed;

	str_addn(out, node->name, strlen(node->name) + 1);
	str_addf(out, "%ld %ld\n", known ? node->entries : -1, node->folders);
	if (known)
		str_addn(out, (const char *)node->id, OID_SIZE);
}

static void
enter(struct reader *reader, const struct node *node)
{
	struct level *level;

	if (*node->name != '\0')
		str_addf(&reader->path, "%s/", node->name);
	GROW(reader->levels, reader->n, reader->cap);
	level = &reader->levels[reader->n++];
	level->path_len = reader->path.len;
	level->left = node->folders;
}

/* Out of the folders that have been read; false: that was the last. */
static bool
next(struct reader *reader)
{
	while (reader->n > 0 && reader->levels[reader->n - 1].left == 0)
		reader->n--;
	if (reader->n == 0)
		return false;
	reader->levels[reader->n - 1].left--;
	str_cut(&reader->path, reader->levels[reader->n - 1].path_len);
	return true;
}

bool
index_tree_write(struct str *out, const unsigned char *ptr, size_t len,
    const char *const *paths, size_t n)
{
	struct reader reader = { .at = ptr, .end = ptr + len,
		.path = STR_INIT };
	size_t start = out->len;
	struct node node;
	bool ok;

	do {
		ok = read_node(&reader, reader.n == 0, &node);
		if (!ok)
			break;
		enter(&reader, &node);
		write_node(out, &node, has_any(reader.path.ptr, paths, n));
	} while (next(&reader));
	ok = ok && reader.at == reader.end;
	if (!ok)
		str_cut(out, start);
	free(reader.levels);
	str_release(&reader.path);
	return ok;
}
