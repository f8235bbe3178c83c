#include <stdlib.h>
#include <string.h>

#include "core/audit/hearing.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/record_merge.h"

/*
 * A merge, thing by thing: what only one side changed since all common
 * ancestors is taken, and what both changed is one of theirs, or of records
 * a merge member by member.
 */

struct merging {
	struct trial *trial;
	const struct rules *now;      /* of the merge itself */
	struct units first, second;   /* from either parent to the merge */
	struct units *base_first, *base_second; /* from each base to either */
	uint32_t *bases;
	size_t n_bases;
	struct strs blended;          /* ids of records that are neither's */
};

/* One thing in both parents, and in the merge. */
struct blend {
	struct merging *merging;
	const struct unit *unit;      /* names it */
	struct unit_side a, b, m;
	bool changed_a, changed_b;    /* since the bases */
};

static bool
same_side(const struct unit_side *a, const struct unit_side *b)
{
	return a->there == b->there &&
	    (!a->there || oid_equal(&a->blob, &b->blob));
}

static void
tell_502(const struct blend *blend, const char *text)
{
	const struct unit *unit = blend->unit;
	const char *path = blend->m.there ? blend->m.path :
	    blend->a.there ? blend->a.path : blend->b.path;

	tell(blend->merging->trial, RULE_PV502, unit->id, path ? path : "",
	    "%s", text);
}

/* ---- Records that both sides changed ---- */

static const struct err *
open_side(struct merging *merging, const struct blend *blend,
    const struct unit_side *side, uint32_t node, struct object **out)
{
	const struct err *err;

	if (!side->there)
		return NULL;
	err = record_object(merging->trial->worker, blend->unit->id,
	    &side->blob, out);
	return err ? err : readable_before(merging->trial, blend->unit->id,
	    node, out);
}

/* The records of the bases, as far as they can be read; the caller frees. */
static const struct err *
open_bases(const struct blend *blend, struct object **objects,
    const struct record **records)
{
	struct merging *merging = blend->merging;
	struct worker *worker = merging->trial->worker;
	const struct dag *dag = &worker->audit->dag;
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < merging->n_bases; i++) {
		uint32_t node = merging->bases[i];
		struct oid blob;
		bool found;

		err = find_record(worker, &dag->nodes[node].tree,
		    blend->unit->id, &blob, NULL, &found);
		if (err == NULL && found)
			err = record_object(worker, blend->unit->id, &blob,
			    &objects[i]);
		if (err == NULL && objects[i] != NULL)
			err = readable_before(merging->trial,
			    blend->unit->id, node, &objects[i]);
		if (err == NULL && objects[i] != NULL)
			records[i] = objects[i]->record;
	}
	return err;
}

static const struct err *
check_members(const struct blend *blend, const struct matter *m,
    struct findings *out)
{
	size_t n = blend->merging->n_bases;
	struct object **objects = xcalloc(n + 1, sizeof(struct object *));
	const struct record **records = xcalloc(n + 1,
	    sizeof(struct record *));
	const struct err *err = open_bases(blend, objects, records);

	if (err == NULL)
		record_merge_check(m->after->record, m->before->record,
		    m->other->record, records, n, out);
	for (size_t i = 0; i < n; i++)
		object_put(objects[i]);
	free(objects);
	free(records);
	return err;
}

/* Where one moved and the other edited, the gate must still be met. */
static const struct err *
check_moved(const struct blend *blend, struct matter *m,
    enum merge_history history)
{
	const struct record *moved = history == MERGE_A_MOVED ?
	    m->before->record : m->other->record;

	if (history == MERGE_SAME || record_count(moved, "history") < 2)
		return NULL;
	return hear_again(m, blend->merging->now->tracker);
}

/* ---- Both moved ---- */

