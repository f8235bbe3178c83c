#include "core/audit/dag.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "core/git/commit.h"

/*
 * A range of the history is found without reading the rest of it: commits
 * are taken newest first, by what they say of their date, from both ends.
 * Dates can lie, so no commit is trusted because of one: what SINCE leads
 * to was reached by its parents.  A date that lies makes the range longer,
 * so some more commits are looked at than honest dates would take.
 */
enum { NEW = 1, OLD = 2 };
enum { SLOP = 64 };

struct waiting {
	int64_t when;
	uint32_t item;
};

struct found {
	struct oid id;
	struct oid *parents;
	size_t n;
	unsigned char side;
	bool waits;         /* its parents were not met yet */
};

struct range {
	struct objects *objects;
	struct found *items;
	size_t n, cap;
	struct oidmap places;
	struct waiting *heap;
	size_t n_heap, cap_heap;
	size_t fresh; /* those that wait and are not OLD */
	struct commit commit;
};

struct stack {
	uint32_t *items;
	size_t n, cap;
};

static void
push(struct range *range, int64_t when, uint32_t item)
{
	size_t i = range->n_heap, up;

	GROW(range->heap, range->n_heap, range->cap_heap);
	range->n_heap++;
	for (; i > 0; i = up) {
		up = (i - 1) / 2;
		if (range->heap[up].when >= when)
			break;
		range->heap[i] = range->heap[up];
	}
	range->heap[i] = (struct waiting){ when, item };
}

static uint32_t
pop(struct range *range)
{
	uint32_t top = range->heap[0].item;
	struct waiting last = range->heap[--range->n_heap];
	size_t i = 0, down;

	for (; (down = 2 * i + 1) < range->n_heap; i = down) {
		if (down + 1 < range->n_heap &&
		    range->heap[down + 1].when > range->heap[down].when)
			down++;
		if (range->heap[down].when <= last.when)
			break;
		range->heap[i] = range->heap[down];
	}
	range->heap[i] = last;
	return top;
}

/* Add SIDE to ITEM; true where there are parents to tell as well. */
static bool
paint_one(struct range *range, uint32_t item, unsigned char side)
{
	struct found *found;

	if (item >= range->n)
		BUG("a place beyond those found");
	found = &range->items[item];
	if ((found->side | side) == found->side)
		return false;
	if (found->waits && !(found->side & OLD) && (side & OLD))
		range->fresh--;
	found->side |= side;
	return !found->waits;
}

static void
push_parents(struct stack *stack, const struct range *range, uint32_t item)
{
	const struct found *found = &range->items[item];
	uint32_t parent;

	for (size_t i = 0; i < found->n; i++) {
		if (!oidmap_get(&range->places, &found->parents[i], &parent))
			continue;
		GROW(stack->items, stack->n, stack->cap);
		stack->items[stack->n++] = parent;
	}
}

/* What OLD leads to is old, however far it was walked before. */
static void
paint(struct range *range, uint32_t item, unsigned char side)
{
	struct stack stack = { .items = NULL };

	for (;;) {
		if (paint_one(range, item, side))
			push_parents(&stack, range, item);
		if (stack.n == 0)
			break;
		item = stack.items[--stack.n];
	}
	free(stack.items);
}

/* A commit that cannot be read is left to the walk that follows. */
static void
meet(struct range *range, const struct oid *id, unsigned char side)
{
	const struct err *err;
	struct found *found;
	uint32_t place;

	if (oidmap_get(&range->places, id, &place)) {
		paint(range, place, side);
		return;
	}
	err = commit_verified(&range->commit, range->objects, id);
	if (err != NULL)
		return;
	GROW(range->items, range->n, range->cap);
	found = &range->items[range->n];
	*found = (struct found){ .id = *id, .side = side, .waits = true,
		.n = range->commit.n_parents };
	found->parents = xmemdup(range->commit.parents, found->n *
	    sizeof(struct oid));
	range->fresh += !(side & OLD);
	oidmap_add(&range->places, id, (uint32_t)range->n);
	push(range, range->commit.committer.when, (uint32_t)range->n++);
}

static void
walk(struct range *range)
{
	int left = SLOP;

	while (range->n_heap > 0 && (range->fresh > 0 || left-- > 0)) {
		uint32_t item = pop(range);
		struct found found;

		range->items[item].waits = false;
		range->fresh -= !(range->items[item].side & OLD);
		found = range->items[item];
		for (size_t i = 0; i < found.n; i++)
			meet(range, &found.parents[i], found.side);
	}
}

/* Whether TIP leads to SINCE. */
static bool
find_old(struct objects *objects, const struct oid *tip,
    const struct oid *since, struct oidmap *old)
{
	struct range range = { .objects = objects, .places = OIDMAP_INIT,
		.commit = COMMIT_INIT };
	uint32_t place;
	bool leads;

	meet(&range, since, OLD);
	meet(&range, tip, NEW);
	walk(&range);
	leads = oidmap_get(&range.places, since, &place) &&
	    (range.items[place].side & NEW);
	for (size_t i = 0; i < range.n; i++) {
		if (range.items[i].side & OLD)
			oidmap_add(old, &range.items[i].id, 0);
		free(range.items[i].parents);
	}
	free(range.items);
	free(range.heap);
	oidmap_release(&range.places);
	commit_release(&range.commit);
	return leads;
}

static bool
has_merge(const struct dag *dag)
{
	for (size_t i = 0; i < dag->n; i++)
		if (dag->nodes[i].n_parents > 1)
			return true;
	return false;
}

bool
dag_load_range(struct dag *dag, struct objects *objects,
    const struct oid *tip, const struct oid *since, dag_lost_fn lost, void *arg)
{
	struct oidmap old = OIDMAP_INIT;
	bool leads = find_old(objects, tip, since, &old);

	dag_load_verified(dag, objects, tip, &old, lost, arg);
	oidmap_release(&old);
	if (!has_merge(dag))
		return leads;
	dag_release(dag);
	dag_load_verified(dag, objects, tip, NULL, lost, arg);
	dag_load_verified(dag, objects, since, NULL, lost, arg);
	if (dag_find(dag, since) != NO_NODE)
		dag_trust(dag, dag_find(dag, since));
	return leads;
}
