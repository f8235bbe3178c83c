#ifndef PROVEN_AUDIT_HEARING_H
#define PROVEN_AUDIT_HEARING_H

/* Shared by the files of this folder only. */

#include "core/audit/own.h"
#include "core/gate/gate.h"
#include "core/model/approval.h"
#include "core/model/evidence.h"

/* One entry of a history, and what it was taken on. */
struct hearing {
	struct matter *m;
	const struct record *state; /* has the entry as its last */
	struct record *judged;      /* before it */
	struct entry entry;
	const struct transition *transition; /* NULL: there is none */
	struct step step;
	struct strs override;
	struct approvals all;       /* of the project, in the commit */
	struct approvals counted;   /* those that the gate may see; borrowed */
	struct evidence_facts evidence;
	bool blamed;                /* an approval named was told of */
};

/* A finding at MEMBER of the entry ("": the whole). */
void say(const struct hearing *, enum rule, const char *member,
    const char *text);
/* The one told last weighs this much. */
void weigh_last(const struct hearing *, enum severity);

/* The beginning of a history, and what was recorded elsewhere. */
void hear_first(const struct hearing *);
/* Only an admin may take in. */
void hear_intake(const struct hearing *);
void hear_recorded(struct hearing *, bool stages_known);
/* Only an admin may record. */
void hear_recorder(const struct hearing *);

/* What the gate says of the entry (hearing_gate.c). */
bool hear_edge(const struct hearing *, const struct gate *);
void hear_right(const struct hearing *, const struct gate *);
void hear_needs(const struct hearing *, const struct gate *);
/* What the entry says of itself. */
void hear_digest(const struct hearing *);
void hear_evidence(const struct hearing *, const struct gate *);
void hear_freeze(const struct hearing *);
/* GATE NULL: there is none to pass. */
void hear_time(struct hearing *, const struct gate *);

/* Who vouches for the entry (hearing_proof.c). */
NODISCARD const struct err *hearing_approvals(struct hearing *);
void hear_approvals(struct hearing *);
/* How strong the entry is; PV302, 308, 309 where that is too little. */
enum strength hear_strength(const struct hearing *);
/* Whether mover and approvers vouch for what cannot be seen any more. */
bool is_vouched(const struct hearing *);

#endif
