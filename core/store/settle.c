#include "core/store/merging.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/index_list.h"
#include "core/json/json.h"
#include "core/model/record.h"
#include "core/store/heads.h"
#include "core/store/lock.h"
#include "core/store/own.h"
#include "core/store/paths.h"
#include "core/store/place.h"
#include "core/store/publish.h"

/* A record of a merge is written where git left it in conflict. */

enum { FILE_MAX = 64 * 1024 * 1024, PLACES = 2 };

struct settling {
	struct merging *merging;
	const struct merging_record *record;
	struct str text;           /* what it becomes */
	struct str places[PLACES]; /* where it can lie */
	char *path;                /* where it will */
	struct paths lines;        /* that some side has */
	struct index *index;
	struct work *work;
};

/* ---- Edits of somebody ---- */

/* Without blanks around it, and without a comma behind it: so a line stands
 * for what is in it, wherever it stands.  Cuts LINE. */
static char *
essence(char *line)
{
	char *end;

	line += strspn(line, " \t");
	for (end = line + strlen(line); end > line &&
	    strchr(" \t\r,", end[-1]) != NULL; end--)
		;
	*end = '\0';
	return line;
}

static void
know_lines(struct settling *s, const char *text)
{
	struct strs lines = STRS_INIT;

	strs_split(&lines, text, '\n');
	for (size_t i = 0; i < lines.n; i++)
		paths_add(&s->lines, essence(lines.items[i]));
	strs_release(&lines);
}

static void
know_record(struct settling *s, const struct record *record)
{
	struct str text = STR_INIT;

	if (record != NULL)
		record_write(record, &text);
	know_lines(s, text.ptr);
	str_release(&text);
}

/* As each side wrote it, in whatever form. */
static const struct err *
know_stages(struct settling *s)
{
	struct store *store = s->merging->store;
	struct index_list *list;
	struct index_item item;
	const struct err *err = index_list_read(&list, store->repo);

	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < index_list_count(list); i++) {
		struct str text = STR_INIT;

		index_list_get(list, i, &item);
		if (strcmp(item.path, s->places[0].ptr) == 0 ||
		    strcmp(item.path, s->places[1].ptr) == 0)
			err = store_read(store, &item.id, OBJECT_BLOB,
			    FILE_MAX, &text);
		know_lines(s, text.ptr);
		str_release(&text);
	}
	index_list_free(list);
	return err;
}

static const struct err *
know_all(struct settling *s)
{
	const struct merging_record *record = s->record;

	know_record(s, record->ours);
	know_record(s, record->theirs);
	for (size_t i = 0; i < record->n; i++)
		know_record(s, record->bases[i]);
	know_lines(s, s->text.ptr);
	return know_stages(s);
}

static bool
is_mark(const char *line)
{
	static const char *const marks[] = { "<<<<<<<", "|||||||", "=======",
		">>>>>>>" };
	size_t i = 0;

	while (i < COUNT(marks) && !str_starts(line, marks[i]))
		i++;
	return i < COUNT(marks);
}

static const struct err *
has_edits(const char *path, const char *line)
{
	const struct err *err = err_new(ERR_CONFLICT, _("'%s' has a line that "
	    "no side has, so it was edited, or a resolution of it was cut "
	    "off: %s"), path, line);

	err = err_mend(err, _("to have it again as the merge left it: git "
	    "checkout -m -- %s"), path);
	return err;
}

static const struct err *
check_lines(const struct settling *s, const char *path, const char *text)
{
	struct strs lines = STRS_INIT;
	const struct err *err = NULL;

	strs_split(&lines, text, '\n');
	for (size_t i = 0; err == NULL && i < lines.n; i++) {
		char *line = essence(lines.items[i]);

		if (!is_mark(line) && !paths_has(&s->lines, line))
			err = has_edits(path, line);
	}
	strs_release(&lines);
	return err;
}

/* The file at PATH, if there is one, has what git or the driver put there. */
static const struct err *
check_file(const struct settling *s, const char *path)
{
	enum work_kind kind;
	struct str text = STR_INIT;
	const struct err *err = work_kind(s->work, path, &kind, NULL);
	char *file;

	if (err != NULL || kind == WORK_ABSENT)
		return err;
	if (kind == WORK_ODD)
		return err_new(ERR_CONFLICT, _("'%s' is no plain file"),
		    path);
	file = xasprintf("%s/%s", store_work_tree(s->merging->store), path);
	err = file_read(&text, file, FILE_MAX);
	if (err == NULL)
		err = check_lines(s, path, text.ptr);
	str_release(&text);
	free(file);
	return err;
}

/* ---- Where it goes ---- */

/* Whoever moved the file says where it is: it is at the place that the base
 * has not. */
