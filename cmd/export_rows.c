#include <stdlib.h>
#include <string.h>

#include "cmd/export.h"
#include "cmd/out/plain.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

struct export_rows {
	struct out *out;
	struct strs header;
	struct csv_form form;
	struct column *columns; /* of TABLE */
	struct table *table;    /* table, tsv, markdown */
	struct emit *emit;      /* json */
	struct str line;        /* csv */
};

void
export_json_line(struct out *out, const struct str *line)
{
	struct str safe = STR_INIT;
	uint32_t cp;
	size_t n;

	for (size_t i = 0; i < line->len; i += n) {
		n = utf8_next(line->ptr + i, line->len - i, &cp);
		if (n == 0)
			BUG("JSON that is not UTF-8");
		if (n > 1 && utf8_is_control(cp))
			str_addf(&safe, "\\u%04x", (unsigned)cp);
		else
			str_addn(&safe, line->ptr + i, n);
	}
	out_bytes(out, safe.ptr, safe.len);
	str_release(&safe);
}

/*
 * RFC 4180, and quotes only where they are needed: what was read comes back
 * byte for byte.
 */
static void
add_cell(struct export_rows *rows, const char *text)
{
	const char special[] = { rows->form.delimiter, '"', '\r', '\n',
		'\0' };

	if (text == NULL)
		return;
	if (strpbrk(text, special) == NULL) {
		str_add(&rows->line, text);
		return;
	}
	str_addc(&rows->line, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			str_addc(&rows->line, '"');
		str_addc(&rows->line, *text);
	}
	str_addc(&rows->line, '"');
}

static void
write_csv(struct export_rows *rows, char *const *cells)
{
	str_reset(&rows->line);
	for (size_t i = 0; cells != NULL && i < rows->header.n; i++) {
		char *safe = rows->out->tty && cells[i] != NULL ?
		    out_escape_lines(cells[i]) : NULL;

		if (i > 0)
			str_addc(&rows->line, rows->form.delimiter);
		add_cell(rows, safe != NULL ? safe : cells[i]);
		free(safe);
	}
	/* A row of one empty cell would be no row. */
	if (rows->line.len == 0)
		str_add(&rows->line, "\"\"");
	str_add(&rows->line, rows->form.crlf ? "\r\n" : "\n");
	out_bytes(rows->out, rows->line.ptr, rows->line.len);
}

static void
write_object(struct emit *emit, const struct export_rows *rows,
    char *const *cells)
{
	for (size_t i = 0; i < rows->header.n; i++)
		if (cells[i] != NULL)
			emit_text(emit, rows->header.items[i], cells[i]);
}

static void
begin_table(struct export_rows *rows)
{
	size_t n = rows->header.n;

	rows->columns = xcalloc(n + 1, sizeof(*rows->columns));
	for (size_t i = 0; i < n; i++) {
		rows->columns[i].name = rows->header.items[i];
		rows->columns[i].type = CELL_TEXT;
	}
	rows->table = table_new("projects", rows->columns, n);
}

struct export_rows *
export_rows_new(struct out *out, const struct strs *header,
    const struct csv_form *form)
{
	static const struct strs no_items = STRS_INIT;
	static const struct str no_text = STR_INIT;
	struct export_rows *rows = xcalloc(1, sizeof(*rows));

	rows->out = out;
	rows->form = *form;
	rows->header = no_items;
	rows->line = no_text;
	for (size_t i = 0; i < header->n; i++)
		strs_add(&rows->header, header->items[i]);
	if (out->format == OUT_CSV) {
		if (form->bom)
			out_text(out, "\xef\xbb\xbf");
		write_csv(rows, rows->header.items);
	} else if (out->format == OUT_JSON) {
		rows->emit = emit_begin(out, "projects");
		emit_array(rows->emit, "projects");
	} else if (out->format != OUT_JSONL) {
		begin_table(rows);
	}
	return rows;
}

void
export_rows_add(struct export_rows *rows, char *const *cells)
{
	struct emit *emit;

	if (rows->table != NULL) {
		table_row(rows->table);
		for (size_t i = 0; i < rows->header.n; i++)
			if (cells[i] != NULL)
				table_text(rows->table, i, cells[i]);
	} else if (rows->out->format == OUT_CSV) {
		write_csv(rows, cells);
	} else if (rows->out->format == OUT_JSON) {
		emit_object(rows->emit, NULL);
		write_object(rows->emit, rows, cells);
		emit_close(rows->emit);
	} else {
		emit = emit_begin(rows->out, "project");
		write_object(emit, rows, cells);
		emit_end(emit);
	}
}

void
export_rows_end(struct export_rows *rows)
{
	if (rows == NULL)
		return;
	if (rows->table != NULL) {
		table_print(rows->table, rows->out);
		table_free(rows->table);
	}
	if (rows->emit != NULL) {
		emit_close(rows->emit);
		emit_end(rows->emit);
	}
	free(rows->columns);
	str_release(&rows->line);
	strs_release(&rows->header);
	free(rows);
}
