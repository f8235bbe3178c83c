#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/state.h"
#include "core/store/store.h"

/* One commit, judged against those it stands on. */

/* ---- Findings ---- */

struct audit_finding *
worker_add(struct worker *worker, uint32_t node, enum rule rule,
    const char *project, const char *file, char *text)
{
	struct audit_finding *finding;

	GROW(worker->found, worker->n, worker->cap);
	worker->found[worker->n].node = node;
	worker->found[worker->n].rank = 0;
	worker->found[worker->n].at_tip = worker->at_tip;
	finding = &worker->found[worker->n++].finding;
	*finding = (struct audit_finding){ .rule = rule,
		.severity = rule_severity(rule), .project = xstrdup(project),
		.file = xstrdup(file), .path = xstrdup("") };
	finding->text = text;
	if (node != NO_NODE)
		oid_hex(finding->commit, &worker->audit->dag.nodes[node].id);
	return finding;
}

void
worker_mend(struct worker *worker, char *mend)
{
	worker->found[worker->n - 1].finding.mend = mend;
}

void
worker_mend_as(struct worker *worker, const struct err *err)
{
	const char *mend = strstr(err->msg, "\n  ");

	if (err->code == ERR_NOTFOUND && state_is_partial(worker->repo))
		mend = "\n  git fetch --refetch --no-filter";
	else if (err->code == ERR_NOTFOUND && state_is_shallow(worker->repo))
		mend = "\n  git fetch --unshallow";
	if (mend == NULL)
		return;
	mend += strlen("\n  ");
	worker_mend(worker, xstrndup(mend, strcspn(mend, "\n")));
}

void
tell(struct trial *trial, enum rule rule, const char *project,
    const char *file, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	worker_add(trial->worker, trial->blame, rule, project, file,
	    xvasprintf(fmt, ap));
	va_end(ap);
}

void
tell_as(struct trial *trial, enum rule rule, enum severity severity,
    const char *project, const char *file, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	worker_add(trial->worker, trial->blame, rule, project, file,
	    xvasprintf(fmt, ap))->severity = severity;
	va_end(ap);
}

void
tell_findings(struct trial *trial, const struct findings *findings,
    const char *project, const char *file, const struct object *object)
{
	struct findings located = *findings;

	if (object != NULL)
		findings_locate(&located, object->raw.ptr, object->raw.len);
	for (size_t i = 0; i < located.n; i++) {
		const struct finding *f = &located.items[i];
		struct audit_finding *told = worker_add(trial->worker,
		    trial->blame, f->rule, project, file, xstrdup(f->text));

		told->severity = f->severity;
		free(told->path);
		told->path = xstrdup(f->path);
		told->mend = xstrdup0(f->mend);
		told->line = f->line;
		told->column = f->column;
	}
}

void
tell_at(struct trial *trial, enum rule rule, const struct place_at *at,
    const char *fmt, ...)
{
	struct findings one = FINDINGS_INIT;
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	findings_add(&one, rule, at->path, "%s", text);
	tell_findings(trial, &one, at->project, at->file, at->object);
	findings_release(&one);
	free(text);
}

const struct err *
told_err(struct trial *trial, const struct err *err)
{
	if (err == NULL || err->code == ERR_SYSTEM)
		return err;
	tell(trial, RULE_PV505, "", "", "%.*s", (int)strcspn(err->msg, "\n"),
	    err->msg);
	worker_mend_as(trial->worker, err);
	trial->worker->incomplete = true;
	return NULL;
}

/* ---- The commit ---- */

const struct err *
trial_snapshot(struct trial *trial, struct snapshot **out)
{
	const struct err *err = NULL;
	char hex[OID_HEX + 1];

	if (trial->snapshot == NULL) {
		oid_hex(hex, &trial->worker->audit->dag.nodes[
		    trial->node].id);
		err = store_at(trial->worker->store, hex, &trial->snapshot);
	}
	*out = trial->snapshot;
	return err;
}

void
trial_forget(struct trial *trial)
{
	snapshot_free(trial->snapshot);
	trial->snapshot = NULL;
}

static void
tell_odds(struct trial *trial, const struct changes *changes)
{
	for (size_t i = 0; i < changes->n_odds; i++) {
		char *id = path_project(changes->odds[i].path);

		tell(trial, RULE_PV504, id, changes->odds[i].path, "%s",
		    changes->odds[i].why);
		free(id);
	}
}

