#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/blob.h"
#include "core/git/config.h"
#include "core/git/convert.h"
#include "core/git/index_list.h"
#include "core/git/overlay.h"
#include "core/store/candidate_own.h"
#include "core/store/own.h"
#include "core/store/place.h"
#include "core/store/work.h"

/*
 * The files of the work tree as git would commit them.  Of what the index
 * has, only those are read that do not look as they did then.
 */

struct look {
	struct store *store;
	struct overlay *overlay;
	struct leaves *leaves;
	struct index_list *list;
	struct work *work;
	const char *root;
	bool modes; /* the file system knows which files are executable */
};

/* ---- One file ---- */

static const struct err *
hash_file(const char *whole, struct oid *out)
{
	int fd = open(whole, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	const struct err *err;
	bool steady;

	if (fd < 0)
		return err_errno(whole);
	err = blob_hash_file(out, fd, whole, &steady);
	close(fd);
	if (err == NULL && !steady)
		err = err_new(ERR_CONFLICT, _("'%s' is being changed"),
		    whole);
	return err;
}

/* Small files are kept, large ones read when they are asked for. */
static const struct err *
take_as_it_is(struct look *look, const char *whole, struct oid *id)
{
	struct str text = STR_INIT;
	const struct err *err;
	struct stat st;

	if (lstat(whole, &st) < 0)
		return err_errno(whole);
	if (st.st_size > BLOB_LARGE) {
		err = hash_file(whole, id);
		if (err == NULL)
			overlay_put_file(look->overlay, whole, st.st_size,
			    id);
		return err;
	}
	err = file_read(&text, whole, BLOB_LARGE);
	if (err == NULL)
		overlay_put(look->overlay, OBJECT_BLOB, text.ptr, text.len,
		    id);
	str_release(&text);
	return err;
}

static const struct err *
take_file(struct look *look, const char *path, const char *whole,
    struct oid *id)
{
	struct str text = STR_INIT;
	bool as_it_is;
	const struct err *err;

	err = convert_file(look->store->repo, path, &text, &as_it_is);
	if (err == NULL && as_it_is)
		err = take_as_it_is(look, whole, id);
	else if (err == NULL)
		overlay_put(look->overlay, OBJECT_BLOB, text.ptr, text.len,
		    id);
	str_release(&text);
	return err;
}

static const struct err *
take_link(struct look *look, const char *whole, struct oid *id)
{
	enum { MAX = 64 * 1024 };
	char *buf = xmalloc(MAX);
	ssize_t n = readlink(whole, buf, MAX);
	const struct err *err = n < 0 ? err_errno(whole) : NULL;

	if (n >= 0)
		overlay_put(look->overlay, OBJECT_BLOB, buf, (size_t)n, id);
	free(buf);
	return err;
}

/* PATH, which ST describes; OLD, NULL where the index has none, is what it
 * was. */
static const struct err *
take(struct look *look, const char *path, const struct stat *st,
    const struct index_item *old)
{
	char *whole = xasprintf("%s/%s", look->root, path);
	uint32_t mode = st->st_mode & S_IXUSR ? MODE_EXEC : MODE_BLOB;
	const struct err *err = NULL;
	bool same = false;
	struct oid id;

	if (!look->modes)
		mode = old != NULL && old->mode != MODE_LINK ? old->mode :
		    MODE_BLOB;
	if (S_ISLNK(st->st_mode)) {
		mode = MODE_LINK;
		err = take_link(look, whole, &id);
	} else {
		if (old != NULL && old->stage == 0 && !old->intent &&
		    (err = hash_file(whole, &id)) == NULL)
			same = oid_equal(&id, &old->id);
		if (err == NULL && !same)
			err = take_file(look, path, whole, &id);
	}
	if (err == NULL)
		leaves_add(look->leaves, path, mode, &id);
	free(whole);
	return err;
}

/* ---- What the index has ---- */

static const struct err *
look_at_item(struct look *look, size_t i, const struct index_item *item)
{
	bool settled = item->stage == 0 && !item->intent;
	enum work_kind kind;
	const struct err *err;
	struct stat st = { .st_mode = 0 };

	if (settled && (item->assumed ||
	    (item->mode & MODE_TYPE) == MODE_COMMIT)) {
		leaves_add(look->leaves, item->path, item->mode, &item->id);
		return NULL;
	}
	if ((err = work_kind(look->work, item->path, &kind, &st)))
		return err;
	if (kind == WORK_ABSENT && settled && item->skip) {
		leaves_add(look->leaves, item->path, item->mode, &item->id);
		return NULL;
	}
	if (kind != WORK_FILE && !S_ISLNK(st.st_mode))
		return NULL;
	if (settled && index_list_fits(look->list, i, &st) &&
	    S_ISLNK(st.st_mode) == (item->mode == MODE_LINK) &&
	    (item->mode == MODE_LINK || !look->modes ||
	    (item->mode == MODE_EXEC) == ((st.st_mode & S_IXUSR) != 0))) {
		leaves_add(look->leaves, item->path, item->mode, &item->id);
		return NULL;
	}
	return take(look, item->path, &st, item);
}

/* Of a path that is not merged, the file is what counts. */
static const struct err *
look_at_index(struct look *look)
{
	const struct err *err = NULL;
	struct index_item item, next;
	size_t n = index_list_count(look->list);

	for (size_t i = 0; err == NULL && i < n; i++) {
		index_list_get(look->list, i, &item);
		if (i + 1 < n) {
			index_list_get(look->list, i + 1, &next);
			if (strcmp(next.path, item.path) == 0)
				continue;
		}
		err = look_at_item(look, i, &item);
	}
	return err;
}

/* ---- What it has not ---- */

static bool
index_has(const struct index_list *list, const char *path,
    struct index_item *item)
{
	size_t low = 0, high = index_list_count(list);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order;

		index_list_get(list, middle, item);
		order = strcmp(item->path, path);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static const struct err *
look_at_found(struct look *look, const FTSENT *entry)
{
	const char *path = entry->fts_path + strlen(look->root) + 1;
	struct index_item item;

	if (index_has(look->list, path, &item) ||
	    convert_ignores(look->store->repo, path))
		return NULL;
	return take(look, path, entry->fts_statp, NULL);
}

/* What lies in the folder of another repository is that one's. */
static bool
is_foreign(const struct look *look, const FTSENT *entry)
{
	const char *path = entry->fts_path + strlen(look->root) + 1;
	struct index_item item;

	return strcmp(entry->fts_name, ".git") == 0 ||
	    (index_has(look->list, path, &item) && item.stage == 0 &&
	    (item.mode & MODE_TYPE) == MODE_COMMIT);
}

static const struct err *
look_below(struct look *look, const char *folder)
{
	char *path = xasprintf("%s/%s", look->root, folder);
	char *roots[2] = { path, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const struct err *err = fts == NULL ? err_errno(path) : NULL;
	FTSENT *entry;

	while (err == NULL && (entry = fts_read(fts)) != NULL) {
		if (entry->fts_info == FTS_D && is_foreign(look, entry)) {
			fts_set(fts, entry, FTS_SKIP);
		} else if (entry->fts_info == FTS_F ||
		    entry->fts_info == FTS_SL ||
		    entry->fts_info == FTS_SLNONE) {
			err = look_at_found(look, entry);
		} else if (entry->fts_info == FTS_DNR ||
		    (entry->fts_info == FTS_ERR &&
		    entry->fts_errno != ENOENT)) {
			errno = entry->fts_errno;
			err = err_errno(entry->fts_path);
		}
	}
	if (fts != NULL)
		fts_close(fts);
	free(path);
	return err;
}

/* ---- All of them ---- */

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct leaf *)a)->path,
	    ((const struct leaf *)b)->path);
}

const struct err *
leaves_of_work_tree(struct leaves *leaves, struct overlay *overlay,
    struct store *store)
{
	struct look look = { .store = store, .overlay = overlay,
		.leaves = leaves, .root = store_work_tree(store) };
	const struct err *err;

	look.modes = config_bool(repo_config(store->repo), "core.filemode",
	    false, true);
	if ((err = work_open(&look.work, store)) ||
	    (err = index_list_read(&look.list, store->repo)) ||
	    (err = look_at_index(&look)) ||
	    (err = look_below(&look, "tracker")))
		goto done;
	for (size_t i = 0; err == NULL && i < PLACE_FOLDERS; i++)
		err = look_below(&look, place_folders[i]);
	if (leaves->n > 0)
		qsort(leaves->items, leaves->n, sizeof(*leaves->items),
		    by_path);
done:
	index_list_free(look.list);
	work_close(look.work);
	return err;
}
