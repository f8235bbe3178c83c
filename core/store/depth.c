#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"
#include "core/store/change.h"
#include "core/store/own.h"
#include "core/store/place.h"

/*
 * How deep records lie, and moving them.  Folders are looked at through
 * the tree being edited, so that what was put already counts.
 */

struct names {
	struct strs files, folders;
};

#define NAMES_INIT { STRS_INIT, STRS_INIT }

static const struct err *
note(void *arg, const char *name, const struct tree_file *file)
{
	struct names *names = arg;

	strs_add((file->mode & MODE_TYPE) == MODE_TREE ? &names->folders :
	    &names->files, name);
	return NULL;
}

static const struct err *
list(struct change *change, const char *path, struct names *out)
{
	return tree_each(change->tree, path, note, out);
}

static void
release(struct names *names)
{
	strs_release(&names->files);
	strs_release(&names->folders);
}

/* FN for each folder of two levels of one letter below FOLDER. */
typedef const struct err *(*inner_fn)(struct change *, const char *path,
    void *arg);

static const struct err *
each_inner(struct change *change, const char *folder, inner_fn fn, void *arg)
{
	struct names outer = NAMES_INIT;
	const struct err *err = list(change, folder, &outer);

	for (size_t i = 0; err == NULL && i < outer.folders.n; i++) {
		struct names inner = NAMES_INIT;
		char *path;

		if (strlen(outer.folders.items[i]) != 1)
			continue;
		path = xasprintf("%s/%s", folder, outer.folders.items[i]);
		err = list(change, path, &inner);
		for (size_t j = 0; err == NULL && j < inner.folders.n; j++) {
			char *deep;

			if (strlen(inner.folders.items[j]) != 1)
				continue;
			deep = xasprintf("%s/%s", path,
			    inner.folders.items[j]);
			err = fn(change, deep, arg);
			free(deep);
		}
		free(path);
		release(&inner);
	}
	release(&outer);
	return err;
}

static const struct err *
count_files(struct change *change, const char *path, void *arg)
{
	struct names names = NAMES_INIT;
	const struct err *err = list(change, path, &names);
	size_t *n = arg;

	*n += names.files.n;
	release(&names);
	return err;
}

/* The deep ones are counted only where there are both. */
const struct err *
change_depth(struct change *change, int *depth)
{
	struct names names = NAMES_INIT;
	const struct err *err = list(change, place_projects, &names);
	size_t flat = 0, deep = 0;

	for (size_t i = 0; i < names.files.n; i++)
		flat += str_ends(names.files.items[i], place_suffix);
	if (err == NULL && flat > 0 && names.folders.n > 0)
		err = each_inner(change, place_projects, count_files, &deep);
	*depth = (flat > 0 && flat >= deep) || names.folders.n == 0 ? 0 : 2;
	release(&names);
	return err;
}

void
change_set_depth(struct change *change, int depth)
{
	change->depth = depth;
}

/* ---- Moving ---- */

struct move {
	const char *folder; /* "projects" */
	const char *suffix; /* of its items */
	int depth;
	size_t n;           /* files moved */
	struct strs from;
	struct strs ids;
};

static const struct err *
touch_all(struct change *change, const char *path, size_t *n)
{
	struct names names = NAMES_INIT;
	struct tree_file file;
	const struct err *err;
	bool found;

	if ((err = tree_get(change->tree, path, &file, &found)) || !found)
		return err;
	if ((file.mode & MODE_TYPE) != MODE_TREE) {
		++*n;
		return change_touch(change, path);
	}
	err = list(change, path, &names);
	for (size_t i = 0; i < names.files.n; i++)
		strs_add(&names.folders, names.files.items[i]);
	for (size_t i = 0; err == NULL && i < names.folders.n; i++) {
		char *deeper = xasprintf("%s/%s", path,
		    names.folders.items[i]);

		err = touch_all(change, deeper, n);
		free(deeper);
	}
	release(&names);
	return err;
}

static const struct err *
move_one(struct change *change, struct move *move, const char *from,
    const char *id)
{
	struct str to = STR_INIT;
	struct tree_file file, other;
	const struct err *err = NULL;
	size_t again = 0;
	bool found;

	place_path(&to, move->folder, id, move->depth, move->suffix);
	if (strcmp(to.ptr, from) == 0)
		goto done;
	if ((err = touch_all(change, from, &move->n)) ||
	    (err = tree_get(change->tree, from, &file, &found)) ||
	    (err = tree_remove(change->tree, from)) ||
	    (err = tree_get(change->tree, to.ptr, &other, &found)))
		goto done;
	if (found)
		err = err_new(ERR_DATA, _("there are both '%s' and '%s'"),
		    from, to.ptr);
	else if ((err = tree_put(change->tree, to.ptr, &file)) == NULL)
		err = touch_all(change, to.ptr, &again);
done:
	str_release(&to);
	return err;
}

