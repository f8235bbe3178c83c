#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/out/plain.h"
#include "cmd/workflow.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/workflow.h"

/*
 * The workflow as a drawing.  Names and labels are the users' own, so they
 * are quoted for where they go; nodes are numbered, never named.
 */

/* Which stage TRANSITION leads to when it leaves stage FROM: its index, or
 * n_stages for "@previous". */
static size_t
node_to(const struct workflow *workflow, const struct transition *transition,
    size_t from)
{
	size_t i;

	if (transition->target == TARGET_SAME)
		return from;
	if (transition->target == TARGET_PREVIOUS)
		return workflow->n_stages;
	for (i = 0; i < workflow->n_stages; i++)
		if (strcmp(workflow->stages[i].name, transition->to) == 0)
			break;
	return i;
}

static bool
leads_to_previous(const struct workflow *workflow)
{
	for (size_t i = 0; i < workflow->n_transitions; i++)
		if (workflow->transitions[i].target == TARGET_PREVIOUS)
			return true;
	return false;
}

/* Called with each edge. */
typedef void (*edge_fn)(void *arg, const struct workflow *, size_t from,
    size_t to, const struct transition *);

static void
each_edge(const struct workflow *workflow, edge_fn fn, void *arg)
{
	const struct transition *transition;

	for (size_t s = 0; s < workflow->n_stages; s++)
		for (size_t t = 0; t < workflow->n_transitions; t++) {
			transition = &workflow->transitions[t];
			if (transition_leaves(transition,
			    workflow->stages[s].name))
				fn(arg, workflow, s, node_to(workflow,
				    transition, s), transition);
		}
}

struct drawing {
	struct str text;
	const char *lang;
};

/* ---- Text ---- */

static const char *const kind_names[] = {
	[STAGE_ACTIVE] = N_("active"), [STAGE_PAUSED] = N_("paused"),
	[STAGE_FINAL] = N_("final")
};

static void
text_stage(struct drawing *drawing, const struct workflow *workflow,
    const struct stage *stage)
{
	const char *label = stage_label(stage, drawing->lang);
	char *shown = out_escape(label);

	str_addf(&drawing->text, "%s (%s", stage->name,
	    _(kind_names[stage->kind]));
	if (strcmp(stage->name, workflow->initial) == 0)
		str_addf(&drawing->text, ", %s", _("initial"));
	str_addc(&drawing->text, ')');
	if (strcmp(label, stage->name) != 0)
		str_addf(&drawing->text, " %s", shown);
	str_addc(&drawing->text, '\n');
	free(shown);
}

static void
draw_text(struct drawing *drawing, const struct workflow *workflow)
{
	const struct transition *transition;
	const struct stage *stage;

	for (size_t s = 0; s < workflow->n_stages; s++) {
		stage = &workflow->stages[s];
		text_stage(drawing, workflow, stage);
		for (size_t t = 0; t < workflow->n_transitions; t++) {
			transition = &workflow->transitions[t];
			if (transition_leaves(transition, stage->name))
				str_addf(&drawing->text, "    %s -> %s\n",
				    transition->name,
				    workflow_to(transition));
		}
	}
}

/* ---- Mermaid: a flowchart, whose labels can be quoted ---- */

/* Everything but letters, digits, blanks and a few marks by its number. */
static void
mermaid_quote(struct str *out, const char *label)
{
	static const char plain[] = "-_.,:/()+ ";

	str_addc(out, '"');
	for (; *label != '\0'; label++) {
		unsigned char c = (unsigned char)*label;

		if (c >= 0x80 || (c >= '0' && c <= '9') ||
		    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    strchr(plain, c) != NULL)
			str_addc(out, *label);
		else
			str_addf(out, "#%u;", c);
	}
	str_addc(out, '"');
}

static void
mermaid_edge(void *arg, const struct workflow *workflow, size_t from,
    size_t to, const struct transition *transition)
{
	struct drawing *drawing = arg;

	(void)workflow;
	str_addf(&drawing->text, "    s%zu -->|", from);
	mermaid_quote(&drawing->text,
	    transition_label(transition, drawing->lang));
	str_addf(&drawing->text, "| s%zu\n", to);
}

