#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/own.h"
#include "core/store/place.h"

enum { MAX_TRACKER_FILE = 4 * 1024 * 1024 };

static const struct err *
find_projects(struct snapshot *snapshot)
{
	struct tree_file file;
	const struct err *err;
	bool found;

	err = store_lookup(snapshot->store, &snapshot->tree, place_projects,
	    &file, &found);
	if (err != NULL || !found || (file.mode & MODE_TYPE) != MODE_TREE)
		return err;
	snapshot->projects = file.id;
	oid_hex(snapshot->projects_hex, &file.id);
	return NULL;
}

const struct err *
snapshot_new(struct snapshot **out, struct store *store,
    const struct oid *id)
{
	struct snapshot *snapshot = xcalloc(1, sizeof(*snapshot));
	struct commit commit = COMMIT_INIT;
	const struct err *err = NULL;

	snapshot->store = store;
	snapshot->unborn = id == NULL;
	snapshot->raw = (struct str)STR_INIT;
	if (id != NULL) {
		snapshot->commit = *id;
		oid_hex(snapshot->commit_hex, id);
		if ((err = commit_read(&commit, store->repo, id)))
			goto done;
		snapshot->tree = commit.tree;
		if ((err = find_projects(snapshot)))
			goto done;
	}
	*out = snapshot;
	snapshot = NULL;
done:
	commit_release(&commit);
	snapshot_free(snapshot);
	return err;
}

void
snapshot_free(struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	tracker_free(snapshot->tracker);
	tree_free(snapshot->files);
	str_release(&snapshot->raw);
	free(snapshot);
}

const char *
snapshot_commit(const struct snapshot *snapshot)
{
	return snapshot->commit_hex;
}

const char *
snapshot_projects_tree(const struct snapshot *snapshot)
{
	return snapshot->projects_hex;
}

const struct err *
store_lookup(struct store *store, const struct oid *root, const char *path,
    struct tree_file *out, bool *found)
{
	struct oid id = *root;
	struct str raw = STR_INIT;
	const struct err *err;
	struct tree_item item;

	*found = false;
	for (;;) {
		size_t len = strcspn(path, "/");
		bool there;

		str_reset(&raw);
		err = store_read(store, &id, OBJECT_TREE, 0, &raw);
		there = !err && tree_find(raw.ptr, raw.len, path, len, &item);
		if (!there || path[len] == '\0') {
			*found = there;
			break;
		}
		if (!tree_item_is_tree(&item))
			break;
		id = item.id;
		path += len + 1;
	}
	if (*found) {
		out->mode = item.mode;
		out->id = item.id;
	}
	str_release(&raw);
	return err;
}

/* Record ID in the two folders below RAW, the bytes of projects/. */
static const struct err *
find_deep(struct store *store, const struct str *raw, const char *id,
    const char *name, struct oid *blob, bool *found)
{
	char outer[2] = "", inner[2] = "", *path;
	struct tree_item item;
	struct tree_file file;
	const struct err *err;

	place_shards(id, outer, inner);
	if (!tree_find(raw->ptr, raw->len, outer, strlen(outer), &item) ||
	    !tree_item_is_tree(&item))
		return NULL;
	path = xasprintf("%s/%s", inner, name);
	err = store_lookup(store, &item.id, path, &file, found);
	free(path);
	*found = *found && (file.mode & MODE_TYPE) == (MODE_BLOB & MODE_TYPE);
	if (*found)
		*blob = file.id;
	return err;
}

const struct err *
store_find_record(struct store *store, const struct oid *projects,
    const struct str *given, const char *id, struct oid *blob, char **path,
    bool *found)
{
	struct str read = STR_INIT, where = STR_INIT;
	const struct str *raw = given ? given : &read;
	char *name = xasprintf("%s%s", id, place_suffix);
	const struct err *err = NULL;
	struct tree_item item;
	int depth = 0;

	*found = false;
	if (given == NULL && !oid_is_zero(projects) && (err = store_read(store,
	    projects, OBJECT_TREE, 0, &read)))
		goto done;
	if (tree_find(raw->ptr, raw->len, name, strlen(name), &item) &&
	    tree_item_is_file(&item)) {
		*found = true;
		*blob = item.id;
	} else {
		depth = 2;
		err = find_deep(store, raw, id, name, blob, found);
	}
	if (*found && path != NULL) {
		place_path(&where, place_projects, id, depth, place_suffix);
		*path = str_take(&where);
	}
done:
	free(name);
	str_release(&read);
	return err;
}

