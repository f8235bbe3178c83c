#ifndef PROVEN_MODEL_MAPPING_H
#define PROVEN_MODEL_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/model/foreign.h"

/*
 * A mapping file says how the rows of a foreign file become projects and,
 * read backwards, how projects become such rows again.
 *
 * {
 *   "format": 1,
 *   "columns": [
 *     {"name": "projectId", "to": "id", "make": "keep", "prefix": "tp-"},
 *     {"name": "title", "to": "title"},
 *     {"name": "startDate", "to": "start", "date": "%Y-%m-%d"},
 *     {"name": "status", "to": "stage",
 *      "values": {"Completed": "closed", "": "idea"}},
 *     {"name": "trlBegin", "to": "readiness.baseline.level",
 *      "number": true, "keep": true, "also": {"readiness.scale": "trl"}},
 *     {"name": "keywords", "to": "tags", "split": ";"},
 *     {"name": "leadOrg", "to": "custom"},
 *     {"name": "internalRemark", "to": "ignore"}
 *   ],
 *   "others": "refuse",
 *   "set": {"direction": "matter"},
 *   "row": "row",
 *   "delimiter": ",", "newline": "lf", "bom": false
 * }
 *
 * columns, in the order of the file.  Each has
 *   name      the heading; in JSON Lines the key, dotted for nested ones
 *   to        where the cell goes: "id", "stage", a field's dotted path,
 *             "custom" (custom.NAME, the text as it stands), "custom.KEY",
 *             or "ignore" (left out; an export leaves the cell empty)
 *   optional  true: the file may lack this column
 *   make      of the id: "keep" (default), "slug" or "random"; what the
 *             other system called the project goes to `code`, where it
 *             differs from the id.  `import --ids` wins over this
 *   prefix    put in front of the id
 *   values    text to value; "" is the empty cell, "*" any text not named
 *             (without it a text that is not named is a bad row); null
 *             leaves the field out
 *   date      the form of a date: %Y %m %d %H %M %S %y %b %B %z %%
 *   number    true: "4.0" and "04" are 4
 *   split     what stands between the items of a list; default ","
 *   also      constants set where the cell gave a value
 *   keep      true, or a key: the text as it stands goes to custom.NAME
 *             (custom.KEY) as well, so that an export gives it back byte
 *             for byte as long as the field still says the same
 * others      columns that are not named: "refuse" (default), "custom" or
 *             "ignore"
 * set         constants for every project; a column's value wins
 * row         a key: the number of the row goes to custom.KEY, and an export
 *             puts the rows in that order (without it in the order of ids)
 * delimiter   "," (default), ";", "\t" or "|"
 * newline, bom   how an export ends lines ("lf", "crlf"), and whether it
 *             begins with a byte order mark.  Both are read either way
 *
 * An empty cell sets nothing.  A title that is missing is the id.  Money is
 * typed as people type it, "1200.50".
 *
 * Without a mapping file headings and keys are field paths themselves
 * ("id", "stage", "lead.name"), as `export` writes them.
 */
struct mapping;
struct record;
struct row;
struct tracker;

enum { MAPPING_MAX = 1024 * 1024 }; /* bytes of a mapping file */

/* ERR_DATA "NAME:LINE:COLUMN: …": not such a file, the near miss named. */
NODISCARD const struct err *mapping_read(struct mapping **out,
    const char *text, size_t len, const char *name);
/* Headings are paths. */
struct mapping *mapping_plain(void);
void mapping_free(struct mapping *);
/* Make ids so, whatever the file says. */
void mapping_make_ids(struct mapping *, enum ids);
char mapping_delimiter(const struct mapping *);
bool mapping_crlf(const struct mapping *);
bool mapping_bom(const struct mapping *);

/*
 * The heading row of a CSV file.  ERR_DATA with line and column: one is
 * empty, stands twice, is not known to the mapping (or is no path), or one
 * that the mapping names is missing.
 */
NODISCARD const struct err *mapping_headings(struct mapping *,
    const struct row *);

/* What a row gives. */
struct draft {
	struct record *record; /* fields; no stage and no history yet */
	char *stage;           /* NULL: none given */
	/* Of a project that is on hold; NULL: none given. */
	char *hold_from, *hold_code, *hold_review_by;
	bool history;          /* the row had one; it is not taken over */
};

/*
 * ERR_DATA with file, line and column: a cell does not fit.  OUT is freed
 * with draft_release (also after an error: it is empty then).
 */
NODISCARD const struct err *mapping_apply(struct draft *out,
    struct mapping *, const struct row *, const struct tracker *);
void draft_release(struct draft *);

/* Where in ROW the field with dotted PATH came from; else where the row
 * begins. */
void mapping_place(const struct mapping *, const struct row *,
    const char *path, int64_t *line, int *column);

/* ---- Backwards; not for mapping_plain ---- */

/*
 * Look at RECORD, which is to be exported: where others go to `custom`,
 * its members there that the mapping does not name become columns.
 */
void mapping_survey(struct mapping *, const struct record *);
/* The number of the row that RECORD came from; INT64_MAX: not known. */
int64_t mapping_row(const struct mapping *, const struct record *);
/* Headings, then the cells of a record, in the order of the file. */
void mapping_header(const struct mapping *, struct strs *out);
void mapping_cells(const struct mapping *, const struct record *,
    struct strs *out);

#endif
