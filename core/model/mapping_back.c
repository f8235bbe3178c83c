#include "core/model/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/flat.h"
#include "core/model/mapping_column.h"
#include "core/model/record_impl.h"

/* From a project back to a row. */

/* Where the parts of a date stand in "2026-07-15T08:30:00Z". */
static const struct part {
	char letter;
	size_t at, len;
} parts[] = {
	{ 'Y', 0, 4 }, { 'y', 2, 2 }, { 'm', 5, 2 }, { 'd', 8, 2 },
	{ 'H', 11, 2 }, { 'M', 14, 2 }, { 'S', 17, 2 }
};

static void
add_month(struct str *out, const char *moment, bool whole)
{
	static const char *const months[] = { "January", "February",
	    "March", "April", "May", "June", "July", "August", "September",
	    "October", "November", "December" };
	int month = (moment[5] - '0') * 10 + moment[6] - '0';
	const char *name = months[month - 1];

	str_addn(out, name, whole ? strlen(name) : 3);
}

static void
add_part(struct str *out, const char *moment, char letter)
{
	if (letter == '%')
		str_addc(out, '%');
	else if (letter == 'z')
		str_add(out, "+0000");
	else if (letter == 'B' || letter == 'b')
		add_month(out, moment, letter == 'B');
	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].letter == letter)
			str_addn(out, moment + parts[i].at, parts[i].len);
}

/* VALUE, a date or a time, in FORMAT, which time_read knows; as it is
 * where it is neither. */
static char *
date_text(const char *value, const char *format)
{
	struct str out = STR_INIT;
	char moment[TIME_SIZE];
	int64_t seconds, days;

	if (date_parse(value, &days))
		seconds = days * 24 * 60 * 60;
	else if (!time_parse(value, &seconds))
		return xstrdup(value);
	time_format(moment, seconds);
	for (const char *p = format; *p != '\0'; p++) {
		if (*p == '%' && p[1] != '\0')
			add_part(&out, moment, *++p);
		else
			str_addc(&out, *p);
	}
	return str_take(&out);
}

/* The first text of `values` that gives VALUE (NULL: nothing); NULL. */
static const char *
text_of_value(const struct pairs *values, const char *value)
{
	for (size_t i = 0; i < values->n; i++) {
		const struct pair *pair = &values->items[i];
		bool same = value == NULL ? pair->to == NULL :
		    pair->to != NULL && strcmp(pair->to, value) == 0;

		if (same && strcmp(pair->from, "*") != 0)
			return pair->from;
	}
	return NULL;
}

static char *
list_back(const struct record *record, const struct map_column *column)
{
	const struct json *list = json_find(record->tree, column->path);
	const struct json *item = json_first(list);
	struct strs items = STRS_INIT;
	char *text;

	for (; item != NULL; item = json_next(item))
		if (json_string(item) != NULL)
			strs_add(&items, json_string(item));
	text = items.n > 0 ? strs_join(&items, column->split) : NULL;
	strs_release(&items);
	return text;
}

/* The text for what RECORD says now; NULL: nothing. */
static char *
text_back(const struct record *record, const struct map_column *column)
{
	char *value, *text;
	const char *named;

	if (column->to == TO_STAGE)
		value = xstrdup0(record_stage(record));
	else if (column->split != NULL)
		value = list_back(record, column);
	else
		value = flat_text(record, column->path);
	if (column->has_values) {
		named = text_of_value(&column->values, value);
		if (named == NULL)
			return value;
		text = xstrdup(named);
	} else if (column->date != NULL && value != NULL) {
		text = date_text(value, column->date);
	} else {
		return value;
	}
	free(value);
	return text;
}

