#include "cmd/workflow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "cmd/out/plain.h"
#include "cmd/verb.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_workflow = {
	"workflow", N_("show | set FILE | graph"),
	N_("stages, transitions and what they ask: show, set, draw"),
	CMD_PAGER, run
};
/* The same once it is known that a tracker is needed. */
static const struct cmd on_tracker = {
	"workflow", N_("show | set FILE | graph"),
	N_("stages, transitions and what they ask: show, set, draw"),
	CMD_STORE | CMD_TRACKER | CMD_PAGER, run
};

enum { WORKFLOW_MAX = 1024 * 1024 };

struct options {
	const char *preset, *as;
	bool orphans;
};

typedef const struct err *workflow_fn(struct session *,
    const struct options *, char **operands);
static workflow_fn run_show, run_set, run_graph;

static const struct verb verbs[] = {
	{ "show", "", 0, 0, " preset " },
	{ "set", N_("FILE"), 1, 1, " allow-orphans " },
	{ "graph", "", 0, 0, " as " }
};
static workflow_fn *const runs[] = { run_show, run_set, run_graph };

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct options options = { NULL, NULL, false };
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "preset", &options.preset, N_("PRESET"),
		    NULL, N_("show: print the file of a preset instead") },
		{ OPT_CHOICE, 0, "as", &options.as, N_("FORM"),
		    "text|mermaid|dot", N_("graph: what to draw it as") },
		{ OPT_FLAG, 0, "allow-orphans", &options.orphans, NULL, NULL,
		    N_("set: even if projects are in stages that the new "
		    "workflow lacks") },
		OPT_END
	};
	size_t verb;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = verb_read(&verb, session, verbs, COUNT(verbs), opts,
	    &argc, &argv)))
		return err;
	if (options.preset == NULL) {
		session->cmd = &on_tracker;
		if ((err = session_open(session)))
			return err;
	}
	return runs[verb](session, &options, argv);
}

static const struct err *
run_set(struct session *session, const struct options *options,
    char **operands)
{
	return workflow_set(session, operands[0], options->orphans);
}

static const struct err *
run_graph(struct session *session, const struct options *options,
    char **operands)
{
	const struct err *err;
	const struct workflow *workflow;

	(void)operands;
	if (options->as != NULL && session->out.format != OUT_TABLE &&
	    session->out.format != OUT_MARKDOWN)
		return err_new(ERR_USAGE, _("'--as %s' and '--format %s' "
		    "exclude each other"), options->as, session->format);
	if ((err = tracker_workflow(session->tracker, &workflow)))
		return err;
	workflow_graph(session, workflow, options->as);
	return NULL;
}

/* ---- show ---- */

const char *
workflow_to(const struct transition *transition)
{
	switch (transition->target) {
	case TARGET_PREVIOUS:
		return "@previous";
	case TARGET_SAME:
		return "@same";
	case TARGET_STAGE:
		break;
	}
	return transition->to;
}

static const char *const kind_names[] = {
	[STAGE_ACTIVE] = N_("active"), [STAGE_PAUSED] = N_("paused"),
	[STAGE_FINAL] = N_("final")
};

static const struct column stage_columns[] = {
	{ "stage", CELL_TEXT, 0, N_("Stage"), N_("name of the stage") },
	{ "kind", CELL_TEXT, 0, N_("Kind"), N_("active, paused or final") },
	{ "label", CELL_TEXT, COLUMN_WRAP, N_("Label"),
	    N_("name for people") },
	{ "initial", CELL_BOOL, 0, N_("Initial"),
	    N_("whether projects begin here") }
};

static struct table *
stage_table(const struct workflow *workflow, const char *lang, bool people)
{
	struct table *table = table_new("stages", stage_columns,
	    COUNT(stage_columns));
	const struct stage *stage;

	for (size_t i = 0; i < workflow->n_stages; i++) {
		stage = &workflow->stages[i];
		table_row(table);
		table_text(table, 0, stage->name);
		table_text(table, 1, people ? _(kind_names[stage->kind]) :
		    kind_names[stage->kind]);
		table_text(table, 2, stage_label(stage, lang));
		table_bool(table, 3,
		    strcmp(stage->name, workflow->initial) == 0);
	}
	return table;
}

static const struct column transition_columns[] = {
	{ "transition", CELL_TEXT, 0, N_("Transition"),
	    N_("name of the transition") },
	{ "from", CELL_LIST, COLUMN_WRAP, N_("From"),
	    N_("stages that it leaves") },
	{ "to", CELL_TEXT, 0, N_("To"), N_("stage that it leads to") },
	{ "by", CELL_LIST, COLUMN_WRAP, N_("By"),
	    N_("who may take it; nothing: anyone") },
	{ "needs", CELL_LIST, COLUMN_WRAP, N_("Needs"),
	    N_("conditions, by their stable names") },
	{ "label", CELL_TEXT, COLUMN_WRAP, N_("Label"),
	    N_("name for people") }
};

