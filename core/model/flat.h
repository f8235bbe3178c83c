#ifndef PROVEN_MODEL_FLAT_H
#define PROVEN_MODEL_FLAT_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * A record as a row of texts: each of its values under a dotted path, as a
 * person would type it, so that a CSV file can hold a record and give it
 * back without loss.  Money has its point, a list its commas, a yes its
 * word.  What has no such form is JSON: a list with an item that holds a
 * comma, an empty list or object, and in `custom` whatever is no string
 * (a string that would be taken for JSON stands in quotes).  The history is
 * no part of it, nor is `format`; `hold` has no `since`.
 */
struct json;
struct record;
struct tracker;

/* The paths of RECORD's values, added to OUT in the order of the table. */
void flat_paths(const struct record *, struct strs *out);
/* The text at PATH; NULL: absent.  The caller frees. */
char *flat_text(const struct record *, const char *path);
/*
 * Put TEXT back at PATH.  ERR_USAGE as record_set; for a list or an object
 * also: not JSON.
 */
NODISCARD const struct err *flat_put(struct record *, const char *path,
    const char *text, const struct tracker *);
/* The order of paths in the field table; keys by their bytes. */
int flat_compare(const char *a, const char *b);

/* NODE, taken, stands at dotted PATH, unjudged; objects above it are made.
 * ERR_USAGE: something that is no object stands in the way. */
NODISCARD const struct err *flat_place(struct record *,
    const char *path, struct json *node);
/* RECORD with only what stands at PATHS, in their order; free with
 * flat_free. */
struct json *flat_select(const struct record *, const struct strs *paths);
void flat_free(struct json *);
/* TREE on one line, with its newline, added to OUT. */
void flat_line(struct str *out, const struct json *tree);

#endif
