#include <stdlib.h>
#include <string.h>

#include "core/audit/settle.h"
#include "core/base/mem.h"

/*
 * Nobody excuses the change of the tracker by which they came to be an
 * admin: such an excuse is of somebody who was one before it.
 */

struct pardon {
	struct worker *worker;
	const struct excuse *excuse;
	uint32_t node;           /* the commit that is excused */
	const struct rules **grounds; /* in force before it */
	size_t n;
};

static uint32_t
scoped_parent(const struct dag *dag, uint32_t node, size_t *i)
{
	for (; *i < dag->nodes[node].n_parents; ++*i) {
		uint32_t parent = dag_parent(dag, node, *i);

		if (dag->nodes[parent].scoped) {
			++*i;
			return parent;
		}
	}
	return NO_NODE;
}

/* The tracker of NODE, or the last one before it that can be read. */
static const struct err *
readable_rules(struct worker *worker, uint32_t node,
    const struct rules **out)
{
	const struct dag *dag = &worker->audit->dag;
	const struct err *err = NULL;

	*out = NULL;
	while (node != NO_NODE && (*out == NULL || (*out)->tracker == NULL)) {
		size_t i = 0;

		err = rules_of(worker, &dag->nodes[node].tree, out);
		if (err != NULL)
			return err;
		node = scoped_parent(dag, node, &i);
	}
	if (*out != NULL && (*out)->tracker == NULL)
		*out = NULL;
	return NULL;
}

/* Those of its parents, where it has others. */
static const struct err *
find_grounds(struct pardon *pardon)
{
	const struct dag *dag = &pardon->worker->audit->dag;
	const struct rules *now, *then;
	const struct err *err;
	uint32_t parent;
	size_t i = 0;

	err = rules_of(pardon->worker, &dag->nodes[pardon->node].tree, &now);
	pardon->grounds = xcalloc(dag->nodes[pardon->node].n_parents + 1,
	    sizeof(*pardon->grounds));
	while (err == NULL && (parent = scoped_parent(dag, pardon->node,
	    &i)) != NO_NODE) {
		err = readable_rules(pardon->worker, parent, &then);
		if (err == NULL && then != NULL && then != now)
			pardon->grounds[pardon->n++] = then;
	}
	return err;
}

static bool
has_excuse(const struct rules *rules, const struct excuse *wanted)
{
	const struct tracker *tracker = rules ? rules->tracker : NULL;

	for (size_t i = 0; tracker != NULL && i < tracker->n_excuses; i++) {
		const struct excuse *is = &tracker->excuses[i];

		if (strcmp(is->commit, wanted->commit) == 0 &&
		    strcmp(is->rule, wanted->rule) == 0 &&
		    strcmp(is->reason, wanted->reason) == 0)
			return true;
	}
	return false;
}

/* Whether NODE, and none that it stands on, has the excuse. */
static const struct err *
brings(const struct pardon *pardon, uint32_t node, bool *yes)
{
	const struct dag *dag = &pardon->worker->audit->dag;
	const struct rules *rules;
	const struct err *err;
	uint32_t parent;
	size_t i = 0;

	*yes = false;
	err = rules_of(pardon->worker, &dag->nodes[node].tree, &rules);
	if (err != NULL || !has_excuse(rules, pardon->excuse))
		return err;
	*yes = true;
	while (*yes && (parent = scoped_parent(dag, node, &i)) != NO_NODE) {
		err = rules_of(pardon->worker, &dag->nodes[parent].tree,
		    &rules);
		if (err != NULL)
			return err;
		*yes = !has_excuse(rules, pardon->excuse);
	}
	return NULL;
}

/* Whether the author of NODE was an admin under TRACKER. */
static const struct err *
is_by_admin(struct worker *worker, uint32_t node,
    const struct tracker *tracker, bool *yes)
{
	struct facts facts = FACTS_INIT;
	const struct err *err = facts_read(&facts, worker, node);
	const struct person *author, *signer;
	bool forge;

	*yes = false;
	if (err == NULL) {
		author = people_by_email(tracker->people,
		    facts.commit.commit.author.email);
		signer = facts_person(&facts, worker, tracker->people,
		    &forge);
		*yes = author != NULL && person_has_role(author, "admin") &&
		    facts_author_is(&facts, worker, tracker->people,
		    author->handle) &&
		    (tracker->require_tracker < STRENGTH_SIGNED ||
		    (signer == author && !forge));
	}
	facts_release(&facts);
	return err;
}

static const struct err *
was_admin(const struct pardon *pardon, uint32_t node, bool *yes)
{
	const struct err *err = NULL;

	*yes = true;
	for (size_t i = 0; err == NULL && *yes && i < pardon->n; i++)
		err = is_by_admin(pardon->worker, node,
		    pardon->grounds[i]->tracker, yes);
	return err;
}

/* What was trusted before was judged before, with its excuses. */
static const struct err *
find_author(const struct pardon *pardon, bool *stands)
{
	const struct dag *dag = &pardon->worker->audit->dag;
	const struct err *err = NULL;
	bool found = false, yes = false;

	for (uint32_t k = 0; err == NULL && !yes && k < dag->n; k++) {
		if (!dag->nodes[k].scoped || dag->nodes[k].trusted)
			continue;
		if ((err = brings(pardon, k, &yes)) || !yes)
			continue;
		found = true;
		err = was_admin(pardon, k, &yes);
	}
	*stands = yes || !found;
	return err;
}

const struct err *
excuse_stands(struct worker *worker, const struct excuse *excuse,
    const struct audit_finding *finding, bool *stands)
{
	const struct dag *dag = &worker->audit->dag;
	struct pardon pardon = { worker, excuse, NO_NODE, NULL, 0 };
	const struct err *err;
	struct oid id;

	*stands = true;
	if (*finding->project != '\0' || !oid_parse(&id, finding->commit))
		return NULL;
	pardon.node = dag_find(dag, &id);
	if (pardon.node == NO_NODE || dag->nodes[pardon.node].trusted)
		return NULL;
	/* Which of two that found a tracker is the first, an anchor says. */
	if (!dag->nodes[pardon.node].scoped) {
		*stands = *worker->audit->report->anchor != '\0';
		return NULL;
	}
	err = find_grounds(&pardon);
	if (err == NULL && pardon.n > 0)
		err = find_author(&pardon, stands);
	free(pardon.grounds);
	/* What cannot be read, which was told, speaks for nobody. */
	if (err != NULL && err->code != ERR_SYSTEM) {
		*stands = false;
		err = NULL;
	}
	return err;
}
