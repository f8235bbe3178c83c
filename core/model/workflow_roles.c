#include "core/model/people.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

/* Roles that a workflow names, and those that people have. */

static void
add_role(struct strs *out, const char *role)
{
	if (role[0] != '@' && !strs_has(out, role))
		strs_add(out, role);
}

static void
add_roles(struct strs *out, const struct strs *roles)
{
	for (size_t i = 0; i < roles->n; i++)
		add_role(out, roles->items[i]);
}

void
workflow_movers(const struct workflow *workflow, struct strs *out)
{
	add_roles(out, &workflow->override_by);
	for (size_t i = 0; i < workflow->n_transitions; i++)
		add_roles(out, &workflow->transitions[i].by);
}

void
workflow_approvers(const struct workflow *workflow, struct strs *out)
{
	for (size_t i = 0; i < workflow->n_transitions; i++) {
		const struct transition *t = &workflow->transitions[i];

		for (size_t k = 0; k < t->n_needs; k++)
			if (t->needs[k].kind == CONDITION_APPROVALS)
				add_role(out, t->needs[k].word);
	}
}

void
workflow_roles(const struct workflow *workflow, struct strs *out)
{
	add_role(out, "admin");
	workflow_movers(workflow, out);
	workflow_approvers(workflow, out);
}

void
tracker_roles(const struct tracker *tracker, struct strs *out)
{
	const struct people *people = tracker->people;

	if (tracker->workflow != NULL)
		workflow_roles(tracker->workflow, out);
	for (size_t i = 0; i < people->n; i++)
		add_roles(out, &people->items[i].roles);
}
