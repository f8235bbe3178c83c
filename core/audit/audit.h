#ifndef PROVEN_AUDIT_AUDIT_H
#define PROVEN_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/model/rule.h"
#include "core/model/tracker.h"

/*
 * The audit: the history, or a part of it, judged commit by commit under
 * the rules and people in force in the parents of each (proven-audit(1)).
 * It never fails because a project is bad: it returns findings.
 */
struct store;

struct audit_options {
	const char *tip;     /* revision; NULL: the branch in use */
	const char *since;   /* trusted with all that it descends from; NULL */
	const char *anchor;  /* must be the founding commit or descend from it,
	                      * and lead to the tip; NULL: first use */
	bool base;           /* SINCE need not be an ancestor of the tip */
	enum strength require; /* what is required at least; CLAIMED: no more
	                        * than the tracker does */
	unsigned threads;    /* 0: as many as there are cores */
	/*
	 * May trust what an earlier audit of this clone found, in this
	 * version, PROGRAM, under a key that lies in the folder STATE_DIR,
	 * outside of the repository.  Both may be NULL: then it does not.
	 */
	bool cache;
	const char *program, *state_dir;
};

/* Every string is owned by the report. */
struct audit_finding {
	enum rule rule;
	enum severity severity; /* as tracker.json has it */
	char commit[40 + 1];    /* hex; "": the work tree */
	char *project;          /* id; "": of none */
	char *file;             /* path from the root; "": the commit itself */
	char *path;             /* dotted path of the member; "": the whole */
	int line, column;       /* in FILE, from 1; 0: not located */
	char *text;             /* what is, what was asked */
	char *mend;             /* ready command; NULL: none is known */
	char *excuse;           /* reason; NULL: not excused */
};

struct audit_report {
	struct audit_finding *items; /* in the audit's order */
	size_t n, cap;
	size_t commits;         /* judged */
	size_t trusted;         /* taken from --since or an earlier audit */
	size_t outside;         /* not descended from the founding commit */
	size_t transitions;     /* entries judged */
	size_t signed_entries, authored_entries, claimed_entries;
	size_t projects;        /* at the tip; with SINCE: that differ there */
	char tip[40 + 1], founding[40 + 1];
	char anchor[40 + 1];    /* ""; trusted on first use */
	char since[40 + 1];     /* ""; all of the history */
	bool incomplete;        /* shallow, missing or damaged: exit 7 */
};

/*
 * Judge.  ERR_NOTRACKER: no commit has a tracker.  ERR_NOTFOUND: a revision
 * names no commit.  ERR_SYSTEM.  What is wrong with the history is in the
 * report, never an error.  Free with audit_report_free.
 */
NODISCARD const struct err *audit_run(struct audit_report **out,
    struct store *, const struct audit_options *);
/*
 * Judge what a commit of the index, or of the work tree, would be if it
 * were made now by the user: HEAD is trusted, and a merge under way is
 * judged as that merge.  Its findings are of the commit "", and none of
 * them is about its signature, which can still be made.  TIP, SINCE and
 * ANCHOR are not looked at.  Nothing is written.  ERR_NOTRACKER: there is
 * no tracker.  Errors of audit_run, also: ERR_USAGE, a bare repository;
 * ERR_CONFLICT, the index has what is not merged yet; ERR_SYSTEM, the user
 * has no identity.
 */
enum audit_state { AUDIT_WORK_TREE, AUDIT_INDEX };
NODISCARD const struct err *audit_work(struct audit_report **out,
    struct store *, const struct audit_options *, enum audit_state);
void audit_report_free(struct audit_report *);
/* Findings at or above LEAST that are not excused. */
size_t audit_count(const struct audit_report *, enum severity least);

#endif
