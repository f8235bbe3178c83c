#include <stdlib.h>
#include <string.h>

#include "core/audit/gist.h"
#include "core/audit/own.h"
#include "core/audit/tip.h"
#include "core/audit/trust.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/commit.h"
#include "core/json/json.h"
#include "core/model/evidence.h"
#include "core/store/paths.h"
#include "core/store/place.h"
#include "core/store/store.h"

/*
 * What is judged of the state at the tip, whoever made it so: what needs
 * the whole portfolio, the day, or files that no project owns.
 */

/* ---- One project ---- */

static void
add_claims(struct tip *tip, const struct unit *unit, const struct gist *gist)
{
	for (size_t i = 0; i < gist->claims.n; i++) {
		GROW(tip->claims, tip->n, tip->cap);
		tip->claims[tip->n++] = (struct claim){
			xstrdup(gist->claims.items[i]), xstrdup(unit->id),
			xstrdup(unit->new.path) };
	}
}

const struct err *
tip_hold(struct tip *tip, const struct unit *unit, const struct gist *gist)
{
	struct object *object = NULL;
	struct place_at at = { unit->id, unit->new.path, "hold.review_by",
		NULL };
	const struct err *err;
	int64_t day;

	if (gist->review_by == NULL || !date_parse(gist->review_by, &day) ||
	    day >= tip->today)
		return NULL;
	err = record_object(tip->worker, unit->id, &unit->new.blob, &object);
	at.object = object;
	if (err == NULL)
		tell_at(&tip->trial, RULE_PV211, &at, _("the hold was to be "
		    "reviewed by %s"), gist->review_by);
	object_put(object);
	return err;
}

static bool
told_before(const struct tip *tip, enum rule rule, const char *id,
    const char *path)
{
	const struct audit *audit = tip->worker->audit;

	for (size_t i = 0; i < audit->n_workers; i++)
		for (size_t k = 0; k < audit->workers[i].n; k++) {
			const struct audit_finding *f =
			    &audit->workers[i].found[k].finding;

			if (f->rule == rule && strcmp(f->project, id) == 0 &&
			    strcmp(f->path, path) == 0)
				return true;
		}
	return false;
}

static void
tell_fact(struct tip *tip, const struct unit *unit,
    const struct object *object, const struct evidence_fact *fact)
{
	enum rule rule;
	char *path;
	struct place_at at = { unit->id, unit->new.path, NULL, object };

	if (fact->state == EVIDENCE_GOOD ||
	    fact->state == EVIDENCE_ELSEWHERE)
		return;
	rule = evidence_relied_on(object->record, fact->key, NULL) != 0 ?
	    RULE_PV405 : evidence_rule(fact->state);
	path = xasprintf("evidence.%s.path", fact->key);
	at.path = path;
	if (!told_before(tip, rule, unit->id, path))
		tell_at(&tip->trial, rule, &at, "%s", fact->text);
	free(path);
}

static const struct err *
check_facts(struct tip *tip, const struct unit *unit,
    const struct object *object)
{
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;
	struct snapshot *snapshot;
	const struct err *err;
	struct evidence evidence;

	err = trial_snapshot(&tip->trial, &snapshot);
	if (err == NULL)
		err = snapshot_evidence(snapshot, object->record, &facts);
	for (size_t i = 0; err == NULL && i < facts.n; i++)
		if (evidence_get(&evidence, object->record,
		    facts.items[i].key) && is_in_place(evidence.path))
			tell_fact(tip, unit, object, &facts.items[i]);
	evidence_facts_release(&facts);
	return err;
}

const struct err *
tip_in_place(struct tip *tip, const struct unit *unit,
    const struct gist *gist)
{
	struct object *object = NULL;
	const struct err *err;

	if (!gist->in_place)
		return NULL;
	err = record_object(tip->worker, unit->id, &unit->new.blob, &object);
	if (err == NULL && object->record != NULL)
		err = check_facts(tip, unit, object);
	object_put(object);
	return err;
}

const struct err *
tip_gist(struct tip *tip, const struct unit *unit, struct gist *gist,
    bool *there)
{
	struct object *object = NULL;
	const struct err *err;

	*there = gist_known(gist, &tip->known, unit->id, &unit->new.blob);
	if (*there)
		return NULL;
	err = record_object(tip->worker, unit->id, &unit->new.blob, &object);
	*there = err == NULL && object->record != NULL;
	if (*there)
		gist_read(gist, object->record);
	object_put(object);
	return err;
}

static const struct err *
check_gist(struct tip *tip, const struct unit *unit, const struct gist *gist)
{
	const struct err *err;

	add_claims(tip, unit, gist);
	for (size_t i = 0; i < gist->refers.n; i++)
		paths_add(&tip->referred, gist->refers.items[i]);
	if (tip->gists != NULL)
		json_append(tip->gists, gist_json(gist, unit->id,
		    &unit->new.blob));
	err = tip_hold(tip, unit, gist);
	return err ? err : tip_in_place(tip, unit, gist);
}

static const struct err *
look_at_record(struct tip *tip, const struct unit *unit)
{
	struct gist gist = GIST_INIT;
	const struct err *err;
	bool there;

	tip->worker->audit->report->projects++;
	if (strchr(unit->new.path + strlen("projects/"), '/') != NULL)
		tip->deep++;
	else
		tip->flat++;
	err = tip_gist(tip, unit, &gist, &there);
	if (err == NULL && there)
		err = check_gist(tip, unit, &gist);
	gist_release(&gist);
	return err;
}

