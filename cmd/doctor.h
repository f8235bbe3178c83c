#ifndef PROVEN_CMD_DOCTOR_H
#define PROVEN_CMD_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/out/findings.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/model/rule.h"

/* What `proven doctor` found, and the parts of it. */
struct session;
struct snapshot;
struct tracker;

struct ailment {
	const char *check;       /* stable name: "pending", "record", … */
	struct findings_row row; /* its texts are those of the doctor */
};

struct doctor {
	struct session *session;
	bool fix; /* what can be mended safely */
	struct ailment *items;
	size_t n, cap;
	struct strs texts;
};

/* MEND is copied; NULL: there is no one command. */
void doctor_add(struct doctor *, enum severity, const char *check,
    const char *mend, const char *fmt, ...) PRINTF(5, 6);
/* The one added last breaks RULE, in the record PROJECT or its FILE; "":
 * in several. */
void doctor_of_record(struct doctor *, enum rule, const char *project,
    const char *file);
/* FINDING about the record PROJECT in FILE. */
void doctor_add_finding(struct doctor *, const struct finding *,
    const char *project, const char *file, const char *mend);
/* The first line of ERR. */
void doctor_add_err(struct doctor *, enum severity, const char *check,
    const char *mend, const struct err *err);

/* The clone: what was cut off, what is locked, what is not there. */
NODISCARD const struct err *doctor_clone(struct doctor *);
/* Who is missing, and whose keys are. */
void doctor_people(struct doctor *, const struct tracker *);
/* Every record of SNAPSHOT, read and judged. */
NODISCARD const struct err *doctor_records(struct doctor *,
    struct snapshot *, const struct tracker *);

#endif
