#ifndef PROVEN_MODEL_SCHEMA_H
#define PROVEN_MODEL_SCHEMA_H

#include "core/base/err.h"

struct json;

/*
 * A JSON Schema (draft 2020-12) of a file: "project" (from the field
 * table), "workflow", "people", "vocabulary", "tracker".  The caller
 * frees.  ERR_USAGE: another NAME, with the near miss.
 */
NODISCARD const struct err *schema_make(struct json **out, const char *name);
/* Names, NULL at the end. */
extern const char *const schema_names[];

#endif
