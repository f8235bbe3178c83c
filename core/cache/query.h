#ifndef PROVEN_CACHE_QUERY_H
#define PROVEN_CACHE_QUERY_H

/* Shared by the files of this folder only. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/cache/cache.h"

struct sqlite3_stmt;

/* A value of a parameter. */
struct bound {
	char *text; /* NULL: NUMBER */
	int64_t number;
};

/*
 * A query is SQL and the values of its parameters.  What people type never
 * is in the SQL: it is bound.
 */
struct query {
	struct bound *bounds; /* of ?1, ?2, … */
	size_t n, cap;
	struct str where, order;
	char *finals;         /* "(?3, ?4)": the final stages */
	const char *title;    /* the expression of the title */
	bool hides_final;
	struct strs stages;   /* of the workflow, in its order */
};

/* Append a parameter and its name ("?7") to SQL. */
void query_add_text(struct query *, struct str *sql, const char *text);
void query_add_number(struct query *, struct str *sql, int64_t);

/* The SQL of column I, added to SQL. */
void query_column(const struct query *, struct str *sql, size_t i);

enum op { OP_IS /* ':' */, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };

/* A query that is being read. */
struct parse {
	struct query *query;
	const struct query_context *context;
	const char *term;  /* whole, for messages */
};

/* ERR_USAGE about the term that is being read: "in 'stage:x': TEXT". */
NODISCARD const struct err *parse_err(const struct parse *, const char *fmt,
    ...) PRINTF(2, 3);

/* ERR, its message prefixed with the term. */
NODISCARD const struct err *parse_in(const struct parse *,
    const struct err *);

/*
 * Add to SQL what says that column I is VALUE, or how OP compares them.
 * ERR_USAGE: VALUE cannot be a value of the column.
 */
NODISCARD const struct err *value_equal(struct parse *, struct str *sql,
    size_t i, enum op, const char *value);
NODISCARD const struct err *value_compare(struct parse *, struct str *sql,
    size_t i, enum op, const char *value);

/* Whether a project has VALUE in column I. */
bool cache_holds(struct cache *, size_t i, const char *value);

/* Add to SQL that the project is VALUE: "open", "overdue", … */
NODISCARD const struct err *value_is(struct parse *, struct str *sql,
    const char *value);

/* Whether one of the words in VALUES asks for stages. */
bool is_of_stage(const char *values);

/*
 * The stage or code that VALUE, as people type it, names: itself, or the
 * one whose label it is.  ERR_USAGE with the near miss.
 */
NODISCARD const struct err *known_stage(const struct parse *, size_t i,
    const char *value, char **out);
NODISCARD const struct err *known_code(const struct parse *, size_t i,
    const char *value, char **out);
NODISCARD const struct err *known_choice(const struct parse *, size_t i,
    const char *value, char **out);

#endif
