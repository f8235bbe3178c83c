#include <stdlib.h>
#include <string.h>

#include "cmd/evidence.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"
#include "core/model/record.h"
#include "core/store/store.h"

/* Which files of evidence records refer to. */

void
evidence_references_of(const struct record *record, const char *id,
    struct strs *out)
{
	size_t n, len = id != NULL ? strlen(id) : 0;
	struct evidence *items = record_evidence(record, &n);
	char *name;

	for (size_t i = 0; i < n; i++) {
		if (items[i].path == NULL ||
		    (name = store_evidence_name(items[i].path)) == NULL)
			continue;
		if (id == NULL ||
		    (strncmp(name, id, len) == 0 && name[len] == '/'))
			strs_take(out, name);
		else
			free(name);
	}
	free(items);
}

struct search {
	struct snapshot *snapshot;
	const struct strs *skip;
	const char *id;
	char *part; /* "/ID/": in every path that is looked for */
	struct strs *out;
};

/* A record without such a path anywhere need not be taken apart; one that
 * is damaged refers to nothing. */
static const struct err *
search_record(void *arg, const char *id, const char *path, const char *blob)
{
	struct search *search = arg;
	struct record *record = NULL;
	struct str text = STR_INIT;
	const struct err *err;

	if (search->skip != NULL && strs_has(search->skip, id))
		return NULL;
	err = snapshot_blob(search->snapshot, blob, &text);
	if (err != NULL && err->code == ERR_DATA)
		err = NULL;
	if (err != NULL || memmem(text.ptr, text.len, search->part,
	    strlen(search->part)) == NULL)
		goto done;
	if (record_read(&record, text.ptr, text.len, path) == NULL)
		evidence_references_of(record, search->id, search->out);
done:
	record_free(record);
	str_release(&text);
	return err;
}

const struct err *
evidence_references(struct snapshot *snapshot, const struct strs *skip,
    const char *id, struct strs *out)
{
	struct search search = { snapshot, skip, id,
		xasprintf("/%s/", id), out };
	const struct err *err = snapshot_each(snapshot, search_record,
	    &search);

	free(search.part);
	return err;
}
