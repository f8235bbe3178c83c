#include "cmd/change.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/out/plain.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/cache/cache.h"
#include "core/model/criterion.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

enum { SUBJECT_COLUMNS = 72, RECORD_MAX = 1024 * 1024 };

const struct err *
actor_init(struct actor *actor, const struct store *store,
    const struct tracker *tracker)
{
	const struct err *err;
	struct identity author = { NULL, NULL, 0, 0 };
	struct identity committer = { NULL, NULL, 0, 0 };

	memset(actor, 0, sizeof(*actor));
	if ((err = store_author(store, &author)))
		goto done;
	if ((err = store_committer(store, &committer)))
		goto done;
	actor->by = xstrdup(tracker == NULL ? author.email :
	    tracker_actor(tracker, author.email));
	actor->name = xstrdup(author.name);
	actor->email = xstrdup(author.email);
	actor->now = committer.when;
done:
	identity_release(&author);
	identity_release(&committer);
	return err;
}

void
actor_release(struct actor *actor)
{
	free(actor->by);
	free(actor->name);
	free(actor->email);
	memset(actor, 0, sizeof(*actor));
}

static char *
admins(const struct tracker *tracker)
{
	struct strs names = STRS_INIT;
	char *list;

	for (size_t i = 0; i < tracker->people->n; i++)
		if (person_has_role(&tracker->people->items[i], "admin"))
			strs_add(&names, tracker->people->items[i].handle);
	list = strs_join(&names, ", ");
	strs_release(&names);
	return list;
}

const struct err *
actor_admin(const struct actor *actor, const struct tracker *tracker,
    const char *what)
{
	const struct err *err;
	char *list;

	if (tracker_is_admin(tracker, actor->by))
		return NULL;
	list = admins(tracker);
	err = err_new(ERR_REFUSED, _("'%s' is not an admin of this tracker"),
	    actor->by);
	err = err_mend(err, _("%s takes the role admin, which is held by: %s"),
	    what, list);
	free(list);
	return err;
}

const struct err *
change_workflow(const struct tracker *tracker, const struct workflow **out)
{
	const struct err *err = tracker_workflow(tracker, out);

	return err == NULL ? NULL : err_new(err->code, "%s", err->msg);
}

char *
edit_path(const char *assignment)
{
	const char *end = strchr(assignment, '=');
	char *path, *c;

	if (end == NULL)
		end = assignment + strlen(assignment);
	else if (end > assignment && (end[-1] == '+' || end[-1] == '-'))
		end--;
	if (*assignment == '/')
		assignment++;
	else
		return xstrndup(assignment, (size_t)(end - assignment));
	path = xstrndup(assignment, (size_t)(end - assignment));
	for (c = path; *c != '\0'; c++)
		if (*c == '/')
			*c = '.';
	return path;
}

const struct err *
edits_apply(struct record **out, const struct record *before,
    const struct strs *sets, const struct strs *unsets,
    const struct tracker *tracker)
{
	const struct err *err = NULL;
	struct record *record = record_dup(before);
	char *path;

	for (size_t i = 0; sets != NULL && i < sets->n && !err; i++)
		err = record_assign(record, sets->items[i], tracker);
	for (size_t i = 0; unsets != NULL && i < unsets->n && !err; i++) {
		path = edit_path(unsets->items[i]);
		err = record_unset(record, path);
		free(path);
	}
	if (err == NULL) {
		record_judge_criteria(record);
		*out = record;
		record = NULL;
	}
	record_free(record);
	return err;
}

void
edits_verdicts(struct strs *out, const struct record *before,
    const struct record *after)
{
	struct strs keys = STRS_INIT;

	record_keys(after, "criteria", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *path = xasprintf("criteria.%s.verdict", keys.items[i]);
		const char *old = record_text(before, path);
		const char *now = record_text(after, path);

		if (old != NULL && (now == NULL || strcmp(old, now) != 0))
			strs_take(out, xasprintf("%s: %s: %s -> %s",
			    record_id(after), path, old,
			    now != NULL ? now : _("(none)")));
		free(path);
	}
	strs_release(&keys);
}

static bool
has_finding(const struct findings *findings, const struct finding *wanted)
{
	const struct finding *f;

	for (size_t i = 0; i < findings->n; i++) {
		f = &findings->items[i];
		if (f->rule == wanted->rule &&
		    strcmp(f->path, wanted->path) == 0 &&
		    strcmp(f->text, wanted->text) == 0)
			return true;
	}
	return false;
}

/* The errors of NOW that are not in OLD. */
static const struct err *
new_errors(const struct findings *old, const struct findings *now,
    const char *id)
{
	const struct err *err = NULL;
	const struct finding *f;

	for (size_t i = 0; i < now->n; i++) {
		f = &now->items[i];
		if (rule_severity(f->rule) != SEVERITY_ERROR ||
		    has_finding(old, f))
			continue;
		if (err == NULL)
			err = err_new(ERR_DATA, _("'%s' would be invalid"),
			    id);
		err = err_mend(err, "%s [%s]", f->text, rule_id(f->rule));
	}
	return err;
}

static const struct err *
judge_findings(const struct tracker *tracker, const struct record *before,
    const struct record *after)
{
	const struct err *err;
	struct findings old = FINDINGS_INIT, now = FINDINGS_INIT;

	record_check(after, tracker, &now);
	if (before != NULL && findings_errors(&now) > 0)
		record_check(before, tracker, &old);
	err = new_errors(&old, &now, record_id(after));
	findings_release(&old);
	findings_release(&now);
	return err;
}

