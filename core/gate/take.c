#include "core/gate/gate.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/gate/judge.h"
#include "core/model/tracker.h"

/* "'p17' cannot take 'verify' (feasibility -> verification): 1 of 2 …" */
static const struct err *
headline(const struct gate *gate, const struct record *record)
{
	const struct err *err;
	const char *id = record_id(record);
	size_t unmet = gate_unmet(gate), asked = gate->n;
	char *count;

	if (gate->transition == NULL)
		return err_new(ERR_REFUSED, _("'%s' cannot move on so"), id);
	if (gate->to == NULL)
		return err_new(ERR_REFUSED, _("'%s' cannot take '%s'"), id,
		    gate->transition->name);
	for (size_t i = 0; i < gate->n; i++)
		if (gate->items[i].part == GATE_EDGE)
			asked--;
	count = xasprintf(ngettext("%zu of %zu condition is not met",
	    "%zu of %zu conditions are not met", (unsigned long)asked),
	    unmet, asked);
	err = err_new(ERR_REFUSED, _("'%s' cannot take '%s' (%s -> %s): %s"),
	    id, gate->transition->name, gate->from, gate->to, count);
	free(count);
	return err;
}

static bool
is_unmet(const struct gate_item *item)
{
	return !item->met && !item->waived;
}

/* The command stands once where it mends several conditions in a row. */
static bool
mends_next(const struct gate *gate, size_t i)
{
	for (size_t k = i + 1; k < gate->n; k++) {
		if (!is_unmet(&gate->items[k]))
			continue;
		return gate->items[k].mend != NULL &&
		    strcmp(gate->items[i].mend, gate->items[k].mend) == 0;
	}
	return false;
}

const struct err *
gate_refusal(const struct gate *gate, const struct record *record)
{
	const struct err *err;

	if (gate_unmet(gate) == 0)
		return NULL;
	err = headline(gate, record);
	for (size_t i = 0; i < gate->n; i++) {
		const struct gate_item *item = &gate->items[i];

		if (!is_unmet(item))
			continue;
		err = err_mend(err, "%s", item->text);
		if (item->mend != NULL && !mends_next(gate, i))
			err = err_mend(err, "%s", item->mend);
	}
	return err;
}

static void
enter_stage(struct record *record, const struct workflow *workflow,
    const char *from, const struct entry *entry, const char *review_by)
{
	const struct stage *stage = workflow_stage(workflow, entry->to);

	record_append(record, entry);
	if (stage->kind == STAGE_PAUSED)
		record_set_hold(record, from, entry->code, entry->at,
		    review_by);
	else
		record_clear_hold(record);
}

static void
list_waived(const struct gate *gate, struct strs *out)
{
	for (size_t i = 0; i < gate->n; i++)
		if (gate->items[i].waived &&
		    !strs_has(out, gate->items[i].name))
			strs_add(out, gate->items[i].name);
}

static void
take(struct record *record, const struct tracker *tracker,
    const struct gate *gate, const struct step *step)
{
	struct strs waived = STRS_INIT;
	struct entry entry = { .transition = gate->transition->name,
		.to = gate->to, .at = step->at, .by = step->by,
		.code = step->code, .reason = step->reason,
		.date = step->date };

	list_waived(gate, &waived);
	if (waived.n > 0)
		entry.override = &waived;
	entry.approvals = gate->approvals;
	entry.n_approvals = gate->n_approvals;
	entry.evidence = &gate->evidence;
	entry.freeze = gate->transition->freeze |
	    gate->transition->rebaseline;
	entry.rebaseline = gate->transition->rebaseline != 0;
	enter_stage(record, tracker->workflow, gate->from, &entry,
	    step->review_by);
	strs_release(&waived);
}

const struct err *
gate_take(struct gate **out, struct record *record,
    const struct record *parent, const struct tracker *tracker,
    const struct step *step)
{
	const struct err *err;
	struct gate *gate = NULL;

	if (*step->by == '\0')
		BUG("a step without a mover");
	if ((err = gate_judge(&gate, record, parent, tracker, step)))
		return err;
	err = gate_refusal(gate, record);
	if (err == NULL)
		take(record, tracker, gate, step);
	if (out != NULL)
		*out = gate;
	else
		gate_free(gate);
	return err;
}

static const struct err *
unknown_stage(const struct workflow *w, const char *stage)
{
	const struct err *err;
	struct strs names = STRS_INIT;
	const char *near;
	char *all;

	for (size_t i = 0; i < w->n_stages; i++)
		strs_add(&names, w->stages[i].name);
	near = str_nearest(stage, (const char *const *)names.items, names.n);
	all = strs_join(&names, ", ");
	err = err_new(ERR_REFUSED, _("unknown stage '%s'"), stage);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else
		err = err_mend(err, _("there is: %s"), all);
	free(all);
	strs_release(&names);
	return err;
}

static const struct err *
may_take_in(const struct tracker *tracker, const struct workflow *w,
    const char *stage, const char *source, const struct step *step)
{
	if (workflow_stage(w, stage) == NULL)
		return unknown_stage(w, stage);
	if (source == NULL || *source == '\0')
		return err_new(ERR_REFUSED,
		    _("to take a project in, its source must be named"));
	if (!tracker_is_admin(tracker, step->by))
		return err_new(ERR_REFUSED, _("only an admin may take a "
		    "project in at '%s'; '%s' is none"), stage, step->by);
	return NULL;
}

const struct err *
gate_begin(struct record *record, const struct tracker *tracker,
    const char *stage, const char *source, const struct step *step)
{
	const struct err *err;
	const struct workflow *w;
	struct entry entry = { .transition = "@new", .at = step->at,
		.by = step->by, .code = step->code, .reason = step->reason,
		.date = step->date };

	if (record_last_entry(record, &(struct entry){ .seq = 0 }))
		BUG("a history begins once");
	if ((err = tracker_workflow(tracker, &w)))
		return err;
	if (!texts_valid(step) || (source != NULL && !text_valid(source)))
		return err_new(ERR_REFUSED,
		    _("a text of the step is not valid UTF-8"));
	entry.to = w->initial;
	if (stage != NULL) {
		if ((err = may_take_in(tracker, w, stage, source, step)))
			return err;
		entry.transition = "@intake";
		entry.to = stage;
		entry.source = source;
	}
	enter_stage(record, w, entry.to, &entry, step->review_by);
	return NULL;
}
