#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/beside.h"
#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/gate_emit.h"
#include "cmd/label.h"
#include "cmd/show.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/* ---- What is ahead ---- */

static const struct err *
judge(struct session *session, struct shown *shown, const char *me,
    int64_t now, const struct transition *transition)
{
	struct step step = { .transition = transition->name, .by = me,
	    .at = now, .dossier = beside_dossier(&shown->beside) };
	const struct err *err;

	err = gate_judge(&shown->gates[shown->n_gates], shown->record, NULL,
	    session->tracker, &step);
	shown->n_gates += err == NULL;
	return err;
}

/* Looking takes no identity: without one it is nobody who would move. */
static char *
mover(struct session *session)
{
	char *me = NULL;

	return session_me(session, &me) == NULL ? me : xstrdup("");
}

/* The files of evidence are looked at only where a gate asks for some. */
static const struct err *
look_beside(struct session *session, struct shown *shown,
    const struct transition *const *ahead, size_t n)
{
	bool evidence = false;

	for (size_t i = 0; i < n; i++)
		evidence = evidence || gate_asks_evidence(ahead[i]);
	return beside_read(&shown->beside, session->tip, shown->record,
	    evidence);
}

void
show_judge(struct session *session, struct shown *shown)
{
	const struct transition **ahead;
	const struct workflow *workflow;
	size_t n;
	char *me;

	shown->no_gate = tracker_workflow(session->tracker, &workflow);
	if (shown->no_gate != NULL)
		return;
	ahead = gate_ahead(shown->record, workflow, &n);
	shown->no_gate = look_beside(session, shown, ahead, n);
	shown->gates = xcalloc(n + 1, sizeof(*shown->gates));
	me = mover(session);
	for (size_t i = 0; shown->no_gate == NULL && i < n; i++)
		shown->no_gate = judge(session, shown, me,
		    session_now(session, shown->record), ahead[i]);
	free(me);
	free(ahead);
}

void
show_gates_free(struct shown *shown)
{
	for (size_t i = 0; i < shown->n_gates; i++)
		gate_free(shown->gates[i]);
	free(shown->gates);
	shown->gates = NULL;
	shown->n_gates = 0;
	beside_release(&shown->beside);
}

static void
print_items(struct out *out, const char *id, const struct gate *gate)
{
	char *name, *command;

	for (size_t i = 0; i < gate->n; i++) {
		const struct gate_item *item = &gate->items[i];

		if (!item->met)
			gate_print_item(out, item);
	}
	if (!gate->passes)
		return;
	name = shell_quote(gate->transition->name);
	command = xasprintf("proven move %s %s", id, name);
	doc_check(out, '+', _("nothing is missing"), command);
	free(command);
	free(name);
}

/* "verify: feasibility -> verification", labels where there are any. */
static char *
gate_heading(const struct session *session, const struct gate *gate)
{
	const char *name = gate->transition->name;
	const char *label = label_transition(session, name);
	const char *to = gate->to != NULL ? label_stage(session, gate->to)
	    : "?";

	if (label_is_code(label, name))
		return xasprintf(_("Next: %s -> %s"), name, to);
	return xasprintf(_("Next: %s (%s) -> %s"), label, name, to);
}

/* The other steps are named, not judged: `proven gate` does that. */
static void
print_others(struct session *session, const struct shown *shown)
{
	struct str names = STR_INIT;
	char *text;

	for (size_t i = 1; i < shown->n_gates; i++)
		str_addf(&names, "%s%s", i > 1 ? ", " : "",
		    shown->gates[i]->transition->name);
	text = xasprintf(_("also possible from here: %s"), names.ptr);
	if (names.len > 0)
		doc_para(&session->out, text);
	free(text);
	str_release(&names);
}

void
show_gate(struct session *session, const struct shown *shown)
{
	struct out *out = &session->out;
	char *heading;

	if (shown->past)
		return;
	if (shown->n_gates == 0) {
		doc_heading(out, _("Next"));
		doc_para(out, shown->no_gate != NULL ? shown->no_gate->msg
		    : _("no transition leads on from here"));
		return;
	}
	heading = gate_heading(session, shown->gates[0]);
	doc_heading(out, heading);
	free(heading);
	print_items(out, record_id(shown->record), shown->gates[0]);
	print_others(session, shown);
}

/* ---- History ---- */

enum { COL_DATE, COL_TRANSITION, COL_TO, COL_BY, COL_REASON };

static const struct column columns[] = {
	[COL_DATE] = { "at", CELL_DATE, 0, N_("Date"), NULL },
	[COL_TRANSITION] = { "transition", CELL_TEXT, COLUMN_CUT,
	    N_("Transition"), NULL },
	[COL_TO] = { "to", CELL_TEXT, COLUMN_CUT, N_("To"), NULL },
	[COL_BY] = { "by", CELL_TEXT, COLUMN_CUT, N_("By"), NULL },
	[COL_REASON] = { "reason", CELL_TEXT, COLUMN_WRAP, N_("Reason"),
	    NULL },
};

static char *
reason_of(const struct record *record, const struct entry *entry, size_t i)
{
	char *path = xasprintf("history.%zu.override", i);
	char *override = record_display(record, path);
	struct strs parts = STRS_INIT;
	char *text;

	if (entry->code != NULL)
		strs_add(&parts, entry->code);
	if (entry->reason != NULL)
		strs_add(&parts, entry->reason);
	if (entry->source != NULL)
		strs_take(&parts, xasprintf(_("from %s"), entry->source));
	if (entry->recorded_source != NULL)
		strs_take(&parts, xasprintf(_("recorded, line %" PRId64),
		    entry->recorded_line));
	if (override != NULL)
		strs_take(&parts, xasprintf(_("overridden: %s"), override));
	text = parts.n > 0 ? strs_join(&parts, "; ") : NULL;
	strs_release(&parts);
	free(override);
	free(path);
	return text;
}

static void
history_row(struct session *session, struct table *table,
    const struct record *record, const struct entry *entry, size_t i)
{
	char *reason = reason_of(record, entry, i);
	char date[DATE_SIZE];

	date_format(date, days_between(0, entry->at));
	table_row(table);
	table_text(table, COL_DATE, date);
	table_text(table, COL_TRANSITION,
	    label_transition(session, entry->transition));
	table_text(table, COL_TO, label_stage(session, entry->to));
	table_text(table, COL_BY, label_person(session, entry->by));
	table_text(table, COL_REASON, reason);
	free(reason);
}

void
show_history(struct session *session, const struct record *record)
{
	size_t n;
	struct entry *entries = record_history(record, &n);
	struct table *table = table_new("history", columns, COUNT(columns));

	for (size_t i = 0; i < n; i++)
		history_row(session, table, record, &entries[i], i);
	if (n > 0)
		doc_heading(&session->out, _("History"));
	doc_table(&session->out, table);
	table_free(table);
	free(entries);
}
