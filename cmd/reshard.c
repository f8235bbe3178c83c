#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_reshard = {
	"reshard", "0|2",
	N_("move every project to another depth of folders"),
	CMD_STORE | CMD_TRACKER, run
};

struct reshard {
	struct session *session;
	int depth;
	size_t n; /* files moved */
};

static const struct err *
put_reshard(struct change *change, struct snapshot *tip, void *arg)
{
	struct reshard *reshard = arg;
	const struct err *err;
	const struct tracker *tracker;
	struct actor actor = { NULL, NULL, NULL, 0 };
	char *what = NULL;

	if ((err = snapshot_tracker(tip, &tracker)))
		goto done;
	if ((err = actor_init(&actor, reshard->session->store, tracker)))
		goto done;
	err = change_reshard(change, reshard->depth, &reshard->n);
	if (err != NULL || reshard->n == 0)
		goto done;
	what = xasprintf("tracker: reshard %d", reshard->depth);
	change_say(change, NULL, what, NULL, &actor);
done:
	free(what);
	actor_release(&actor);
	return err;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const struct opt opts[] = { OPT_END };
	struct change_options options = { .bulk = true };
	struct reshard reshard = { session, 0, 0 };
	char commit[COMMIT_HEX + 1] = "";
	struct table *done;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		return err;
	if ((err = opt_operands(session, argc, 1, 1)))
		return err;
	if (strcmp(argv[0], "0") != 0 && strcmp(argv[0], "2") != 0)
		return err_new(ERR_USAGE,
		    _("the depth is 0 or 2, not '%s'"), argv[0]);
	reshard.depth = argv[0][0] - '0';
	err = store_change(session->store, &options, put_reshard, &reshard,
	    commit);
	if (err != NULL)
		return err;
	done = done_new();
	if (reshard.n == 0) {
		session_note(session, _("nothing changed: "
		    "every file lies at depth %d already"), reshard.depth);
	} else {
		session_note(session, _("files moved to depth %d: %zu"),
		    reshard.depth, reshard.n);
		done_row(done, NULL, "reshard", NULL, NULL, commit);
	}
	done_print(done, session);
	return NULL;
}
