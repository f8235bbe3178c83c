#include <string.h>

#include "cmd/import.h"
#include "core/base/i18n.h"
#include "core/model/mapping.h"
#include "core/model/row.h"

static const struct err *
read_headings(struct rows *rows, struct mapping *mapping)
{
	const struct err *err;
	struct row row;
	bool end;

	if ((err = csv_next(rows->csv, &row, &end)))
		return err;
	if (end)
		return err_new(ERR_DATA,
		    _("%s:1:1: the file is empty; the first row must be that "
		    "of the headings"), rows->source->name);
	if (row.bad != NULL)
		return row.bad;
	return mapping != NULL ? mapping_headings(mapping, &row) : NULL;
}

const struct err *
rows_open(struct rows *rows, struct source *source, enum import_type type,
    struct mapping *mapping)
{
	const struct err *err;

	memset(rows, 0, sizeof(*rows));
	rows->source = source;
	if ((err = source_rewind(source)))
		return err;
	if (type == IMPORT_JSONL) {
		rows->lines = lines_open(source);
		return NULL;
	}
	rows->csv = csv_open(source,
	    mapping != NULL ? mapping_delimiter(mapping) : ',');
	return read_headings(rows, mapping);
}

void
rows_close(struct rows *rows)
{
	csv_close(rows->csv);
	lines_close(rows->lines);
	memset(rows, 0, sizeof(*rows));
}

const struct err *
rows_next(struct rows *rows, struct row *row, bool *end)
{
	const struct err *err;

	err = rows->csv != NULL ? csv_next(rows->csv, row, end) :
	    lines_next(rows->lines, row, end);
	if (err == NULL)
		row->number = ++rows->number;
	return err;
}