void
judge_signature(struct trial *trial)
{
	if (trial->told_signature || facts_signer(&trial->facts,
	    trial->worker, trial->tracker->people) != SIGNER_BAD)
		return;
	tell(trial, RULE_PV309, "", "", _("the signature of the commit does "
	    "not hold"));
}

static const struct err *
judge_units(struct trial *trial)
{
	struct units *units = &trial->units;
	const struct err *err = NULL;
	size_t end;

	for (size_t i = 0; err == NULL && i < units->n; i = end) {
		end = i + 1;
		while (end < units->n && strcmp(units->items[end].id,
		    units->items[i].id) == 0)
			end++;
		err = judge_project(trial, i, end);
	}
	return err;
}

bool
judge_without_rules(struct trial *trial, const struct changes *changes,
    const struct rules *now)
{
	if (now == NULL) {
		tell(trial, RULE_PV307, "", tracker_paths[TRACKER_CONFIG],
		    _("the tracker is gone: '%s' is missing"),
		    tracker_paths[TRACKER_CONFIG]);
		return true;
	}
	if (trial->tracker != NULL)
		return false;
	if (changes->n > 0)
		tell(trial, RULE_PV307, "", "", _("the tracker files of the "
		    "parent cannot be read, so nobody holds a right under "
		    "them"));
	return true;
}

const struct err *
judge_ordinary(struct trial *trial)
{
	struct worker *worker = trial->worker;
	struct changes changes = { .items = NULL };
	const struct rules *now;
	const struct err *err;

	err = changes_between(worker, &trial->parent_tree, &trial->tree,
	    &changes);
	if (err == NULL)
		err = rules_of(worker, &trial->tree, &now);
	if (err != NULL)
		goto done;
	tell_odds(trial, &changes);
	if (judge_without_rules(trial, &changes, now))
		goto done;
	err = units_of(worker, &changes, &trial->parent_tree, &trial->tree,
	    &trial->units);
	if (err != NULL || (err = judge_policy(trial, &changes)) ||
	    (err = judge_units(trial)))
		goto done;
	if (changes.n > 0)
		judge_signature(trial);
done:
	changes_release(&changes);
	return err;
}

/* ---- What it stands on ---- */

void
scoped_parents(const struct dag *dag, uint32_t node, uint32_t out[2],
    size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < dag->nodes[node].n_parents; i++) {
		uint32_t parent = dag_parent(dag, node, i);

		if (!dag->nodes[parent].scoped)
			continue;
		if (*n < 2)
			out[*n] = parent;
		++*n;
	}
}

static void
tell_second(struct trial *trial)
{
	tell(trial, RULE_PV307, "", tracker_paths[TRACKER_CONFIG],
	    _("a tracker is founded a second time"));
}

/* The parent has lost its tracker, which was told there. */
static const struct err *
judge_unruled(struct trial *trial)
{
	struct changes changes = { .items = NULL };
	const struct rules *now;
	const struct err *err;

	err = rules_of(trial->worker, &trial->tree, &now);
	if (err == NULL && now != NULL)
		tell_second(trial);
	else if (err == NULL)
		err = changes_between(trial->worker, &trial->parent_tree,
		    &trial->tree, &changes);
	if (changes.n > 0)
		tell(trial, RULE_PV307, "", "", _("there is no tracker, so "
		    "nobody holds a right"));
	changes_release(&changes);
	return err;
}

static const struct err *
judge_by_parents(struct trial *trial, const uint32_t *parents, size_t n)
{
	const struct dag *dag = &trial->worker->audit->dag;
	const struct err *err;

	trial->parent = parents[0];
	trial->parent_tree = dag->nodes[parents[0]].tree;
	err = rules_of(trial->worker, &trial->parent_tree, &trial->rules);
	if (err != NULL)
		return err;
	if (trial->rules == NULL)
		return judge_unruled(trial);
	trial->tracker = trial->rules->tracker;
	if (n == 1)
		return judge_ordinary(trial);
	if (n > 2)
		return judge_octopus(trial);
	trial->second = parents[1];
	trial->second_tree = dag->nodes[parents[1]].tree;
	return judge_merge(trial);
}

