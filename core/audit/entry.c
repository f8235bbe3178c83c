#include <stdlib.h>
#include <string.h>

#include "core/audit/hearing.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/again.h"
#include "core/json/json.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/*
 * Entries of the history that a commit added.  The last is judged in full,
 * by the function that `move` asks; what stands before it in the same
 * commit only as far as can still be seen.
 */

/* ---- One entry ---- */

static void
read_override(struct hearing *h)
{
	const struct json *at = json_get(h->entry.json, "override");

	if (at == NULL)
		return;
	h->step.override = true;
	h->step.override_list = &h->override;
	for (at = json_first(at); at != NULL; at = json_next(at))
		if (json_string(at) != NULL)
			strs_add(&h->override, json_string(at));
}

static const struct err *
read_evidence(struct hearing *h)
{
	struct snapshot *snapshot;
	const struct err *err;

	if (!gate_asks_evidence(h->transition))
		return NULL;
	if ((err = trial_snapshot(h->m->trial, &snapshot)) ||
	    (err = snapshot_evidence(snapshot, h->judged, &h->evidence)))
		return err;
	h->step.dossier.evidence = &h->evidence;
	return NULL;
}

/* What a rebaseline judged is the record before, with what was proposed. */
static struct record *
judged_by(const struct hearing *h)
{
	const struct record *before = h->m->before != NULL ?
	    h->m->before->record : NULL;

	if (h->transition != NULL && h->transition->rebaseline != 0 &&
	    before != NULL && record_count(before, "history") + 1 ==
	    (size_t)h->entry.seq)
		return record_dup(before);
	return record_without_last(h->state);
}

static bool
hearing_open(struct hearing *h, struct matter *m, const struct record *state)
{
	const struct workflow *w = m->trial->tracker->workflow;

	*h = (struct hearing){ .m = m, .state = state,
		.override = STRS_INIT };
	if (!record_last_entry(state, &h->entry) || h->entry.by == NULL ||
	    h->entry.transition == NULL || h->entry.to == NULL)
		return false;
	h->entry.seq = (int64_t)record_count(state, "history");
	if (w != NULL)
		h->transition = workflow_transition(w, h->entry.transition);
	h->judged = judged_by(h);
	h->step = (struct step){ .transition = h->entry.transition,
		.by = h->entry.by, .at = h->entry.at,
		.reason = h->entry.reason, .code = h->entry.code,
		.date = h->entry.date,
		.review_by = record_text(state, "hold.review_by") };
	read_override(h);
	return true;
}

static void
hearing_close(struct hearing *h)
{
	record_free(h->judged);
	strs_release(&h->override);
	free(h->counted.items);
	approvals_release(&h->all);
	evidence_facts_release(&h->evidence);
}

/* What the gate says; NULL where there is no workflow, which is told. */
static struct gate *
ask_gate(struct hearing *h)
{
	const struct record *before = h->m->before != NULL ?
	    h->m->before->record : NULL;
	struct gate *gate = NULL;

	if (gate_judge(&gate, h->judged, before, h->m->trial->tracker,
	    &h->step) != NULL)
		say(h, RULE_PV201, "transition", _("the workflow in force is "
		    "invalid, so there is no transition"));
	return gate;
}

static bool
stages_known(const struct hearing *h)
{
	const struct workflow *w = h->m->trial->tracker->workflow;

	return w == NULL || (workflow_stage(w, h->entry.to) != NULL &&
	    (h->entry.from == NULL ||
	    workflow_stage(w, h->entry.from) != NULL));
}

/* The last entry, in full. */
static const struct err *
hear_last(struct hearing *h)
{
	struct gate *gate = NULL;
	const struct err *err;

	h->m->trial->worker->strengths[hear_strength(h)]++;
	hear_digest(h);
	if (h->entry.seq <= 1) {
		hear_first(h);
		hear_time(h, NULL);
		return NULL;
	}
	if (!stages_known(h))
		return NULL;
	if (h->transition != NULL && ((err = hearing_approvals(h)) ||
	    (err = read_evidence(h))))
		return err;
	if ((gate = ask_gate(h)) != NULL && hear_edge(h, gate)) {
		hear_right(h, gate);
		hear_approvals(h);
		hear_needs(h, gate);
		hear_evidence(h, gate);
		hear_freeze(h);
		hear_time(h, gate);
	}
	gate_free(gate);
	return NULL;
}

/* One that others follow in the same commit. */
static const struct err *
hear_earlier(struct hearing *h)
{
	struct gate *gate = NULL;
	const struct err *err = NULL;

	if (h->entry.seq <= 1) {
		hear_first(h);
		return NULL;
	}
	if (!stages_known(h))
		return NULL;
	if (h->transition != NULL)
		err = hearing_approvals(h);
	h->step.override = false;
	h->step.digest = json_text(h->entry.json, "record");
	if (err == NULL && (gate = ask_gate(h)) != NULL &&
	    hear_edge(h, gate)) {
		hear_right(h, gate);
		hear_approvals(h);
	}
	gate_free(gate);
	return err;
}

/* ---- Several ---- */

/* Each takes as long as all of the record does: so much is looked at. */
enum { EARLIER_BYTES = 32 * 1024 * 1024 };

