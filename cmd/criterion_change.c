#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/criterion.h"
#include "cmd/out/plain.h"
#include "cmd/verdict.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/field.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/* One change of a criterion, and what came of it. */
struct work {
	struct session *session;
	const struct criterion_edit *edit;
	criterion_apply apply;
	char *key;            /* that it has, or has got */
	struct record *before, *after;
};

static void
forget(struct work *work)
{
	free(work->key);
	record_free(work->before);
	record_free(work->after);
	work->key = NULL;
	work->before = work->after = NULL;
}

static bool
is_new(const struct work *work)
{
	return strcmp(work->edit->verb, "add") == 0;
}

static bool
is_gone(const struct work *work)
{
	return strcmp(work->edit->verb, "remove") == 0;
}

static const struct err *
no_criterion(const struct record *record, const char *key)
{
	const struct err *err = err_new(ERR_NOTFOUND, _("'%s' has no "
	    "criterion '%s'"), record_id(record), key);
	struct strs keys = STRS_INIT;
	const char *near;
	char *all;

	record_keys(record, "criteria", &keys);
	near = str_nearest(key, (const char *const *)keys.items, keys.n);
	all = strs_join(&keys, ", ");
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else if (keys.n > 0)
		err = err_mend(err, _("there is: %s"), all);
	else
		err = err_mend(err, "proven criterion add %s --claim '…'",
		    record_id(record));
	free(all);
	strs_release(&keys);
	return err;
}

/* The criterion that is meant, or the key of a new one. */
static const struct err *
find_key(struct work *work)
{
	const char *key = work->edit->key, *id = record_id(work->before);
	bool found;
	char *path;

	if (key == NULL) {
		work->key = record_mint_key(work->before, "criteria");
		return NULL;
	}
	if (!field_key_valid(key))
		return err_mend(err_new(ERR_USAGE, _("'%s' is no key"), key),
		    _("keys are 1 to %d letters a-z, A-Z, digits, '_' and "
		    "'-'"), 64);
	path = xasprintf("criteria.%s", key);
	found = record_has(work->before, path);
	free(path);
	if (found && is_new(work))
		return err_mend(err_new(ERR_CONFLICT, _("'%s' has a "
		    "criterion '%s' already"), id, key),
		    "proven criterion set %s %s", id, key);
	if (!found && !is_new(work))
		return no_criterion(work->before, key);
	work->key = xstrdup(key);
	return NULL;
}

/* A criterion of which nothing is said is none. */
static const struct err *
judge_said(const struct work *work)
{
	struct criterion c;

	if (!is_new(work))
		return NULL;
	if (criterion_get(&c, work->after, work->key)) {
		criterion_release(&c);
		return NULL;
	}
	return err_mend(err_new(ERR_USAGE, _("nothing is said of the "
	    "criterion")), "proven criterion add %s --must --metric "
	    "resolution '<=' 50 nm", work->edit->id);
}

/* "criterion measure c1: pass", with the reason of a waiver. */
static void
say(const struct work *work, struct change *change,
    const struct actor *actor)
{
	const char *verb = work->edit->verb;
	char *path = xasprintf("criteria.%s.verdict", work->key);
	const char *verdict = record_text(work->after, path);
	char *what = strcmp(verb, "measure") == 0 && verdict != NULL ?
	    xasprintf("criterion measure %s: %s", work->key, verdict) :
	    xasprintf("criterion %s %s", verb, work->key);

	change_say(change, work->edit->id, what, work->edit->reason, actor);
	free(what);
	free(path);
}

static const struct err *
put(struct change *change, struct snapshot *tip, void *arg)
{
	struct work *work = arg;
	const struct err *err;
	const struct tracker *tracker;
	struct actor actor = { NULL, NULL, NULL, 0 };

	forget(work);
	if ((err = snapshot_tracker(tip, &tracker)))
		goto done;
	if ((err = actor_init(&actor, work->session->store, tracker)))
		goto done;
	if ((err = snapshot_record(tip, work->edit->id, &work->before)))
		goto done;
	work->after = record_dup(work->before);
	if ((err = find_key(work)))
		goto done;
	if ((err = work->apply(work->after, work->key, work->edit, &actor,
	    tracker)))
		goto done;
	if ((err = judge_said(work)))
		goto done;
	record_judge_criteria(work->after);
	if (record_equal(work->before, work->after))
		goto done;
	if ((err = edits_judge(work->session, tip, work->before,
	    work->after)))
		goto done;
	if ((err = change_put_record(change, work->after)))
		goto done;
	say(work, change, &actor);
done:
	actor_release(&actor);
	return err;
}

