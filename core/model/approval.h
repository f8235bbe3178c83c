#ifndef PROVEN_MODEL_APPROVAL_H
#define PROVEN_MODEL_APPROVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/sha.h"
#include "core/base/str.h"
#include "core/model/field.h"
#include "core/model/people.h"

/*
 * One approval, a file that never changes once it is committed:
 * approvals/<id>/<seq>-<transition>-<handle>-<n>.json (design 3.3).
 */
enum decision { DECISION_APPROVE, DECISION_REJECT, DECISION_ABSTAIN };
extern const char *const decision_names[];

#define APPROVAL_NAMESPACE "proven-approval"
#define TRANSITION_NAMESPACE "proven-transition"

struct json;

struct approval {
	char *file;            /* name of the file, without folders */
	char *fault;           /* why it is none; NULL: it is well-formed */
	char digest[DIGEST_SIZE];
	struct json *json;     /* whole; what follows is borrowed from it */
	int64_t seq, n;        /* the visit; the number of the file */
	const char *project, *transition, *by, *role, *note, *record, *gate,
	    *signature;        /* NOTE and SIGNATURE may be NULL */
	enum decision decision;
	bool coi;              /* a conflict of interest is declared */
	int64_t at;
};

struct approvals {
	struct approval *items; /* in order of file name */
	size_t n, cap;
};

/* The members of such a file, in canonical order. */
extern const struct field approval_fields[];

/*
 * Add the file FILE with these bytes, of the project ID.  What is wrong
 * with it is its `fault`: an approval that is none is shown, and never
 * counts.
 */
void approvals_add(struct approvals *, const char *id, const char *file,
    const char *text, size_t len);
/* FILE could not be read at all. */
void approvals_add_broken(struct approvals *, const char *file,
    const char *why);
void approvals_release(struct approvals *);

/* What a new approval says.  Strings are borrowed. */
struct approval_draft {
	const char *project, *transition, *by, *role, *note;
	int64_t seq, at;
	enum decision decision;
	bool coi;
	const char *record, *gate; /* digests */
};

/* A new one as a tree, unsigned. */
struct json *approval_new(const struct approval_draft *);
void approval_free(struct json *);
/* Put the signature in. */
void approval_sign(struct json *, const char *armour);
/* The text of its file, added to OUT. */
void approval_text(struct str *out, const struct json *approval);
/* The bytes that its signature is over: the rest, RFC 8785. */
void approval_payload(struct str *out, const struct json *approval);
/* What its signature, which it has, says of PERSON: as person_signature. */
enum signature_state approval_signature(const struct approval *,
    const struct person *person);
/* Its file name for the first N (from 1) that FILES (may be NULL) do not
 * have; the caller frees. */
char *approval_file(const struct approval_draft *, const struct approvals *);

#endif