static bool
begins_with(const struct json *whole, const struct json *part)
{
	const struct json *a = json_first(whole), *b = json_first(part);

	for (; b != NULL; a = json_next(a), b = json_next(b))
		if (a == NULL || !json_equal(a, b))
			return false;
	return true;
}

static const struct json *
history_of(const struct record *record)
{
	return json_get(record_json(record), "history");
}

/* KEPT is whole in the merge, and one entry resolves that DROPPED is not. */
static bool
resolves(const struct matter *m, const struct record *kept,
    const struct record *dropped)
{
	const struct json *now = history_of(m->after->record);
	const struct json *then = history_of(kept);
	const struct json *other = history_of(dropped), *entry;
	const char *named, *reason;
	char digest[DIGEST_SIZE];

	if (json_count(now) != json_count(then) + 1 ||
	    !begins_with(now, then) || json_count(other) == 0)
		return false;
	entry = json_at(now, json_count(now) - 1);
	json_digest(digest, json_at(other, json_count(other) - 1));
	named = json_text(entry, "resolves");
	reason = json_text(entry, "reason");
	return named != NULL && strcmp(named, digest) == 0 &&
	    reason != NULL && *reason != '\0' &&
	    json_text(entry, "transition") != NULL &&
	    strcmp(json_text(entry, "transition"), "@resolve") == 0 &&
	    json_text(entry, "from") != NULL &&
	    json_text(entry, "to") != NULL &&
	    strcmp(json_text(entry, "from"), record_stage(kept)) == 0 &&
	    strcmp(json_text(entry, "to"), record_stage(kept)) == 0;
}

static void
judge_both_moved(struct matter *m)
{
	const struct record *a = m->before->record, *b = m->other->record;
	struct place_at at = { m->id, m->path, "history", m->after };

	if (!resolves(m, a, b) && !resolves(m, b, a)) {
		tell_at(m->trial, RULE_PV507, &at, _("both sides moved, and "
		    "no entry '@resolve' keeps one and says why the other is "
		    "dropped"));
		return;
	}
	m->added = 1;
	hear_resolve(m, a, b);
}

/* ---- One record ---- */

static const struct err *
judge_blended(const struct blend *blend, struct matter *m)
{
	struct findings next = FINDINGS_INIT;
	enum merge_history history;
	const struct err *err;

	strs_add(&blend->merging->blended, m->id);
	m->evidence = true;
	history = record_merge_history(m->before->record,
	    m->other->record);
	if ((err = check_members(blend, m, &next)))
		goto done;
	if (history == MERGE_BOTH_MOVED)
		judge_both_moved(m);
	else if (next.n == 0)
		err = check_moved(blend, m, history);
	if (err == NULL)
		err = judge_state(m, &next);
done:
	findings_release(&next);
	return err;
}

static bool
may_go(const struct matter *m)
{
	const struct object *left = m->before != NULL ? m->before : m->other;

	return (m->before == NULL || m->other == NULL) && left != NULL &&
	    left->record != NULL &&
	    record_count(left->record, "history") == 1;
}

/* M is neither side's. */
static const struct err *
judge_record(struct blend *blend, struct matter *m)
{
	if (!blend->m.there) {
		if (!may_go(m))
			tell(m->trial, RULE_PV503, m->id, blend->a.there ?
			    blend->a.path : "", _("'%s' is deleted, and it "
			    "has a history that must stay"), m->id);
		return NULL;
	}
	m->path = xstrdup(blend->m.path);
	if (m->after->record == NULL) {
		tell_findings(m->trial, &m->after->fault, m->id, m->path,
		    NULL);
		return NULL;
	}
	if (m->before == NULL || m->other == NULL) {
		tell_502(blend, _("the merge has it as neither side has "
		    "it"));
		return NULL;
	}
	return judge_blended(blend, m);
}

