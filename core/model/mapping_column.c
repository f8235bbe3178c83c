#include "core/model/mapping_column.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/mapping.h"
#include "core/model/reader.h"

/* Reading one column of a mapping file. */

static const char *const column_names[] = { "name", "to", "optional",
	"make", "prefix", "values", "date", "number", "split", "also",
	"keep" };

/* What may stand beside `to`, by where the cell goes. */
static const struct allowed {
	const char *key;
	unsigned places;
} allowed[] = {
#define AT(place) (1U << (place))
	{ "make", AT(TO_ID) },
	{ "prefix", AT(TO_ID) },
	{ "values", AT(TO_FIELD) | AT(TO_STAGE) },
	{ "date", AT(TO_FIELD) },
	{ "number", AT(TO_FIELD) },
	{ "split", AT(TO_FIELD) },
	{ "also", AT(TO_FIELD) | AT(TO_STAGE) | AT(TO_CUSTOM) },
	{ "keep", AT(TO_FIELD) | AT(TO_STAGE) },
#undef AT
};

int
mapping_word(struct reader *r, const struct json *object, const char *key,
    struct names names)
{
	const char *word;

	if (!reader_string(r, object, key, &word))
		return -1;
	for (size_t i = 0; i < names.n; i++)
		if (strcmp(names.items[i], word) == 0)
			return (int)i;
	reader_fail(r, key, _("'%s' is not known here"), word);
	reader_near(r, word, names);
	return -1;
}

/* A path of a field that people may set, or a fault. */
static const struct field *
settable(struct reader *r, const char *key, const char *path)
{
	const struct err *err = NULL;
	const struct field *field = field_find(path, &err);
	char *first = xstrndup(path, strcspn(path, "."));
	const struct field *top = field_member(record_fields, first);

	free(first);
	if (field == NULL) {
		reader_fail(r, key, "%s", err->msg);
		return NULL;
	}
	if ((field->flags & FIELD_KEPT) ||
	    (top != NULL && (top->flags & FIELD_KEPT))) {
		reader_fail(r, key, _("'%s' is a field that only the program "
		    "changes"), path);
		return NULL;
	}
	return field;
}

static bool
read_field(struct reader *r, struct map_column *column, const char *to)
{
	column->path = json_path(to);
	if (column->path == NULL)
		return reader_fail(r, "to", _("'%s' is not a path"), to);
	if (str_starts(column->path, "custom.")) {
		column->to = TO_CUSTOM;
		return true;
	}
	column->to = TO_FIELD;
	column->field = settable(r, "to", column->path);
	return column->field != NULL;
}

char *
mapping_custom(struct reader *r, const char *at, const char *key)
{
	if (word_valid(key))
		return xasprintf("custom.%s", key);
	reader_fail(r, at, _("'%s' cannot be a key under custom"), key);
	reader_mend(r, _("give one of ASCII letters, digits, '_' and '-': "
	    "\"%s\": \"%s\""), at, strcmp(at, "to") == 0 ? "custom.some_key" :
	    "some_key");
	return NULL;
}

static bool
read_to(struct reader *r, const struct json *node, struct map_column *column)
{
	const char *to;

	if (!reader_string(r, node, "to", &to))
		return false;
	if (strcmp(to, "custom") == 0) {
		column->to = TO_CUSTOM;
		column->path = mapping_custom(r, "to", column->name);
		return column->path != NULL;
	}
	if (strcmp(to, "ignore") == 0)
		column->to = TO_NOWHERE;
	else if (strcmp(to, "id") == 0)
		column->to = TO_ID;
	else if (strcmp(to, "stage") == 0)
		column->to = TO_STAGE;
	else
		return read_field(r, column, to);
	return true;
}

/* Nothing stands beside `to` that has no meaning there. */
static bool
read_allowed(struct reader *r, const struct json *node,
    const struct map_column *column)
{
	for (size_t i = 0; i < COUNT(allowed); i++) {
		const char *key = allowed[i].key;

		if (json_get(node, key) == NULL ||
		    (allowed[i].places & (1U << column->to)))
			continue;
		return reader_fail(r, key,
		    _("'%s' has no meaning for a column that goes to '%s'"),
		    key, json_text(node, "to"));
	}
	return true;
}

static bool
read_pair(struct reader *r, const struct json *node, struct pairs *pairs,
    bool nullable)
{
	const char *key = json_key(node);
	char number[32];
	int64_t integer;

	if (json_string(node) != NULL) {
		pairs_add(pairs, key, json_string(node));
	} else if (json_integer(node, &integer)) {
		snprintf(number, sizeof(number), "%lld", (long long)integer);
		pairs_add(pairs, key, number);
	} else if (nullable && json_type(node) == JSON_NULL) {
		pairs_add(pairs, key, NULL);
	} else {
		return reader_fail(r, key,
		    _("a string or a whole number is asked here"));
	}
	return true;
}

/* The object at KEY, if any, as pairs. */
static bool
read_pairs(struct reader *r, const struct json *object, const char *key,
    struct pairs *pairs, bool nullable)
{
	const struct json *node = json_get(object, key), *child;
	size_t mark;
	bool fine;

	if (node == NULL)
		return true;
	mark = reader_enter(r, key);
	fine = reader_object(r, node);
	for (child = json_first(node); fine && child != NULL;
	    child = json_next(child))
		fine = read_pair(r, child, pairs, nullable);
	reader_leave(r, mark);
	return fine;
}

