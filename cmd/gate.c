#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "cmd/beside.h"
#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/gate_emit.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_gate = {
	"gate", N_("ID [TRANSITION]"),
	N_("what the next step asks: each condition, met or not"),
	CMD_STORE | CMD_TRACKER | CMD_PAGER, run
};

/* The judgements to show. */
struct gates {
	const struct record *record;
	const struct tracker *tracker;
	char *by;               /* who would move */
	int64_t at;
	struct beside beside;
	struct gate **items;
	size_t n, cap;
};

static const struct err *judge_all(struct session *, struct gates *,
    const char *word);
static void print(struct session *, const struct gates *);

static void
gates_release(struct gates *gates)
{
	for (size_t i = 0; i < gates->n; i++)
		gate_free(gates->items[i]);
	free(gates->items);
	free(gates->by);
	beside_release(&gates->beside);
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const struct opt opts[] = { OPT_END };
	struct gates gates = { .beside = BESIDE_INIT };
	struct record *record = NULL;
	char *id = NULL;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, 2)))
		goto done;
	if ((err = session_resolve(session, argv[0], &id)))
		goto done;
	if ((err = snapshot_record(session->tip, id, &record)))
		goto done;
	gates.record = record;
	gates.tracker = session->tracker;
	if ((err = beside_read(&gates.beside, session->tip, record, true)))
		goto done;
	if ((err = judge_all(session, &gates, argc == 2 ? argv[1] : NULL)))
		goto done;
	print(session, &gates);
done:
	gates_release(&gates);
	record_free(record);
	free(id);
	return err;
}

/*
 * Looking takes no identity: without one the mover is nobody, who holds no
 * role, and the clock is the system's.
 */
static void
find_mover(struct session *session, struct gates *gates)
{
	const struct err *err;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct entry last;

	err = actor_init(&actor, session->store, session->tracker);
	gates->by = xstrdup(err == NULL ? actor.by : "");
	gates->at = err == NULL ? actor.now : (int64_t)time(NULL);
	if (record_last_entry(gates->record, &last) && last.at > gates->at)
		gates->at = last.at;
	actor_release(&actor);
}

static const struct err *
judge(struct gates *gates, const struct transition *transition)
{
	const struct err *err;
	struct gate *gate = NULL;
	struct step step;

	memset(&step, 0, sizeof(step));
	step.transition = transition->name;
	step.by = gates->by;
	step.at = gates->at;
	step.dossier = beside_dossier(&gates->beside);
	err = gate_judge(&gate, gates->record, NULL, gates->tracker, &step);
	if (err != NULL)
		return err;
	GROW(gates->items, gates->n, gates->cap);
	gates->items[gates->n++] = gate;
	return NULL;
}

static const struct err *
judge_all(struct session *session, struct gates *gates, const char *word)
{
	const struct err *err;
	const struct workflow *workflow;
	const struct transition *one, **ahead;
	size_t n;

	if ((err = tracker_workflow(gates->tracker, &workflow)))
		return err;
	find_mover(session, gates);
	if (word != NULL) {
		err = gate_resolve(&one, gates->record, gates->tracker,
		    word);
		return err != NULL ? err : judge(gates, one);
	}
	ahead = gate_ahead(gates->record, workflow, &n);
	for (size_t i = 0; i < n && err == NULL; i++)
		if (gate_target(ahead[i], gates->record, workflow) != NULL)
			err = judge(gates, ahead[i]);
	free(ahead);
	return err;
}

/* ---- For people ---- */

/* "verify: feasibility -> verification (Begin to verify)" */
static char *
heading_of(const struct gate *gate, const char *lang)
{
	const char *name = gate->transition->name;
	const char *label = transition_label(gate->transition, lang);
	const char *to = gate->to != NULL ? gate->to : "?";

	if (strcasecmp(label, name) == 0)
		return xasprintf("%s: %s -> %s", name, gate->from, to);
	return xasprintf("%s: %s -> %s (%s)", name, gate->from, to, label);
}

static void
print_gate(struct session *session, const struct gates *gates,
    const struct gate *gate)
{
	char *heading = heading_of(gate, session->out.lang);
	char *name, *command;

	doc_heading(&session->out, heading);
	free(heading);
	for (size_t i = 0; i < gate->n; i++)
		gate_print_item(&session->out, &gate->items[i]);
	if (!gate->passes)
		return;
	name = shell_quote(gate->transition->name);
	command = xasprintf("proven move %s %s", record_id(gates->record),
	    name);
	doc_check(&session->out, '+', _("nothing is missing"), command);
	free(command);
	free(name);
}

