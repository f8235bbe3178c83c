#include "cmd/finding.h"

#include "cmd/out/out.h"

enum findings_level
finding_level(enum severity severity)
{
	/* Both count up from what weighs least. */
	static const enum findings_level levels[] = {
		[SEVERITY_NOTE] = FINDINGS_NOTE,
		[SEVERITY_WARNING] = FINDINGS_WARNING,
		[SEVERITY_ERROR] = FINDINGS_ERROR,
	};

	return levels[severity];
}

void
finding_row(struct findings_row *out, const struct finding *finding,
    const char *commit, const char *project, const char *file)
{
	*out = (struct findings_row){
		.rule = rule_id(finding->rule),
		.level = finding_level(finding->severity),
		.commit = commit, .project = project,
		.file = file, .place = file, .path = finding->path,
		.line = finding->line, .column = finding->column,
		.text = finding->text, .mend = finding->mend,
	};
}

void
finding_cells(struct table *table, const char *const *texts, size_t n,
    int line, int column)
{
	table_row(table);
	for (size_t i = 0; i < n; i++)
		if (texts[i] != NULL && *texts[i] != '\0')
			table_text(table, i, texts[i]);
	if (line > 0) {
		table_integer(table, n, line);
		table_integer(table, n + 1, column);
	}
}
