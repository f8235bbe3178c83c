#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/findings_parts.h"
#include "cmd/out/out.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* What runners of GitHub and GitLab show beside a change. */

/* ---- GitHub: commands in the log of a step ---- */

/* TEXT as the message of a command; as a property, too. */
static void
add_data(struct str *out, const char *text, bool property)
{
	for (; *text != '\0'; text++) {
		if (strchr("%\r\n", *text) != NULL ||
		    (property && strchr(":,", *text) != NULL))
			str_addf(out, "%%%02X", (unsigned char)*text);
		else
			str_addc(out, *text);
	}
}

static void
add_brief(struct str *out, const char *text, bool property)
{
	struct str brief = STR_INIT;

	findings_brief(&brief, text);
	add_data(out, brief.ptr, property);
	str_release(&brief);
}

/* "::error file=projects/film.json,line=2,col=3,title=PV104 film::…" */
static void
add_annotation(struct str *out, const struct findings_row *row)
{
	static const char *const commands[FINDINGS_LEVELS] = {
		[FINDINGS_NOTE] = "notice", [FINDINGS_WARNING] = "warning",
		[FINDINGS_ERROR] = "error",
	};

	str_addf(out, "::%s file=", commands[row->level]);
	add_brief(out, row->place, true);
	str_addf(out, ",line=%d", row->line > 0 ? row->line : 1);
	if (row->line > 0)
		str_addf(out, ",col=%d", row->column);
	str_addf(out, ",title=%s", row->rule);
	if (*row->project != '\0') {
		str_addc(out, ' ');
		add_brief(out, row->project, true);
	}
	str_add(out, "::");
	add_brief(out, row->text, false);
	if (*row->commit != '\0')
		str_addf(out, " (%.*s)", COMMIT_SHOWN, row->commit);
	if (row->mend != NULL) {
		str_add(out, "%0A");
		add_brief(out, row->mend, false);
	}
	str_addc(out, '\n');
}

/*
 * A line of the log.  It begins with a word of ours, so it is no command;
 * the older form of one, "##[error]", counts wherever it stands.
 */
static void
add_line(struct str *out, const struct findings_row *row)
{
	struct str line = STR_INIT;
	size_t before = out->len;

	str_addf(&line, "%s: %.*s: ", _(findings_level_names[row->level]),
	    COMMIT_SHOWN, *row->commit != '\0' ? row->commit : "-");
	findings_sentence(&line, row);
	findings_brief(out, line.ptr);
	for (char *at = out->ptr + before;
	    (at = strstr(at, "##[")) != NULL;)
		at[2] = '(';
	str_addc(out, '\n');
	str_release(&line);
}

/* That there are more of them than annotations. */
static void
add_left(struct str *out, size_t n)
{
	str_addf(out, _("the %d worst of %zu findings are annotations"),
	    ANNOTATIONS_MOST, n);
	str_addc(out, '\n');
}

void
findings_github(const struct findings_report *report, struct out *out)
{
	char *trust = findings_trust(report), *lines[N_SUMMARY];
	size_t *order = findings_worst_first(report);
	struct str text = STR_INIT;

	if (trust != NULL)
		str_addf(&text, "%s\n", trust);
	for (size_t i = 0; i < report->n_rows; i++)
		add_line(&text, &report->rows[i]);
	for (size_t i = 0; i < report->n_rows && i < ANNOTATIONS_MOST; i++)
		if (report->rows[order[i]].excuse == NULL)
			add_annotation(&text, &report->rows[order[i]]);
	if (report->n_rows > ANNOTATIONS_MOST)
		add_left(&text, report->n_rows);
	findings_summary(report, lines);
	for (size_t i = 0; i < N_SUMMARY; i++) {
		if (lines[i] != NULL)
			str_addf(&text, "%s\n", lines[i]);
		free(lines[i]);
	}
	fwrite(text.ptr, 1, text.len, out->stream);
	str_release(&text);
	free(order);
	free(trust);
}

/* ---- GitLab: a report of code quality ---- */

static void
emit_issue(struct emit *emit, const struct findings_row *row,
    const char *fingerprint)
{
	static const char *const severities[FINDINGS_LEVELS] = {
		[FINDINGS_NOTE] = "info", [FINDINGS_WARNING] = "minor",
		[FINDINGS_ERROR] = "critical",
	};
	struct str text = STR_INIT, line = STR_INIT;

	str_addf(&line, "%s%s%s", row->project,
	    *row->project != '\0' ? ": " : "", row->text);
	if (row->excuse != NULL)
		str_addf(&line, "; excused: %s", row->excuse);
	findings_brief(&text, line.ptr);
	emit_object(emit, NULL);
	emit_text(emit, "description", text.ptr);
	emit_text(emit, "check_name", row->rule);
	emit_text(emit, "fingerprint", fingerprint);
	emit_text(emit, "severity", row->excuse != NULL ?
	    severities[FINDINGS_NOTE] : severities[row->level]);
	emit_object(emit, "location");
	emit_text(emit, "path", row->place);
	emit_object(emit, "lines");
	emit_integer(emit, "begin", row->line > 0 ? row->line : 1);
	emit_close(emit);
	emit_close(emit);
	emit_close(emit);
	str_release(&line);
	str_release(&text);
}

void
findings_gitlab(const struct findings_report *report, struct out *out)
{
	char (*prints)[FINGERPRINT_SIZE] = findings_fingerprints(report);
	struct emit *emit = emit_bare(out);

	emit_array(emit, NULL);
	for (size_t i = 0; i < report->n_rows; i++)
		emit_issue(emit, &report->rows[i], prints[i]);
	emit_end(emit);
	free(prints);
}
