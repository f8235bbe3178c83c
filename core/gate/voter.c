#include "core/gate/voter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/judge.h"
#include "core/model/ids.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

/* What can speak against an approval (design 3.3). */

bool
voter_concerns(const struct judge *j, const struct condition *c,
    const struct approval *a)
{
	if (a->transition == NULL || a->role == NULL)
		return false;
	return strcmp(a->transition, j->transition->name) == 0 &&
	    strcmp(a->role, c->word) == 0;
}

static int64_t
visit(const struct judge *j)
{
	return (int64_t)record_count(j->record, "history") + 1;
}

/* ---- Independence ---- */

static bool
text_is(const struct record *record, const char *map, const char *key,
    const char *member, const char *wanted)
{
	char *path = xasprintf("%s.%s.%s", map, key, member);
	const char *text = record_text(record, path);
	bool same = wanted != NULL && text != NULL &&
	    address_same(text, wanted);

	free(path);
	return same;
}

/* Somebody who is, or was, in the team. */
static bool
is_in_team(const struct record *record, const struct person *person)
{
	struct strs keys = STRS_INIT;
	bool found = false;

	record_keys(record, "team", &keys);
	for (size_t i = 0; i < keys.n && !found; i++) {
		const char *key = keys.items[i];

		found = text_is(record, "team", key, "person",
		    person->handle) ||
		    text_is(record, "team", key, "name", person->name);
		for (size_t k = 0; k < person->emails.n && !found; k++)
			found = text_is(record, "team", key, "email",
			    person->emails.items[k]);
	}
	strs_release(&keys);
	return found;
}

static bool
leads(const struct record *record, const struct person *person)
{
	const char *handle = record_text(record, "lead.person");
	const char *email = record_text(record, "lead.email");

	const char *name = record_text(record, "lead.name");

	return (handle != NULL && strcmp(handle, person->handle) == 0) ||
	    (email != NULL && person_has_email(person, email)) ||
	    (handle == NULL && name != NULL &&
	    address_same(name, person->name));
}

bool
is_of_team(const struct record *record, const struct person *person)
{
	return leads(record, person) || is_in_team(record, person);
}

/* The key of the partner that is the person's organisation, or NULL; the
 * caller frees. */
static char *
partner_of(const struct record *record, const struct person *person)
{
	struct strs keys = STRS_INIT;
	char *found = NULL;

	record_keys(record, "partners", &keys);
	for (size_t i = 0; i < keys.n && found == NULL; i++) {
		const char *key = keys.items[i];

		if (text_is(record, "partners", key, "uscc", person->uscc) ||
		    text_is(record, "partners", key, "ror", person->ror) ||
		    text_is(record, "partners", key, "name",
		    person->org_name))
			found = xstrdup(key);
	}
	strs_release(&keys);
	return found;
}

static char *
dependence(const struct record *record, const struct person *person)
{
	char *partner, *text;

	if (leads(record, person))
		return xstrdup(_("leads the project"));
	if (is_in_team(record, person))
		return xstrdup(_("is in the team"));
	if (person->uscc == NULL && person->ror == NULL)
		return xstrdup(_("has no organisation with a USCC or a ROR, "
		    "and so is not independent"));
	partner = partner_of(record, person);
	if (partner == NULL)
		return NULL;
	text = xasprintf(_("is of the partner '%s'"), partner);
	free(partner);
	return text;
}

/* Neither before nor after the edits that come with the step. */
static char *
not_independent(const struct judge *j, const struct person *person)
{
	char *why = dependence(j->parent, person);

	return why != NULL ? why : dependence(j->record, person);
}

/* ---- Signatures ---- */

/* WHY, which breaks the rule that is told to *OUT. */
static char *
breaks(enum rule *out, enum rule rule, const char *why)
{
	if (why != NULL)
		*out = rule;
	return xstrdup0(why);
}

/* NULL: it is signed as it must be. */
static char *
signature_fault(const struct judge *j, const struct approval *a,
    const struct person *person, enum rule *rule)
{
	if (a->signature == NULL)
		return breaks(rule, RULE_PV308, j->tracker->require_approvals <
		    STRENGTH_SIGNED ? NULL : _("is not signed"));
	switch (approval_signature(a, person)) {
	case SIGNATURE_NONE:
		return breaks(rule, RULE_PV309,
		    _("has a signature that is none"));
	case SIGNATURE_FOREIGN:
		return breaks(rule, RULE_PV309,
		    _("is signed with a key that is not of this person"));
	case SIGNATURE_BAD:
		return breaks(rule, RULE_PV309,
		    _("has a signature that does not hold"));
	case SIGNATURE_GOOD:
		break;
	}
	return NULL;
}

/* ---- The last word ---- */

