#include "core/store/folder.h"

#include "core/store/own.h"

const struct err *
snapshot_has_path(struct snapshot *snapshot, const char *path, bool *has)
{
	struct tree_file file;

	*has = false;
	if (snapshot->unborn)
		return NULL;
	return store_lookup(snapshot->store, &snapshot->tree, path, &file,
	    has);
}
