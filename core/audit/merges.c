#include <stdlib.h>
#include <string.h>

#include "core/audit/hearing.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/store/paths.h"

/* Commits with more than one parent in scope. */

/* ---- What neither parent has like this ---- */

static struct paths
odd_paths(const struct changes *changes)
{
	struct paths paths = PATHS_INIT;

	for (size_t i = 0; i < changes->n_odds; i++)
		paths_add(&paths, changes->odds[i].path);
	return paths;
}

static void
tell_odds_of_both(struct trial *trial, const struct changes *first,
    const struct changes *second)
{
	struct paths both = odd_paths(second);

	for (size_t i = 0; i < first->n_odds; i++) {
		const struct odd *odd = &first->odds[i];
		char *id;

		if (!paths_has(&both, odd->path))
			continue;
		id = path_project(odd->path);
		tell(trial, RULE_PV504, id, odd->path, "%s", odd->why);
		free(id);
	}
	paths_release(&both);
}

/* ---- Entries under a tracker that is not theirs ---- */

/* Does the merge keep the entry that RECORD has last? */
static const struct err *
is_kept(struct trial *merge, const char *id, const struct record *record,
    bool *kept)
{
	struct object *object = NULL;
	struct entry last;
	const struct err *err;
	struct oid blob;

	*kept = false;
	err = find_record(merge->worker, &merge->tree, id, &blob, NULL,
	    kept);
	if (err != NULL || !*kept)
		return err;
	*kept = false;
	err = record_object(merge->worker, id, &blob, &object);
	if (err == NULL && object->record != NULL &&
	    record_last_entry(record, &last)) {
		const struct json *same = json_at(json_get(record_json(
		    object->record), "history"), record_count(record,
		    "history") - 1);

		*kept = same != NULL && json_equal(same, last.json);
	}
	object_put(object);
	return err;
}

/* How many entries the commit brought.  A merge brings none, but for one
 * that resolves. */
static size_t
late_entries(const struct matter *m, bool alone)
{
	size_t has = record_count(m->after->record, "history"), had = 0;
	struct entry last;

	if (!alone)
		return record_last_entry(m->after->record, &last) &&
		    last.transition != NULL &&
		    strcmp(last.transition, "@resolve") == 0;
	if (m->before != NULL && m->before->record != NULL)
		had = record_count(m->before->record, "history");
	return has > had ? has - had : 0;
}

static const struct err *
judge_late_record(struct trial *merge, struct trial *then,
    const struct unit *unit, bool alone)
{
	struct matter m = { .trial = then, .id = unit->id };
	const struct err *err;
	bool kept = false;

	if ((err = record_object(then->worker, m.id, &unit->new.blob,
	    &m.after)) ||
	    m.after->record == NULL)
		goto done;
	if (unit->old.there)
		err = record_object(then->worker, m.id, &unit->old.blob,
		    &m.before);
	if (err == NULL)
		err = readable_before(then, m.id, then->parent, &m.before);
	if (err != NULL || (err = is_kept(merge, m.id, m.after->record,
	    &kept)) || !kept)
		goto done;
	m.path = xstrdup(unit->new.path);
	hear_late(&m, late_entries(&m, alone));
done:
	matter_release(&m);
	return err;
}

static bool
has_policy(const struct units *units)
{
	return units->n > 0 && units->items[0].kind == UNIT_TRACKER;
}

/* A record that differs, of a merge from what SECOND is from, too. */
static bool
is_late(const struct unit *unit, const struct units *second)
{
	return unit->kind == UNIT_RECORD && unit->new.there &&
	    (second == NULL || units_find(second, unit) != NULL);
}

/* A commit of the other side, once more under the tracker of the merge. */
static const struct err *
judge_late(struct trial *merge, uint32_t node, const struct rules *now)
{
	struct worker *worker = merge->worker;
	const struct dag *dag = &worker->audit->dag;
	struct trial then = { .worker = worker, .node = node,
		.blame = merge->node, .tree = dag->nodes[node].tree,
		.rules = now, .tracker = now->tracker, .facts = FACTS_INIT };
	struct changes changes = { .items = NULL };
	struct units second = { NULL, 0, 0 };
	const struct err *err;
	uint32_t parents[2];
	size_t n;

	scoped_parents(dag, node, parents, &n);
	if (n == 0 || n > 2 || !dag->nodes[node].scoped)
		return NULL;
	then.parent = parents[0];
	then.parent_tree = dag->nodes[then.parent].tree;
	if ((err = facts_read(&then.facts, worker, node)) ||
	    (err = changes_between(worker, &then.parent_tree, &then.tree,
	    &changes)) ||
	    (err = units_of(worker, &changes, &then.parent_tree, &then.tree,
	    &then.units)) || (n == 2 && (err = units_between(worker,
	    &dag->nodes[parents[1]].tree, &then.tree, &second))))
		goto done;
	if (n == 1 && has_policy(&then.units))
		judge_policy_right(&then, now->tracker);
	for (size_t i = 0; err == NULL && i < then.units.n; i++)
		if (is_late(&then.units.items[i], n == 1 ? NULL : &second))
			err = judge_late_record(merge, &then,
			    &then.units.items[i], n == 1);
done:
	units_release(&second);
	changes_release(&changes);
	facts_release(&then.facts);
	units_release(&then.units);
	return err;
}