static void
choose_path(struct settling *s)
{
	struct merging *merging = s->merging;
	const char *id = s->record->id;
	char *ours = NULL, *theirs = NULL, *base = NULL;
	bool known = merging->n > 0 &&
	    snapshot_has(merging->bases[0], id, &base);

	if (!snapshot_has(merging->ours, id, &ours) ||
	    !snapshot_has(merging->theirs, id, &theirs))
		BUG("a record that one side has not");
	if (known && strcmp(base, ours) == 0) {
		s->path = theirs;
		free(ours);
	} else {
		s->path = ours;
		free(theirs);
	}
	free(base);
}

/* ---- Writing ---- */

/* Whether HEAD and MERGE_HEAD are what they were. */
static const struct err *
same_heads(struct merging *merging, bool *same)
{
	struct heads heads = { NULL, 0, 0 };
	const struct err *err;
	struct oid head;
	bool found = false;

	err = repo_ref(merging->store->repo, "HEAD", &head, &found);
	if (err == NULL)
		err = heads_read(&heads, merging->store, "MERGE_HEAD");
	*same = err == NULL && found && heads.n == 1 &&
	    oid_equal(&head, &merging->ours->commit) &&
	    oid_equal(&heads.items[0], &merging->theirs->commit);
	free(heads.items);
	return err;
}

/* The merge may have been finished, or given up, until the index was
 * locked. */
static const struct err *
check_still(const struct settling *s)
{
	struct strs mine = STRS_INIT, others = STRS_INIT;
	const struct err *err;
	bool same;

	err = same_heads(s->merging, &same);
	if (err == NULL)
		err = merging_unsettled(s->merging, s->record->id, &mine,
		    &others);
	if (err == NULL && (!same || mine.n == 0))
		err = err_new(ERR_CONFLICT, _("the merge went on meanwhile"));
	strs_release(&mine);
	strs_release(&others);
	return err;
}

/* The file and its entry; what lies at the other place goes. */
static const struct err *
write_all(struct settling *s, struct sink *sink, const struct oid *id)
{
	struct store *store = s->merging->store;
	const struct err *err = NULL;
	struct index_entry entry;

	for (size_t i = 0; err == NULL && i < PLACES; i++) {
		struct pending_file file = { .path = s->places[i].ptr };

		if (strcmp(file.path, s->path) == 0)
			file.new = *id;
		else if (!index_get(s->index, file.path, &entry))
			continue;
		err = publish_file(store, s->work, s->index, sink, &file,
		    true);
	}
	return err ? err : index_write(s->index);
}

static const struct err *
write_record(struct settling *s)
{
	struct sink *sink = sink_new(s->merging->store->repo);
	const struct err *err;
	struct oid id;

	if ((err = sink_put(sink, OBJECT_BLOB, s->text.ptr, s->text.len,
	    &id)) ||
	    (err = sink_flush(sink)))
		goto done;
	sink_publish(sink);
	err = write_all(s, sink, &id);
done:
	sink_free(sink);
	return err;
}

/* Where files wait for their name: of each work tree its own. */
static const struct err *
make_folder(struct store *store)
{
	char *path = xasprintf("%s/proven/file", repo_git_dir(store->repo));
	const struct err *err = file_make_parents(path);

	free(path);
	return err;
}

static const struct err *
settle_locked(struct settling *s, int lock)
{
	struct store *store = s->merging->store;
	const struct err *err;
	char *mark;

	if ((err = make_folder(store)) ||
	    (err = work_open(&s->work, store)) ||
	    (err = index_open(&s->index, store->repo, INDEX_WAIT_MS)))
		return err;
	mark = index_mark(s->index);
	lock_note(lock, mark);
	free(mark);
	if ((err = check_still(s)) || (err = know_all(s)))
		return err;
	for (size_t i = 0; err == NULL && i < PLACES; i++)
		err = check_file(s, s->places[i].ptr);
	return err ? err : write_record(s);
}

const struct err *
merging_settle(struct merging *merging, const struct merging_record *record,
    const struct record *resolved, char **path)
{
	struct settling s = { .merging = merging, .record = record,
		.text = STR_INIT, .places = { STR_INIT, STR_INIT },
		.lines = PATHS_INIT };
	const struct err *err;
	int lock = -1;

	record_write(resolved, &s.text);
	place_path(&s.places[0], place_projects, record->id, 0, place_suffix);
	place_path(&s.places[1], place_projects, record->id, 2, place_suffix);
	choose_path(&s);
	if (s.text.len > JSON_MAX_BYTES)
		err = err_new(ERR_DATA, _("'%s' would have %zu bytes; a "
		    "record has %d at most"), record->id, s.text.len,
		    JSON_MAX_BYTES);
	else if ((err = lock_take(&lock, merging->store)) == NULL)
		err = settle_locked(&s, lock);
	index_close(s.index);
	work_close(s.work);
	if (lock >= 0)
		lock_note(lock, "");
	lock_give(lock);
	if (err == NULL) {
		*path = s.path;
		s.path = NULL;
	}
	free(s.path);
	paths_release(&s.lines);
	for (size_t i = 0; i < PLACES; i++)
		str_release(&s.places[i]);
	str_release(&s.text);
	return err;
}
