#ifndef PROVEN_MODEL_MAPPING_COLUMN_H
#define PROVEN_MODEL_MAPPING_COLUMN_H

/* Shared by the files of this folder only: a mapping from inside. */

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/model/foreign.h"
#include "core/model/reader.h"

struct field;
struct json;
struct record;
struct tracker;

enum map_to { TO_FIELD, TO_ID, TO_STAGE, TO_CUSTOM, TO_HOLD, TO_NOWHERE };

struct pair {
	char *from, *to; /* TO is NULL: leaves the field out */
};

struct pairs {
	struct pair *items;
	size_t n, cap;
};

struct map_column {
	char *name;
	enum map_to to;
	char *path;               /* of TO_FIELD, TO_CUSTOM, TO_HOLD */
	const struct field *field; /* of TO_FIELD */
	bool plain;               /* the heading is the path: as flat_put */
	bool optional, number;
	char *date, *split;       /* NULL: none */
	bool has_values;
	struct pairs values, also;
	char *keep;               /* path in custom; NULL */
	size_t cell;              /* in the file at hand; CELL_NONE */
};

#define CELL_NONE ((size_t)-1)

enum others { OTHERS_REFUSE, OTHERS_CUSTOM, OTHERS_IGNORE };

struct mapping {
	bool plain;
	struct map_column *columns;
	size_t n, cap, named; /* those from NAMED on came from `others` */
	enum others others;
	struct pairs constants;
	enum ids make;
	bool make_given; /* by the mapping file or by --ids */
	char *prefix;
	char *row;       /* path in custom; NULL */
	char delimiter;
	bool crlf, bom;
};

struct map_column *mapping_add(struct mapping *, const char *name);
/* Take the last one away. */
void mapping_drop(struct mapping *);
/* NULL: no such column. */
struct map_column *mapping_column(const struct mapping *, const char *name);
/* The name of a column that is nearest to NAME; NULL. */
const char *mapping_nearest(const struct mapping *, const char *name);
/* A column for what the mapping does not name, into custom.  ERR_USAGE: its
 * name cannot be a key there. */
NODISCARD const struct err *mapping_add_other(struct map_column **out,
    struct mapping *, const char *name);
void pairs_add(struct pairs *, const char *from, const char *to);

/* One item of `columns`, added to MAPPING; false: a fault. */
bool mapping_read_column(struct reader *, void *mapping,
    const struct json *node);
/* The path in custom for KEY, which stands at member AT; NULL and a fault:
 * it cannot be a key.  The caller frees. */
char *mapping_custom(struct reader *, const char *at, const char *key);
/* The word at KEY, one of NAMES; its index, or -1 and a fault. */
int mapping_word(struct reader *, const struct json *object,
    const char *key, struct names);
/* The object at KEY, if any: each member a field that people may set. */
bool mapping_constants(struct reader *, const struct json *object,
    const char *key, struct pairs *);

/*
 * The value that TEXT of a cell stands for, as a person would type it;
 * *VALUE is NULL where it sets nothing; the caller frees.  ERR_DATA: it
 * does not fit.
 */
NODISCARD const struct err *column_value(char **value,
    const struct map_column *, const char *text);
/* Put VALUE, got so, where COLUMN (a TO_FIELD or TO_CUSTOM) wants it. */
NODISCARD const struct err *column_put(struct record *,
    const struct map_column *, const char *value, const struct tracker *);

#endif
