#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/frozen.h"
#include "core/model/record_impl.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

/* What may not differ between a state of a record and the next one. */

struct next {
	const struct record *before, *after;
	const struct tracker *tracker;
	struct findings *out;
	size_t old_entries, new_entries;
};

/* The entry that BEFORE does not have, as far as there is one. */
static const struct json *
added_entry(const struct next *next)
{
	const struct json *history = json_get(next->after->tree, "history");

	return next->new_entries > next->old_entries ?
	    json_at(history, next->new_entries - 1) : NULL;
}

static void
check_past(const struct next *next)
{
	const struct json *old = json_get(next->before->tree, "history");
	const struct json *new = json_get(next->after->tree, "history");
	size_t i = 0;
	char *path;

	old = json_first(old);
	for (new = json_first(new); old && new; i++) {
		if (!json_equal(old, new))
			break;
		old = json_next(old);
		new = json_next(new);
	}
	if (old == NULL)
		return;
	path = xasprintf("history.%zu", i);
	findings_add(next->out, RULE_PV204, new ? path : "history", new ?
	    _("entry %zu of the history is not what it was") :
	    _("entry %zu of the history is gone"), i + 1);
	free(path);
}

/* ---- Who was in the project ---- */

/* What identifies an entry of each map, and so stays once it is there. */
static const struct {
	const char *map, *members[5]; /* where none is there: the name */
} kept[] = {
	{ "team", { "person", "email", "orcid", "partner" } },
	{ "partners", { "uscc", "ror" } },
	{ "facilities", { NULL } },
};

static void
check_member(const struct next *next, const char *path,
    const struct json *old, const struct json *new, const char *member)
{
	const struct json *was = json_get(old, member);
	const struct json *is = json_get(new, member);
	char *at;

	if (was == NULL || (is != NULL && json_equal(was, is)))
		return;
	at = xasprintf("%s.%s", path, member);
	findings_add(next->out, RULE_PV204, is ? at : path,
	    _("'%s' cannot change after the first transition: end "
	      "'%s', and add another"), at, path);
	findings_mend(next->out, "proven set %s %s.to=YYYY-MM-DD",
	    record_id(next->after), path);
	free(at);
}

static void
check_identity(const struct next *next, const char *path,
    const struct json *old, const struct json *new,
    const char *const *members)
{
	bool identified = false;

	for (; *members != NULL; members++) {
		identified = identified || json_get(old, *members) != NULL;
		check_member(next, path, old, new, *members);
	}
	if (!identified)
		check_member(next, path, old, new, "name");
}

static void
check_map(const struct next *next, const char *map,
    const char *const *members)
{
	const struct json *old = json_get(next->before->tree, map), *new;
	struct json_index in;

	json_index_init(&in, json_get(next->after->tree, map));
	for (old = json_first(old); old; old = json_next(old)) {
		char *path = xasprintf("%s.%s", map, json_key(old));

		new = json_index_get(&in, json_key(old));
		if (new != NULL) {
			check_identity(next, path, old, new, members);
		} else {
			findings_add(next->out, RULE_PV204, map,
			    _("'%s' cannot be removed after the first "
			      "transition; it can end"), path);
			findings_mend(next->out,
			    "proven set %s %s.to=YYYY-MM-DD",
			    record_id(next->after), path);
		}
		free(path);
	}
	json_index_release(&in);
}

static void
check_kept(const struct next *next)
{
	if (next->old_entries < 2)
		return;
	for (size_t i = 0; i < COUNT(kept); i++)
		check_map(next, kept[i].map, kept[i].members);
}

/* ---- Frozen parts ---- */

static const struct transition *
transition_of(const struct next *next, const struct json *entry)
{
	const struct workflow *w = next->tracker->workflow;
	const char *name = json_text(entry, "transition");

	return w != NULL && name != NULL ? workflow_transition(w, name) :
	    NULL;
}

/* What BEFORE is to become: where the entry rebaselines, the patch is
 * applied.  The caller frees. */
static struct record *
expected(const struct next *next)
{
	const struct json *entry = added_entry(next);
	const struct transition *t = transition_of(next, entry);
	struct record *record = record_dup(next->before);
	const struct json *patch = json_get(record->tree, "proposed");
	struct json *copy;

	if (entry == NULL || t == NULL || t->rebaseline == 0 || !patch)
		return record;
	copy = json_dup(patch);
	json_merge_patch(record->tree, copy);
	json_free(copy);
	return record;
}

static void
add_frozen(const struct next *next, const struct record *wanted,
    enum frozen_part part)
{
	const char *id = record_id(next->after), *name = frozen_names[part];
	char *wish = frozen_wish(wanted, next->after, part);

	findings_add(next->out, RULE_PV207, name,
	    _("'%s' is frozen: it changes only as 'proposed' says, by a "
	      "transition that rebaselines it"), name);
	if (wish != NULL)
		findings_mend(next->out, "proven set %s%s", id, wish);
	else
		findings_mend(next->out, "proven set %s proposed.%s.…=…", id,
		    name);
	free(wish);
}

static void
check_frozen(const struct next *next)
{
	frozen_set set = record_frozen(next->before);
	struct record *wanted;
	enum frozen_part part;

	if (set == 0)
		return;
	wanted = expected(next);
	part = frozen_difference(wanted, next->after, set);
	if (part != FROZEN_COUNT)
		add_frozen(next, wanted, part);
	record_free(wanted);
}

/* ---- The end ---- */

static void
check_closure(const struct next *next)
{
	const struct workflow *w = next->tracker->workflow;
	const char *name = record_stage(next->before);
	const struct stage *stage = w != NULL && name != NULL ?
	    workflow_stage(w, name) : NULL;
	const struct json *old = json_get(next->before->tree, "closure");
	const struct json *new = json_get(next->after->tree, "closure");

	if (stage == NULL || stage->kind != STAGE_FINAL ||
	    added_entry(next) != NULL)
		return;
	if ((old == NULL && new == NULL) ||
	    (old != NULL && new != NULL && json_equal(old, new)))
		return;
	findings_add(next->out, RULE_PV213, "closure", _("'closure' cannot "
	    "change in the stage '%s', which is final"), name);
}

void
record_check_next(const struct record *before, const struct record *after,
    const struct tracker *tracker, struct findings *out)
{
	struct next next = { before, after, tracker, out,
		record_count(before, "history"),
		record_count(after, "history") };

	check_past(&next);
	check_kept(&next);
	check_frozen(&next);
	check_evidence_kept(before, after, out);
	check_closure(&next);
}
