#ifndef PROVEN_CMD_CRITERION_H
#define PROVEN_CMD_CRITERION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/* The verbs of `proven criterion`. */
struct actor;
struct record;
struct session;
struct tracker;

/* What a command line of one asks for.  Strings are borrowed, NULL where
 * not given; REASON is the caller's. */
struct criterion_edit {
	const char *verb;        /* "measure" */
	const char *id;
	const char *key;         /* NULL: one is minted */
	char **words;            /* the operands behind them */
	int n_words;

	/* add, set */
	const char *track, *claim, *metric, *method, *rule, *guard, *tester;
	bool must;
	struct strs unsets;
	/* measure */
	const char *uncertainty, *k, *date, *by;
	int64_t repetitions;     /* 0: not given */
	struct strs evidence;
	/* waive */
	char *reason;
	bool not_applicable;
};

/* Change criterion KEY of RECORD as the verb says. */
typedef const struct err *(*criterion_apply)(struct record *,
    const char *key, const struct criterion_edit *, const struct actor *,
    const struct tracker *);

NODISCARD const struct err *criterion_define(struct record *,
    const char *key, const struct criterion_edit *, const struct actor *,
    const struct tracker *);
NODISCARD const struct err *criterion_measure(struct record *,
    const char *key, const struct criterion_edit *, const struct actor *,
    const struct tracker *);
NODISCARD const struct err *criterion_waive(struct record *,
    const char *key, const struct criterion_edit *, const struct actor *,
    const struct tracker *);
NODISCARD const struct err *criterion_remove(struct record *,
    const char *key, const struct criterion_edit *, const struct actor *,
    const struct tracker *);

/* One commit, and what came of it told. */
NODISCARD const struct err *criterion_change(struct session *,
    const struct criterion_edit *, criterion_apply);
/* All criteria of the project ID. */
NODISCARD const struct err *criterion_list(struct session *, const char *id);

#endif
