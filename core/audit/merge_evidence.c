#include <stdlib.h>

#include "core/audit/own.h"
#include "core/base/mem.h"
#include "core/store/paths.h"

/* A merge can take a record from one side and lose its files with the
 * other. */

static const struct err *
open_in(struct trial *trial, const char *id, uint32_t node,
    struct object **out, char **path)
{
	const struct dag *dag = &trial->worker->audit->dag;
	const struct err *err;
	struct oid blob;
	bool found;

	err = find_record(trial->worker, &dag->nodes[node].tree, id, &blob,
	    path, &found);
	if (err != NULL || !found)
		return err;
	return record_object(trial->worker, id, &blob, out);
}

/* The record may be one side's, and the files those of both. */
static const struct err *
judge_files(struct trial *trial, const char *id)
{
	struct matter m = { .trial = trial, .id = id };
	const struct err *err;

	if ((err = open_in(trial, id, trial->node, &m.after, &m.path)) ||
	    m.after == NULL || m.after->record == NULL ||
	    (err = open_in(trial, id, trial->parent, &m.before, NULL)) ||
	    (err = open_in(trial, id, trial->second, &m.other, NULL)))
		goto done;
	err = judge_evidence_files(&m);
done:
	matter_release(&m);
	return err;
}

/* Only a file that one of the sides had can be missing now. */
static void
add_owners(const struct units *units, struct paths *out)
{
	for (size_t i = 0; i < units->n; i++)
		if (units->items[i].kind == UNIT_EVIDENCE &&
		    units->items[i].old.there)
			paths_add(out, units->items[i].id);
}

const struct err *
merge_evidence(struct trial *trial, const struct units *first,
    const struct units *second, const struct strs *but)
{
	struct paths ids = PATHS_INIT, done = PATHS_INIT;
	const struct err *err = NULL;

	add_owners(first, &ids);
	add_owners(second, &ids);
	for (size_t i = 0; i < but->n; i++)
		paths_add(&done, but->items[i]);
	for (size_t i = 0; err == NULL && i < ids.list.n; i++)
		if (!paths_has(&done, ids.list.items[i]))
			err = judge_files(trial, ids.list.items[i]);
	paths_release(&ids);
	paths_release(&done);
	return err;
}
