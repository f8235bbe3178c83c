#ifndef PROVEN_MODEL_WORKFLOW_H
#define PROVEN_MODEL_WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/sha.h"
#include "core/base/str.h"
#include "core/model/frozen.h"

/*
 * tracker/workflow.json: stages, transitions, gates.  Immutable once read.
 * The table CONDITIONS is the language of `needs`: a key that is not in it
 * makes the workflow invalid; no condition is ever ignored.  CHECKS names
 * the fixed tests that `checks` may ask for; core/gate has a function for
 * each.
 */
struct json;
struct record;

enum stage_kind { STAGE_ACTIVE, STAGE_PAUSED, STAGE_FINAL };

struct stage {
	char *name;
	enum stage_kind kind;
	char *label_en, *label_zh; /* NULL: none */
};

#define CONDITIONS(_)                 \
	_(FIELDS, "fields")           \
	_(AT_LEAST, "at_least")       \
	_(REASON, "reason")           \
	_(CODES, "codes")             \
	_(DAYS, "days_in_stage")      \
	_(READINESS, "readiness")     \
	_(CHECKS, "checks")           \
	_(VALUES, "values")           \
	_(REVIEW, "review_within")    \
	_(CRITERIA, "criteria")       \
	_(EVIDENCE, "evidence")       \
	_(APPROVALS, "approvals")

enum condition_kind {
#define CONDITION_ENUM(id, key) CONDITION_##id,
	CONDITIONS(CONDITION_ENUM)
#undef CONDITION_ENUM
	CONDITION_COUNT
};

#define CHECKS(_)                                                       \
	_(BUDGET_ADDS_UP, "budget_adds_up")                             \
	_(LEAD_IDENTIFIED, "lead_identified")                           \
	_(ONE_LEAD, "one_lead")                                         \
	_(ORIGIN_IDENTIFIED, "origin_identified")                       \
	_(CONSORTIUM, "consortium")                                     \
	_(MONEY_SETTLED, "money_settled")                               \
	_(BUDGET_CURRENT, "budget_current")                             \
	_(LEAD_PARTNER_IDENTIFIED, "lead_partner_identified")           \
	_(MOVER_OUTSIDE, "mover_outside_team")                          \
	_(MILESTONE_AHEAD, "milestone_ahead")                           \
	_(EARLY_END, "early_end_grounded")                              \
	_(KEPT_FIVE_YEARS, "kept_five_years")                           \
	_(OUTCOME_OR_PLAN, "outcome_or_plan")                           \
	_(IP_DISPOSED, "ip_disposed")                                   \
	_(LEAD_PROPOSED, "lead_proposed")

/*
 * What they ask:
 * budget_adds_up     the lines planned, the sources and, where it is set,
 *                    what is approved are the same sum, and there are some
 * lead_identified    the lead has a person or a name, and an e-mail address,
 *                    which a person in people.json always has
 * one_lead           exactly one partner, of those that have not ended, is
 *                    in role `lead`
 * origin_identified  some origin has a DOI, a patent or a grant
 * consortium         the partner in role `lead` is of kind
 *                    `leading_enterprise`, and some partner is a university
 *                    or an institute
 * money_settled      what was disbursed is what was spent and returned
 * budget_current     `budget.as_of` is at most 90 days before the step, and
 *                    not after it
 * lead_partner_identified  each partner in role `lead` has a USCC or a ROR,
 *                    and there is one
 * mover_outside_team the mover is neither the lead nor in the team
 * milestone_ahead    some milestone that is not done is due on the day of the
 *                    step or after it
 * early_end_grounded some criterion that must be met failed, or all of them
 *                    are met: nothing is left to find out
 * kept_five_years    `closure.keep_until` is at least five years after the
 *                    step
 * outcome_or_plan    some outcome has evidence, or a day by which it is due
 * ip_disposed        each item of `ip` says what becomes of it
 * lead_proposed      `proposed.lead` names another person than the lead
 */
enum check {
#define CHECK_ENUM(id, name) CHECK_##id,
	CHECKS(CHECK_ENUM)
#undef CHECK_ENUM
	CHECK_COUNT
};
extern const char *const check_names[CHECK_COUNT];

enum compare { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT,
	COMPARE_GE };

/*
 * A `when`: the condition applies only where all that is given holds.
 *
 *   {"from": ["technical"], "days_in_stage": ">180",
 *    "field": "closure.result", "is": "passed"}
 *
 * `from` lists stages that the transition leaves.  `field` and `is` stand
 * together: a member of the record, by dotted path, and its value: true or
 * false for yes or no, a whole number for integers and money, a string for
 * all else.  A list holds the value when one of its items is it.  An
 * absent member has no value.
 */
