#ifndef PROVEN_CMD_REVIEW_H
#define PROVEN_CMD_REVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/audited.h"
#include "core/base/str.h"
#include "core/model/approval.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/*
 * A page for those who decide on a change: the parts of `review`.  Each part
 * is a text of its own, so that one for which there is no room is left out
 * whole.
 */
struct session;

/* An entry of a history that the change brings. */
struct review_step {
	struct entry entry;   /* borrowed from the record */
	bool has_signature;   /* in the entry itself */
	char *commit, *email; /* that brought it, its author; NULL: unknown */
	enum strength strength;
};

/* A project that the change touches. */
struct reviewed {
	char *id;
	struct record *before, *after; /* NULL: not there, or unreadable */
	char *fault;          /* why AFTER cannot be read; NULL */
	bool both;            /* the base changes it as well */
	struct review_step *steps;
	size_t n_steps;
	struct approvals approvals; /* all that there are in the end */
	struct strs votes;    /* names of the files of new ones */
	size_t evidence;      /* new files */
};

struct review {
	struct session *session;      /* its tip is the head */
	struct snapshot *base;
	struct store_range range;
	const struct tracker *before; /* at the fork; NULL: there is none */
	struct audited audited;
	struct reviewed *projects;    /* by id */
	size_t n;
	bool tracker[TRACKER_FILES];  /* changed here */
	bool tracker_both, others;    /* and in the base; and other files */
};

/* Read what the change brings.  ERR_DATA: an object is damaged. */
NODISCARD const struct err *review_read(struct review *);
void review_release(struct review *);

/* Whether the tracker itself is changed. */
bool review_has_tracker(const struct review *);
/* The approval in FILE; NULL: it is gone again. */
const struct approval *review_vote(const struct reviewed *,
    const char *file);
/* What the tracker requires at the beginning of the change. */
const struct tracker *review_rules(const struct review *);
/* How strong an approval is at least: what it shows by itself, and what the
 * audit would have missed. */
enum strength review_vote_strength(const struct review *,
    const struct reviewed *, const struct approval *);

/* Which merge buttons keep the proof, and why not. */
void review_merging(struct str *, const struct review *);
/* The workflow as a picture, with the moves of the change. */
void review_picture(struct str *, const struct review *);
/* One project: what moved, changed, was approved, and what is ahead. */
void review_project(struct str *, const struct review *,
    const struct reviewed *);
/* TEXT as a cell of a table, short. */
void review_cell(struct str *, const char *text);

#endif
