#include "core/git/index_raw.h"

#include "core/base/mem.h"
#include "core/git/index_tree.h"

struct edit {
	char *path;
	unsigned char *entry; /* NULL: it goes */
	size_t len, number;
};

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
	GROW(raw->edits, raw->n, raw->cap);
	raw->edits[raw->n] = (struct edit){ path, entry, len, raw->n };
	raw->n++;
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
}

/* Entries FROM up to TO, as they are. */
static void
copy(const struct index_file *file, struct str *out, size_t from, size_t to)
{
	size_t begin = from < file->n ? file->at[from] : file->end;
	size_t end = to < file->n ? file->at[to] : file->end;

	str_addn(out, (const char *)file->ptr + begin, end - begin);
}

static void
write_entries(const struct index_raw *raw, struct str *out)
{
	const struct index_file *file = &raw->file;
	size_t from = 0, n = file->n, to;
	const char *there;

	for (size_t i = 0; i < raw->n; i++) {
		const struct edit *edit = &raw->edits[i];

		to = index_file_find(file, edit->path);
		copy(file, out, from, to);
		for (from = to; (there = index_file_path(file, from)) &&
		    strcmp(there, edit->path) == 0; from++)
			n--;
		if (edit->entry != NULL) {
			str_addn(out, (const char *)edit->entry, edit->len);
			n++;
		}
	}
	copy(file, out, from, file->n);
	index_put_number((unsigned char *)out->ptr + 8, (uint32_t)n);
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

void
index_raw_write(struct index_raw *raw, struct str *out)
{
	size_t room = raw->file.len;

	settle(raw);
	for (size_t i = 0; i < raw->n; i++)
		room += raw->edits[i].len;
	str_reserve(out, room);
	str_addn(out, (const char *)raw->file.ptr, INDEX_HEADER);
	write_entries(raw, out);
	write_extensions(raw, out);
}
