#ifndef PROVEN_CMD_EXPORT_H
#define PROVEN_CMD_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/out/out.h"
#include "core/base/err.h"
#include "core/base/str.h"

/* `export` from inside.  Records are read one by one, never held whole. */
struct mapping;
struct record;
struct session;

/* ---- export_rows.c: rows of texts, in each format ---- */

struct export_rows;

/* How CSV is written. */
struct csv_form {
	char delimiter;
	bool crlf, bom;
};

/* HEADER is copied. */
struct export_rows *export_rows_new(struct out *, const struct strs *header,
    const struct csv_form *);
/* As many CELLS as there are headings, NULL where there is nothing. */
void export_rows_add(struct export_rows *, char *const *cells);
/* What is left is written; frees. */
void export_rows_end(struct export_rows *);

/* LINE, which is JSON, for any terminal: controls that JSON would leave as
 * they are become \u escapes, and mean the same. */
void export_json_line(struct out *, const struct str *line);

/* ---- export_list.c: which projects, in which order ---- */

struct export_item {
	char *id, *path, *blob;
	int64_t row;  /* of the mapping; INT64_MAX: none */
	bool damaged; /* cannot be read: told once, then left out */
};

struct export_list {
	struct session *session;
	struct export_item *items;
	size_t n, cap;
	size_t damaged;
};

/* Those that match the N terms, in order of id.  Free with
 * export_list_release. */
NODISCARD const struct err *export_list_fill(struct export_list *,
    struct session *, char **terms, int n);
void export_list_release(struct export_list *);
/* In order of row, then id. */
void export_list_sort(struct export_list *);
/* The record of item I; NULL in *OUT where it is damaged. */
NODISCARD const struct err *export_record(struct export_list *, size_t i,
    struct record **out);

/* ---- export_history.c ---- */

/* The events of all items as JSON Lines, oldest first. */
NODISCARD const struct err *export_history(struct export_list *);

#endif
