#ifndef PROVEN_CMD_DOCTOR_H
#define PROVEN_CMD_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/model/rule.h"

/* What `proven doctor` found, and the parts of it. */
struct session;
struct snapshot;
struct tracker;

struct ailment {
	enum severity severity;
	const char *check; /* stable name: "pending", "record", … */
	char *text, *mend; /* MEND may be NULL */
};

struct doctor {
	struct session *session;
	bool fix; /* what can be mended safely */
	struct ailment *items;
	size_t n, cap;
};

/* MEND is copied; NULL: there is no one command. */
void doctor_add(struct doctor *, enum severity, const char *check,
    const char *mend, const char *fmt, ...) PRINTF(5, 6);
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