static const struct err *
judge_record_unit(struct blend *blend)
{
	struct merging *merging = blend->merging;
	struct trial *trial = merging->trial;
	struct matter m = { .trial = trial, .id = blend->unit->id };
	const struct err *err;

	if ((blend->m.there && (same_side(&blend->m, &blend->a) ||
	    same_side(&blend->m, &blend->b))) &&
	    (!blend->a.there || !blend->b.there))
		return NULL;
	if ((err = open_side(merging, blend, &blend->a, trial->parent,
	    &m.before)) ||
	    (err = open_side(merging, blend, &blend->b, trial->second,
	    &m.other)))
		goto done;
	if (blend->m.there)
		err = record_object(trial->worker, m.id, &blend->m.blob,
		    &m.after);
	if (err == NULL)
		err = judge_record(blend, &m);
done:
	matter_release(&m);
	return err;
}

/* ---- One thing ---- */

/* Both changed a tracker file: the higher revision is taken whole. */
static void
judge_tracker_unit(const struct blend *blend)
{
	struct trial *trial = blend->merging->trial;
	const struct unit_side *taken = same_side(&blend->m, &blend->a) ?
	    &blend->a : &blend->b;
	const struct unit_side *left = taken == &blend->a ? &blend->b :
	    &blend->a;

	if (!same_side(&blend->m, taken) ||
	    side_revision(trial->worker, taken) <
	    side_revision(trial->worker, left))
		tell(trial, RULE_PV311, "", blend->unit->name, _("both sides "
		    "changed '%s': the higher revision is taken whole"),
		    blend->unit->name);
	blend->merging->trial->policy_met = true;
}

static const struct err *
judge_both_changed(struct blend *blend)
{
	switch (blend->unit->kind) {
	case UNIT_RECORD:
		return judge_record_unit(blend);
	case UNIT_TRACKER:
		judge_tracker_unit(blend);
		return NULL;
	default:
		if (!same_side(&blend->m, &blend->a) &&
		    !same_side(&blend->m, &blend->b))
			tell_502(blend, _("the merge has it as neither side "
			    "has it"));
		return NULL;
	}
}

static const struct err *
judge_blend(struct blend *blend)
{
	const struct unit_side *wanted;

	if (blend->unit->kind == UNIT_STRAY)
		return NULL;
	if (same_side(&blend->a, &blend->b)) {
		tell_502(blend, _("the merge changes what neither side "
		    "changed"));
		return NULL;
	}
	if (blend->changed_a && blend->changed_b)
		return judge_both_changed(blend);
	wanted = blend->changed_a ? &blend->a : &blend->b;
	if (!same_side(&blend->m, wanted))
		tell_502(blend, same_side(&blend->m, wanted == &blend->a ?
		    &blend->b : &blend->a) ?
		    _("the merge drops what one side changed") :
		    _("the merge has it as neither side has it"));
	return NULL;
}

/* ---- All of them ---- */

/* Whether a side has it as one of the bases has it. */
static bool
is_as_before(const struct units *from_bases, size_t n,
    const struct unit *unit)
{
	for (size_t i = 0; i < n; i++)
		if (units_find(&from_bases[i], unit) == NULL)
			return true;
	return false;
}

/*
 * A side that is as one of the bases has changed nothing, where the other
 * is as none.  After merges crosswise both can be as one of them: then
 * nobody can tell which is newer, and both count as changed.
 */
static void
find_changes(struct blend *blend)
{
	const struct merging *m = blend->merging;
	bool old_a = is_as_before(m->base_first, m->n_bases, blend->unit);
	bool old_b = is_as_before(m->base_second, m->n_bases, blend->unit);

	blend->changed_a = !old_a || old_b;
	blend->changed_b = !old_b || old_a;
}

