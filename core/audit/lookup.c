#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/mem.h"
#include "core/store/place.h"

/* What lies at a path of a commit. */

/* Smaller trees are walked; of others, what is asked once is asked often. */
enum { LARGE = 4096 };

static struct tree_item
item_at(const struct object *tree, uint32_t place)
{
	struct tree_cursor cursor = { tree->raw.ptr + place,
		tree->raw.ptr + tree->raw.len };
	struct tree_item item;

	if (!tree_next(&cursor, &item))
		BUG("no entry where there was one");
	return item;
}

static int
name_order(const struct tree_item *item, const char *name, size_t len)
{
	size_t both = item->len < len ? item->len : len;
	int order = memcmp(item->name, name, both);

	return order != 0 ? order : (item->len > len) - (item->len < len);
}

/* By name; the first of those that have the same. */
static int
place_order(const void *a, const void *b, void *arg)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	struct tree_item one = item_at(arg, x), other = item_at(arg, y);
	int order = name_order(&one, other.name, other.len);

	return order != 0 ? order : (x > y) - (x < y);
}

static void
index_tree(struct object *tree)
{
	struct tree_cursor cursor = { tree->raw.ptr,
		tree->raw.ptr + tree->raw.len };
	struct tree_item item;
	size_t cap = 0;

	tree->n_places = 0;
	for (;;) {
		uint32_t place = (uint32_t)(cursor.at - tree->raw.ptr);

		if (!tree_next(&cursor, &item))
			break;
		GROW(tree->places, tree->n_places, cap);
		tree->places[tree->n_places++] = place;
	}
	if (tree->places != NULL)
		qsort_r(tree->places, tree->n_places, sizeof(*tree->places),
		    place_order, tree);
}

static bool
find_in_index(struct object *tree, const char *name, size_t len,
    struct tree_item *item)
{
	size_t low = 0, high;

	if (tree->places == NULL)
		index_tree(tree);
	if (tree->places == NULL)
		return false;
	for (high = tree->n_places; low < high; ) {
		size_t middle = low + (high - low) / 2;

		*item = item_at(tree, tree->places[middle]);
		if (name_order(item, name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == tree->n_places)
		return false;
	*item = item_at(tree, tree->places[low]);
	return name_order(item, name, len) == 0;
}

static bool
find_name(struct object *tree, const char *name, size_t len,
    struct tree_item *item)
{
	if (tree->raw.len > LARGE)
		return find_in_index(tree, name, len, item);
	return tree_find(tree->raw.ptr, tree->raw.len, name, len, item);
}

const struct err *
look_up(struct worker *worker, const struct oid *root, const char *path,
    struct tree_file *out, bool *found)
{
	const char *whole = path;
	struct oid id = *root;
	const struct err *err;

	*found = false;
	for (;;) {
		size_t len = strcspn(path, "/");
		struct object *tree;
		struct tree_item item;
		bool there;

		err = tree_object(worker, whole, (size_t)(path - whole), &id,
		    &tree);
		if (err != NULL)
			return err;
		there = find_name(tree, path, len, &item);
		if (there) {
			out->mode = item.mode;
			out->id = id = item.id;
		}
		object_put(tree);
		*found = there && path[len] == '\0';
		if (!there || path[len] == '\0' ||
		    (out->mode & MODE_TYPE) != MODE_TREE)
			return NULL;
		path += len + 1;
	}
}

static bool
is_plain(const struct tree_file *file)
{
	return (file->mode & MODE_TYPE) == (MODE_BLOB & MODE_TYPE);
}

const struct err *
find_record(struct worker *worker, const struct oid *root, const char *id,
    struct oid *blob, char **path, bool *found)
{
	const struct err *err = NULL;
	struct str where = STR_INIT;
	struct tree_file file;

	*found = false;
	for (int depth = 0; depth <= 2 && !*found; depth += 2) {
		str_reset(&where);
		place_path(&where, place_projects, id, depth, place_suffix);
		err = look_up(worker, root, where.ptr, &file, found);
		if (err != NULL)
			break;
		*found = *found && is_plain(&file);
	}
	if (err == NULL && *found) {
		*blob = file.id;
		if (path != NULL)
			*path = str_take(&where);
	}
	str_release(&where);
	return err;
}
