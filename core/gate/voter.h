#ifndef PROVEN_GATE_VOTER_H
#define PROVEN_GATE_VOTER_H

/* Shared by the files of this folder only: is one approval worth anything? */

#include <stdbool.h>

#include "core/model/approval.h"
#include "core/model/rule.h"

struct condition;
struct judge;
struct person;
struct record;

/* Is A of this transition, and given in the role of C? */
bool voter_concerns(const struct judge *, const struct condition *c,
    const struct approval *a);
/* Has the person said something else since, for this visit and role? */
bool voter_is_superseded(const struct judge *, const struct approval *a);
/* Why A, which concerns C, does not count, and the RULE that counting it
 * would break; NULL: nothing speaks against it.  The caller frees. */
char *voter_fault(const struct judge *, const struct condition *c,
    const struct approval *a, enum rule *rule);
/* A concerns C, says DECISION, and nothing speaks against it. */
bool voter_counts(const struct judge *, const struct condition *c,
    const struct approval *a, enum decision decision);
/* Does the person HANDLE hold the role that C asks? */
bool voter_holds(const struct judge *, const struct condition *c,
    const char *handle);
/* Would the word of PERSON count? */
bool voter_eligible(const struct judge *, const struct condition *c,
    const struct person *person);

/* Leads the project of RECORD, or is or was in its team. */
bool is_of_team(const struct record *, const struct person *person);

#endif