/* A second tracker that no founding commit leads to. */
static const struct err *
judge_outside(struct trial *trial)
{
	const struct dag *dag = &trial->worker->audit->dag;
	const struct node *node = &dag->nodes[trial->node];
	const struct rules *rules;
	const struct err *err;

	err = rules_of(trial->worker, &trial->tree, &rules);
	for (size_t i = 0; err == NULL && rules != NULL &&
	    i < node->n_parents; i++) {
		const struct rules *before;

		err = rules_of(trial->worker, &dag->nodes[dag_parent(dag,
		    trial->node, i)].tree, &before);
		if (before != NULL)
			rules = NULL;
	}
	if (err == NULL && rules != NULL)
		tell_second(trial);
	return err;
}

void
begin_trial(struct trial *trial)
{
	trial->worker->commits++;
	if (trial->facts.commit.fault != NULL)
		tell(trial, RULE_PV509, "", "", "%s",
		    trial->facts.commit.fault);
}

/*
 * Of two parents one that has lost its tracker, which was told there, does
 * not count: what is taken from it is judged as if the merge had added it.
 */
static const struct err *
leave_unruled(struct worker *worker, uint32_t parents[2], size_t *n)
{
	const struct dag *dag = &worker->audit->dag;
	const struct rules *first, *second;
	const struct err *err;

	if ((err = rules_of(worker, &dag->nodes[parents[0]].tree, &first)) ||
	    (err = rules_of(worker, &dag->nodes[parents[1]].tree, &second)))
		return err;
	if ((first == NULL) == (second == NULL))
		return NULL;
	if (first == NULL)
		parents[0] = parents[1];
	*n = 1;
	return NULL;
}

static const struct err *
judge_trial(struct trial *trial)
{
	const struct dag *dag = &trial->worker->audit->dag;
	const struct err *err;
	uint32_t parents[2];
	size_t n;

	err = facts_read(&trial->facts, trial->worker, trial->node);
	if (err != NULL)
		return err;
	if (!dag->nodes[trial->node].scoped)
		return judge_outside(trial);
	begin_trial(trial);
	/* Where a parent is missing, which was told, nothing can be said. */
	if (dag->nodes[trial->node].missing)
		return NULL;
	scoped_parents(dag, trial->node, parents, &n);
	if (trial->node == dag->founding || n == 0)
		return judge_founding(trial);
	if (n == 2 && (err = leave_unruled(trial->worker, parents, &n)))
		return err;
	return judge_by_parents(trial, parents, n);
}

/* Whether all that the commit did is put off. */
static bool
put_off(struct trial *trial)
{
	const struct dag *dag = &trial->worker->audit->dag;
	struct changes changes = { .items = NULL };
	const struct rules *now;
	uint32_t parents[2];
	bool done;
	size_t n;

	scoped_parents(dag, trial->node, parents, &n);
	if (n != 1 || !dag->nodes[trial->node].scoped ||
	    dag->nodes[trial->node].missing || trial->node == dag->founding)
		return false;
	trial->parent = parents[0];
	trial->parent_tree = dag->nodes[parents[0]].tree;
	done = changes_between(trial->worker, &trial->parent_tree,
	    &trial->tree, &changes) == NULL && changes.n == 1 &&
	    changes.n_odds == 0 && rules_of(trial->worker,
	    &trial->parent_tree, &trial->rules) == NULL &&
	    rules_of(trial->worker, &trial->tree, &now) == NULL &&
	    trial->rules != NULL && now != NULL &&
	    trial->rules->tracker != NULL && units_of(trial->worker,
	    &changes, &trial->parent_tree, &trial->tree, &trial->units) ==
	    NULL && docket_add(trial);
	changes_release(&changes);
	units_release(&trial->units);
	trial->rules = NULL;
	return done;
}

const struct err *
judge_node(struct worker *worker, uint32_t node)
{
	const struct dag *dag = &worker->audit->dag;
	struct trial trial = { .worker = worker, .node = node,
		.blame = node, .tree = dag->nodes[node].tree,
		.facts = FACTS_INIT };
	const struct err *err = NULL;

	if (!put_off(&trial))
		err = told_err(&trial, judge_trial(&trial));
	facts_release(&trial.facts);
	units_release(&trial.units);
	trial_forget(&trial);
	return err;
}
