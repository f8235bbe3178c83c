#include "core/model/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/fields.h"
#include "core/model/mapping_column.h"
#include "core/model/record_impl.h"
#include "core/model/row.h"

/* Headings, and where a cell came from. */

const char *
mapping_nearest(const struct mapping *mapping, const char *name)
{
	const char **names = xreallocarray(NULL, mapping->n + 1,
	    sizeof(*names));
	const char *near;

	for (size_t i = 0; i < mapping->n; i++)
		names[i] = mapping->columns[i].name;
	near = str_nearest(name, names, mapping->n);
	free(names);
	return near;
}

/* Every component of PATH can be a key. */
static bool
is_path_of_keys(const char *path)
{
	struct strs parts = STRS_INIT;
	bool fine = true;

	strs_split(&parts, path, '.');
	for (size_t i = 0; i < parts.n; i++)
		fine = fine && field_key_valid(parts.items[i]);
	strs_release(&parts);
	return fine;
}

const struct err *
mapping_add_other(struct map_column **out, struct mapping *mapping,
    const char *name)
{
	if (!is_path_of_keys(name))
		return err_mend(err_new(ERR_USAGE,
		    _("'%s' cannot be a key under custom"), name),
		    _("name it in the mapping: {\"name\": \"%s\", \"to\": "
		    "\"custom.some_key\"}"), name);
	*out = mapping_add(mapping, name);
	(*out)->to = TO_CUSTOM;
	(*out)->path = xasprintf("custom.%s", name);
	return NULL;
}

static const struct err *
unknown_heading(const struct mapping *mapping, const char *name)
{
	const struct err *err;
	const char *near = mapping_nearest(mapping, name);

	err = err_new(ERR_DATA, _("the mapping does not name column '%s'"),
	    name);
	if (near != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, _("name it there, with \"to\": \"ignore\" to "
	    "leave it out, or give \"others\": \"custom\""));
}

static const struct err *
mapped_heading(struct mapping *mapping, const char *name, size_t cell)
{
	const struct err *err;
	struct map_column *column = mapping_column(mapping, name);

	if (column == NULL) {
		if (mapping->others == OTHERS_REFUSE)
			return unknown_heading(mapping, name);
		if (mapping->others == OTHERS_IGNORE)
			return NULL;
		if ((err = mapping_add_other(&column, mapping, name)))
			return err;
	}
	column->cell = cell;
	return NULL;
}

/* Where the heading PATH leads that only the program fills otherwise. */
static enum map_to
special_heading(const char *path)
{
	static const struct {
		const char *path;
		enum map_to to;
	} table[] = {
		{ "id", TO_ID },
		{ "stage", TO_STAGE },
		{ "hold.from", TO_HOLD },
		{ "hold.code", TO_HOLD },
		{ "hold.review_by", TO_HOLD }
	};

	for (size_t i = 0; i < COUNT(table); i++)
		if (strcmp(table[i].path, path) == 0)
			return table[i].to;
	return TO_FIELD;
}

/* The path NAME as a field; ERR_USAGE with the near miss. */
static const struct err *
plain_field(struct map_column *column)
{
	const struct err *err;
	struct place place;

	if ((err = field_place(&place, column->path)))
		return err;
	if (place.kept != NULL && place.depth == 1)
		return kept_refuse(place.kept, column->path, "ID");
	column->field = place.field;
	if (place.field->type == FIELD_ANY)
		column->to = TO_CUSTOM;
	return NULL;
}

static const struct err *
plain_heading(struct mapping *mapping, const char *name, size_t cell)
{
	struct map_column *column;
	char *path = json_path(name);

	if (path == NULL)
		return err_new(ERR_DATA, _("'%s' is not a path"), name);
	column = mapping_add(mapping, name);
	column->cell = cell;
	column->plain = true;
	column->path = path;
	column->to = special_heading(path);
	return column->to == TO_FIELD ? plain_field(column) : NULL;
}

/* Forget the file that was read before. */
static void
unbind(struct mapping *mapping)
{
	while (mapping->n > mapping->named)
		mapping_drop(mapping);
	for (size_t i = 0; i < mapping->n; i++)
		mapping->columns[i].cell = CELL_NONE;
}

