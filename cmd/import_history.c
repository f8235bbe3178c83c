#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/import.h"
#include "cmd/import_step.h"
#include "cmd/out/progress.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/criterion.h"
#include "core/model/event.h"
#include "core/model/foreign.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/row.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/*
 * Projects as they came about: an event a commit.
 *
 * The author of a commit, and its author date, are those of the event: that
 * is who did it, and when.  The committer is the user who imports, and the
 * committer date is now: that is who put it here, and when; anything else
 * would be a back-dated claim of the user's own.  The commits stand in one
 * line, so their order needs no dates; `git log --format='%ad %an %s'`
 * tells the story with its own.
 */

static void
work_release(struct step_work *work)
{
	free(work->id);
	free(work->by);
	free(work->from);
	free(work->transition);
	record_free(work->record);
}

/* Would anything be left of NAME once git has taken its brackets, controls
 * and the punctuation at its ends away? */
static bool
names_somebody(const char *name)
{
	for (; *name != '\0'; name++)
		if (isalnum((unsigned char)*name) ||
		    (unsigned char)*name >= 0x80)
			return true;
	return false;
}

/* The author of the commit, and who the entry names. */
static const struct err *
find_author(struct step_work *work)
{
	const struct event *event = work->event;
	const struct people *people = work->import->tracker->people;
	const struct person *person;

	work->email = event->by;
	if (strchr(event->by, '@') != NULL) {
		work->by = xstrdup(tracker_actor(work->import->tracker,
		    event->by));
	} else {
		person = people_find(people, event->by);
		if (person == NULL || person->emails.n == 0)
			return row_json_err(work->row, "by",
			    _("there is nobody '%s' in the tracker"),
			    event->by);
		work->by = xstrdup(event->by);
		work->email = person->emails.items[0];
	}
	person = people_find(people, work->by);
	work->name = event->name != NULL && names_somebody(event->name) ?
	    event->name : person != NULL ? person->name : work->email;
	return NULL;
}

/* The project that its own system calls ORIGINAL, from an earlier part. */
static const struct err *
find_by_code(struct import *import, const char *original, char **id)
{
	*id = NULL;
	if (import->ids == IDS_KEEP)
		return NULL;
	return import_code_owner(import, original, id);
}

static const struct err *
find_id(struct step_work *work)
{
	const struct err *err;
	struct import *import = work->import;
	const char *original = work->event->id;
	const char *known = seen_value(&import->originals, original);

	if (known != NULL) {
		work->id = xstrdup(known);
		return NULL;
	}
	if ((err = find_by_code(import, original, &work->id)))
		return err;
	if (work->id == NULL && (err = foreign_id(&work->id, original,
	    import->ids, NULL)))
		return row_json_err(work->row, "id", "%s", err->msg);
	if (import->ids != IDS_KEEP)
		seen_note(&import->originals, original, work->row->line,
		    work->id);
	return NULL;
}

/* Has the project begun, and is it where the event says? */
static const struct err *
find_record(struct step_work *work)
{
	const struct err *err;
	const struct event *event = work->event;
	const char *code;

	if (!import_has(work->import, work->id)) {
		if (event->from == NULL)
			return NULL;
		return err_mend(row_json_err(work->row, "id",
		    _("there is no project '%s' to go on with"), work->id),
		    _("the first event of a project has \"from\": null"));
	}
	if (event->from == NULL)
		return err_mend(row_json_err(work->row, "id",
		    _("there is a project '%s' already"), work->id),
		    "proven log %s", work->id);
	if ((err = import_record(work->import, work->id, &work->record)))
		return err;
	code = record_text(work->record, "code");
	if (work->import->ids == IDS_SLUG && code != NULL &&
	    strcmp(code, event->id) != 0)
		return row_json_err(work->row, "id",
		    _("'%s' is the id of '%s' already"), work->id, code);
	if (strcmp(record_stage(work->record), event->from) != 0)
		return row_json_err(work->row, "from",
		    _("'%s' is in stage '%s', not in '%s'"), work->id,
		    record_stage(work->record), event->from);
	work->from = xstrdup(event->from);
	return NULL;
}

