#include "core/model/record_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/frozen.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

/* The chain of entries, and what the record says of itself beside it. */

struct chain {
	const struct record *record;
	struct findings *out;
	size_t i;                /* the entry at hand */
	const struct json *prev; /* the entry before; NULL: none */
};

static void
broken(const struct chain *chain, const char *key, const char *text)
{
	char *path = xasprintf("history.%zu.%s", chain->i, key);

	findings_add(chain->out, RULE_PV205, path, "'%s' %s", path, text);
	free(path);
}

static void
check_seq(const struct chain *chain, const struct json *entry)
{
	int64_t seq;
	char *text;

	if (!json_integer(json_get(entry, "seq"), &seq) ||
	    seq == (int64_t)chain->i + 1)
		return;
	text = xasprintf(_("is %lld, and should be %zu"), (long long)seq,
	    chain->i + 1);
	broken(chain, "seq", text);
	free(text);
}

static void
check_from(const struct chain *chain, const struct json *entry)
{
	const char *from = json_text(entry, "from");
	const char *to = json_text(chain->prev, "to");
	char *text = NULL;

	if (chain->prev == NULL && from)
		text = xasprintf(_("is '%s', and the first entry comes from "
		    "nowhere: null"), from);
	else if (chain->prev && from == NULL)
		text = xstrdup(_("is missing: only the first entry comes "
		    "from nowhere"));
	else if (from && to && strcmp(from, to) != 0)
		text = xasprintf(_("is '%s', and the entry before led to "
		    "'%s'"), from, to);
	if (text)
		broken(chain, "from", text);
	free(text);
}

static void
check_prev(const struct chain *chain, const struct json *entry)
{
	const char *prev = json_text(entry, "prev");
	char digest[DIGEST_SIZE];

	if (prev == NULL)
		return;
	entry_prev_digest(chain->record, chain->prev, digest);
	if (strcmp(prev, digest) == 0)
		return;
	broken(chain, "prev", chain->prev ?
	    _("is not the digest of the entry before") :
	    _("is not the digest of the id"));
}

static void
check_stage_entry(const struct chain *chain)
{
	const char *stage = record_stage(chain->record);
	const char *to = json_text(chain->prev, "to");

	if (stage == NULL)
		return;
	if (chain->prev == NULL)
		findings_add(chain->out, RULE_PV203, "stage", _("the stage "
		    "is '%s', and no entry led to it"), stage);
	else if (to && strcmp(stage, to) != 0)
		findings_add(chain->out, RULE_PV203, "stage", _("the stage "
		    "is '%s', and the last entry led to '%s'"), stage, to);
}

/* The last entry that is a step: one that resolves leaves a pause as it
 * is. */
static const struct json *
last_step(const struct chain *chain)
{
	const struct json *at = json_get(chain->record->tree, "history");
	const struct json *step = chain->prev;
	const char *name;

	for (at = json_first(at); at; at = json_next(at)) {
		name = json_text(at, "transition");
		if (name == NULL || strcmp(name, "@resolve") != 0)
			step = at;
	}
	return step;
}

/* KEY of the hold says something else than that of the entry STEP. */
static void
check_hold_member(const struct chain *chain, const struct json *step,
    const char *key, const char *entry_key)
{
	const struct json *hold = json_get(chain->record->tree, "hold");
	const char *is = json_text(hold, key);
	const char *was = json_text(step, entry_key);
	char *path;

	if (is == NULL || was == NULL || strcmp(is, was) == 0)
		return;
	path = xasprintf("hold.%s", key);
	findings_add(chain->out, RULE_PV213, path, _("'%s' is '%s', and the "
	    "last entry says '%s'"), path, is, was);
	free(path);
}

/* Where no workflow tells what is paused, a hold is taken as it stands. */
static void
check_hold(const struct chain *chain, const struct workflow *workflow)
{
	const struct json *hold = json_get(chain->record->tree, "hold");
	const char *name = record_stage(chain->record);
	const struct stage *stage = NULL;
	const struct json *step;

	if (workflow && name)
		stage = workflow_stage(workflow, name);
	if (stage && stage->kind == STAGE_PAUSED && hold == NULL)
		findings_add(chain->out, RULE_PV213, "stage", _("the stage "
		    "'%s' is a pause, and 'hold' is missing"), name);
	if (stage && stage->kind != STAGE_PAUSED && hold)
		findings_add(chain->out, RULE_PV213, "hold", _("'hold' is "
		    "there, and the stage '%s' is no pause"), name);
	if (hold == NULL)
		return;
	if (json_text(hold, "since") == NULL)
		findings_add(chain->out, RULE_PV213, "hold",
		    _("'%s' is missing"), "hold.since");
	step = last_step(chain);
	check_hold_member(chain, step, "since", "at");
	check_hold_member(chain, step, "from", "from");
	check_hold_member(chain, step, "code", "code");
}

/* Only the parts as they are now can be seen in one file. */
static void
check_frozen(const struct chain *chain)
{
	const struct json *at = json_get(chain->record->tree, "history");
	const char *frozen = NULL;
	char digest[DIGEST_SIZE];

	for (at = json_first(at); at; at = json_next(at))
		if (json_text(at, "frozen") != NULL)
			frozen = json_text(at, "frozen");
	if (frozen == NULL)
		return;
	frozen_digest(digest, chain->record, record_frozen(chain->record));
	if (strcmp(frozen, digest) != 0)
		findings_add(chain->out, RULE_PV207, "", _("what was frozen "
		    "is not what it was then: a frozen part changes only by "
		    "a transition that rebaselines it"));
}

/* Pass over the entries that were there before, after the same id. */
static const struct json *
pass_former(struct chain *chain, const struct record *before,
    const struct json *at)
{
	const struct json *old = json_get(before->tree, "history");
	const char *a = record_id(before), *b = record_id(chain->record);

	if (json_type(old) != JSON_ARRAY || !a || !b || strcmp(a, b) != 0)
		return at;
	for (old = json_first(old); at && old && json_equal(at, old);
	    old = json_next(old), at = json_next(at), chain->i++)
		chain->prev = at;
	return at;
}

void
check_history(const struct record *record, const struct since *since,
    const struct tracker *tracker, struct findings *out)
{
	struct chain chain = { record, out, 0, NULL };
	const struct json *at = json_get(record->tree, "history");

	at = json_type(at) == JSON_ARRAY ? json_first(at) : NULL;
	if (since->before != NULL)
		at = pass_former(&chain, since->before, at);
	for (; at; at = json_next(at), chain.i++) {
		if (json_type(at) == JSON_OBJECT) {
			check_seq(&chain, at);
			check_from(&chain, at);
			check_prev(&chain, at);
		}
		chain.prev = at;
	}
	check_stage_entry(&chain);
	check_hold(&chain, tracker ? tracker->workflow : NULL);
	check_frozen(&chain);
}
