#include "core/git/attr.h"
#include "core/store/own.h"
#include "core/store/publish.h"

const struct err *
snapshot_conversion(struct snapshot *snapshot, const char *path,
    enum conversion *out, char **filter)
{
	struct store *store = snapshot->store;
	const struct err *err;
	struct attr attr;

	err = attr_look(&attr, store->repo, path, publish_syncs(store) ||
	    snapshot->unborn ? NULL : &snapshot->commit);
	if (err != NULL)
		return err;
	*filter = attr.filter;
	*out = attr.filter ? CONVERSION_FILTER : attr.encoding ?
	    CONVERSION_ENCODING : attr.lines ? CONVERSION_LINES :
	    CONVERSION_NONE;
	return NULL;
}
