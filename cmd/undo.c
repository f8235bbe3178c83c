#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_undo = {
	"undo", "",
	N_("take back my last change, as long as no remote has it"),
	CMD_STORE | CMD_TRACKER, run
};

static const struct err *name_way_back(struct session *,
    const struct err *);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const struct opt opts[] = { OPT_END };
	char commit[COMMIT_HEX + 1] = "";
	char *subject = NULL;
	bool others = false;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 0, 0)))
		goto done;
	err = store_undo(session->store, &subject, commit, &others);
	if (err != NULL) {
		if (others)
			err = name_way_back(session, err);
		goto done;
	}
	session_note(session, _("taken back: %s (%.12s)"), subject, commit);
	done_tell(session, NULL, "undo", NULL, NULL, commit);
done:
	free(subject);
	return err;
}

/* The step that the tip itself added; the walk ends at the first. */
struct last {
	const char *tip;
	char *id;
};

static const struct err walk_ends = { 0, "" };

static const struct err *
note_step(void *arg, const struct step_commit *step)
{
	struct last *last = arg;

	if (strcmp(step->commit, last->tip) == 0)
		last->id = xstrdup(step->id);
	return &walk_ends;
}

/* Transitions from where RECORD is to where it came from. */
static const struct err *
name_transitions(const struct err *err, const struct record *record,
    const struct workflow *workflow)
{
	const struct transition *transition;
	struct entry last;
	const char *to;
	char *name;
	size_t found = 0;

	if (!record_last_entry(record, &last) || last.from == NULL)
		return err;
	for (size_t i = 0; i < workflow->n_transitions; i++) {
		transition = &workflow->transitions[i];
		to = gate_target(transition, record, workflow);
		if (to == NULL || strcmp(to, last.from) != 0)
			continue;
		name = shell_quote(transition->name);
		err = err_mend(err, "proven move %s %s --reason '…'",
		    record_id(record), name);
		free(name);
		found++;
	}
	if (found == 0)
		err = err_mend(err, _("and no transition leads from '%s' "
		    "back to '%s'"), last.to, last.from);
	return err;
}

/*
 * A transition that others have seen goes back by another transition;
 * any other change by its reverse.
 */
static const struct err *
name_way_back(struct session *session, const struct err *err)
{
	const struct err *broken;
	const struct workflow *workflow;
	struct record *record = NULL;
	struct last last = { snapshot_commit(session->tip), NULL };

	broken = snapshot_steps(session->tip, NULL, note_step, &last);
	if (broken != NULL && broken != &walk_ends)
		goto done;
	if (last.id == NULL) {
		err = err_mend(err, "git revert %.12s", last.tip);
		goto done;
	}
	broken = snapshot_record(session->tip, last.id, &record);
	if (broken != NULL)
		goto done;
	broken = tracker_workflow(session->tracker, &workflow);
	if (broken != NULL)
		goto done;
	err = name_transitions(err, record, workflow);
done:
	free(last.id);
	record_free(record);
	return err;
}
