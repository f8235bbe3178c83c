#include <stdio.h>
#include <string.h>

#include "cmd/out/table.h"
#include "cmd/out/text.h"

static void
heading(const struct table *table, struct out *out)
{
	struct str line = STR_INIT;

	for (size_t i = 0; i < table->n_columns; i++) {
		str_add(&line, "| ");
		text_markdown(&line, table_label(&table->columns[i]));
		str_addc(&line, ' ');
	}
	str_add(&line, "|\n");
	for (size_t i = 0; i < table->n_columns; i++)
		str_add(&line, table->columns[i].flags & COLUMN_RIGHT ||
		    table->columns[i].type == CELL_INTEGER ?
		    "| ---: " : "| --- ");
	str_add(&line, "|\n");
	fputs(line.ptr, out->stream);
	str_release(&line);
}

void
table_markdown(const struct table *table, struct out *out)
{
	struct str line = STR_INIT, text = STR_INIT;

	heading(table, out);
	for (size_t row = 0; row < table->n_rows; row++) {
		str_reset(&line);
		for (size_t i = 0; i < table->n_columns; i++) {
			str_reset(&text);
			table_plain(&text, &table->columns[i],
			    table_value(table, row, i), ", ", true);
			str_add(&line, "| ");
			text_markdown(&line, text.ptr);
			str_addc(&line, ' ');
		}
		fprintf(out->stream, "%s|\n", line.ptr);
	}
	str_release(&text);
	str_release(&line);
}