/* projects/ is read once: several records may be asked for. */
static const struct err *
find_record(struct snapshot *snapshot, const char *id, struct oid *blob,
    char **path, bool *found)
{
	const struct err *err;

	*found = false;
	if (record_id_check(id) != NULL || oid_is_zero(&snapshot->projects))
		return NULL;
	if (!snapshot->have_raw) {
		if ((err = store_read(snapshot->store, &snapshot->projects,
		    OBJECT_TREE, 0, &snapshot->raw)))
			return err;
		snapshot->have_raw = true;
	}
	return store_find_record(snapshot->store, &snapshot->projects,
	    &snapshot->raw, id, blob, path, found);
}

const struct err *
snapshot_record(struct snapshot *snapshot, const char *id,
    struct record **out)
{
	struct str text = STR_INIT;
	const struct err *err;
	char *path = NULL;
	struct oid blob;
	bool found;

	if ((err = find_record(snapshot, id, &blob, &path, &found)))
		goto done;
	if (!found) {
		err = err_new(ERR_NOTFOUND, _("no project '%s'"), id);
		goto done;
	}
	err = store_read(snapshot->store, &blob, OBJECT_BLOB, JSON_MAX_BYTES,
	    &text);
	if (err != NULL)
		err = err_in(err, path);
	else
		err = record_read(out, text.ptr, text.len, path);
done:
	free(path);
	str_release(&text);
	return err;
}

bool
snapshot_has(struct snapshot *snapshot, const char *id, char **path)
{
	struct oid blob;
	bool found;

	return find_record(snapshot, id, &blob, path, &found) == NULL && found;
}

const struct err *
snapshot_file(struct snapshot *snapshot, const char *path, size_t max,
    struct str *out)
{
	struct tree_file file;
	const struct err *err = NULL;
	bool found = false;

	if (!snapshot->unborn && (err = store_lookup(snapshot->store,
	    &snapshot->tree, path, &file, &found)))
		return err;
	if (!found || (file.mode & MODE_TYPE) != (MODE_BLOB & MODE_TYPE))
		return err_new(ERR_NOTFOUND, _("no file '%s'"), path);
	err = store_read(snapshot->store, &file.id, OBJECT_BLOB, max, out);
	return err ? err_in(err, path) : NULL;
}

const struct err *
snapshot_blob(struct snapshot *snapshot, const char *blob, struct str *out)
{
	struct oid id;

	if (strlen(blob) != OID_HEX || !oid_parse(&id, blob))
		BUG("no object id");
	return store_read(snapshot->store, &id, OBJECT_BLOB, JSON_MAX_BYTES,
	    out);
}

static const struct err *
no_tracker(const struct snapshot *snapshot)
{
	const char *branch = store_branch(snapshot->store);

	return err_mend(err_new(ERR_NOTRACKER, _("no tracker on '%s'"),
	    branch ? branch : snapshot->commit_hex),
	    _("proven init makes one"));
}

static const struct err *
read_tracker(struct snapshot *snapshot)
{
	struct tracker_text texts[TRACKER_FILES] = { { NULL, 0 } };
	struct str files[TRACKER_FILES];
	const struct err *err = NULL;

	for (size_t i = 0; i < TRACKER_FILES; i++)
		files[i] = (struct str)STR_INIT;
	for (size_t i = 0; err == NULL && i < TRACKER_FILES; i++) {
		err = snapshot_file(snapshot, tracker_paths[i],
		    MAX_TRACKER_FILE, &files[i]);
		if (err == NULL)
			texts[i] = (struct tracker_text){ files[i].ptr,
			    files[i].len };
		else if (err->code == ERR_NOTFOUND)
			err = i == TRACKER_CONFIG ? no_tracker(snapshot) : NULL;
	}
	if (err == NULL)
		err = tracker_read(&snapshot->tracker, texts);
	for (size_t i = 0; i < TRACKER_FILES; i++)
		str_release(&files[i]);
	return err;
}

const struct err *
snapshot_tracker(struct snapshot *snapshot, const struct tracker **out)
{
	const struct err *err;

	if (snapshot->tracker == NULL && (err = read_tracker(snapshot)))
		return err;
	*out = snapshot->tracker;
	return NULL;
}
