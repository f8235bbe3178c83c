/*
 * replay [BASE]
 *
 * Judge once more every transition of the repository here, by the gate
 * function, from what the commits hold: the record in the commit and in
 * its parent, the tracker and the approvals of the parent.  Each must be
 * allowed, and must say of itself what the gate says.  With BASE: only
 * commits that BASE does not have.  Prints what is not so; exits with 1
 * when there is any of it, with 2 when it could not look.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/approval.h"
#include "core/model/evidence.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/* The commits that added entries, newest first. */
struct found {
	struct strs commits, ids;
	const char *base;
	struct store *store;
	bool past; /* at or behind BASE */
};

static size_t wrong;

static void
complain(const char *commit, const char *id, const char *what,
    const char *more)
{
	printf("%.10s %s: %s%s%s\n", commit, id, what, more ? ": " : "",
	    more ? more : "");
	wrong++;
}

static const struct err *
note(void *arg, const struct step_commit *step)
{
	struct found *found = arg;

	found->past = found->past || (found->base != NULL &&
	    strcmp(found->base, step->commit) == 0);
	if (found->past)
		return NULL;
	strs_add(&found->commits, step->commit);
	strs_add(&found->ids, step->id);
	return NULL;
}

/* One transition, with all that there is to judge it by. */
struct replay {
	const char *commit, *id;
	struct snapshot *child, *parent;
	const struct tracker *tracker;
	struct record *before, *after, *judged;
	struct entry entry;
	struct approvals approvals;
	struct evidence_facts evidence;
};

static void
replay_release(struct replay *r)
{
	record_free(r->before);
	record_free(r->after);
	record_free(r->judged);
	approvals_release(&r->approvals);
	evidence_facts_release(&r->evidence);
	snapshot_free(r->child);
	snapshot_free(r->parent);
}

static const struct err *
open_commits(struct replay *r, struct store *store)
{
	const struct err *err;
	char *parent = xasprintf("%s^", r->commit);

	if ((err = store_at(store, r->commit, &r->child)) == NULL)
		err = store_at(store, parent, &r->parent);
	free(parent);
	return err;
}

static bool
rebaselines(const struct replay *r)
{
	const struct transition *t = workflow_transition(
	    r->tracker->workflow, r->entry.transition);

	return t != NULL && t->rebaseline != 0;
}

static const struct err *
read_both(struct replay *r)
{
	const struct err *err;

	if ((err = snapshot_tracker(r->parent, &r->tracker)) ||
	    (err = snapshot_record(r->child, r->id, &r->after)))
		return err;
	if (!record_last_entry(r->after, &r->entry))
		return err_new(ERR_DATA, "no entry");
	err = snapshot_record(r->parent, r->id, &r->before);
	if (err != NULL && err->code != ERR_NOTFOUND)
		return err;
	r->judged = r->before != NULL && rebaselines(r) ?
	    record_dup(r->before) : record_without_last(r->after);
	if ((err = snapshot_approvals(r->parent, r->id, &r->approvals)))
		return err;
	return snapshot_evidence(r->parent, r->judged, &r->evidence);
}

/* Member KEY of the entry, or NULL. */
static const char *
last_text(const struct replay *r, const char *key)
{
	char *path = xasprintf("history.%lld.%s",
	    (long long)r->entry.seq - 1, key);
	const char *text = record_text(r->after, path);

	free(path);
	return text;
}

static void
check_record(const struct replay *r)
{
	struct findings findings = FINDINGS_INIT;
	char digest[DIGEST_SIZE];

	record_check(r->after, r->tracker, &findings);
	if (r->before != NULL)
		record_check_next(r->before, r->after, r->tracker,
		    &findings);
	for (size_t i = 0; i < findings.n; i++)
		if (rule_severity(findings.items[i].rule) == SEVERITY_ERROR)
			complain(r->commit, r->id,
			    rule_id(findings.items[i].rule),
			    findings.items[i].text);
	findings_release(&findings);
	record_digest(r->judged, digest);
	if (strcmp(digest, last_text(r, "record")) != 0)
		complain(r->commit, r->id, "other record judged", NULL);
}

static void
check_signature(const struct replay *r)
{
	const char *armour = last_text(r, "signature");
	const struct person *person;
	struct str payload = STR_INIT;

	if (armour == NULL)
		return;
	person = people_find(r->tracker->people, r->entry.by);
	record_entry_payload(r->after, &payload);
	if (person_signature(person, armour, TRANSITION_NAMESPACE,
	    &payload) != SIGNATURE_GOOD)
		complain(r->commit, r->id, "bad signature", NULL);
	str_release(&payload);
}

static const struct err *
check_gate(const struct replay *r)
{
	struct strs override = STRS_INIT;
	struct step step = { .transition = r->entry.transition,
		.by = r->entry.by, .at = r->entry.at, .code = r->entry.code,
		.reason = r->entry.reason, .date = r->entry.date,
		.review_by = record_text(r->after, "hold.review_by"),
		.override_list = &override,
		.dossier = { &r->approvals, &r->evidence } };
	char *path = xasprintf("history.%lld.override",
	    (long long)r->entry.seq - 1);
	const struct err *err;
	struct gate *gate = NULL;

	record_items(r->after, path, &override);
	step.override = override.n > 0;
	err = gate_judge(&gate, r->judged, r->before, r->tracker, &step);
	if (err == NULL) {
		const struct err *refusal = gate_refusal(gate, r->judged);

		if (refusal != NULL)
			complain(r->commit, r->id, "refused", refusal->msg);
		else if (strcmp(gate->to, r->entry.to) != 0)
			complain(r->commit, r->id, "leads elsewhere",
			    gate->to);
		for (size_t i = 0; i < gate->n_approvals; i++)
			if (!record_counted(r->after, gate->approvals[i]))
				complain(r->commit, r->id, "not listed",
				    gate->approvals[i]->file);
	}
	gate_free(gate);
	strs_release(&override);
	free(path);
	return err;
}

static const struct err *
replay(struct store *store, const char *commit, const char *id)
{
	struct replay r = { .commit = commit, .id = id };
	const struct err *err;

	if ((err = open_commits(&r, store)) || (err = read_both(&r)))
		goto done;
	check_record(&r);
	check_signature(&r);
	if (r.before == NULL) {
		if (*r.entry.transition != '@')
			complain(commit, id, "begins with",
			    r.entry.transition);
		goto done;
	}
	if (r.entry.seq != (int64_t)record_count(r.before, "history") + 1)
		complain(commit, id, "several entries", NULL);
	else
		err = check_gate(&r);
done:
	replay_release(&r);
	return err;
}

static const char *
environment(const char *name)
{
	return getenv(name);
}

int
main(int argc, char **argv)
{
	struct store_options options = { .env = environment };
	struct found found = { .base = argc > 1 ? argv[1] : NULL };
	struct snapshot *tip = NULL;
	const struct err *err;

	if ((err = store_open(&found.store, &options)) ||
	    (err = store_tip(found.store, &tip)) ||
	    (err = snapshot_steps(tip, NULL, note, &found)))
		goto done;
	for (size_t i = 0; i < found.commits.n && err == NULL; i++)
		err = replay(found.store, found.commits.items[i],
		    found.ids.items[i]);
done:
	if (err != NULL)
		printf("replay: %s\n", err->msg);
	else
		printf("replay: %zu transitions, %zu wrong\n",
		    found.commits.n, wrong);
	strs_release(&found.commits);
	strs_release(&found.ids);
	snapshot_free(tip);
	store_close(found.store);
	return err != NULL ? 2 : wrong > 0;
}
