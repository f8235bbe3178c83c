#ifndef PROVEN_MODEL_DIFF_LINES_H
#define PROVEN_MODEL_DIFF_LINES_H

#include <stddef.h>

#include "core/base/err.h"

/*
 * A JSON file as lines to compare: what git shows of a difference.
 *
 *	title: a text of one line; of several, each has the path in front
 *	budget.approved: 1200.50
 *	tags[]: an item of a list of texts
 *	history.2: time, who, transition, stages, code, reason, digest
 *	x.y = a value that is no text, or not of its field's type, as JSON
 *
 * Every value has its line, known or not, so that files that differ in one
 * differ in their lines.  What they differ in otherwise, order or blanks,
 * the last line tells as far as it is not canonical.
 */
struct str;

/* The lines of TEXT, appended to OUT.  ERR_DATA: it is not JSON. */
NODISCARD const struct err *diff_lines(struct str *out, const char *text,
    size_t len);

#endif
