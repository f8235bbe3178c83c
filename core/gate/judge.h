#ifndef PROVEN_GATE_JUDGE_H
#define PROVEN_GATE_JUDGE_H

/* Shared by the files of this folder only. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/workflow.h"

/* A judgement under way: all that there is to look at. */
struct judge {
	const struct record *record, *parent;
	const struct tracker *tracker;
	const struct workflow *workflow;
	const struct step *step;
	const struct transition *transition;
	const char *from, *to;   /* NULL: unknown, undefined */
	bool has_last;
	struct entry last;       /* the entry before this step */
	int64_t days;            /* in the stage, at the step */
	/* The conditions that apply, each once, in the order of the file. */
	const struct condition **asked;
	size_t n_asked;
	struct tally *tally;     /* of the approvals that these ask */
	char digest[DIGEST_SIZE]; /* of the record as judged */
};

/* What a condition says; all is handed on.  MEND may be NULL. */
struct answer {
	bool met;
	char *text, *mend;
	struct strs evidence;    /* keys that it relies on, where met */
	struct strs counted, could, ignored; /* see struct gate_item */
};

/* Does C apply to this step, and is it met? */
bool condition_applies(const struct judge *, const struct condition *c);
void condition_judge(const struct judge *, const struct condition *c,
    struct answer *);
void check_judge(const struct judge *, enum check, struct answer *);

/* Fixed tests that are not in checks.c itself. */
void mover_outside_team(const struct judge *, struct answer *);
void milestone_ahead(const struct judge *, struct answer *);
void early_end_grounded(const struct judge *, struct answer *);
void kept_five_years(const struct judge *, struct answer *);
void outcome_or_plan(const struct judge *, struct answer *);
void ip_disposed(const struct judge *, struct answer *);
void lead_proposed(const struct judge *, struct answer *);

/* The conditions on what lies in the dossier. */
void judge_values(const struct judge *, const struct condition *,
    struct answer *);
void judge_review(const struct judge *, const struct condition *,
    struct answer *);
void judge_criteria(const struct judge *, const struct condition *,
    struct answer *);
void judge_evidence(const struct judge *, const struct condition *,
    struct answer *);
void judge_approvals(const struct judge *, const struct condition *,
    struct answer *);
/*
 * Whether evidence KEY counts: it has a hash, and the file that it names
 * was not found to be missing or other.  What is wrong in *WHY (may be
 * NULL), which the caller frees.
 */
bool evidence_counts(const struct judge *, const char *key, char **why);

/*
 * Which of the approvals count for which condition of JUDGE->asked: one
 * person fills at most one role.
 */
struct tally *tally_new(const struct judge *);
void tally_free(struct tally *);
/* All that are counted; freed by the caller. */
const struct approval **tally_counted(const struct tally *, size_t *n);

/* A partner in role `tester`. */
bool is_outside(const struct judge *, const char *partner);
/* Days since the Epoch at the step. */
int64_t today(const struct judge *);
bool is_paused(const struct judge *);

/* May TEXT stand in a record: UTF-8 without noncharacters? */
bool text_valid(const char *text);
/* All texts of the step. */
bool texts_valid(const struct step *);

/* What the step itself brings: items of the part GATE_INPUT. */
void inputs_judge(const struct judge *, struct gate *);
/* MET and TEXT and MEND taken; NAME is copied. */
void gate_add(struct gate *, enum gate_part, const char *name,
    const struct answer *);

/* Is HANDLE (or address) the lead of the record before the step? */
bool is_lead(const struct judge *, const char *handle);
/* Who may: any of ROLES, "@lead" being the parent's lead. */
bool mover_has(const struct judge *, const struct strs *roles);
/* ROLES with those who hold them: "@lead (li), manager (wang, zhao)". */
char *roles_text(const struct judge *, const struct strs *roles);
/* "'li' has the roles …" and such, about the mover. */
char *mover_text(const struct judge *);

/*
 * Commands ready to be typed; the caller frees.  NULL: none would help.
 * mend_set fills PATH, in the N-th place that is free where PATH is a
 * collection, N values of them.
 */
char *mend_set(const struct judge *, const char *path, size_t n);
char *mend_assign(const struct judge *, const char *path,
    const char *value);
/* `proven move` with what the transition asks of the step, and MORE. */
char *mend_move(const struct judge *, const char *more);
/* WORD as one word for a shell, quoted where it must be. */
void add_shell_word(struct str *, const char *word);

/* "from 'idea' there is: study (feasibility), …"; the caller frees. */
char *possible_text(const struct record *, const struct workflow *);
/* The names of what leaves the stage of RECORD, or of all. */
void possible_names(const struct record *, const struct workflow *,
    struct strs *);

#endif
