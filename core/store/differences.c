#include <stdlib.h>

#include "core/base/mem.h"
#include "core/git/diff.h"
#include "core/store/own.h"
#include "core/store/place.h"

/* What differs between two commits, by what it is to the tracker. */

struct telling {
	difference_fn fn;
	void *arg;
};

/* The id is the caller's to free. */
static char *
classify(const char *path, struct difference *out)
{
	static const enum difference_kind kinds[PLACE_FOLDERS] = {
		DIFFERENCE_RECORD, DIFFERENCE_APPROVAL, DIFFERENCE_EVIDENCE,
	};
	char *id;

	out->file = "";
	out->kind = str_starts(path, "tracker/") ? DIFFERENCE_TRACKER :
	    DIFFERENCE_OTHER;
	if ((id = place_record_id(path)) != NULL) {
		out->kind = DIFFERENCE_RECORD;
		return id;
	}
	for (size_t i = 1; i < PLACE_FOLDERS && id == NULL; i++)
		if ((id = place_id_in(place_folders[i], path,
		    &out->file)) != NULL)
			out->kind = kinds[i];
	return id != NULL ? id : xstrdup("");
}

static const struct err *
tell(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	const struct telling *telling = arg;
	struct difference difference = { .path = path };
	char *id = classify(path, &difference);
	char before[OID_HEX + 1], after[OID_HEX + 1];
	const struct err *err;

	difference.id = id;
	if (old != NULL) {
		oid_hex(before, &old->id);
		difference.old = before;
	}
	if (new != NULL) {
		oid_hex(after, &new->id);
		difference.new = after;
	}
	err = telling->fn(telling->arg, &difference);
	free(id);
	return err;
}

const struct err *
snapshot_differences(struct snapshot *old, struct snapshot *new,
    difference_fn fn, void *arg)
{
	struct telling telling = { fn, arg };

	return diff_trees(new->store->repo, &old->tree, &new->tree, "", tell,
	    &telling);
}
