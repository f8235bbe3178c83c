#include "core/gate/gate.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/judge.h"
#include "core/model/tracker.h"

/*
 * Enter STAGE on the way of N stages: one that is on it already cuts the
 * way back to where it stands.  The answer is the new length.
 */
static size_t
enter(const char **way, size_t n, const struct stage *stage)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(way[i], stage->name) == 0)
			return i + 1;
	way[n] = stage->name;
	return n + 1;
}

const char *
gate_previous(const struct record *record, const struct workflow *workflow)
{
	const char *here = record_stage(record), *previous = NULL;
	const char **way;
	struct entry *history;
	size_t n, length = 0;

	history = record_history(record, &n);
	way = xcalloc(workflow->n_stages, sizeof(const char *));
	for (size_t i = 0; i < n; i++) {
		const struct stage *stage = NULL;

		if (history[i].to != NULL)
			stage = workflow_stage(workflow, history[i].to);
		if (stage != NULL && stage->kind == STAGE_ACTIVE)
			length = enter(way, length, stage);
	}
	if (length > 0 && here != NULL && strcmp(way[length - 1], here) == 0)
		length--;
	if (length > 0)
		previous = way[length - 1];
	free(way);
	free(history);
	return previous;
}

const char *
gate_target(const struct transition *transition,
    const struct record *record, const struct workflow *workflow)
{
	const char *here = record_stage(record);

	if (here == NULL || !transition_leaves(transition, here))
		return NULL;
	switch (transition->target) {
	case TARGET_PREVIOUS:
		return gate_previous(record, workflow);
	case TARGET_SAME:
		return workflow_stage(workflow, here)->name;
	case TARGET_STAGE:
		break;
	}
	return transition->to;
}

/* One way on from here, for sorting. */
struct way {
	const struct transition *transition;
	const char *to; /* NULL: undefined, such as a way back to nowhere */
	int rank;       /* the lower, the more it leads forward */
	size_t needs;   /* what it asks, but for words of the mover */
	size_t place;   /* in the file */
};

static bool
was_visited(const struct entry *history, size_t n, const char *stage)
{
	for (size_t i = 0; i < n; i++)
		if (history[i].to && strcmp(history[i].to, stage) == 0)
			return true;
	return false;
}

enum { FORWARD, ENDING, BACK, STAYING, ENDED_BEFORE, PAUSING, NOWHERE };

/* Stages stand in the file in their natural order, so what is later there
 * is forward even where the project has been there before. */
static int
rank(const struct workflow *w, const struct stage *here,
    const struct stage *to, bool visited)
{
	if (to->kind == STAGE_PAUSED)
		return PAUSING;
	if (to == here)
		return STAYING;
	if (to->kind == STAGE_FINAL)
		return visited ? ENDED_BEFORE : ENDING;
	if (!visited || here == NULL || here->kind != STAGE_ACTIVE)
		return FORWARD;
	return to - w->stages > here - w->stages ? FORWARD : BACK;
}

static size_t
count_needs(const struct transition *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_needs; i++)
		if (t->needs[i].kind != CONDITION_REASON &&
		    t->needs[i].kind != CONDITION_CODES)
			n++;
	return n;
}

static int
compare_ways(const void *a, const void *b)
{
	const struct way *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->needs != y->needs)
		return x->needs > y->needs ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

/* All that leaves the stage of RECORD, sorted; the caller frees. */
static struct way *
ways(const struct record *record, const struct workflow *w, size_t *n)
{
	const char *name = record_stage(record);
	const struct stage *here = name ? workflow_stage(w, name) : NULL;
	struct way *all = xcalloc(w->n_transitions, sizeof(*all));
	size_t entries, count = 0;
	struct entry *history = record_history(record, &entries);

	for (size_t i = 0; i < w->n_transitions; i++) {
		const struct transition *t = &w->transitions[i];
		const char *to;

		if (name == NULL || !transition_leaves(t, name))
			continue;
		to = gate_target(t, record, w);
		all[count++] = (struct way){ t, to, NOWHERE, count_needs(t),
			i };
		if (to != NULL)
			all[count - 1].rank = rank(w, here,
			    workflow_stage(w, to),
			    was_visited(history, entries, to));
	}
	free(history);
	if (count > 1)
		qsort(all, count, sizeof(*all), compare_ways);
	*n = count;
	return all;
}

