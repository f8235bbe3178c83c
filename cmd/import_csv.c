#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "cmd/import.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/row.h"

/*
 * Over libcsv, which does not say where a cell stands in the file.  So it
 * is fed in pieces: the bytes up to the next one that may end something,
 * then that byte alone.  A cell can end at such a byte only, and where
 * that is is known here.
 */
struct mark {
	size_t offset;   /* of the text in `text` */
	int64_t line;
	int column;
};

struct csv_rows {
	struct csv_parser parser;
	struct source *source;
	char delimiter;
	int64_t line;       /* of the next byte */
	int column;
	bool after_return;  /* the byte before was a CR */
	bool fresh;         /* no byte of the present cell was seen yet */
	bool in_row, row_done, finished;
	struct mark here;   /* where the present cell began */
	size_t width;       /* cells of the headings; 0: not read yet */
	size_t used;        /* bytes of the present row */

	struct str text;    /* the cells, each with its NUL */
	struct mark *marks;
	size_t n, cap;
	struct row_cell *cells;
	size_t cells_cap;
	/* The first cell of the row that is no text. */
	size_t broken;
};

enum { NOT_BROKEN = -1 };

/* RFC 4180: blanks belong to the cell. */
static int
is_no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static bool
is_text(const char *text, size_t len)
{
	uint32_t cp;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_next(text + i, len - i, &cp);
		if (n == 0 || cp == 0 || utf8_is_noncharacter(cp))
			return false;
	}
	return true;
}

static void
on_cell(void *text, size_t len, void *arg)
{
	struct csv_rows *rows = arg;

	GROW(rows->marks, rows->n, rows->cap);
	rows->marks[rows->n] = rows->here;
	rows->marks[rows->n].offset = rows->text.len;
	if (rows->broken == (size_t)NOT_BROKEN && !is_text(text, len))
		rows->broken = rows->n;
	str_addn(&rows->text, text, len);
	str_addc(&rows->text, '\0');
	rows->n++;
	rows->fresh = true;
	rows->in_row = true;
}

static void
on_row(int end, void *arg)
{
	struct csv_rows *rows = arg;

	(void)end;
	rows->row_done = true;
	rows->in_row = false;
}

struct csv_rows *
csv_open(struct source *source, char delimiter)
{
	struct csv_rows *rows = xcalloc(1, sizeof(*rows));
	static const struct str empty = STR_INIT;

	if (csv_init(&rows->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		BUG("csv_init");
	csv_set_delim(&rows->parser, (unsigned char)delimiter);
	csv_set_space_func(&rows->parser, is_no_space);
	rows->source = source;
	rows->delimiter = delimiter;
	rows->line = 1;
	rows->column = 1;
	rows->fresh = true;
	rows->text = empty;
	rows->broken = (size_t)NOT_BROKEN;
	return rows;
}

void
csv_close(struct csv_rows *rows)
{
	if (rows == NULL)
		return;
	csv_free(&rows->parser);
	str_release(&rows->text);
	free(rows->marks);
	free(rows->cells);
	free(rows);
}

/* The place behind LEN bytes that end no line. */
static void
pass(struct csv_rows *rows, const char *ptr, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)ptr[i] & 0xc0) != 0x80)
			rows->column++;
	rows->after_return = false;
}

static void
pass_end(struct csv_rows *rows, char c)
{
	if (c != '\n' && c != '\r') {
		pass(rows, &c, 1);
		return;
	}
	if (c == '\r' || !rows->after_return)
		rows->line++;
	rows->column = 1;
	rows->after_return = c == '\r';
}

/* Is C an end of line where no row has begun? */
static bool
is_blank(const struct csv_rows *rows, char c)
{
	return rows->fresh && !rows->in_row && (c == '\n' || c == '\r');
}

static const struct err *
misplaced(const struct csv_rows *rows)
{
	return err_mend(err_new(ERR_DATA, _("%s:%lld:%d: a quote that is "
	    "neither doubled nor at the end of its cell"),
	    rows->source->name, (long long)rows->line, rows->column),
	    _("a cell with a quote in it is written \"so \"\"quoted\"\"\""));
}

static const struct err *
too_long(const struct csv_rows *rows)
{
	return err_mend(err_new(ERR_DATA,
	    _("%s:%lld:%d: the row is longer than %d bytes"),
	    rows->source->name, (long long)rows->here.line,
	    rows->here.column, ROW_MAX), _("is a quote missing there?"));
}