static const struct err *
judge_size(const struct record *record)
{
	const struct err *err = NULL;
	struct str text = STR_INIT;

	record_write(record, &text);
	if (text.len > RECORD_MAX)
		err = err_new(ERR_DATA, _("'%s' would have %zu bytes, and a "
		    "record has at most %d [PV112]"), record_id(record),
		    text.len, RECORD_MAX);
	str_release(&text);
	return err;
}

/* MEND with today where a date is to be filled in; the caller frees. */
static char *
dated(struct session *session, const char *mend)
{
	static const char blank[] = "YYYY-MM-DD";
	const char *at = strstr(mend, blank);
	char today[DATE_SIZE];
	int64_t days;

	if (at == NULL || session_today(session, &days) != NULL)
		return xstrdup(mend);
	date_format(today, days);
	return xasprintf("%.*s%s%s", (int)(at - mend), mend, today,
	    at + strlen(blank));
}

/* What nobody may change between two states of a record. */
static const struct err *
judge_next(struct session *session, const struct tracker *tracker,
    const struct record *before, const struct record *after)
{
	const struct err *err = NULL;
	struct findings findings = FINDINGS_INIT;

	record_check_next(before, after, tracker, &findings);
	for (size_t i = 0; i < findings.n; i++) {
		const struct finding *f = &findings.items[i];

		if (err == NULL)
			err = err_new(ERR_REFUSED, "%s [%s]", f->text,
			    rule_id(f->rule));
		else
			err = err_mend(err, "%s [%s]", f->text,
			    rule_id(f->rule));
		if (f->mend != NULL) {
			char *mend = dated(session, f->mend);

			err = err_mend(err, "%s", mend);
			free(mend);
		}
	}
	findings_release(&findings);
	return err;
}

static const struct err *
code_is_taken(struct snapshot *tip, const char *owner, const char *code)
{
	const struct err *err, *broken;
	struct record *record = NULL;

	err = err_new(ERR_CONFLICT, _("the code '%s' belongs to '%s' already"),
	    code, owner);
	broken = snapshot_record(tip, owner, &record);
	if (broken == NULL)
		err = err_mend(err, "%s: %s", owner,
		    record_title(record, "en"));
	record_free(record);
	return err_mend(err, "proven show %s", owner);
}

/* The cache is opened on the very tip that the change will stand on. */
static const struct err *
judge_code(struct session *session, struct snapshot *tip,
    const struct record *before, const struct record *after)
{
	const struct err *err;
	const char *code = record_text(after, "code");
	const char *old = before ? record_text(before, "code") : NULL;
	struct cache *cache = NULL;
	char *owner = NULL;

	if (code == NULL || (old != NULL && strcmp(code, old) == 0))
		return NULL;
	if ((err = cache_open(&cache, session->store, tip, NULL, NULL)))
		return err;
	err = cache_code_owner(cache, code, &owner);
	if (err == NULL && owner != NULL &&
	    strcmp(owner, record_id(after)) != 0)
		err = code_is_taken(tip, owner, code);
	free(owner);
	cache_close(cache);
	return err;
}

const struct err *
edits_judge(struct session *session, struct snapshot *tip,
    const struct record *before, const struct record *after)
{
	const struct err *err;
	const struct tracker *tracker;

	if ((err = snapshot_tracker(tip, &tracker)))
		return err;
	if (before != NULL &&
	    (err = judge_next(session, tracker, before, after)))
		return err;
	if ((err = judge_findings(tracker, before, after)))
		return err;
	if ((err = judge_size(after)))
		return err;
	return judge_code(session, tip, before, after);
}

void
change_say(struct change *change, const char *id, const char *what,
    const char *body, const struct actor *actor)
{
	struct str subject = STR_INIT;

	if (id != NULL)
		str_addf(&subject, "%s: ", id);
	str_add(&subject, what);
	if (utf8_width(subject.ptr) > SUBJECT_COLUMNS) {
		str_cut(&subject, utf8_fit(subject.ptr, SUBJECT_COLUMNS - 1));
		str_add(&subject, "\xe2\x80\xa6");
	}
	change_message(change, subject.ptr, body);
	if (id != NULL)
		change_trailer(change, "Proven-Project", id);
	if (actor != NULL)
		change_trailer(change, "Proven-By", actor->by);
	str_release(&subject);
}

char *
shell_quote(const char *text)
{
	return str_shell(text);
}

static const struct column done_columns[] = { DONE_COLUMNS };

struct table *
done_new(void)
{
	return table_new("changes", done_columns, COUNT(done_columns));
}

void
done_row(struct table *table, const char *id, const char *what,
    const char *from, const char *to, const char *commit)
{
	const char *const texts[DONE_MORE] = { id, what, from, to, commit };

	table_row(table);
	for (size_t i = 0; i < DONE_MORE; i++)
		table_text(table, i, texts[i]);
}

void
done_line(struct session *session, const char *line)
{
	if (session->out.format == OUT_TABLE && !session->quiet)
		out_line(&session->out, line);
}

void
done_print(struct table *table, struct session *session)
{
	if (session->out.format != OUT_TABLE)
		table_print(table, &session->out);
	table_free(table);
}

void
done_tell(struct session *session, const char *id, const char *what,
    const char *from, const char *to, const char *commit)
{
	struct table *done = done_new();

	done_row(done, id, what, from, to, commit);
	done_print(done, session);
}
