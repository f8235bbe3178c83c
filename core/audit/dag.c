#include "core/audit/dag.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/git/commit.h"

/* A commit whose parents are being walked. */
struct frame {
	struct oid id, tree;
	struct oid *parents;
	size_t n, next;
};

struct load {
	struct dag *dag;
	struct objects *objects;
	struct frame *stack;
	size_t n, cap;
	struct oidmap begun;
	const struct oidmap *stop;
	bool verify;
	struct commit commit;
	dag_lost_fn lost;
	void *arg;
};

static void
push(struct load *load, const struct oid *id, const struct oid *child)
{
	const struct err *err;
	struct frame *frame;
	uint32_t unused;

	if (dag_find(load->dag, id) != NO_NODE ||
	    !oidmap_add(&load->begun, id, 0))
		return;
	err = (load->verify ? commit_verified : commit_glance)(&load->commit,
	    load->objects, id);
	if (err != NULL) {
		load->lost(load->arg, child, id, err);
		return;
	}
	GROW(load->stack, load->n, load->cap);
	frame = &load->stack[load->n++];
	*frame = (struct frame){ .id = *id, .tree = load->commit.tree };
	if (load->stop != NULL && oidmap_get(load->stop, id, &unused))
		return;
	frame->n = load->commit.n_parents;
	frame->parents = xmemdup(load->commit.parents, frame->n *
	    sizeof(struct oid));
}

/* The parents are all there, as far as they are there at all. */
static void
settle(struct load *load, const struct frame *frame)
{
	struct dag *dag = load->dag;
	struct node *node;
	uint32_t unused, parent;

	GROW(dag->nodes, dag->n, dag->cap);
	node = &dag->nodes[dag->n];
	*node = (struct node){ .id = frame->id, .tree = frame->tree,
		.edges = (uint32_t)dag->n_edges };
	node->trusted = load->stop != NULL &&
	    oidmap_get(load->stop, &frame->id, &unused);
	for (size_t i = 0; i < frame->n; i++) {
		parent = dag_find(dag, &frame->parents[i]);
		if (parent == NO_NODE) {
			node->missing = true;
			continue;
		}
		GROW(dag->edges, dag->n_edges, dag->cap_edges);
		dag->edges[dag->n_edges++] = parent;
		node->n_parents++;
	}
	oidmap_add(&dag->places, &frame->id, (uint32_t)dag->n++);
}

static void
load_from(struct load *load, const struct oid *tip)
{
	push(load, tip, NULL);
	while (load->n > 0) {
		struct frame *top = &load->stack[load->n - 1];
		struct oid child = top->id;

		if (top->next < top->n) {
			struct oid id = top->parents[top->next++];

			push(load, &id, &child);
			continue;
		}
		settle(load, top);
		free(top->parents);
		load->n--;
	}
	free(load->stack);
	oidmap_release(&load->begun);
	commit_release(&load->commit);
}

void
dag_load(struct dag *dag, struct objects *objects, const struct oid *tip,
    dag_lost_fn lost, void *arg)
{
	struct load load = { .dag = dag, .objects = objects,
		.begun = OIDMAP_INIT, .commit = COMMIT_INIT, .lost = lost,
		.arg = arg };

	load_from(&load, tip);
}

void
dag_load_verified(struct dag *dag, struct objects *objects,
    const struct oid *tip, const struct oidmap *stop, dag_lost_fn lost,
    void *arg)
{
	struct load load = { .dag = dag, .objects = objects,
		.begun = OIDMAP_INIT, .stop = stop, .verify = true,
		.commit = COMMIT_INIT, .lost = lost, .arg = arg };

	load_from(&load, tip);
}

void
dag_release(struct dag *dag)
{
	free(dag->nodes);
	free(dag->edges);
	oidmap_release(&dag->places);
	*dag = (struct dag)DAG_INIT;
}

uint32_t
dag_find(const struct dag *dag, const struct oid *id)
{
	uint32_t place;

	return oidmap_get(&dag->places, id, &place) ? place : NO_NODE;
}

uint32_t
dag_parent(const struct dag *dag, uint32_t node, size_t i)
{
	return dag->edges[dag->nodes[node].edges + i];
}

bool
dag_agrees(const struct dag *dag, uint32_t node, const struct commit *commit)
{
	const struct node *at = &dag->nodes[node];
	size_t n = 0;

	if (!oid_equal(&at->tree, &commit->tree))
		return false;
	for (size_t i = 0; i < commit->n_parents; i++) {
		uint32_t parent = dag_find(dag, &commit->parents[i]);

		if (parent == NO_NODE && at->missing)
			continue;
		if (parent == NO_NODE || n == at->n_parents ||
		    dag_parent(dag, node, n) != parent)
			return false;
		n++;
	}
	return n == at->n_parents;
}

void
dag_scope(struct dag *dag, uint32_t founding)
{
	dag->founding = founding;
	dag->nodes[founding].scoped = true;
	for (size_t k = founding + 1; k < dag->n; k++)
		for (size_t i = 0; i < dag->nodes[k].n_parents; i++)
			if (dag->nodes[dag_parent(dag, (uint32_t)k, i)].scoped)
				dag->nodes[k].scoped = true;
}

void
dag_trust(struct dag *dag, uint32_t node)
{
	dag->nodes[node].trusted = true;
	for (uint32_t k = node + 1; k-- > 0; ) {
		if (!dag->nodes[k].trusted)
			continue;
		for (size_t i = 0; i < dag->nodes[k].n_parents; i++)
			dag->nodes[dag_parent(dag, k, i)].trusted = true;
	}
}
