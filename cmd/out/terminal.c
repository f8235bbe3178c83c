#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "cmd/out/table.h"
#include "cmd/out/term.h"
#include "cmd/out/text.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

/*
 * Tables for people.  Text is escaped, cut and wrapped here, so that it is
 * the same for every locale; libsmartcols aligns and colours it.
 */
static const char separator[] = "  ";
enum { SEPARATOR = sizeof(separator) - 1, NARROW = 8 };

/* A table with its cells as text and the widths that its columns get. */
struct layout {
	const struct table *table;
	struct out *out;
	char **texts;   /* row after row */
	size_t *widths; /* 0: hidden, there is no room */
};

static char *
text_of(const struct table *table, size_t row, size_t column)
{
	struct str text = STR_INIT;
	char *escaped;

	table_plain(&text, &table->columns[column],
	    table_value(table, row, column), ", ", true);
	escaped = out_escape(text.ptr);
	str_release(&text);
	return escaped;
}

static void
natural(struct layout *layout)
{
	const struct table *table = layout->table;
	size_t n = table->n_columns;

	for (size_t i = 0; i < n && !layout->out->no_header; i++)
		layout->widths[i] = utf8_width(
		    table_label(&table->columns[i]));
	for (size_t i = 0; i < table->n_rows * n; i++) {
		size_t width;

		layout->texts[i] = text_of(table, i / n, i % n);
		width = utf8_width(layout->texts[i]);
		if (width > layout->widths[i % n])
			layout->widths[i % n] = width;
	}
	for (size_t i = 0; i < n; i++)
		if (layout->widths[i] == 0)
			layout->widths[i] = 1;
}

static size_t
total(const struct layout *layout)
{
	size_t sum = 0, n = 0;

	for (size_t i = 0; i < layout->table->n_columns; i++) {
		sum += layout->widths[i];
		n += layout->widths[i] > 0;
	}
	return n > 0 ? sum + (n - 1) * SEPARATOR : 0;
}

/* The widest column that has one of FLAGS (0: any) and is above LEAST. */
static size_t *
widest(struct layout *layout, unsigned flags, size_t least)
{
	size_t *found = NULL;

	for (size_t i = 0; i < layout->table->n_columns; i++) {
		size_t *width = &layout->widths[i];

		if (flags != 0 &&
		    !(layout->table->columns[i].flags & flags))
			continue;
		if (*width > least && (found == NULL || *width > *found))
			found = width;
	}
	return found;
}

static void
shrink(struct layout *layout, unsigned flags, size_t least)
{
	size_t *width;

	while (total(layout) > layout->out->width &&
	    (width = widest(layout, flags, least)) != NULL)
		--*width;
}

/* Without the last columns, but with LEFT of them at least. */
static void
drop(struct layout *layout, size_t left)
{
	size_t i = layout->table->n_columns;

	while (i-- > left && total(layout) > layout->out->width)
		layout->widths[i] = 0;
}

/* First what may be cut, then anything; then there is room for less. */
static void
fit(struct layout *layout)
{
	if (!layout->out->fit)
		return;
	shrink(layout, COLUMN_CUT | COLUMN_WRAP, NARROW);
	shrink(layout, 0, NARROW);
	drop(layout, 2);
	shrink(layout, 0, 1);
	drop(layout, 1);
}

static bool
wraps(const struct layout *layout, size_t column)
{
	return layout->out->fit &&
	    layout->table->columns[column].flags & COLUMN_WRAP;
}

static char *
fitted(const struct layout *layout, size_t column, const char *text)
{
	struct str out = STR_INIT;
	size_t width = layout->widths[column];

	if (wraps(layout, column))
		text_wrap(&out, text, width, 0);
	else
		text_cut(&out, text, width);
	return str_take(&out);
}

static void
add_columns(const struct layout *layout, struct libscols_table *grid)
{
	const struct table *table = layout->table;

	for (size_t i = 0; i < table->n_columns; i++) {
		const struct column *column = &table->columns[i];
		bool right = column->flags & COLUMN_RIGHT ||
		    column->type == CELL_INTEGER;
		int flags = (right ? SCOLS_FL_RIGHT : 0) |
		    (wraps(layout, i) ? SCOLS_FL_WRAP : 0) |
		    (layout->widths[i] == 0 ? SCOLS_FL_HIDDEN : 0);
		char *label = fitted(layout, i, table_label(column));
		struct libscols_column *made;

		made = scols_table_new_column(grid, label, 0, flags);
		free(label);
		if (made == NULL)
			BUG("no column");
		if (wraps(layout, i))
			scols_column_set_wrapfunc(made,
			    scols_wrapnl_chunksize,
			    scols_wrapnl_nextchunk, NULL);
		if (layout->out->color)
			scols_cell_set_color(scols_column_get_header(made),
			    term_paint(layout->out, PAINT_STRONG));
	}
}

static void
add_rows(const struct layout *layout, struct libscols_table *grid)
{
	const struct table *table = layout->table;
	size_t n = table->n_columns;

	for (size_t row = 0; row < table->n_rows; row++) {
		struct libscols_line *line =
		    scols_table_new_line(grid, NULL);

		if (line == NULL)
			BUG("no line");
		for (size_t i = 0; i < n; i++) {
			enum paint paint = table_value(table, row, i)->paint;

			scols_line_refer_data(line, i, fitted(layout, i,
			    layout->texts[row * n + i]));
			if (paint != PAINT_NONE && layout->out->color)
				scols_cell_set_color(
				    scols_line_get_cell(line, i),
				    term_paint(layout->out, paint));
		}
	}
}

static void
print(const struct layout *layout)
{
	struct libscols_table *grid = scols_new_table();

	if (grid == NULL)
		BUG("no table");
	scols_table_set_stream(grid, layout->out->stream);
	scols_table_set_column_separator(grid, separator);
	scols_table_set_termforce(grid, SCOLS_TERMFORCE_NEVER);
	scols_table_enable_noencoding(grid, 1);
	scols_table_enable_noheadings(grid, layout->out->no_header);
	scols_table_enable_colors(grid, layout->out->color);
	add_columns(layout, grid);
	add_rows(layout, grid);
	scols_print_table(grid);
	scols_unref_table(grid);
}

void
table_terminal(const struct table *table, struct out *out)
{
	struct layout layout = { table, out, NULL, NULL };
	size_t n = table->n_rows * table->n_columns;

	if (table->n_rows == 0)
		return;
	layout.texts = xcalloc(n, sizeof(*layout.texts));
	layout.widths = xcalloc(table->n_columns, sizeof(*layout.widths));
	natural(&layout);
	fit(&layout);
	print(&layout);
	for (size_t i = 0; i < n; i++)
		free(layout.texts[i]);
	free(layout.texts);
	free(layout.widths);
}
