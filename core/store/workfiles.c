#include <errno.h>
#include <fts.h>
#include <sys/stat.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"
#include "core/store/own.h"
#include "core/store/place.h"

/* Record files as they are on disk. */

char *
store_work_path(struct store *store, struct snapshot *snapshot,
    const char *id)
{
	const char *root = store_work_tree(store);
	struct str path = STR_INIT;
	char *found = NULL, *whole;

	if (root == NULL)
		return xstrdup("");
	if (snapshot_has(snapshot, id, &found)) {
		whole = xasprintf("%s/%s", root, found);
		free(found);
		return whole;
	}
	place_path(&path, place_projects, id, 0, place_suffix);
	whole = xasprintf("%s/%s", root, path.ptr);
	str_release(&path);
	return whole;
}

struct each {
	const char *root; /* with a '/' at its end */
	snapshot_fn fn;
	void *arg;
};

/* PATH is one of a record file in the work tree; others are passed over. */
static const struct err *
visit(const struct each *each, const char *path)
{
	const struct err *err;
	char *id;

	if (!str_starts(path, each->root))
		return NULL;
	path += strlen(each->root);
	if ((id = place_record_id(path)) == NULL)
		return NULL;
	err = each->fn(each->arg, id, path, NULL);
	free(id);
	return err;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* All below PATH, which is absolute and without links. */
static const struct err *
walk(const struct each *each, char *path)
{
	char *roots[2] = { path, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	const struct err *err = NULL;
	FTSENT *entry;

	if (fts == NULL)
		return err_errno(path);
	while (err == NULL && (entry = fts_read(fts)) != NULL) {
		if (entry->fts_info == FTS_D &&
		    strcmp(entry->fts_name, ".git") == 0)
			fts_set(fts, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_F)
			err = visit(each, entry->fts_path);
		else if (entry->fts_info == FTS_DNR ||
		    entry->fts_info == FTS_ERR) {
			errno = entry->fts_errno;
			err = err_errno(entry->fts_path);
		}
	}
	fts_close(fts);
	return err;
}

/* A path that was typed: from the working directory. */
static const struct err *
walk_typed(const struct each *each, const char *path)
{
	char *real = realpath(path, NULL);
	const struct err *err;

	if (real == NULL)
		return err_errno(path);
	err = walk(each, real);
	free(real);
	return err;
}

const struct err *
store_each_work_file(struct store *store, const char *const *paths, size_t n,
    snapshot_fn fn, void *arg)
{
	const char *root = store_work_tree(store);
	struct each each = { NULL, fn, arg };
	const struct err *err = NULL;
	struct stat st;
	char *prefix, *all;

	if (root == NULL)
		return err_new(ERR_USAGE, _("a bare repository has no work "
		    "tree"));
	prefix = xasprintf("%s/", root);
	all = xasprintf("%s%s", prefix, place_projects);
	each.root = prefix;
	if (n == 0 && lstat(all, &st) == 0 && S_ISDIR(st.st_mode))
		err = walk(&each, all);
	for (size_t i = 0; err == NULL && i < n; i++)
		err = walk_typed(&each, paths[i]);
	free(all);
	free(prefix);
	return err;
}
