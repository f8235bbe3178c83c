#include <stdlib.h>
#include <string.h>

#include "core/audit/checkpoint.h"
#include "core/audit/own.h"
#include "core/audit/trust.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/commit.h"
#include "core/git/state.h"
#include "core/git/walk.h"
#include "core/json/json.h"
#include "core/model/evidence.h"
#include "core/store/paths.h"
#include "core/store/place.h"
#include "core/store/store.h"

/*
 * What is judged of the state at the tip, whoever made it so: what needs
 * the whole portfolio, the day, or files that no project owns.
 */

/* A text that may stand in one project only. */
struct claim {
	char *text, *id, *path;
	const char *member; /* "code", "origin" */
};

struct tip {
	struct trial trial;
	struct worker *worker;
	struct claim *claims;
	size_t n, cap;
	struct paths referred; /* "ID/REST" of files of evidence */
	struct strs files;     /* of evidence, as they lie */
	size_t flat, deep;
	int64_t today;
};

/* ---- One project ---- */

static void
claim(struct tip *tip, const struct unit *unit, const char *member,
    const char *kind, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	GROW(tip->claims, tip->n, tip->cap);
	tip->claims[tip->n++] = (struct claim){
		xasprintf("%s%s", kind, text), xstrdup(unit->id),
		xstrdup(unit->new.path), member };
}

static void
claim_origins(struct tip *tip, const struct unit *unit,
    const struct record *record)
{
	const struct json *at = json_get(record_json(record), "origin");

	for (at = json_first(at); at != NULL; at = json_next(at)) {
		claim(tip, unit, "origin", "doi:", json_text(at, "doi"));
		claim(tip, unit, "origin", "patent:",
		    json_text(at, "patent"));
	}
}

static void
check_hold(struct tip *tip, const struct unit *unit,
    const struct object *object)
{
	const char *until = record_text(object->record, "hold.review_by");
	struct place_at at = { unit->id, unit->new.path, "hold.review_by",
		object };
	int64_t day;

	if (until != NULL && date_parse(until, &day) && day < tip->today)
		tell_at(&tip->trial, RULE_PV211, &at, _("the hold was to be "
		    "reviewed by %s"), until);
}

/* Files of evidence that lie where no rule but this one looks. */
static bool
is_in_place(const char *path)
{
	return path != NULL && !str_starts(path, "evidence/");
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
	static const enum rule rules[] = { [EVIDENCE_MISSING] = RULE_PV401,
		[EVIDENCE_DIFFERS] = RULE_PV402, [EVIDENCE_ODD] = RULE_PV403 };
	enum rule rule;
	char *path;
	struct place_at at = { unit->id, unit->new.path, NULL, object };

	if (fact->state == EVIDENCE_GOOD ||
	    fact->state == EVIDENCE_ELSEWHERE)
		return;
	rule = evidence_relied_on(object->record, fact->key, NULL) != 0 ?
	    RULE_PV405 : rules[fact->state];
	path = xasprintf("evidence.%s.path", fact->key);
	at.path = path;
	if (!told_before(tip, rule, unit->id, path))
		tell_at(&tip->trial, rule, &at, "%s", fact->text);
	free(path);
}

static const struct err *
check_in_place(struct tip *tip, const struct unit *unit,
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

static const struct err *
look_at_evidence(struct tip *tip, const struct unit *unit,
    const struct object *object)
{
	struct evidence *items;
	bool in_place = false;
	size_t n;

	items = record_evidence(object->record, &n);
	for (size_t i = 0; i < n; i++) {
		char *name = items[i].path == NULL ? NULL :
		    store_evidence_name(items[i].path);

		if (name != NULL)
			paths_add(&tip->referred, name);
		in_place = in_place || is_in_place(items[i].path);
		free(name);
	}
	free(items);
	return in_place ? check_in_place(tip, unit, object) : NULL;
}

static const struct err *
look_at_record(struct tip *tip, const struct unit *unit)
{
	struct object *object;
	const struct err *err;

	if ((err = record_object(tip->worker, unit->id, &unit->new.blob,
	    &object)))
		return err;
	tip->worker->audit->report->projects++;
	if (strchr(unit->new.path + strlen("projects/"), '/') != NULL)
		tip->deep++;
	else
		tip->flat++;
	if (object->record != NULL) {
		claim(tip, unit, "code", "", record_text(object->record,
		    "code"));
		claim_origins(tip, unit, object->record);
		check_hold(tip, unit, object);
		err = look_at_evidence(tip, unit, object);
	}
	object_put(object);
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
	if (tip->n > 0)
		qsort(tip->claims, tip->n, sizeof(*tip->claims), by_text);
	for (size_t i = 1; i < tip->n; i++) {
		const struct claim *a = &tip->claims[i - 1];
		const struct claim *b = &tip->claims[i];

		if (strcmp(a->text, b->text) == 0 && strcmp(a->id, b->id))
			tell(&tip->trial, RULE_PV107, b->id, b->path,
			    strcmp(b->member, "code") == 0 ?
			    _("it has the same code as '%s': %s") :
			    _("it comes from the same result as '%s': %s"),
			    a->id, b->text);
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

static const struct err *
look(struct tip *tip)
{
	struct changes changes = { .items = NULL };
	struct units units = { NULL, 0, 0 };
	const struct err *err;

	err = changes_between(tip->worker, NULL, &tip->trial.tree, &changes);
	if (err == NULL)
		err = units_of(tip->worker, &changes, NULL, &tip->trial.tree,
		    &units);
	if (err == NULL)
		err = look_at_units(tip, &units);
	units_release(&units);
	changes_release(&changes);
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

/* ---- The history as a whole ---- */

static void
tell_masks(struct trial *trial)
{
	static const struct {
		unsigned mask;
		const char *text;
		enum severity severity;
	} rows[] = {
		{ MASK_SHALLOW, N_("the clone is shallow: its history is cut "
		    "off; git fetch --unshallow"), SEVERITY_ERROR },
		{ MASK_REPLACED, N_("refs/replace/ hides objects: git shows "
		    "another history than is judged here"), SEVERITY_ERROR },
		{ MASK_GRAFTED, N_("info/grafts hides parents: git shows "
		    "another history than is judged here"), SEVERITY_ERROR },
		{ MASK_ALTERNATES, N_("objects are read from another "
		    "repository, too"), SEVERITY_NOTE },
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

static const struct err *
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
