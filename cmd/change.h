#ifndef PROVEN_CMD_CHANGE_H
#define PROVEN_CMD_CHANGE_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * What the commands that write have in common: who acts, how edits are
 * applied and judged before they are put, subjects and trailers, and how
 * what was done is told.
 */
struct change;
struct record;
struct session;
struct snapshot;
struct store;
struct table;
struct tracker;
struct workflow;

/* Who makes the change, under the tracker in force. */
struct actor {
	char *by;           /* handle, or address */
	char *name, *email; /* of the author */
	int64_t now;        /* the committer's clock: seconds, UTC */
};

/* ERR_SYSTEM: no identity. */
NODISCARD const struct err *actor_init(struct actor *, const struct store *,
    const struct tracker *);
void actor_release(struct actor *);
/* ERR_REFUSED unless ACTOR is an admin; WHAT only an admin may do. */
NODISCARD const struct err *actor_admin(const struct actor *,
    const struct tracker *, const char *what);

/* As tracker_workflow, with an error that outlives the tip. */
NODISCARD const struct err *change_workflow(const struct tracker *,
    const struct workflow **out);

/*
 * OUT is a copy of BEFORE with SETS assigned ("PATH=VALUE") and then
 * UNSETS removed; either may be NULL.  The verdicts of criteria follow.
 * ERR_USAGE as record_assign.
 */
NODISCARD const struct err *edits_apply(struct record **out,
    const struct record *before, const struct strs *sets,
    const struct strs *unsets, const struct tracker *);
/* The verdicts that differ, a line each: "ID: criteria.c1.verdict: pending
 * -> pass". */
void edits_verdicts(struct strs *out, const struct record *before,
    const struct record *after);
/* The dotted path that ASSIGNMENT ("a.b=c", "/a/b+=c", "a.b") names; the
 * caller frees. */
char *edit_path(const char *assignment);

/*
 * May AFTER be put in the place of BEFORE (NULL: a new project)?  What was
 * wrong before does not block mending something else.
 * ERR_DATA: AFTER has an error that BEFORE had not, or is too large.
 * ERR_REFUSED: a person, partner or facility was removed after the first
 * transition.  ERR_CONFLICT: another project has its code.
 */
NODISCARD const struct err *edits_judge(struct session *, struct snapshot *,
    const struct record *before, const struct record *after);

/*
 * Subject "ID: WHAT" (WHAT alone where ID is NULL), cut at 72 columns, the
 * body, and the trailers that every change of a project has.
 */
void change_say(struct change *, const char *id, const char *what,
    const char *body, const struct actor *);
/* A command that is to be found in a shell, with TEXT as one word of it;
 * the caller frees. */
char *shell_quote(const char *text);

/*
 * What was done, for programs: a row a change.  For people every command
 * says it in its own words, so that in the table format nothing is printed.
 */
struct table *done_new(void);
/* WHAT is the command or the transition.  ID, FROM and TO may be NULL. */
void done_row(struct table *, const char *id, const char *what,
    const char *from, const char *to, const char *commit);
/* Prints and frees. */
void done_print(struct table *, struct session *);
/* The one row that there is. */
void done_tell(struct session *, const char *id, const char *what,
    const char *from, const char *to, const char *commit);
/* For a table that says more: these columns first. */
#define DONE_COLUMNS                                                    \
	{ "id", CELL_TEXT, COLUMN_WHOLE, N_("Id"), NULL },              \
	{ "change", CELL_TEXT, 0, N_("Change"), NULL },                 \
	{ "from", CELL_TEXT, 0, N_("From"), NULL },                     \
	{ "to", CELL_TEXT, 0, N_("To"), NULL },                         \
	{ "commit", CELL_TEXT, COLUMN_WHOLE, N_("Commit"), NULL }
enum { DONE_MORE = 5 }; /* the first of the others */
/* LINE says to people what was done, unless they want quiet. */
void done_line(struct session *, const char *line);

#endif
