#include "core/model/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/flat.h"
#include "core/model/mapping_column.h"
#include "core/model/mapping_json.h"
#include "core/model/record_impl.h"
#include "core/model/row.h"

/* From a row to a project. */

void
draft_release(struct draft *draft)
{
	static const struct draft nothing;

	record_free(draft->record);
	free(draft->stage);
	free(draft->hold_from);
	free(draft->hold_code);
	free(draft->hold_review_by);
	*draft = nothing;
}

/* A row at work. */
struct work {
	struct draft *draft;
	const struct mapping *mapping;
	const struct row *row;
	const struct tracker *tracker;
	char **texts; /* a JSON row's, by column; NULL: a CSV row */
};

/* The text of a cell; "" where the row has none. */
static const char *
text_at(const struct work *work, size_t i)
{
	size_t cell = work->mapping->columns[i].cell;

	if (work->texts != NULL)
		return work->texts[i] != NULL ? work->texts[i] : "";
	return cell < work->row->n ? work->row->cells[cell].text : "";
}

/* ERR, which column I is to blame for. */
static const struct err *
blame(const struct work *work, size_t i, const struct err *err)
{
	const struct map_column *column = &work->mapping->columns[i];
	const struct row *row = work->row;

	if (!column->plain)
		err = err_new(ERR_DATA, _("column '%s': %s"), column->name,
		    err->msg);
	if (row->json != NULL)
		return row_json_err(row, column->name, "%s", err->msg);
	if (column->cell < row->n)
		return row_in(err, row, row->cells[column->cell].line,
		    row->cells[column->cell].column);
	return row_in(err, row, row->line, 1);
}

static const struct err *
put_constants(struct record *record, const struct pairs *pairs,
    const struct tracker *tracker)
{
	const struct err *err = NULL;

	for (size_t i = 0; i < pairs->n && err == NULL; i++)
		err = record_set(record, pairs->items[i].from,
		    pairs->items[i].to, tracker);
	return err;
}

static void
put_hold(struct draft *draft, const char *path, char *value)
{
	char **at = &draft->hold_from;

	if (strcmp(path, "hold.code") == 0)
		at = &draft->hold_code;
	else if (strcmp(path, "hold.review_by") == 0)
		at = &draft->hold_review_by;
	free(*at);
	*at = value;
}

static const struct err *
put_value(struct work *work, const struct map_column *column, char *value)
{
	const struct err *err = NULL;
	struct draft *draft = work->draft;

	switch (column->to) {
	case TO_STAGE:
		draft->stage = xstrdup(value);
		break;
	case TO_HOLD:
		put_hold(draft, column->path, xstrdup(value));
		break;
	case TO_FIELD:
	case TO_CUSTOM:
		err = column_put(draft->record, column, value, work->tracker);
		break;
	default:
		break;
	}
	if (err != NULL)
		return err;
	return put_constants(draft->record, &column->also, work->tracker);
}

/* Is the text as it stands to be kept?  One that sets nothing and says
 * nothing is told by the absence of both; a title is never absent. */
static bool
keeps(const struct map_column *column, const char *text, const char *value)
{
	return column->keep != NULL && (*text != '\0' || value != NULL ||
	    (column->path != NULL && strcmp(column->path, "title") == 0));
}

static const struct err *
put_column(struct work *work, size_t i)
{
	const struct err *err;
	const struct map_column *column = &work->mapping->columns[i];
	const char *text = text_at(work, i);
	char *value = NULL;

	if (column->to == TO_NOWHERE || column->to == TO_ID)
		return NULL;
	if ((err = column_value(&value, column, text)))
		return blame(work, i, err);
	if (keeps(column, text, value))
		err = flat_place(work->draft->record, column->keep,
		    json_new_string(text));
	if (err == NULL && value != NULL)
		err = put_value(work, column, value);
	if (err != NULL)
		err = blame(work, i, err);
	free(value);
	return err;
}

/* Money is read by its currency, which therefore comes first. */
static bool
goes_first(const struct map_column *column)
{
	return column->path != NULL &&
	    strcmp(column->path, "budget.currency") == 0;
}

static const struct err *
put_columns(struct work *work)
{
	const struct err *err = NULL;
	const struct mapping *mapping = work->mapping;

	for (size_t i = 0; i < mapping->n && err == NULL; i++)
		if (goes_first(&mapping->columns[i]))
			err = put_column(work, i);
	for (size_t i = 0; i < mapping->n && err == NULL; i++)
		if (!goes_first(&mapping->columns[i]))
			err = put_column(work, i);
	return err;
}

static size_t
id_column(const struct mapping *mapping)
{
	size_t i = 0;

	while (i < mapping->n && mapping->columns[i].to != TO_ID)
		i++;
	return i;
}

/* A record with its id, which is its title until it gets one. */
static const struct err *
begin(struct work *work, const char **original)
{
	const struct err *err;
	const struct mapping *mapping = work->mapping;
	size_t i = id_column(mapping);
	char *id = NULL;

	*original = i < mapping->n ? text_at(work, i) : NULL;
	if ((err = foreign_id(&id, *original,
	    *original == NULL ? IDS_RANDOM : mapping->make,
	    mapping->prefix)))
		return blame(work, i, err);
	work->draft->record = record_new(id, id);
	free(id);
	return NULL;
}

static const struct err *
fill(struct work *work)
{
	const struct err *err;
	const char *original;
	struct record *record;

	if ((err = begin(work, &original)))
		return err;
	record = work->draft->record;
	if ((err = put_constants(record, &work->mapping->constants,
	    work->tracker)))
		return row_in(err, work->row, work->row->line, 1);
	if ((err = put_columns(work)))
		return err;
	if (work->mapping->row != NULL && (err = flat_place(record,
	    work->mapping->row, json_new_integer(work->row->number))))
		return row_in(err, work->row, work->row->line, 1);
	if (work->mapping->make != IDS_KEEP &&
	    (err = mapping_put_original(record, original)))
		return blame(work, id_column(work->mapping), err);
	order_record(record->tree);
	return NULL;
}

const struct err *
mapping_apply(struct draft *out, struct mapping *mapping,
    const struct row *row, const struct tracker *tracker)
{
	const struct err *err = NULL;
	struct work work = { out, mapping, row, tracker, NULL };
	bool whole = row->json != NULL && mapping->plain;

	memset(out, 0, sizeof(*out));
	if (row->json != NULL && !whole)
		err = json_texts(&work.texts, mapping, row);
	if (err == NULL)
		err = whole ? json_draft(out, mapping, row) : fill(&work);
	json_texts_free(work.texts, mapping);
	if (err != NULL)
		draft_release(out);
	return err;
}