static void
draw_mermaid(struct drawing *drawing, const struct workflow *workflow)
{
	static const char *const shapes[][2] = {
		[STAGE_ACTIVE] = { "[", "]" }, [STAGE_PAUSED] = { "{{", "}}" },
		[STAGE_FINAL] = { "([", "])" }
	};
	const struct stage *stage;

	str_add(&drawing->text, "flowchart LR\n");
	for (size_t i = 0; i < workflow->n_stages; i++) {
		stage = &workflow->stages[i];
		str_addf(&drawing->text, "    s%zu%s", i,
		    shapes[stage->kind][0]);
		mermaid_quote(&drawing->text,
		    stage_label(stage, drawing->lang));
		str_addf(&drawing->text, "%s\n", shapes[stage->kind][1]);
	}
	if (leads_to_previous(workflow)) {
		str_addf(&drawing->text, "    s%zu((", workflow->n_stages);
		mermaid_quote(&drawing->text, _("previous stage"));
		str_add(&drawing->text, "))\n");
	}
	each_edge(workflow, mermaid_edge, drawing);
}

/* ---- DOT ---- */

static void
dot_quote(struct str *out, const char *label)
{
	str_addc(out, '"');
	for (; *label != '\0'; label++) {
		if (*label == '"' || *label == '\\')
			str_addc(out, '\\');
		str_addc(out, *label);
	}
	str_addc(out, '"');
}

static void
dot_edge(void *arg, const struct workflow *workflow, size_t from, size_t to,
    const struct transition *transition)
{
	struct drawing *drawing = arg;

	(void)workflow;
	str_addf(&drawing->text, "    s%zu -> s%zu [label=", from, to);
	dot_quote(&drawing->text,
	    transition_label(transition, drawing->lang));
	str_add(&drawing->text, "];\n");
}

static void
draw_dot(struct drawing *drawing, const struct workflow *workflow)
{
	static const char *const shapes[] = {
		[STAGE_ACTIVE] = "box", [STAGE_PAUSED] = "hexagon",
		[STAGE_FINAL] = "doubleoctagon"
	};
	const struct stage *stage;

	str_add(&drawing->text, "digraph workflow {\n    rankdir=LR;\n");
	for (size_t i = 0; i < workflow->n_stages; i++) {
		stage = &workflow->stages[i];
		str_addf(&drawing->text, "    s%zu [shape=%s, label=", i,
		    shapes[stage->kind]);
		dot_quote(&drawing->text,
		    stage_label(stage, drawing->lang));
		str_add(&drawing->text, "];\n");
	}
	if (leads_to_previous(workflow)) {
		str_addf(&drawing->text, "    s%zu [shape=ellipse, label=",
		    workflow->n_stages);
		dot_quote(&drawing->text, _("previous stage"));
		str_add(&drawing->text, "];\n");
	}
	each_edge(workflow, dot_edge, drawing);
	str_add(&drawing->text, "}\n");
}

/* ---- For programs: a row an edge ---- */

static const struct column edge_columns[] = {
	{ "from", CELL_TEXT, 0, N_("From"), N_("stage that it leaves") },
	{ "transition", CELL_TEXT, 0, N_("Transition"),
	    N_("name of the transition") },
	{ "to", CELL_TEXT, 0, N_("To"), N_("stage that it leads to") }
};

static void
edge_row(void *arg, const struct workflow *workflow, size_t from, size_t to,
    const struct transition *transition)
{
	struct table *table = arg;

	(void)to;
	table_row(table);
	table_text(table, 0, workflow->stages[from].name);
	table_text(table, 1, transition->name);
	table_text(table, 2, workflow_to(transition));
}

static void
print_edges(struct session *session, const struct workflow *workflow)
{
	struct table *table = table_new("edges", edge_columns,
	    COUNT(edge_columns));

	each_edge(workflow, edge_row, table);
	table_print(table, &session->out);
	table_free(table);
}

static const struct drawer {
	const char *name;
	void (*draw)(struct drawing *, const struct workflow *);
} drawers[] = {
	{ "text", draw_text },
	{ "mermaid", draw_mermaid },
	{ "dot", draw_dot }
};

/*
 * Markdown is what hosts show, and they draw Mermaid.
 */
void
workflow_graph(struct session *session, const struct workflow *workflow,
    const char *as)
{
	struct drawing drawing = { STR_INIT, session->out.lang };
	enum out_format format = session->out.format;
	const struct drawer *drawer = &drawers[0];

	if (as == NULL && format == OUT_MARKDOWN)
		as = "mermaid";
	if (as == NULL && format != OUT_TABLE) {
		print_edges(session, workflow);
		return;
	}
	for (size_t i = 0; as != NULL && i < COUNT(drawers); i++)
		if (strcmp(drawers[i].name, as) == 0)
			drawer = &drawers[i];
	drawer->draw(&drawing, workflow);
	if (format == OUT_MARKDOWN)
		doc_code(&session->out, drawer->name, drawing.text.ptr);
	else
		out_bytes(&session->out, drawing.text.ptr,
		    drawing.text.len);
	str_release(&drawing.text);
}
