#include <stdlib.h>
#include <string.h>

#include "core/audit/hearing.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/frozen.h"
#include "core/model/workflow.h"

/* What the one function that judges a transition says of an entry. */

enum { DAY = 86400 };

/* ---- Edge and right ---- */

/* Whether the edge is there.  It stands first in the gate. */
bool
hear_edge(const struct hearing *h, const struct gate *gate)
{
	if (gate->to == NULL) {
		say(h, RULE_PV201, "transition", gate->items[0].text);
		return false;
	}
	if (h->entry.to != NULL && strcmp(gate->to, h->entry.to) == 0)
		return true;
	say(h, RULE_PV201, "to", _("the transition does not lead there"));
	return false;
}

void
hear_right(const struct hearing *h, const struct gate *gate)
{
	for (size_t i = 0; i < gate->n; i++)
		if (gate->items[i].part == GATE_BY && !gate->items[i].met) {
			say(h, RULE_PV301, "by", gate->items[i].text);
			return;
		}
	for (size_t i = 0; i < gate->n; i++)
		if (gate->items[i].part == GATE_OVERRIDE &&
		    !gate->items[i].met &&
		    strcmp(gate->items[i].name, "override") == 0)
			say(h, RULE_PV301, "override", gate->items[i].text);
}

/* ---- Conditions ---- */

/* To override without the right is told as such; time has its own rule. */
static bool
counts(const struct hearing *h, const struct gate_item *item,
    bool usurped)
{
	if (item->met || item->waived)
		return false;
	switch (item->part) {
	case GATE_OVERRIDE:
		return strcmp(item->name, "override") != 0;
	case GATE_NEED:
		return !usurped && !(h->blamed &&
		    str_starts(item->name, "approvals"));
	case GATE_INPUT:
		return strcmp(item->name, "at") != 0;
	default:
		return false;
	}
}

static bool
is_usurped(const struct gate *gate)
{
	for (size_t i = 0; i < gate->n; i++)
		if (gate->items[i].part == GATE_OVERRIDE &&
		    !gate->items[i].met &&
		    strcmp(gate->items[i].name, "override") == 0)
			return true;
	return false;
}

void
hear_needs(const struct hearing *h, const struct gate *gate)
{
	struct str text = STR_INIT;
	bool waived = false, usurped = is_usurped(gate);

	for (size_t i = 0; i < gate->n; i++) {
		waived = waived || gate->items[i].waived;
		if (!counts(h, &gate->items[i], usurped))
			continue;
		str_add(&text, text.len > 0 ? "; " : "");
		str_add(&text, gate->items[i].text);
	}
	if (text.len > 0)
		say(h, RULE_PV202, "", text.ptr);
	else if (waived)
		say(h, RULE_PV208, "override", _("the gate was not met, and "
		    "was overridden"));
	str_release(&text);
}

/* ---- What the entry says of itself ---- */

void
hear_digest(const struct hearing *h)
{
	const char *told = json_text(h->entry.json, "record");
	char digest[DIGEST_SIZE];

	record_digest(h->judged, digest);
	if (told != NULL && strcmp(told, digest) != 0)
		say(h, RULE_PV206, "record", _("it is not the digest of the "
		    "record as it was judged"));
}

void
hear_evidence(const struct hearing *h, const struct gate *gate)
{
	const struct json *named = json_get(h->entry.json, "evidence");

	for (size_t i = 0; i < gate->evidence.n; i++) {
		const char *key = gate->evidence.items[i];
		const char *told = json_text(named, key);
		struct evidence evidence;
		char *wanted, *text;

		if (!evidence_get(&evidence, h->judged, key) ||
		    evidence.sha256 == NULL)
			continue;
		wanted = xasprintf("sha256:%s", evidence.sha256);
		if (told == NULL || (strcmp(told, wanted) != 0 &&
		    strcmp(told, evidence.sha256) != 0)) {
			text = xasprintf(_("the gate relies on the evidence "
			    "'%s', which the entry does not name"), key);
			say(h, RULE_PV202, "evidence", text);
			free(text);
		}
		free(wanted);
	}
}

/* What the transition freezes must be frozen, with what was before. */
void
hear_freeze(const struct hearing *h)
{
	frozen_set wanted = h->transition->freeze |
	    h->transition->rebaseline, had = record_frozen(h->judged);
	frozen_set is = record_frozen(h->state);

	if (wanted == 0)
		return;
	if (json_text(h->entry.json, "frozen") == NULL ||
	    (is & (wanted | had)) != (wanted | had))
		say(h, RULE_PV207, "", _("the entry does not freeze what the "
		    "transition freezes"));
}

/* ---- Time ---- */

static bool
condition_is_timed(const struct condition *c)
{
	return c->kind == CONDITION_DAYS || c->kind == CONDITION_REVIEW ||
	    (c->kind == CONDITION_CHECKS &&
	    (c->check == CHECK_BUDGET_CURRENT ||
	    c->check == CHECK_MILESTONE_AHEAD ||
	    c->check == CHECK_KEPT_FIVE_YEARS)) ||
	    (c->when != NULL && c->when->has_days);
}

static bool
is_timed(const struct transition *t)
{
	for (size_t i = 0; i < t->n_needs; i++)
		if (condition_is_timed(&t->needs[i]))
			return true;
	return false;
}

static bool
unmet_has(const struct gate *gate, const struct gate_item *wanted)
{
	for (size_t i = 0; i < gate->n; i++)
		if (!gate->items[i].met && gate->items[i].part == GATE_NEED &&
		    strcmp(gate->items[i].name, wanted->name) == 0)
			return true;
	return false;
}

static bool
same_unmet(const struct gate *a, const struct gate *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->items[i].part == GATE_NEED && !a->items[i].met &&
		    !unmet_has(b, &a->items[i]))
			return false;
	return true;
}

/* Whether the gate would have said the same when the commit was made. */
static bool
holds_when_committed(struct hearing *h, const struct gate *gate,
    int64_t committed)
{
	struct step step = h->step;
	struct gate *then = NULL;
	bool same;

	step.at = committed;
	if (!is_timed(h->transition) || gate_judge(&then, h->judged,
	    h->m->before ? h->m->before->record : NULL,
	    h->m->trial->tracker, &step) != NULL)
		return true;
	same = same_unmet(gate, then) && same_unmet(then, gate);
	gate_free(then);
	return same;
}

void
hear_time(struct hearing *h, const struct gate *gate)
{
	int64_t committed =
	    h->m->trial->facts.commit.commit.committer.when;
	struct entry before;

	if (gate != NULL && !holds_when_committed(h, gate, committed)) {
		say(h, RULE_PV210, "at", _("a condition on time holds at the "
		    "time of the entry and not at that of the commit, or the "
		    "other way round"));
		return;
	}
	if (record_last_entry(h->judged, &before) &&
	    h->entry.at < before.at)
		say(h, RULE_PV210, "at", _("it lies before the entry "
		    "before"));
	else if (h->entry.at > committed + DAY)
		say(h, RULE_PV210, "at", _("it lies more than a day after "
		    "the commit"));
	else
		return;
	weigh_last(h, SEVERITY_WARNING);
}

