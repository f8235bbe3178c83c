#ifndef PROVEN_CMD_VERDICT_H
#define PROVEN_CMD_VERDICT_H

#include "cmd/out/out.h"
#include "core/model/criterion.h"

/* How people read verdicts: a sign and a word, and a colour besides. */
struct record;

/* What criterion_judge says; VERDICT_COUNT where there can be none. */
enum verdict verdict_of(const struct criterion *);
/* "conditional pass"; also for VERDICT_COUNT. */
const char *verdict_word(enum verdict);
/* "(✓) conditional pass"; the caller frees. */
char *verdict_text(enum verdict);
enum paint verdict_paint(enum verdict);
/*
 * "3 must: 2 pass, 1 pending; 1 should: 1 fail": all criteria of a record;
 * NULL where there is none.  The caller frees.
 */
char *verdict_summary(const struct record *);

#endif
