#include "core/audit/audit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/audit/crew.h"
#include "core/audit/keyring.h"
#include "core/audit/own.h"
#include "core/audit/published.h"
#include "core/audit/settle.h"
#include "core/audit/trust.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/commit.h"
#include "core/git/objects.h"
#include "core/git/repo.h"
#include "core/json/json.h"
#include "core/store/store.h"

/* The run: what to judge, on how many threads, and the report. */

/* WORTH: so many commits are worth a thread. */
enum { MAX_THREADS = 64, WORTH = 256 };

/* ---- Workers ---- */

const struct err *
worker_open(struct worker *worker, struct audit *audit)
{
	const struct err *err;

	worker->audit = audit;
	if ((err = store_again(&worker->store, audit->store)))
		return err;
	worker->repo = store_repo(worker->store);
	return objects_open(&worker->objects, worker->repo);
}

void
worker_close(struct worker *worker)
{
	memo_release(worker);
	docket_release(&worker->docket);
	dag_marks_release(&worker->marks);
	objects_close(worker->objects);
	store_close(worker->store);
	free(worker->found);
}

/* N of them, all in all. */
static const struct err *
open_workers(struct audit *audit, size_t n)
{
	const struct err *err = NULL;

	while (err == NULL && audit->n_workers < n)
		err = worker_open(&audit->workers[audit->n_workers++], audit);
	return err;
}

/* As many as are asked for; else one for each core, and none that would
 * have nothing to do. */
static size_t
threads_for(const struct audit *audit)
{
	size_t n = audit->options->threads, work = 0;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	for (size_t i = 0; i < audit->dag.n; i++)
		work += !audit->dag.nodes[i].trusted;
	if (n == 0)
		n = cores > 0 ? (size_t)cores : 1;
	if (audit->options->threads == 0 && n > work / WORTH + 1)
		n = work / WORTH + 1;
	return n < MAX_THREADS ? n : MAX_THREADS;
}

static const struct err *
judge_nodes(struct worker *worker, void *arg, size_t from, size_t to)
{
	const struct dag *dag = &worker->audit->dag;
	const struct err *err = NULL;

	(void)arg;
	for (; err == NULL && from < to; from++)
		if (!dag->nodes[from].trusted)
			err = judge_node(worker, (uint32_t)from);
	return err;
}

static const struct err *
judge_all(struct audit *audit)
{
	const struct err *err;

	if ((err = open_workers(audit, threads_for(audit))))
		return err;
	for (size_t i = 0; i < audit->n_workers; i++)
		dag_marks_init(&audit->workers[i].marks, &audit->dag);
	err = crew_run(audit->workers, audit->n_workers, audit->dag.n,
	    judge_nodes, NULL);
	return err ? err : docket_judge(audit);
}

/* ---- What is there ---- */

/* A parent that is missing, told at the commit that names it. */
static void
lost(void *arg, const struct oid *child, const struct oid *id,
    const struct err *why)
{
	struct audit *audit = arg;
	struct audit_finding *finding;

	(void)id;
	finding = worker_add(&audit->workers[0], NO_NODE, RULE_PV505, "", "",
	    xstrndup(why->msg, strcspn(why->msg, "\n")));
	worker_mend_as(&audit->workers[0], why);
	if (child != NULL)
		oid_hex(finding->commit, child);
	audit->report->incomplete = true;
}

static const struct err *
revision(struct audit *audit, const char *rev, struct oid *out, char *hex)
{
	const struct err *err = store_revision(audit->store, rev, out);

	if (err == NULL)
		oid_hex(hex, out);
	return err;
}

static const struct err *
find_tip(struct audit *audit, struct oid *tip)
{
	const struct err *err;
	bool found;

	if (audit->candidate != NULL) {
		*tip = *audit->candidate;
		return NULL;
	}
	if (audit->options->tip != NULL)
		return revision(audit, audit->options->tip, tip,
		    audit->report->tip);
	if ((err = store_tip_id(audit->store, tip, &found)))
		return err;
	if (!found)
		return err_mend(err_new(ERR_NOTRACKER,
		    _("no commit yet on this branch")), "proven init");
	oid_hex(audit->report->tip, tip);
	return NULL;
}

