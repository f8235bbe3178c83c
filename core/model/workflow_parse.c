#include "core/model/workflow.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/needs.h"
#include "core/model/reader.h"

enum { STAGES_MAX = 256, TRANSITIONS_MAX = 1024 };

static const char *const kind_names[] = {
	[STAGE_ACTIVE] = "active",
	[STAGE_PAUSED] = "paused",
	[STAGE_FINAL] = "final",
};

static const struct {
	const char *name;
	enum target target;
} targets[] = {
	{ "@previous", TARGET_PREVIOUS },
	{ "@same", TARGET_SAME },
};

/* The names of the stages read so far; the array is freed by the caller. */
static struct names
stage_names(const struct workflow *w)
{
	const char **items = xcalloc(w->n_stages, sizeof(*items));

	for (size_t i = 0; i < w->n_stages; i++)
		items[i] = w->stages[i].name;
	return (struct names){ items, w->n_stages };
}

static bool
unknown_stage(struct reader *r, const struct workflow *w, const char *key,
    const char *name)
{
	struct names names = stage_names(w);

	reader_fail(r, key, _("unknown stage '%s'"), name);
	reader_near(r, name, names);
	free((void *)names.items);
	return false;
}

static bool
check_name(struct reader *r, const char *name)
{
	if (workflow_name_valid(name))
		return true;
	reader_fail(r, NULL, _("'%s' is no name for a stage or a "
	    "transition"), name);
	return reader_mend(r, _("1 to 64 characters; no control character, "
	    "'/', ':' or ','; no '@' at the start; no blank at either end"));
}

static bool
read_kind(struct reader *r, const struct json *node, enum stage_kind *kind)
{
	const struct names names = { kind_names, COUNT(kind_names) };
	const char *word;

	if (!reader_string(r, node, "kind", &word))
		return false;
	for (size_t i = 0; i < COUNT(kind_names); i++) {
		*kind = (enum stage_kind)i;
		if (strcmp(kind_names[i], word) == 0)
			return true;
	}
	reader_fail(r, "kind", _("unknown kind of stage '%s'"), word);
	return reader_near(r, word, names);
}

static bool
read_stage(struct reader *r, void *arg, const struct json *node)
{
	static const char *const members[] = { "kind", "label" };
	const struct names names = { members, COUNT(members) };
	struct workflow *w = arg;
	struct stage *stage = &w->stages[w->n_stages++];

	*stage = (struct stage){ .name = xstrdup(json_key(node)) };
	return check_name(r, stage->name) &&
	    reader_members(r, node, names) &&
	    read_kind(r, node, &stage->kind) &&
	    reader_label(r, node, "label", &stage->label_en,
	    &stage->label_zh);
}

static bool
read_stages(struct reader *r, struct workflow *w, const struct json *root)
{
	const struct json *stages;

	stages = reader_need_object(r, root, "stages");
	if (stages == NULL)
		return false;
	if (json_count(stages) > STAGES_MAX)
		return reader_fail(r, "stages", _("more than %d stages"),
		    STAGES_MAX);
	w->stages = xcalloc(json_count(stages), sizeof(*w->stages));
	return reader_each(r, stages, "stages", read_stage, w);
}

static bool
read_initial(struct reader *r, struct workflow *w, const struct json *root)
{
	const struct stage *stage;
	const char *name;

	if (!reader_string(r, root, "initial", &name))
		return false;
	w->initial = xstrdup(name);
	stage = workflow_stage(w, name);
	if (stage == NULL)
		return unknown_stage(r, w, "initial", name);
	if (stage->kind != STAGE_ACTIVE)
		return reader_fail(r, "initial",
		    _("the initial stage '%s' must be active; it is %s"),
		    name, kind_names[stage->kind]);
	return true;
}

static bool
read_from(struct reader *r, const struct workflow *w, struct transition *t,
    const struct json *node)
{
	if (!reader_strings(r, node, "from", 1, &t->from))
		return false;
	for (size_t i = 0; i < t->from.n; i++) {
		char *key = xasprintf("from.%zu", i);

		if (workflow_stage(w, t->from.items[i]) == NULL)
			unknown_stage(r, w, key, t->from.items[i]);
		free(key);
	}
	return r->err == NULL;
}

