#include "core/gate/again.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

static void
step_of(struct step *step, struct strs *override,
    const struct record *record, const struct entry *entry,
    const struct evidence_facts *evidence)
{
	char *path = xasprintf("history.%zu.override",
	    record_count(record, "history") - 1);

	record_items(record, path, override);
	*step = (struct step){ .transition = entry->transition,
		.by = entry->by, .at = entry->at, .code = entry->code,
		.reason = entry->reason, .date = entry->date,
		.review_by = record_text(record, "hold.review_by"),
		.override = override->n > 0, .override_list = override,
		.dossier = { NULL, evidence } };
	free(path);
}

static void
take_unmet(struct strs *unmet, const struct gate *gate,
    const struct strs *override)
{
	for (size_t i = 0; gate->to != NULL && i < gate->n; i++) {
		const struct gate_item *item = &gate->items[i];

		if (item->part == GATE_NEED && !item->met &&
		    !str_starts(item->name, "approvals:") &&
		    !strs_has(override, item->name))
			strs_add(unmet, item->text);
	}
}

const struct err *
gate_again(struct strs *unmet, const struct record *record,
    const struct tracker *tracker, const struct evidence_facts *evidence)
{
	const struct err *err;
	const struct transition *transition;
	struct strs override = STRS_INIT;
	struct record *judged = NULL;
	struct gate *gate = NULL;
	struct entry entry;
	struct step step;

	if (tracker->workflow == NULL || !record_last_entry(record, &entry) ||
	    entry.recorded_source != NULL)
		return NULL;
	transition = workflow_transition(tracker->workflow, entry.transition);
	if (transition == NULL || transition->rebaseline != 0)
		return NULL;
	judged = record_without_last(record);
	step_of(&step, &override, record, &entry, evidence);
	err = gate_judge(&gate, judged, NULL, tracker, &step);
	if (err == NULL)
		take_unmet(unmet, gate, &override);
	gate_free(gate);
	record_free(judged);
	strs_release(&override);
	return err;
}

/* ---- Both moved ---- */

/* RECORD before its last step, whose name is in *NAME, borrowed from it;
 * NULL: there is none. */
static struct record *
before_step(const struct record *record, const char **name)
{
	struct record *state = NULL, *rest;
	size_t n, more = 1;
	struct entry *entries = record_history(record, &n);

	while (n > 0 && strcmp(entries[n - 1].transition, "@resolve") == 0)
		n--, more++;
	*name = n > 0 ? entries[n - 1].transition : NULL;
	for (; n > 0 && more > 0; more--) {
		rest = record_without_last(state ? state : record);
		record_free(state);
		state = rest;
	}
	free(entries);
	return state;
}

/* What speaks against it in GATE; NULL: nothing. */
static const char *
forbidden(const struct gate *gate)
{
	for (size_t i = 0; i < gate->n; i++)
		if (!gate->items[i].met && (gate->items[i].part == GATE_BY ||
		    gate->items[i].part == GATE_EDGE))
			return gate->items[i].text;
	return NULL;
}

char *
gate_could_not(const struct record *record, const struct tracker *tracker,
    const struct step *step)
{
	struct step taken = *step;
	struct gate *gate = NULL;
	struct record *before;
	const struct err *err;
	char *why;

	if ((before = before_step(record, &taken.transition)) == NULL)
		return xstrdup(_("there is no step"));
	err = gate_judge(&gate, before, NULL, tracker, &taken);
	why = xstrdup0(err != NULL ? err->msg : forbidden(gate));
	gate_free(gate);
	record_free(before);
	return why;
}

/* The same of the last entry of STATE, by its own mover. */
static char *
mover_could_not(const struct record *state, const struct tracker *tracker)
{
	struct entry last;
	struct step step;
	char *why, *text = NULL;

	if (!record_last_entry(state, &last) || *last.transition == '@' ||
	    last.recorded_source != NULL)
		return NULL;
	step = (struct step){ .by = last.by, .at = last.at };
	if ((why = gate_could_not(state, tracker, &step)) != NULL)
		text = xasprintf(_("'%s' by '%s': %s"), last.transition,
		    last.by, why);
	free(why);
	return text;
}

char *
gate_movers_could_not(const struct record *record, size_t n,
    const struct tracker *tracker)
{
	const struct record *at = record;
	struct record *state = NULL, *before;
	char *text = NULL;

	for (; text == NULL && n > 0 && at != NULL; n--) {
		text = mover_could_not(at, tracker);
		before = record_without_last(at);
		record_free(state);
		at = state = before;
	}
	record_free(state);
	return text;
}
