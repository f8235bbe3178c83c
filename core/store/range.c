#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/walk.h"
#include "core/store/own.h"

/*
 * What the base has is found first, all of it: dates do not tell which of
 * two commits comes before the other.
 */
struct parting {
	struct oidmap base;    /* the base, and what it descends from */
	struct oidmap waiting; /* reached from the head, the base has it not */
	size_t visited;        /* of these */
	struct oid fork;
	bool forked;
	struct store_range *out;
};

static const struct err *
visit_base(void *arg, const struct commit *commit, bool *stop)
{
	struct parting *parting = arg;

	*stop = false;
	oidmap_add(&parting->base, &commit->id, 0);
	return NULL;
}

/* Newest first: so the first that the base has is the nearest. */
static const struct err *
visit_head(void *arg, const struct commit *commit, bool *stop)
{
	struct parting *parting = arg;
	uint32_t value;

	if (oidmap_get(&parting->base, &commit->id, &value)) {
		if (!parting->forked)
			parting->fork = commit->id;
		parting->forked = true;
	} else {
		oidmap_add(&parting->waiting, &commit->id, 0);
		parting->visited++;
		parting->out->commits++;
		parting->out->merges += commit->n_parents > 1;
		for (size_t i = 0; i < commit->n_parents; i++)
			if (!oidmap_get(&parting->base, &commit->parents[i],
			    &value))
				oidmap_add(&parting->waiting,
				    &commit->parents[i], 0);
	}
	*stop = parting->forked &&
	    parting->visited == parting->waiting.n;
	return NULL;
}

const struct err *
store_range(struct store *store, struct snapshot *base,
    struct snapshot *head, struct store_range *out)
{
	struct store_range range = { NULL, false, 0, 0 };
	struct parting parting = { .base = OIDMAP_INIT,
		.waiting = OIDMAP_INIT, .out = &range };
	const struct err *err;

	err = walk_history(store->repo, &base->commit, 1, visit_base,
	    &parting);
	if (err == NULL)
		err = walk_history(store->repo, &head->commit, 1, visit_head,
		    &parting);
	if (err == NULL && !parting.forked)
		err = err_new(ERR_NOTFOUND, _("the commits %.10s and %.10s "
		    "have no common ancestor"), base->commit_hex,
		    head->commit_hex);
	if (err == NULL)
		err = snapshot_new(&range.fork, store, &parting.fork);
	if (err == NULL) {
		range.ahead = oid_equal(&parting.fork, &base->commit);
		*out = range;
	}
	oidmap_release(&parting.base);
	oidmap_release(&parting.waiting);
	return err;
}
