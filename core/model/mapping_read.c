#include "core/model/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/mapping_column.h"
#include "core/model/reader.h"

enum { COLUMNS_MAX = 4096 };

static const char *const root_names[] = { "format", "columns", "others",
	"set", "row", "delimiter", "newline", "bom" };

static bool
read_columns(struct reader *r, const struct json *root,
    struct mapping *mapping)
{
	const struct json *list = json_get(root, "columns");
	bool fine;

	if (json_type(list) != JSON_ARRAY || json_count(list) == 0)
		return reader_fail(r, list != NULL ? "columns" : NULL,
		    _("'columns' must be a list of columns"));
	if (json_count(list) > COLUMNS_MAX)
		return reader_fail(r, "columns",
		    _("'columns' has more than %d items"), COLUMNS_MAX);
	fine = reader_each(r, list, "columns", mapping_read_column, mapping);
	mapping->named = mapping->n;
	return fine;
}

static bool
read_delimiter(struct reader *r, const struct json *root,
    struct mapping *mapping)
{
	const char *text;

	if (!reader_string_opt(r, root, "delimiter", &text))
		return false;
	if (text == NULL)
		return true;
	if (strlen(text) != 1 || strchr(",;\t|", *text) == NULL)
		return reader_fail(r, "delimiter", _("the delimiter must be "
		    "',', ';', '|' or a tab"));
	mapping->delimiter = *text;
	return true;
}

static bool
read_row(struct reader *r, const struct json *root, struct mapping *mapping)
{
	const char *key;

	if (!reader_string_opt(r, root, "row", &key))
		return false;
	if (key == NULL)
		return true;
	if ((mapping->row = mapping_custom(r, "row", key)) == NULL)
		return false;
	for (size_t i = 0; i < mapping->n; i++) {
		const struct map_column *column = &mapping->columns[i];

		if ((column->path &&
		    strcmp(column->path, mapping->row) == 0) ||
		    (column->keep && strcmp(column->keep, mapping->row) == 0))
			return reader_fail(r, "row",
			    _("column '%s' goes there already"),
			    column->name);
	}
	return true;
}

static bool
read_form(struct reader *r, const struct json *root,
    struct mapping *mapping)
{
	static const char *const newlines[] = { "lf", "crlf" };
	static const char *const others[] = { "refuse", "custom", "ignore" };
	int word = 0;

	if (json_get(root, "others") != NULL) {
		word = mapping_word(r, root, "others",
		    (struct names){ others, COUNT(others) });
		if (word < 0)
			return false;
		mapping->others = (enum others)word;
	}
	if (json_get(root, "newline") != NULL) {
		word = mapping_word(r, root, "newline",
		    (struct names){ newlines, COUNT(newlines) });
		if (word < 0)
			return false;
		mapping->crlf = word == 1;
	}
	return reader_flag(r, root, "bom", &mapping->bom) &&
	    read_delimiter(r, root, mapping) && read_row(r, root, mapping) &&
	    mapping_constants(r, root, "set", &mapping->constants);
}

static bool
read_root(struct reader *r, const struct json *root, struct mapping *mapping)
{
	const struct names names = { root_names, COUNT(root_names) };
	int64_t format;

	if (!reader_members(r, root, names) ||
	    !reader_integer(r, root, "format", 1, INT32_MAX, &format))
		return false;
	if (format != 1)
		return reader_fail(r, "format", _("format %lld is not known "
		    "to this version; it knows format 1"),
		    (long long)format);
	return read_columns(r, root, mapping) && read_form(r, root, mapping);
}

/*
 * The fault with the place of the member at fault; of what is around it
 * where its key is no path ("values" may hold any text).
 */
static const struct err *
located(const struct err *err, const char *path, const char *text,
    size_t len, const char *name)
{
	char *at = xstrdup(path), *dot, *where;
	int line = 1, column = 1;

	while (!json_locate(text, len, at, &line, &column) &&
	    (dot = strrchr(at, '.')) != NULL)
		*dot = '\0';
	free(at);
	where = xasprintf("%s:%d:%d", name, line, column);
	err = err_in(err, where);
	free(where);
	return err;
}

const struct err *
mapping_read(struct mapping **out, const char *text, size_t len,
    const char *name)
{
	struct reader r = READER_INIT;
	struct mapping *mapping = NULL;
	struct json *root = NULL;
	const struct err *err;
	char *where = NULL;

	if ((err = json_read_max(&root, text, len, name, MAPPING_MAX)))
		return err;
	mapping = mapping_plain();
	mapping->plain = false;
	(void)read_root(&r, root, mapping);
	if ((err = reader_end(&r, &where))) {
		err = located(err, where, text, len, name);
		mapping_free(mapping);
	} else {
		*out = mapping;
	}
	free(where);
	json_free(root);
	return err;
}
