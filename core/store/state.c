#include "core/base/mem.h"
#include "core/git/state.h"
#include "core/store/own.h"
#include "core/store/pending.h"
#include "core/store/place.h"

enum { MAX_ATTRIBUTES = 1024 * 1024 };

/* Some line of .gitattributes gives our merge driver to something. */
static bool
has_lines(const char *text)
{
	struct strs lines = STRS_INIT;
	bool found = false;

	strs_split(&lines, text, '\n');
	for (size_t i = 0; i < lines.n && !found; i++)
		found = lines.items[i][0] != '#' &&
		    strstr(lines.items[i], "merge=proven") != NULL;
	strs_release(&lines);
	return found;
}

static const struct err *
read_attributes(struct snapshot *tip, bool *out)
{
	struct str text = STR_INIT;
	const struct err *err = snapshot_file(tip, ".gitattributes",
	    MAX_ATTRIBUTES, &text);

	*out = err == NULL && has_lines(text.ptr);
	str_release(&text);
	return err && err->code != ERR_NOTFOUND ? err : NULL;
}

static const struct err *
count_flat(struct snapshot *tip, size_t *n)
{
	struct str raw = STR_INIT;
	struct tree_cursor cursor;
	struct tree_item item;
	const struct err *err = NULL;

	if (!oid_is_zero(&tip->projects))
		err = store_read(tip->store, &tip->projects, OBJECT_TREE, 0,
		    &raw);
	cursor.at = raw.ptr;
	cursor.end = raw.ptr + raw.len;
	while (tree_next(&cursor, &item))
		*n += tree_item_is_file(&item) &&
		    str_ends(item.name, place_suffix);
	str_release(&raw);
	return err;
}

const struct err *
store_state(struct store *store, struct clone_state *out)
{
	const struct err *err = NULL;
	struct snapshot *tip = NULL;
	struct oid id;
	bool found;

	memset(out, 0, sizeof(*out));
	out->pending_text = pending_text(store);
	out->pending = out->pending_text != NULL;
	out->stale_lock = state_stale_lock(store->repo);
	out->shallow = state_is_shallow(store->repo);
	out->partial = state_is_partial(store->repo);
	out->replaced = state_is_replaced(store->repo);
	out->grafted = state_is_grafted(store->repo);
	out->bare = store_work_tree(store) == NULL;
	out->detached = store->branch_ref == NULL;
	out->operation = xstrdup0(repo_operation(store->repo));
	if ((err = store_tip_id(store, &id, &found)) || !found ||
	    (err = snapshot_new(&tip, store, &id)) ||
	    (err = read_attributes(tip, &out->attributes)) ||
	    (err = count_flat(tip, &out->flat_files)))
		goto done;
done:
	snapshot_free(tip);
	if (err != NULL)
		clone_state_release(out);
	return err;
}

void
clone_state_release(struct clone_state *state)
{
	free(state->pending_text);
	free(state->stale_lock);
	free(state->operation);
	memset(state, 0, sizeof(*state));
}