static bool
same_rules(const struct rules *a, const struct rules *b)
{
	return a != NULL && b != NULL &&
	    memcmp(a->ids, b->ids, sizeof(a->ids)) == 0;
}

/*
 * A right that was taken away does not come back with an old branch: what
 * SIDE brings is judged under the tracker of the merge.
 */
static const struct err *
judge_side(struct trial *trial, uint32_t side, uint32_t other,
    const struct rules *now)
{
	struct worker *worker = trial->worker;
	const struct rules *then;
	const struct err *err;
	uint32_t *nodes;
	size_t n;

	err = rules_of(worker, &worker->audit->dag.nodes[side].tree, &then);
	if (err != NULL || same_rules(then, now) || now->tracker == NULL)
		return err;
	dag_only(&worker->marks, side, other);
	n = worker->marks.n_found;
	nodes = xcalloc(n + 1, sizeof(*nodes));
	memcpy(nodes, worker->marks.found, n * sizeof(*nodes));
	for (size_t i = 0; err == NULL && i < n; i++)
		err = judge_late(trial, nodes[i], now);
	free(nodes);
	return err;
}

/* ---- Two parents ---- */

static const struct err *
judge_two(struct trial *trial, const struct changes *first,
    const struct changes *second)
{
	struct worker *worker = trial->worker;
	const struct rules *now, *theirs;
	const struct err *err;

	if ((err = rules_of(worker, &trial->tree, &now)) ||
	    (err = rules_of(worker, &trial->second_tree, &theirs)))
		return err;
	tell_odds_of_both(trial, first, second);
	if (judge_without_rules(trial, first, now))
		return NULL;
	if ((err = merge_things(trial, first, second, now)))
		return err;
	if (trial->policy_met) {
		judge_policy_right(trial, trial->tracker);
		if (theirs != NULL && theirs->tracker != NULL &&
		    !trial->told_policy)
			judge_policy_right(trial, theirs->tracker);
	}
	if ((err = judge_side(trial, trial->parent, trial->second, now)) ||
	    (err = judge_side(trial, trial->second, trial->parent, now)))
		return err;
	if (first->n > 0)
		judge_signature(trial);
	return NULL;
}

const struct err *
judge_merge(struct trial *trial)
{
	struct changes first = { .items = NULL }, second = { .items = NULL };
	const struct err *err;

	err = changes_between(trial->worker, &trial->parent_tree,
	    &trial->tree, &first);
	if (err == NULL)
		err = changes_between(trial->worker, &trial->second_tree,
		    &trial->tree, &second);
	if (err == NULL)
		err = judge_two(trial, &first, &second);
	changes_release(&first);
	changes_release(&second);
	return err;
}

/* ---- More ---- */

/* Every project of OUT that differs between the first parent and TREE. */
static const struct err *
add_different(struct trial *trial, const struct oid *tree, struct strs *out)
{
	struct changes changes = { .items = NULL };
	struct units units = { NULL, 0, 0 };
	const struct err *err;

	err = changes_between(trial->worker, &trial->parent_tree, tree,
	    &changes);
	if (err == NULL)
		err = units_of(trial->worker, &changes, &trial->parent_tree,
		    tree, &units);
	for (size_t i = 0; i < units.n; i++)
		if (i == 0 || strcmp(units.items[i].id,
		    units.items[i - 1].id) != 0)
			strs_add(out, units.items[i].id);
	units_release(&units);
	changes_release(&changes);
	return err;
}

const struct err *
judge_octopus(struct trial *trial)
{
	const struct dag *dag = &trial->worker->audit->dag;
	const struct node *node = &dag->nodes[trial->node];
	struct strs ids = STRS_INIT;
	const struct err *err;

	err = add_different(trial, &trial->tree, &ids);
	for (size_t i = 0; err == NULL && i < node->n_parents; i++) {
		uint32_t parent = dag_parent(dag, trial->node, i);

		if (dag->nodes[parent].scoped)
			err = add_different(trial, &dag->nodes[parent].tree,
			    &ids);
	}
	strs_sort(&ids);
	for (size_t i = 0; i < ids.n; i++)
		if (i == 0 || strcmp(ids.items[i], ids.items[i - 1]) != 0)
			tell(trial, RULE_PV502, ids.items[i], "", _("a merge "
			    "of more than two may not differ in projects and "
			    "tracker"));
	strs_release(&ids);
	return err;
}