static const struct err *
heading(struct mapping *mapping, const struct row *row, size_t cell)
{
	const char *name = row->cells[cell].text;

	if (*name == '\0')
		return err_new(ERR_DATA, _("a column without a heading"));
	return mapping->plain ? plain_heading(mapping, name, cell) :
	    mapped_heading(mapping, name, cell);
}

static int
compare_cells(const void *a, const void *b)
{
	const struct row_cell *const *x = a, *const *y = b;
	int order = strcmp((*x)->text, (*y)->text);

	return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* The second of two cells of one text; NULL. */
static const struct row_cell *
find_twice(const struct row *row)
{
	const struct row_cell **cells = xreallocarray(NULL, row->n + 1,
	    sizeof(*cells));
	const struct row_cell *twice = NULL;

	for (size_t i = 0; i < row->n; i++)
		cells[i] = &row->cells[i];
	qsort(cells, row->n, sizeof(*cells), compare_cells);
	for (size_t i = 1; i < row->n; i++)
		if (*cells[i]->text != '\0' &&
		    strcmp(cells[i - 1]->text, cells[i]->text) == 0 &&
		    (twice == NULL || cells[i] < twice))
			twice = cells[i];
	free(cells);
	return twice;
}

static const struct err *
missing(const struct row *row, const char *name)
{
	const struct err *err;
	const char **names = xreallocarray(NULL, row->n + 1, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < row->n; i++)
		names[i] = row->cells[i].text;
	err = row_err(row, row->line, 1,
	    _("column '%s', which the mapping names, is missing"), name);
	near = str_nearest(name, names, row->n);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else
		err = err_mend(err, _("where it may be missing give "
		    "\"optional\": true"));
	free(names);
	return err;
}

const struct err *
mapping_headings(struct mapping *mapping, const struct row *row)
{
	const struct err *err;
	const struct row_cell *twice;

	unbind(mapping);
	if ((twice = find_twice(row)) != NULL)
		return row_err(row, twice->line, twice->column,
		    _("heading '%s' stands here twice"), twice->text);
	for (size_t i = 0; i < row->n; i++)
		if ((err = heading(mapping, row, i)))
			return row_in(err, row, row->cells[i].line,
			    row->cells[i].column);
	for (size_t i = 0; i < mapping->named; i++)
		if (mapping->columns[i].cell == CELL_NONE &&
		    !mapping->columns[i].optional)
			return missing(row, mapping->columns[i].name);
	return NULL;
}

/* Does COLUMN fill what lies at PATH, or something in it? */
static bool
fills(const struct map_column *column, const char *path)
{
	const char *own = column->path;
	size_t len;

	if (column->to == TO_ID)
		return strcmp(path, "id") == 0;
	if (column->to == TO_STAGE)
		return strcmp(path, "stage") == 0;
	if (own == NULL)
		return false;
	len = strlen(own) < strlen(path) ? strlen(own) : strlen(path);
	return strncmp(own, path, len) == 0 &&
	    (own[len] == '\0' || own[len] == '.') &&
	    (path[len] == '\0' || path[len] == '.');
}

/* Within a line of JSON: the value, or the nearest one around it. */
static void
place_in_json(const struct row *row, const char *path, int *column)
{
	char *at = xstrdup(path), *dot;
	int line;

	while (!json_locate(row->json, row->len, at, &line, column) &&
	    (dot = strrchr(at, '.')) != NULL)
		*dot = '\0';
	free(at);
}

void
mapping_place(const struct mapping *mapping, const struct row *row,
    const char *path, int64_t *line, int *column)
{
	*line = row->line;
	*column = 1;
	for (size_t i = 0; i < mapping->n; i++) {
		const struct map_column *from = &mapping->columns[i];

		if (!fills(from, path))
			continue;
		if (row->json != NULL) {
			place_in_json(row, from->name, column);
			return;
		}
		if (from->cell < row->n) {
			*line = row->cells[from->cell].line;
			*column = row->cells[from->cell].column;
			return;
		}
	}
	if (row->json != NULL)
		place_in_json(row, path, column);
}
