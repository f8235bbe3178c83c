#ifndef PROVEN_AUDIT_DAG_H
#define PROVEN_AUDIT_DAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/*
 * The commits of a history and what descends from what: each is known by
 * its place in the audit's order, parents before children.
 */
struct commit;
struct objects;

#define NO_NODE UINT32_MAX

struct node {
	struct oid id, tree;
	uint32_t edges;     /* where its parents stand in dag->edges */
	uint32_t n_parents;
	bool scoped;        /* the founding commit, or descends from it */
	bool trusted;       /* not judged: --since, or found clean before */
	bool missing;       /* a parent of it is not in this clone */
};

struct dag {
	struct node *nodes;
	size_t n, cap;
	uint32_t *edges;
	size_t n_edges, cap_edges;
	struct oidmap places;
	uint32_t founding;  /* NO_NODE: none is known */
};

#define DAG_INIT { NULL, 0, 0, NULL, 0, 0, OIDMAP_INIT, NO_NODE }

/* What is wrong with a commit that could not be read. */
typedef void (*dag_lost_fn)(void *arg, const struct oid *child,
    const struct oid *id, const struct err *why);

/*
 * Every commit that TIP leads to and that is not there yet, in the audit's
 * order: depth first, the parents of a commit in their order and then
 * itself.  A parent that is not there or cannot be read is told to LOST, and
 * left out.  They are glanced at: who reads them asks dag_agrees.
 */
void dag_load(struct dag *, struct objects *, const struct oid *tip,
    dag_lost_fn lost, void *arg);
/* The same, verified.  Those in STOP (may be NULL) are trusted, and their
 * parents are not looked at. */
void dag_load_verified(struct dag *, struct objects *,
    const struct oid *tip, const struct oidmap *stop, dag_lost_fn lost,
    void *arg);
/*
 * What TIP leads to and SINCE does not, and the parents of these, which
 * are trusted; all of the history where there are merges, since only it
 * tells what they stand on.  Whether TIP leads to SINCE.  Verified, as
 * nobody reads again what is trusted.
 */
bool dag_load_range(struct dag *, struct objects *, const struct oid *tip,
    const struct oid *since, dag_lost_fn lost, void *arg);
void dag_release(struct dag *);

/* The place of ID, or NO_NODE. */
uint32_t dag_find(const struct dag *, const struct oid *id);
uint32_t dag_parent(const struct dag *, uint32_t node, size_t i);
/* Whether tree and parents of NODE are those of COMMIT, its bytes hashed:
 * of two copies of an object one may be forged, and be glanced at.  Which
 * parents are missing is not known any more; that some are was told. */
bool dag_agrees(const struct dag *, uint32_t node, const struct commit *);
/* Mark NODE and all that descends from it as scoped. */
void dag_scope(struct dag *, uint32_t founding);
/* Mark NODE and all that it descends from as trusted. */
void dag_trust(struct dag *, uint32_t node);

/* For questions about ancestors; each thread has its own. */
struct dag_marks {
	const struct dag *dag;
	unsigned char *flags;
	uint32_t *heap, *touched, *found;
	size_t n_open; /* in the heap, and not stale */
	size_t n_heap, cap_heap, n_touched, cap_touched, n_found, cap_found;
};

void dag_marks_init(struct dag_marks *, const struct dag *);
void dag_marks_release(struct dag_marks *);
/* Whether OLD is NEW or one that NEW descends from. */
bool dag_reaches(struct dag_marks *, uint32_t new, uint32_t old);
/* All best common ancestors of A and B: MARKS->found, n_found of them. */
void dag_merge_bases(struct dag_marks *, uint32_t a, uint32_t b);
/* Those that SIDE leads to and OTHER does not, ascending: as above. */
void dag_only(struct dag_marks *, uint32_t side, uint32_t other);

#endif
