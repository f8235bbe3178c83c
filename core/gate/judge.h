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
};

/* What a condition says.  TEXT and MEND (may be NULL) are handed on. */
struct answer {
	bool met;
	char *text, *mend;
};

/* Does C apply to this step, and is it met? */
bool condition_applies(const struct judge *, const struct condition *c);
void condition_judge(const struct judge *, const struct condition *c,
    struct answer *);
void check_judge(const struct judge *, enum check, struct answer *);

/* May TEXT stand in a record: UTF-8 without noncharacters? */
bool text_valid(const char *text);
/* All texts of the step. */
bool texts_valid(const struct step *);

/* What the step itself brings: items of the part GATE_INPUT. */
void inputs_judge(const struct judge *, struct gate *);
/* MET and TEXT and MEND taken; NAME is copied. */
void gate_add(struct gate *, enum gate_part, const char *name,
    const struct answer *);

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
