#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "tests/fuzz/fuzz.h"

enum { STEPS = 12, DAY = 86400 };

static const char config[] =
    "{\"format\": 1, \"revision\": 1, \"name\": \"Fuzz\"}";
static const char people[] =
    "{\"format\": 1, \"revision\": 1, \"people\": {\"ann\": {\"name\": "
    "\"Ann\", \"emails\": [\"ann@x.org\"], \"roles\": [\"admin\", "
    "\"manager\"]}}}";
static const char vocabulary[] =
    "{\"format\": 1, \"revision\": 1, \"hold_reason\": {\"funds\": {}}}";

/* The tracker whose workflow is the input; its error where it is none. */
static struct tracker *
read_tracker(const uint8_t *data, size_t size)
{
	const struct tracker_text texts[TRACKER_FILES] = {
		[TRACKER_CONFIG] = { config, sizeof(config) - 1 },
		[TRACKER_WORKFLOW] = { (const char *)data, size },
		[TRACKER_PEOPLE] = { people, sizeof(people) - 1 },
		[TRACKER_VOCABULARY] = { vocabulary,
		    sizeof(vocabulary) - 1 },
	};
	struct tracker *tracker = NULL;

	HOLDS(tracker_read(&tracker, texts) == NULL);
	HOLDS((tracker->workflow == NULL) ==
	    (tracker->workflow_err != NULL));
	if (tracker->workflow == NULL)
		HOLDS(str_starts(tracker->workflow_err->msg,
		    "tracker/workflow.json:"));
	return tracker;
}

/* What a judgement says of itself agrees. */
static void
check_gate(const struct gate *gate, const struct record *record)
{
	const struct err *err = gate_refusal(gate, record);

	HOLDS(gate->n > 0 && gate->items[0].part == GATE_EDGE);
	HOLDS(gate->passes == (gate_unmet(gate) == 0));
	HOLDS(gate->passes == (err == NULL));
	HOLDS(err == NULL || err->code == ERR_REFUSED);
	HOLDS(gate->items[0].met == (gate->to != NULL));
	for (size_t i = 0; i < gate->n; i++) {
		HOLDS(gate->items[i].text != NULL);
		HOLDS(!gate->items[i].waived ||
		    gate->items[i].part == GATE_NEED);
	}
}

/* TRANSITION is judged twice the same; true when it may be taken. */
static bool
judge(const struct record *record, const struct tracker *tracker,
    const struct step *step)
{
	struct gate *gate = NULL, *again = NULL;
	bool passes;

	HOLDS(gate_judge(&gate, record, NULL, tracker, step) == NULL);
	HOLDS(gate_judge(&again, record, NULL, tracker, step) == NULL);
	check_gate(gate, record);
	HOLDS(gate->n == again->n && gate->passes == again->passes);
	passes = gate->passes;
	gate_free(gate);
	gate_free(again);
	return passes;
}

static void
check_record(const struct record *record, const struct tracker *tracker)
{
	struct findings findings = FINDINGS_INIT;

	record_check(record, tracker, &findings);
	HOLDS(findings.n == 0);
	findings_release(&findings);
}

/* The last way that may be taken, so that loops are left. */
static bool
move_on(struct record *record, const struct tracker *tracker,
    const struct step *given)
{
	const struct workflow *w = tracker->workflow;
	const struct transition **ahead, *resolved = NULL;
	struct step step = *given, taken = { .transition = NULL };
	size_t n;

	ahead = gate_ahead(record, w, &n);
	for (size_t i = 0; i < n; i++) {
		HOLDS(transition_leaves(ahead[i], record_stage(record)));
		HOLDS(gate_resolve(&resolved, record, tracker,
		    ahead[i]->name) == NULL);
		step.transition = ahead[i]->name;
		if (judge(record, tracker, &step))
			taken = step;
	}
	free(ahead);
	if (taken.transition == NULL)
		return false;
	HOLDS(gate_take(NULL, record, NULL, tracker, &taken) == NULL);
	return true;
}

static void
walk(const struct tracker *tracker)
{
	struct record *record = record_new("p17", "A title");
	struct step step = { .by = "ann", .at = 1784073600 };

	HOLDS(gate_begin(record, tracker, NULL, NULL, &step) == NULL);
	for (int i = 0; i < STEPS; i++) {
		step.at += DAY;
		step.reason = i % 2 ? "why" : NULL;
		step.code = i % 3 ? "funds" : NULL;
		step.override = i % 4 == 3;
		if (!move_on(record, tracker, &step) && step.override)
			break;
		check_record(record, tracker);
	}
	record_free(record);
}

/* Each stage by itself, as a project that was taken in there. */
static void
take_in(const struct tracker *tracker)
{
	const struct workflow *w = tracker->workflow;
	struct step step = { .by = "ann", .at = 1784073600 };

	for (size_t i = 0; i < w->n_stages && i < STEPS; i++) {
		struct record *record = record_new("p17", "A title");

		HOLDS(gate_begin(record, tracker, w->stages[i].name,
		    "an older list", &step) == NULL);
		check_record(record, tracker);
		(void)move_on(record, tracker, &step);
		record_free(record);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tracker *tracker = read_tracker(data, size);

	if (tracker->workflow != NULL) {
		walk(tracker);
		take_in(tracker);
	}
	tracker_free(tracker);
	return 0;
}
