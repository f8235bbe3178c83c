#ifndef PROVEN_MODEL_RECORD_IMPL_H
#define PROVEN_MODEL_RECORD_IMPL_H

#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/record.h"

/* Shared by the files of this folder only: what a record is made of. */
struct record {
	struct json *tree; /* an object, its members in canonical order */
};

enum { RECORD_FORMAT = 1 };

/* TREE, which is taken, as a record. */
struct record *record_of(struct json *tree);

/* Put NODE, of FIELD (an item of it where ITEM), in canonical order. */
void order_value(struct json *node, const struct field *field, bool item);
/* The whole record. */
void order_record(struct json *tree);
/* Put the members of the record itself in order, not what is in them. */
void order_top(struct json *tree);

/* Digits behind the point of the currency of TREE. */
int record_money_digits(const struct json *tree);
/* The currency of TREE, borrowed; "CNY" where it names none. */
const char *record_currency(const struct json *tree);

struct place;

/*
 * Judge NODE, the value at PATH, which leads to PLACE, and all that is in
 * it.  TRACKER may be NULL.
 */
void check_value(const struct record *, const struct tracker *,
    const struct place *, const struct json *node, const char *path,
    struct findings *out);

/* What the entry behind PREV (NULL: the first one) has as `prev`. */
void entry_prev_digest(const struct record *, const struct json *prev,
    char out[DIGEST_SIZE]);

/*
 * What of a record is as it was in the state before it: nothing new can be
 * wrong there.
 */
struct since {
	const struct record *before; /* NULL: there is none */
	uint64_t same;               /* members that are, by their place */
	bool maps;                   /* all that keys can be found in is */
};

void since_init(struct since *, const struct record *,
    const struct record *before);
/* Whether the member at place I is. */
bool since_same(const struct since *, size_t i);

/* The chain of the entries, the stage, the hold. */
void check_history(const struct record *, const struct since *,
    const struct tracker *, struct findings *);

/* What each evidence needs, and what entries relied on. */
void check_evidence(const struct record *, struct findings *);
/* What entries of BEFORE relied on, and AFTER has not kept. */
void check_evidence_kept(const struct record *before,
    const struct record *after, struct findings *);

/* Write its verdict into the criterion; out of it where there is none. */
void judge_criterion(struct json *criterion);
/* The verdicts of the criteria; after what is in them was judged. */
void check_criteria(const struct record *, struct findings *);

/* Personal numbers in any text. */
void check_personal(const struct record *, const struct since *,
    struct findings *);

/*
 * ERR_USAGE: between OLD and NEW, values of FIELD at PATH (either may be
 * NULL) in the project ID, something changes that only the tool changes.
 */
NODISCARD const struct err *kept_compare(const struct field *field,
    bool item, const struct json *old, const struct json *new,
    const char *path, const char *id);
/* That the field KEPT at PATH is not for people to change. */
NODISCARD const struct err *kept_refuse(const struct field *kept,
    const char *path, const char *id);

/* TREE has what record_read asks of every record. */
NODISCARD const struct err *record_shape(const struct json *tree,
    const char *text, size_t len, const char *name);

#endif