/* Go on from a tip that was found clean. */
static bool
resume(struct audit *audit, const struct oid *tip)
{
	struct oid old;

	for (size_t i = 0; trust_tip(audit->trust, i, &old); i++) {
		if (!repo_has(audit->repo, &old))
			continue;
		if (dag_load_range(&audit->dag, audit->workers[0].objects,
		    tip, &old, lost, audit)) {
			audit->resumed = true;
			trust_take(audit->trust, i, audit);
			return true;
		}
		dag_release(&audit->dag);
	}
	return false;
}

static const struct err *
load(struct audit *audit)
{
	const struct audit_options *options = audit->options;
	struct objects *objects = audit->workers[0].objects;
	struct oid tip, since;
	const struct err *err = NULL;

	if ((err = find_tip(audit, &tip)))
		return err;
	if (options->since != NULL) {
		err = revision(audit, options->since, &since,
		    audit->report->since);
		if (err == NULL)
			audit->descends = dag_load_range(&audit->dag, objects,
			    &tip, &since, lost, audit);
	} else if (!resume(audit, &tip)) {
		dag_load(&audit->dag, objects, &tip, lost, audit);
	}
	audit->tip = dag_find(&audit->dag, &tip);
	if (err == NULL && audit->tip == NO_NODE)
		err = err_new(ERR_DATA, _("the commit %.12s cannot be read"),
		    audit->report->tip);
	return err;
}

/* ---- The founding commit ---- */

/*
 * Where something of it is missing or damaged there is none as far as one
 * can see, and the history is incomplete; which is told here where the
 * commit is not judged itself.
 */
static const struct err *
has_tracker(struct audit *audit, uint32_t node, bool *has)
{
	const struct node *at = &audit->dag.nodes[node];
	const struct rules *rules;
	const struct err *err;

	err = rules_of(&audit->workers[0], &at->tree, &rules);
	*has = err == NULL && rules != NULL;
	if (err == NULL || err->code == ERR_SYSTEM)
		return err;
	if (at->trusted)
		lost(audit, &at->id, NULL, err);
	audit->report->incomplete = true;
	return NULL;
}

/* What others stand on is in scope where it has a tracker. */
static const struct err *
scope_parents(struct audit *audit, struct node *node)
{
	struct dag *dag = &audit->dag;
	const struct err *err = NULL;

	for (size_t k = 0; err == NULL && k < node->n_parents; k++) {
		uint32_t parent = dag_parent(dag, (uint32_t)(node -
		    dag->nodes), k);

		if (dag->nodes[parent].trusted && !dag->nodes[parent].scoped)
			err = has_tracker(audit, parent,
			    &dag->nodes[parent].scoped);
		node->scoped = node->scoped || dag->nodes[parent].scoped;
	}
	return err;
}

static const struct err *
scope_trusted(struct audit *audit)
{
	struct dag *dag = &audit->dag;
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < dag->n; i++)
		if (!dag->nodes[i].trusted)
			err = scope_parents(audit, &dag->nodes[i]);
	return err;
}

static const struct err *
find_founding(struct audit *audit)
{
	struct dag *dag = &audit->dag;
	const struct err *err;
	bool has;

	for (size_t i = 0; i < dag->n; i++) {
		if ((err = has_tracker(audit, (uint32_t)i, &has)))
			return err;
		if (!has)
			continue;
		dag_scope(dag, (uint32_t)i);
		oid_hex(audit->report->founding, &dag->nodes[i].id);
		return NULL;
	}
	if (audit->report->incomplete)
		return NULL;
	return err_mend(err_new(ERR_NOTRACKER, _("no tracker: no commit has "
	    "'%s'"), tracker_paths[TRACKER_CONFIG]), "proven init");
}