/* A and B are what either parent has of it; NULL: as the merge has it. */
static const struct err *
judge_pair(struct merging *merging, const struct unit *a,
    const struct unit *b)
{
	struct blend blend = { .merging = merging, .unit = a ? a : b };

	if (a == NULL && b == NULL)
		BUG("a unit of neither side");
	blend.m = blend.unit->new;
	blend.a = a != NULL ? a->old : blend.m;
	blend.b = b != NULL ? b->old : blend.m;
	find_changes(&blend);
	if (blend.unit->twice && a != NULL && b != NULL)
		tell(merging->trial, RULE_PV506, blend.unit->id,
		    blend.m.path, _("two files claim the id '%s'"),
		    blend.unit->id);
	return judge_blend(&blend);
}

static const struct err *
judge_things(struct merging *merging)
{
	const struct units *first = &merging->first;
	const struct units *second = &merging->second;
	const struct err *err = NULL;

	for (size_t i = 0, k = 0; err == NULL &&
	    (i < first->n || k < second->n); ) {
		int order = i == first->n ? 1 : k == second->n ? -1 :
		    unit_order(&first->items[i], &second->items[k]);

		err = judge_pair(merging,
		    order <= 0 ? &first->items[i] : NULL,
		    order >= 0 ? &second->items[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
	return err;
}

/* What both sides have of a history beside the tracker's says nothing.  Of
 * what is trusted, having a tracker is all that is known. */
static const struct err *
add_base(struct merging *merging, uint32_t node)
{
	struct worker *worker = merging->trial->worker;
	const struct node *base = &worker->audit->dag.nodes[node];
	const struct rules *rules = NULL;
	const struct err *err = NULL;

	if (base->trusted && !base->scoped)
		err = rules_of(worker, &base->tree, &rules);
	if (err == NULL && (base->scoped || rules != NULL))
		merging->bases[merging->n_bases++] = node;
	return err;
}

static const struct err *
find_bases(struct merging *merging)
{
	struct trial *trial = merging->trial;
	struct worker *worker = trial->worker;
	const struct dag *dag = &worker->audit->dag;
	const struct err *err = NULL;
	size_t n;

	dag_merge_bases(&worker->marks, trial->parent, trial->second);
	n = worker->marks.n_found;
	merging->bases = xcalloc(n + 1, sizeof(uint32_t));
	for (size_t i = 0; err == NULL && i < n; i++)
		err = add_base(merging, worker->marks.found[i]);
	n = merging->n_bases;
	merging->base_first = xcalloc(n + 1, sizeof(struct units));
	merging->base_second = xcalloc(n + 1, sizeof(struct units));
	for (size_t i = 0; err == NULL && i < n; i++) {
		const struct oid *tree = &dag->nodes[merging->bases[i]].tree;

		err = units_between(worker, tree, &trial->parent_tree,
		    &merging->base_first[i]);
		if (err == NULL)
			err = units_between(worker, tree,
			    &trial->second_tree, &merging->base_second[i]);
	}
	return err;
}

static void
merging_release(struct merging *merging)
{
	for (size_t i = 0; i < merging->n_bases; i++) {
		units_release(&merging->base_first[i]);
		units_release(&merging->base_second[i]);
	}
	free(merging->base_first);
	free(merging->base_second);
	free(merging->bases);
	strs_release(&merging->blended);
	units_release(&merging->first);
	units_release(&merging->second);
}

const struct err *
merge_things(struct trial *trial, const struct changes *first,
    const struct changes *second, const struct rules *now)
{
	struct merging merging = { .trial = trial, .now = now,
		.blended = STRS_INIT };
	const struct err *err;

	if ((err = units_of(trial->worker, first, &trial->parent_tree,
	    &trial->tree, &merging.first)) ||
	    (err = units_of(trial->worker, second, &trial->second_tree,
	    &trial->tree, &merging.second)))
		goto done;
	if (merging.first.n > 0 || merging.second.n > 0)
		err = find_bases(&merging);
	if (err == NULL)
		err = judge_things(&merging);
	if (err == NULL)
		err = merge_evidence(trial, &merging.first,
		    &merging.second, &merging.blended);
done:
	merging_release(&merging);
	return err;
}
