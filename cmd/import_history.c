#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/import.h"
#include "cmd/out/progress.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/event.h"
#include "core/model/foreign.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/row.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
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

/* An event at work. */
struct step_work {
	struct import *import;
	const struct row *row;
	const struct event *event;
	char *id;
	char *by;            /* handle, or address */
	const char *name, *email; /* of the author */
	struct record *record;
	char *from, *transition;
};

static void
work_release(struct step_work *work)
{
	free(work->id);
	free(work->by);
	free(work->from);
	free(work->transition);
	record_free(work->record);
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
	work->name = event->name != NULL ? event->name :
	    person != NULL ? person->name : work->email;
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

/* What a step of this event brings. */
static struct step
step_of(const struct step_work *work)
{
	const struct event *event = work->event;
	struct step step;

	memset(&step, 0, sizeof(step));
	step.transition = work->transition;
	step.by = work->by;
	step.at = event->at;
	step.reason = event->reason;
	step.code = event->code;
	step.date = event->date;
	step.review_by = event->review_by;
	return step;
}

/* ERR, which refuses the event, at its place. */
static const struct err *
refused(const struct step_work *work, const struct err *err)
{
	if (err == NULL || err->code != ERR_REFUSED)
		return err;
	return err_new(ERR_REFUSED, "%s:%lld: %s", work->row->file,
	    (long long)work->row->line, err->msg);
}

/* How to go on where the workflow does not allow what happened. */
static const struct err *
mend_recorded(const struct step_work *work, const struct err *err)
{
	char *file = shell_quote(work->import->source.path);

	err = err_mend(err, _("an admin may record it unjudged:"));
	err = err_mend(err, "proven import --history --as-recorded %s", file);
	free(file);
	return err;
}

/* Created where the workflow begins; elsewhere only as an intake. */
static const struct err *
begin_judged(struct step_work *work)
{
	const struct event *event = work->event;
	const char *source = event->source ? event->source :
	    work->import->source.base;
	struct step step = step_of(work);
	bool intake = event->transition != NULL &&
	    strcmp(event->transition, "@intake") == 0;
	const struct err *err;

	if (intake)
		return refused(work, gate_begin(work->record,
		    work->import->tracker, event->to, source, &step));
	if (strcmp(event->to, work->import->workflow->initial) == 0)
		return refused(work, gate_begin(work->record,
		    work->import->tracker, NULL, NULL, &step));
	if (workflow_stage(work->import->workflow, event->to) == NULL)
		err = err_new(ERR_REFUSED, _("'%s' begins in '%s', which is "
		    "no stage of the workflow"), work->id, event->to);
	else
		err = err_new(ERR_REFUSED, _("'%s' begins in '%s', and "
		    "projects begin in '%s'"), work->id, event->to,
		    work->import->workflow->initial);
	return refused(work, mend_recorded(work, err));
}

/* Transitions that lead from where the project is to STAGE; *N of them. */
static const struct transition *
way_to(const struct step_work *work, const char *stage, size_t *n)
{
	const struct workflow *workflow = work->import->workflow;
	const struct transition *found = NULL;

	*n = 0;
	for (size_t i = 0; i < workflow->n_transitions; i++) {
		const struct transition *t = &workflow->transitions[i];
		const char *to = gate_target(t, work->record, workflow);

		if (to == NULL || strcmp(to, stage) != 0)
			continue;
		found = t;
		++*n;
	}
	return found;
}

static const struct err *
no_way(const struct step_work *work, size_t n)
{
	const struct event *event = work->event;
	const struct err *err;

	if (n > 1)
		return err_mend(err_new(ERR_REFUSED, _("%zu transitions lead "
		    "from '%s' to '%s'"), n, event->from, event->to),
		    _("name one: \"transition\": …"));
	if (workflow_stage(work->import->workflow, event->to) == NULL)
		err = err_new(ERR_REFUSED, _("'%s' goes from '%s' to '%s', "
		    "which is no stage of the workflow"), work->id,
		    event->from, event->to);
	else
		err = err_new(ERR_REFUSED, _("'%s' goes from '%s' to '%s', "
		    "and no transition does"), work->id, event->from,
		    event->to);
	return mend_recorded(work, err);
}

/* Which transition the event is; it must lead where the event says. */
static const struct err *
find_transition(struct step_work *work)
{
	const struct event *event = work->event;
	const struct transition *t;
	const char *to;
	size_t n = 0;

	if (event->transition == NULL) {
		t = way_to(work, event->to, &n);
		if (n != 1)
			return refused(work, no_way(work, n));
		work->transition = xstrdup(t->name);
		return NULL;
	}
	t = workflow_transition(work->import->workflow, event->transition);
	to = t ? gate_target(t, work->record, work->import->workflow) : NULL;
	if (to != NULL && strcmp(to, event->to) != 0)
		return refused(work, err_new(ERR_REFUSED,
		    _("'%s' leads from '%s' to '%s', not to '%s'"), t->name,
		    event->from, to, event->to));
	work->transition = xstrdup(event->transition);
	return NULL;
}

static const struct err *
take_judged(struct step_work *work)
{
	const struct err *err;
	struct step step;

	if (work->from == NULL)
		return begin_judged(work);
	if ((err = find_transition(work)))
		return err;
	step = step_of(work);
	return refused(work, gate_take(NULL, work->record, NULL,
	    work->import->tracker, &step));
}

/* A pause that was recorded has its hold as any other. */
static void
record_hold(struct step_work *work)
{
	const struct event *event = work->event;
	const struct stage *stage = workflow_stage(work->import->workflow,
	    event->to);

	if (stage != NULL && stage->kind == STAGE_PAUSED)
		record_set_hold(work->record, work->from != NULL ?
		    work->from : event->to, event->code, event->at,
		    event->review_by);
	else
		record_clear_hold(work->record);
}

static const struct err *
take_recorded(struct step_work *work)
{
	const struct event *event = work->event;
	const struct transition *t = NULL;
	struct entry entry;
	size_t n = 0;

	if (!workflow_name_valid(event->to))
		return row_json_err(work->row, "to",
		    _("'%s' cannot be the name of a stage"), event->to);
	if (work->from != NULL)
		t = way_to(work, event->to, &n);
	work->transition = xstrdup(work->from == NULL ? "@new" :
	    n == 1 ? t->name : "@recorded");
	memset(&entry, 0, sizeof(entry));
	entry.transition = work->transition;
	entry.to = event->to;
	entry.at = event->at;
	entry.by = work->by;
	entry.code = event->code;
	entry.reason = event->reason;
	entry.date = event->date;
	entry.recorded_source = work->import->source.base;
	entry.recorded_line = work->row->line;
	record_append(work->record, &entry);
	record_hold(work);
	return NULL;
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
	err = import->recorded ? take_recorded(work) : take_judged(work);
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
	struct rows rows;
	struct row row;
	bool end = false;

	if (import->recorded && (err = actor_admin(&import->actor,
	    import->tracker, _("to take over a history as it was "
	    "recorded"))))
		return err;
	if ((err = rows_open(&rows, &import->source, import->type, NULL)))
		goto done;
	for (;;) {
		if ((err = rows_next(&rows, &row, &end)) || end)
			break;
		import->rows++;
		if ((err = one_event(import, &row)))
			break;
		progress_step(import->progress, import->source.done / 1024);
	}
done:
	rows_close(&rows);
	return err;
}
