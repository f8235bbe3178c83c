#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/hook.h"
#include "core/audit/audit.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/tracker.h"
#include "core/store/folder.h"
#include "core/store/store.h"

/*
 * pre-receive: what was pushed lies in a quarantine, and no reference has
 * moved.  All of the push is taken, or nothing.  Whatever cannot be judged
 * is refused; nothing is written.
 */
enum { INPUT_MAX = 64 * 1024 * 1024, REF_AT = 2 * (COMMIT_HEX + 1) };

static const char heads[] = "refs/heads/", replace[] = "refs/replace/";
static const char zero[] = "0000000000000000000000000000000000000000";

struct push {
	struct session *session;
	const struct hook_options *options;
	char *main_ref, *main_tip; /* of the branch of HEAD; NULL: none */
	bool plain;                /* which has commits, and no tracker */
};

/* A line of what git says: where REF was, and where it is to be. */
struct update {
	char old[COMMIT_HEX + 1], new[COMMIT_HEX + 1];
	const char *ref;
	bool had, has; /* a tracker */
};

static bool
is_hex(const char *text)
{
	size_t n = strspn(text, "0123456789abcdef");

	return n >= COMMIT_HEX && text[COMMIT_HEX] == ' ';
}

static const struct err *
parse(struct update *update, const char *line)
{
	if (!is_hex(line) || !is_hex(line + COMMIT_HEX + 1) ||
	    line[REF_AT] == '\0')
		return err_new(ERR_DATA, _("refused: this is no line of a "
		    "push: '%s'"), line);
	memset(update, 0, sizeof(*update));
	memcpy(update->old, line, COMMIT_HEX);
	memcpy(update->new, line + COMMIT_HEX + 1, COMMIT_HEX);
	update->ref = line + REF_AT;
	return NULL;
}

static bool
is_zero(const char *hex)
{
	return strcmp(hex, zero) == 0;
}

static const struct err *
has_tracker(struct store *store, const char *hex, bool *has)
{
	struct snapshot *at = NULL;
	const struct err *err;

	*has = false;
	if (is_zero(hex))
		return NULL;
	if ((err = store_at(store, hex, &at)) == NULL)
		err = snapshot_has_path(at, tracker_paths[TRACKER_CONFIG],
		    has);
	snapshot_free(at);
	return err;
}

/* ---- What may become of a branch ---- */

static bool
is_main(const struct push *push, const struct update *update)
{
	return push->main_ref != NULL &&
	    strcmp(update->ref, push->main_ref) == 0;
}

/* The main branch is no topic, whatever the patterns. */
static bool
is_topic(const struct push *push, const struct update *update)
{
	const struct strs *topics = &push->options->topics;
	const char *name = update->ref + strlen(heads);
	size_t i = 0;

	while (i < topics->n && fnmatch(topics->items[i], name, 0) != 0)
		i++;
	return i < topics->n && !is_main(push, update);
}

/* A branch that the main one has whole may go. */
static const struct err *
judge_deletion(const struct push *push, const struct update *update)
{
	const struct err *err;
	bool merged = false;

	if (is_topic(push, update))
		return NULL;
	if (!is_main(push, update) && push->main_tip != NULL &&
	    (err = store_reaches(push->session->store, push->main_tip,
	    update->old, &merged)))
		return err;
	if (merged)
		return NULL;
	return err_new(ERR_REFUSED, _("%s refused: a branch of the tracker "
	    "is not deleted"), update->ref);
}

static const struct err *
judge_rewrite(const struct push *push, const struct update *update,
    bool *forward)
{
	const struct err *err;

	*forward = false;
	if (!update->had)
		return NULL;
	if ((err = store_reaches(push->session->store, update->new,
	    update->old, forward)))
		return err;
	if (*forward || is_topic(push, update))
		return NULL;
	return err_mend(err_new(ERR_REFUSED, _("%s refused: it would lose "
	    "commits that it has; history is not rewritten"), update->ref),
	    "git pull --rebase && git push");
}

/* ---- What it brings ---- */

/*
 * A history of its own, that shares nothing with what is there.  A branch
 * that never had a tracker was looked at whole when it was new.
 */
static bool
is_apart(const struct update *update, const struct audit_report *report)
{
	return report->commits == 0 && report->outside > 0 &&
	    (update->had || update->has || is_zero(update->old));
}

