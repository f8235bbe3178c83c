#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/criterion.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_edit = {
	"edit", N_("ID"), N_("change a project's record in your editor"),
	CMD_STORE | CMD_TRACKER, run
};

enum { TEXT_MAX = 4 * 1024 * 1024 };

/*
 * One edit.  The text lies in the private folder until it is committed or
 * discarded, with the record that it began from beside it, so that it can
 * be taken up again.
 */
struct edit {
	struct session *session;
	char *id;
	char *file, *base_file;
	struct record *base;    /* that the text began from */
	struct str text;
	struct strs told;       /* verdicts that changed, a line each */
	bool kept;              /* from an earlier run */
	bool overtaken;         /* somebody else changed the record */
};

static const struct err *edit_record(struct edit *);
static const struct err *discard(struct edit *);

static void
edit_release(struct edit *edit)
{
	free(edit->id);
	free(edit->file);
	free(edit->base_file);
	record_free(edit->base);
	str_release(&edit->text);
	strs_release(&edit->told);
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	bool drop = false;
	struct edit edit = { session, NULL, NULL, NULL, NULL, STR_INIT,
		STRS_INIT, false, false };
	const struct opt opts[] = {
		{ OPT_FLAG, 0, "discard", &drop, NULL, NULL,
		    N_("throw away the text that was kept") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, 1)))
		goto done;
	if ((err = session_resolve(session, argv[0], &edit.id)))
		goto done;
	edit.file = xasprintf("%s/edit-%s.json",
	    store_private_dir(session->store), edit.id);
	edit.base_file = xasprintf("%s/edit-%s.base.json",
	    store_private_dir(session->store), edit.id);
	err = drop ? discard(&edit) : edit_record(&edit);
done:
	edit_release(&edit);
	return err;
}

/* Unless there is nothing to remove, there is nobody to tell. */
static void
forget(struct edit *edit)
{
	unlink(edit->file);
	unlink(edit->base_file);
}

static const struct err *
discard(struct edit *edit)
{
	if (!file_exists(edit->file))
		return err_new(ERR_NOTFOUND, _("no text is kept for '%s'"),
		    edit->id);
	forget(edit);
	session_note(edit->session, _("the text kept for '%s' is gone"),
	    edit->id);
	return NULL;
}

/* What the text began from lies beside it, whatever came between. */
static const struct err *
write_base(struct edit *edit)
{
	const struct err *err;
	struct str text = STR_INIT;

	record_write(edit->base, &text);
	err = file_write(edit->base_file, text.ptr, text.len, false);
	str_release(&text);
	return err;
}

/* ERR with where the text is and how to go on. */
static const struct err *
keep(struct edit *edit, const struct err *err)
{
	const struct err *broken;

	if (!file_exists(edit->file)) {
		forget(edit);
		return err;
	}
	if (edit->base != NULL && (broken = write_base(edit)))
		return broken;
	if (edit->overtaken)
		return err;
	err = err_mend(err, _("the text is kept in '%s'"), edit->file);
	err = err_mend(err, _("take it up again: proven edit %s"), edit->id);
	return err_mend(err, _("throw it away: proven edit %s --discard"),
	    edit->id);
}

/*
 * Somebody else changed the record.  The text is kept, but is not to be
 * committed: it would take their change back.
 */
static const struct err *
conflict(struct edit *edit, const char *path)
{
	const struct err *err;
	char *file = shell_quote(edit->file);
	char *base = shell_quote(edit->base_file);

	edit->overtaken = true;
	err = err_new(ERR_CONFLICT,
	    _("'%s' was changed by somebody else since this edit began"),
	    edit->id);
	err = err_mend(err, _("what you changed: "
	    "git diff --no-index %s %s"), base, file);
	err = err_mend(err, _("what they changed: git log -p -1 -- %s"),
	    path);
	err = err_mend(err, _("begin again: proven edit %s --discard && "
	    "proven edit %s"), edit->id, edit->id);
	free(file);
	free(base);
	return err;
}

/* The text of an earlier run and the record that it began from. */
static const struct err *
take_up(struct edit *edit)
{
	const struct err *err;
	struct str text = STR_INIT;

	if ((err = file_read(&text, edit->base_file, TEXT_MAX)))
		goto done;
	err = record_read(&edit->base, text.ptr, text.len, edit->base_file);
done:
	str_release(&text);
	return err;
}

static const struct err *
start(struct edit *edit)
{
	const struct err *err;
	struct str text = STR_INIT;

	err = snapshot_record(edit->session->tip, edit->id, &edit->base);
	if (err != NULL)
		goto done;
	if ((err = write_base(edit)))
		goto done;
	record_write(edit->base, &text);
	err = file_write(edit->file, text.ptr, text.len, false);
done:
	str_release(&text);
	return err;
}

