#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/finding.h"
#include "cmd/gate_emit.h"
#include "cmd/label.h"
#include "cmd/show.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"

/* "Verification (verification), since 2026-07-15, 131 days" */
static char *
stage_text(struct session *session, const struct shown *shown)
{
	const char *stage = record_stage(shown->record);
	const char *label = label_stage(session, stage);
	struct str text = STR_INIT;
	char since[DATE_SIZE];
	struct entry last;
	int64_t today;

	str_add(&text, label);
	if (!label_is_code(label, stage))
		str_addf(&text, " (%s)", stage);
	if (!record_last_entry(shown->record, &last) || last.at == 0)
		return str_take(&text);
	date_format(since, days_between(0, last.at));
	str_addf(&text, _(", since %s"), since);
	if (!shown->past && session_today(session, &today) == NULL)
		str_addf(&text, ngettext(", %zu day", ", %zu days",
		    (unsigned long)(today - days_between(0, last.at))),
		    (size_t)(today - days_between(0, last.at)));
	return str_take(&text);
}

static void
print_fields(struct session *session, const struct shown *shown)
{
	const char *labels[] = { _("id"), _("code"), _("stage"),
		_("as of commit") };
	char *stage = stage_text(session, shown);
	char *code = record_display(shown->record, "code");
	const char *values[] = { record_id(shown->record), code, stage,
		shown->past ? shown->commit : NULL };

	doc_title(&session->out,
	    record_title(shown->record, session->out.lang));
	show_fields(session, shown->record, labels, values, COUNT(labels));
	free(stage);
	free(code);
}

static void
shown_row(struct findings_row *row, const struct shown *shown, size_t i)
{
	finding_row(row, &shown->findings->items[i], shown->commit,
	    record_id(shown->record), shown->path);
}

static void
print_findings(struct session *session, const struct shown *shown)
{
	struct findings_row row;

	if (shown->findings->n > 0)
		doc_heading(&session->out, _("Findings"));
	for (size_t i = 0; i < shown->findings->n; i++) {
		shown_row(&row, shown, i);
		findings_print_row(&row, FINDINGS_ERROR, &session->out);
	}
}

void
show_document(struct session *session, const struct shown *shown)
{
	print_fields(session, shown);
	print_findings(session, shown);
	show_gate(session, shown);
	show_history(session, shown->record);
}

/* ---- For programs ---- */

void
show_json(struct session *session, const struct shown *shown)
{
	struct emit *emit = emit_begin(&session->out, "project");
	struct findings_row row;

	emit_text(emit, "commit", shown->commit);
	emit_text(emit, "file", shown->path);
	emit_tree(emit, "project", record_json(shown->record));
	emit_array(emit, "gates");
	for (size_t i = 0; i < shown->n_gates; i++)
		gate_emit(emit, shown->gates[i]);
	emit_close(emit);
	emit_array(emit, "findings");
	for (size_t i = 0; i < shown->findings->n; i++) {
		shown_row(&row, shown, i);
		findings_emit_row(emit, &row);
	}
	emit_close(emit);
	emit_end(emit);
}
