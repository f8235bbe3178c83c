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

/* How readily a column is cut: the first group goes first. */
enum cut { CUT_FIRST, CUT_NEXT, CUT_NEVER };

static enum cut
cut_of(const struct column *column)
{
	if (column->flags & (COLUMN_CUT | COLUMN_WRAP))
		return CUT_FIRST;
	if (column->flags & COLUMN_WHOLE)
		return CUT_NEVER;
	return column->type == CELL_TEXT || column->type == CELL_LIST ?
	    CUT_NEXT : CUT_NEVER;
}

/* The widest column above LEAST, of those that are cut no later than CUT. */
static size_t *
widest(struct layout *layout, enum cut cut, size_t least)
{
	size_t *found = NULL;

	for (size_t i = 0; i < layout->table->n_columns; i++) {
		size_t *width = &layout->widths[i];

		if (cut_of(&layout->table->columns[i]) > cut)
			continue;
		if (*width > least && (found == NULL || *width > *found))
			found = width;
	}
	return found;
}

static void
shrink(struct layout *layout, enum cut cut, size_t least)
{
	size_t *width;

	while (total(layout) > layout->out->width &&
	    (width = widest(layout, cut, least)) != NULL)
		--*width;
}

/*
 * Half a date or half an id is of no use: where there is no room for them,
 * the last columns stay away, and the rest has theirs.  When two are left,
 * anything is cut.
 */
static void
fit(struct layout *layout)
{
	size_t n = layout->table->n_columns;
	size_t *natural_widths = xcalloc(n, sizeof(*natural_widths));

	for (size_t i = 0; i < n; i++)
		natural_widths[i] = layout->widths[i];
	for (size_t left = n;; left--) {
		for (size_t i = 0; i < n; i++)
			layout->widths[i] = i < left ? natural_widths[i] : 0;
		shrink(layout, CUT_FIRST, NARROW);
		shrink(layout, CUT_NEXT, NARROW);
		if (left <= 2 || total(layout) <= layout->out->width)
			break;
	}
	shrink(layout, CUT_NEVER, NARROW);
	shrink(layout, CUT_NEVER, 1);
	if (n > 1 && total(layout) > layout->out->width)
		layout->widths[1] = 0;
	free(natural_widths);
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

/* Blanks that fill the last column are of no use at the end of a line. */
static void
print_lines(const char *text, FILE *stream)
{
	size_t line, len;

	while (*text != '\0') {
		line = len = strcspn(text, "\n");
		while (len > 0 && text[len - 1] == ' ')
			len--;
		fwrite(text, 1, len, stream);
		fputc('\n', stream);
		text += line + (text[line] != '\0');
	}
}

static void
print(const struct layout *layout)
{
	struct libscols_table *grid = scols_new_table();
	char *text = NULL;

	if (grid == NULL)
		BUG("no table");
	scols_table_set_column_separator(grid, separator);
	scols_table_set_termforce(grid, SCOLS_TERMFORCE_NEVER);
	scols_table_enable_noencoding(grid, 1);
	scols_table_enable_noheadings(grid, layout->out->no_header);
	scols_table_enable_colors(grid, layout->out->color);
	add_columns(layout, grid);
	add_rows(layout, grid);
	if (scols_print_table_to_string(grid, &text) != 0)
		BUG("no text");
	print_lines(text, layout->out->stream);
	free(text);
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
	if (out->fit)
		fit(&layout);
	print(&layout);
	for (size_t i = 0; i < n; i++)
		free(layout.texts[i]);
	free(layout.texts);
	free(layout.widths);
}
