#include "core/gate/gate.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/judge.h"
#include "core/gate/voter.h"
#include "core/model/tracker.h"

void
gate_free(struct gate *gate)
{
	if (gate == NULL)
		return;
	for (size_t i = 0; i < gate->n; i++) {
		free(gate->items[i].name);
		free(gate->items[i].text);
		free(gate->items[i].mend);
		strs_release(&gate->items[i].counted);
		strs_release(&gate->items[i].could);
		strs_release(&gate->items[i].ignored);
	}
	free(gate->items);
	free(gate->approvals);
	strs_release(&gate->evidence);
	free(gate);
}

void
gate_add(struct gate *gate, enum gate_part part, const char *name,
    const struct answer *answer)
{
	gate->items = xreallocarray(gate->items, gate->n + 1,
	    sizeof(*gate->items));
	gate->items[gate->n++] = (struct gate_item){ part, xstrdup(name),
		answer->met, false, answer->text, answer->mend,
		answer->counted, answer->could, answer->ignored };
}

size_t
gate_unmet(const struct gate *gate)
{
	size_t unmet = 0;

	for (size_t i = 0; i < gate->n; i++)
		if (!gate->items[i].met && !gate->items[i].waived)
			unmet++;
	return unmet;
}

static bool
is_unmet_need(const struct gate_item *item)
{
	return item->part == GATE_NEED && !item->met;
}

/* There is no such transition. */
static char *
unknown_text(const struct judge *j)
{
	char *possible = possible_text(j->record, j->workflow);
	struct strs names = STRS_INIT;
	const char *near;
	char *text;

	possible_names(NULL, j->workflow, &names);
	near = str_nearest(j->step->transition,
	    (const char *const *)names.items, names.n);
	if (near != NULL)
		text = xasprintf(_("no transition '%s': did you mean '%s'? %s"),
		    j->step->transition, near, possible);
	else
		text = xasprintf(_("no transition '%s'; %s"),
		    j->step->transition, possible);
	strs_release(&names);
	free(possible);
	return text;
}

/* The transition is there, but not from here. */
static char *
astray_text(const struct judge *j)
{
	const char *stage = record_stage(j->record);
	char *possible, *from, *text;

	if (j->from != NULL && transition_leaves(j->transition, j->from))
		return xasprintf(_("'%s' leads back, and the history has no "
		    "other active stage than '%s'"), j->transition->name,
		    j->from);
	possible = possible_text(j->record, j->workflow);
	from = strs_join(&j->transition->from, ", ");
	text = xasprintf(_("'%s' leaves %s; '%s' is in '%s'; %s"),
	    j->transition->name, from, record_id(j->record),
	    stage != NULL ? stage : "", possible);
	free(possible);
	free(from);
	return text;
}

static bool
judge_edge(const struct judge *j, struct gate *gate)
{
	struct answer answer = { .met = j->to != NULL };

	if (answer.met)
		answer.text = xasprintf(_("'%s' leads from '%s' to '%s'"),
		    j->transition->name, j->from, j->to);
	else if (j->transition == NULL)
		answer.text = unknown_text(j);
	else
		answer.text = astray_text(j);
	if (!answer.met)
		answer.mend = xasprintf("proven gate %s",
		    record_id(j->record));
	gate_add(gate, GATE_EDGE, "edge", &answer);
	return answer.met;
}

static void
judge_by(const struct judge *j, struct gate *gate)
{
	const struct strs *by = &j->transition->by;
	struct answer answer = { .met = false };
	char *roles, *mover;

	if (by->n == 0)
		return;
	roles = roles_text(j, by);
	mover = mover_text(j);
	answer.met = mover_has(j, by);
	answer.text = xasprintf(_("it is for %s; %s"), roles, mover);
	free(roles);
	free(mover);
	gate_add(gate, GATE_BY, "by", &answer);
}

/* Two parts of `needs` may ask for one thing. */
static bool
is_asked(const struct judge *j, const struct condition *c)
{
	for (size_t i = 0; i < j->n_asked; i++) {
		const struct condition *d = j->asked[i];

		if (c->kind == d->kind && strcmp(c->name, d->name) == 0 &&
		    strcmp(c->said ? c->said : "", d->said ? d->said : "") ==
		    0)
			return true;
	}
	return false;
}

static void
ask(struct judge *j, const struct condition *c)
{
	if (is_asked(j, c))
		return;
	j->asked = xreallocarray(j->asked, j->n_asked + 1,
	    sizeof(struct condition *));
	j->asked[j->n_asked++] = c;
}

/*
 * Who rebaselines needs the approvals that were needed to freeze: those of
 * each transition of the history that freezes one of the parts.
 */
