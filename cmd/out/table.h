#ifndef PROVEN_OUT_TABLE_H
#define PROVEN_OUT_TABLE_H

#include "cmd/out/out.h"

/* What a table holds, for the writers of each format. */

struct value {
	bool present;
	enum paint paint;
	char *text;         /* CELL_TEXT, CELL_DATE */
	int64_t number;     /* CELL_INTEGER, CELL_BOOL, CELL_TIME */
	struct strs list;   /* CELL_LIST */
};

struct table {
	const char *plural;
	const struct column *columns;
	size_t n_columns;
	struct value *values; /* row after row */
	size_t n_rows, cap;   /* CAP counts values */
};

const struct value *table_value(const struct table *, size_t row,
    size_t column);
/* VALUE as plain text, unescaped, the items of a list separated by PART;
 * "" where it is absent.  PEOPLE: as people read it.  Added to OUT. */
void table_plain(struct str *out, const struct column *,
    const struct value *, const char *part, bool people);
/* The heading for people; borrowed. */
const char *table_label(const struct column *);

void table_terminal(const struct table *, struct out *);
void table_json(const struct table *, struct out *);
void table_separated(const struct table *, struct out *);
void table_markdown(const struct table *, struct out *);

#endif