/* Names of conditions, each once: `when` may ask for one thing twice. */
static void
add_needs(struct strs *needs, const struct transition *transition)
{
	const struct condition *condition;

	for (size_t i = 0; i < transition->n_needs; i++) {
		condition = &transition->needs[i];
		if (!strs_has(needs, condition->name))
			strs_add(needs, condition->name);
	}
}

static void
list_needs(struct table *table, const struct transition *transition)
{
	struct strs needs = STRS_INIT;

	add_needs(&needs, transition);
	table_list(table, 4, &needs);
	strs_release(&needs);
}

static struct table *
transition_table(const struct workflow *workflow, const char *lang)
{
	struct table *table = table_new("transitions", transition_columns,
	    COUNT(transition_columns));
	const struct transition *transition;

	for (size_t i = 0; i < workflow->n_transitions; i++) {
		transition = &workflow->transitions[i];
		table_row(table);
		table_text(table, 0, transition->name);
		table_list(table, 1, &transition->from);
		table_text(table, 2, workflow_to(transition));
		table_list(table, 3, &transition->by);
		list_needs(table, transition);
		table_text(table, 5, transition_label(transition, lang));
	}
	return table;
}

static void
list_field(struct out *out, const char *label, size_t width,
    const struct strs *list, const char *none)
{
	char *text = strs_join(list, ", ");

	doc_field(out, label, width, list->n > 0 ? text : none);
	free(text);
}

/* A table of these would be too wide for a terminal. */
static void
show_transition(struct out *out, const struct transition *transition)
{
	const char *name = transition->name, *by = _("by"), *asks = _("needs");
	const char *label = transition_label(transition, out->lang);
	size_t width = utf8_width(by), other = utf8_width(asks);
	struct strs needs = STRS_INIT;
	char *from, *heading;

	from = strs_join(&transition->from, ", ");
	if (strcasecmp(label, name) == 0)
		heading = xasprintf("%s: %s -> %s", name, from,
		    workflow_to(transition));
	else
		heading = xasprintf("%s: %s -> %s (%s)", name, from,
		    workflow_to(transition), label);
	doc_heading(out, heading);
	add_needs(&needs, transition);
	width = width > other ? width : other;
	list_field(out, by, width, &transition->by, _("anyone"));
	list_field(out, asks, width, &needs, _("nothing"));
	strs_release(&needs);
	free(heading);
	free(from);
}

static void
show_document(struct session *session, const struct workflow *workflow)
{
	struct out *out = &session->out;
	struct table *table;
	char *line;

	line = xasprintf(_("Workflow of '%s', revision %lld"),
	    session->tracker->name, (long long)workflow->revision);
	doc_title(out, line);
	free(line);
	table = stage_table(workflow, out->lang, true);
	doc_table(out, table);
	table_free(table);
	for (size_t i = 0; i < workflow->n_transitions; i++)
		show_transition(out, &workflow->transitions[i]);
	if (workflow->override_by.n == 0)
		return;
	doc_heading(out, _("Override"));
	list_field(out, _("by"), utf8_width(_("by")),
	    &workflow->override_by, NULL);
}

/* The file itself. */
static const struct err *
show_json(struct session *session)
{
	const struct err *err;
	const char *path = tracker_paths[TRACKER_WORKFLOW];
	struct str text = STR_INIT;
	struct emit *emit;

	err = snapshot_file(session->tip, path, WORKFLOW_MAX, &text);
	if (err != NULL)
		goto done;
	emit = emit_begin(&session->out, "workflow");
	err = emit_json(emit, "workflow", text.ptr, text.len, path);
	emit_end(emit);
done:
	str_release(&text);
	return err;
}

static const struct err *
show_preset(struct session *session, const char *name)
{
	const struct preset *preset = preset_find(name);
	const struct err *err;
	struct strs names = STRS_INIT;
	char *list;

	if (session->out.format != OUT_TABLE)
		return err_new(ERR_USAGE, _("a preset is printed as the file "
		    "that it is, without '--format'"));
	if (preset != NULL) {
		out_bytes(&session->out, preset->workflow,
		    (size_t)(preset->workflow_end - preset->workflow));
		return NULL;
	}
	for (size_t i = 0; i < n_presets; i++)
		strs_add(&names, presets[i].name);
	list = strs_join(&names, ", ");
	err = err_new(ERR_USAGE, _("there is no preset '%s'"), name);
	err = err_mend(err, _("the presets are: %s"), list);
	free(list);
	strs_release(&names);
	return err;
}

static const struct err *
run_show(struct session *session, const struct options *options,
    char **operands)
{
	const struct err *err;
	const struct workflow *workflow;
	struct table *table;

	(void)operands;
	if (options->preset != NULL)
		return show_preset(session, options->preset);
	if ((err = tracker_workflow(session->tracker, &workflow)))
		return err;
	switch (session->out.format) {
	case OUT_TABLE:
	case OUT_MARKDOWN:
		show_document(session, workflow);
		break;
	case OUT_JSON:
		return show_json(session);
	default:
		table = transition_table(workflow, session->out.lang);
		table_print(table, &session->out);
		table_free(table);
		break;
	}
	return NULL;
}