/* With an anchor that founds a tracker, that one is the founding commit. */
static const struct err *
find_anchored(struct audit *audit, bool *done)
{
	const struct dag *dag = &audit->dag;
	const struct err *err = NULL;
	struct oid id;
	uint32_t node;
	bool has;

	*done = false;
	if (audit->options->anchor == NULL)
		return NULL;
	if (!oid_parse(&id, audit->report->anchor))
		BUG("an anchor that is no id");
	node = dag_find(dag, &id);
	if (node == NO_NODE || (err = has_tracker(audit, node, &has)) ||
	    !has)
		return err;
	for (size_t i = 0; i < dag->nodes[node].n_parents; i++)
		if ((err = has_tracker(audit, dag_parent(dag, node, i),
		    &has)) || has)
			return err;
	dag_scope(&audit->dag, node);
	oid_hex(audit->report->founding, &id);
	*done = true;
	return NULL;
}

/* What is trusted may be older than the tracker. */
static const struct err *
since_has_tracker(struct audit *audit, bool *has)
{
	struct commit since = COMMIT_INIT;
	const struct rules *rules = NULL;
	const struct err *err;
	struct oid id;

	if (!oid_parse(&id, audit->report->since))
		BUG("what is trusted is no id");
	err = commit_verified(&since, audit->workers[0].objects, &id);
	if (err == NULL)
		err = rules_of(&audit->workers[0], &since.tree, &rules);
	*has = err == NULL && rules != NULL;
	commit_release(&since);
	return err;
}

static const struct err *
find_scope(struct audit *audit)
{
	const struct err *err;
	bool done, has;

	if (audit->options->since != NULL || audit->resumed) {
		err = scope_trusted(audit);
		if (err != NULL || audit->resumed ||
		    audit->dag.nodes[audit->tip].scoped ||
		    (err = since_has_tracker(audit, &has)) || has)
			return err;
	}
	if ((err = find_anchored(audit, &done)) || done)
		return err;
	return find_founding(audit);
}

/* ---- The whole ---- */

static bool
is_incomplete(const struct audit *audit)
{
	bool incomplete = audit->report->incomplete;

	for (size_t i = 0; i < audit->n_workers; i++)
		incomplete = incomplete || audit->workers[i].incomplete;
	return incomplete;
}

/* The commit that a candidate stands on, where all went well so far. */
static const struct err *
look_under(struct audit *audit)
{
	const struct err *err;
	struct oid head;

	if (audit->under == NULL || is_incomplete(audit) ||
	    !oid_parse(&head, audit->report->since))
		return NULL;
	err = standing_read(audit->under, &head);
	if (err == NULL || err->code == ERR_SYSTEM)
		return err;
	lost(audit, &head, NULL, err);
	return NULL;
}

static const struct err *
run(struct audit *audit)
{
	const struct err *err = NULL;
	struct oid anchor;

	if (audit->options->anchor != NULL)
		err = revision(audit, audit->options->anchor, &anchor,
		    audit->report->anchor);
	audit->workers = xcalloc(MAX_THREADS, sizeof(*audit->workers));
	if (err != NULL || (err = open_workers(audit, 1)))
		return err;
	audit->trust = trust_open(audit);
	if ((err = load(audit)) || (err = find_published(audit)) ||
	    (err = find_scope(audit)) || (err = judge_all(audit)))
		return err;
	if ((err = judge_tip(&audit->workers[0], audit->tip)) ||
	    (err = look_under(audit)))
		return err;
	return settle(audit);
}

const struct err *
audit_all(struct audit_report **out, struct audit *audit)
{
	const struct err *err;

	audit->repo = store_repo(audit->store);
	audit->report = xcalloc(1, sizeof(*audit->report));
	audit->keyring = keyring_new(audit->repo);
	err = run(audit);
	for (size_t i = 0; i < audit->n_workers; i++) {
		if (err != NULL)
			found_drop(&audit->workers[i]);
		worker_close(&audit->workers[i]);
	}
	free(audit->workers);
	keyring_free(audit->keyring);
	json_free(audit->gists);
	trust_close(audit->trust);
	dag_release(&audit->dag);
	if (err != NULL)
		audit_report_free(audit->report);
	else
		*out = audit->report;
	return err;
}

const struct err *
audit_run(struct audit_report **out, struct store *store,
    const struct audit_options *options)
{
	struct audit audit = { .store = store, .dag = DAG_INIT,
		.options = options };

	return audit_all(out, &audit);
}
