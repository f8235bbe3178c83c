#include "cmd/out/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

struct table *
table_new(const char *plural, const struct column *columns, size_t n)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->plural = plural;
	table->columns = columns;
	table->n_columns = n;
	return table;
}

void
table_free(struct table *table)
{
	if (table == NULL)
		return;
	for (size_t i = 0; i < table->n_rows * table->n_columns; i++) {
		free(table->values[i].text);
		strs_release(&table->values[i].list);
	}
	free(table->values);
	free(table);
}

void
table_row(struct table *table)
{
	size_t used = table->n_rows * table->n_columns;

	if (used + table->n_columns > table->cap) {
		table->cap = 2 * table->cap + 16 * table->n_columns;
		table->values = xreallocarray(table->values, table->cap,
		    sizeof(*table->values));
	}
	memset(table->values + used, 0,
	    table->n_columns * sizeof(*table->values));
	table->n_rows++;
}

/* The value of COLUMN in the last row; it must be of a type in TYPES. */
static struct value *
last(struct table *table, size_t column, unsigned types)
{
	if (table->n_rows == 0 || column >= table->n_columns)
		BUG("no such cell");
	if (!(types & 1U << table->columns[column].type))
		BUG("a cell of another type");
	return &table->values[(table->n_rows - 1) * table->n_columns +
	    column];
}

void
table_text(struct table *table, size_t column, const char *text)
{
	struct value *value = last(table, column,
	    1U << CELL_TEXT | 1U << CELL_DATE);

	free(value->text);
	value->text = xstrdup0(text);
	value->present = text != NULL;
}

static void
set_number(struct value *value, int64_t number)
{
	value->number = number;
	value->present = true;
}

void
table_integer(struct table *table, size_t column, int64_t number)
{
	set_number(last(table, column, 1U << CELL_INTEGER), number);
}

void
table_bool(struct table *table, size_t column, bool yes)
{
	set_number(last(table, column, 1U << CELL_BOOL), yes);
}

void
table_time(struct table *table, size_t column, int64_t seconds)
{
	set_number(last(table, column, 1U << CELL_TIME), seconds);
}

void
table_list(struct table *table, size_t column, const struct strs *list)
{
	struct value *value = last(table, column, 1U << CELL_LIST);

	strs_release(&value->list);
	value->present = list != NULL;
	for (size_t i = 0; list != NULL && i < list->n; i++)
		strs_add(&value->list, list->items[i]);
}

void
table_paint(struct table *table, size_t column, enum paint paint)
{
	last(table, column, ~0U)->paint = paint;
}

size_t
table_rows(const struct table *table)
{
	return table->n_rows;
}

const struct value *
table_value(const struct table *table, size_t row, size_t column)
{
	return &table->values[row * table->n_columns + column];
}

const char *
table_label(const struct column *column)
{
	const char *label = column->label;

	return label != NULL && *label != '\0' ? _(label) : column->name;
}

/* "2026-07-15 08:30" for people, UTC; else as records have it. */
static void
plain_time(struct str *out, int64_t seconds, bool people)
{
	char text[TIME_SIZE];

	time_format(text, seconds);
	if (people)
		str_addf(out, "%.10s %.5s", text, text + 11);
	else
		str_add(out, text);
}

void
table_plain(struct str *out, const struct column *column,
    const struct value *value, const char *part, bool people)
{
	char *joined;

	if (!value->present)
		return;
	switch (column->type) {
	case CELL_TEXT:
	case CELL_DATE:
		str_add(out, value->text);
		break;
	case CELL_INTEGER:
		str_addf(out, "%" PRId64, value->number);
		break;
	case CELL_BOOL:
		str_add(out, people ?
		    value->number ? _("yes") : _("no") :
		    value->number ? "true" : "false");
		break;
	case CELL_TIME:
		plain_time(out, value->number, people);
		break;
	case CELL_LIST:
		joined = strs_join(&value->list, part);
		str_add(out, joined);
		free(joined);
		break;
	}
}

void
table_print(struct table *table, struct out *out)
{
	switch (out->format) {
	case OUT_TABLE:
		table_terminal(table, out);
		break;
	case OUT_JSON:
	case OUT_JSONL:
		table_json(table, out);
		break;
	case OUT_CSV:
	case OUT_TSV:
		table_separated(table, out);
		break;
	case OUT_MARKDOWN:
		table_markdown(table, out);
		break;
	default:
		BUG("a table in a format of findings");
	}
}
