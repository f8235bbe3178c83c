#include <stdlib.h>
#include <string.h>

#include "cmd/beside.h"
#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/merge_driver.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/again.h"
#include "core/model/resolution.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/merging.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_resolve = {
	"resolve", N_("ID"),
	N_("in a merge where both sides moved: keep one, drop the other"),
	CMD_STORE | CMD_TRACKER, run
};

struct resolve {
	struct session *session;
	const char *keep;   /* "ours" or "theirs" */
	char *id, *reason, *path;
	struct strs takes;  /* "PATH=ours" */
	struct strs others; /* paths that are left in conflict */
	bool sign;

	struct merging merging;
	struct merging_record record;
	struct resolution resolution;
	struct strs kept, dropped; /* transitions */
};

static const struct err *choose_side(struct resolve *, bool ours,
    bool theirs);
static const struct err *resolve(struct resolve *);

static void
resolve_release(struct resolve *r)
{
	free(r->id);
	free(r->reason);
	free(r->path);
	strs_release(&r->takes);
	strs_release(&r->others);
	strs_release(&r->kept);
	strs_release(&r->dropped);
	resolution_release(&r->resolution);
	merging_record_release(&r->record);
	merging_close(&r->merging);
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *reason = NULL, *file = NULL;
	bool ours = false, theirs = false;
	struct resolve r = { .session = session };
	const struct opt opts[] = {
		{ OPT_CHOICE, 0, "keep", &r.keep, N_("SIDE"), "ours|theirs",
		    N_("the side whose history stays") },
		{ OPT_FLAG, 0, "ours", &ours, NULL, NULL,
		    N_("the same as --keep ours") },
		{ OPT_FLAG, 0, "theirs", &theirs, NULL, NULL,
		    N_("the same as --keep theirs") },
		{ OPT_TEXT, 'r', "reason", &reason, N_("TEXT"), NULL,
		    N_("why; kept in the history") },
		{ OPT_TEXT, 'F', "file", &file, N_("FILE"), NULL,
		    N_("read the reason from FILE ('-': standard input)") },
		{ OPT_LIST, 0, "take", &r.takes, N_("PATH=SIDE"), NULL,
		    N_("of a member that both changed, take that of SIDE "
		    "(may be given again)") },
		{ OPT_FLAG, 0, "sign", &r.sign, NULL, NULL,
		    N_("sign the entry with the ssh key of git") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, 1)))
		goto done;
	if ((err = session_resolve(session, argv[0], &r.id)))
		goto done;
	if ((err = choose_side(&r, ours, theirs)))
		goto done;
	if ((err = text_given(&r.reason, "reason", reason, file)))
		goto done;
	err = resolve(&r);
done:
	resolve_release(&r);
	return err;
}

static const struct err *
usage(const struct resolve *r, const struct err *err)
{
	return err_mend(err, "proven resolve %s --keep %s --reason '…'",
	    r->id, r->keep != NULL ? r->keep : "ours|theirs");
}

static const struct err *
choose_side(struct resolve *r, bool ours, bool theirs)
{
	if ((r->keep != NULL) + ours + theirs > 1)
		return err_new(ERR_USAGE, _("'--keep', '--ours' and "
		    "'--theirs': one of them, once"));
	if (ours || theirs)
		r->keep = ours ? "ours" : "theirs";
	return r->keep != NULL ? NULL : usage(r, err_new(ERR_USAGE,
	    _("which side is kept?")));
}

static bool
keeps_ours(const struct resolve *r)
{
	return strcmp(r->keep, "ours") == 0;
}

/* ---- Is there anything to resolve? ---- */

static const struct err *
not_in_conflict(const struct resolve *r)
{
	const struct err *err = err_new(ERR_REFUSED, _("'%s' is not in "
	    "conflict in this merge"), r->id);

	return err_mend(err, "git status");
}

static const struct err *
one_moved(const struct resolve *r, const char *path)
{
	const struct err *err = err_new(ERR_REFUSED, _("'%s' was moved by one "
	    "side at most, so that no step is dropped"), r->id);

	return err_mend(err, _("choose between the marks in the file, then: "
	    "git add %s"), path);
}

