#include "core/audit/settle.h"

#include <stdlib.h>
#include <string.h>

#include "core/audit/trust.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

/* From findings to the report. */

static void
finding_release(struct audit_finding *finding)
{
	free(finding->project);
	free(finding->file);
	free(finding->path);
	free(finding->text);
	free(finding->mend);
	free(finding->excuse);
}

void
found_cut(struct worker *worker, size_t n)
{
	while (worker->n > n)
		finding_release(&worker->found[--worker->n].finding);
}

void
found_drop(struct worker *worker)
{
	found_cut(worker, 0);
}

void
audit_report_free(struct audit_report *report)
{
	if (report == NULL)
		return;
	for (size_t i = 0; i < report->n; i++)
		finding_release(&report->items[i]);
	free(report->items);
	free(report);
}

size_t
audit_count(const struct audit_report *report, enum severity least)
{
	size_t n = 0;

	for (size_t i = 0; i < report->n; i++)
		n += report->items[i].severity >= least &&
		    report->items[i].excuse == NULL;
	return n;
}

static int
by_order(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	const struct audit_finding *f = &x->finding, *g = &y->finding;
	int order = (x->rank == 0) - (y->rank == 0);

	if (order == 0)
		order = x->rank < y->rank ? -1 : x->rank > y->rank;
	if (order == 0)
		order = x->node < y->node ? -1 : x->node > y->node;
	if (order == 0)
		order = strcmp(f->project, g->project);
	if (order == 0)
		order = (int)f->rule - (int)g->rule;
	if (order == 0)
		order = strcmp(f->file, g->file);
	if (order == 0)
		order = strcmp(f->path, g->path);
	if (order == 0)
		order = strcmp(f->commit, g->commit);
	return order != 0 ? order : strcmp(f->text, g->text);
}

/* What is told is told once: two ways may lead to one damaged object. */
static size_t
drop_equals(struct found *all, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct audit_finding *f = &all[i].finding, *last =
		    kept > 0 ? &all[kept - 1].finding : NULL;

		if (last != NULL && by_order(&all[kept - 1], &all[i]) == 0 &&
		    last->line == f->line && last->column == f->column)
			finding_release(&all[i].finding);
		else
			all[kept++] = all[i];
	}
	return kept;
}

/* All of the threads' in one list, N of them. */
static struct found *
gather(struct audit *audit, size_t *n)
{
	struct found *all;
	size_t most = 0;

	for (size_t i = 0; i < audit->n_workers; i++)
		most += audit->workers[i].n;
	all = xcalloc(most + 1, sizeof(*all));
	*n = 0;
	for (size_t i = 0; i < audit->n_workers; i++) {
		struct worker *worker = &audit->workers[i];

		for (size_t k = 0; k < worker->n; k++)
			all[(*n)++] = worker->found[k];
		worker->n = 0;
	}
	qsort(all, *n, sizeof(*all), by_order);
	*n = drop_equals(all, *n);
	return all;
}

/* ---- Severities and excuses ---- */

static void
weigh(struct audit_finding *finding, const struct tracker *tracker)
{
	for (size_t i = 0; i < tracker->n_weights; i++)
		if (strcmp(tracker->weights[i].rule,
		    rule_id(finding->rule)) == 0 &&
		    finding->severity == rule_severity(finding->rule))
			finding->severity = (enum severity)
			    tracker->weights[i].severity;
}

static bool
fits(const struct excuse *excuse, const struct audit_finding *finding)
{
	return strcmp(excuse->rule, rule_id(finding->rule)) == 0 &&
	    strcmp(excuse->commit, finding->commit) == 0 &&
	    (excuse->project == NULL ||
	    strcmp(excuse->project, finding->project) == 0);
}

enum use { USE_NONE, USE_DUE, USE_USURPED };

static const struct err *
excuse_one(struct audit *audit, const struct tracker *tracker,
    struct audit_finding *finding, enum use *uses)
{
	const struct err *err = NULL;
	bool stands;

	for (size_t k = 0; err == NULL && k < tracker->n_excuses; k++) {
		const struct excuse *excuse = &tracker->excuses[k];

		if (!fits(excuse, finding))
			continue;
		err = excuse_stands(&audit->workers[0], excuse, finding,
		    &stands);
		if (err != NULL)
			break;
		if (uses[k] != USE_USURPED)
			uses[k] = stands ? USE_DUE : USE_USURPED;
		if (stands && finding->excuse == NULL)
			finding->excuse = xstrdup(excuse->reason);
	}
	return err;
}

