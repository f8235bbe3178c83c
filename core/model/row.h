#ifndef PROVEN_MODEL_ROW_H
#define PROVEN_MODEL_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * One row of a file that is being imported, as its reader found it: the
 * cells of a CSV row, or the text of one line of JSON Lines.  All of it is
 * borrowed from the reader and lives until the next row.  Lines and
 * columns count from 1, columns in code points.
 */
struct json;

struct row_cell {
	const char *text;  /* UTF-8 without NUL; "" when empty */
	int64_t line;      /* where the cell begins */
	int column;
};

struct row {
	const char *file;  /* for messages */
	int64_t line;      /* where the row begins */
	int64_t number;    /* of the rows below the headings, from 1 */
	const struct row_cell *cells;
	size_t n;          /* as many as there are headings */
	const char *json;  /* JSON Lines: the line; NULL: a CSV row */
	size_t len;
	const struct err *bad; /* why this row cannot be used; NULL */
};

enum { ROW_MAX = 1024 * 1024 }; /* bytes */

/* ERR_DATA "FILE:LINE:COLUMN: " and the text. */
NODISCARD const struct err *row_err(const struct row *, int64_t line,
    int column, const char *fmt, ...) PRINTF(4, 5);
/* ERR as ERR_DATA, prefixed with the place. */
NODISCARD const struct err *row_in(const struct err *, const struct row *,
    int64_t line, int column);

/* The tree of a JSON Lines row; it is an object.  ERR_DATA with file, line
 * and column otherwise.  The caller frees. */
NODISCARD const struct err *row_json(struct json **out, const struct row *);
/* ERR_DATA at the value with dotted PATH within a JSON Lines row. */
NODISCARD const struct err *row_json_err(const struct row *,
    const char *path, const char *fmt, ...) PRINTF(3, 4);

#endif
