#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_set = {
	"set", N_("ID... PATH=VALUE..."), N_("change fields of projects"),
	CMD_STORE | CMD_TRACKER, run
};

enum { SHOWN_COLUMNS = 60, BULK = 100 };

struct set {
	struct session *session;
	struct strs ids, sets, unsets;
	struct strs paths;   /* that are named, each once */
	struct strs changed; /* ids */
	struct strs told;    /* what changed, a line each */
};

static const struct err *set_fields(struct session *, struct set *);

/* Operands: ids first, then assignments. */
static const struct err *
sort_operands(struct set *set, int argc, char **argv)
{
	const struct err *err;
	int n = 0;

	while (n < argc && strchr(argv[n], '=') == NULL)
		n++;
	for (int i = n; i < argc; i++) {
		if (strchr(argv[i], '=') == NULL)
			return err_new(ERR_USAGE, _("'%s' is no assignment "
			    "PATH=VALUE, and ids come before these"),
			    argv[i]);
		strs_add(&set->sets, argv[i]);
	}
	if (set->sets.n == 0 && set->unsets.n == 0) {
		err = err_new(ERR_USAGE, _("nothing is to be set"));
		return err_mend(err, "proven set %s PATH=VALUE",
		    n > 0 ? argv[0] : "ID");
	}
	if ((err = text_check_all(_("a value"), &set->sets)))
		return err;
	return ids_given(set->session, argv, n, &set->ids);
}

static void
add_paths(struct strs *paths, const struct strs *edits)
{
	char *path;

	for (size_t i = 0; i < edits->n; i++) {
		path = edit_path(edits->items[i]);
		if (strs_has(paths, path))
			free(path);
		else
			strs_take(paths, path);
	}
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct set set = { session, STRS_INIT, STRS_INIT, STRS_INIT,
		STRS_INIT, STRS_INIT, STRS_INIT };
	const struct opt opts[] = {
		{ OPT_LIST, 0, "unset", &set.unsets, N_("PATH"), NULL,
		    N_("remove a field (may be given again)") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, -1)))
		goto done;
	if ((err = sort_operands(&set, argc, argv)))
		goto done;
	add_paths(&set.paths, &set.sets);
	add_paths(&set.paths, &set.unsets);
	if (set.ids.n > 1 && strs_has(&set.paths, "code") &&
	    !strs_has(&set.unsets, "code")) {
		err = err_new(ERR_USAGE,
		    _("'code' is unique, so set it for one project only"));
		goto done;
	}
	err = set_fields(session, &set);
done:
	strs_release(&set.ids);
	strs_release(&set.sets);
	strs_release(&set.unsets);
	strs_release(&set.paths);
	strs_release(&set.changed);
	strs_release(&set.told);
	return err;
}

/* The value for a line of chatter: not longer than a line. */
static char *
shown(const struct record *record, const char *path)
{
	char *value = record_display(record, path), *line;
	size_t fit;

	if (record_is_null(record, path))
		return xstrdup(_("(to be removed)"));
	if (value == NULL)
		return xstrdup(_("(none)"));
	line = out_escape(value);
	free(value);
	if (utf8_width(line) <= SHOWN_COLUMNS)
		return line;
	fit = utf8_fit(line, SHOWN_COLUMNS - 1);
	value = xasprintf("%.*s\xe2\x80\xa6", (int)fit, line);
	free(line);
	return value;
}

static void
tell(struct set *set, const struct record *before,
    const struct record *after)
{
	char *old, *now;

	for (size_t i = 0; i < set->paths.n; i++) {
		old = shown(before, set->paths.items[i]);
		now = shown(after, set->paths.items[i]);
		if (strcmp(old, now) != 0)
			strs_take(&set->told, xasprintf("%s: %s: %s -> %s",
			    record_id(after), set->paths.items[i], old, now));
		free(old);
		free(now);
	}
}

static const struct err *
set_one(struct set *set, struct change *change, struct snapshot *tip,
    const struct tracker *tracker, const char *id)
{
	const struct err *err;
	struct record *before = NULL, *after = NULL;

	if ((err = snapshot_record(tip, id, &before)))
		goto done;
	err = edits_apply(&after, before, &set->sets, &set->unsets, tracker);
	if (err != NULL)
		goto done;
	if (record_equal(before, after))
		goto done;
	if ((err = edits_judge(set->session, tip, before, after)))
		goto done;
	if ((err = change_put_record(change, after)))
		goto done;
	strs_add(&set->changed, id);
	tell(set, before, after);
	edits_verdicts(&set->told, before, after);
done:
	record_free(before);
	record_free(after);
	return err;
}

static void
say(struct set *set, struct change *change, const struct actor *actor)
{
	char *ids = strs_join(&set->changed, ", ");
	char *paths = strs_join(&set->paths, ", ");
	char *what = xasprintf("set %s", paths);
	char *all;

	if (set->changed.n == 1) {
		change_say(change, ids, what, NULL, actor);
	} else {
		all = xasprintf("%zu projects: %s", set->changed.n, what);
		change_say(change, NULL, all, NULL, NULL);
		for (size_t i = 0; i < set->changed.n; i++)
			change_trailer(change, "Proven-Project",
			    set->changed.items[i]);
		change_trailer(change, "Proven-By", actor->by);
		free(all);
	}
	free(what);
	free(paths);
	free(ids);
}

static const struct err *
put_fields(struct change *change, struct snapshot *tip, void *arg)
{
	struct set *set = arg;
	const struct err *err;
	const struct tracker *tracker;
	struct actor actor = { NULL, NULL, NULL, 0 };

	strs_release(&set->changed);
	strs_release(&set->told);
	if ((err = snapshot_tracker(tip, &tracker)))
		return err;
	if ((err = actor_init(&actor, set->session->store, tracker)))
		goto done;
	for (size_t i = 0; i < set->ids.n && err == NULL; i++)
		err = set_one(set, change, tip, tracker, set->ids.items[i]);
	if (err == NULL && set->changed.n > 0)
		say(set, change, &actor);
done:
	actor_release(&actor);
	return err;
}

static const struct err *
set_fields(struct session *session, struct set *set)
{
	const struct err *err;
	struct change_options options = { .bulk = set->ids.n > BULK };
	char commit[COMMIT_HEX + 1];
	struct table *done;

	err = store_change(session->store, &options, put_fields, set, commit);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < set->told.n; i++)
		session_note(session, "%s", set->told.items[i]);
	if (set->changed.n == 0)
		session_note(session, _("nothing changed: "
		    "the values are these already"));
	done = done_new();
	for (size_t i = 0; i < set->changed.n; i++)
		done_row(done, set->changed.items[i], "set", NULL, NULL,
		    commit);
	done_print(done, session);
	return NULL;
}
