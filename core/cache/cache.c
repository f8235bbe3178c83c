#include "core/cache/cache.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/cache/db.h"
#include "core/store/store.h"

/* Bringing a database up to a tip. */
struct update {
	struct cache *cache;
	struct fill *fill;
	void (*step)(void *arg, size_t done);
	void *arg;
	size_t done;
};

static const struct err *
take_blob(void *arg, const char *id, const char *path, const char *blob)
{
	struct update *update = arg;
	struct str text = STR_INIT;
	const struct err *err;

	if (blob == NULL) {
		err = fill_put(update->fill, id, path, NULL, 0);
	} else if (snapshot_blob(update->cache->tip, blob, &text) != NULL) {
		update->cache->unsure = true;
		err = fill_damaged(update->fill, id, path);
	} else {
		err = fill_put(update->fill, id, path, text.ptr, text.len);
	}
	str_release(&text);
	if (update->step != NULL)
		update->step(update->arg, ++update->done);
	return err;
}

/*
 * OLD_TREE is what the database holds; NULL: nothing yet.  ERR_NOTFOUND:
 * it is not in the repository.
 */
static const struct err *
update_run(struct update *update, const char *old_tree)
{
	struct cache *cache = update->cache;
	const struct err *err;

	if ((err = db_run(cache->db, "BEGIN")) != NULL)
		return err;
	if (old_tree == NULL)
		err = schema_create(cache->db);
	if (err == NULL)
		err = fill_begin(&update->fill, cache->db, old_tree == NULL);
	if (err == NULL && old_tree != NULL)
		err = snapshot_diff(cache->tip, old_tree, take_blob, update);
	else if (err == NULL)
		err = snapshot_each(cache->tip, take_blob, update);
	fill_free(update->fill);
	update->fill = NULL;
	if (err == NULL && old_tree == NULL)
		err = schema_index(cache->db);
	if (err == NULL)
		err = schema_set_tree(cache->db,
		    snapshot_projects_tree(cache->tip));
	if (err == NULL)
		err = db_run(cache->db, "COMMIT");
	return err;
}

static void
database_close(struct cache *cache)
{
	sqlite3_close(cache->db);
	cache->db = NULL;
	image_release(&cache->image);
}

/* The database of the file, if it is one of ours. */
static bool
database_load(struct cache *cache, const char *path, char **tree)
{
	if (!image_load(path, &cache->image))
		return false;
	if (db_from_image(&cache->db, &cache->image) != NULL) {
		image_release(&cache->image);
		return false;
	}
	*tree = schema_is_ours(cache->db) ? schema_tree(cache->db) : NULL;
	if (*tree == NULL)
		database_close(cache);
	return *tree != NULL;
}

static void
database_save(struct cache *cache, const char *path)
{
	unsigned char *image;
	sqlite3_int64 len;

	image = sqlite3_serialize(cache->db, "main", &len,
	    SQLITE_SERIALIZE_NOCOPY);
	if (image != NULL)
		image_save(path, image, (size_t)len);
}

/* *CHANGED: it is not as the file at PATH any more. */
static const struct err *
bring_up(struct update *update, const char *path, bool *changed)
{
	struct cache *cache = update->cache;
	const char *tip_tree = snapshot_projects_tree(cache->tip);
	const struct err *err;
	char *tree = NULL;
	bool current;

	*changed = true;
	if (database_load(cache, path, &tree)) {
		current = strcmp(tree, tip_tree) == 0;
		*changed = !current;
		if (!current && (*tree == '\0' || *tip_tree == '\0' ||
		    update_run(update, tree) != NULL))
			database_close(cache);
		free(tree);
		if (cache->db != NULL)
			return NULL;
	}
	cache->unsure = false;
	update->done = 0;
	if ((err = db_new(&cache->db)) != NULL)
		return err;
	return update_run(update, NULL);
}

const struct err *
cache_open(struct cache **out, struct store *store, struct snapshot *tip,
    void (*step)(void *arg, size_t done), void *arg)
{
	struct cache *cache = xcalloc(1, sizeof(*cache));
	struct update update = { .cache = cache, .step = step, .arg = arg };
	char *path = xasprintf("%s/cache.db", store_private_dir(store));
	const struct err *err;
	bool changed;

	cache->tip = tip;
	err = bring_up(&update, path, &changed);
	if (err == NULL && changed && !cache->unsure)
		database_save(cache, path);
	free(path);
	if (err != NULL) {
		cache_close(cache);
		return err;
	}
	*out = cache;
	return NULL;
}

void
cache_close(struct cache *cache)
{
	if (cache == NULL)
		return;
	database_close(cache);
	free(cache);
}
