#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/criterion.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_note = {
	"note", N_("ID [TEXT]"), N_("add a dated remark to a project"),
	CMD_STORE | CMD_TRACKER, run
};

struct note {
	struct session *session;
	const char *id;
	char *text;
};

static const struct err *add_note(struct note *);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *text = NULL, *file = NULL;
	struct note note = { session, NULL, NULL };
	char *id = NULL;
	const struct opt opts[] = {
		{ OPT_TEXT, 'F', "file", &file, N_("FILE"), NULL,
		    N_("read the remark from FILE ('-': standard input)") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, 2)))
		goto done;
	if (argc == 2 && strcmp(argv[1], "-") == 0 && file == NULL)
		file = "-";
	else if (argc == 2)
		text = argv[1];
	if (text != NULL && file != NULL) {
		err = err_new(ERR_USAGE,
		    _("TEXT and '-F' cannot both be given"));
		goto done;
	}
	if ((err = session_resolve(session, argv[0], &id)))
		goto done;
	if ((err = text_given(&note.text, _("the remark"), text, file)))
		goto done;
	if (note.text == NULL) {
		err = err_new(ERR_USAGE, _("no remark is given"));
		err = err_mend(err, "proven note %s '…'", id);
		goto done;
	}
	note.id = id;
	err = add_note(&note);
done:
	free(id);
	free(note.text);
	return err;
}

static const struct err *
set_member(struct record *record, const char *key, const char *member,
    const char *value, const struct tracker *tracker)
{
	const struct err *err;
	char *path = xasprintf("notes.%s.%s", key, member);

	err = record_set(record, path, value, tracker);
	free(path);
	return err;
}

static const struct err *
append(struct record *record, const struct note *note,
    const struct actor *actor, const struct tracker *tracker)
{
	const struct err *err;
	char *key = record_mint_key(record, "notes");
	char at[TIME_SIZE];

	time_format(at, actor->now);
	if ((err = set_member(record, key, "at", at, tracker)))
		goto done;
	if ((err = set_member(record, key, "by", actor->by, tracker)))
		goto done;
	err = set_member(record, key, "text", note->text, tracker);
done:
	free(key);
	return err;
}

static const struct err *
put_note(struct change *change, struct snapshot *tip, void *arg)
{
	struct note *note = arg;
	const struct err *err;
	const struct tracker *tracker;
	struct actor actor = { NULL, NULL, NULL, 0 };
	struct record *before = NULL, *after = NULL;

	if ((err = snapshot_tracker(tip, &tracker)))
		goto done;
	if ((err = actor_init(&actor, note->session->store, tracker)))
		goto done;
	if ((err = snapshot_record(tip, note->id, &before)))
		goto done;
	after = record_dup(before);
	if ((err = append(after, note, &actor, tracker)))
		goto done;
	record_judge_criteria(after);
	if ((err = edits_judge(note->session, tip, before, after)))
		goto done;
	if ((err = change_put_record(change, after)))
		goto done;
	change_say(change, note->id, "note", note->text, &actor);
done:
	record_free(before);
	record_free(after);
	actor_release(&actor);
	return err;
}

static const struct err *
add_note(struct note *note)
{
	const struct err *err;
	struct change_options options = { false, false, false, false };
	char commit[COMMIT_HEX + 1];

	err = store_change(note->session->store, &options, put_note, note,
	    commit);
	if (err != NULL)
		return err;
	session_note(note->session, _("'%s' has a new remark"), note->id);
	done_tell(note->session, note->id, "note", NULL, NULL, commit);
	return NULL;
}