/* The title of the last event wins. */
static const struct err *
set_title(struct step_work *work)
{
	const struct err *err;
	const char *title = work->event->title;

	if (title == NULL ||
	    strcmp(title, record_text(work->record, "title")) == 0)
		return NULL;
	if ((err = record_set(work->record, "title", title, NULL)))
		return row_json_err(work->row, "title", "%s", err->msg);
	return NULL;
}

static const struct err *
make_record(struct step_work *work)
{
	const struct err *err;
	const char *original = work->event->id;

	work->record = record_new(work->id, work->id);
	if (strcmp(original, work->id) != 0 &&
	    (err = record_set(work->record, "code", original, NULL)))
		return row_json_err(work->row, "id", "%s", err->msg);
	return set_title(work);
}

static void
say(const struct step_work *work, struct change *change)
{
	const struct event *event = work->event;
	struct entry entry;
	char *what;

	(void)record_last_entry(work->record, &entry);
	if (work->from != NULL)
		what = xasprintf("%s: %s -> %s", entry.transition,
		    work->from, event->to);
	else
		what = xasprintf("%s: %s", entry.source != NULL ? "intake" :
		    "new", record_text(work->record, "title"));
	change_say(change, work->id, what, event->reason, NULL);
	change_trailer(change, "Proven-Transition", entry.transition);
	if (work->from != NULL)
		change_trailer(change, "Proven-From", work->from);
	change_trailer(change, "Proven-To", event->to);
	change_trailer(change, "Proven-By", work->by);
	change_author(change, work->name, work->email, event->at,
	    event->offset);
	free(what);
}

/* The record goes in, with a commit of its own. */
static const struct err *
commit(struct step_work *work)
{
	const struct err *err;
	struct import *import = work->import;
	struct entry entry;

	if ((err = import_check(import, work->record, work->row,
	    import->recorded)))
		return err;
	if ((err = import_put(import, work->record)))
		return err;
	seen_note(&import->ids_seen, work->id, work->row->line, NULL);
	if (work->from == NULL)
		import->made++;
	else
		import->moved++;
	if (record_last_entry(work->record, &entry))
		import_fate(import, work->row, work->from == NULL ?
		    FATE_CREATE : FATE_MOVE, work->id, entry.transition,
		    work->from, entry.to);
	if (import->change == NULL)
		return NULL;
	say(work, import->change);
	return change_commit(import->change);
}

static const struct err *
take(struct step_work *work)
{
	const struct err *err;
	struct import *import = work->import;

	if ((err = find_author(work)))
		return err;
	if ((err = find_id(work)))
		return err;
	if ((err = find_record(work)))
		return err;
	err = work->record == NULL ? make_record(work) : set_title(work);
	if (err != NULL)
		return err;
	record_judge_criteria(work->record);
	err = import->recorded ? step_record(work) : step_judge(work);
	if (err != NULL)
		return err;
	return commit(work);
}

static const struct err *
one_event(struct import *import, const struct row *row)
{
	const struct err *err;
	struct event event;
	struct step_work work;

	memset(&work, 0, sizeof(work));
	work.import = import;
	work.row = row;
	work.event = &event;
	err = event_read(&event, row, &import->others);
	if (err == NULL)
		err = take(&work);
	if (err != NULL)
		err = import_unfit(import, row, event.id, err);
	work_release(&work);
	event_release(&event);
	return err;
}

const struct err *
import_history(struct import *import)
{
	const struct err *err;

	if (import->recorded && (err = actor_admin(&import->actor,
	    import->tracker, _("to take over a history as it was "
	    "recorded"))))
		return err;
	return import_each(import, one_event);
}
