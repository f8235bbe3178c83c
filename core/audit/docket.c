#include <stdlib.h>
#include <string.h>

#include "core/audit/crew.h"
#include "core/audit/own.h"
#include "core/base/mem.h"

/*
 * Most commits change the record of one project and nothing else.  What
 * they did to it is judged in the end, project by project: each state is
 * read once then, and next to those that it is packed with.
 */

bool
docket_add(struct trial *trial)
{
	struct docket *docket = &trial->worker->docket;
	const struct unit *unit = trial->units.items;

	if (trial->units.n != 1 || unit->kind != UNIT_RECORD || unit->twice ||
	    !unit->new.there || unit->new.path == NULL)
		return false;
	GROW(docket->items, docket->n, docket->cap);
	docket->items[docket->n++] = (struct docketed){ trial->node,
		trial->parent, trial->rules, unit->old.there,
		unit->old.blob, unit->new.blob, xstrdup(unit->id),
		xstrdup(unit->new.path) };
	return true;
}

void
docket_release(struct docket *docket)
{
	for (size_t i = 0; i < docket->n; i++) {
		free(docket->items[i].id);
		free(docket->items[i].path);
	}
	free(docket->items);
	*docket = (struct docket){ .items = NULL };
}

static void
take_over(struct docket *all, struct docket *one)
{
	for (size_t i = 0; i < one->n; i++) {
		GROW(all->items, all->n, all->cap);
		all->items[all->n++] = one->items[i];
	}
	free(one->items);
	*one = (struct docket){ .items = NULL };
}

/* All of the threads' in one list. */
static struct docket
gather(struct audit *audit)
{
	struct docket all = { .items = NULL };

	for (size_t i = 0; i < audit->n_workers; i++)
		take_over(&all, &audit->workers[i].docket);
	return all;
}

static int
by_project(const void *a, const void *b)
{
	const struct docketed *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : x->node < y->node ? -1 :
	    x->node > y->node;
}

/* ---- Judging ---- */

static const struct err *
judge_one(struct worker *worker, const struct docketed *it)
{
	const struct dag *dag = &worker->audit->dag;
	struct trial trial = { .worker = worker, .node = it->node,
		.blame = it->node, .tree = dag->nodes[it->node].tree,
		.parent = it->parent,
		.parent_tree = dag->nodes[it->parent].tree,
		.rules = it->rules, .tracker = it->rules->tracker,
		.facts = FACTS_INIT };
	struct unit unit = { .kind = UNIT_RECORD, .id = it->id,
		.name = it->path + strlen(it->path),
		.old = { it->was, it->old, it->path },
		.new = { true, it->new, it->path } };
	const struct err *err;

	trial.units = (struct units){ &unit, 1, 0 };
	if ((err = facts_read(&trial.facts, worker, it->node)) == NULL) {
		begin_trial(&trial);
		err = judge_project(&trial, 0, 1);
	}
	if (err == NULL)
		judge_signature(&trial);
	err = told_err(&trial, err);
	facts_release(&trial.facts);
	trial_forget(&trial);
	return err;
}

/* A project is one thread's, the one's that has its first commit. */
static size_t
project_start(const struct docket *all, size_t at)
{
	while (at > 0 && at < all->n && strcmp(all->items[at].id,
	    all->items[at - 1].id) == 0)
		at++;
	return at;
}

static const struct err *
judge_some(struct worker *worker, void *arg, size_t from, size_t to)
{
	const struct docket *all = arg;
	const struct err *err = NULL;

	to = project_start(all, to);
	for (from = project_start(all, from); err == NULL && from < to;
	    from++)
		err = judge_one(worker, &all->items[from]);
	return err;
}

const struct err *
docket_judge(struct audit *audit)
{
	struct docket all = gather(audit);
	const struct err *err;

	if (all.n > 0)
		qsort(all.items, all.n, sizeof(*all.items), by_project);
	err = crew_run(audit->workers, audit->n_workers, all.n, judge_some,
	    &all);
	docket_release(&all);
	return err;
}