struct when {
	struct strs from;         /* empty: any stage */
	bool has_days;
	enum compare days_compare;
	int64_t days;
	char *path, *value;       /* a field's value; NULL: not asked;
				     "true", "false", decimal digits */
};

/*
 * Which criteria a condition is about, and what it asks of them: of all of
 * them, of which there must be one; or of COUNT at least.
 */
struct criteria_asked {
	struct strs tracks;   /* empty: any */
	bool must;            /* only those that must be met */
	unsigned verdicts;    /* bits 1 << VERDICT_PASS, …; 0: not asked */
	bool evidence;        /* the measurement names some */
	bool outside;         /* measured by a partner in role `tester` */
	bool complete;        /* has all that is needed to measure it */
	int64_t count;        /* 0: all */
};

/* One thing that a gate asks; a list in the file is one each. */
struct condition {
	enum condition_kind kind;
	char *name;    /* stable: "fields:concept.hypothesis"; in `override` */
	char *said;    /* as it stands in the file; NULL: NAME says all */
	char *path;    /* FIELDS, AT_LEAST, VALUES; READINESS: "current", … */
	char *word;    /* CODES: the vocabulary; EVIDENCE: the kind;
	                * APPROVALS: the role, or "@lead" */
	enum check check;
	enum compare compare;     /* DAYS */
	int64_t number;           /* AT_LEAST, DAYS, READINESS (level),
	                           * APPROVALS (how many), REVIEW (days) */
	int64_t gain;             /* READINESS: above the baseline; -1: none */
	bool or_waived;           /* READINESS */
	bool reaches_target;      /* READINESS */
	struct strs values;       /* VALUES: any of these */
	struct criteria_asked criteria;
	bool independent;         /* APPROVALS */
	int64_t against;          /* APPROVALS: rejections borne */
	const struct when *when;  /* NULL: always */
};

enum target { TARGET_STAGE, TARGET_PREVIOUS, TARGET_SAME };

struct transition {
	char *name;
	char *label_en, *label_zh;
	struct strs from;
	enum target target;
	char *to;              /* of TARGET_STAGE; else NULL */
	struct strs by;        /* roles and "@lead"; empty: anyone */
	struct condition *needs;
	size_t n_needs;
	frozen_set freeze;     /* parts that it freezes */
	frozen_set rebaseline; /* parts to which it applies `proposed` */
	char digest[DIGEST_SIZE]; /* of the whole; approvals name it */
};

struct workflow {
	int64_t revision;
	char *initial;
	struct strs override_by;      /* roles; empty: nobody */
	struct stage *stages;         /* as in the file */
	size_t n_stages;
	struct transition *transitions; /* as in the file */
	size_t n_transitions;
	struct when **whens;
	size_t n_whens;
};

/* ERR_DATA with the path of the member at fault in *WHERE (the caller
 * frees), the near miss in the message. */
NODISCARD const struct err *workflow_parse(struct workflow **out,
    const struct json *, char **where);
void workflow_free(struct workflow *);

const struct stage *workflow_stage(const struct workflow *, const char *);
const struct transition *workflow_transition(const struct workflow *,
    const char *name);
/* The roles of those who may take transitions or override, each once, added
 * to OUT; without "@lead". */
void workflow_movers(const struct workflow *, struct strs *out);
/* The same of those whose approvals are asked. */
void workflow_approvers(const struct workflow *, struct strs *out);
/* All roles that it asks for, and `admin`. */
void workflow_roles(const struct workflow *, struct strs *out);
/* The name for people in LANG, else English, else the name. */
const char *stage_label(const struct stage *, const char *lang);
const char *transition_label(const struct transition *, const char *lang);
bool transition_leaves(const struct transition *, const char *stage);
/*
 * A name of a stage or a transition: 1 to 64 characters, no control
 * character, '/', ':' or ',', no '@' at the start, no blank at either end.
 */
bool workflow_name_valid(const char *name);
bool compare_holds(enum compare, int64_t left, int64_t right);
/* ">=" and such. */
const char *compare_sign(enum compare);

/* Does RECORD have the value that WHEN asks for?  True when it asks for
 * none. */
bool when_field_holds(const struct when *, const struct record *);

/* Presets linked into the program: workflow and vocabulary texts. */
struct preset {
	const char *name, *summary;
	const char *workflow, *workflow_end;
	const char *vocabulary, *vocabulary_end;
	const char *tracker, *tracker_end;
};
extern const struct preset presets[];
extern const size_t n_presets;
/* NULL: no such preset. */
const struct preset *preset_find(const char *name);

#endif