/* ---- What came of it ---- */

/* "✓ pass: measured 44 nm, asked <= 50 nm; slack 6 >= 0"; the caller
 * frees. */
static char *
verdict_line(const struct work *work, const struct criterion *c)
{
	bool measured = strcmp(work->edit->verb, "measure") == 0;
	char *verdict = verdict_text(verdict_of(c)), *why = criterion_why(c);
	char *value = criterion_measured(c), *asked = criterion_asked(c);
	char *line;

	if (measured && value != NULL && asked != NULL && !c->has_waiver)
		line = xasprintf(_("%s: measured %s, asked %s; %s"), verdict,
		    value, asked, why);
	else
		line = xasprintf("%s: %s", verdict, why);
	free(verdict);
	free(why);
	free(value);
	free(asked);
	return line;
}

static void
note_change(const struct work *work, const struct criterion *c)
{
	const char *id = work->edit->id;
	char *asked = criterion_asked(c);

	if (is_new(work) && asked != NULL && c->metric != NULL)
		session_note(work->session, _("'%s' has a new criterion: "
		    "%s %s"), id, c->metric, asked);
	else if (is_new(work))
		session_note(work->session, _("'%s' has a new criterion"),
		    id);
	else if (strcmp(work->edit->verb, "set") == 0)
		session_note(work->session, _("criterion '%s' of '%s' is "
		    "changed"), c->key, id);
	free(asked);
}

/* What stands in the way of a verdict by measurement. */
static void
note_next(const struct work *work, const struct criterion *c)
{
	const char *lacks = criterion_lacks(c), *id = work->edit->id;

	if (c->has_waiver && c->value != NULL)
		session_note(work->session, _("the waiver stands before "
		    "what was measured: proven criterion set %s %s --unset "
		    "waiver"), id, c->key);
	else if (lacks != NULL && c->value == NULL && !c->has_waiver)
		session_note(work->session, _("to be measured it needs: "
		    "proven criterion set %s %s %s=…"), id, c->key, lacks);
}

static void
tell_people(const struct work *work, const struct criterion *c)
{
	struct out *out = &work->session->out;
	char *line = verdict_line(work, c);

	note_change(work, c);
	if (!is_new(work))
		done_line(work->session, line);
	else if (out->format == OUT_TABLE)
		out_line(out, c->key);
	note_next(work, c);
	free(line);
}

enum { DONE_KEY = DONE_MORE, DONE_VERDICT, DONE_SLACK };

static const struct column columns[] = {
	DONE_COLUMNS,
	{ "key", CELL_TEXT, 0, N_("Key"), NULL },
	{ "verdict", CELL_TEXT, 0, N_("Verdict"), NULL },
	{ "slack", CELL_TEXT, COLUMN_RIGHT, N_("Slack"), NULL },
};

static void
tell_programs(const struct work *work, const struct criterion *c,
    const char *commit)
{
	struct table *table = table_new("changes", columns, COUNT(columns));
	char *what = xasprintf("criterion %s", work->edit->verb);
	char *slack = c != NULL ? criterion_slack(c) : NULL;

	if (*commit != '\0') {
		done_row(table, work->edit->id, what, NULL, NULL, commit);
		table_text(table, DONE_KEY, work->key);
		table_text(table, DONE_VERDICT, c != NULL ? c->stored :
		    NULL);
		table_text(table, DONE_SLACK, slack);
	}
	done_print(table, work->session);
	free(slack);
	free(what);
}

static void
tell(const struct work *work, const char *commit)
{
	struct criterion c;
	bool there = criterion_get(&c, work->after, work->key);

	if (*commit == '\0')
		session_note(work->session, _("nothing changed: "
		    "the values are these already"));
	else if (is_gone(work))
		session_note(work->session, _("criterion '%s' of '%s' is "
		    "removed"), work->key, work->edit->id);
	else if (there)
		tell_people(work, &c);
	tell_programs(work, there ? &c : NULL, commit);
	if (there)
		criterion_release(&c);
}

const struct err *
criterion_change(struct session *session, const struct criterion_edit *edit,
    criterion_apply apply)
{
	const struct err *err;
	struct work work = { .session = session, .edit = edit,
		.apply = apply };
	struct change_options options = { false, false, false, false };
	char commit[COMMIT_HEX + 1] = "";

	err = store_change(session->store, &options, put, &work, commit);
	if (err == NULL)
		tell(&work, commit);
	forget(&work);
	return err;
}