static bool
special_target(struct reader *r, struct transition *t, const char *to)
{
	const char *words[COUNT(targets)];
	const struct names names = { words, COUNT(words) };

	for (size_t i = 0; i < COUNT(targets); i++) {
		words[i] = targets[i].name;
		if (strcmp(to, targets[i].name) != 0)
			continue;
		t->target = targets[i].target;
		return true;
	}
	reader_fail(r, "to", _("unknown target '%s'"), to);
	return reader_near(r, to, names);
}

static bool
read_to(struct reader *r, const struct workflow *w, struct transition *t,
    const struct json *node)
{
	const char *to;

	if (!reader_string(r, node, "to", &to))
		return false;
	if (*to == '@')
		return special_target(r, t, to);
	t->target = TARGET_STAGE;
	t->to = xstrdup(to);
	return workflow_stage(w, to) != NULL ||
	    unknown_stage(r, w, "to", to);
}

/* Roles at KEY of NODE, and "@lead" where LEAD. */
static bool
read_roles(struct reader *r, const struct json *node, const char *key,
    bool lead, struct strs *out)
{
	size_t min = json_get(node, key) != NULL;

	if (!reader_strings(r, node, key, min, out))
		return false;
	for (size_t i = 0; i < out->n; i++) {
		const char *word = out->items[i];
		char *at = xasprintf("%s.%zu", key, i);

		if (*word == '@' && (!lead || strcmp(word, "@lead") != 0)) {
			reader_fail(r, at, _("'%s' is no role"), word);
			if (lead)
				reader_mend(r, _("did you mean '%s'?"),
				    "@lead");
		} else if (*word != '@' && !word_valid(word)) {
			reader_fail(r, at, _("'%s' is no role: letters, "
			    "digits, '_' and '-'"), word);
		}
		free(at);
		if (r->err != NULL)
			return false;
	}
	return true;
}

/* Names of parts at KEY of NODE. */
static bool
read_parts(struct reader *r, const struct json *node, const char *key,
    frozen_set *out)
{
	const struct names names = { frozen_names, FROZEN_COUNT };
	struct strs list = STRS_INIT;
	bool read = reader_strings(r, node, key,
	    json_get(node, key) != NULL, &list);

	for (size_t i = 0; i < list.n && read; i++) {
		size_t part = 0;
		char *at = xasprintf("%s.%zu", key, i);

		while (part < FROZEN_COUNT &&
		    strcmp(frozen_names[part], list.items[i]) != 0)
			part++;
		*out |= 1U << part;
		read = part < FROZEN_COUNT ||
		    reader_fail(r, at, _("'%s' is no part that can be "
		    "frozen"), list.items[i]) ||
		    reader_near(r, list.items[i], names);
		free(at);
	}
	strs_release(&list);
	return read;
}

/* Who rebaselines stays where the project is, and freezes anew. */
static bool
check_parts(struct reader *r, const struct transition *t)
{
	if (t->rebaseline != 0 && t->target != TARGET_SAME)
		return reader_fail(r, "to", _("a transition that rebaselines "
		    "leads to '%s'"), "@same");
	if (t->rebaseline != 0 && t->freeze != 0)
		return reader_fail(r, "freeze", _("a transition that "
		    "rebaselines freezes the same parts: leave 'freeze' "
		    "out"));
	return true;
}

static bool
read_needs(struct reader *r, struct workflow *w, struct transition *t,
    const struct json *needs)
{
	size_t mark;
	bool read;

	if (needs == NULL)
		return true;
	mark = reader_enter(r, "needs");
	read = needs_read(r, w, t, needs);
	reader_leave(r, mark);
	return read;
}

static bool
read_transition(struct reader *r, void *arg, const struct json *node)
{
	static const char *const members[] = { "from", "to", "by", "needs",
		"label", "freeze", "rebaseline" };
	const struct names names = { members, COUNT(members) };
	struct workflow *w = arg;
	struct transition *t = &w->transitions[w->n_transitions++];

	*t = (struct transition){ .name = xstrdup(json_key(node)) };
	json_digest(t->digest, node);
	return check_name(r, t->name) && reader_members(r, node, names) &&
	    reader_label(r, node, "label", &t->label_en, &t->label_zh) &&
	    read_from(r, w, t, node) && read_to(r, w, t, node) &&
	    read_roles(r, node, "by", true, &t->by) &&
	    read_parts(r, node, "freeze", &t->freeze) &&
	    read_parts(r, node, "rebaseline", &t->rebaseline) &&
	    check_parts(r, t) &&
	    read_needs(r, w, t, json_get(node, "needs"));
}