const struct transition **
gate_ahead(const struct record *record, const struct workflow *workflow,
    size_t *n)
{
	struct way *all = ways(record, workflow, n);
	const struct transition **ahead = xcalloc(*n, sizeof(*ahead));

	for (size_t i = 0; i < *n; i++)
		ahead[i] = all[i].transition;
	free(all);
	return ahead;
}

char *
possible_text(const struct record *record, const struct workflow *workflow)
{
	const char *stage = record_stage(record);
	struct str list = STR_INIT;
	struct way *all;
	char *text;
	size_t n;

	if (stage == NULL || workflow_stage(workflow, stage) == NULL)
		return xasprintf(_("the workflow has no stage '%s'"),
		    stage != NULL ? stage : "");
	all = ways(record, workflow, &n);
	for (size_t i = 0; i < n; i++)
		str_addf(&list, "%s%s (-> %s)", i > 0 ? ", " : "",
		    all[i].transition->name,
		    all[i].to != NULL ? all[i].to : "?");
	if (n > 0)
		text = xasprintf(_("from '%s' there is: %s"), stage,
		    list.ptr);
	else
		text = xasprintf(_("nothing leads on from '%s'"), stage);
	str_release(&list);
	free(all);
	return text;
}

void
possible_names(const struct record *record, const struct workflow *w,
    struct strs *out)
{
	const char *here = record ? record_stage(record) : NULL;

	for (size_t i = 0; i < w->n_transitions; i++)
		if (here == NULL ||
		    transition_leaves(&w->transitions[i], here))
			strs_add(out, w->transitions[i].name);
}

/* Transitions, and stages: WORD may be near to either. */
static const struct err *
no_way(const struct record *record, const struct workflow *w,
    const char *word)
{
	const struct err *err;
	struct strs names = STRS_INIT;
	const char *near;
	char *possible;

	possible_names(NULL, w, &names);
	for (size_t i = 0; i < w->n_stages; i++)
		strs_add(&names, w->stages[i].name);
	possible = possible_text(record, w);
	if (workflow_stage(w, word) != NULL)
		err = err_new(ERR_REFUSED, _("'%s' is in '%s', from where no "
		    "transition leads to '%s'"), record_id(record),
		    record_stage(record), word);
	else
		err = err_new(ERR_REFUSED,
		    _("no transition and no stage '%s'"), word);
	near = str_nearest(word, (const char *const *)names.items, names.n);
	if (near != NULL && strcmp(near, word) != 0)
		err = err_mend(err, _("did you mean '%s'?"), near);
	err = err_mend(err, "%s", possible);
	free(possible);
	strs_release(&names);
	return err;
}

static const struct err *
many_ways(const struct record *record, const char *word,
    const struct strs *names)
{
	const struct err *err;

	err = err_new(ERR_REFUSED,
	    _("several transitions lead from '%s' to '%s'"),
	    record_stage(record), word);
	for (size_t i = 0; i < names->n; i++) {
		struct str name = STR_INIT;

		add_shell_word(&name, names->items[i]);
		err = err_mend(err, "proven move %s %s", record_id(record),
		    name.ptr);
		str_release(&name);
	}
	return err;
}

/* The transitions that lead from here to the stage WORD. */
static const struct transition *
leading_to(const struct record *record, const struct workflow *w,
    const char *word, struct strs *names)
{
	const struct transition *found = NULL;

	for (size_t i = 0; i < w->n_transitions; i++) {
		const struct transition *t = &w->transitions[i];
		const char *to = gate_target(t, record, w);

		if (to == NULL || strcmp(to, word) != 0)
			continue;
		strs_add(names, t->name);
		found = t;
	}
	return found;
}

const struct err *
gate_resolve(const struct transition **out, const struct record *record,
    const struct tracker *tracker, const char *word)
{
	const struct err *err;
	const struct workflow *w;
	const struct transition *named, *leading;
	struct strs names = STRS_INIT;

	if ((err = tracker_workflow(tracker, &w)))
		return err;
	named = workflow_transition(w, word);
	if (named != NULL && gate_target(named, record, w) != NULL) {
		*out = named;
		return NULL;
	}
	leading = leading_to(record, w, word, &names);
	if (names.n > 1)
		err = many_ways(record, word, &names);
	else if (leading == NULL && named == NULL)
		err = no_way(record, w, word);
	else
		*out = leading != NULL ? leading : named;
	strs_release(&names);
	return err;
}
