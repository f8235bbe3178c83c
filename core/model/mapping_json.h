#ifndef PROVEN_MODEL_MAPPING_JSON_H
#define PROVEN_MODEL_MAPPING_JSON_H

/* Shared by the files of this folder only: rows of JSON Lines. */

#include "core/base/err.h"

struct draft;
struct mapping;
struct record;
struct row;

/*
 * The texts of ROW by the columns of MAPPING, NULL where it has none; keys
 * that are not named may become columns.  The caller frees with
 * json_texts_free.
 */
NODISCARD const struct err *json_texts(char ***out, struct mapping *mapping,
    const struct row *row);
void json_texts_free(char **texts, const struct mapping *);

/* ROW is a record, or part of one: its members are those of the record,
 * or dotted paths of them. */
NODISCARD const struct err *json_draft(struct draft *out,
    const struct mapping *, const struct row *row);

/* What another system called the project goes to `code` (to `custom.id`
 * where it has a code), unless the id says it already. */
NODISCARD const struct err *mapping_put_original(struct record *,
    const char *original);

#endif
