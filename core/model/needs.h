#ifndef PROVEN_MODEL_NEEDS_H
#define PROVEN_MODEL_NEEDS_H

/* Shared by the files of this folder only. */

#include <stdbool.h>
#include <stdint.h>

#include "core/model/workflow.h"

struct field;
struct json;
struct reader;

/* One object of `needs` while it is read. */
struct needs {
	struct reader *r;
	struct workflow *w;
	struct transition *t;
	const struct when *when;
	const char *key; /* the condition's */
};

/*
 * Read `needs` of T, whose `from` is read already; conditions go into T,
 * each `when` into W.
 */
bool needs_read(struct reader *, struct workflow *w, struct transition *t,
    const struct json *needs);

/* Read a `when` into the workflow, and set it for the object. */
bool when_read(struct needs *, const struct json *);

/*
 * A new condition of T of KIND, NAME taken; SAID (may be NULL) is what the
 * file has.  The caller fills in the rest.
 */
struct condition *needs_add(struct needs *, enum condition_kind, char *name,
    const struct json *said);

/* Readers of the conditions on what lies in the dossier. */
bool read_values(struct needs *, const struct json *);
bool read_review(struct needs *, const struct json *);
bool read_criteria(struct needs *, const struct json *);
bool read_evidence(struct needs *, const struct json *);
bool read_approvals(struct needs *, const struct json *);

/* The field at PATH, or NULL and a fault in member KEY. */
const struct field *needs_field(struct needs *, const char *key,
    const char *path);

/* ">=14"; the fault when it is none. */
bool days_parse(const char *text, enum compare *, int64_t *days);
bool days_fault(struct reader *, const char *key);

#endif
