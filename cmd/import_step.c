#include "cmd/import_step.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/import.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/event.h"
#include "core/model/record.h"
#include "core/model/row.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

/* What an event does to its project: judged, or as it was recorded. */

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

/* The first event of a project that was running before. */
static bool
is_intake(const struct event *event)
{
	return event->from == NULL && event->transition != NULL &&
	    strcmp(event->transition, "@intake") == 0;
}

static const char *
intake_source(const struct step_work *work)
{
	return work->event->source ? work->event->source :
	    work->import->source.base;
}

/* Created where the workflow begins; elsewhere only as an intake. */
static const struct err *
begin_judged(struct step_work *work)
{
	const struct event *event = work->event;
	struct step step = step_of(work);
	const struct err *err;

	if (is_intake(event))
		return refused(work, gate_begin(work->record,
		    work->import->tracker, event->to, intake_source(work),
		    &step));
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

const struct err *
step_judge(struct step_work *work)
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

/* The transition that joins the pair: the one that the event names, or the
 * only one. */
static const char *
recorded_name(const struct step_work *work)
{
	const struct workflow *workflow = work->import->workflow;
	const struct event *event = work->event;
	const struct transition *t;
	const char *to = NULL;
	size_t n;

	if (work->from == NULL)
		return is_intake(event) ? "@intake" : "@new";
	t = event->transition != NULL ?
	    workflow_transition(workflow, event->transition) : NULL;
	if (t != NULL)
		to = gate_target(t, work->record, workflow);
	if (to != NULL && strcmp(to, event->to) == 0)
		return t->name;
	t = way_to(work, event->to, &n);
	return n == 1 ? t->name : "@recorded";
}

const struct err *
step_record(struct step_work *work)
{
	const struct event *event = work->event;
	struct entry entry;

	if (!workflow_name_valid(event->to))
		return row_json_err(work->row, "to",
		    _("'%s' cannot be the name of a stage"), event->to);
	work->transition = xstrdup(recorded_name(work));
	memset(&entry, 0, sizeof(entry));
	entry.transition = work->transition;
	entry.to = event->to;
	entry.at = event->at;
	entry.by = work->by;
	entry.code = event->code;
	entry.reason = event->reason;
	entry.date = event->date;
	if (is_intake(event))
		entry.source = intake_source(work);
	entry.recorded_source = work->import->source.base;
	entry.recorded_line = work->row->line;
	record_append(work->record, &entry);
	record_hold(work);
	return NULL;
}
