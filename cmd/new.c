#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/out/plain.h"
#include "cmd/text.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_new = {
	"new", N_("TITLE"), N_("begin a project in the initial stage"),
	CMD_STORE | CMD_TRACKER, run
};

enum { MINT_TRIES = 100 };

struct new {
	struct session *session;
	const char *title, *id;
	const struct strs *sets;
	char *made, *stage; /* the id and stage that the project has got */
};

static const struct err *put_new(struct change *, struct snapshot *, void *);

static const struct err *
begin(struct session *session, const char *title, const char *id,
    const struct strs *sets)
{
	const struct err *err;
	struct new new = { session, title, id, sets, NULL, NULL };
	struct change_options options = { false, false, false, false };
	char commit[COMMIT_HEX + 1];

	err = store_change(session->store, &options, put_new, &new, commit);
	if (err != NULL)
		goto done;
	if (session->out.format == OUT_TABLE)
		out_line(&session->out, new.made);
	done_tell(session, new.made, "new", NULL, new.stage, commit);
	session_note(session, _("'%s' begins in stage '%s'; "
	    "what the next step asks: proven gate %s"), new.made, new.stage,
	    new.made);
done:
	free(new.made);
	free(new.stage);
	return err;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *id = NULL;
	struct strs sets = STRS_INIT;
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "id", &id, N_("ID"), NULL,
		    N_("the project's id; without it a random one is made") },
		{ OPT_LIST, 0, "set", &sets, N_("PATH=VALUE"), NULL,
		    N_("set a field as well (may be given again)") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, 1)))
		goto done;
	if ((err = text_check(_("the title"), argv[0], false)))
		goto done;
	if (id != NULL && (err = record_id_check(id)))
		goto done;
	if ((err = text_check_all("--set", &sets)))
		goto done;
	err = begin(session, argv[0], id, &sets);
done:
	strs_release(&sets);
	return err;
}

static const struct err *
id_is_taken(struct snapshot *tip, const char *id)
{
	const struct err *err, *broken;
	struct record *record = NULL;

	err = err_new(ERR_CONFLICT, _("there is a project '%s' already"), id);
	broken = snapshot_record(tip, id, &record);
	if (broken == NULL)
		err = err_mend(err, _("'%s', in stage '%s'"),
		    record_title(record, "en"), record_stage(record));
	record_free(record);
	return err_mend(err, "proven show %s", id);
}

/* The id asked for, or a random one, that no project has. */
static const struct err *
choose_id(struct new *new, struct snapshot *tip)
{
	char id[9];

	if (new->id != NULL) {
		if (snapshot_has(tip, new->id, NULL))
			return id_is_taken(tip, new->id);
		new->made = xstrdup(new->id);
		return NULL;
	}
	for (int i = 0; i < MINT_TRIES; i++) {
		record_id_mint(id);
		if (!snapshot_has(tip, id, NULL)) {
			new->made = xstrdup(id);
			return NULL;
		}
	}
	return err_new(ERR_SYSTEM, _("no free id was found"));
}

/* The lead is whoever begins the project, until somebody says otherwise. */
static const struct err *
set_lead(struct record *record, const struct actor *actor,
    const struct tracker *tracker)
{
	const struct err *err;

	if (people_find(tracker->people, actor->by) != NULL)
		return record_set(record, "lead.person", actor->by, tracker);
	if ((err = record_set(record, "lead.name", actor->name, tracker)))
		return err;
	return record_set(record, "lead.email", actor->email, tracker);
}

static const struct err *
fill(struct record **out, struct new *new, const struct actor *actor,
    const struct tracker *tracker)
{
	const struct err *err;
	struct record *bare = record_new(new->made, new->title);

	if ((err = record_set(bare, "title", new->title, tracker)))
		goto done;
	if ((err = set_lead(bare, actor, tracker)))
		goto done;
	err = edits_apply(out, bare, new->sets, NULL, tracker);
done:
	record_free(bare);
	return err;
}

static const struct err *
put_new(struct change *change, struct snapshot *tip, void *arg)
{
	struct new *new = arg;
	const struct err *err;
	const struct tracker *tracker;
	const struct workflow *workflow;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct record *record = NULL;
	struct step step;
	char *what = NULL;

	free(new->made);
	free(new->stage);
	new->made = new->stage = NULL;
	memset(&step, 0, sizeof(step));
	if ((err = snapshot_tracker(tip, &tracker)))
		goto done;
	if ((err = change_workflow(tracker, &workflow)))
		goto done;
	if ((err = actor_init(&actor, new->session->store, tracker)))
		goto done;
	if ((err = choose_id(new, tip)))
		goto done;
	if ((err = fill(&record, new, &actor, tracker)))
		goto done;
	step.by = actor.by;
	step.at = actor.now;
	err = gate_begin(record, tracker, NULL, NULL, &step);
	if (err != NULL)
		goto done;
	if ((err = edits_judge(new->session, tip, NULL, record)))
		goto done;
	if ((err = change_put_record(change, record)))
		goto done;
	new->stage = xstrdup(workflow->initial);
	what = xasprintf("new: %s", record_text(record, "title"));
	change_say(change, new->made, what, NULL, &actor);
done:
	free(what);
	record_free(record);
	actor_release(&actor);
	return err;
}
