#ifndef PROVEN_TESTS_RECORD_CASE_H
#define PROVEN_TESTS_RECORD_CASE_H

/* Records from text, what is wrong with them, and a tracker for them. */

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/model/record.h"
#include "tests/unit/tracker_case.h"

static inline struct record *
record_of(const char *text)
{
	struct record *record = NULL;
	const struct err *err = record_read(&record, text, strlen(text), "r");

	if (err)
		fail_msg("%s", err->msg);
	return record;
}

/* The same; TEXT is freed. */
static inline struct record *
record_taken(char *text)
{
	struct record *record = record_of(text);

	free(text);
	return record;
}

/* "PV104 lead.name: text; " of each finding; the caller frees. */
static inline char *
findings_of(const struct record *record, const struct tracker *tracker)
{
	struct findings findings = FINDINGS_INIT;
	struct str out = STR_INIT;

	record_check(record, tracker, &findings);
	for (size_t i = 0; i < findings.n; i++)
		str_addf(&out, "%s %s: %s; ",
		    rule_id(findings.items[i].rule),
		    findings.items[i].path, findings.items[i].text);
	findings_release(&findings);
	return str_take(&out);
}

/* A tracker with vocabularies, made once for all tests. */
static inline int
make_tracker(void **state)
{
	struct tracker *tracker = NULL;
	const struct err *err = tracker_of_preset(&tracker, "centre", "Test",
	    "Li Shili", "li@example.org");

	if (err)
		print_error("%s\n", err->msg);
	*state = tracker;
	return err ? -1 : 0;
}

static inline int
free_tracker(void **state)
{
	tracker_free(*state);
	return 0;
}

#endif
