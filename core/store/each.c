#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/diff.h"
#include "core/store/own.h"
#include "core/store/place.h"

static const char prefix[] = "projects/";

struct each {
	snapshot_fn fn;
	void *arg;
};

static bool
is_file(const struct tree_file *file)
{
	return file && (file->mode & MODE_TYPE) == (MODE_BLOB & MODE_TYPE);
}

static const struct err *
visit(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	struct each *each = arg;
	const struct err *err;
	char hex[OID_HEX + 1], *id;

	(void)old;
	if (!is_file(new) || (id = place_record_id(path)) == NULL)
		return NULL;
	oid_hex(hex, &new->id);
	err = each->fn(each->arg, id, path, hex);
	free(id);
	return err;
}

const struct err *
snapshot_each(struct snapshot *snapshot, snapshot_fn fn, void *arg)
{
	struct each each = { fn, arg };

	if (oid_is_zero(&snapshot->projects))
		return NULL;
	return diff_trees(snapshot->store->repo, NULL, &snapshot->projects,
	    prefix, visit, &each);
}

/*
 * A record that moved to the other depth is gone in one place and new in
 * another: what is gone is told first, so that the last word is right.
 */
struct changes {
	struct each each;
	struct strs paths;
	struct tree_file *files;
	size_t n, cap;
};

static const struct err *
note(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	struct changes *changes = arg;
	const struct err *err;
	char *id;

	if (is_file(new)) {
		strs_add(&changes->paths, path);
		GROW(changes->files, changes->n, changes->cap);
		changes->files[changes->n++] = *new;
		return NULL;
	}
	if (!is_file(old) || (id = place_record_id(path)) == NULL)
		return NULL;
	err = changes->each.fn(changes->each.arg, id, path, NULL);
	free(id);
	return err;
}

const struct err *
snapshot_diff(struct snapshot *snapshot, const char *old_tree,
    snapshot_fn fn, void *arg)
{
	struct changes changes = { { fn, arg }, STRS_INIT, NULL, 0, 0 };
	struct repo *repo = snapshot->store->repo;
	const struct err *err;
	struct oid old;

	if (*old_tree != '\0' && (!oid_parse(&old, old_tree) ||
	    !repo_has(repo, &old)))
		return err_new(ERR_NOTFOUND, _("object %s is missing"),
		    old_tree);
	err = diff_trees(repo, *old_tree ? &old : NULL,
	    oid_is_zero(&snapshot->projects) ? NULL : &snapshot->projects,
	    prefix, note, &changes);
	for (size_t i = 0; err == NULL && i < changes.n; i++)
		err = visit(&changes.each, changes.paths.items[i], NULL,
		    &changes.files[i]);
	strs_release(&changes.paths);
	free(changes.files);
	return err;
}
