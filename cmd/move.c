#include <stdlib.h>
#include <string.h>

#include "cmd/beside.h"
#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_move = {
	"move", N_("ID... TRANSITION|STAGE"),
	N_("take a transition: the project moves to the next stage"),
	CMD_STORE | CMD_TRACKER, run
};

/* What the command line asks for, and what was done about one project. */
struct move {
	struct session *session;
	struct change_options options;
	struct strs ids, sets;
	const char *word, *code;
	char *reason;
	char date[DATE_SIZE], review_by[DATE_SIZE]; /* "": not given */
	bool override, sign;

	const char *id;         /* the project at hand */
	char *taken, *from, *to;
	struct strs waived;     /* conditions that were overridden */
	int64_t behind;         /* seconds that the clock is behind */
};

static const struct err *read_dates(struct move *, const char *date,
    const char *review_by);
static const struct err *move_all(struct move *);

static void
move_release(struct move *move)
{
	strs_release(&move->ids);
	strs_release(&move->sets);
	strs_release(&move->waived);
	free(move->reason);
	free(move->taken);
	free(move->from);
	free(move->to);
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *reason = NULL, *file = NULL, *date = NULL;
	const char *review_by = NULL;
	struct move move = { .session = session };
	const struct opt opts[] = {
		{ OPT_TEXT, 'r', "reason", &reason, N_("TEXT"), NULL,
		    N_("why; kept in the history and in the commit") },
		{ OPT_TEXT, 'F', "file", &file, N_("FILE"), NULL,
		    N_("read the reason from FILE ('-': standard input)") },
		{ OPT_TEXT, 0, "code", &move.code, N_("CODE"), NULL,
		    N_("a reason code of the vocabulary") },
		{ OPT_LIST, 0, "set", &move.sets, N_("PATH=VALUE"), NULL,
		    N_("set a field in the same commit (may be given "
		    "again)") },
		{ OPT_DATE, 0, "review-by", &review_by, N_("DATE"), NULL,
		    N_("day by which to look at a pause again") },
		{ OPT_DATE, 0, "date", &date, N_("DATE"), NULL,
		    N_("when the decision was taken, if not now") },
		{ OPT_FLAG, 0, "override", &move.override, NULL, NULL,
		    N_("move although conditions are not met, if your "
		    "role may do so") },
		{ OPT_TEXT, 0, "branch", &session->branch, N_("BRANCH"),
		    NULL, N_("move on BRANCH without checking it out") },
		{ OPT_FLAG, 0, "sign", &move.sign, NULL, NULL,
		    N_("sign the entry with the ssh key of git") },
		{ OPT_FLAG, 's', "signoff", &move.options.signoff, NULL,
		    NULL, N_("add a Signed-off-by line") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 2, -1)))
		goto done;
	if ((err = text_check_all("--set", &move.sets)))
		goto done;
	if ((err = text_given(&move.reason, "reason", reason, file)))
		goto done;
	if ((err = read_dates(&move, date, review_by)))
		goto done;
	if ((err = ids_given(session, argv, argc - 1, &move.ids)))
		goto done;
	move.word = argv[argc - 1];
	err = move_all(&move);
done:
	move_release(&move);
	return err;
}

/* A decision may be of a day that has not begun everywhere yet. */
static const struct err *
read_dates(struct move *move, const char *date, const char *review_by)
{
	const struct err *err;
	int64_t today, days;

	if (date == NULL && review_by == NULL)
		return NULL;
	if ((err = session_today(move->session, &today)))
		return err;
	if (date != NULL) {
		if ((err = date_typed(&days, date, today)))
			return err;
		date_format(move->date, days);
		if (days > today + 1)
			return err_new(ERR_USAGE, _("the decision cannot "
			    "have been taken on %s, which is to come"),
			    move->date);
	}
	if (review_by != NULL) {
		if ((err = date_typed(&days, review_by, today)))
			return err;
		date_format(move->review_by, days);
	}
	return NULL;
}

static void
forget(struct move *move)
{
	free(move->taken);
	free(move->from);
	free(move->to);
	move->taken = move->from = move->to = NULL;
	strs_release(&move->waived);
	move->behind = 0;
}

/*
 * What the record says of its own stage and history must hold before it is
 * moved: a stage that was written by hand is no ground to go on from.
 */
static const struct err *
judge_ground(const struct record *record, const struct tracker *tracker)
{
	const struct err *err = NULL;
	struct findings findings = FINDINGS_INIT;
	const struct finding *f;

	record_check(record, tracker, &findings);
	for (size_t i = 0; i < findings.n; i++) {
		f = &findings.items[i];
		if (!str_starts(rule_id(f->rule), "PV2"))
			continue;
		if (err == NULL)
			err = err_new(ERR_DATA, _("'%s' cannot move, since "
			    "its history does not hold"), record_id(record));
		err = err_mend(err, "%s [%s]", f->text, rule_id(f->rule));
	}
	if (err != NULL)
		err = err_mend(err, "git log -p -- ':(glob)**/%s.json'",
		    record_id(record));
	findings_release(&findings);
	return err;
}

/* The entry's time is the committer's clock, and never goes back. */
static int64_t
entry_time(struct move *move, const struct record *before, int64_t now)
{
	struct entry last;

	if (record_last_entry(before, &last) && last.at > now) {
		move->behind = last.at - now;
		return last.at;
	}
	return now;
}

