#ifndef PROVEN_MODEL_VOCABULARY_H
#define PROVEN_MODEL_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * tracker/vocabulary.json: the code lists of the tracker with their labels.
 * { "format": 1, "revision": 1,
 *   "direction": { "matter": {"en": "Material science", "zh": "物质"} } }
 * Immutable once read.
 */
struct json;
struct vocabulary;

NODISCARD const struct err *vocabulary_parse(struct vocabulary **out,
    const struct json *, char **where);
void vocabulary_free(struct vocabulary *);
/* One without lists, revision 0: for a tracker without the file. */
struct vocabulary *vocabulary_new_empty(void);

int64_t vocabulary_revision(const struct vocabulary *);
bool vocabulary_has_list(const struct vocabulary *, const char *list);
bool vocabulary_has(const struct vocabulary *, const char *list,
    const char *code);
/* The label in LANG, else in English, else the code itself.  Borrowed. */
const char *vocabulary_label(const struct vocabulary *, const char *list,
    const char *code, const char *lang);
/* Codes of LIST in order, *N of them; NULL when there is no such list.
 * The array is freed by the caller, the strings are borrowed. */
const char **vocabulary_codes(const struct vocabulary *, const char *list,
    size_t *n);

#endif