/* Does RECORD hold at the column's path what VALUE (NULL: nothing) sets? */
static bool
holds(const struct record *record, const struct map_column *column,
    const char *value)
{
	const struct json *now = json_find(record->tree, column->path);
	const char *currency = record_text(record, "budget.currency");
	struct record *other;
	bool same;

	if (value == NULL && strcmp(column->path, "title") == 0)
		return strcmp(record_text(record, "title"),
		    record_id(record)) == 0;
	if (value == NULL)
		return now == NULL;
	other = record_new(record_id(record), record_id(record));
	same = (currency == NULL || record_set(other, "budget.currency",
	    currency, NULL) == NULL) &&
	    column_put(other, column, value, NULL) == NULL &&
	    json_equal(json_find(other->tree, column->path), now);
	record_free(other);
	return same;
}

/* Would KEPT, read again, give what RECORD says now? */
static bool
still_says(const struct record *record, const struct map_column *column,
    const char *kept)
{
	char *value = NULL;
	bool same;

	if (column_value(&value, column, kept) != NULL)
		return false;
	if (column->to == TO_STAGE)
		same = value != NULL && record_stage(record) != NULL &&
		    strcmp(value, record_stage(record)) == 0;
	else
		same = holds(record, column, value);
	free(value);
	return same;
}

static char *
custom_back(const struct record *record, const struct map_column *column)
{
	const struct json *node = json_find(record->tree, column->path);
	struct str out = STR_INIT;

	if (node == NULL || json_string(node) != NULL)
		return xstrdup0(json_string(node));
	json_write_compact(&out, node);
	return str_take(&out);
}

static char *
id_back(const struct record *record, const struct mapping *mapping)
{
	const char *id = record_id(record), *prefix = mapping->prefix;
	const char *original = record_text(record, "custom.id");

	if (mapping->make != IDS_KEEP) {
		if (original == NULL)
			original = record_text(record, "code");
		if (original != NULL)
			return xstrdup(original);
	}
	if (prefix != NULL && str_starts(id, prefix))
		id += strlen(prefix);
	return xstrdup(id);
}

static char *
cell_back(const struct record *record, const struct mapping *mapping,
    const struct map_column *column)
{
	const char *kept = NULL;

	if (column->keep != NULL)
		kept = record_text(record, column->keep);
	switch (column->to) {
	case TO_ID:
		return id_back(record, mapping);
	case TO_CUSTOM:
		return custom_back(record, column);
	case TO_STAGE:
	case TO_FIELD:
		return kept != NULL && still_says(record, column, kept) ?
		    xstrdup(kept) : text_back(record, column);
	default:
		return NULL;
	}
}

void
mapping_header(const struct mapping *mapping, struct strs *out)
{
	for (size_t i = 0; i < mapping->n; i++)
		strs_add(out, mapping->columns[i].name);
}

void
mapping_cells(const struct mapping *mapping, const struct record *record,
    struct strs *out)
{
	for (size_t i = 0; i < mapping->n; i++) {
		char *text = cell_back(record, mapping, &mapping->columns[i]);

		strs_take(out, text != NULL ? text : xstrdup(""));
	}
}

/* Does the mapping say where custom.KEY comes from? */
static bool
is_named(const struct mapping *mapping, const char *path)
{
	if (strcmp(path, "custom.id") == 0 ||
	    (mapping->row != NULL && strcmp(path, mapping->row) == 0))
		return true;
	for (size_t i = 0; i < mapping->n; i++) {
		const struct map_column *column = &mapping->columns[i];

		if ((column->path && strcmp(column->path, path) == 0) ||
		    (column->keep && strcmp(column->keep, path) == 0))
			return true;
	}
	return false;
}

void
mapping_survey(struct mapping *mapping, const struct record *record)
{
	struct strs keys = STRS_INIT;
	struct map_column *column;

	if (mapping->others != OTHERS_CUSTOM)
		return;
	record_keys(record, "custom", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *path = xasprintf("custom.%s", keys.items[i]);

		if (is_named(mapping, path)) {
			free(path);
			continue;
		}
		column = mapping_add(mapping, keys.items[i]);
		column->to = TO_CUSTOM;
		column->path = path;
	}
	strs_release(&keys);
}

int64_t
mapping_row(const struct mapping *mapping, const struct record *record)
{
	int64_t number;

	return mapping->row != NULL &&
	    record_integer(record, mapping->row, &number) ? number :
	    INT64_MAX;
}
