#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/table.h"

/* Values separated by commas or tabs. */

static void
add_csv(struct str *out, const char *text)
{
	size_t len = strlen(text);
	bool quote = len == 0 || strpbrk(text, ",\"\r\n") != NULL ||
	    text[0] == ' ' || text[len - 1] == ' ';

	if (!quote) {
		str_add(out, text);
		return;
	}
	str_addc(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			str_addc(out, '"');
		str_addc(out, *text);
	}
	str_addc(out, '"');
}

static void
add_tsv(struct str *out, const char *text)
{
	static const char codes[256] = {
		['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r', ['\\'] = '\\',
	};

	for (; *text != '\0'; text++) {
		char code = codes[(unsigned char)*text];

		if (code != 0)
			str_addc(out, '\\');
		str_addc(out, code != 0 ? code : *text);
	}
}

static void
add(struct str *line, const struct out *out, const char *text)
{
	char *escaped = out->tty ? out_escape_lines(text) : NULL;

	if (escaped != NULL)
		text = escaped;
	if (out->format == OUT_CSV)
		add_csv(line, text);
	else
		add_tsv(line, text);
	free(escaped);
}

static char
mark(const struct out *out)
{
	return out->format == OUT_CSV ? ',' : '\t';
}

static void
heading(const struct table *table, struct out *out)
{
	struct str line = STR_INIT;

	for (size_t i = 0; i < table->n_columns; i++) {
		if (i > 0)
			str_addc(&line, mark(out));
		add(&line, out, table->columns[i].name);
	}
	fprintf(out->stream, "%s\n", line.ptr);
	str_release(&line);
}

void
table_separated(const struct table *table, struct out *out)
{
	struct str line = STR_INIT, text = STR_INIT;

	if (!out->no_header)
		heading(table, out);
	for (size_t row = 0; row < table->n_rows; row++) {
		str_reset(&line);
		for (size_t i = 0; i < table->n_columns; i++) {
			const struct value *value =
			    table_value(table, row, i);

			if (i > 0)
				str_addc(&line, mark(out));
			if (!value->present)
				continue;
			str_reset(&text);
			table_plain(&text, &table->columns[i], value, ";",
			    false);
			add(&line, out, text.ptr);
		}
		fprintf(out->stream, "%s\n", line.ptr);
	}
	str_release(&text);
	str_release(&line);
}
