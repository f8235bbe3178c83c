#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/evidence.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/*
 * What is wrong with a record as it stands.  A fault is told in the commit
 * that brings it, not in those that pass it on.
 */

/* ---- One state ---- */

/* What is wrong with BEFORE (may be NULL) as well may be left out. */
static void
check_alone(const struct matter *m, const struct object *object,
    const struct object *before, struct findings *out)
{
	const struct record_file file = { object->record, m->id,
		object->raw.ptr, object->raw.len };
	const char *inside = record_id(object->record);

	if (strcmp(inside, m->id) != 0)
		findings_add(out, RULE_PV103, "id",
		    _("the id is '%s', and the file is that of '%s'"),
		    inside, m->id);
	record_check_file(&file, before != NULL ? before->record : NULL,
	    m->trial->tracker, out);
}

/* Nobody reads more of one rule in one record. */
enum { TOLD_MAX = 50 };

/* PATH NULL: at any member. */
static bool
has(const struct findings *findings, enum rule rule, const char *path)
{
	for (size_t i = 0; i < findings->n; i++)
		if (findings->items[i].rule == rule && (path == NULL ||
		    strcmp(findings->items[i].path, path) == 0))
			return true;
	return false;
}

/* Without those of RULE_PV106, which has its own way, and doubles. */
static void
copy(struct findings *out, const struct findings *from,
    const struct findings *but)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct finding *f = &from->items[i];

		if (f->rule == RULE_PV106 || (but != NULL &&
		    has(but, f->rule, f->path)))
			continue;
		findings_add(out, f->rule, f->path, "%s", f->text);
		findings_weigh(out, f->severity);
		if (f->mend != NULL)
			findings_mend(out, "%s", f->mend);
	}
}

/* ---- Evidence ---- */

static void
add_facts(const struct record *record, const struct evidence_facts *facts,
    struct findings *out)
{
	for (size_t i = 0; i < facts->n; i++) {
		const struct evidence_fact *fact = &facts->items[i];
		enum rule rule;
		char *path;

		if (fact->state == EVIDENCE_GOOD ||
		    fact->state == EVIDENCE_ELSEWHERE)
			continue;
		rule = evidence_rule(fact->state);
		if (rule != RULE_PV403 &&
		    evidence_relied_on(record, fact->key, NULL) != 0)
			rule = RULE_PV405;
		path = xasprintf("evidence.%s.path", fact->key);
		if (!has(out, rule, path))
			findings_add(out, rule, path, "%s", fact->text);
		free(path);
	}
}

/* As the evidence of RECORD lies in the commit NODE. */
static const struct err *
check_evidence_at(struct trial *trial, const struct record *record,
    uint32_t node, struct findings *out)
{
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;
	struct snapshot *snapshot = NULL;
	const struct err *err;
	char hex[OID_HEX + 1];

	if (node == trial->node) {
		err = trial_snapshot(trial, &snapshot);
	} else {
		oid_hex(hex, &trial->worker->audit->dag.nodes[node].id);
		err = store_at(trial->worker->store, hex, &snapshot);
	}
	if (err == NULL)
		err = snapshot_evidence(snapshot, record, &facts);
	if (err == NULL)
		add_facts(record, &facts, out);
	evidence_facts_release(&facts);
	if (node != trial->node)
		snapshot_free(snapshot);
	return err;
}

static bool
evidence_differs(const struct record *a, const struct record *b)
{
	const struct json *x = json_get(record_json(a), "evidence");
	const struct json *y = json_get(record_json(b), "evidence");

	if (x == NULL || y == NULL)
		return x != y;
	return !json_equal(x, y);
}

/* Is there anything about the evidence that could have become wrong? */
static bool
evidence_moved(const struct matter *m)
{
	const struct record *now = m->after->record;

	if (record_count(now, "evidence") == 0)
		return false;
	return m->evidence || m->before == NULL ||
	    evidence_differs(m->before->record, now);
}

/* ---- What is new ---- */

/* The state of OBJECT, which lay in the commit NODE, adds what it had. */
static const struct err *
check_former(const struct matter *m, const struct object *object,
    uint32_t node, bool evidence, struct findings *out)
{
	if (object == NULL || object->record == NULL)
		return NULL;
	check_alone(m, object, NULL, out);
	return evidence ? check_evidence_at(m->trial, object->record, node,
	    out) : NULL;
}

static bool
about_evidence(const struct findings *findings)
{
	return has(findings, RULE_PV401, NULL) ||
	    has(findings, RULE_PV402, NULL) ||
	    has(findings, RULE_PV403, NULL) ||
	    has(findings, RULE_PV405, NULL);
}

