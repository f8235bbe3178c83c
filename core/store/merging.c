#include "core/store/merging.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/index_list.h"
#include "core/git/walk.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/heads.h"
#include "core/store/own.h"
#include "core/store/place.h"

enum { RECORD_MAX = 1024 * 1024 };

/* ---- Common ancestors ---- */

/* Of those that both sides reach, the ones that are no parent of such. */
struct ancestry {
	struct oidmap ours;   /* reached from the one side */
	struct oidmap passed; /* parents of what both reach */
	struct oid *common;   /* what both reach */
	size_t n, cap;
};

static const struct err *
visit_ours(void *arg, const struct commit *commit, bool *stop)
{
	struct ancestry *ancestry = arg;

	*stop = false;
	oidmap_add(&ancestry->ours, &commit->id, 0);
	return NULL;
}

static const struct err *
visit_theirs(void *arg, const struct commit *commit, bool *stop)
{
	struct ancestry *ancestry = arg;
	uint32_t unused;

	*stop = false;
	if (!oidmap_get(&ancestry->ours, &commit->id, &unused))
		return NULL;
	GROW(ancestry->common, ancestry->n, ancestry->cap);
	ancestry->common[ancestry->n++] = commit->id;
	for (size_t i = 0; i < commit->n_parents; i++)
		oidmap_add(&ancestry->passed, &commit->parents[i], 0);
	return NULL;
}

/* A base that lies before the tracker says nothing of it. */
static const struct err *
add_base(struct merging *merging, const struct oid *id)
{
	struct snapshot *base = NULL;
	const struct err *err;
	struct tree_file file;
	bool found;

	if ((err = snapshot_new(&base, merging->store, id)))
		return err;
	err = store_lookup(merging->store, &base->tree,
	    "tracker/tracker.json", &file, &found);
	if (err != NULL || !found)
		snapshot_free(base);
	else
		merging->bases[merging->n++] = base;
	return err;
}

static const struct err *
find_bases(struct merging *merging)
{
	struct ancestry ancestry = { .ours = OIDMAP_INIT,
		.passed = OIDMAP_INIT };
	struct repo *repo = merging->store->repo;
	const struct err *err;
	uint32_t unused;

	err = walk_history(repo, &merging->ours->commit, 1, visit_ours,
	    &ancestry);
	if (err == NULL)
		err = walk_history(repo, &merging->theirs->commit, 1,
		    visit_theirs, &ancestry);
	merging->bases = xcalloc(ancestry.n + 1, sizeof(struct snapshot *));
	for (size_t i = 0; err == NULL && i < ancestry.n; i++)
		if (!oidmap_get(&ancestry.passed, &ancestry.common[i],
		    &unused))
			err = add_base(merging, &ancestry.common[i]);
	oidmap_release(&ancestry.ours);
	oidmap_release(&ancestry.passed);
	free(ancestry.common);
	return err;
}

/* ---- The merge ---- */

static const struct err *
no_merge(const char *operation)
{
	const struct err *err;

	if (operation == NULL)
		return err_mend(err_new(ERR_REFUSED, _("no merge is under "
		    "way here")), "git merge …");
	err = err_new(ERR_REFUSED, _("a %s is under way, and no merge: only "
	    "a merge has both sides, and can say which step it drops"),
	    operation);
	err = err_mend(err, "git %s %s", operation,
	    strcmp(operation, "bisect") == 0 ? "reset" : "--abort");
	return err_mend(err, "git merge …");
}

static const struct err *
many_heads(void)
{
	return err_mend(err_new(ERR_REFUSED, _("a merge of more than two "
	    "commits is under way, and such a one resolves nothing")),
	    _("merge them one after the other"));
}

const struct err *
merging_open(struct merging *merging, struct store *store)
{
	const char *operation = repo_operation(store->repo);
	struct heads heads = { NULL, 0, 0 };
	const struct err *err;

	*merging = (struct merging){ .store = store };
	if (operation == NULL || strcmp(operation, "merge") != 0)
		return no_merge(operation);
	if ((err = heads_read(&heads, store, "MERGE_HEAD")))
		goto done;
	if (heads.n != 1)
		err = heads.n == 0 ? no_merge(NULL) : many_heads();
	else if ((err = store_at(store, "HEAD", &merging->ours)) == NULL &&
	    (err = snapshot_new(&merging->theirs, store, &heads.items[0])) ==
	    NULL)
		err = find_bases(merging);
done:
	free(heads.items);
	return err;
}

void
merging_close(struct merging *merging)
{
	snapshot_free(merging->ours);
	snapshot_free(merging->theirs);
	for (size_t i = 0; i < merging->n; i++)
		snapshot_free(merging->bases[i]);
	free(merging->bases);
}

/* ---- One record ---- */

/* A base that cannot be read is unknown, as to who merges it. */
static const struct err *
read_bases(struct merging_record *record, struct merging *merging)
{
	const struct err *err;

	record->bases = xcalloc(merging->n + 1, sizeof(struct record *));
	for (size_t i = 0; i < merging->n; i++) {
		struct record **out = &record->bases[record->n];

		err = snapshot_record(merging->bases[i], record->id, out);
		if (err == NULL || err->code == ERR_NOTFOUND)
			record->n++;
		else if (err->code != ERR_DATA)
			return err;
	}
	return NULL;
}

static const struct err *
side_lacks(const struct merging_record *record, const char *side)
{
	return err_new(ERR_NOTFOUND, _("%s has no project '%s', so not both "
	    "sides moved it"), side, record->id);
}