static const struct err *
excuse(struct audit *audit, const struct tracker *tracker, enum use *uses)
{
	struct audit_report *report = audit->report;
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < report->n; i++) {
		weigh(&report->items[i], tracker);
		err = excuse_one(audit, tracker, &report->items[i], uses);
	}
	return err;
}

/* Only where all of the history was judged can an excuse match nothing. */
static void
tell_excuses(struct audit *audit, const struct tracker *tracker,
    const enum use *uses)
{
	struct audit_report *report = audit->report;

	for (size_t i = 0; i < tracker->n_excuses; i++) {
		struct audit_finding *finding;

		if (uses[i] == USE_DUE || (uses[i] == USE_NONE &&
		    audit->options->since != NULL))
			continue;
		finding = report_add(report, RULE_PV312, xasprintf(
		    uses[i] == USE_NONE ?
		    _("the excuse of %s in commit %.12s matches no finding") :
		    _("the excuse of %s in commit %.12s is by nobody who was "
		      "an admin before that commit"),
		    tracker->excuses[i].rule,
		    tracker->excuses[i].commit));
		finding->file = xstrdup(tracker_paths[TRACKER_CONFIG]);
		finding->path = xasprintf("excuses.%zu", i);
		memcpy(finding->commit, report->tip, sizeof(report->tip));
	}
}

static const struct err *
apply_tracker(struct audit *audit)
{
	const struct rules *rules;
	const struct tracker *tracker;
	const struct err *err;
	enum use *uses;

	err = rules_of(&audit->workers[0],
	    &audit->dag.nodes[audit->tip].tree, &rules);
	if (err != NULL && err->code == ERR_SYSTEM)
		return err;
	/* Told where it was judged; without a tracker nothing is excused. */
	if (err != NULL)
		audit->report->incomplete = true;
	if (err != NULL || rules == NULL || rules->tracker == NULL)
		return NULL;
	tracker = rules->tracker;
	uses = xcalloc(tracker->n_excuses + 1, sizeof(*uses));
	err = excuse(audit, tracker, uses);
	if (err == NULL)
		tell_excuses(audit, tracker, uses);
	free(uses);
	return err;
}

/* ---- The report ---- */

struct audit_finding *
report_add(struct audit_report *report, enum rule rule, char *text)
{
	struct audit_finding *finding;

	GROW(report->items, report->n, report->cap);
	finding = &report->items[report->n++];
	*finding = (struct audit_finding){ .rule = rule,
		.severity = rule_severity(rule), .project = xstrdup("") };
	finding->text = text;
	return finding;
}

static void
count(struct audit *audit)
{
	struct audit_report *report = audit->report;

	for (size_t i = 0; i < audit->n_workers; i++) {
		const struct worker *worker = &audit->workers[i];

		report->commits += worker->commits;
		report->transitions += worker->transitions;
		report->claimed_entries +=
		    worker->strengths[STRENGTH_CLAIMED];
		report->authored_entries +=
		    worker->strengths[STRENGTH_AUTHORED];
		report->signed_entries += worker->strengths[STRENGTH_SIGNED];
		report->incomplete = report->incomplete ||
		    worker->incomplete;
	}
	for (size_t i = 0; i < audit->dag.n; i++) {
		report->trusted += audit->dag.nodes[i].trusted &&
		    !audit->resumed;
		report->outside += !audit->dag.nodes[i].scoped &&
		    !audit->dag.nodes[i].trusted;
	}
}

const struct err *
settle(struct audit *audit)
{
	struct audit_report *report = audit->report;
	const struct err *err;
	size_t n;
	struct found *all = gather(audit, &n);

	for (size_t i = 0; i < n; i++) {
		GROW(report->items, report->n, report->cap);
		report->items[report->n++] = all[i].finding;
	}
	count(audit);
	err = apply_tracker(audit);
	if (err == NULL)
		trust_keep(audit->trust, audit, all, n,
		    !report->incomplete &&
		    audit_count(report, SEVERITY_ERROR) == 0);
	free(all);
	return err;
}