static void
ask_as_frozen(struct judge *j)
{
	struct judge then = *j;
	size_t n;
	struct entry *entries = record_history(j->record, &n);

	for (size_t i = 0; i < n; i++) {
		const struct transition *t = workflow_transition(j->workflow,
		    entries[i].transition);

		if (t == NULL || !(t->freeze & j->transition->rebaseline))
			continue;
		then.from = entries[i].from;
		for (size_t k = 0; k < t->n_needs; k++)
			if (t->needs[k].kind == CONDITION_APPROVALS &&
			    condition_applies(&then, &t->needs[k]))
				ask(j, &t->needs[k]);
	}
	free(entries);
}

static void
ask_all(struct judge *j)
{
	const struct transition *t = j->transition;

	for (size_t i = 0; i < t->n_needs; i++)
		if (condition_applies(j, &t->needs[i]))
			ask(j, &t->needs[i]);
	if (t->rebaseline != 0)
		ask_as_frozen(j);
}

static void
rely_on(struct gate *gate, struct answer *answer)
{
	for (size_t i = 0; answer->met && i < answer->evidence.n; i++)
		if (!strs_has(&gate->evidence, answer->evidence.items[i]))
			strs_add(&gate->evidence, answer->evidence.items[i]);
	strs_release(&answer->evidence);
}

/* What is asked of STEP, found. */
static void
ask_begin(struct judge *j)
{
	bool asked = false;

	ask_all(j);
	for (size_t i = 0; i < j->n_asked; i++)
		asked = asked || j->asked[i]->kind == CONDITION_APPROVALS;
	if (j->step->digest != NULL && strlen(j->step->digest) < DIGEST_SIZE)
		memcpy(j->digest, j->step->digest,
		    strlen(j->step->digest) + 1);
	else if (asked)
		record_digest(j->record, j->digest);
}

static void
judge_needs(struct judge *j, struct gate *gate)
{
	ask_begin(j);
	j->tally = tally_new(j);
	for (size_t i = 0; i < j->n_asked; i++) {
		struct answer answer = { .met = false };

		condition_judge(j, j->asked[i], &answer);
		rely_on(gate, &answer);
		gate_add(gate, GATE_NEED, j->asked[i]->name, &answer);
	}
	gate->approvals = tally_counted(j->tally, &gate->n_approvals);
	tally_free(j->tally);
	free(j->asked);
}

/* Does LIST name exactly the unmet conditions, each once? */
static bool
names_unmet(const struct gate *gate, const struct strs *list)
{
	struct strs unmet = STRS_INIT;
	bool same = true;

	for (size_t i = 0; i < gate->n; i++)
		if (is_unmet_need(&gate->items[i]) &&
		    !strs_has(&unmet, gate->items[i].name))
			strs_add(&unmet, gate->items[i].name);
	for (size_t i = 0; i < unmet.n && same; i++)
		same = strs_has(list, unmet.items[i]);
	same = same && list->n == unmet.n;
	strs_release(&unmet);
	return same;
}

static bool
judge_override_list(const struct judge *j, struct gate *gate)
{
	const struct strs *list = j->step->override_list;
	struct answer answer = { .met = false };
	char *names;

	if (list == NULL || names_unmet(gate, list))
		return true;
	names = strs_join(list, ", ");
	answer.text = xasprintf(_("the override names %s; it must name "
	    "exactly the conditions that are not met"),
	    list->n > 0 ? names : _("nothing"));
	free(names);
	gate_add(gate, GATE_OVERRIDE, "override_list", &answer);
	return false;
}

static bool
judge_override_right(const struct judge *j, struct gate *gate)
{
	const struct strs *by = &j->workflow->override_by;
	struct answer answer = { .met = by->n > 0 && mover_has(j, by) };
	char *roles, *mover;

	if (by->n == 0) {
		answer.text = xstrdup(
		    _("this workflow lets nobody override a gate"));
	} else {
		roles = roles_text(j, by);
		mover = mover_text(j);
		answer.text = xasprintf(_("to override is for %s; %s"),
		    roles, mover);
		free(roles);
		free(mover);
	}
	gate_add(gate, GATE_OVERRIDE, "override", &answer);
	return answer.met;
}

static bool
has_unmet_need(const struct gate *gate)
{
	for (size_t i = 0; i < gate->n; i++)
		if (is_unmet_need(&gate->items[i]))
			return true;
	return false;
}

static void
judge_override(const struct judge *j, struct gate *gate)
{
	size_t n = gate->n;
	bool listed;

	if (!j->step->override)
		return;
	listed = judge_override_list(j, gate);
	if (!has_unmet_need(gate) || !judge_override_right(j, gate) ||
	    !listed)
		return;
	for (size_t i = 0; i < n; i++)
		if (is_unmet_need(&gate->items[i]))
			gate->items[i].waived = true;
}