/* The next byte, if any, begins a cell. */
static void
begin_cell(struct csv_rows *rows)
{
	rows->here.line = rows->line;
	rows->here.column = rows->column;
	rows->fresh = false;
}

/* One piece: LEN bytes none of which ends anything, or one that may. */
static const struct err *
feed(struct csv_rows *rows, const char *ptr, size_t len)
{
	if (rows->fresh && !is_blank(rows, *ptr))
		begin_cell(rows);
	rows->used += len;
	if (rows->used > ROW_MAX)
		return too_long(rows);
	if (csv_parse(&rows->parser, ptr, len, on_cell, on_row, rows) != len)
		return misplaced(rows);
	if (len == 1)
		pass_end(rows, *ptr);
	else
		pass(rows, ptr, len);
	return NULL;
}

/* The bytes up to one that may end something, or that one. */
static size_t
piece(const struct csv_rows *rows)
{
	const struct source *source = rows->source;
	const char *start = source->chunk + source->pos;
	size_t len = source->len - source->pos, n = 0;

	while (n < len && start[n] != rows->delimiter && start[n] != '"' &&
	    start[n] != '\r' && start[n] != '\n')
		n++;
	return n > 0 ? n : 1;
}

static const struct err *
finish(struct csv_rows *rows)
{
	rows->finished = true;
	if (rows->fresh)
		begin_cell(rows);
	if (csv_fini(&rows->parser, on_cell, on_row, rows) == 0)
		return NULL;
	return err_new(ERR_DATA,
	    _("%s:%lld:%d: the quote that begins this cell is never closed"),
	    rows->source->name, (long long)rows->here.line,
	    rows->here.column);
}

static const struct err *
read_row(struct csv_rows *rows)
{
	const struct err *err;
	struct source *source = rows->source;

	while (!rows->row_done && !rows->finished) {
		size_t n;

		if ((err = source_fill(source)))
			return err;
		if (source->len == 0)
			return finish(rows);
		n = piece(rows);
		if ((err = feed(rows, source->chunk + source->pos, n)))
			return err;
		source->pos += n;
	}
	return NULL;
}

static const struct err *
not_text(const struct csv_rows *rows, const struct row *row)
{
	const struct row_cell *cell = &rows->cells[rows->broken];

	return err_mend(row_err(row, cell->line, cell->column,
	    _("the cell is not UTF-8 text")),
	    "iconv -f GB18030 -t UTF-8 FILE");
}

static void
judge(const struct csv_rows *rows, struct row *row)
{
	if (rows->broken != (size_t)NOT_BROKEN)
		row->bad = not_text(rows, row);
	else if (row->n != rows->width)
		row->bad = row_err(row, row->line, 1, ngettext(
		    "the row has %zu cell, and there are %zu headings",
		    "the row has %zu cells, and there are %zu headings",
		    (unsigned long)row->n), row->n, rows->width);
}

static void
hand_over(struct csv_rows *rows, struct row *row)
{
	static const struct row nothing;

	if (rows->cells_cap < rows->n) {
		rows->cells_cap = rows->cap;
		rows->cells = xreallocarray(rows->cells, rows->cells_cap,
		    sizeof(*rows->cells));
	}
	for (size_t i = 0; i < rows->n; i++) {
		rows->cells[i].text = rows->text.ptr + rows->marks[i].offset;
		rows->cells[i].line = rows->marks[i].line;
		rows->cells[i].column = rows->marks[i].column;
	}
	*row = nothing;
	row->file = rows->source->name;
	row->line = rows->marks[0].line;
	row->cells = rows->cells;
	row->n = rows->n;
	if (rows->width == 0)
		rows->width = rows->n;
	judge(rows, row);
}

const struct err *
csv_next(struct csv_rows *rows, struct row *row, bool *end)
{
	const struct err *err;

	rows->row_done = false;
	rows->n = 0;
	rows->used = 0;
	rows->broken = (size_t)NOT_BROKEN;
	str_reset(&rows->text);
	*end = false;
	if ((err = read_row(rows)))
		return err;
	if (rows->n == 0)
		*end = true;
	else
		hand_over(rows, row);
	return NULL;
}
