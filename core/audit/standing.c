#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/git/commit.h"
#include "core/git/objects.h"
#include "core/store/place.h"
#include "core/store/store.h"

/*
 * What is no commit yet stands on HEAD, whose folders lie under those that
 * are to be, with the same ids where nothing changed: so nobody asks for
 * them.  They are read here for their own sake.
 */

enum { MAX_DEPTH = 64, MAX_FOLDERS = 1024 * 1024 };

static const struct err *
read_folder(struct objects *objects, const struct oid *id, int depth,
    size_t *n)
{
	struct str raw = STR_INIT;
	const struct err *err;
	struct tree_cursor cursor;
	struct tree_item item;

	if (++*n > MAX_FOLDERS)
		return err_new(ERR_DATA, _("more than %d folders"),
		    MAX_FOLDERS);
	err = objects_read(objects, id, OBJECT_TREE, 0, &raw);
	cursor = (struct tree_cursor){ raw.ptr, raw.ptr + raw.len };
	while (err == NULL && tree_next(&cursor, &item))
		if (tree_item_is_tree(&item) && depth < MAX_DEPTH)
			err = read_folder(objects, &item.id, depth + 1, n);
	str_release(&raw);
	return err;
}

static bool
is_ours(const struct tree_item *item)
{
	struct str path = STR_INIT;
	bool ours;

	str_addf(&path, "%s/", item->name);
	ours = tree_item_is_tree(item) && place_is_ours(path.ptr);
	str_release(&path);
	return ours;
}

static const struct err *
read_folders(struct objects *objects, const struct oid *root)
{
	struct str raw = STR_INIT;
	const struct err *err;
	struct tree_cursor cursor;
	struct tree_item item;
	size_t n = 0;

	err = objects_read(objects, root, OBJECT_TREE, 0, &raw);
	cursor = (struct tree_cursor){ raw.ptr, raw.ptr + raw.len };
	while (err == NULL && tree_next(&cursor, &item))
		if (is_ours(&item))
			err = read_folder(objects, &item.id, 1, &n);
	str_release(&raw);
	return err;
}

const struct err *
standing_read(struct store *store, const struct oid *id)
{
	struct objects *objects = NULL;
	struct commit commit = COMMIT_INIT;
	const struct err *err;

	if ((err = objects_open(&objects, store_repo(store))) ||
	    (err = commit_verified(&commit, objects, id)))
		goto done;
	err = read_folders(objects, &commit.tree);
done:
	objects_close(objects);
	commit_release(&commit);
	return err;
}
