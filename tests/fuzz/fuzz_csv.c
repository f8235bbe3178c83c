#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/import.h"
#include "core/base/utf8.h"
#include "core/model/row.h"
#include "tests/fuzz/fuzz.h"

/*
 * Rows of CSV: as many cells as headings, each of them text, each behind
 * the one before it.
 */

static void
check_row(const struct row *row, size_t width, int64_t *line, int *column)
{
	if (row->n != width)
		BUG("cells and headings differ in number");
	if (row->line != row->cells[0].line)
		BUG("the row begins elsewhere");
	for (size_t i = 0; i < row->n; i++) {
		const struct row_cell *cell = &row->cells[i];

		if (!utf8_valid(cell->text, strlen(cell->text)))
			BUG("a cell is no text");
		if (cell->line < *line || (cell->line == *line &&
		    cell->column <= *column))
			BUG("a cell lies before the one before it");
		*line = cell->line;
		*column = cell->column;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = ",;\t|";
	struct source source;
	struct csv_rows *rows;
	struct row row;
	size_t width = 0;
	int64_t line = 0;
	int column = 0;
	bool end = false;
	FILE *stream;

	if (size < 2)
		return 0;
	stream = fmemopen((void *)(uintptr_t)(data + 1), size - 1, "rb");
	if (stream == NULL || source_take(&source, stream, "f") != NULL ||
	    source_rewind(&source) != NULL)
		BUG("no stream");
	rows = csv_open(&source, delimiters[data[0] % 4]);
	while (csv_next(rows, &row, &end) == NULL && !end) {
		if (width == 0)
			width = row.n;
		if (row.bad == NULL)
			check_row(&row, width, &line, &column);
	}
	csv_close(rows);
	source_close(&source);
	return 0;
}
