#include "core/git/index_raw.h"

#include "core/base/mem.h"
#include "core/git/index_tree.h"

struct edit {
	char *path;
	unsigned char *entry; /* NULL: it goes */
	size_t len, number;
	size_t from, to;      /* entries that are replaced, once sorted */
};

/* So many changes are made in place. */
enum { FEW = 16 };

struct index_raw {
	struct str bytes;
	struct index_file file; /* in these */
	struct edit *edits;
	size_t n, cap;
};

struct index_raw *
index_raw_new(struct str *bytes, struct index_file *file)
{
	struct index_raw *raw = xcalloc(1, sizeof(*raw));

	raw->bytes = *bytes;
	raw->file = *file;
	*bytes = (struct str)STR_INIT;
	memset(file, 0, sizeof(*file));
	return raw;
}

static void
release_edit(struct edit *edit)
{
	free(edit->path);
	free(edit->entry);
}

void
index_raw_free(struct index_raw *raw)
{
	if (raw == NULL)
		return;
	for (size_t i = 0; i < raw->n; i++)
		release_edit(&raw->edits[i]);
	free(raw->edits);
	index_file_release(&raw->file);
	str_release(&raw->bytes);
	free(raw);
}

/* The first entry of PATH, of the lowest stage; NULL: none. */
static const unsigned char *
find(const struct index_raw *raw, const char *path)
{
	size_t i = index_file_find(&raw->file, path);
	const char *there = index_file_path(&raw->file, i);

	if (there == NULL || strcmp(there, path) != 0)
		return NULL;
	return raw->file.ptr + raw->file.at[i];
}

bool
index_raw_get(const struct index_raw *raw, const char *path,
    struct index_entry *out)
{
	const unsigned char *entry = find(raw, path);

	if (entry != NULL)
		ondisk_get(entry, out);
	return entry != NULL;
}

/* Takes PATH and ENTRY. */
static void
add_edit(struct index_raw *raw, char *path, unsigned char *entry, size_t len)
{
	struct edit *edit;

	GROW(raw->edits, raw->n, raw->cap);
	edit = &raw->edits[raw->n];
	edit->path = path;
	edit->entry = entry;
	edit->len = len;
	edit->number = raw->n++;
}

void
index_raw_remove(struct index_raw *raw, const char *path)
{
	add_edit(raw, xstrdup(path), NULL, 0);
}

/*
 * A file at PATH takes the place of files where its folders are, and of
 * all that is below it: no tree could hold both.
 */
static void
clear_way(struct index_raw *raw, const char *path)
{
	char *below = xasprintf("%s/", path), *above;
	const char *there;

	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		above = xstrndup(path, (size_t)(p - path));
		if (find(raw, above) != NULL)
			index_raw_remove(raw, above);
		free(above);
	}
	for (size_t i = index_file_find(&raw->file, below);
	    (there = index_file_path(&raw->file, i)) != NULL &&
	    str_starts(there, below); i++)
		index_raw_remove(raw, there);
	free(below);
}

void
index_raw_put(struct index_raw *raw, const char *path, const struct oid *id,
    const struct stat *st)
{
	const unsigned char *old = find(raw, path);
	unsigned char *entry;
	size_t len;

	if (old == NULL)
		clear_way(raw, path);
	entry = ondisk_new(&len, path, id, st, old);
	add_edit(raw, xstrdup(path), entry, len);
}

/* ---- Writing ---- */

static int
by_path(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->number > y->number) -
	    (x->number < y->number);
}

/* The entries of its path: one, none, or the stages of an unmerged one. */
static void
locate(const struct index_file *file, struct edit *edit)
{
	const char *there;

	edit->from = edit->to = index_file_find(file, edit->path);
	while ((there = index_file_path(file, edit->to)) != NULL &&
	    strcmp(there, edit->path) == 0)
		edit->to++;
}

/* Sorted; of those of one path the last holds. */
static void
settle(struct index_raw *raw)
{
	size_t kept = 0;

	if (raw->n > 1)
		qsort(raw->edits, raw->n, sizeof(*raw->edits), by_path);
	for (size_t i = 0; i < raw->n; i++) {
		if (i + 1 < raw->n && strcmp(raw->edits[i].path,
		    raw->edits[i + 1].path) == 0)
			release_edit(&raw->edits[i]);
		else
			raw->edits[kept++] = raw->edits[i];
	}
	raw->n = kept;
	for (size_t i = 0; i < kept; i++)
		locate(&raw->file, &raw->edits[i]);
}

