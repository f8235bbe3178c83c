#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/out.h"
#include "cmd/out/term.h"
#include "cmd/out/text.h"
#include "core/base/utf8.h"

/* What struct out.last holds. */
enum { NOTHING, HEADING, ITEM, BLOCK };

/*
 * A blank line parts blocks and follows a heading in Markdown; items stand
 * together, and right below their heading on a terminal.
 */
static void
begin(struct out *out, int what)
{
	bool markdown = out->format == OUT_MARKDOWN;
	bool close = (out->last == ITEM && what == ITEM) ||
	    (out->last == HEADING && what != HEADING && !markdown);

	if (out->last != NOTHING && !close)
		fputc('\n', out->stream);
	out->last = what;
}

static size_t
room(const struct out *out, size_t used)
{
	return out->width > used + 10 ? out->width - used : 10;
}

/* The text of one line in Markdown, after PREFIX. */
static void
markdown_line(struct out *out, const char *prefix, const char *text)
{
	struct str line = STR_INIT;

	text_markdown(&line, text);
	fprintf(out->stream, "%s%s\n", prefix, line.ptr);
	str_release(&line);
}

static void
painted_lines(struct out *out, enum paint paint, const char *text)
{
	char *escaped = out_escape(text);
	struct str lines = STR_INIT;

	text_wrap(&lines, escaped, room(out, 0), 0);
	fprintf(out->stream, "%s%s%s\n", term_paint(out, paint), lines.ptr,
	    term_plain(out, paint));
	str_release(&lines);
	free(escaped);
}

void
doc_title(struct out *out, const char *text)
{
	begin(out, HEADING);
	if (out->format == OUT_MARKDOWN)
		markdown_line(out, "# ", text);
	else
		painted_lines(out, PAINT_STRONG, text);
}

void
doc_heading(struct out *out, const char *text)
{
	begin(out, HEADING);
	if (out->format == OUT_MARKDOWN)
		markdown_line(out, "## ", text);
	else
		painted_lines(out, PAINT_STRONG, text);
}

/* LEAD, padded to COLUMN, then TEXT wrapped and indented to there. */
static void
hanging(struct out *out, enum paint paint, const char *lead, size_t column,
    const char *text)
{
	char *escaped = out_escape_lines(text), *first = out_escape(lead);
	struct str lines = STR_INIT, pad = STR_INIT;
	size_t used = utf8_width(first);

	/* A lead wider than its column has a line of its own. */
	if (used > column) {
		str_addc(&pad, '\n');
		used = 0;
	}
	text_pad(&pad, column - used);
	text_wrap(&lines, escaped, room(out, column), column);
	fprintf(out->stream, "%s%s%s%s%s\n", term_paint(out, paint), first,
	    term_plain(out, paint), pad.ptr, lines.ptr);
	str_release(&pad);
	str_release(&lines);
	free(first);
	free(escaped);
}

/* "- **LEAD** TEXT" */
static void
markdown_item(struct out *out, const char *lead, const char *text)
{
	struct str line = STR_INIT;

	str_add(&line, "- **");
	text_markdown(&line, lead);
	str_add(&line, "** ");
	text_markdown(&line, text);
	fprintf(out->stream, "%s\n", line.ptr);
	str_release(&line);
}

void
doc_field(struct out *out, const char *label, size_t label_width,
    const char *value)
{
	if (value == NULL)
		return;
	begin(out, ITEM);
	if (out->format == OUT_MARKDOWN)
		markdown_item(out, label, value);
	else
		hanging(out, PAINT_DIM, label, label_width + 2, value);
}

void
doc_term(struct out *out, const char *term, size_t width, const char *text)
{
	struct str lead = STR_INIT;

	begin(out, ITEM);
	if (out->format == OUT_MARKDOWN) {
		markdown_item(out, term, text);
		return;
	}
	str_addf(&lead, "  %s", term);
	hanging(out, PAINT_NONE, lead.ptr, width + 2, text);
	str_release(&lead);
}

void
doc_para(struct out *out, const char *text)
{
	begin(out, BLOCK);
	if (out->format == OUT_MARKDOWN)
		markdown_line(out, "", text);
	else
		hanging(out, PAINT_NONE, "", 0, text);
}

/* A command in the running text, in Markdown: as code. */
static void
markdown_command(struct out *out, const char *command)
{
	struct str code = STR_INIT;

	text_code(&code, command);
	fprintf(out->stream, "  %s\n", code.ptr);
	str_release(&code);
}

void
doc_check(struct out *out, char mark, const char *text, const char *command)
{
	bool met = mark == '+', unmet = mark == '-';
	char *escaped;

	begin(out, ITEM);
	if (out->format == OUT_MARKDOWN) {
		markdown_line(out, met ? "- [x] " : "- [ ] ", text);
		if (command != NULL)
			markdown_command(out, command);
		return;
	}
	hanging(out, met ? PAINT_GOOD : unmet ? PAINT_BAD : PAINT_NONE,
	    met ? "  ✓ " : unmet ? "  ✗ " : "  · ", 4, text);
	if (command == NULL)
		return;
	escaped = out_escape(command);
	fprintf(out->stream, "      %s%s%s\n", term_paint(out, PAINT_DIM),
	    escaped, term_plain(out, PAINT_DIM));
	free(escaped);
}

void
doc_table(struct out *out, struct table *table)
{
	if (table_rows(table) == 0)
		return;
	begin(out, BLOCK);
	table_print(table, out);
}

void
doc_code(struct out *out, const char *language, const char *text)
{
	char *escaped = out_escape_lines(text);
	const char *fence = "```";
	size_t len = strlen(escaped);

	while (len > 0 && escaped[len - 1] == '\n')
		escaped[--len] = '\0';
	/* Text that has a fence of its own gets a longer one. */
	if (strstr(escaped, "```") != NULL)
		fence = "``````````";
	begin(out, BLOCK);
	if (out->format == OUT_MARKDOWN)
		fprintf(out->stream, "%s%s\n%s\n%s\n", fence, language,
		    escaped, fence);
	else
		fprintf(out->stream, "%s\n", escaped);
	free(escaped);
}
