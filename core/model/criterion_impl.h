#ifndef PROVEN_MODEL_CRITERION_IMPL_H
#define PROVEN_MODEL_CRITERION_IMPL_H

#include "core/base/decimal.h"
#include "core/json/json.h"
#include "core/model/criterion.h"

/* Shared by the files of this folder only: a verdict and its reasons. */

/* As criterion_get, of the member NODE of `criteria`. */
bool criterion_read(struct criterion *, const struct json *node);

/* How a value is compared with its target. */
struct comparison {
	const char *name;
	bool strict;  /* a slack of 0 is not enough */
	bool range;   /* has two ends */
	bool banded;  /* a guard band is possible */
	/* The slack of V; the caller frees.  NULL: not by a number. */
	struct decimal *(*slack)(const struct decimal *v,
	    const struct decimal *target, const struct decimal *high);
};

/* NULL: no such comparator. */
const struct comparison *comparison_find(const char *name);

struct judgement {
	enum verdict verdict;
	const struct comparison *comparison; /* NULL: not compared */
	struct decimal *slack; /* NULL: not by a number */
	struct decimal *width; /* of the guard band; NULL: simple rule */
};

/* Why there can be no verdict: "target_high", "is below the target '5'". */
struct obstacle {
	const char *member; /* below the criterion */
	char *text;
};

/* True: JUDGEMENT is released with judgement_release.  False: the caller
 * frees the text of OBSTACLE. */
bool criterion_weigh(struct judgement *, const struct criterion *,
    struct obstacle *);
void judgement_release(struct judgement *);

#endif
