#include <stdlib.h>
#include <string.h>

#include "cmd/import.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/row.h"

struct line_rows {
	struct source *source;
	struct str text;
	int64_t line;
};

struct line_rows *
lines_open(struct source *source)
{
	static const struct str empty = STR_INIT;
	struct line_rows *rows = xcalloc(1, sizeof(*rows));

	rows->source = source;
	rows->text = empty;
	return rows;
}

void
lines_close(struct line_rows *rows)
{
	if (rows == NULL)
		return;
	str_release(&rows->text);
	free(rows);
}

/* One line without its end; *END: there is none. */
static const struct err *
read_line(struct line_rows *rows, bool *end)
{
	const struct err *err;
	struct source *source = rows->source;
	const char *newline = NULL;
	bool begun = false;

	str_reset(&rows->text);
	while (newline == NULL) {
		const char *ptr;
		size_t len;

		if ((err = source_fill(source)))
			return err;
		if (source->len == 0)
			break;
		begun = true;
		ptr = source->chunk + source->pos;
		len = source->len - source->pos;
		if ((newline = memchr(ptr, '\n', len)) != NULL)
			len = (size_t)(newline - ptr);
		source->pos += len + (newline != NULL);
		str_addn(&rows->text, ptr, len);
		if (rows->text.len > ROW_MAX)
			return err_new(ERR_DATA,
			    _("%s:%lld:1: the line is longer than %d bytes"),
			    source->name, (long long)rows->line + 1,
			    ROW_MAX);
	}
	*end = !begun;
	rows->line += begun;
	return NULL;
}

static bool
is_blank(const struct str *text)
{
	return strspn(text->ptr, " \t\r") == text->len;
}

const struct err *
lines_next(struct line_rows *rows, struct row *row, bool *end)
{
	static const struct row nothing;
	const struct err *err;

	do {
		if ((err = read_line(rows, end)))
			return err;
	} while (!*end && is_blank(&rows->text));
	*row = nothing;
	row->file = rows->source->name;
	row->line = rows->line;
	row->json = rows->text.ptr;
	row->len = rows->text.len;
	return NULL;
}
