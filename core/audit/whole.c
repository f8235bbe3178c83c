#include <stdlib.h>
#include <string.h>

#include "core/audit/checkpoint.h"
#include "core/audit/own.h"
#include "core/audit/trust.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/state.h"
#include "core/git/walk.h"
#include "core/store/store.h"

/* The history as a whole: is it all there, and is it the one that was? */

void
tell_masks(struct trial *trial)
{
	static const struct {
		unsigned mask;
		enum severity severity;
		const char *text;
	} rows[] = {
		{ MASK_SHALLOW, SEVERITY_ERROR, N_("the clone is shallow: "
		    "its history is cut off; git fetch --unshallow") },
		{ MASK_REPLACED, SEVERITY_ERROR, N_("refs/replace/ hides "
		    "objects: git shows another history than is judged "
		    "here") },
		{ MASK_GRAFTED, SEVERITY_ERROR, N_("info/grafts hides "
		    "parents: git shows another history than is judged "
		    "here") },
		{ MASK_ALTERNATES, SEVERITY_NOTE, N_("objects are read from "
		    "another repository, too") },
	};
	unsigned masks = repo_masks(trial->worker->repo);

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (!(masks & rows[i].mask))
			continue;
		tell_as(trial, RULE_PV505, rows[i].severity, "", "", "%s",
		    _(rows[i].text));
		if (rows[i].severity == SEVERITY_ERROR)
			trial->worker->incomplete = true;
	}
}

static bool
leads_to(struct trial *trial, uint32_t old)
{
	return dag_reaches(&trial->worker->marks, trial->node, old);
}

const struct err *
tip_reaches(struct trial *trial, const struct oid *id, bool *yes)
{
	const struct audit *audit = trial->worker->audit;
	uint32_t node = dag_find(&audit->dag, id);

	*yes = node != NO_NODE && leads_to(trial, node);
	if (node != NO_NODE || (audit->options->since == NULL &&
	    !audit->resumed))
		return NULL;
	return walk_reaches(trial->worker->repo,
	    &audit->dag.nodes[trial->node].id, 1, id, yes);
}

static const struct err *
judge_anchor(struct trial *trial)
{
	const struct audit *audit = trial->worker->audit;
	const char *hex = audit->report->anchor;
	const struct err *err;
	struct oid anchor;
	uint32_t node;
	bool yes;

	if (!oid_parse(&anchor, hex))
		return NULL;
	if ((err = tip_reaches(trial, &anchor, &yes)))
		return err;
	node = dag_find(&audit->dag, &anchor);
	if (!yes)
		tell(trial, RULE_PV501, "", "", _("the anchor %.12s is no "
		    "ancestor of this history"), hex);
	else if (node != NO_NODE && !audit->dag.nodes[node].scoped &&
	    !audit->dag.nodes[node].trusted)
		tell(trial, RULE_PV501, "", "", _("the anchor %.12s lies "
		    "before the commit that founds the tracker"), hex);
	return NULL;
}

/* Where this clone has seen the branch, as others have it, before. */
static const struct err *
judge_branch(struct trial *trial)
{
	struct audit *audit = (struct audit *)trial->worker->audit;
	const struct err *err;
	char hex[OID_HEX + 1];
	struct oid was;
	bool yes;

	if (!trust_branch(audit->trust, audit->branch, &was))
		return NULL;
	if ((err = tip_reaches(trial, &was, &yes)) || yes)
		return err;
	oid_hex(hex, &was);
	tell(trial, RULE_PV501, "", "", _("the branch '%s' went back: it was "
	    "at %.12s, which is no ancestor of what it is at now"),
	    audit->branch, hex);
	worker_mend(trial->worker, xasprintf("rm %s/audit",
	    store_private_dir(audit->store)));
	return NULL;
}

const struct err *
judge_trust(struct trial *trial)
{
	const struct audit *audit = trial->worker->audit;
	const struct err *err;

	if (audit->options->since != NULL && !audit->options->base &&
	    !audit->descends)
		tell(trial, RULE_PV501, "", "", _("%.12s is no ancestor of "
		    "this history"), audit->report->since);
	if ((err = judge_anchor(trial)) || (err = judge_branch(trial)))
		return err;
	return judge_checkpoints(trial);
}
