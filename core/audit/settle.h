#ifndef PROVEN_AUDIT_SETTLE_H
#define PROVEN_AUDIT_SETTLE_H

/* Shared by the files of this folder only. */

#include "core/audit/own.h"
#include "core/model/tracker.h"

/*
 * What the threads found, put in the audit's order into the report, with
 * the severities and excuses of the tip's tracker.json.
 */
NODISCARD const struct err *settle(struct audit *);
/* One more, of no project yet; TEXT is taken; FILE and PATH are NULL. */
struct audit_finding *report_add(struct audit_report *, enum rule,
    char *text);
/* Whether EXCUSE, which is of FINDING, counts. */
NODISCARD const struct err *excuse_stands(struct worker *,
    const struct excuse *, const struct audit_finding *, bool *stands);
/* Findings that go nowhere. */
void found_drop(struct worker *);
/* Those behind the first N. */
void found_cut(struct worker *, size_t n);

#endif
