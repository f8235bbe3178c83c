#ifndef PROVEN_MODEL_CRITERION_H
#define PROVEN_MODEL_CRITERION_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/model/record.h"

/*
 * What "verified" means: a criterion, and the verdict that its measurement
 * gives.  The verdict is computed (ILAC-G8:09/2019, 4.2.3; the sides of the
 * boundaries are design's, written down in proven-project(5)).
 */
#define VERDICTS(_)                                  \
	_(PASS, "pass")                              \
	_(CONDITIONAL_PASS, "conditional_pass")      \
	_(CONDITIONAL_FAIL, "conditional_fail")      \
	_(FAIL, "fail")                              \
	_(PENDING, "pending")                        \
	_(WAIVED, "waived")                          \
	_(NOT_APPLICABLE, "not_applicable")

enum verdict {
#define VERDICT_ENUM(id, name) VERDICT_##id,
	VERDICTS(VERDICT_ENUM)
#undef VERDICT_ENUM
	VERDICT_COUNT
};
extern const char *const verdict_names[VERDICT_COUNT];
/* False: no such verdict. */
bool verdict_find(const char *name, enum verdict *out);

/* One criterion; strings are borrowed from its record, NULL where absent. */
struct criterion {
	const char *key, *track, *claim, *metric, *comparator, *target,
	    *target_high, *unit, *rule, *guard, *method, *tester;
	bool must;
	const char *value, *uncertainty, *k, *date, *by; /* of `measured` */
	struct strs evidence;    /* keys, of `measured` */
	bool has_waiver;
	const char *waiver_kind, *waiver_reason, *waiver_by;
	const char *stored;      /* the verdict that stands in the record */
};

/* How many targets it takes: 0 for 'present', 2 for 'between' and
 * 'outside', else 1; -1: there is no such comparator. */
int comparator_targets(const char *name);

/* False: the record has no criterion KEY, or it is no object.  Freed with
 * criterion_release. */
bool criterion_get(struct criterion *out, const struct record *,
    const char *key);
void criterion_release(struct criterion *);

/*
 * The verdict.  A waiver comes first; then, what is not measured is
 * pending.  ERR_DATA: there can be none: a target or comparator is missing
 * although it was measured, a guard band without width, a guard band with
 * '==' or 'present', …
 */
NODISCARD const struct err *criterion_judge(enum verdict *out,
    const struct criterion *);

/*
 * The first of these that a criterion lacks to be measured at all: metric,
 * comparator, target, target_high (for 'between' and 'outside'), unit,
 * method; or NULL.  ('present' needs neither unit nor target.)
 */
const char *criterion_lacks(const struct criterion *);

/*
 * For people; the caller frees.
 *
 * asked     "<= 50 nm"; NULL where there is no comparator yet
 * measured  "44 ± 4 nm"; NULL where nothing is measured
 * slack     "6": how far the value lies on the good side of the target, in
 *           its unit; negative on the other side; NULL where the verdict
 *           is not by a number
 * why       "slack 6 >= 4": what the verdict follows from; NULL where there
 *           can be none
 */
char *criterion_asked(const struct criterion *);
char *criterion_measured(const struct criterion *);
char *criterion_slack(const struct criterion *);
char *criterion_why(const struct criterion *);

/* Write the verdict of each criterion into RECORD; take it out where there
 * can be none.  Every command that changes a record does this. */
void record_judge_criteria(struct record *);

#endif
