#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/label.h"
#include "cmd/opt.h"
#include "cmd/show.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_show = {
	"show", N_("ID"),
	N_("one project: its fields, the gate ahead, its history"),
	CMD_STORE | CMD_TRACKER | CMD_PAGER, run
};

static const struct err *find(struct session *, struct snapshot *,
    const char *word, char **id);
static const struct err *show(struct session *, struct snapshot *,
    const char *id, bool past);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const char *at = NULL;
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "at", &at, N_("REV|DATE"), NULL,
		    N_("as it was in that commit, or at the end of that "
		    "day (UTC)") },
		OPT_END
	};
	struct snapshot *then = NULL;
	const struct err *err;
	char *id = NULL;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 1, 1)))
		goto done;
	if (at != NULL && (err = store_at(session->store, at, &then)))
		goto done;
	if ((err = find(session, then, argv[0], &id)))
		goto done;
	err = show(session, then != NULL ? then : session->tip, id,
	    then != NULL);
done:
	free(id);
	snapshot_free(then);
	return err;
}

/* An id that there was THEN need not be there any more. */
static const struct err *
find(struct session *session, struct snapshot *then, const char *word,
    char **id)
{
	if (then != NULL && snapshot_has(then, word, NULL)) {
		*id = xstrdup(word);
		return NULL;
	}
	return session_resolve(session, word, id);
}

static void
print(struct session *session, const struct shown *shown)
{
	switch (session->out.format) {
	case OUT_TABLE:
	case OUT_MARKDOWN:
		show_document(session, shown);
		break;
	case OUT_JSON:
	case OUT_JSONL:
		show_json(session, shown);
		break;
	default:
		out_flat(&session->out, "fields",
		    record_json(shown->record));
		break;
	}
}

/* Verdicts follow by themselves from what was measured. */
static const struct err *
with_mend(const struct session *session, const struct shown *shown,
    enum rule rule, const struct err *err)
{
	if (rule == RULE_PV109 && store_work_tree(session->store) != NULL)
		return err_mend(err, "proven fmt %s", shown->path);
	return err_mend(err, "proven edit %s", record_id(shown->record));
}

/* Imports keep stages that the workflow has not: that is no damage. */
static const struct err *
damage(const struct session *session, const struct shown *shown)
{
	for (size_t i = 0; i < shown->findings->n; i++) {
		enum rule rule = shown->findings->items[i].rule;

		if (rule_severity(rule) == SEVERITY_ERROR &&
		    rule != RULE_PV106)
			return with_mend(session, shown, rule,
			    err_new(ERR_DATA, _("'%s' is not as a record "
			    "must be"), shown->path));
	}
	return NULL;
}

static const struct err *
judge_and_print(struct session *session, struct shown *shown,
    const struct str *text)
{
	struct findings findings = FINDINGS_INIT;
	const struct err *err;

	record_check(shown->record, session->tracker, &findings);
	findings_locate(&findings, text->ptr, text->len);
	shown->findings = &findings;
	if (!shown->past)
		show_judge(session, shown);
	print(session, shown);
	err = damage(session, shown);
	show_gates_free(shown);
	findings_release(&findings);
	return err;
}

/* What cannot be read as a record is shown as the text that it is. */
static const struct err *
show_text(struct session *session, const struct shown *shown,
    const struct str *text, const struct err *why)
{
	char *message = xstrdup(why->msg);

	if (label_wanted(session)) {
		doc_title(&session->out, shown->path);
		doc_para(&session->out, message);
		doc_code(&session->out, "json", text->ptr);
	}
	why = err_new(ERR_DATA, "%s", message);
	free(message);
	return why;
}

enum { TEXT_MAX = 64 << 20 };

static const struct err *
show(struct session *session, struct snapshot *snapshot, const char *id,
    bool past)
{
	struct shown shown = { .past = past };
	struct str text = STR_INIT;
	struct record *record = NULL;
	const struct err *err;
	char *path = NULL;

	if (!snapshot_has(snapshot, id, &path)) {
		err = err_new(ERR_NOTFOUND,
		    _("no project '%s' in commit %.10s"), id,
		    snapshot_commit(snapshot));
		goto done;
	}
	if ((err = snapshot_file(snapshot, path, TEXT_MAX, &text)))
		goto done;
	shown.path = path;
	shown.commit = snapshot_commit(snapshot);
	if ((err = record_read(&record, text.ptr, text.len, path))) {
		err = show_text(session, &shown, &text, err);
		goto done;
	}
	shown.record = record;
	err = judge_and_print(session, &shown, &text);
done:
	record_free(record);
	str_release(&text);
	free(path);
	return err;
}
