#include <stdlib.h>

#include "cmd/out/findings_parts.h"
#include "cmd/out/out.h"
#include "core/base/mem.h"

/* Findings for programs: a document, or a row each. */

static const char *
or_null(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

static void
emit_place(struct emit *emit, const char *key, int number)
{
	if (number > 0)
		emit_integer(emit, key, number);
	else
		emit_text(emit, key, NULL);
}

void
findings_emit_row(struct emit *emit, const struct findings_row *row)
{
	emit_object(emit, NULL);
	emit_text(emit, "rule", or_null(row->rule));
	emit_text(emit, "severity", findings_level_names[row->level]);
	emit_text(emit, "commit", or_null(row->commit));
	emit_text(emit, "project", or_null(row->project));
	emit_text(emit, "file", or_null(row->file));
	emit_text(emit, "path", or_null(row->path));
	emit_place(emit, "line", row->line);
	emit_place(emit, "column", row->column);
	emit_text(emit, "text", row->text);
	emit_text(emit, "mend", row->mend);
	emit_text(emit, "excuse", row->excuse);
	emit_close(emit);
}

static void
emit_count(struct emit *emit, const char *key, size_t n)
{
	emit_integer(emit, key, (int64_t)n);
}

static void
emit_counts(struct emit *emit, const struct findings_report *report)
{
	emit_object(emit, "counts");
	emit_count(emit, "error", findings_count(report, FINDINGS_ERROR));
	emit_count(emit, "warning",
	    findings_count(report, FINDINGS_WARNING));
	emit_count(emit, "note", findings_count(report, FINDINGS_NOTE));
	emit_count(emit, "excused", findings_excused(report));
	emit_close(emit);
}

/* What was judged; nothing of the history where it was not. */
static void
emit_extent(struct emit *emit, const struct findings_report *report)
{
	emit_text(emit, "command", report->command);
	emit_text(emit, "founding", report->founding);
	emit_text(emit, "anchor", report->anchor);
	emit_text(emit, "since", report->since);
	emit_text(emit, "tip", report->tip);
	emit_bool(emit, "incomplete", report->incomplete);
	emit_count(emit, "commits", report->commits);
	emit_count(emit, "trusted", report->trusted);
	emit_count(emit, "outside", report->outside);
	emit_count(emit, "projects", report->projects);
	emit_count(emit, "transitions", report->transitions);
	emit_object(emit, "strengths");
	emit_count(emit, "signed", report->is_signed);
	emit_count(emit, "authored", report->is_authored);
	emit_count(emit, "claimed", report->is_claimed);
	emit_close(emit);
}

void
findings_json(const struct findings_report *report, struct out *out)
{
	struct emit *emit = emit_begin(out, "findings");

	emit_extent(emit, report);
	emit_counts(emit, report);
	emit_array(emit, "findings");
	for (size_t i = 0; i < report->n_rows; i++)
		findings_emit_row(emit, &report->rows[i]);
	emit_close(emit);
	emit_end(emit);
}

/* ---- Rows ---- */

enum { RULE, SEVERITY, COMMIT, PROJECT, FILE_NAME, PATH, LINE, COLUMN, TEXT,
	MEND, EXCUSE };

static const struct column columns[] = {
	[RULE] = { "rule", CELL_TEXT, 0, NULL, NULL },
	[SEVERITY] = { "severity", CELL_TEXT, 0, NULL, NULL },
	[COMMIT] = { "commit", CELL_TEXT, 0, NULL, NULL },
	[PROJECT] = { "project", CELL_TEXT, 0, NULL, NULL },
	[FILE_NAME] = { "file", CELL_TEXT, 0, NULL, NULL },
	[PATH] = { "path", CELL_TEXT, 0, NULL, NULL },
	[LINE] = { "line", CELL_INTEGER, 0, NULL, NULL },
	[COLUMN] = { "column", CELL_INTEGER, 0, NULL, NULL },
	[TEXT] = { "text", CELL_TEXT, 0, NULL, NULL },
	[MEND] = { "mend", CELL_TEXT, 0, NULL, NULL },
	[EXCUSE] = { "excuse", CELL_TEXT, 0, NULL, NULL },
};

static void
fill_row(struct table *table, const struct findings_row *row)
{
	table_row(table);
	table_text(table, RULE, row->rule);
	table_text(table, SEVERITY, findings_level_names[row->level]);
	table_text(table, COMMIT, or_null(row->commit));
	table_text(table, PROJECT, or_null(row->project));
	table_text(table, FILE_NAME, or_null(row->file));
	table_text(table, PATH, or_null(row->path));
	if (row->line > 0) {
		table_integer(table, LINE, row->line);
		table_integer(table, COLUMN, row->column);
	}
	table_text(table, TEXT, row->text);
	table_text(table, MEND, row->mend);
	table_text(table, EXCUSE, row->excuse);
}

void
findings_rows(const struct findings_report *report, struct out *out)
{
	struct table *table = table_new("findings", columns, COUNT(columns));

	for (size_t i = 0; i < report->n_rows; i++)
		fill_row(table, &report->rows[i]);
	table_print(table, out);
	table_free(table);
}
