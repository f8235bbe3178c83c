#ifndef PROVEN_MODEL_VALUE_H
#define PROVEN_MODEL_VALUE_H

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/rule.h"

struct record;
struct tracker;

/*
 * Values that are no collections: whether they are what their field asks,
 * and what a person typed turned into them.
 */
struct fault {
	struct str text;   /* "not a decimal number" */
	char *near;        /* the near miss, or NULL */
	char *choices;     /* "a, b, c", or NULL */
	enum rule rule;
};

#define FAULT_INIT { STR_INIT, NULL, NULL, RULE_PV104 }

/*
 * Judge VALUE as one of FIELD, which is no list, object or map.  False:
 * FAULT tells why, and is freed with fault_release.  RECORD (NULL: not
 * looked up) is where keys lie, TRACKER (may be NULL) the vocabularies.
 */
bool value_judge(const struct field *field, const struct json *value,
    const struct record *record, const struct tracker *tracker,
    struct fault *fault);
void fault_release(struct fault *);

/*
 * What was TYPED for FIELD, which is no list, object or map, as the value
 * to store; not judged yet, but for what has no stored form: then NULL.
 * Money has DIGITS behind its point.
 */
struct json *value_typed(const struct field *field, const char *typed,
    int digits);

/* TEXT for a message: on one line, at most 60 columns.  Caller frees. */
char *value_quote(const char *text);

#endif