/* Without a tracker at either end, only what descends from one matters. */
static bool
is_of_tracker(const struct update *update, const struct audit_report *report)
{
	return update->had || update->has || report->commits > 0 ||
	    report->incomplete;
}

static const struct err *
audit(const struct push *push, const struct update *update,
    const char *since, bool base)
{
	struct audit_options options = { .tip = NULL };
	struct audit_report *report = NULL;
	const struct err *err;

	if ((err = audit_asked_put(&push->options->asked, &options)))
		return err;
	options.tip = update->new;
	options.since = since;
	options.base = base;
	options.cache = false;
	err = audit_run(&report, push->session->store, &options);
	if (err == NULL && base && is_apart(update, report)) {
		audit_report_free(report);
		report = NULL;
		options.since = NULL;
		options.base = false;
		err = audit_run(&report, push->session->store, &options);
	}
	if (err == NULL && is_of_tracker(update, report))
		err = hook_verdict(report, push->options, update->ref);
	audit_report_free(report);
	return err;
}

/* What comes may have lost a tracker that its parents had. */
static const struct err *
judge_without(const struct push *push, const struct update *update)
{
	const struct err *err;

	if (is_zero(update->new) || push->plain)
		return NULL;
	err = audit(push, update, push->main_tip, push->main_tip != NULL);
	return err != NULL && err->code == ERR_NOTRACKER ? NULL : err;
}

static const struct err *
judge_branch(const struct push *push, struct update *update)
{
	struct store *store = push->session->store;
	const struct err *err;
	bool forward;

	if ((err = has_tracker(store, update->old, &update->had)) ||
	    (err = has_tracker(store, update->new, &update->has)))
		return err;
	if (!update->had && !update->has)
		return judge_without(push, update);
	if (is_zero(update->new))
		return judge_deletion(push, update);
	if ((err = judge_rewrite(push, update, &forward)))
		return err;
	if (forward)
		return audit(push, update, update->old, false);
	if (is_main(push, update))
		return audit(push, update, NULL, false);
	return audit(push, update, push->main_tip, push->main_tip != NULL);
}

static const struct err *
judge(const struct push *push, const char *line)
{
	const struct err *err;
	struct update update;

	if ((err = parse(&update, line)))
		return err;
	if (str_starts(update.ref, replace) && !is_zero(update.new))
		return err_new(ERR_REFUSED, _("%s refused: it would show "
		    "another history than there is"), update.ref);
	if (!str_starts(update.ref, heads))
		return NULL;
	err = judge_branch(push, &update);
	if (err == NULL || err->code == ERR_FINDINGS ||
	    err->code == ERR_REFUSED)
		return err;
	/* What git says is there, and is not, is damage. */
	if (err->code == ERR_NOTFOUND)
		err = err_new(ERR_DATA, "%s", err->msg);
	return err_in(err, update.ref);
}

static const struct err *
find_main(struct push *push)
{
	struct store *store = push->session->store;
	const char *branch = store_branch(store);
	struct snapshot *tip = NULL;
	const struct err *err;
	bool has = false;

	if (branch == NULL)
		return NULL;
	push->main_ref = xasprintf("%s%s", heads, branch);
	err = store_tip(store, &tip);
	if (err != NULL)
		return err->code == ERR_NOTRACKER ? NULL : err;
	err = snapshot_has_path(tip, tracker_paths[TRACKER_CONFIG], &has);
	push->plain = err == NULL && !has;
	if (err == NULL && has)
		push->main_tip = xstrdup(snapshot_commit(tip));
	snapshot_free(tip);
	return err;
}

const struct err *
hook_pre_receive(struct session *session, const struct hook_options *o)
{
	struct push push = { .session = session, .options = o };
	struct strs lines = STRS_INIT;
	struct str input = STR_INIT;
	const struct err *err;

	if ((err = file_read(&input, "-", INPUT_MAX)) ||
	    (err = find_main(&push)))
		goto done;
	strs_split(&lines, input.ptr, '\n');
	for (size_t i = 0; i < lines.n && err == NULL; i++)
		if (i + 1 < lines.n || *lines.items[i] != '\0')
			err = judge(&push, lines.items[i]);
done:
	free(push.main_ref);
	free(push.main_tip);
	strs_release(&lines);
	str_release(&input);
	return err;
}
