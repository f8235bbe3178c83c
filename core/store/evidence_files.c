#include "core/base/mem.h"
#include "core/git/diff.h"
#include "core/store/own.h"
#include "core/store/place.h"

/* The files that lie where evidence goes. */

struct each {
	const char *id; /* NULL: of all */
	snapshot_fn fn;
	void *arg;
};

static const struct err *
visit(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	struct each *each = arg;
	const struct err *err = NULL;
	char hex[OID_HEX + 1], *id;

	(void)old;
	if (new == NULL ||
	    (id = place_id_in(place_evidence, path, NULL)) == NULL)
		return NULL;
	oid_hex(hex, &new->id);
	if (each->id == NULL || strcmp(id, each->id) == 0)
		err = each->fn(each->arg, id, path, hex);
	free(id);
	return err;
}

/* All below FOLDER, which ends in '/'. */
static const struct err *
walk(struct snapshot *snapshot, const char *folder, struct each *each)
{
	char *path = xstrndup(folder, strlen(folder) - 1);
	struct tree_file file;
	const struct err *err;
	bool found;

	err = snapshot_lookup(snapshot, path, &file, &found);
	free(path);
	if (err != NULL || !found || (file.mode & MODE_TYPE) != MODE_TREE)
		return err;
	return diff_trees(snapshot->store->repo, NULL, &file.id, folder,
	    visit, each);
}

const struct err *
snapshot_each_evidence(struct snapshot *snapshot, const char *id,
    snapshot_fn fn, void *arg)
{
	struct each each = { id, fn, arg };
	struct str deep = STR_INIT, flat = STR_INIT;
	const struct err *err;

	if (id == NULL)
		return walk(snapshot, "evidence/", &each);
	place_path(&deep, place_evidence, id, 2, "/");
	place_path(&flat, place_evidence, id, 0, "/");
	err = walk(snapshot, deep.ptr, &each);
	if (err == NULL)
		err = walk(snapshot, flat.ptr, &each);
	str_release(&deep);
	str_release(&flat);
	return err;
}

char *
store_evidence_name(const char *path)
{
	const char *rest;
	char *id = place_id_in(place_evidence, path, &rest), *name;

	if (id == NULL)
		return NULL;
	name = xasprintf("%s/%s", id, rest);
	free(id);
	return name;
}
