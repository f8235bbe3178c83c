#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/index_list.h"
#include "core/store/found.h"
#include "core/store/publish.h"
#include "core/store/work.h"

/* Files that are in the repository already. */

static const struct err *
not_inside(const struct store *store, const char *file)
{
	return err_new(ERR_REFUSED, _("'%s' is not in the repository '%s'"),
	    file, store_work_tree(store));
}

/* The folder of FILE without links, and its last component. */
static const struct err *
real_folder(const char *file, char **folder, const char **name)
{
	const char *slash = strrchr(file, '/');
	char *typed;

	*name = slash ? slash + 1 : file;
	typed = slash == NULL ? xstrdup(".") : slash == file ? xstrdup("/") :
	    xstrndup(file, (size_t)(slash - file));
	*folder = realpath(typed, NULL);
	free(typed);
	return *folder ? NULL : err_errno(file);
}

/* A link at its end is for the commit to judge. */
const struct err *
store_relative(struct store *store, const char *file, char **path)
{
	const char *root = store_work_tree(store), *name, *rest;
	const struct err *err = NULL;
	char *folder, *real;

	if (root == NULL) {
		*path = xstrdup(file);
		return NULL;
	}
	if ((err = real_folder(file, &folder, &name)))
		return err;
	if ((real = realpath(root, NULL)) == NULL) {
		err = err_errno(root);
		goto done;
	}
	rest = str_starts(folder, real) ? folder + strlen(real) : NULL;
	if (rest == NULL || (*rest != '\0' && *rest != '/') ||
	    *name == '\0')
		err = not_inside(store, file);
	else
		*path = xasprintf("%s%s%s", rest + (*rest == '/'),
		    *rest ? "/" : "", name);
done:
	free(real);
	free(folder);
	return err;
}

/* ---- Whether a path is one at all ---- */

static bool
work_tree_has(const struct store *store, const char *path)
{
	char *whole = xasprintf("%s/%s", store_work_tree(store), path);
	struct stat st;
	bool has = lstat(whole, &st) == 0;

	free(whole);
	return has;
}

/* The index has PATH, or files below it. */
static const struct err *
index_has(struct store *store, const char *path, bool *has)
{
	struct index_list *list;
	struct index_item item;
	const struct err *err = index_list_read(&list, store->repo);
	size_t len = strlen(path);

	*has = false;
	if (err != NULL)
		return err;
	for (size_t i = 0; !*has && i < index_list_count(list); i++) {
		index_list_get(list, i, &item);
		*has = strncmp(item.path, path, len) == 0 &&
		    (item.path[len] == '\0' || item.path[len] == '/');
	}
	index_list_free(list);
	return NULL;
}

static const struct err *
commit_has(struct store *store, const char *rev, const char *path, bool *has)
{
	struct snapshot *snapshot = NULL;
	struct tree_file file;
	const struct err *err;

	err = rev != NULL ? store_at(store, rev, &snapshot) :
	    store_tip(store, &snapshot);
	if (err != NULL)
		return err;
	err = snapshot_lookup(snapshot, path, &file, has);
	snapshot_free(snapshot);
	return err;
}

const struct err *
store_has_path(struct store *store, const char *rev, const char *path,
    bool *has)
{
	const struct err *err = NULL;

	*has = *path == '\0';
	if (!*has && store_work_tree(store) != NULL) {
		*has = work_tree_has(store, path);
		if (!*has)
			err = index_has(store, path, has);
	}
	if (!*has && err == NULL && rev != NULL)
		err = commit_has(store, rev, path, has);
	if (!*has && err == NULL) {
		err = commit_has(store, NULL, path, has);
		if (err != NULL && err->code == ERR_NOTRACKER)
			err = NULL; /* there is no commit yet */
	}
	return err;
}

/* ---- Evidence where it is ---- */

/* Of a pointer the work tree may have the file that it stands for; what it
 * does not have at all (a sparse checkout) was not edited. */
static const struct err *
is_edited(struct snapshot *snapshot, const char *path,
    const struct oid *blob, const struct hash *hash, bool *edited)
{
	struct store *store = snapshot->store;
	struct work *work = NULL;
	enum work_kind kind;
	const struct err *err;
	bool holds = false;

	*edited = false;
	if (!publish_syncs(store))
		return NULL;
	if ((err = work_open(&work, store)) ||
	    (err = work_kind(work, path, &kind, NULL)) ||
	    kind == WORK_ABSENT ||
	    (err = work_holds(work, path, blob, &holds)))
		goto done;
	if (!holds && hash->is_pointer)
		err = work_has_hash(work, path, hash->pointer.sha256, &holds);
	*edited = !holds;
done:
	work_close(work);
	return err;
}

static const struct err *
look(struct snapshot *snapshot, const char *path, const struct oid *blob,
    struct committed *out)
{
	struct store *store = snapshot->store;
	const struct hash *hash;
	const struct err *err;

	if ((err = hashes_get(&store->hashes, store->repo, blob, &hash)) ||
	    (err = is_edited(snapshot, path, blob, hash, &out->edited)))
		return err_in(err, path);
	out->there = true;
	out->pointer = hash->is_pointer;
	out->bytes = hash->is_pointer ? hash->pointer.bytes : hash->bytes;
	memcpy(out->sha256, hash->is_pointer ? hash->pointer.sha256 :
	    hash->sha256, sizeof(out->sha256));
	return NULL;
}

const struct err *
snapshot_committed(struct snapshot *snapshot, const char *path,
    struct committed *out)
{
	struct found found = FOUND_INIT;
	const struct err *err;

	*out = (struct committed){ .there = false };
	err = found_at(&found, snapshot, path);
	if (err == NULL && found.state == EVIDENCE_GOOD)
		err = look(snapshot, path, &found.file.id, out);
	out->text = found.text;
	found.text = NULL;
	found_release(&found);
	return err;
}

void
committed_release(struct committed *committed)
{
	free(committed->text);
	committed->text = NULL;
}
