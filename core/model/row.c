#include "core/model/row.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"

static const struct err *
placed(const struct row *row, int64_t line, int column, const char *text)
{
	return err_new(ERR_DATA, "%s:%lld:%d: %s", row->file,
	    (long long)line, column, text);
}

const struct err *
row_err(const struct row *row, int64_t line, int column, const char *fmt,
    ...)
{
	const struct err *err;
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	err = placed(row, line, column, text);
	free(text);
	return err;
}

const struct err *
row_in(const struct err *err, const struct row *row, int64_t line,
    int column)
{
	return placed(row, line, column, err->msg);
}

/*
 * The strict reader says "row:1:COLUMN: …", knowing one line only; which
 * line of the file this is is known here.
 */
static const struct err *
relocate(const struct err *err, const struct row *row)
{
	static const char here[] = "row:1:";

	if (!str_starts(err->msg, here))
		return placed(row, row->line, 1, err->msg);
	return err_new(ERR_DATA, "%s:%lld:%s", row->file,
	    (long long)row->line, err->msg + strlen(here));
}

const struct err *
row_json(struct json **out, const struct row *row)
{
	const struct err *err;
	struct json *tree = NULL;

	if ((err = json_read_max(&tree, row->json, row->len, "row",
	    ROW_MAX)))
		return relocate(err, row);
	if (json_type(tree) == JSON_OBJECT) {
		*out = tree;
		return NULL;
	}
	json_free(tree);
	return row_err(row, row->line, 1,
	    _("each line must be a JSON object"));
}

const struct err *
row_json_err(const struct row *row, const char *path, const char *fmt, ...)
{
	const struct err *err;
	int line = 1, column = 1;
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	(void)json_locate(row->json, row->len, path, &line, &column);
	err = placed(row, row->line, column, text);
	free(text);
	return err;
}
