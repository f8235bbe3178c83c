#ifndef PROVEN_MODEL_FIELDS_H
#define PROVEN_MODEL_FIELDS_H

#include "core/model/field.h"

/*
 * Shared by the files of this folder only: the tables behind
 * record_fields, and how their rows are written.
 */
enum { TEXT_MAX = 65536 };

/* Above this a number is no whole number in every reader of JSON. */
#define SAFE_MAX INT64_C(9007199254740991)

/* Regular expressions for `schema`. */
#define ID_PATTERN "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$"
#define KEY_PATTERN "^[A-Za-z0-9_-]{1,64}$"
#define CODE_PATTERN "^[a-z0-9_-]{1,64}$"

#define AS_STRING(limit) .type = FIELD_STRING, .min = 1, .max = (limit)
#define AS_TEXT .type = FIELD_TEXT, .min = 1, .max = TEXT_MAX
#define AS_INTEGER(low, high) \
	.type = FIELD_INTEGER, .min = (low), .max = (high)
#define AS_CODE(list) .type = FIELD_CODE, .words = (list)
#define AS_CHOICE(choices) .type = FIELD_CHOICE, .words = (choices)
#define AS_KEYS(collection) \
	.type = FIELD_LIST, .item = FIELD_KEY, .words = (collection)
#define AS_OBJECT(table) .type = FIELD_OBJECT, .members = (table)
#define AS_MAP(table) \
	.type = FIELD_MAP, .item = FIELD_OBJECT, .members = (table), \
	.flags = FIELD_SORTED
#define AS_CODED_MAP(list, table) \
	.type = FIELD_MAP, .item = FIELD_OBJECT, .members = (table), \
	.words = (list), .flags = FIELD_SORTED | FIELD_BY_VOCABULARY
#define FIELDS_END { .name = NULL }

/* What is frozen of `readiness`, and so can be proposed. */
#define READINESS_SCALE                                                 \
	{ .name = "scale", AS_CHOICE("trl"), .label = N_("scale"),      \
	    .help = N_("the scale of the levels") }
#define READINESS_BASELINE                                              \
	{ .name = "baseline", AS_OBJECT(reading_fields),                \
	    .label = N_("baseline"),                                    \
	    .help = N_("where the project starts") }
#define READINESS_TARGET                                                \
	{ .name = "target", AS_OBJECT(reading_fields),                  \
	    .label = N_("target"),                                      \
	    .help = N_("where the project is to arrive") }

/* Where a path leads in the table. */
struct place {
	const struct field *field; /* of the last component */
	bool item;                 /* an item of FIELD, a list or map */
	bool below;                /* somewhere in FIELD, a FIELD_ANY */
	const struct field *kept;  /* the first FIELD_KEPT on the way */
	size_t depth;              /* components of the path */
	bool patch;                /* in a FIELD_PATCH: may be null */
};

#define PLACE_INIT { NULL, false, false, NULL, 0, false }

/* As field_find, and more precisely. */
NODISCARD const struct err *field_place(struct place *, const char *path);

/* FIELD as one of its items is judged: of type `item`. */
struct field field_item(const struct field *);

/* The name in TABLE that is nearest to WORD, or NULL. */
const char *field_nearest(const struct field *table, const char *word);

/* The names in TABLE with ", " between them; the caller frees. */
char *field_names(const struct field *table);

extern const struct field lead_fields[];
extern const struct field reading_fields[];
extern const struct field criterion_fields[];
extern const struct field proposed_fields[];
extern const struct field evidence_fields[];
extern const struct field milestone_fields[];
extern const struct field budget_fields[];
extern const struct field ip_fields[];
extern const struct field risk_fields[];
extern const struct field outcome_fields[];
extern const struct field hold_fields[];
extern const struct field closure_fields[];
extern const struct field note_fields[];
extern const struct field entry_fields[];

#endif