static void
judge_init(struct judge *j, const struct record *record,
    const struct record *parent, const struct tracker *tracker,
    const struct workflow *workflow, const struct step *step)
{
	const struct stage *stage = NULL;

	*j = (struct judge){ .record = record,
		.parent = parent != NULL ? parent : record,
		.tracker = tracker, .workflow = workflow, .step = step };
	j->transition = workflow_transition(workflow, step->transition);
	if (record_stage(record) != NULL)
		stage = workflow_stage(workflow, record_stage(record));
	if (stage != NULL)
		j->from = stage->name;
	if (j->transition != NULL)
		j->to = gate_target(j->transition, record, workflow);
	j->has_last = record_last_entry(record, &j->last);
	if (j->has_last)
		j->days = days_between(j->last.at, step->at);
}

const struct err *
gate_judge(struct gate **out, const struct record *record,
    const struct record *parent, const struct tracker *tracker,
    const struct step *step)
{
	const struct err *err;
	const struct workflow *workflow;
	struct gate *gate;
	struct judge j;

	if ((err = tracker_workflow(tracker, &workflow)))
		return err;
	judge_init(&j, record, parent, tracker, workflow, step);
	gate = xcalloc(1, sizeof(*gate));
	gate->transition = j.transition;
	gate->from = j.from != NULL ? j.from : record_stage(record);
	gate->to = j.to;
	if (judge_edge(&j, gate)) {
		judge_by(&j, gate);
		judge_needs(&j, gate);
		inputs_judge(&j, gate);
		judge_override(&j, gate);
	}
	gate->passes = gate_unmet(gate) == 0;
	*out = gate;
	return NULL;
}

/* The condition that asks approvals in this role, or NULL. */
static const struct condition *
asked_of(const struct judge *j, const char *role)
{
	for (size_t i = 0; role != NULL && i < j->n_asked; i++)
		if (j->asked[i]->kind == CONDITION_APPROVALS &&
		    strcmp(j->asked[i]->word, role) == 0)
			return j->asked[i];
	return NULL;
}

static const struct err *
judge_approval(char **why, const struct judge *j, const struct approval *a)
{
	const struct condition *c = asked_of(j, a->role);
	enum rule rule;

	if (c == NULL)
		return err_new(ERR_REFUSED, _("'%s' asks no approval in the "
		    "role '%s'"), j->transition->name, a->role);
	if (!voter_holds(j, c, a->by))
		return err_new(ERR_REFUSED, _("'%s' does not hold the role "
		    "'%s'"), a->by, a->role);
	*why = voter_fault(j, c, a, &rule);
	return NULL;
}

const struct err *
gate_approval_fault(char **why, const struct record *record,
    const struct tracker *tracker, const struct step *step, const char *file)
{
	const struct approvals *all = step->dossier.approvals;
	const struct err *err;
	const struct workflow *workflow;
	struct judge j;

	*why = NULL;
	if ((err = tracker_workflow(tracker, &workflow)))
		return err;
	judge_init(&j, record, NULL, tracker, workflow, step);
	if (j.to == NULL)
		return err_new(ERR_REFUSED, _("'%s' cannot take '%s' now"),
		    record_id(record), step->transition);
	ask_begin(&j);
	for (size_t i = 0; i < all->n && err == NULL; i++)
		if (strcmp(all->items[i].file, file) == 0)
			err = judge_approval(why, &j, &all->items[i]);
	free(j.asked);
	return err;
}

char *
gate_counted_fault(enum rule *rule, const struct record *record,
    const struct record *parent, const struct tracker *tracker,
    const struct step *step, const struct approval *a)
{
	const struct condition *c;
	struct judge j;
	char *why = NULL;

	judge_init(&j, record, parent, tracker, tracker->workflow, step);
	if (j.to == NULL)
		return NULL;
	ask_begin(&j);
	c = asked_of(&j, a->role);
	*rule = RULE_PV305;
	if (a->fault != NULL || c == NULL || !voter_concerns(&j, c, a))
		why = xasprintf(_("'%s' asks no such approval"),
		    j.transition->name);
	else
		why = voter_fault(&j, c, a, rule);
	if (why == NULL && a->decision != DECISION_APPROVE) {
		*rule = RULE_PV305;
		why = xstrdup(_("does not approve"));
	}
	free(j.asked);
	return why;
}

const struct err *
gate_approval_roles(struct strs *out, const struct record *record,
    const struct tracker *tracker, const struct step *step,
    const char *handle)
{
	const struct err *err;
	const struct workflow *workflow;
	struct judge j;

	if ((err = tracker_workflow(tracker, &workflow)))
		return err;
	judge_init(&j, record, NULL, tracker, workflow, step);
	if (j.to != NULL)
		ask_begin(&j);
	for (size_t i = 0; i < j.n_asked; i++) {
		const struct condition *c = j.asked[i];

		if (c->kind == CONDITION_APPROVALS &&
		    !strs_has(out, c->word) && voter_holds(&j, c, handle))
			strs_add(out, c->word);
	}
	free(j.asked);
	return NULL;
}
