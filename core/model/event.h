#ifndef PROVEN_MODEL_EVENT_H
#define PROVEN_MODEL_EVENT_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * One step of a project's history as a line of JSON:
 *
 * {"at": "2026-07-15T08:30:00Z", "by": {"name": "Li", "email": "li@x.org"},
 *  "id": "p17", "title": "Film", "from": "idea", "to": "feasibility"}
 *
 *   at          when: RFC 3339, UTC or with an offset, not before 1970
 *   by          who: name and address, or an address or handle alone
 *   id          the project, as its system calls it
 *   title       optional; the last one wins
 *   from        null for the first event of a project
 *   to          the stage
 *   transition  optional: which, where several join the pair; "@intake"
 *               for a project that was running before
 *   source      of "@intake": where it came from
 *   reason, code, date, review_by   optional, as `move` takes them
 */
struct people;
struct row;

struct event {
	int64_t at;    /* seconds since the Epoch, UTC */
	int offset;    /* minutes east of UTC, as written */
	char *by;      /* an address, or a handle */
	char *name;    /* NULL: not given */
	char *id, *title, *from, *to, *transition, *source;
	char *reason, *code, *date, *review_by;
};

/*
 * Read a row of JSON Lines.  Keys that are none of the above are added to
 * OTHERS, unless they are there; one that is nearly one of the above is an
 * error.  ERR_DATA with file, line and column.  Free with event_release,
 * also after an error.
 */
NODISCARD const struct err *event_read(struct event *out,
    const struct row *, struct strs *others);
void event_release(struct event *);

/* As one line of JSON with its newline, added to OUT.  BY_EMAIL: the
 * address of `by`; NULL: `by` is a string alone. */
void event_write(struct str *out, const struct event *,
    const char *by_email);

#endif
