#ifndef PROVEN_OUT_OUT_H
#define PROVEN_OUT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * How results look.  Two shapes and no third: a table (rows of typed
 * cells) and a document (headings, fields, paragraphs, tables).  What
 * comes from a repository is escaped for where it goes.  No git, no store.
 */
struct json;

enum out_format { OUT_TABLE, OUT_JSON, OUT_JSONL, OUT_CSV, OUT_TSV,
	OUT_MARKDOWN,
	/* Of findings only: cmd/out/findings.h. */
	OUT_JUNIT, OUT_SARIF, OUT_GITHUB, OUT_GITLAB };
extern const char out_format_words[]; /* "table|json|jsonl|csv|tsv|…" */

/* Where results go and for whom. */
struct out {
	FILE *stream;
	enum out_format format;
	bool color, tty;
	size_t width;      /* columns of the terminal; 80 when not one */
	bool fit;          /* tables are cut and wrapped to WIDTH */
	const char *lang;  /* "en" or "zh" */
	bool no_header;    /* csv, tsv and table without the heading line */
	int last;          /* what doc_… printed last; 0 at the start */
	int pager;         /* process id; 0: none */
};

/* Flush; ERR_SYSTEM when STREAM could not take everything (disk full). */
NODISCARD const struct err *out_finish(struct out *);

/* One message on stderr: PREFIX, then TEXT with controls escaped. */
void out_message(const char *prefix, const char *text);
/* Text of the program itself, as it is. */
void out_text(struct out *, const char *text);
/* TEXT with terminal and bidirectional controls made visible as \x1b,
 * \u202e; newlines as blanks.  The caller frees. */
char *out_escape(const char *text);
/* The same, but newlines stay. */
char *out_escape_lines(const char *text);

/* Colours by meaning; nothing where colour is off. */
enum paint { PAINT_NONE, PAINT_GOOD, PAINT_BAD, PAINT_WARN, PAINT_DIM,
	PAINT_STRONG };

/* ---- Tables ---- */

enum cell { CELL_TEXT, CELL_INTEGER, CELL_BOOL, CELL_TIME, CELL_DATE,
	CELL_LIST };
enum column_flags {
	COLUMN_RIGHT = 1 << 0,
	COLUMN_CUT = 1 << 1,   /* may be cut, with "…", to fit the width */
	COLUMN_WRAP = 1 << 2,  /* may be wrapped to fit */
	COLUMN_WHOLE = 1 << 3  /* text that is of no use in part: an id */
};

struct column {
	const char *name;   /* snake_case: key in JSON, heading in CSV */
	enum cell type;
	unsigned flags;
	const char *label;  /* heading for people, N_(); NULL: NAME */
	const char *help;   /* N_() */
};

struct table;

/*
 * PLURAL names the rows in the envelope: {"schema": 1, "kind": PLURAL,
 * PLURAL: [...]}, present even when empty.  COLUMNS is borrowed.
 */
struct table *table_new(const char *plural, const struct column *columns,
    size_t n);
void table_free(struct table *);
void table_row(struct table *); /* begin a row; its cells are absent */
void table_text(struct table *, size_t column, const char *); /* NULL ok */
void table_integer(struct table *, size_t column, int64_t);
void table_bool(struct table *, size_t column, bool);
void table_time(struct table *, size_t column, int64_t seconds);
/* Items are copied. */
void table_list(struct table *, size_t column, const struct strs *);
void table_paint(struct table *, size_t column, enum paint);
size_t table_rows(const struct table *);
/*
 * In the format of OUT.  Absent cells: null in JSON, empty elsewhere; in
 * CSV an empty text is "" then.  CSV is RFC 4180 with LF as line end, the
 * items of a list separated by ";".  Cells are not altered for spreadsheets:
 * one that starts with "=" stays as it is.  TSV has \t \n \r and \\ for
 * tab, newline, return and backslash.  On a terminal controls are escaped
 * in these, too.  A table without rows prints no heading for people.
 */
void table_print(struct table *, struct out *);

/* ---- Documents, for people: OUT_TABLE and OUT_MARKDOWN ---- */

void doc_title(struct out *, const char *text);
void doc_heading(struct out *, const char *text);
/* "label  value", labels aligned to LABEL_WIDTH columns, the value wrapped
 * and indented; nothing where VALUE is NULL. */
void doc_field(struct out *, const char *label, size_t label_width,
    const char *value);
void doc_para(struct out *, const char *text);
/* A term, padded to WIDTH columns, and what it means, as in a list of
 * options. */
void doc_term(struct out *, const char *term, size_t width,
    const char *text);
/* One item of a checklist: MARK '+', '-' or ' ' (met, unmet, open), its
 * text, and the command that mends it (NULL: none) on a line of its own. */
void doc_check(struct out *, char mark, const char *text,
    const char *command);
/* TABLE as part of the document. */
void doc_table(struct out *, struct table *);
/* A code block (Mermaid, a command). */
void doc_code(struct out *, const char *language, const char *text);

/* ---- JSON documents ---- */

/*
 * A streaming writer with the envelope of every JSON output.  KEY is NULL
 * for items of an array.  In OUT_JSONL the document stands on one line and
 * has no envelope.
 */
struct emit;
struct emit *emit_begin(struct out *, const char *kind);
/* A document of somebody else's form: no envelope, and nothing is open. */
struct emit *emit_bare(struct out *);
void emit_object(struct emit *, const char *key);
void emit_array(struct emit *, const char *key);
void emit_close(struct emit *);
void emit_text(struct emit *, const char *key, const char *); /* NULL: null */
void emit_integer(struct emit *, const char *key, int64_t);
void emit_bool(struct emit *, const char *key, bool);
void emit_time(struct emit *, const char *key, int64_t seconds);
void emit_list(struct emit *, const char *key, const struct strs *);
void emit_tree(struct emit *, const char *key, const struct json *);
void emit_end(struct emit *); /* closes the envelope and frees */

/* The members of TREE as rows (path, value), every leaf one: what csv and
 * tsv of a document are. */
void out_flat(struct out *, const char *plural, const struct json *);

#endif
