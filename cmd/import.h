#ifndef PROVEN_CMD_IMPORT_H
#define PROVEN_CMD_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cmd/change.h"
#include "cmd/out/out.h"
#include "cmd/seen.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/model/foreign.h"

/*
 * `import` from inside.  A file is read row by row and never held whole; it
 * may be read several times, for a change that lost a race is judged anew.
 */
struct cache;
struct change;
struct mapping;
struct progress;
struct record;
struct row;
struct session;
struct snapshot;
struct store;
struct table;
struct tracker;
struct workflow;

/* ---- import_source.c: bytes ---- */

struct source {
	char *name;       /* for messages: as given, or "<stdin>" */
	char *base;       /* what entries say: without folders */
	const char *path; /* as given */
	FILE *stream;
	off_t start;
	size_t size, done; /* bytes */
	char *chunk;
	size_t len, pos;  /* of the chunk at hand */
};

/* PATH "-" is standard input, which is copied to a nameless temporary
 * file where it cannot be read twice.  ERR_SYSTEM: cannot be read. */
NODISCARD const struct err *source_open(struct source *, const char *path);
/* What STREAM, taken, holds; it can be read again. */
NODISCARD const struct err *source_take(struct source *, FILE *stream,
    const char *name);
void source_close(struct source *);
/* To the start, behind a byte order mark. */
NODISCARD const struct err *source_rewind(struct source *);
/* The next chunk where the one at hand is used up; LEN is 0 at the end. */
NODISCARD const struct err *source_fill(struct source *);

/* ---- import_csv.c, import_lines.c: rows ---- */

struct csv_rows;
struct csv_rows *csv_open(struct source *, char delimiter);
void csv_close(struct csv_rows *);
/*
 * The next row, or *END.  The first is that of the headings, and says how
 * many cells the others have; one that has not, or whose text is not
 * UTF-8, is `bad`.  ERR_DATA: what follows cannot be told from here (a
 * quote in the middle of a cell, or one that is never closed).
 */
NODISCARD const struct err *csv_next(struct csv_rows *, struct row *,
    bool *end);

struct line_rows;
struct line_rows *lines_open(struct source *);
void lines_close(struct line_rows *);
/* The next line that is not blank. */
NODISCARD const struct err *lines_next(struct line_rows *, struct row *,
    bool *end);

/* ---- import_rows.c: either of the two ---- */

enum import_type { IMPORT_CSV, IMPORT_JSONL };

struct rows {
	struct source *source;
	struct csv_rows *csv;
	struct line_rows *lines;
	int64_t number;   /* of the row that was read last */
};

/* From the start of SOURCE; for CSV the headings go to MAPPING. */
NODISCARD const struct err *rows_open(struct rows *, struct source *,
    enum import_type, struct mapping *);
void rows_close(struct rows *);
NODISCARD const struct err *rows_next(struct rows *, struct row *,
    bool *end);

/* ---- The work ---- */

enum fate { FATE_CREATE, FATE_MOVE, FATE_SKIP, FATE_REFUSED };

enum fate_cell { FATE_LINE, FATE_COLUMN, FATE_ID, FATE_WHAT,
	FATE_TRANSITION, FATE_FROM, FATE_TO, FATE_REASON, FATE_COLUMNS };

/* What would become of each row. */
struct fates {
	struct table *table; /* NULL: not a dry run */
	struct column columns[FATE_COLUMNS];
	size_t place[FATE_COLUMNS]; /* in the table; FATE_COLUMNS: not */
};

struct import {
	struct session *session;
	/* As asked. */
	struct source source;
	enum import_type type;
	struct mapping *mapping;    /* NULL for a history */
	enum ids ids;
	bool history, recorded, skip, dry;

	/* The run at hand; begins anew when the tip has moved. */
	struct change *change;      /* NULL: a dry run */
	struct snapshot *tip;
	const struct tracker *tracker;
	const struct workflow *workflow;
	struct actor actor;
	struct cache *cache;        /* opened where codes are looked up */
	struct seen ids_seen; /* id to its line */
	struct seen codes_seen;
	struct seen originals; /* of a history: original to id */
	struct seen texts;    /* of a dry run: id to record */
	struct strs skipped;        /* why, one a bad row */
	struct strs others;         /* keys of events that are left out */
	size_t rows, made, moved, refused, histories;
	struct fates fates;         /* of a dry run */
	struct progress *progress;
};

/* Begin a run on TIP; CHANGE is NULL in a dry one. */
NODISCARD const struct err *import_begin(struct import *, struct change *,
    struct snapshot *tip);
void import_end(struct import *);

/* FN takes the rows, one after another. */
NODISCARD const struct err *import_each(struct import *,
    const struct err *(*fn)(struct import *, const struct row *));
/* import_snapshot.c, import_history.c: all rows. */
NODISCARD const struct err *import_snapshot(struct import *);
NODISCARD const struct err *import_history(struct import *);

/*
 * ROW cannot be used, because of ERR: noted, where bad rows are skipped or
 * this is a dry run; else ERR comes back and ends the import.  ID may be
 * NULL.  What was not allowed (ERR_REFUSED) is noted in a dry run only.
 */
NODISCARD const struct err *import_unfit(struct import *, const struct row *,
    const char *id, const struct err *err);
/* What becomes of ROW; for the table of a dry run. */
void import_fate(struct import *, const struct row *, enum fate,
    const char *id, const char *transition, const char *from,
    const char *to);

/* Records as they are by now: those at the tip, and those put so far. */
bool import_has(struct import *, const char *id);
NODISCARD const struct err *import_record(struct import *, const char *id,
    struct record **out);
NODISCARD const struct err *import_put(struct import *,
    const struct record *);
/* The project that has CODE at the tip; NULL; the caller frees. */
NODISCARD const struct err *import_code_owner(struct import *,
    const char *code, char **id);
/*
 * ERR_DATA at its place in ROW: RECORD has an error.  LENIENT: a stage that
 * the workflow does not have is none.
 */
NODISCARD const struct err *import_check(struct import *,
    const struct record *, const struct row *, bool lenient);

/* Does the file hold more than SEVERAL or MANY new projects? */
enum { IMPORT_SEVERAL = 100, IMPORT_MANY = 1000 };
size_t import_estimate(struct import *);

#endif
