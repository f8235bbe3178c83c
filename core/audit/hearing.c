#include <stdlib.h>
#include <string.h>

#include "core/audit/hearing.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/workflow.h"

/* How histories begin, and what was imported as it happened. */

void
say(const struct hearing *h, enum rule rule, const char *member,
    const char *text)
{
	char *path = xasprintf("history.%lld%s%s",
	    (long long)h->entry.seq - 1, *member ? "." : "", member);
	struct place_at at = { h->m->id, h->m->path, path, h->m->after };

	tell_at(h->m->trial, rule, &at, "%s", text);
	free(path);
}

/* ---- Beginnings ---- */

void
weigh_last(const struct hearing *h, enum severity severity)
{
	struct worker *worker = h->m->trial->worker;

	worker->found[worker->n - 1].finding.severity = severity;
}

static bool
is_named(const struct hearing *h, const char *name)
{
	return h->entry.transition != NULL &&
	    strcmp(h->entry.transition, name) == 0;
}

static bool
is_intake(const struct hearing *h)
{
	return is_named(h, "@intake") && h->entry.source != NULL;
}

void
hear_intake(const struct hearing *h)
{
	if (is_intake(h) && !tracker_is_admin(h->m->trial->tracker,
	    h->entry.by))
		say(h, RULE_PV301, "by", _("only an admin can take in a "
		    "project"));
}

void
hear_first(const struct hearing *h)
{
	const struct tracker *tracker = h->m->trial->tracker;
	const struct workflow *w = tracker->workflow;
	bool initial = w != NULL && h->entry.to != NULL &&
	    strcmp(h->entry.to, w->initial) == 0;

	if (is_intake(h)) {
		say(h, RULE_PV209, "to", _("taken in, as it was running "
		    "before"));
		weigh_last(h, SEVERITY_NOTE);
		hear_intake(h);
	} else if (h->entry.recorded_source == NULL && !is_named(h, "@new")) {
		say(h, RULE_PV201, "transition", _("a history begins with "
		    "'@new', or with '@intake' and its source"));
	} else if (!initial) {
		say(h, RULE_PV209, "to", _("a project begins in the initial "
		    "stage"));
	}
}

/* ---- What was imported as it happened ---- */

static bool
committer_may(struct trial *trial)
{
	const char *email = trial->facts.commit.commit.committer.email;
	const struct people *people = trial->tracker->people;
	const struct person *person = email == NULL ? NULL :
	    people_by_email(people, email);
	bool forge;

	if (person == NULL || !person_has_role(person, "admin"))
		return false;
	return trial->tracker->require_transitions < STRENGTH_SIGNED ||
	    (facts_person(&trial->facts, trial->worker, people, &forge) ==
	    person && !forge);
}

void
hear_recorder(const struct hearing *h)
{
	if (!committer_may(h->m->trial))
		say(h, RULE_PV301, "recorded", _("only an admin can record "
		    "what happened elsewhere"));
}

void
hear_recorded(struct hearing *h, bool stages_known)
{
	struct step step = h->step;
	struct gate *gate = NULL;

	hear_recorder(h);
	if (!stages_known)
		return;
	if (h->entry.seq <= 1) {
		hear_first(h);
		return;
	}
	if (gate_judge(&gate, h->judged, NULL, h->m->trial->tracker,
	    &step) != NULL || gate->to == NULL || h->entry.to == NULL ||
	    strcmp(gate->to, h->entry.to) != 0)
		say(h, RULE_PV201, "transition", gate != NULL && gate->n > 0 ?
		    gate->items[0].text : _("the workflow is invalid"));
	gate_free(gate);
}

