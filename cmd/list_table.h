#ifndef PROVEN_CMD_LIST_TABLE_H
#define PROVEN_CMD_LIST_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/* The columns of `list`, and its rows as a table. */
struct query;
struct session;

struct listing;

/*
 * NAMES are the columns, separated by commas; NULL: those by default, for
 * people without those that have nothing in any row.
 * ERR_USAGE: no such column (near miss named), or one named twice.
 * Amounts are whole minor units in JSON, as records have them, and decimal
 * elsewhere; for programs the column `currency` comes along with them.
 */
NODISCARD const struct err *listing_new(struct listing **out,
    struct session *, const char *names, const struct query *,
    int64_t limit);
void listing_free(struct listing *);

/* Print the projects that match, at most LIMIT (-1: all); *N of them. */
NODISCARD const struct err *listing_print(struct listing *,
    const struct query *, int64_t limit, size_t *n);

/* Print what there is to choose from. */
void listing_help(struct session *);

#endif
