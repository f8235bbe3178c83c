#ifndef PROVEN_GATE_GATE_H
#define PROVEN_GATE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/model/rule.h"

/*
 * The one function that judges a transition.  It is pure: a record, the
 * tracker's files and the step that somebody wants to take; no clock, no
 * files, no git.  `gate` shows what it says, `move` enforces it, and
 * whatever re-judges history calls the same.
 */
struct approval;
struct approvals;
struct evidence_facts;
struct record;
struct stage;
struct tracker;
struct transition;
struct workflow;

/*
 * What lies beside the record in the commit that the step stands on.  NULL:
 * not looked at: then no approval counts, and evidence is taken as named.
 */
struct dossier {
	const struct approvals *approvals; /* those of the project */
	const struct evidence_facts *evidence;
};

/* What somebody wants.  All strings are borrowed. */
struct step {
	const char *transition; /* name */
	const char *by;         /* handle, or e-mail address */
	int64_t at;             /* seconds since the Epoch, UTC */
	const char *reason, *code, *date, *review_by; /* NULL: not given */
	bool override;          /* waive what is unmet under `needs` */
	/* NULL: override whatever is unmet; else exactly these must be. */
	const struct strs *override_list;
	/* What approvals must have judged; NULL: the record as it is. */
	const char *digest;
	struct dossier dossier;
};

enum gate_part {
	GATE_EDGE,  /* the transition exists and leaves this stage */
	GATE_BY,    /* the mover may take it */
	GATE_NEED,  /* a condition under `needs` */
	GATE_INPUT, /* what the step itself must bring: a review date */
	GATE_OVERRIDE /* the right to override */
};

struct gate_item {
	enum gate_part part;
	char *name; /* stable: "edge", "by", "fields:concept.hypothesis" */
	bool met, waived;
	char *text; /* what is asked and what is, for people */
	char *mend; /* the ready command, or NULL; ID stands in it */
	/* Of approvals: handles of those that count, of those who could
	 * approve, and "handle: why" of each that does not count. */
	struct strs counted, could, ignored;
};

struct gate {
	const struct transition *transition; /* borrowed; NULL: no such */
	const char *from;  /* borrowed from the record */
	const char *to;    /* the stage it leads to; NULL: unresolved */
	struct gate_item *items;
	size_t n;
	bool passes;       /* every item met or waived */
	const struct approval **approvals; /* counted; borrowed */
	size_t n_approvals;
	struct strs evidence; /* keys of what met conditions */
};

/*
 * Judge STEP on RECORD under TRACKER.  PARENT is the record before the
 * change that carries the step (whose lead "@lead" is); NULL: RECORD
 * itself.  OUT is freed with gate_free.  ERR_DATA: the workflow is
 * invalid.  What is not allowed is in OUT, not an error.
 */
NODISCARD const struct err *gate_judge(struct gate **out,
    const struct record *record, const struct record *parent,
    const struct tracker *tracker, const struct step *step);
void gate_free(struct gate *);
size_t gate_unmet(const struct gate *);

/*
 * What speaks against the approval in FILE, one of the dossier's, at STEP;
 * NULL in *WHY: nothing; the caller frees.  ERR_REFUSED: nobody in that role
 * is asked, or who gave it does not hold the role.
 */
NODISCARD const struct err *gate_approval_fault(char **why,
    const struct record *, const struct tracker *, const struct step *step,
    const char *file);

/*
 * Why the approval A, which an entry names as counted, does not count at
 * STEP, and the RULE that is broken; NULL: it counts, or STEP cannot be
 * taken at all.  TRACKER has a workflow.  The caller frees.
 */
char *gate_counted_fault(enum rule *rule, const struct record *record,
    const struct record *parent, const struct tracker *tracker,
    const struct step *step, const struct approval *a);

/* The roles, of those in which STEP asks approvals, that the person HANDLE
 * holds, added to OUT. */
NODISCARD const struct err *gate_approval_roles(struct strs *out,
    const struct record *, const struct tracker *, const struct step *step,
    const char *handle);

/*
 * NULL when GATE passes; else ERR_REFUSED: what was asked, each unmet
 * condition on a line with the command that mends it.
 */
NODISCARD const struct err *gate_refusal(const struct gate *,
    const struct record *);

/*
 * Take STEP: judge it and, where it passes, append the entry, set the
 * stage, set or clear `hold`.  *OUT (may be NULL) receives the judgement
 * in either case.  ERR_REFUSED as gate_refusal.
 */
NODISCARD const struct err *gate_take(struct gate **out,
    struct record *record, const struct record *parent,
    const struct tracker *tracker, const struct step *step);

/*
 * Begin the history of RECORD: "@new" in the initial stage, or "@intake"
 * into STAGE with SOURCE (by an admin only).  STEP gives by, at, reason.
 * ERR_REFUSED: not an admin, or no such stage (near miss named).
 */
NODISCARD const struct err *gate_begin(struct record *,
    const struct tracker *, const char *stage, const char *source,
    const struct step *step);

/*
 * The transition that WORD names: a transition's name, or a stage to which
 * exactly one transition leads from the record's stage.  ERR_REFUSED:
 * none, or several, listing what is possible from here.
 */
NODISCARD const struct err *gate_resolve(const struct transition **out,
    const struct record *, const struct tracker *, const char *word);

/*
 * The stage a transition leads to from where RECORD is; NULL when it does
 * not leave this stage or "@previous" is undefined.  Borrowed.
 */
const char *gate_target(const struct transition *, const struct record *,
    const struct workflow *);

/*
 * "@previous": the active stage before the present one on the way that the
 * project has come.  Entering a stage that is on the way already cuts the
 * way back to it; so going back twice never leads forward again, past a
 * gate.  NULL when there is none.
 */
const char *gate_previous(const struct record *, const struct workflow *);

/* Does T ask for evidence, so that the files of it must be looked at? */
bool gate_asks_evidence(const struct transition *);
/* May T ask for approvals, so that they must be read? */
bool gate_asks_approvals(const struct transition *);

/* The transitions that leave the record's stage, forward ones (those with
 * the most `needs`, to a stage not yet visited) first; the array is freed
 * by the caller. */
const struct transition **gate_ahead(const struct record *,
    const struct workflow *, size_t *n);

#endif
