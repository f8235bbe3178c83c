#include "cmd/people.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/out/progress.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"
#include "core/store/store.h"

/* The projects that name somebody. */
struct naming {
	struct snapshot *tip;
	const char *handle;
	struct strs *out;
	struct progress *progress;
	size_t n;
};

/* Most records do not have the word at all, and are not taken apart. */
static const struct err *
examine(void *arg, const char *id, const char *path, const char *blob)
{
	struct naming *naming = arg;
	const struct err *err;
	struct record *record = NULL;
	struct strs places = STRS_INIT;
	struct str text = STR_INIT;
	char *list;

	progress_step(naming->progress, ++naming->n);
	if ((err = snapshot_blob(naming->tip, blob, &text)))
		goto done;
	if (strstr(text.ptr, naming->handle) == NULL ||
	    record_read(&record, text.ptr, text.len, path) != NULL)
		goto done;
	record_person(record, naming->handle, &places);
	if (places.n == 0)
		goto done;
	list = strs_join(&places, ", ");
	strs_take(naming->out, xasprintf("%s (%s)", id, list));
	free(list);
done:
	record_free(record);
	strs_release(&places);
	str_release(&text);
	return err;
}

const struct err *
people_named_in(struct session *session, struct snapshot *tip,
    const char *handle, struct strs *out)
{
	const struct err *err;
	struct naming naming = { tip, handle, out, NULL, 0 };

	naming.progress = progress_begin(_("reading records"), 0,
	    session->quiet);
	err = snapshot_each(tip, examine, &naming);
	progress_end(naming.progress);
	return err;
}
