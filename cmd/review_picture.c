#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/review.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/workflow.h"

/*
 * The workflow as hosts draw it (Mermaid), the moves of the change with the
 * number of projects that made them.  States are numbered; labels are the
 * users' own, so nothing of them but letters, digits and a few marks stays.
 */
enum { EDGES_MOST = 200, LABEL_MOST = 40 };

static bool
is_plain(uint32_t cp)
{
	static const char marks[] = "-_.,/()+";

	if (cp >= 0x80)
		return !utf8_is_control(cp);
	return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') ||
	    (cp >= 'A' && cp <= 'Z') || (cp != 0 && strchr(marks, (int)cp));
}

static void
add_label(struct str *out, const char *label)
{
	size_t left = strlen(label), n, columns = 0;
	bool any = false;
	uint32_t cp;

	for (; left > 0 && columns < LABEL_MOST; label += n, left -= n) {
		n = utf8_next(label, left, &cp);
		if (n == 0)
			break;
		columns++;
		if (!is_plain(cp)) {
			str_addc(out, ' ');
			continue;
		}
		str_addn(out, label, n);
		any = true;
	}
	if (!any)
		str_addc(out, '?');
}

static size_t
stage_index(const struct workflow *workflow, const char *name)
{
	size_t i = 0;

	while (i < workflow->n_stages && (name == NULL ||
	    strcmp(workflow->stages[i].name, name) != 0))
		i++;
	return i;
}

/* How many projects took the transition NAME between these stages. */
static size_t
taken(const struct review *review, const char *name, const char *from,
    const char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < review->n; i++)
		for (size_t k = 0; k < review->projects[i].n_steps; k++) {
			const struct entry *entry =
			    &review->projects[i].steps[k].entry;

			n += entry->transition != NULL &&
			    entry->from != NULL && entry->to != NULL &&
			    strcmp(entry->transition, name) == 0 &&
			    strcmp(entry->from, from) == 0 &&
			    strcmp(entry->to, to) == 0;
		}
	return n;
}

static size_t
begun(const struct review *review)
{
	size_t n = 0;

	for (size_t i = 0; i < review->n; i++)
		n += review->projects[i].n_steps > 0 &&
		    review->projects[i].steps[0].entry.from == NULL;
	return n;
}

static void
add_edge(struct str *out, const struct review *review,
    const struct transition *transition, size_t from, size_t to, size_t n)
{
	str_addf(out, "    s%zu --> s%zu : ", from, to);
	add_label(out, transition_label(transition,
	    review->session->out.lang));
	if (n > 0)
		str_addf(out, " (%zu)", n);
	str_addc(out, '\n');
}

/* The edges of one transition from one stage: the one of the workflow, or
 * those that were taken where it leads back. */
static size_t
add_edges(struct str *out, const struct review *review,
    const struct workflow *workflow, const struct transition *transition,
    size_t from, bool *moved)
{
	const char *name = workflow->stages[from].name;
	size_t edges = 0;

	for (size_t to = 0; to < workflow->n_stages; to++) {
		const char *target = workflow->stages[to].name;
		size_t n = taken(review, transition->name, name, target);
		bool drawn = transition->target == TARGET_STAGE &&
		    strcmp(transition->to, target) == 0;

		moved[from] = moved[from] || n > 0;
		moved[to] = moved[to] || n > 0;
		if (n == 0 && !drawn)
			continue;
		add_edge(out, review, transition, from, to, n);
		edges++;
	}
	return edges;
}

static void
add_states(struct str *out, const struct review *review,
    const struct workflow *workflow)
{
	size_t n = begun(review);

	for (size_t i = 0; i < workflow->n_stages; i++) {
		str_add(out, "    state \"");
		add_label(out, stage_label(&workflow->stages[i],
		    review->session->out.lang));
		str_addf(out, "\" as s%zu\n", i);
	}
	str_addf(out, "    [*] --> s%zu", stage_index(workflow,
	    workflow->initial));
	if (n > 0)
		str_addf(out, " : (%zu)", n);
	str_addc(out, '\n');
}

void
review_picture(struct str *out, const struct review *review)
{
	const struct workflow *workflow = review->session->tracker->workflow;
	struct str text = STR_INIT;
	size_t edges = 0;
	bool *moved;

	if (workflow == NULL)
		return;
	moved = xcalloc(workflow->n_stages + 1, sizeof(*moved));
	add_states(&text, review, workflow);
	for (size_t s = 0; s < workflow->n_stages; s++)
		for (size_t t = 0; t < workflow->n_transitions; t++)
			if (transition_leaves(&workflow->transitions[t],
			    workflow->stages[s].name))
				edges += add_edges(&text, review, workflow,
				    &workflow->transitions[t], s, moved);
	str_add(&text, "    classDef moved stroke-width:3px\n");
	for (size_t s = 0; s < workflow->n_stages; s++)
		if (moved[s])
			str_addf(&text, "    class s%zu moved\n", s);
	if (edges <= EDGES_MOST)
		str_addf(out, "\n## %s\n\n```mermaid\nstateDiagram-v2\n%s"
		    "```\n", _("The workflow, and the moves of this change"),
		    text.ptr);
	str_release(&text);
	free(moved);
}
