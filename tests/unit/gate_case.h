#ifndef PROVEN_TESTS_GATE_CASE_H
#define PROVEN_TESTS_GATE_CASE_H

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "tests/unit/tracker_case.h"

/* What the tests of gates start from. */

enum { TEST_DAY = 86400 };
#define TEST_START INT64_C(1784073600) /* 2026-07-15T00:00:00Z */

static const char test_people[] =
    "{'format': 1, 'revision': 1, 'people': {"
    "'ann': {'name': 'Ann', 'emails': ['ann@x.org'], 'roles': ['admin']},"
    "'bob': {'name': 'Bob', 'emails': ['bob@x.org', 'rob@x.org'],"
    " 'roles': ['manager', 'expert']},"
    "'cy': {'name': 'Cy', 'emails': ['cy@x.org']}}}";

static const char test_vocabulary[] =
    "{'format': 1, 'revision': 1,"
    " 'hold_reason': {'funds': {}, 'partner': {}},"
    " 'stop_reason': {'no_market': {}, 'overdue': {}}}";

/* A tracker with these workflow, people and codes; tracker_free. */
static struct tracker *
test_tracker_of(const char *workflow, const char *people)
{
	const char *const given[TRACKER_FILES] = {
		[TRACKER_CONFIG] =
		    "{'format': 1, 'revision': 1, 'name': 'Test'}",
		[TRACKER_WORKFLOW] = workflow,
		[TRACKER_PEOPLE] = people,
		[TRACKER_VOCABULARY] = test_vocabulary,
	};
	struct tracker *t = NULL;
	const struct err *err = tracker_of_texts(&t, given);

	if (err != NULL)
		fail_msg("%s", err->msg);
	if (t->workflow == NULL)
		fail_msg("%s\n%s", t->workflow_err->msg, workflow);
	return t;
}

static inline struct tracker *
test_tracker(const char *workflow)
{
	return test_tracker_of(workflow, test_people);
}

/* A new project p17 in the initial stage, begun by ann at TEST_START. */
static struct record *
test_record(const struct tracker *t)
{
	struct record *record = record_new("p17", "A title");
	struct step step = { .by = "ann", .at = TEST_START };
	const struct err *err;

	err = gate_begin(record, t, NULL, NULL, &step);
	if (err != NULL)
		fail_msg("%s", err->msg);
	return record;
}

/* The names of the items that are neither met nor waived: "a, b". */
static inline char *
unmet_names(const struct gate *gate)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < gate->n; i++)
		if (!gate->items[i].met && !gate->items[i].waived)
			str_addf(&out, "%s%s", out.len > 0 ? ", " : "",
			    gate->items[i].name);
	return str_take(&out);
}

/* SETS, "PATH=VALUE" each, separated by blanks. */
static inline void
test_assign(struct record *record, const struct tracker *t, const char *sets)
{
	struct strs list = STRS_INIT;

	strs_split(&list, sets, ' ');
	for (size_t i = 0; i < list.n; i++) {
		const struct err *err = *list.items[i] == '\0' ? NULL :
		    record_assign(record, list.items[i], t);

		if (err != NULL)
			fail_msg("%s: %s", list.items[i], err->msg);
	}
	strs_release(&list);
}

#endif
