#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_drop = {
	"drop", N_("ID"),
	N_("remove a project that has not left its initial stage"),
	CMD_STORE | CMD_TRACKER, run
};

struct drop {
	struct session *session;
	const char *id;
	char *reason, *title;
};

static const struct err *drop_project(struct drop *);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *reason = NULL, *file = NULL;
	struct drop drop = { session, NULL, NULL, NULL };
	char *id = NULL;
	const struct opt opts[] = {
		{ OPT_TEXT, 'r', "reason", &reason, N_("TEXT"), NULL,
		    N_("why; kept in the commit (this or -F is needed)") },
		{ OPT_TEXT, 'F', "file", &file, N_("FILE"), NULL,
		    N_("read the reason from FILE ('-': standard input)") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, 1)))
		goto done;
	if ((err = text_given(&drop.reason, "reason", reason, file)))
		goto done;
	if ((err = session_resolve(session, argv[0], &id)))
		goto done;
	drop.id = id;
	if (drop.reason == NULL) {
		err = err_new(ERR_USAGE, _("a reason is needed to drop '%s'"),
		    id);
		err = err_mend(err, "proven drop %s --reason '…'", id);
		goto done;
	}
	err = drop_project(&drop);
done:
	free(id);
	free(drop.reason);
	free(drop.title);
	return err;
}

/* Transitions that end the project instead, as ready commands. */
static const struct err *
name_endings(const struct err *err, const struct record *record,
    const struct workflow *workflow)
{
	const struct transition **ahead;
	const struct stage *stage;
	const char *to;
	char *name;
	size_t n;

	ahead = gate_ahead(record, workflow, &n);
	for (size_t i = 0; i < n; i++) {
		to = gate_target(ahead[i], record, workflow);
		stage = to == NULL ? NULL : workflow_stage(workflow, to);
		if (stage == NULL || stage->kind != STAGE_FINAL)
			continue;
		name = shell_quote(ahead[i]->name);
		err = err_mend(err, "proven move %s %s --reason '…'",
		    record_id(record), name);
		free(name);
	}
	free(ahead);
	return err;
}

/* Only what nothing has been decided about may go. */
static const struct err *
judge(const struct record *record, const struct workflow *workflow)
{
	const struct err *err;
	const char *stage = record_stage(record);
	struct entry last = { .seq = 0 };

	record_last_entry(record, &last);
	if (last.seq <= 1 && strcmp(stage, workflow->initial) == 0)
		return NULL;
	if (strcmp(stage, workflow->initial) == 0)
		err = err_new(ERR_REFUSED, _("'%s' has taken %lld "
		    "transitions, so its history stays"), record_id(record),
		    (long long)last.seq - 1);
	else
		err = err_new(ERR_REFUSED, _("'%s' is in stage '%s', and "
		    "only a project in the initial stage '%s' can be "
		    "dropped"), record_id(record), stage,
		    workflow->initial);
	return name_endings(err, record, workflow);
}

static const struct err *
put_drop(struct change *change, struct snapshot *tip, void *arg)
{
	struct drop *drop = arg;
	const struct err *err;
	const struct tracker *tracker;
	const struct workflow *workflow;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct record *record = NULL;

	if ((err = snapshot_tracker(tip, &tracker)))
		goto done;
	if ((err = change_workflow(tracker, &workflow)))
		goto done;
	if ((err = actor_init(&actor, drop->session->store, tracker)))
		goto done;
	if ((err = snapshot_record(tip, drop->id, &record)))
		goto done;
	if ((err = judge(record, workflow)))
		goto done;
	if ((err = change_remove_record(change, drop->id)))
		goto done;
	free(drop->title);
	drop->title = xstrdup(record_title(record,
	    drop->session->out.lang));
	change_say(change, drop->id, "drop", drop->reason, &actor);
done:
	record_free(record);
	actor_release(&actor);
	return err;
}

static const struct err *
drop_project(struct drop *drop)
{
	const struct err *err;
	struct change_options options = { false, false, false, false };
	char commit[COMMIT_HEX + 1];

	err = store_change(drop->session->store, &options, put_drop, drop,
	    commit);
	if (err != NULL)
		return err;
	session_note(drop->session, _("'%s' (%s) is dropped; "
	    "to bring it back: git revert %.12s"), drop->id, drop->title,
	    commit);
	done_tell(drop->session, drop->id, "drop", NULL, NULL, commit);
	return NULL;
}
