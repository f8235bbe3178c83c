#include "core/audit/dag.h"

#include <stdlib.h>

#include "core/base/mem.h"

/*
 * Questions about ancestors.  Parents stand before children, so that the
 * commit that comes last in the order is never an ancestor of those before
 * it: taken from the end, each is met after all of its descendants.
 */
enum { A = 1, B = 2, STALE = 4, QUEUED = 8 };

void
dag_marks_init(struct dag_marks *marks, const struct dag *dag)
{
	*marks = (struct dag_marks){ .dag = dag,
		.flags = xcalloc(dag->n + 1, 1) };
}

void
dag_marks_release(struct dag_marks *marks)
{
	free(marks->flags);
	free(marks->heap);
	free(marks->touched);
	free(marks->found);
}

static void
begin(struct dag_marks *marks)
{
	for (size_t i = 0; i < marks->n_touched; i++)
		marks->flags[marks->touched[i]] = 0;
	marks->n_touched = marks->n_heap = marks->n_found = 0;
	marks->n_open = 0;
}

static void
push(struct dag_marks *marks, uint32_t node)
{
	size_t i = marks->n_heap, up;

	GROW(marks->heap, marks->n_heap, marks->cap_heap);
	marks->n_heap++;
	for (; i > 0; i = up) {
		up = (i - 1) / 2;
		if (marks->heap[up] >= node)
			break;
		marks->heap[i] = marks->heap[up];
	}
	marks->heap[i] = node;
}

static uint32_t
pop(struct dag_marks *marks)
{
	uint32_t top = marks->heap[0], last = marks->heap[--marks->n_heap];
	size_t i = 0, down;

	marks->n_open -= !(marks->flags[top] & STALE);
	for (; (down = 2 * i + 1) < marks->n_heap; i = down) {
		if (down + 1 < marks->n_heap &&
		    marks->heap[down + 1] > marks->heap[down])
			down++;
		if (marks->heap[down] <= last)
			break;
		marks->heap[i] = marks->heap[down];
	}
	marks->heap[i] = last;
	return top;
}

static void
mark(struct dag_marks *marks, uint32_t node, unsigned char flags)
{
	unsigned char *had = &marks->flags[node];

	if (*had == 0) {
		GROW(marks->touched, marks->n_touched, marks->cap_touched);
		marks->touched[marks->n_touched++] = node;
	}
	if (!(*had & QUEUED)) {
		push(marks, node);
		marks->n_open += !(flags & STALE);
	} else {
		marks->n_open -= !(*had & STALE) && (flags & STALE);
	}
	*had |= flags | QUEUED;
}

static void
mark_parents(struct dag_marks *marks, uint32_t node, unsigned char flags)
{
	for (size_t i = 0; i < marks->dag->nodes[node].n_parents; i++)
		mark(marks, dag_parent(marks->dag, node, i), flags);
}

static void
keep(struct dag_marks *marks, uint32_t node)
{
	GROW(marks->found, marks->n_found, marks->cap_found);
	marks->found[marks->n_found++] = node;
}

bool
dag_reaches(struct dag_marks *marks, uint32_t new, uint32_t old)
{
	begin(marks);
	mark(marks, new, A);
	while (marks->n_heap > 0 && marks->heap[0] > old)
		mark_parents(marks, pop(marks), A);
	return marks->n_heap > 0 && marks->heap[0] == old;
}

/* As long as anything that waits could still be, or lead to, a best one. */
void
dag_merge_bases(struct dag_marks *marks, uint32_t a, uint32_t b)
{
	begin(marks);
	mark(marks, a, A);
	mark(marks, b, B);
	while (marks->n_open > 0) {
		uint32_t node = pop(marks);
		unsigned char flags = marks->flags[node] & (A | B | STALE);

		if (flags == (A | B))
			keep(marks, node);
		if ((flags & (A | B)) == (A | B))
			flags |= STALE;
		mark_parents(marks, node, flags);
	}
}

void
dag_only(struct dag_marks *marks, uint32_t side, uint32_t other)
{
	begin(marks);
	mark(marks, side, A);
	mark(marks, other, B | STALE);
	while (marks->n_open > 0) {
		uint32_t node = pop(marks);
		unsigned char flags = marks->flags[node] & (A | B | STALE);

		if (flags == A)
			keep(marks, node);
		mark_parents(marks, node, flags);
	}
	for (size_t i = 0; i < marks->n_found / 2; i++) {
		uint32_t swap = marks->found[i];

		marks->found[i] = marks->found[marks->n_found - 1 - i];
		marks->found[marks->n_found - 1 - i] = swap;
	}
}