static bool
read_transitions(struct reader *r, struct workflow *w,
    const struct json *root)
{
	const struct json *transitions;

	transitions = reader_need_object(r, root, "transitions");
	if (transitions == NULL)
		return false;
	if (json_count(transitions) > TRANSITIONS_MAX)
		return reader_fail(r, "transitions",
		    _("more than %d transitions"), TRANSITIONS_MAX);
	w->transitions = xcalloc(json_count(transitions),
	    sizeof(*w->transitions));
	return reader_each(r, transitions, "transitions", read_transition, w);
}

static bool
read_override(struct reader *r, struct workflow *w, const struct json *root)
{
	static const char *const members[] = { "by" };
	const struct names names = { members, COUNT(members) };
	const struct json *node = json_get(root, "override");
	size_t mark;
	bool read;

	if (node == NULL)
		return true;
	mark = reader_enter(r, "override");
	read = reader_members(r, node, names);
	if (read && json_get(node, "by") == NULL)
		read = reader_fail(r, NULL, _("'%s' is missing"), "by");
	read = read && read_roles(r, node, "by", false, &w->override_by);
	reader_leave(r, mark);
	return read;
}

/* Mark what transitions lead to from REACHED[I]; a path is followed once,
 * and "@previous" and "@same" lead to nothing new. */
static void
reach(const struct workflow *w, size_t i, bool *reached)
{
	reached[i] = true;
	for (size_t t = 0; t < w->n_transitions; t++) {
		const struct transition *tr = &w->transitions[t];
		size_t to;

		if (tr->target != TARGET_STAGE ||
		    !transition_leaves(tr, w->stages[i].name))
			continue;
		to = (size_t)(workflow_stage(w, tr->to) - w->stages);
		if (!reached[to])
			reach(w, to, reached);
	}
}

static bool
stage_is_left(const struct workflow *w, const char *name)
{
	for (size_t i = 0; i < w->n_transitions; i++)
		if (transition_leaves(&w->transitions[i], name))
			return true;
	return false;
}

/* Each stage can be reached, and no pause is for ever. */
static bool
check_stages(struct reader *r, const struct workflow *w)
{
	bool *reached = xcalloc(w->n_stages, sizeof(*reached));
	const struct stage *initial = workflow_stage(w, w->initial);
	size_t mark = reader_enter(r, "stages");

	reach(w, (size_t)(initial - w->stages), reached);
	for (size_t i = 0; i < w->n_stages; i++) {
		const struct stage *stage = &w->stages[i];

		if (!reached[i])
			reader_fail(r, stage->name, _("no transition leads "
			    "from '%s' to stage '%s', directly or by others"),
			    w->initial, stage->name);
		else if (stage->kind == STAGE_PAUSED &&
		    !stage_is_left(w, stage->name))
			reader_fail(r, stage->name, _("stage '%s' is paused, "
			    "and no transition leaves it"), stage->name);
	}
	reader_leave(r, mark);
	free(reached);
	return r->err == NULL;
}

const struct err *
workflow_parse(struct workflow **out, const struct json *root, char **where)
{
	static const char *const members[] = { "format", "revision",
		"initial", "override", "stages", "transitions" };
	const struct names names = { members, COUNT(members) };
	struct reader r = READER_INIT;
	struct workflow *w = xcalloc(1, sizeof(*w));
	const struct err *err;

	if (reader_head(&r, root, &w->revision) &&
	    reader_members(&r, root, names) && read_stages(&r, w, root) &&
	    read_initial(&r, w, root) && read_override(&r, w, root) &&
	    read_transitions(&r, w, root))
		check_stages(&r, w);
	err = reader_end(&r, where);
	if (err == NULL) {
		*out = w;
		w = NULL;
	}
	workflow_free(w);
	return err;
}
