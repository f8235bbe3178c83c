#ifndef PROVEN_MODEL_FROZEN_H
#define PROVEN_MODEL_FROZEN_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/sha.h"
#include "core/model/record.h"

struct json;

/*
 * Parts of a record that a transition freezes: from then on they change by
 * a transition that rebaselines them, and by nothing else (PV207).
 *
 * criteria   every criterion whole, less `measured`, `verdict`, `waiver`
 * readiness  scale, baseline and target
 * lead       the lead, whole
 */
#define FROZEN_PARTS(_)              \
	_(CRITERIA, "criteria")      \
	_(READINESS, "readiness")    \
	_(LEAD, "lead")

enum frozen_part {
#define FROZEN_ENUM(id, name) FROZEN_##id,
	FROZEN_PARTS(FROZEN_ENUM)
#undef FROZEN_ENUM
	FROZEN_COUNT
};
extern const char *const frozen_names[FROZEN_COUNT];

/* A frozen_set has the bit 1 << FROZEN_LEAD, … for each part. */

/* The parts whose names stand in the JSON list NAMES (may be NULL). */
frozen_set frozen_read(const struct json *names);
/* Their names, as a list; freed with json_free. */
struct json *frozen_list(frozen_set);
/* The parts frozen now: those of the last entry that has `frozen`. */
frozen_set record_frozen(const struct record *);
/* Digest of {"criteria": …, "lead": …}: the parts of SET, absent parts
 * being left out. */
void frozen_digest(char out[DIGEST_SIZE], const struct record *,
    frozen_set set);
/* The part that PATH lies in, frozen or not; FROZEN_COUNT: in none. */
enum frozen_part frozen_part_of(const char *path);
/* How much of the member at KEYS (N of them, from the top of the record) is
 * frozen where SET is: nothing, what is in it in part, or all of it. */
enum frozen_how { FROZEN_NOT, FROZEN_PARTLY, FROZEN_WHOLLY };
enum frozen_how frozen_how(frozen_set set, char *const *keys, size_t n);
/*
 * What was made of PART between BEFORE and AFTER, as words of `proven set`
 * that propose it: " proposed.criteria.c1.target=45"; NULL: too much for
 * that.  The caller frees.
 */
char *frozen_wish(const struct record *before, const struct record *after,
    enum frozen_part part);
/* The first part of SET in which A and B differ; FROZEN_COUNT: none. */
enum frozen_part frozen_difference(const struct record *a,
    const struct record *b, frozen_set set);

#endif
