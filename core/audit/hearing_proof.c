#include <stdlib.h>
#include <string.h>

#include "core/audit/hearing.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/store/store.h"

/* Who vouches for an entry: its mover, and those who approved. */

/* ---- Approvals ---- */

const struct err *
hearing_approvals(struct hearing *h)
{
	const struct json *named = json_get(h->entry.json, "approvals");
	struct snapshot *snapshot;
	const struct err *err;

	if (json_count(named) == 0 && !gate_asks_approvals(h->transition))
		return NULL;
	if ((err = trial_snapshot(h->m->trial, &snapshot)) ||
	    (err = snapshot_approvals(snapshot, h->m->id, &h->all)))
		return err;
	h->counted.items = xcalloc(h->all.n + 1, sizeof(*h->all.items));
	for (size_t i = 0; i < h->all.n; i++) {
		const struct approval *a = &h->all.items[i];

		if (a->fault != NULL || a->decision != DECISION_APPROVE ||
		    json_get(named, a->file) != NULL)
			h->counted.items[h->counted.n++] = *a;
	}
	h->step.dossier.approvals = &h->counted;
	return NULL;
}

static const struct approval *
approval_named(const struct hearing *h, const char *file)
{
	for (size_t i = 0; i < h->all.n; i++)
		if (strcmp(h->all.items[i].file, file) == 0)
			return &h->all.items[i];
	return NULL;
}

/* One approval that the entry names as counted. */
static void
judge_named(struct hearing *h, const struct json *named)
{
	const struct approval *a = approval_named(h, json_key(named));
	const char *digest = json_string(named);
	enum rule rule = RULE_PV305;
	char *why = NULL, *text;

	if (a == NULL)
		why = xstrdup(_("is not there"));
	else if (digest == NULL || strcmp(digest, a->digest) != 0)
		why = xstrdup(_("is not the one whose digest is named"));
	else if (a->fault != NULL)
		why = xstrdup(a->fault);
	else
		why = gate_counted_fault(&rule, h->judged,
		    h->m->before ? h->m->before->record : NULL,
		    h->m->trial->tracker, &h->step, a);
	if (why == NULL)
		return;
	text = xasprintf("'%s' %s", json_key(named), why);
	say(h, rule, "approvals", text);
	h->blamed = true;
	free(text);
	free(why);
}

void
hear_approvals(struct hearing *h)
{
	const struct json *at = json_get(h->entry.json, "approvals");

	for (at = json_first(at); at != NULL; at = json_next(at))
		judge_named(h, at);
}

/* ---- Strength ---- */

static void
judge_weak(const struct hearing *h)
{
	struct trial *trial = h->m->trial;
	const struct people *people = trial->tracker->people;
	enum signer_state state = facts_signer(&trial->facts, trial->worker,
	    people);
	bool forge;

	if (!facts_author_address_is(&trial->facts, people, h->entry.by))
		say(h, RULE_PV302, "by", _("who moved is not the author of "
		    "the commit"));
	else if (facts_are_of_candidate(&trial->facts, trial->worker) ||
	    state == SIGNER_UNTOLD)
		return;
	else if (state != SIGNER_NONE && facts_person(&trial->facts,
	    trial->worker, people, &forge) == NULL)
		say(h, RULE_PV309, "", _("the key that signed the commit is "
		    "nobody's in tracker/people.json"));
	else
		say(h, RULE_PV308, "", _("the transition must be signed, and "
		    "is not"));
}

enum strength
hear_strength(const struct hearing *h)
{
	struct trial *trial = h->m->trial;
	struct proof proof;

	proof_of(&proof, trial->worker, &trial->facts,
	    trial->tracker->people, &h->entry);
	if (proof.bad) {
		say(h, RULE_PV309, "", proof.text);
		trial->told_signature = true;
	} else if (proof.strength < trial->tracker->require_transitions) {
		judge_weak(h);
	}
	free(proof.text);
	if (proof.strength == STRENGTH_SIGNED && !proof.own &&
	    facts_are_of_candidate(&trial->facts, trial->worker))
		return STRENGTH_AUTHORED;
	return proof.strength;
}

static bool
approvals_vouch(const struct hearing *h)
{
	const struct json *at = json_get(h->entry.json, "approvals");
	const char *record = json_text(h->entry.json, "record");

	for (at = json_first(at); at != NULL; at = json_next(at)) {
		const struct approval *a = approval_named(h, json_key(at));

		if (a == NULL || a->fault != NULL || record == NULL ||
		    a->record == NULL || strcmp(a->record, record) != 0 ||
		    !approval_is_signed(a, h->m->trial->tracker->people))
			return false;
	}
	return true;
}

bool
is_vouched(const struct hearing *h)
{
	struct trial *trial = h->m->trial;
	struct proof proof;
	bool own;

	proof_of(&proof, trial->worker, &trial->facts,
	    trial->tracker->people, &h->entry);
	own = proof.own;
	free(proof.text);
	return own && approvals_vouch(h);
}

