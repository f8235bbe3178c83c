#include "core/git/tree.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/repo.h"
#include "core/git/tree_order.h"

struct folder;

struct entry {
	struct folder *folder; /* its content, once looked at; else NULL */
	struct oid id;         /* out of date where FOLDER is dirty */
	uint32_t mode;
	size_t len;
	char name[];
};

/* Entries in git's order. */
struct folder {
	struct entry **entries;
	size_t n, cap;
	bool dirty;
	struct former written; /* as it was written last; PTR may be NULL */
};

struct tree {
	struct tree_store store;
	struct oid root_id;
	struct folder *root; /* NULL: not looked at yet */
	struct str buf;
};

static void
folder_free(struct folder *folder)
{
	if (folder == NULL)
		return;
	for (size_t i = 0; i < folder->n; i++) {
		folder_free(folder->entries[i]->folder);
		free(folder->entries[i]);
	}
	free(folder->entries);
	free((char *)(uintptr_t)folder->written.ptr);
	free(folder);
}

struct tree *
tree_new(const struct tree_store *store, const struct oid *root)
{
	struct tree *tree = xcalloc(1, sizeof(*tree));

	tree->store = *store;
	tree->buf = (struct str)STR_INIT;
	if (root != NULL)
		tree->root_id = *root;
	else
		tree->root = xcalloc(1, sizeof(*tree->root));
	return tree;
}

void
tree_free(struct tree *tree)
{
	if (tree == NULL)
		return;
	folder_free(tree->root);
	str_release(&tree->buf);
	free(tree);
}

static struct entry *
entry_new(const char *name, size_t len)
{
	struct entry *entry = xcalloc(1, sizeof(*entry) + len + 1);

	entry->len = len;
	memcpy(entry->name, name, len);
	return entry;
}

static bool
entry_is_tree(const struct entry *entry)
{
	return (entry->mode & MODE_TYPE) == MODE_TREE;
}

/* Read the folder ID. */
static const struct err *
load(struct tree *tree, const struct oid *id, struct folder **out)
{
	struct tree_cursor cursor;
	struct tree_item item;
	struct folder *folder;
	const struct err *err;

	str_reset(&tree->buf);
	if ((err = tree->store.read(tree->store.arg, id, &tree->buf)) ||
	    (err = tree_check(tree->buf.ptr, tree->buf.len)))
		return err;
	folder = xcalloc(1, sizeof(*folder));
	cursor.at = tree->buf.ptr;
	cursor.end = tree->buf.ptr + tree->buf.len;
	while (tree_next(&cursor, &item)) {
		struct entry *entry = entry_new(item.name, item.len);

		entry->mode = item.mode;
		entry->id = item.id;
		GROW(folder->entries, folder->n, folder->cap);
		folder->entries[folder->n++] = entry;
	}
	*out = folder;
	return NULL;
}

static const struct err *
root_of(struct tree *tree, struct folder **out)
{
	const struct err *err;

	if (tree->root == NULL &&
	    (err = load(tree, &tree->root_id, &tree->root)))
		return err;
	*out = tree->root;
	return NULL;
}

