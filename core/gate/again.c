#include "core/gate/again.h"

#include <stdlib.h>
#include <string.h>

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