static const struct err *
look(struct resolve *r)
{
	struct strs mine = STRS_INIT;
	const struct err *err;

	if ((err = merging_open(&r->merging, r->session->store)) ||
	    (err = merging_record(&r->record, &r->merging, r->id)) ||
	    (err = merging_unsettled(&r->merging, r->id, &mine, &r->others)))
		goto done;
	if (mine.n == 0)
		err = not_in_conflict(r);
	else if (record_merge_history(r->record.ours, r->record.theirs) !=
	    MERGE_BOTH_MOVED)
		err = one_moved(r, mine.items[0]);
done:
	strs_release(&mine);
	return err;
}

static void
begin(struct resolve *r)
{
	const struct record *kept = keeps_ours(r) ? r->record.ours :
	    r->record.theirs;
	const struct record *dropped = keeps_ours(r) ? r->record.theirs :
	    r->record.ours;

	resolution_init(&r->resolution, kept, dropped,
	    (const struct record *const *)r->record.bases, r->record.n);
	resolution_steps(kept, dropped, &r->kept);
	resolution_steps(dropped, kept, &r->dropped);
}

/* ---- May they? ---- */

static const struct err *
judge_right(struct resolve *r, const struct step *step)
{
	const struct record *sides[] = { r->record.ours, r->record.theirs };
	const char *const names[] = { "ours", "theirs" };
	const struct err *err = NULL;

	for (size_t i = 0; i < COUNT(sides); i++) {
		char *why = gate_could_not(sides[i], r->session->tracker,
		    step);

		if (why != NULL && err == NULL)
			err = err_new(ERR_REFUSED, _("'%s' may not resolve "
			    "this: that takes the right to either step "
			    "[PV507]"), step->by);
		if (why != NULL)
			err = err_mend(err, "%s: %s", names[i], why);
		free(why);
	}
	return err;
}

/* A step does not come in by a merge under whose tracker its mover could
 * not have taken it. */
static const struct err *
judge_kept(struct resolve *r)
{
	struct tracker *tracker = NULL;
	const struct err *err;
	char *why = NULL;

	err = merging_tracker(&r->merging, keeps_ours(r), &tracker);
	if (err == NULL && tracker != NULL)
		why = gate_movers_could_not(r->resolution.kept, r->kept.n,
		    tracker);
	if (why != NULL)
		err = err_mend(err_mend(err_new(ERR_REFUSED, _("'%s': the "
		    "tracker of this merge does not let by what would be "
		    "kept [PV301]"), r->id), "%s", why), "proven resolve %s "
		    "--keep %s --reason '…'", r->id, keeps_ours(r) ?
		    "theirs" : "ours");
	free(why);
	tracker_free(tracker);
	return err;
}

/* ---- What else is in conflict ---- */

/* "--take PATH=ours|theirs" for each that can be chosen. */
static const struct err *
mend_left(const struct resolve *r, const struct err *err)
{
	enum { SHOWN = 10 };
	const struct merge_conflicts *all = &r->resolution.conflicts;
	struct str words = STR_INIT;
	char *reason = str_shell(r->reason);

	for (size_t i = 0; i < all->n && i < SHOWN; i++)
		if (all->items[i].kind == MERGE_MEMBER)
			str_addf(&words, " --take %s=ours|theirs",
			    all->items[i].path);
	for (size_t i = 0; i < r->takes.n && words.len > 0; i++)
		str_addf(&words, " --take %s", r->takes.items[i]);
	if (words.len > 0)
		err = err_mend(err, "proven resolve %s --keep %s --reason "
		    "%s%s", r->id, r->keep, reason, words.ptr);
	free(reason);
	str_release(&words);
	return err;
}

static const struct err *
judge_left(const struct resolve *r)
{
	const struct err *err;

	if (r->resolution.conflicts.n == 0)
		return NULL;
	err = err_new(ERR_CONFLICT, _("'%s': more than the step is in "
	    "conflict"), r->id);
	err = merge_conflicts_mend(err, &r->resolution.conflicts,
	    r->record.ours, r->record.theirs);
	return mend_left(r, err);
}