/* Where an entry of this name and kind stands or would stand. */
static size_t
place(const struct folder *folder, const char *name, size_t len, bool is_tree,
    bool *found)
{
	size_t low = 0, high = folder->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct entry *entry = folder->entries[mid];
		int order = tree_order(entry->name, entry->len,
		    entry_is_tree(entry), name, len, is_tree);

		if (order == 0) {
			*found = true;
			return mid;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*found = false;
	return low;
}

/* The entry called NAME, whatever its kind; its place in *AT. */
static struct entry *
lookup(const struct folder *folder, const char *name, size_t len, size_t *at)
{
	bool found;

	*at = place(folder, name, len, false, &found);
	if (!found)
		*at = place(folder, name, len, true, &found);
	return found ? folder->entries[*at] : NULL;
}

static void
cut(struct folder *folder, size_t at)
{
	folder_free(folder->entries[at]->folder);
	free(folder->entries[at]);
	folder->n--;
	memmove(folder->entries + at, folder->entries + at + 1,
	    (folder->n - at) * sizeof(*folder->entries));
	folder->dirty = true;
}

static void
insert(struct folder *folder, struct entry *entry)
{
	bool found;
	size_t at = place(folder, entry->name, entry->len,
	    entry_is_tree(entry), &found);

	GROW(folder->entries, folder->n, folder->cap);
	memmove(folder->entries + at + 1, folder->entries + at,
	    (folder->n - at) * sizeof(*folder->entries));
	folder->entries[at] = entry;
	folder->n++;
	folder->dirty = true;
}

/* The content of ENTRY, which is a folder. */
static const struct err *
open_entry(struct tree *tree, struct entry *entry, struct folder **out)
{
	const struct err *err;

	if (entry->folder == NULL &&
	    (err = load(tree, &entry->id, &entry->folder)))
		return err_in(err, entry->name);
	*out = entry->folder;
	return NULL;
}

static size_t
component(const char *path)
{
	return strcspn(path, "/");
}

const struct err *
tree_get(struct tree *tree, const char *path, struct tree_file *out,
    bool *found)
{
	const struct err *err;
	struct folder *folder;
	struct entry *entry;
	size_t len, at;

	*found = false;
	if ((err = root_of(tree, &folder)))
		return err;
	for (;; path += len + 1) {
		len = component(path);
		entry = lookup(folder, path, len, &at);
		if (entry == NULL || path[len] == '\0')
			break;
		if (!entry_is_tree(entry))
			return NULL;
		if ((err = open_entry(tree, entry, &folder)))
			return err;
	}
	if (entry == NULL)
		return NULL;
	out->mode = entry->mode;
	out->id = entry->id;
	*found = true;
	return NULL;
}

/* FILE at NAME in FOLDER itself. */
static void
put_here(struct folder *folder, const char *name, size_t len,
    const struct tree_file *file)
{
	struct entry *entry;
	size_t at;

	entry = lookup(folder, name, len, &at);
	if (entry != NULL && !entry_is_tree(entry) &&
	    (file->mode & MODE_TYPE) != MODE_TREE) {
		entry->mode = file->mode;
		entry->id = file->id;
		folder->dirty = true;
		return;
	}
	if (entry != NULL)
		cut(folder, at);
	entry = entry_new(name, len);
	entry->mode = file->mode;
	entry->id = file->id;
	insert(folder, entry);
}

/* The folder NAME in FOLDER, made where there is nothing. */
static const struct err *
descend(struct tree *tree, struct folder *folder, const char *name,
    size_t len, struct folder **out)
{
	struct entry *entry;
	size_t at;

	entry = lookup(folder, name, len, &at);
	if (entry == NULL) {
		entry = entry_new(name, len);
		entry->mode = MODE_TREE;
		entry->folder = xcalloc(1, sizeof(*entry->folder));
		insert(folder, entry);
	} else if (!entry_is_tree(entry)) {
		return err_new(ERR_DATA, _("'%s' is no folder"), entry->name);
	}
	return open_entry(tree, entry, out);
}

const struct err *
tree_put(struct tree *tree, const char *path, const struct tree_file *file)
{
	const char *whole = path;
	const struct err *err;
	struct folder *folder;
	size_t len;

	if ((err = root_of(tree, &folder)))
		return err;
	for (;; path += len + 1) {
		len = component(path);
		if (!tree_name_is_safe(path, len))
			return err_new(ERR_DATA, _("bad path '%s'"), whole);
		folder->dirty = true;
		if (path[len] == '\0')
			break;
		if ((err = descend(tree, folder, path, len, &folder)))
			return err_in(err, whole);
	}
	put_here(folder, path, len, file);
	return NULL;
}

/* Take PATH out of FOLDER; folders that it empties go as well. */
static const struct err *
remove_from(struct tree *tree, struct folder *folder, const char *path)
{
	size_t len = component(path), at;
	struct entry *entry = lookup(folder, path, len, &at);
	struct folder *sub = NULL;
	const struct err *err;

	if (entry == NULL)
		return NULL;
	if (path[len] == '\0') {
		cut(folder, at);
		return NULL;
	}
	if (!entry_is_tree(entry))
		return NULL;
	if ((err = open_entry(tree, entry, &sub)) ||
	    (err = remove_from(tree, sub, path + len + 1)))
		return err;
	if (sub->dirty)
		folder->dirty = true;
	if (sub->n == 0)
		cut(folder, at);
	return NULL;
}

const struct err *
tree_remove(struct tree *tree, const char *path)
{
	const struct err *err;
	struct folder *root;

	if ((err = root_of(tree, &root)))
		return err;
	return remove_from(tree, root, path);
}

const struct err *
tree_each(struct tree *tree, const char *path, tree_fn fn, void *arg)
{
	const struct err *err;
	struct folder *folder;

	if ((err = root_of(tree, &folder)))
		return err;
	while (*path != '\0') {
		size_t len = component(path), at;
		struct entry *entry = lookup(folder, path, len, &at);

		if (entry == NULL || !entry_is_tree(entry))
			return NULL;
		if ((err = open_entry(tree, entry, &folder)))
			return err;
		path += path[len] == '/' ? len + 1 : len;
	}
	for (size_t i = 0; i < folder->n; i++) {
		struct entry *entry = folder->entries[i];
		struct tree_file file = { entry->mode, entry->id };

		if ((err = fn(arg, entry->name, &file)))
			return err;
	}
	return NULL;
}

/* "100644 name\0" and the id. */
static void
add_entry(struct str *out, const struct entry *entry)
{
	char octal[12];
	size_t at = sizeof(octal);

	octal[--at] = ' ';
	for (uint32_t mode = entry->mode; mode != 0; mode >>= 3)
		octal[--at] = (char)('0' + (mode & 7));
	str_addn(out, octal + at, sizeof(octal) - at);
	str_addn(out, entry->name, entry->len + 1);
	str_addn(out, (const char *)entry->id.id, OID_SIZE);
}

static const struct err *
write_folder(struct tree *tree, struct folder *folder, struct oid *id)
{
	const struct err *err;

	for (size_t i = 0; i < folder->n; i++) {
		struct entry *entry = folder->entries[i];

		if (entry->folder != NULL && entry->folder->dirty &&
		    (err = write_folder(tree, entry->folder, &entry->id)))
			return err;
	}
	str_reset(&tree->buf);
	for (size_t i = 0; i < folder->n; i++)
		add_entry(&tree->buf, folder->entries[i]);
	if ((err = tree_check(tree->buf.ptr, tree->buf.len)) ||
	    (err = tree->store.write(tree->store.arg, tree->buf.ptr,
	    tree->buf.len, folder->written.ptr ? &folder->written : NULL,
	    id)))
		return err;
	folder->dirty = false;
	if (tree->store.formers) {
		free((char *)(uintptr_t)folder->written.ptr);
		folder->written = (struct former){ *id,
		    xmemdup(tree->buf.ptr, tree->buf.len), tree->buf.len };
	}
	return NULL;
}

const struct err *
tree_write(struct tree *tree, struct oid *root)
{
	const struct err *err;

	if (tree->root != NULL && (tree->root->dirty ||
	    oid_is_zero(&tree->root_id))) {
		if ((err = write_folder(tree, tree->root, &tree->root_id)))
			return err;
	}
	*root = tree->root_id;
	return NULL;
}