/* A stage that is wrong in another way than it was is told again. */
static bool
is_anew(const struct matter *m, const struct finding *f)
{
	const char *stage = record_stage(m->after->record);
	const struct object *sides[] = { m->before, m->other };

	if (f->rule != RULE_PV203 || stage == NULL)
		return false;
	for (size_t i = 0; i < COUNT(sides); i++) {
		const char *was = sides[i] && sides[i]->record ?
		    record_stage(sides[i]->record) : NULL;

		if (was != NULL && strcmp(was, stage) == 0)
			return false;
	}
	return true;
}

static int
by_rule_and_path(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = (int)x->rule - (int)y->rule;

	return order != 0 ? order : strcmp(x->path, y->path);
}

static void
sort(struct findings *findings)
{
	if (findings->n > 0)
		qsort(findings->items, findings->n, sizeof(*findings->items),
		    by_rule_and_path);
}

static bool
sorted_has(const struct findings *sorted, const struct finding *f)
{
	return sorted->n > 0 && bsearch(f, sorted->items, sorted->n,
	    sizeof(*sorted->items), by_rule_and_path) != NULL;
}

/* F is told; TOLD are those of each rule so far. */
static void
take(struct findings *fresh, const struct finding *f, size_t *told)
{
	if (told[f->rule] > TOLD_MAX)
		return;
	if (++told[f->rule] <= TOLD_MAX)
		copy(fresh, &(struct findings){ (struct finding *)f, 1, 1 },
		    NULL);
	else
		findings_add(fresh, f->rule, "", _("and more of this, which "
		    "is not listed"));
}

/* Tell what is in NOW, and was in no state before. */
static const struct err *
tell_new(struct matter *m, const struct findings *now,
    struct findings *next)
{
	struct findings former = FINDINGS_INIT, fresh = FINDINGS_INIT;
	bool evidence = about_evidence(now);
	size_t told[RULE_COUNT] = { 0 };
	const struct err *err;

	err = check_former(m, m->before, m->trial->parent, evidence,
	    &former);
	if (err == NULL && m->other != NULL)
		err = check_former(m, m->other, m->trial->second, evidence,
		    &former);
	sort(&former);
	for (size_t i = 0; i < next->n; i++)
		take(&fresh, &next->items[i], told);
	for (size_t i = 0; err == NULL && i < now->n; i++) {
		const struct finding *f = &now->items[i];

		/* The step from one state to the next tells it better. */
		if ((f->rule == RULE_PV207 || f->rule == RULE_PV405 ||
		    f->rule == RULE_PV213) && has(&fresh, f->rule, NULL))
			continue;
		if ((sorted_has(&former, f) && !is_anew(m, f)) ||
		    told[f->rule] > TOLD_MAX || has(&fresh, f->rule, f->path))
			continue;
		take(&fresh, f, told);
	}
	tell_findings(m->trial, &fresh, m->id, m->path, m->after);
	findings_release(&former);
	findings_release(&fresh);
	return err;
}

const struct err *
judge_state(struct matter *m, struct findings *next)
{
	struct findings now = FINDINGS_INIT, own = FINDINGS_INIT;
	const struct err *err = NULL;

	check_alone(m, m->after, m->before, &now);
	copy(&own, &now, NULL);
	if (evidence_moved(m))
		err = check_evidence_at(m->trial, m->after->record,
		    m->trial->node, &own);
	if (err == NULL && (own.n > 0 || next->n > 0))
		err = tell_new(m, &own, next);
	findings_release(&now);
	findings_release(&own);
	return err;
}

const struct err *
judge_evidence_files(struct matter *m)
{
	struct findings none = FINDINGS_INIT, now = FINDINGS_INIT;
	const struct err *err;

	err = check_evidence_at(m->trial, m->after->record, m->trial->node,
	    &now);
	if (m->before == NULL) {
		m->before = m->after;
		m->before->refs++;
	}
	if (err == NULL && now.n > 0)
		err = tell_new(m, &now, &none);
	findings_release(&now);
	return err;
}

/* ---- Unknown stages ---- */

static bool
is_unknown(const struct workflow *w, const char *stage)
{
	return stage != NULL && workflow_stage(w, stage) == NULL;
}

void
judge_stages(struct matter *m, const struct entry *entries, size_t n)
{
	const struct workflow *w = m->trial->tracker->workflow;
	const char *unknown = NULL;
	struct place_at at = { m->id, m->path, "stage", m->after };

	if (w == NULL)
		return;
	if (is_unknown(w, record_stage(m->after->record)))
		unknown = record_stage(m->after->record);
	for (size_t i = n - m->added; i < n && unknown == NULL; i++) {
		if (is_unknown(w, entries[i].from))
			unknown = entries[i].from;
		else if (is_unknown(w, entries[i].to))
			unknown = entries[i].to;
		at.path = "history";
	}
	if (unknown != NULL)
		tell_at(m->trial, RULE_PV106, &at,
		    _("the workflow has no stage '%s'"), unknown);
}