static void
say(struct move *move, struct change *change, const struct actor *actor)
{
	char *what = xasprintf("%s: %s -> %s", move->taken, move->from,
	    move->to);

	change_say(change, move->id, what, move->reason, NULL);
	change_trailer(change, "Proven-Transition", move->taken);
	change_trailer(change, "Proven-From", move->from);
	change_trailer(change, "Proven-To", move->to);
	change_trailer(change, "Proven-By", actor->by);
	free(what);
}

static void
remember(struct move *move, const struct gate *gate)
{
	move->taken = xstrdup(gate->transition->name);
	move->from = xstrdup(gate->from);
	move->to = xstrdup(gate->to);
	for (size_t i = 0; i < gate->n; i++)
		if (gate->items[i].waived)
			strs_add(&move->waived, gate->items[i].name);
}

/* What the command line says of the step. */
static void
fill_step(const struct move *move, struct step *step)
{
	step->reason = move->reason;
	step->code = move->code;
	step->date = *move->date != '\0' ? move->date : NULL;
	step->review_by = *move->review_by != '\0' ? move->review_by : NULL;
	step->override = move->override;
}

/* One project on its way: BEFORE, and AFTER with the edits. */
struct way {
	struct snapshot *tip;
	const struct tracker *tracker;
	struct record *before, *after;
	struct beside beside;
};

static const struct err *
take(struct move *move, struct change *change, struct way *way)
{
	const struct err *err;
	const struct transition *transition;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct gate *gate = NULL;
	struct step step;

	memset(&step, 0, sizeof(step));
	fill_step(move, &step);
	if ((err = actor_init(&actor, move->session->store, way->tracker)))
		goto done;
	err = gate_resolve(&transition, way->before, way->tracker,
	    move->word);
	if (err != NULL)
		goto done;
	err = beside_read(&way->beside, way->tip, way->after,
	    gate_asks_evidence(transition));
	if (err != NULL)
		goto done;
	step.transition = transition->name;
	step.by = actor.by;
	step.at = entry_time(move, way->before, actor.now);
	step.dossier = beside_dossier(&way->beside);
	err = gate_take(&gate, way->after, way->before, way->tracker, &step);
	if (err != NULL)
		goto done;
	err = actor_sign_entry(move->session, &actor, way->tracker,
	    way->after, move->sign);
	if (err != NULL)
		goto done;
	remember(move, gate);
	say(move, change, &actor);
done:
	gate_free(gate);
	actor_release(&actor);
	return err;
}

static const struct err *
put_move(struct change *change, struct snapshot *tip, void *arg)
{
	struct move *move = arg;
	struct way way = { .tip = tip, .beside = BESIDE_INIT };
	const struct err *err;
	const struct workflow *workflow;

	forget(move);
	if ((err = snapshot_tracker(tip, &way.tracker)))
		goto done;
	if ((err = change_workflow(way.tracker, &workflow)))
		goto done;
	if ((err = snapshot_record(tip, move->id, &way.before)))
		goto done;
	if ((err = judge_ground(way.before, way.tracker)))
		goto done;
	err = edits_apply(&way.after, way.before, &move->sets, NULL,
	    way.tracker);
	if (err != NULL)
		goto done;
	if ((err = take(move, change, &way)))
		goto done;
	err = edits_judge(move->session, tip, way.before, way.after);
	if (err != NULL)
		goto done;
	err = change_put_record(change, way.after);
done:
	beside_release(&way.beside);
	record_free(way.before);
	record_free(way.after);
	return err;
}

static void
tell(struct move *move)
{
	struct session *session = move->session;
	char *line = xasprintf("%s: %s -> %s", move->id, move->from,
	    move->to);

	done_line(session, line);
	for (size_t i = 0; i < move->waived.n; i++)
		session_warn(session, _("'%s': overridden: %s"), move->id,
		    move->waived.items[i]);
	if (move->behind > 0)
		session_warn(session, _("the clock is %lld seconds behind "
		    "the last entry of '%s', whose time is taken"),
		    (long long)move->behind, move->id);
	free(line);
}

static const struct err *
move_one(struct move *move, const char *id, struct table *done)
{
	const struct err *err;
	char commit[COMMIT_HEX + 1];

	move->id = id;
	err = store_change(move->session->store, &move->options, put_move,
	    move, commit);
	if (err != NULL)
		return err;
	tell(move);
	done_row(done, id, move->taken, move->from, move->to, commit);
	return NULL;
}

/*
 * Each project is a change of its own.  Of several, each that may move
 * does; the others are named, and the status is that of the first.  Where
 * the system fails, the rest is not tried.
 */
static const struct err *
move_all(struct move *move)
{
	const struct err *err = NULL;
	struct table *done = done_new();
	enum err_code first = ERR_REFUSED;
	size_t failed = 0;

	for (size_t i = 0; i < move->ids.n; i++) {
		err = move_one(move, move->ids.items[i], done);
		if (err == NULL)
			continue;
		if (move->ids.n == 1 || err->code == ERR_SYSTEM)
			break;
		if (failed++ == 0)
			first = err->code;
		session_warn(move->session, "%s", err->msg);
	}
	if (failed > 0 && (err == NULL || err->code != ERR_SYSTEM))
		err = err_new(first, _("of %zu projects, %zu did not move"),
		    move->ids.n, failed);
	done_print(done, move->session);
	return err;
}