/* The id of what is called NAME, if it is one of those that move. */
static char *
item_id(const struct move *move, const char *name)
{
	size_t len = strlen(name), tail = strlen(move->suffix);
	char *id;

	if (!str_ends(name, move->suffix))
		return NULL;
	id = xstrndup(name, len - tail);
	if (record_id_check(id) == NULL)
		return id;
	free(id);
	return NULL;
}

static void
plan(struct move *move, const char *folder, const struct names *names)
{
	const struct strs *items = *move->suffix ? &names->files :
	    &names->folders;

	for (size_t i = 0; i < items->n; i++) {
		char *id = item_id(move, items->items[i]);

		if (id == NULL)
			continue;
		strs_take(&move->ids, id);
		strs_take(&move->from, xasprintf("%s/%s", folder,
		    items->items[i]));
	}
}

/* PATH is "folder/d/x": what lies there by its own id. */
static const struct err *
plan_inner(struct change *change, const char *path, void *arg)
{
	struct names names = NAMES_INIT;
	struct move *move = arg;
	size_t before = move->ids.n, len = strlen(path);
	const struct err *err = list(change, path, &names);

	plan(move, path, &names);
	for (size_t i = before; i < move->ids.n; i++) {
		char outer, inner;

		place_shards(move->ids.items[i], &outer, &inner);
		if (path[len - 3] != outer || path[len - 1] != inner)
			*move->ids.items[i] = '\0';
	}
	release(&names);
	return err;
}

/*
 * A folder of one letter is a level, not an item, unless it holds files:
 * then it belongs to an id of one letter.  *LEVEL says which.
 */
static const struct err *
is_level(struct change *change, const char *path, bool *level)
{
	struct names names = NAMES_INIT;
	const struct err *err = list(change, path, &names);
	bool inner = false;

	for (size_t i = 0; i < names.folders.n; i++)
		inner = inner || strlen(names.folders.items[i]) == 1;
	*level = names.files.n == 0;
	if (err == NULL && !*level && inner)
		err = err_new(ERR_DATA, _("'%s' is the folder of an id and "
		    "holds folders of others"), path);
	release(&names);
	return err;
}

static const struct err *
plan_flat(struct change *change, struct move *move)
{
	struct names names = NAMES_INIT;
	const struct err *err = list(change, move->folder, &names);
	bool level;

	plan(move, move->folder, &names);
	for (size_t i = 0; err == NULL && i < move->ids.n; i++) {
		if (*move->suffix || strlen(move->ids.items[i]) != 1)
			continue;
		err = is_level(change, move->from.items[i], &level);
		if (level)
			*move->ids.items[i] = '\0';
	}
	release(&names);
	return err;
}

/* Those planned whose id has one letter, or more. */
static const struct err *
move_some(struct change *change, struct move *move, bool one_letter)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < move->ids.n; i++) {
		const char *id = move->ids.items[i];

		if (*id != '\0' && (id[1] == '\0') == one_letter)
			err = move_one(change, move, move->from.items[i],
			    id);
	}
	return err;
}

static const struct err *
move_folder(struct change *change, struct move *move)
{
	const struct err *err;

	err = move->depth == 0 ?
	    each_inner(change, move->folder, plan_inner, move) :
	    plan_flat(change, move);
	/* The folder of an id of one letter is a level for others: it must
	 * be out of their way when they go down, or come up. */
	if (err == NULL)
		err = move_some(change, move, move->depth == 2);
	if (err == NULL)
		err = move_some(change, move, move->depth != 2);
	strs_release(&move->from);
	strs_release(&move->ids);
	return err;
}

const struct err *
change_reshard(struct change *change, int depth, size_t *n)
{
	const struct err *err = NULL;
	struct oid ignored;

	*n = 0;
	/* The ids of folders must be those of what they hold by now. */
	if ((err = tree_write(change->tree, &ignored)))
		return err;
	for (size_t i = 0; err == NULL && i < PLACE_FOLDERS; i++) {
		struct move move = { place_folders[i],
			i == 0 ? place_suffix : "", depth, 0, STRS_INIT,
			STRS_INIT };

		err = move_folder(change, &move);
		*n += move.n;
	}
	change->depth = depth;
	return err;
}
