#include "core/git/walk.h"

#include "core/base/mem.h"
#include "core/git/repo.h"

/* A heap of commits that wait, the newest on top. */
struct waiting {
	struct oid id;
	int64_t when;
};

struct walk {
	struct repo *repo;
	struct waiting *heap;
	size_t n, cap;
	struct oidmap seen;
	struct commit scratch;
};

static void
push(struct walk *walk, const struct oid *id, int64_t when)
{
	size_t i = walk->n, up;

	GROW(walk->heap, walk->n, walk->cap);
	walk->n++;
	for (; i > 0; i = up) {
		up = (i - 1) / 2;
		if (walk->heap[up].when >= when)
			break;
		walk->heap[i] = walk->heap[up];
	}
	walk->heap[i].id = *id;
	walk->heap[i].when = when;
}

static struct oid
pop(struct walk *walk)
{
	struct oid top = walk->heap[0].id;
	struct waiting last = walk->heap[--walk->n];
	size_t i = 0, down;

	for (; (down = 2 * i + 1) < walk->n; i = down) {
		if (down + 1 < walk->n &&
		    walk->heap[down + 1].when > walk->heap[down].when)
			down++;
		if (walk->heap[down].when <= last.when)
			break;
		walk->heap[i] = walk->heap[down];
	}
	walk->heap[i] = last;
	return top;
}

/*
 * Put ID among those that wait, once.  A parent that is not there is where
 * history is cut off.
 */
static const struct err *
add(struct walk *walk, const struct oid *id)
{
	const struct err *err;

	if (!oidmap_add(&walk->seen, id, 0))
		return NULL;
	err = commit_read(&walk->scratch, walk->repo, id);
	if (err != NULL)
		return err->code == ERR_NOTFOUND ? NULL : err;
	push(walk, id, walk->scratch.committer.when);
	return NULL;
}

const struct err *
walk_history(struct repo *repo, const struct oid *tips, size_t n, walk_fn fn,
    void *arg)
{
	struct walk walk = { .repo = repo, .seen = OIDMAP_INIT,
		.scratch = COMMIT_INIT };
	struct commit commit = COMMIT_INIT;
	const struct err *err = NULL;
	bool stop = false;

	for (size_t i = 0; err == NULL && i < n; i++)
		err = add(&walk, &tips[i]);
	while (err == NULL && walk.n > 0) {
		struct oid id = pop(&walk);

		if ((err = commit_read(&commit, repo, &id)) ||
		    (err = fn(arg, &commit, &stop)) || stop)
			break;
		for (size_t i = 0; !err && i < commit.n_parents; i++)
			err = add(&walk, &commit.parents[i]);
	}
	commit_release(&commit);
	commit_release(&walk.scratch);
	oidmap_release(&walk.seen);
	free(walk.heap);
	return err;
}

const struct err *
walk_line(struct repo *repo, const struct oid *tip, walk_fn fn, void *arg)
{
	struct commit commit = COMMIT_INIT;
	struct oid id = *tip;
	const struct err *err;
	bool stop = false;

	for (;;) {
		err = commit_read(&commit, repo, &id);
		if (err != NULL && err->code == ERR_NOTFOUND &&
		    !oid_equal(&id, tip))
			err = NULL, stop = true;
		if (err != NULL || stop || (err = fn(arg, &commit, &stop)) ||
		    stop || commit.n_parents == 0)
			break;
		id = commit.parents[0];
	}
	commit_release(&commit);
	return err;
}

struct search {
	const struct oid *wanted;
	bool found;
};

static const struct err *
is_wanted(void *arg, const struct commit *commit, bool *stop)
{
	struct search *search = arg;

	if (oid_equal(&commit->id, search->wanted))
		*stop = search->found = true;
	return NULL;
}

const struct err *
walk_reaches(struct repo *repo, const struct oid *tips, size_t n,
    const struct oid *wanted, bool *yes)
{
	struct search search = { wanted, false };
	const struct err *err = walk_history(repo, tips, n, is_wanted,
	    &search);

	*yes = search.found;
	return err;
}
