#ifndef PROVEN_CMD_IMPORT_STEP_H
#define PROVEN_CMD_IMPORT_STEP_H

#include "core/base/err.h"

/* `import --history` from inside: one event. */
struct event;
struct import;
struct record;
struct row;

/* An event at work. */
struct step_work {
	struct import *import;
	const struct row *row;
	const struct event *event;
	char *id;
	char *by;            /* handle, or address */
	const char *name, *email; /* of the author */
	struct record *record;
	char *from, *transition;
};

/*
 * Take the step that the event is: its project begins, or moves.
 * ERR_REFUSED "FILE:LINE: …": the workflow does not allow it.
 */
NODISCARD const struct err *step_judge(struct step_work *);
/* The same as it was recorded, unjudged, and marked so. */
NODISCARD const struct err *step_record(struct step_work *);

#endif
