#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/approval.h"
#include "core/store/change.h"
#include "core/store/own.h"
#include "core/store/place.h"

/* The approvals of a project: files in a folder beside its record. */

static const char folder[] = "approvals";

static const struct err *
add_file(struct snapshot *snapshot, const char *id,
    const struct tree_item *item, struct approvals *out)
{
	char *file = xstrndup(item->name, item->len);
	struct str text = STR_INIT;
	const struct err *err;

	err = store_read(snapshot->store, &item->id, OBJECT_BLOB,
	    JSON_MAX_BYTES, &text);
	if (err == NULL)
		approvals_add(out, id, file, text.ptr, text.len);
	else if (err->code == ERR_DATA) {
		approvals_add_broken(out, file, err->msg);
		err = NULL;
	}
	free(file);
	str_release(&text);
	return err;
}

/* Those in the folder at PATH, if there is one. */
static const struct err *
add_folder(struct snapshot *snapshot, const char *id, const char *path,
    struct approvals *out)
{
	struct tree_file file;
	struct tree_cursor cursor;
	struct tree_item item;
	struct str raw = STR_INIT;
	const struct err *err;
	bool found;

	err = store_lookup(snapshot->store, &snapshot->tree, path, &file,
	    &found);
	if (err != NULL || !found || (file.mode & MODE_TYPE) != MODE_TREE)
		return err;
	err = store_read(snapshot->store, &file.id, OBJECT_TREE, 0, &raw);
	cursor = (struct tree_cursor){ raw.ptr, raw.ptr + raw.len };
	while (err == NULL && tree_next(&cursor, &item))
		if (tree_item_is_file(&item))
			err = add_file(snapshot, id, &item, out);
	str_release(&raw);
	return err;
}

const struct err *
snapshot_approvals(struct snapshot *snapshot, const char *id,
    struct approvals *out)
{
	const struct err *err = NULL;
	struct str path = STR_INIT;

	for (int depth = 0; depth <= 2 && err == NULL; depth += 2) {
		str_reset(&path);
		place_path(&path, folder, id, depth, "");
		err = add_folder(snapshot, id, path.ptr, out);
	}
	str_release(&path);
	return err;
}

/* Beside the record: as deep as it lies. */
const struct err *
change_put_approval(struct change *change, const char *id, const char *file,
    const struct json *approval)
{
	struct str path = STR_INIT, text = STR_INIT;
	const struct err *err;
	char *record = NULL;
	struct oid blob;
	bool found;

	if ((err = change_find(change, id, &record, &blob, &found)))
		goto done;
	if (!found) {
		err = err_new(ERR_NOTFOUND, _("no project '%s'"), id);
		goto done;
	}
	place_path(&path, folder, id, strchr(record + strlen(place_projects) +
	    1, '/') != NULL ? 2 : 0, "");
	str_addf(&path, "/%s", file);
	approval_text(&text, approval);
	err = change_put_file(change, path.ptr, text.ptr, text.len);
done:
	free(record);
	str_release(&path);
	str_release(&text);
	return err;
}
