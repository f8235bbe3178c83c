#include <stdlib.h>
#include <string.h>

#include "cmd/doctor.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

static void
examine_admins(struct doctor *doctor, const struct tracker *tracker)
{
	const struct people *people = tracker->people;
	const struct person *admin = NULL;
	size_t admins = 0;

	for (size_t i = 0; i < people->n; i++)
		if (person_has_role(&people->items[i], "admin")) {
			admin = &people->items[i];
			admins++;
		}
	if (admins == 1)
		doctor_add(doctor, SEVERITY_WARNING, "one_admin",
		    "proven people set HANDLE --role admin",
		    _("'%s' is the only admin: if that person is away, "
		    "nobody can change the tracker"), admin->handle);
}

/* Roles that the workflow asks for, and nobody has. */
static void
examine_roles(struct doctor *doctor, const struct tracker *tracker)
{
	const struct people *people = tracker->people;
	struct strs roles = STRS_INIT;
	size_t i, k;
	char *mend;

	workflow_roles(tracker->workflow, &roles);
	for (i = 0; i < roles.n; i++) {
		for (k = 0; k < people->n; k++)
			if (person_has_role(&people->items[k],
			    roles.items[i]))
				break;
		if (k < people->n)
			continue;
		mend = xasprintf("proven people set HANDLE --role %s",
		    roles.items[i]);
		doctor_add(doctor, SEVERITY_WARNING, "no_holder", mend,
		    _("the workflow asks for the role '%s', and nobody has "
		    "it"), roles.items[i]);
		free(mend);
	}
	strs_release(&roles);
}

/* ---- Keys, where something must be signed ---- */

/* Records are signed with ssh keys only. */
static bool
has_ssh_key(const struct person *person)
{
	for (size_t i = 0; i < person->n_keys; i++)
		if (person->keys[i].ssh != NULL && !person->keys[i].forge)
			return true;
	return false;
}

static bool
has_role_of(const struct person *person, const struct strs *roles)
{
	for (size_t i = 0; i < roles->n; i++)
		if (person_has_role(person, roles->items[i]))
			return true;
	return false;
}

/* The roles of those who must sign something, and what. */
struct signers {
	bool signs_tracker;
	struct strs movers, approvers; /* empty: nothing to sign */
};

/* What PERSON must sign and cannot; NULL: nothing.  The caller frees. */
static char *
lacks_key(const struct person *person, const struct signers *signers)
{
	if (signers->signs_tracker && person_has_role(person, "admin") &&
	    !person_can_sign(person))
		return xasprintf(_("changes of the tracker must be signed, "
		    "and the admin '%s' has no key"), person->handle);
	if (has_ssh_key(person))
		return NULL;
	if (has_role_of(person, &signers->movers))
		return xasprintf(_("transitions must be signed, and '%s' has "
		    "no ssh key"), person->handle);
	if (has_role_of(person, &signers->approvers))
		return xasprintf(_("approvals must be signed, and '%s' has "
		    "no ssh key"), person->handle);
	return NULL;
}

static void
examine_keys(struct doctor *doctor, const struct people *people,
    const struct signers *signers)
{
	for (size_t i = 0; i < people->n; i++) {
		const struct person *person = &people->items[i];
		char *lacks = lacks_key(person, signers), *mend;

		if (lacks == NULL)
			continue;
		mend = xasprintf("proven people key add %s FILE",
		    person->handle);
		doctor_add(doctor, SEVERITY_WARNING, "no_key", mend, "%s",
		    lacks);
		free(mend);
		free(lacks);
	}
}

static void
examine_locked(struct doctor *doctor, const struct people *people)
{
	for (size_t i = 0; i < people->n; i++)
		if (person_has_role(&people->items[i], "admin") &&
		    person_can_sign(&people->items[i]))
			return;
	doctor_add(doctor, SEVERITY_ERROR, "locked", NULL,
	    _("changes of the tracker must be signed, and no admin has a "
	    "key: nobody can change it any more"));
}

void
doctor_people(struct doctor *doctor, const struct tracker *tracker)
{
	const struct workflow *workflow = tracker->workflow;
	struct signers signers = {
		tracker->require_tracker == STRENGTH_SIGNED, STRS_INIT,
		STRS_INIT };

	examine_admins(doctor, tracker);
	if (signers.signs_tracker)
		examine_locked(doctor, tracker->people);
	if (workflow != NULL)
		examine_roles(doctor, tracker);
	if (workflow != NULL &&
	    tracker->require_transitions == STRENGTH_SIGNED)
		workflow_movers(workflow, &signers.movers);
	if (workflow != NULL && tracker->require_approvals == STRENGTH_SIGNED)
		workflow_approvers(workflow, &signers.approvers);
	examine_keys(doctor, tracker->people, &signers);
	strs_release(&signers.movers);
	strs_release(&signers.approvers);
}