/* AFTER is BASE with the text in its place. */
static const struct err *
apply(struct edit *edit, struct record **after)
{
	const struct err *err;
	struct record *record = record_dup(edit->base);

	err = record_replace(record, edit->text.ptr, edit->text.len,
	    edit->file);
	if (err != NULL) {
		record_free(record);
		return err;
	}
	record_judge_criteria(record);
	*after = record;
	return NULL;
}

static const struct err *
put_edit(struct change *change, struct snapshot *tip, void *arg)
{
	struct edit *edit = arg;
	const struct err *err;
	const struct tracker *tracker;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct record *now = NULL, *after = NULL;
	char *path = NULL;

	if ((err = snapshot_tracker(tip, &tracker)))
		goto done;
	if ((err = actor_init(&actor, edit->session->store, tracker)))
		goto done;
	if ((err = snapshot_record(tip, edit->id, &now)))
		goto done;
	if (!record_equal(now, edit->base)) {
		snapshot_has(tip, edit->id, &path);
		err = conflict(edit, path);
		goto done;
	}
	if ((err = apply(edit, &after)))
		goto done;
	if (record_equal(now, after))
		goto done;
	if ((err = edits_judge(edit->session, tip, now, after)))
		goto done;
	strs_release(&edit->told);
	edits_verdicts(&edit->told, now, after);
	if ((err = change_put_record(change, after)))
		goto done;
	change_say(change, edit->id, "edit", NULL, &actor);
done:
	free(path);
	record_free(now);
	record_free(after);
	actor_release(&actor);
	return err;
}

/* Before the editor opens: is there still a point in going on? */
static const struct err *
judge_kept(struct edit *edit)
{
	const struct err *err;
	struct record *now = NULL, *after = NULL;
	char *path = NULL;

	err = snapshot_record(edit->session->tip, edit->id, &now);
	if (err != NULL)
		goto done;
	if (!record_equal(now, edit->base)) {
		snapshot_has(edit->session->tip, edit->id, &path);
		err = conflict(edit, path);
		goto done;
	}
	if ((err = file_read(&edit->text, edit->file, TEXT_MAX)))
		goto done;
	err = apply(edit, &after);
	if (err == NULL)
		err = edits_judge(edit->session, edit->session->tip, now,
		    after);
	if (err != NULL)
		session_warn(edit->session, "%s", err->msg);
	err = NULL;
	str_reset(&edit->text);
done:
	free(path);
	record_free(now);
	record_free(after);
	return err;
}

static bool
is_unchanged(const struct edit *edit)
{
	struct str base = STR_INIT;
	bool same;

	record_write(edit->base, &base);
	same = base.len == edit->text.len &&
	    memcmp(base.ptr, edit->text.ptr, base.len) == 0;
	str_release(&base);
	return same;
}

/*
 * The user's part; the text as they left it.  Where the editor did not end
 * well, the text is kept if it was changed by then.
 */
static const struct err *
let_edit(struct edit *edit)
{
	const struct err *err, *broken;

	err = session_editor(edit->session, edit->file);
	broken = file_read(&edit->text, edit->file, TEXT_MAX);
	if (err == NULL)
		return broken == NULL ? NULL : keep(edit, broken);
	if (broken == NULL && !edit->kept && is_unchanged(edit)) {
		forget(edit);
		return err;
	}
	return keep(edit, err);
}

static const struct err *
prepare(struct edit *edit)
{
	const struct err *err;

	edit->kept = file_exists(edit->file) &&
	    file_exists(edit->base_file);
	if (!edit->kept)
		return start(edit);
	session_note(edit->session,
	    _("the text kept for '%s' is taken up again"), edit->id);
	if ((err = take_up(edit)))
		return keep(edit, err);
	return judge_kept(edit);
}

static void
tell(struct edit *edit, const char *commit)
{
	struct table *done = done_new();

	if (*commit == '\0') {
		session_note(edit->session, _("nothing changed"));
	} else {
		session_note(edit->session, _("'%s' is changed"), edit->id);
		for (size_t i = 0; i < edit->told.n; i++)
			session_note(edit->session, "%s",
			    edit->told.items[i]);
		done_row(done, edit->id, "edit", NULL, NULL, commit);
	}
	done_print(done, edit->session);
}

static const struct err *
edit_record(struct edit *edit)
{
	const struct err *err;
	struct change_options options = { false, false, false, false };
	char commit[COMMIT_HEX + 1] = "";

	if ((err = prepare(edit)))
		return err;
	if ((err = let_edit(edit)))
		return err;
	if (!is_unchanged(edit)) {
		err = store_change(edit->session->store, &options, put_edit,
		    edit, commit);
		if (err != NULL)
			return keep(edit, err);
	}
	forget(edit);
	tell(edit, commit);
	return NULL;
}
