#include <string.h>

#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/git/overlay.h"
#include "core/store/candidate.h"
#include "core/store/store.h"

/* What is not committed yet, judged as if it were. */

static void
forget(char *hex, const char *candidate)
{
	if (strcmp(hex, candidate) == 0)
		*hex = '\0';
}

/* Nobody knows the id of what is no commit. */
static void
hide(struct audit_report *report, const struct oid *candidate)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, candidate);
	forget(report->tip, hex);
	forget(report->founding, hex);
	for (size_t i = 0; i < report->n; i++)
		forget(report->items[i].commit, hex);
}

static const struct err *
judge(struct audit_report **out, struct store *store, struct store *under,
    const struct audit_options *asked, const struct candidate *candidate,
    enum audit_state state)
{
	struct audit_options options = *asked;
	struct audit audit = { .store = store, .dag = DAG_INIT,
		.options = &options, .candidate = &candidate->commit,
		.under = under,
		.loose = state == AUDIT_WORK_TREE };
	char head[OID_HEX + 1];
	const struct err *err;

	oid_hex(head, &candidate->head);
	options.tip = options.anchor = NULL;
	options.since = candidate->has_head ? head : NULL;
	options.base = true;
	options.cache = false;
	err = audit_all(out, &audit);
	if (err == NULL)
		hide(*out, &candidate->commit);
	else if (err->code == ERR_NOTFOUND)
		err = err_mend(err_new(ERR_DATA, _("the commit %.12s cannot "
		    "be read"), head), "git fsck");
	return err;
}

const struct err *
audit_work(struct audit_report **out, struct store *store,
    const struct audit_options *options, enum audit_state state)
{
	struct overlay *overlay = overlay_new();
	struct store *own = NULL;
	struct candidate candidate;
	const struct err *err;

	if ((err = store_again(&own, store)) ||
	    (err = overlay_lay(overlay, store_repo(own))) ||
	    (err = candidate_make(&candidate, overlay, own,
	    state == AUDIT_INDEX ? CANDIDATE_INDEX : CANDIDATE_WORK_TREE)))
		goto done;
	err = judge(out, own, store, options, &candidate, state);
done:
	store_close(own);
	overlay_free(overlay);
	return err;
}