static const struct err *
no_such_conflict(const struct resolve *r, const char *path)
{
	const struct err *err = err_new(ERR_USAGE, _("'%s' is not in "
	    "conflict"), path);

	for (size_t i = 0; i < r->resolution.conflicts.n; i++)
		err = err_mend(err, "--take %s=ours|theirs",
		    r->resolution.conflicts.items[i].path);
	return err;
}

static const struct err *
take(struct resolve *r, const char *word)
{
	const char *equals = strrchr(word, '=');
	const char *side = equals != NULL ? equals + 1 : "";
	const struct err *err = NULL;
	char *path;

	if (strcmp(side, "ours") != 0 && strcmp(side, "theirs") != 0)
		return err_new(ERR_USAGE, _("'--take %s': it is PATH=ours or "
		    "PATH=theirs"), word);
	path = xstrndup(word, (size_t)(equals - word));
	if (!resolution_take(&r->resolution, path,
	    strcmp(side, r->keep) == 0))
		err = no_such_conflict(r, path);
	free(path);
	return err;
}

static const struct err *
take_all(struct resolve *r)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < r->takes.n; i++)
		err = take(r, r->takes.items[i]);
	return err ? err : judge_left(r);
}

/* ---- The record ---- */

/* What the audit would say of it. */
static const struct err *
judge_result(const struct resolve *r)
{
	struct findings findings = FINDINGS_INIT;
	const struct err *err = NULL;

	resolution_check(&r->resolution, r->session->tracker, &findings);
	for (size_t i = 0; i < findings.n; i++) {
		const struct finding *f = &findings.items[i];

		if (err == NULL)
			err = err_new(ERR_REFUSED, _("'%s' cannot be resolved "
			    "so"), r->id);
		err = err_mend(err, "%s [%s]", f->text, rule_id(f->rule));
	}
	findings_release(&findings);
	return err;
}

/* The time never goes back. */
static int64_t
entry_time(const struct resolve *r, int64_t now)
{
	struct entry last;

	if (record_last_entry(r->resolution.kept, &last) && last.at > now)
		return last.at;
	return now;
}

static const struct err *
make(struct resolve *r, const struct actor *actor)
{
	const struct step step = { .by = actor->by,
		.at = entry_time(r, actor->now), .reason = r->reason };
	const struct entry entry = { .by = step.by, .at = step.at,
		.reason = r->reason };
	const struct err *err;

	if ((err = judge_right(r, &step)) || (err = judge_kept(r)) ||
	    (err = take_all(r)))
		return err;
	resolution_append(&r->resolution, &entry);
	if ((err = judge_result(r)))
		return err;
	return actor_sign_entry(r->session, actor, r->session->tracker,
	    r->resolution.merged, r->sign);
}

/* ---- What was done ---- */

static void
tell(struct resolve *r)
{
	struct table *done = done_new();
	const char *stage = record_stage(r->resolution.merged);
	char *kept = strs_join(&r->kept, ", ");
	char *dropped = strs_join(&r->dropped, ", ");
	char *rest = strs_join(&r->others, " ");
	char *line = xasprintf(_("%s: kept: %s (stage: %s); dropped: %s"),
	    r->id, kept, stage, dropped);

	done_line(r->session, line);
	if (r->others.n > 0)
		session_note(r->session, _("in conflict still: %s"), rest);
	else
		session_note(r->session, _("to finish the merge: git "
		    "commit"));
	done_row(done, r->id, "@resolve", stage, stage, NULL);
	done_print(done, r->session);
	free(kept);
	free(dropped);
	free(rest);
	free(line);
}

static const struct err *
resolve(struct resolve *r)
{
	struct actor actor = { NULL, NULL, NULL, 0 };
	const struct workflow *workflow;
	const struct err *err;

	if ((err = look(r)) ||
	    (err = change_workflow(r->session->tracker, &workflow)))
		return err;
	if (r->reason == NULL)
		return usage(r, err_new(ERR_USAGE, _("why is the other step "
		    "dropped? No reason is given")));
	begin(r);
	if ((err = actor_init(&actor, r->session->store,
	    r->session->tracker)) ||
	    (err = make(r, &actor)) ||
	    (err = merging_settle(&r->merging, &r->record,
	    r->resolution.merged, &r->path)))
		goto done;
	tell(r);
done:
	actor_release(&actor);
	return err;
}
