#include <stdlib.h>
#include <string.h>

#include "cmd/out/findings_parts.h"
#include "cmd/out/out.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* Findings for people, on a terminal or in a log. */

char *
findings_trust(const struct findings_report *report)
{
	if (report->based && report->since != NULL)
		return xasprintf(_("trusted as the base: %s"), report->since);
	if (report->anchor != NULL)
		return xasprintf(_("anchored at %s"), report->anchor);
	if (report->founding != NULL)
		return xasprintf(_("trusted on first use: %s"),
		    report->founding);
	if (report->since != NULL)
		return xasprintf(_("trusted with all before it: %s"),
		    report->since);
	return NULL;
}

/* "errors: 1; warnings: 0; notes: 2; excused: 1" */
static char *
counts(const struct findings_report *report)
{
	struct str text = STR_INIT;
	size_t excused = findings_excused(report);

	str_addf(&text, _("errors: %zu; warnings: %zu; notes: %zu"),
	    findings_count(report, FINDINGS_ERROR),
	    findings_count(report, FINDINGS_WARNING),
	    findings_count(report, FINDINGS_NOTE));
	if (excused > 0)
		str_addf(&text, _("; excused: %zu"), excused);
	return str_take(&text);
}

/* "commits: 12; trusted already: 3; not of this tracker: 1" */
static char *
extent(const struct findings_report *report)
{
	struct str text = STR_INIT;

	str_addf(&text, _("commits judged: %zu"), report->commits);
	if (report->trusted > 0)
		str_addf(&text, _("; trusted already: %zu"),
		    report->trusted);
	if (report->outside > 0)
		str_addf(&text, _("; before the tracker or beside it: %zu"),
		    report->outside);
	str_addf(&text, _("; projects: %zu"), report->projects);
	return str_take(&text);
}

void
findings_summary(const struct findings_report *report,
    char *lines[N_SUMMARY])
{
	size_t n = 0;

	memset(lines, 0, N_SUMMARY * sizeof(*lines));
	lines[n++] = counts(report);
	if (report->incomplete)
		lines[n++] = xstrdup(_("incomplete: not everything could be "
		    "looked at"));
	if (report->tip == NULL)
		return;
	if (report->since != NULL && !report->based &&
	    (report->anchor != NULL || report->founding != NULL))
		lines[n++] = xasprintf(_("trusted with all before it: %s"),
		    report->since);
	lines[n++] = extent(report);
	lines[n++] = xasprintf(_("transitions: %zu; signed: %zu; "
	    "authored: %zu; claimed: %zu"), report->transitions,
	    report->is_signed, report->is_authored, report->is_claimed);
}

/* "error: film, projects/film.json:2:3: what is wrong [PV104]" */
void
findings_print_row(const struct findings_row *row, enum findings_level least,
    struct out *out)
{
	bool fails = row->level >= least && row->excuse == NULL;
	struct str text = STR_INIT;
	char *line;

	str_addf(&text, "%s: ", _(findings_level_names[row->level]));
	findings_sentence(&text, row);
	line = out_escape(text.ptr);
	doc_check(out, fails ? '-' : ' ', line, row->mend);
	free(line);
	str_release(&text);
}

static void
print_heading(struct out *out, const struct findings_row *row)
{
	char *text;

	if (*row->commit == '\0') {
		doc_heading(out, _("not committed"));
		return;
	}
	text = xasprintf(_("commit %.*s"), COMMIT_SHOWN, row->commit);
	doc_heading(out, text);
	free(text);
}

static void
print_summary(const struct findings_report *report, struct out *out)
{
	char *lines[N_SUMMARY];
	bool good = findings_failing(report) == 0 && !report->incomplete;

	findings_summary(report, lines);
	doc_heading(out, _("Summary"));
	for (size_t i = 0; i < N_SUMMARY; i++) {
		if (lines[i] != NULL)
			doc_check(out, i > 0 ? ' ' : good ? '+' : '-',
			    lines[i], NULL);
		free(lines[i]);
	}
}

void
findings_text(const struct findings_report *report, struct out *out)
{
	char *trust = findings_trust(report);
	const char *commit = NULL;

	if (trust != NULL && !report->rows_only)
		doc_para(out, trust);
	for (size_t i = 0; i < report->n_rows; i++) {
		const struct findings_row *row = &report->rows[i];

		if (commit == NULL || strcmp(commit, row->commit) != 0)
			print_heading(out, row);
		commit = row->commit;
		findings_print_row(row, report->least, out);
	}
	if (!report->rows_only)
		print_summary(report, out);
	free(trust);
}
