#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/walk.h"
#include "core/json/json.h"
#include "core/model/approval.h"
#include "core/model/workflow.h"

/* What a commit did to one project. */

/* ---- Approvals ---- */

/* *RULE is what it breaks where it is none. */
static const struct err *
read_approval(struct trial *trial, const struct unit *unit,
    struct approvals *out, enum rule *rule)
{
	const struct err *err;
	struct object *object;

	err = file_object(trial->worker, &unit->new.blob, &object);
	if (err != NULL)
		return err;
	*rule = object->fault.n > 0 ? object->fault.items[0].rule :
	    RULE_PV104;
	if (object->fault.n > 0)
		approvals_add_broken(out, unit->name,
		    object->fault.items[0].text);
	else
		approvals_add(out, unit->id, unit->name, object->raw.ptr,
		    object->raw.len);
	object_put(object);
	return NULL;
}

/* Whether it counts is judged where it is counted. */
static const struct err *
judge_new_approval(struct trial *trial, const struct unit *unit)
{
	struct approvals one = { NULL, 0, 0 };
	const struct approval *a;
	enum rule rule;
	const struct err *err = read_approval(trial, unit, &one, &rule);

	if (err != NULL)
		return err;
	a = &one.items[0];
	if (a->fault != NULL)
		tell(trial, rule, unit->id, unit->new.path, "%s", a->fault);
	else if (trial->tracker->require_approvals >= STRENGTH_AUTHORED &&
	    !approval_is_signed(a, trial->tracker->people) &&
	    !facts_author_is(&trial->facts, trial->worker,
	    trial->tracker->people, a->by))
		tell(trial, RULE_PV302, unit->id, unit->new.path,
		    _("the approval is of '%s', who is not the author of the "
		      "commit and did not sign it"), a->by);
	approvals_release(&one);
	return NULL;
}

const struct err *
judge_approval(struct trial *trial, const struct unit *unit, bool dropped)
{
	if (!unit->old.there && !unit->twice)
		return judge_new_approval(trial, unit);
	if (!unit->new.there && dropped)
		return NULL;
	tell(trial, RULE_PV306, unit->id, unit->new.there ?
	    unit->new.path : unit->old.path, unit->new.there ?
	    _("an approval never changes: it is another file than it was") :
	    _("an approval never changes: it is gone"));
	return NULL;
}

/* ---- The record ---- */

struct earlier {
	struct worker *worker;
	const char *id;
	struct object **object;
};

static const struct err *
look_earlier(void *arg, const struct commit *commit, bool *stop)
{
	const struct earlier *earlier = arg;
	const struct err *err;
	struct object *object;
	struct oid blob;
	bool found;

	err = find_record(earlier->worker, &commit->tree, earlier->id, &blob,
	    NULL, &found);
	*stop = err != NULL || !found;
	if (*stop || (err = record_object(earlier->worker, earlier->id, &blob,
	    &object)))
		return err;
	*stop = object->record != NULL;
	if (*stop)
		*earlier->object = object;
	else
		object_put(object);
	return NULL;
}

/* What is trusted has a past as well, which was not loaded. */
static const struct err *
readable_earlier(struct worker *worker, const char *id, uint32_t node,
    struct object **object)
{
	const struct dag *dag = &worker->audit->dag;
	struct earlier earlier = { worker, id, object };

	if (!dag->nodes[node].trusted)
		return NULL;
	return walk_line(worker->repo, &dag->nodes[node].id, look_earlier,
	    &earlier);
}

const struct err *
readable_before(struct trial *trial, const char *id, uint32_t node,
    struct object **object)
{
	const struct dag *dag = &trial->worker->audit->dag;
	const struct err *err = NULL;
	struct oid blob;
	bool found = true;

	while (err == NULL && found && *object != NULL &&
	    (*object)->record == NULL) {
		object_put(*object);
		*object = NULL;
		found = false;
		for (size_t i = 0; i < dag->nodes[node].n_parents; i++) {
			uint32_t parent = dag_parent(dag, node, i);

			if (!dag->nodes[parent].scoped)
				continue;
			node = parent;
			found = true;
			break;
		}
		if (!found)
			return readable_earlier(trial->worker, id, node,
			    object);
		if ((err = find_record(trial->worker, &dag->nodes[node].tree,
		    id, &blob, NULL, &found)))
			break;
		if (found)
			err = record_object(trial->worker, id, &blob, object);
	}
	return err;
}