/* STATE has the entry last that is judged. */
static const struct err *
hear(struct matter *m, const struct record *state, bool last, bool *vouched)
{
	struct hearing h;
	const struct err *err = NULL;

	if (!hearing_open(&h, m, state))
		return NULL;
	m->trial->worker->transitions++;
	if (h.entry.recorded_source != NULL) {
		m->trial->worker->strengths[STRENGTH_CLAIMED]++;
		hear_recorded(&h, stages_known(&h));
		if (!last)
			*vouched = false;
	} else if (last) {
		err = hear_last(&h);
	} else {
		err = hear_earlier(&h);
		*vouched = *vouched && is_vouched(&h);
	}
	hearing_close(&h);
	return err;
}

/* From the last one back, one state at a time: histories can be long. */
static const struct err *
hear_earlier_ones(struct matter *m)
{
	struct record *state = record_without_last(m->after->record), *rest;
	const struct err *err = NULL;
	size_t n = m->added - 1;
	size_t most = EARLIER_BYTES / (m->after->raw.len + 1);
	bool vouched = n <= most;

	for (size_t i = 0; i < n && i < most && err == NULL; i++) {
		err = hear(m, state, false, &vouched);
		rest = record_without_last(state);
		record_free(state);
		state = rest;
	}
	record_free(state);
	tell_as(m->trial, RULE_PV508, vouched ? SEVERITY_WARNING :
	    SEVERITY_ERROR, m->id, m->path, _("one commit adds %zu entries; "
	    "what the earlier ones judged cannot be seen"), m->added);
	return err;
}

const struct err *
judge_entries(struct matter *m)
{
	const struct record *before = m->before != NULL ?
	    m->before->record : NULL;
	size_t had = before != NULL ? record_count(before, "history") : 0;
	size_t n = record_count(m->after->record, "history");
	struct entry *entries = NULL;
	const struct err *err = NULL;

	m->added = n > had ? n - had : 0;
	if (m->added > 0)
		entries = record_history(m->after->record, &n);
	judge_stages(m, entries, n);
	free(entries);
	if (m->added > 1)
		err = hear_earlier_ones(m);
	if (err == NULL && m->added > 0)
		err = hear(m, m->after->record, true, NULL);
	return err;
}

/* ---- Merges ---- */

/* The one unmet condition that no approval would mend, if there is one. */
static const struct gate_item *
unmet_but_approvals(const struct gate *gate)
{
	for (size_t i = 0; i < gate->n; i++)
		if (gate->items[i].part == GATE_NEED && !gate->items[i].met &&
		    !gate->items[i].waived &&
		    !str_starts(gate->items[i].name, "approvals"))
			return &gate->items[i];
	return NULL;
}

const struct err *
hear_again(struct matter *m, const struct tracker *tracker)
{
	const struct tracker *before = m->trial->tracker;
	const struct gate_item *item;
	struct gate *gate = NULL;
	const struct err *err = NULL;
	struct hearing h;

	if (tracker == NULL || tracker->workflow == NULL ||
	    !hearing_open(&h, m, m->after->record))
		return NULL;
	m->trial->tracker = tracker;
	if (h.entry.recorded_source == NULL && h.transition != NULL &&
	    (err = read_evidence(&h)) == NULL)
		gate = ask_gate(&h);
	item = gate != NULL ? unmet_but_approvals(gate) : NULL;
	if (item != NULL)
		say(&h, RULE_PV202, "", item->text);
	m->trial->tracker = before;
	gate_free(gate);
	hearing_close(&h);
	return err;
}

/* May the mover of H take the last step of RECORD? */
static bool
could_take(const struct hearing *h, const struct record *record)
{
	char *why = gate_could_not(record, h->m->trial->tracker, &h->step);
	bool could = why == NULL;

	free(why);
	return could;
}

void
hear_resolve(struct matter *m, const struct record *a,
    const struct record *b)
{
	struct hearing h;

	if (!hearing_open(&h, m, m->after->record))
		return;
	m->trial->worker->transitions++;
	if (!could_take(&h, a) || !could_take(&h, b))
		say(&h, RULE_PV507, "by", _("who resolves must have the right "
		    "to either transition"));
	m->trial->worker->strengths[hear_strength(&h)]++;
	hear_digest(&h);
	hearing_close(&h);
}

/* What resolves is no transition: only who did it is asked again. */
static bool
is_resolution(const struct hearing *h)
{
	return strcmp(h->entry.transition, "@resolve") == 0;
}

static void
hear_late_one(struct matter *m, const struct record *state)
{
	struct gate *gate = NULL;
	struct hearing h;

	if (!hearing_open(&h, m, state))
		return;
	if (h.entry.recorded_source != NULL) {
		hear_recorder(&h);
	} else if (stages_known(&h)) {
		hear_strength(&h);
		if (h.entry.seq <= 1)
			hear_intake(&h);
		else if (!is_resolution(&h) && (gate = ask_gate(&h)) &&
		    hear_edge(&h, gate))
			hear_right(&h, gate);
	}
	gate_free(gate);
	hearing_close(&h);
}

void
hear_late(struct matter *m, size_t n)
{
	const struct record *state = m->after->record;
	struct record *rest = NULL, *next;

	m->added = n;
	for (; n > 0; n--) {
		hear_late_one(m, state);
		next = n > 1 ? record_without_last(state) : NULL;
		record_free(rest);
		state = rest = next;
	}
}