bool
mapping_constants(struct reader *r, const struct json *object, const char *key,
    struct pairs *pairs)
{
	size_t mark;
	bool fine;

	if (!read_pairs(r, object, key, pairs, false))
		return false;
	mark = reader_enter(r, key);
	fine = true;
	for (size_t i = 0; fine && i < pairs->n; i++)
		fine = settable(r, pairs->items[i].from,
		    pairs->items[i].from) != NULL;
	reader_leave(r, mark);
	return fine;
}

static bool
read_date(struct reader *r, const struct json *node,
    struct map_column *column)
{
	const struct err *err;
	const char *date;
	int64_t seconds;

	if (!reader_string_opt(r, node, "date", &date))
		return false;
	if (date == NULL)
		return true;
	if (column->field->type != FIELD_DATE &&
	    column->field->type != FIELD_TIME)
		return reader_fail(r, "date", _("'%s' is not a date"),
		    column->path);
	if ((err = time_read(&seconds, "", date)) && err->code == ERR_USAGE)
		return reader_fail(r, "date", "%s", err->msg);
	column->date = xstrdup(date);
	return true;
}

static bool
read_number(struct reader *r, const struct json *node,
    struct map_column *column)
{
	if (!reader_flag(r, node, "number", &column->number))
		return false;
	if (!column->number || column->field->type == FIELD_INTEGER ||
	    column->field->type == FIELD_MONEY ||
	    column->field->type == FIELD_DECIMAL)
		return true;
	return reader_fail(r, "number", _("'%s' is not a number"),
	    column->path);
}

static bool
read_split(struct reader *r, const struct json *node,
    struct map_column *column)
{
	const char *split;

	if (!reader_string_opt(r, node, "split", &split))
		return false;
	if (split == NULL)
		return true;
	if (column->field->type != FIELD_LIST)
		return reader_fail(r, "split", _("'%s' is not a list"),
		    column->path);
	column->split = xstrdup(split);
	return true;
}

/* true: under the column's name; a string: under that key. */
static bool
read_keep(struct reader *r, const struct json *node,
    struct map_column *column)
{
	const struct json *keep = json_get(node, "keep");
	const char *key = json_string(keep);

	if (keep == NULL || json_type(keep) == JSON_FALSE)
		return true;
	if (json_is_true(keep))
		key = column->name;
	if (key == NULL)
		return reader_fail(r, "keep",
		    _("'keep' must be true, false or a key"));
	column->keep = mapping_custom(r, "keep", key);
	return column->keep != NULL;
}

static bool
read_id(struct reader *r, const struct json *node, struct mapping *mapping)
{
	static const char *const makes[] = { "keep", "slug", "random" };
	const struct names names = { makes, COUNT(makes) };
	const char *prefix;
	int make;

	if (!reader_string_opt(r, node, "prefix", &prefix))
		return false;
	free(mapping->prefix);
	mapping->prefix = xstrdup0(prefix);
	if (json_get(node, "make") == NULL)
		return true;
	if ((make = mapping_word(r, node, "make", names)) < 0)
		return false;
	mapping_make_ids(mapping, (enum ids)make);
	return true;
}

/* No two columns with one name, or to one place. */
static bool
read_distinct(struct reader *r, const struct mapping *mapping)
{
	const struct map_column *new = &mapping->columns[mapping->n - 1];

	for (size_t i = 0; i + 1 < mapping->n; i++) {
		const struct map_column *old = &mapping->columns[i];
		const char *paths[] = { old->path, old->keep };

		if (strcmp(old->name, new->name) == 0)
			return reader_fail(r, "name",
			    _("column '%s' stands here twice"), new->name);
		if (old->to == new->to && new->path == NULL &&
		    new->to != TO_NOWHERE)
			return reader_fail(r, "to",
			    _("column '%s' goes there already"), old->name);
		for (size_t k = 0; k < COUNT(paths); k++) {
			const char *path = paths[k];

			if (path == NULL)
				continue;
			if ((new->path && strcmp(path, new->path) == 0) ||
			    (new->keep && strcmp(path, new->keep) == 0))
				return reader_fail(r, "to",
				    _("column '%s' goes there already"),
				    old->name);
		}
	}
	return true;
}

bool
mapping_read_column(struct reader *r, void *arg, const struct json *node)
{
	struct mapping *mapping = arg;
	const struct names names = { column_names, COUNT(column_names) };
	struct map_column *column;
	const char *name;

	if (!reader_members(r, node, names) ||
	    !reader_string(r, node, "name", &name))
		return false;
	column = mapping_add(mapping, name);
	column->has_values = json_get(node, "values") != NULL;
	if (!read_to(r, node, column) || !read_allowed(r, node, column) ||
	    !reader_flag(r, node, "optional", &column->optional))
		return false;
	if (column->to == TO_ID && !read_id(r, node, mapping))
		return false;
	if (column->to == TO_FIELD && (!read_date(r, node, column) ||
	    !read_number(r, node, column) || !read_split(r, node, column)))
		return false;
	return read_pairs(r, node, "values", &column->values, true) &&
	    mapping_constants(r, node, "also", &column->also) &&
	    read_keep(r, node, column) && read_distinct(r, mapping);
}