static size_t
offset(const struct index_file *file, size_t i)
{
	return i < file->n ? file->at[i] : file->end;
}

/* How many entries there will be. */
static size_t
count(const struct index_raw *raw)
{
	size_t n = raw->file.n;

	for (size_t i = 0; i < raw->n; i++)
		n = n - (raw->edits[i].to - raw->edits[i].from) +
		    (raw->edits[i].entry != NULL);
	return n;
}

/* The trees of folders in which nothing was touched are still known. */
static void
write_trees(const struct index_raw *raw, struct str *out,
    const unsigned char *ptr, size_t len)
{
	const char **paths = xcalloc(raw->n + 1, sizeof(*paths));
	size_t start = out->len;

	for (size_t i = 0; i < raw->n; i++)
		paths[i] = raw->edits[i].path;
	str_addn(out, "TREE\0\0\0", 8);
	if (index_tree_write(out, ptr, len, paths, raw->n))
		index_put_number((unsigned char *)out->ptr + start + 4,
		    (uint32_t)(out->len - start - 8));
	else
		str_cut(out, start);
	free(paths);
}

static void
write_extensions(const struct index_raw *raw, struct str *out)
{
	const unsigned char *at = raw->file.ptr + raw->file.end;
	const unsigned char *end = raw->file.ptr + raw->file.len - OID_SIZE;

	while (at < end) {
		size_t len = index_number(at + 4);

		if (memcmp(at, "TREE", 4) == 0)
			write_trees(raw, out, at + 8, len);
		else if (memcmp(at, "REUC", 4) == 0 ||
		    memcmp(at, "NAME", 4) == 0)
			str_addn(out, (const char *)at, len + 8);
		at += 8 + len;
	}
}

/* What is between the changes, and these, copied one behind the other. */
static void
write_anew(const struct index_raw *raw, struct str *out)
{
	const struct index_file *file = &raw->file;
	size_t at = 0;

	for (size_t i = 0; i < raw->n; i++) {
		const struct edit *edit = &raw->edits[i];

		str_addn(out, (const char *)file->ptr + at,
		    offset(file, edit->from) - at);
		str_addn(out, (const char *)edit->entry, edit->len);
		at = offset(file, edit->to);
	}
	str_addn(out, (const char *)file->ptr + at, file->end - at);
}

/*
 * The same without a copy of all: from the last change to the first, what
 * is behind it is moved to where it belongs.  OUT has the room.
 */
static void
write_in_place(const struct index_raw *raw, struct str *out)
{
	const struct index_file *file = &raw->file;

	for (size_t i = raw->n; i > 0; i--) {
		const struct edit *edit = &raw->edits[i - 1];
		size_t from = offset(file, edit->from);
		size_t to = offset(file, edit->to);

		memmove(out->ptr + from + edit->len, out->ptr + to,
		    out->len - to);
		if (edit->len > 0)
			memcpy(out->ptr + from, edit->entry, edit->len);
		out->len = out->len - (to - from) + edit->len;
	}
}

void
index_raw_write(struct index_raw *raw, struct str *out)
{
	struct str extensions = STR_INIT;
	size_t room = OID_SIZE;

	settle(raw);
	write_extensions(raw, &extensions);
	for (size_t i = 0; i < raw->n; i++)
		room += raw->edits[i].len;
	room += extensions.len;
	if (raw->n <= FEW) {
		*out = raw->bytes;
		raw->bytes = (struct str)STR_INIT;
		str_cut(out, raw->file.end);
		str_reserve(out, room);
		write_in_place(raw, out);
	} else {
		str_reserve(out, raw->file.end + room);
		write_anew(raw, out);
	}
	index_put_number((unsigned char *)out->ptr + 8, (uint32_t)count(raw));
	str_addn(out, extensions.ptr, extensions.len);
	str_release(&extensions);
	index_file_release(&raw->file);
}