/* ---- All of them ---- */

static int
by_text(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order != 0 ? order : strcmp(x->id, y->id);
}

/* Each but the first that claims a text. */
static void
tell_claims(struct tip *tip)
{
	static const char code[] = "code:";

	if (tip->n > 0)
		qsort(tip->claims, tip->n, sizeof(*tip->claims), by_text);
	for (size_t i = 1; i < tip->n; i++) {
		const struct claim *a = &tip->claims[i - 1];
		const struct claim *b = &tip->claims[i];

		if (strcmp(a->text, b->text) == 0 &&
		    strcmp(a->id, b->id) != 0)
			tell(&tip->trial, RULE_PV107, b->id, b->path,
			    str_starts(b->text, code) ?
			    _("it has the same code as '%s': %s") :
			    _("it comes from the same result as '%s': %s"),
			    a->id, str_starts(b->text, code) ?
			    b->text + strlen(code) : b->text);
	}
}

static void
tell_depths(struct tip *tip, const struct units *units)
{
	bool deep_is_right = tip->deep >= tip->flat;

	if (tip->flat == 0 || tip->deep == 0)
		return;
	for (size_t i = 0; i < units->n; i++) {
		const char *path = units->items[i].new.path;
		bool deep;

		if (units->items[i].kind != UNIT_RECORD)
			continue;
		deep = strchr(path + strlen("projects/"), '/') != NULL;
		if (deep != deep_is_right)
			tell(&tip->trial, RULE_PV113, units->items[i].id,
			    path, _("it lies at depth %d, and most projects "
			    "at depth %d"), deep ? 2 : 0,
			    deep_is_right ? 2 : 0);
	}
}

static void
tell_unreferred(struct tip *tip)
{
	for (size_t i = 0; i < tip->files.n; i++) {
		const char *path = tip->files.items[i], *rest;
		char *name = store_evidence_name(path), *id;

		if (name != NULL && !paths_has(&tip->referred, name)) {
			id = place_id_in(place_evidence, path, &rest);
			tell(&tip->trial, RULE_PV404, id, path, _("no "
			    "project refers to this file"));
			free(id);
		}
		free(name);
	}
}

static const struct err *
look_at_units(struct tip *tip, const struct units *units)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < units->n; i++) {
		const struct unit *unit = &units->items[i];

		if (unit->kind == UNIT_RECORD)
			err = look_at_record(tip, unit);
		else if (unit->kind == UNIT_EVIDENCE)
			strs_add(&tip->files, unit->new.path);
	}
	if (err == NULL) {
		tell_claims(tip);
		tell_depths(tip, units);
		tell_unreferred(tip);
	}
	return err;
}

const struct err *
tip_units(struct tip *tip, const struct oid *old, struct changes *changes,
    struct units *out)
{
	const struct err *err;

	err = changes_between(tip->worker, old, &tip->trial.tree, changes);
	return err ? err : units_of(tip->worker, changes, old,
	    &tip->trial.tree, out);
}

const struct err *
tip_all(struct tip *tip)
{
	struct changes changes = { .items = NULL };
	struct units units = { NULL, 0, 0 };
	const struct err *err;

	err = tip_units(tip, NULL, &changes, &units);
	if (err == NULL)
		err = look_at_units(tip, &units);
	units_release(&units);
	changes_release(&changes);
	return err;
}

/* ---- The whole ---- */

static const struct err *
look(struct tip *tip)
{
	struct audit *audit = (struct audit *)tip->worker->audit;
	struct commit commit = COMMIT_INIT;
	const struct err *err;
	struct oid since;

	tip->known = trust_gists(audit->trust);
	if (audit->trust != NULL)
		tip->gists = audit->gists = json_new_array();
	if (!oid_parse(&since, audit->report->since))
		return tip_all(tip);
	err = commit_verified(&commit, tip->worker->objects, &since);
	if (err == NULL)
		err = tip_range(tip, &commit.tree);
	commit_release(&commit);
	return err;
}

static void
tip_release(struct tip *tip)
{
	for (size_t i = 0; i < tip->n; i++) {
		free(tip->claims[i].text);
		free(tip->claims[i].id);
		free(tip->claims[i].path);
	}
	free(tip->claims);
	paths_release(&tip->referred);
	strs_release(&tip->files);
	facts_release(&tip->trial.facts);
	snapshot_free(tip->trial.snapshot);
}

const struct err *
judge_tip(struct worker *worker, uint32_t node)
{
	const struct dag *dag = &worker->audit->dag;
	struct tip tip = { .worker = worker, .trial = { .worker = worker,
		.node = node, .blame = node, .tree = dag->nodes[node].tree,
		.facts = FACTS_INIT }, .referred = PATHS_INIT };
	const struct err *err;

	worker->at_tip = true;
	if ((err = facts_read(&tip.trial.facts, worker, node)))
		goto done;
	tip.today = days_between(0,
	    tip.trial.facts.commit.commit.committer.when);
	/* What is no commit yet is judged by HEAD alone. */
	if (worker->audit->candidate == NULL) {
		tell_masks(&tip.trial);
		err = judge_trust(&tip.trial);
	}
	if (err == NULL)
		err = look(&tip);
done:
	err = told_err(&tip.trial, err);
	tip_release(&tip);
	return err;
}
