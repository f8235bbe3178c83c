#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/findings_parts.h"
#include "cmd/out/out.h"
#include "cmd/out/text.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* Findings as Markdown, for the summary of a job or a pull request. */

enum { HEADING_MOST = 64 }; /* bytes that a heading takes at most */

static void
add_heading(struct str *out, const struct findings_row *row)
{
	if (*row->commit == '\0')
		str_addf(out, "### %s\n\n", _("not committed"));
	else
		str_addf(out, "### `%.*s`\n\n", COMMIT_SHOWN, row->commit);
}

static void
add_brief(struct str *out, const char *text)
{
	struct str brief = STR_INIT;

	findings_brief(&brief, text);
	text_markdown(out, brief.ptr);
	str_release(&brief);
}

/* "- **error PV104** film, projects/film.json:2:3: what is wrong" */
static void
add_row(struct str *out, const struct findings_row *row)
{
	struct str where = STR_INIT, excuse = STR_INIT;

	findings_where(&where, row);
	str_addf(out, "- **%s %s** ", _(findings_level_names[row->level]),
	    row->rule);
	if (where.len > 0) {
		add_brief(out, where.ptr);
		str_add(out, ": ");
	}
	add_brief(out, row->text);
	if (row->excuse != NULL) {
		str_addf(&excuse, _("; excused: %s"), row->excuse);
		add_brief(out, excuse.ptr);
	}
	if (row->mend != NULL) {
		str_add(out, "\n  ");
		text_code(out, row->mend);
	}
	str_addc(out, '\n');
	str_release(&where);
	str_release(&excuse);
}

/* Which rows have room in LIMIT bytes: the worst ones. */
static bool *
choose(char *const *texts, const struct findings_report *report,
    size_t limit, size_t *left)
{
	bool *chosen = xcalloc(report->n_rows + 1, sizeof(*chosen));
	size_t *order = findings_worst_first(report), used = 0, n = 0;

	for (; n < report->n_rows; n++) {
		used += strlen(texts[order[n]]) + HEADING_MOST;
		if (used > limit)
			break;
		chosen[order[n]] = true;
	}
	*left = report->n_rows - n;
	free(order);
	return chosen;
}

static void
add_left(struct str *out, size_t left)
{
	str_addc(out, '\n');
	str_addf(out, _("findings that have no room here: %zu"), left);
	str_addc(out, '\n');
}

void
findings_markdown(struct str *out, const struct findings_report *report,
    size_t limit)
{
	char **texts = xcalloc(report->n_rows + 1, sizeof(*texts));
	const char *commit = NULL;
	struct str text = STR_INIT;
	size_t left = 0;
	bool *chosen;

	for (size_t i = 0; i < report->n_rows; i++) {
		add_row(&text, &report->rows[i]);
		texts[i] = str_take(&text);
	}
	chosen = choose(texts, report, limit, &left);
	for (size_t i = 0; i < report->n_rows; i++) {
		const struct findings_row *row = &report->rows[i];

		if (chosen[i] && (commit == NULL ||
		    strcmp(commit, row->commit) != 0)) {
			str_add(out, commit != NULL ? "\n" : "");
			add_heading(out, row);
			commit = row->commit;
		}
		str_add(out, chosen[i] ? texts[i] : "");
		free(texts[i]);
	}
	if (left > 0)
		add_left(out, left);
	free(chosen);
	free(texts);
}

/* The page whole. */
void
findings_page(const struct findings_report *report, struct out *out)
{
	char *trust = findings_trust(report), *lines[N_SUMMARY];
	struct str text = STR_INIT;

	findings_summary(report, lines);
	if (!report->rows_only) {
		str_addf(&text, "## proven %s\n\n", report->command);
		if (trust != NULL)
			str_addf(&text, "%s\n\n", trust);
	}
	for (size_t i = 0; i < N_SUMMARY; i++) {
		if (lines[i] != NULL && !report->rows_only)
			str_addf(&text, "- %s\n", lines[i]);
		free(lines[i]);
	}
	if (report->n_rows > 0 && text.len > 0)
		str_addc(&text, '\n');
	findings_markdown(&text, report, MARKDOWN_MOST - text.len - 128);
	fwrite(text.ptr, 1, text.len, out->stream);
	str_release(&text);
	free(trust);
}