/* Only what nothing was decided about may go. */
static bool
may_drop(const struct matter *m)
{
	const struct workflow *w = m->trial->tracker->workflow;
	const struct record *record = m->before != NULL ? m->before->record :
	    NULL;

	return record != NULL && w != NULL &&
	    record_count(record, "history") == 1 &&
	    strcmp(record_stage(record), w->initial) == 0;
}

static void
judge_deletion(struct matter *m, const struct unit *unit)
{
	m->dropped = may_drop(m);
	if (!m->dropped)
		tell(m->trial, RULE_PV503, m->id, unit->old.path,
		    _("'%s' is deleted, and it has a history that must stay"),
		    m->id);
}

static bool
past_changed(const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		if (findings->items[i].rule == RULE_PV204 &&
		    str_starts(findings->items[i].path, "history"))
			return true;
	return false;
}

static const struct err *
judge_record(struct matter *m)
{
	struct findings next = FINDINGS_INIT;
	const struct err *err;
	bool changed;

	if (m->after->record == NULL) {
		tell_findings(m->trial, &m->after->fault, m->id, m->path,
		    NULL);
		return NULL;
	}
	if (m->before != NULL)
		record_check_next(m->before->record, m->after->record,
		    m->trial->tracker, &next);
	changed = past_changed(&next);
	err = judge_state(m, &next);
	if (err == NULL && !changed)
		err = judge_entries(m);
	findings_release(&next);
	return err;
}

static const struct unit *
record_unit(const struct units *units, size_t i, size_t end)
{
	for (; i < end; i++)
		if (units->items[i].kind == UNIT_RECORD)
			return &units->items[i];
	return NULL;
}

/* Both states, read; where no record changed, the one that there is. */
static const struct err *
open_matter(struct matter *m, const struct unit *unit)
{
	struct trial *trial = m->trial;
	const struct err *err = NULL;
	struct oid blob;
	bool found = false;

	if (unit == NULL) {
		err = find_record(trial->worker, &trial->tree, m->id, &blob,
		    &m->path, &found);
		if (err == NULL && found)
			err = record_object(trial->worker, m->id, &blob,
			    &m->after);
		return err;
	}
	if (unit->new.there) {
		m->path = xstrdup(unit->new.path);
		err = record_object(trial->worker, m->id, &unit->new.blob,
		    &m->after);
	}
	if (err == NULL && unit->old.there)
		err = record_object(trial->worker, m->id, &unit->old.blob,
		    &m->before);
	/* What cannot be read is compared with nothing: no need to look far. */
	if (err != NULL || (m->after != NULL && m->after->record == NULL))
		return err;
	return readable_before(trial, m->id, trial->parent, &m->before);
}

static const struct err *
judge_others(struct matter *m, const struct unit *record, size_t i,
    size_t end)
{
	const struct units *units = &m->trial->units;
	const struct err *err = NULL;
	bool evidence = false;

	for (; err == NULL && i < end; i++) {
		const struct unit *unit = &units->items[i];

		if (unit->kind == UNIT_STRAY && unit->new.there)
			tell(m->trial, RULE_PV103, unit->id, unit->new.path,
			    _("this is the place of no project"));
		if (unit->kind == UNIT_APPROVAL)
			err = judge_approval(m->trial, unit, m->dropped);
		evidence = evidence || (unit->kind == UNIT_EVIDENCE &&
		    unit->old.there);
	}
	if (err == NULL && evidence && record == NULL && m->after != NULL &&
	    m->after->record != NULL)
		err = judge_evidence_files(m);
	return err;
}

const struct err *
judge_project(struct trial *trial, size_t i, size_t end)
{
	const struct unit *record = record_unit(&trial->units, i, end);
	struct matter m = { .trial = trial, .id = trial->units.items[i].id };
	const struct err *err;

	for (size_t k = i; k < end; k++)
		m.evidence = m.evidence || trial->units.items[k].kind ==
		    UNIT_EVIDENCE;
	if ((err = open_matter(&m, record)))
		goto done;
	if (record != NULL && record->twice)
		tell(trial, RULE_PV506, m.id, m.path, _("two files claim the "
		    "id '%s'"), m.id);
	if (record != NULL && !record->new.there)
		judge_deletion(&m, record);
	else if (record != NULL)
		err = judge_record(&m);
	if (err == NULL)
		err = judge_others(&m, record, i, end);
done:
	matter_release(&m);
	return err;
}

void
matter_release(struct matter *m)
{
	free(m->path);
	object_put(m->before);
	object_put(m->after);
	object_put(m->other);
}