const struct err *
merging_record(struct merging_record *record, struct merging *merging,
    const char *id)
{
	const struct err *err;

	*record = (struct merging_record){ .id = xstrdup(id) };
	err = snapshot_record(merging->ours, id, &record->ours);
	if (err != NULL)
		return err->code != ERR_NOTFOUND ? err :
		    side_lacks(record, "HEAD");
	err = snapshot_record(merging->theirs, id, &record->theirs);
	if (err != NULL)
		return err->code != ERR_NOTFOUND ? err :
		    side_lacks(record, "MERGE_HEAD");
	return read_bases(record, merging);
}

void
merging_record_release(struct merging_record *record)
{
	record_free(record->ours);
	record_free(record->theirs);
	for (size_t i = 0; i < record->n; i++)
		record_free(record->bases[i]);
	free(record->bases);
	free(record->id);
}

/* ---- What is not merged yet ---- */

/* Has the blob an entry last that resolves, as no commit has it yet? */
static bool
is_resolved(struct merging *merging, const struct index_item *item)
{
	struct str text = STR_INIT;
	struct record *record = NULL;
	struct tree_file file;
	struct entry last;
	bool found, so;

	so = store_lookup(merging->store, &merging->ours->tree, item->path,
	    &file, &found) == NULL &&
	    (!found || !oid_equal(&file.id, &item->id)) &&
	    store_lookup(merging->store, &merging->theirs->tree, item->path,
	    &file, &found) == NULL &&
	    (!found || !oid_equal(&file.id, &item->id)) &&
	    store_read(merging->store, &item->id, OBJECT_BLOB, RECORD_MAX,
	    &text) == NULL &&
	    record_read(&record, text.ptr, text.len, item->path) == NULL &&
	    record_last_entry(record, &last) &&
	    strcmp(last.transition, "@resolve") == 0;
	record_free(record);
	str_release(&text);
	return so;
}

const struct err *
merging_unsettled(struct merging *merging, const char *id, struct strs *mine,
    struct strs *others)
{
	struct index_list *list;
	struct index_item item;
	const struct err *err;

	if ((err = index_list_read(&list, merging->store->repo)))
		return err;
	for (size_t i = 0; i < index_list_count(list); i++) {
		struct strs *out;
		char *of;

		index_list_get(list, i, &item);
		of = place_record_id(item.path);
		out = of != NULL && strcmp(of, id) == 0 ? mine : others;
		if ((item.stage != 0 ||
		    (out == mine && is_resolved(merging, &item))) &&
		    !strs_has(out, item.path))
			strs_add(out, item.path);
		free(of);
	}
	index_list_free(list);
	return NULL;
}

/* ---- The tracker ---- */

/* The files of it that the index has; *WHOLE false: one is in conflict. */
static const struct err *
find_tracker(struct store *store, struct oid ids[TRACKER_FILES], bool *whole)
{
	struct index_list *list;
	struct index_item item;
	const struct err *err = index_list_read(&list, store->repo);

	*whole = true;
	if (err != NULL)
		return err;
	for (size_t i = 0; i < index_list_count(list); i++) {
		index_list_get(list, i, &item);
		for (size_t k = 0; k < TRACKER_FILES; k++) {
			if (strcmp(item.path, tracker_paths[k]) != 0)
				continue;
			ids[k] = item.id;
			*whole = *whole && item.stage == 0;
		}
	}
	index_list_free(list);
	return NULL;
}

static const struct err *
has_tracker(const struct snapshot *side, const struct oid ids[TRACKER_FILES],
    bool *same)
{
	static const struct oid none;
	const struct err *err = NULL;
	struct tree_file file;
	bool found;

	*same = true;
	for (size_t i = 0; err == NULL && *same && i < TRACKER_FILES; i++) {
		err = store_lookup(side->store, &side->tree,
		    tracker_paths[i], &file, &found);
		*same = err == NULL &&
		    oid_equal(found ? &file.id : &none, &ids[i]);
	}
	return err;
}

static const struct err *
read_tracker(struct store *store, const struct oid ids[TRACKER_FILES],
    struct tracker **out)
{
	struct tracker_text texts[TRACKER_FILES] = { { NULL, 0 } };
	struct str files[TRACKER_FILES];
	const struct err *err = NULL;

	for (size_t i = 0; i < TRACKER_FILES; i++)
		files[i] = (struct str)STR_INIT;
	for (size_t i = 0; err == NULL && i < TRACKER_FILES; i++) {
		if (oid_is_zero(&ids[i]))
			continue;
		err = store_read(store, &ids[i], OBJECT_BLOB, RECORD_MAX,
		    &files[i]);
		texts[i] = (struct tracker_text){ files[i].ptr,
			files[i].len };
	}
	if (err == NULL)
		err = tracker_read(out, texts);
	for (size_t i = 0; i < TRACKER_FILES; i++)
		str_release(&files[i]);
	return err;
}

const struct err *
merging_tracker(struct merging *merging, bool ours, struct tracker **out)
{
	struct oid ids[TRACKER_FILES];
	const struct err *err;
	bool whole, same;

	*out = NULL;
	memset(ids, 0, sizeof(ids));
	if ((err = find_tracker(merging->store, ids, &whole)) || !whole ||
	    (err = has_tracker(ours ? merging->ours : merging->theirs, ids,
	    &same)) || same || oid_is_zero(&ids[TRACKER_CONFIG]))
		return err;
	return read_tracker(merging->store, ids, out);
}