static int
weight(enum decision decision)
{
	return decision == DECISION_REJECT ? 2 :
	    decision == DECISION_ABSTAIN;
}

/* Was B said after A?  The time is signed, the name of the file is not. */
static bool
is_later(const struct approval *b, const struct approval *a)
{
	if (b->at != a->at)
		return b->at > a->at;
	if (b->decision != a->decision)
		return weight(b->decision) > weight(a->decision);
	return b->n > a->n;
}

static bool
is_same_word(const struct approval *a, const struct approval *b)
{
	return b->seq == a->seq && strcmp(b->by, a->by) == 0 &&
	    strcmp(b->role, a->role) == 0 &&
	    strcmp(b->transition, a->transition) == 0;
}

/* What is not signed as it must be speaks for nobody. */
bool
voter_is_superseded(const struct judge *j, const struct approval *a)
{
	const struct approvals *all = j->step->dossier.approvals;
	const struct person *person = people_find(j->tracker->people, a->by);

	for (size_t i = 0; person != NULL && i < all->n; i++) {
		const struct approval *b = &all->items[i];
		enum rule rule;
		char *why;

		if (b == a || b->fault != NULL || !is_same_word(a, b) ||
		    !is_later(b, a))
			continue;
		why = signature_fault(j, b, person, &rule);
		if (why == NULL)
			return true;
		free(why);
	}
	return false;
}

/* ---- All of it ---- */

static bool
holds_role(const struct judge *j, const struct condition *c,
    const struct person *person)
{
	return strcmp(c->word, "@lead") == 0 ?
	    is_lead(j, person->handle) : person_has_role(person, c->word);
}

bool
voter_holds(const struct judge *j, const struct condition *c,
    const char *handle)
{
	const struct person *person = people_find(j->tracker->people,
	    handle);

	return person != NULL && holds_role(j, c, person);
}

/* Whoever may not move does not: looking at a gate is no move. */
static bool
is_mover(const struct judge *j, const struct person *person)
{
	const struct strs *by = &j->transition->by;

	return (strcmp(person->handle, j->step->by) == 0 ||
	    person_has_email(person, j->step->by)) &&
	    (by->n == 0 || mover_has(j, by));
}

/* What speaks against the person, whatever was decided. */
static char *
person_fault(const struct judge *j, const struct condition *c,
    const struct person *person, enum rule *rule)
{
	if (!holds_role(j, c, person)) {
		*rule = RULE_PV303;
		return xasprintf(_("has not the role '%s'"), c->word);
	}
	if (is_mover(j, person))
		return breaks(rule, RULE_PV304, _("is the one who moves"));
	*rule = RULE_PV310;
	return c->independent ? not_independent(j, person) : NULL;
}

bool
voter_eligible(const struct judge *j, const struct condition *c,
    const struct person *person)
{
	enum rule rule;
	char *why = person_fault(j, c, person, &rule);
	bool eligible = why == NULL;

	free(why);
	return eligible;
}

/* What speaks against the approval itself. */
static char *
file_fault(const struct judge *j, const struct approval *a, enum rule *rule)
{
	*rule = RULE_PV305;
	if (a->fault != NULL)
		return xasprintf(_("the file is wrong: %s"), a->fault);
	if (a->seq != visit(j))
		return xasprintf(_("was given for entry %" PRId64 ", and "
		    "this will be %" PRId64), a->seq, visit(j));
	if (a->decision == DECISION_ABSTAIN)
		return xstrdup(_("abstains"));
	if (a->coi)
		return breaks(rule, RULE_PV310,
		    _("declares a conflict of interest"));
	if (strcmp(a->record, j->digest) != 0)
		return xstrdup(_("judged another state of the record"));
	if (strcmp(a->gate, j->transition->digest) != 0)
		return xstrdup(_("judged another state of the gate"));
	return NULL;
}

char *
voter_fault(const struct judge *j, const struct condition *c,
    const struct approval *a, enum rule *rule)
{
	const struct person *person;
	char *why = file_fault(j, a, rule);

	if (why != NULL)
		return why;
	person = people_find(j->tracker->people, a->by);
	if (person == NULL)
		return breaks(rule, RULE_PV303,
		    _("is not in tracker/people.json"));
	if ((why = person_fault(j, c, person, rule)) == NULL &&
	    (why = signature_fault(j, a, person, rule)) == NULL &&
	    voter_is_superseded(j, a))
		why = breaks(rule, RULE_PV305,
		    _("changed their mind since"));
	return why;
}

bool
voter_counts(const struct judge *j, const struct condition *c,
    const struct approval *a, enum decision decision)
{
	enum rule rule;
	bool counts;
	char *why;

	if (!voter_concerns(j, c, a) || a->decision != decision)
		return false;
	why = voter_fault(j, c, a, &rule);
	counts = why == NULL;
	free(why);
	return counts;
}
