#include "core/model/mapping_column.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/flat.h"
#include "core/model/mapping.h"
#include "core/model/record.h"

/* What the text of a cell stands for. */

static const struct pair *
pair_from(const struct pairs *pairs, const char *from)
{
	for (size_t i = 0; i < pairs->n; i++)
		if (strcmp(pairs->items[i].from, from) == 0)
			return &pairs->items[i];
	return NULL;
}

/* TEXT is none of those that `values` names. */
static const struct err *
no_value(const struct pairs *values, const char *text)
{
	const struct err *err;
	const char **names = xreallocarray(NULL, values->n + 1,
	    sizeof(*names));
	const char *near;

	for (size_t i = 0; i < values->n; i++)
		names[i] = values->items[i].from;
	near = str_nearest(text, names, values->n);
	err = err_new(ERR_DATA, _("'%s' is not among the mapping's values"),
	    text);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	free(names);
	return err;
}

static const struct err *
named_value(char **value, const struct pairs *values, const char *text)
{
	const struct pair *pair = pair_from(values, text);

	if (pair == NULL && *text != '\0')
		pair = pair_from(values, "*");
	if (pair == NULL && *text != '\0')
		return no_value(values, text);
	*value = pair != NULL ? xstrdup0(pair->to) : NULL;
	return NULL;
}

static const struct err *
date_value(char **value, const struct map_column *column, const char *text)
{
	const struct err *err;
	char date[DATE_SIZE], moment[TIME_SIZE];
	int64_t seconds;

	if ((err = time_read(&seconds, text, column->date)))
		return err_new(ERR_DATA, "%s", err->msg);
	if (column->field->type == FIELD_TIME) {
		time_format(moment, seconds);
		*value = xstrdup(moment);
		return NULL;
	}
	date_format(date, days_between(0, seconds));
	*value = xstrdup(date);
	return NULL;
}

static const struct err *
number_value(char **value, const char *text)
{
	struct decimal *number = decimal_parse(text);

	if (number == NULL)
		return err_new(ERR_DATA, _("'%s' is not a decimal number"),
		    text);
	*value = decimal_format(number);
	decimal_free(number);
	return NULL;
}

const struct err *
column_value(char **value, const struct map_column *column, const char *text)
{
	*value = NULL;
	if (column->has_values)
		return named_value(value, &column->values, text);
	if (*text == '\0')
		return NULL;
	if (column->date != NULL)
		return date_value(value, column, text);
	if (column->number)
		return number_value(value, text);
	*value = xstrdup(text);
	return NULL;
}

/* ITEM without blanks around it. */
static char *
trimmed(const char *item, size_t len)
{
	while (len > 0 && (item[len - 1] == ' ' || item[len - 1] == '\t'))
		len--;
	while (len > 0 && (*item == ' ' || *item == '\t')) {
		item++;
		len--;
	}
	return xstrndup(item, len);
}

static const struct err *
put_split(struct record *record, const struct map_column *column,
    const char *value, const struct tracker *tracker)
{
	const struct err *err;
	const char *end;

	if ((err = record_unset(record, column->path)))
		return err;
	for (; value != NULL && err == NULL;
	    value = end ? end + strlen(column->split) : NULL) {
		char *item;

		end = strstr(value, column->split);
		item = trimmed(value, end ? (size_t)(end - value) :
		    strlen(value));
		if (*item != '\0')
			err = record_add(record, column->path, item, tracker);
		free(item);
	}
	return err;
}

const struct err *
column_put(struct record *record, const struct map_column *column,
    const char *value, const struct tracker *tracker)
{
	if (column->split != NULL)
		return put_split(record, column, value, tracker);
	if (column->to == TO_CUSTOM && !column->plain)
		return flat_place(record, column->path,
		    json_new_string(value));
	return flat_put(record, column->path, value, tracker);
}