static void
print_document(struct session *session, const struct gates *gates)
{
	const struct workflow *workflow = gates->tracker->workflow;
	const char *id = record_id(gates->record);
	const char *stage = record_stage(gates->record);
	const struct stage *known = workflow_stage(workflow, stage);
	const char *label = stage;
	char *title, *line;

	if (known != NULL)
		label = stage_label(known, session->out.lang);
	title = xasprintf("%s: %s", id,
	    record_title(gates->record, session->out.lang));
	doc_title(&session->out, title);
	if (strcmp(label, stage) != 0)
		line = xasprintf(_("in stage '%s' (%s)"), stage, label);
	else
		line = xasprintf(_("in stage '%s'"), stage);
	doc_para(&session->out, line);
	for (size_t i = 0; i < gates->n; i++)
		print_gate(session, gates, gates->items[i]);
	if (gates->n == 0)
		doc_para(&session->out,
		    _("no transition leads on from here"));
	free(title);
	free(line);
}

/* ---- For programs ---- */

static void
print_json(struct session *session, const struct gates *gates)
{
	struct emit *emit = emit_begin(&session->out, "gates");

	emit_text(emit, "id", record_id(gates->record));
	emit_text(emit, "stage", record_stage(gates->record));
	emit_text(emit, "by", *gates->by != '\0' ? gates->by : NULL);
	emit_time(emit, "at", gates->at);
	emit_array(emit, "gates");
	for (size_t i = 0; i < gates->n; i++)
		gate_emit(emit, gates->items[i]);
	emit_close(emit);
	emit_end(emit);
}

enum { COL_ID, COL_TRANSITION, COL_FROM, COL_TO, COL_PART, COL_NAME,
	COL_MET, COL_TEXT, COL_MEND };

static const struct column columns[] = {
	{ "id", CELL_TEXT, COLUMN_WHOLE, N_("Id"), N_("the project") },
	{ "transition", CELL_TEXT, 0, N_("Transition"),
	    N_("the transition asked about") },
	{ "from", CELL_TEXT, 0, N_("From"), N_("the stage it leaves") },
	{ "to", CELL_TEXT, 0, N_("To"), N_("the stage it leads to") },
	{ "part", CELL_TEXT, 0, N_("Part"),
	    N_("edge, by, need, input or override") },
	{ "name", CELL_TEXT, 0, N_("Condition"),
	    N_("stable name of the condition") },
	{ "met", CELL_BOOL, 0, N_("Met"), N_("whether it is met") },
	{ "text", CELL_TEXT, COLUMN_WRAP, N_("What is asked, and what is"),
	    N_("what is asked, and what is") },
	{ "mend", CELL_TEXT, COLUMN_WRAP, N_("Command"),
	    N_("the command that would meet it") }
};

/* One row a condition. */
static void
print_rows(struct session *session, const struct gates *gates)
{
	struct table *table = table_new("conditions", columns,
	    COUNT(columns));
	const struct gate_item *item;
	const struct gate *gate;

	for (size_t i = 0; i < gates->n; i++) {
		gate = gates->items[i];
		for (size_t j = 0; j < gate->n; j++) {
			item = &gate->items[j];
			table_row(table);
			table_text(table, COL_ID, record_id(gates->record));
			table_text(table, COL_TRANSITION,
			    gate->transition->name);
			table_text(table, COL_FROM, gate->from);
			table_text(table, COL_TO, gate->to);
			table_text(table, COL_PART,
			    gate_part_names[item->part]);
			table_text(table, COL_NAME, item->name);
			table_bool(table, COL_MET, item->met);
			table_text(table, COL_TEXT, item->text);
			table_text(table, COL_MEND,
			    item->met ? NULL : item->mend);
		}
	}
	table_print(table, &session->out);
	table_free(table);
}

static void
print(struct session *session, const struct gates *gates)
{
	switch (session->out.format) {
	case OUT_TABLE:
	case OUT_MARKDOWN:
		print_document(session, gates);
		break;
	case OUT_JSON:
		print_json(session, gates);
		break;
	default:
		print_rows(session, gates);
		break;
	}
}
