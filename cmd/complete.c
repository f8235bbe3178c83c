#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/*
 * What the completion scripts and the checks of the manuals ask.  Each
 * answer is lines of a word, a tab, and what it means.
 */

static const struct err *run_ids(struct session *, int, char **);
static const struct err *run_moves(struct session *, int, char **);
static const struct err *run_columns(struct session *, int, char **);

static const struct cmd asks[] = {
	{ "--complete-ids", "[PREFIX]", "", CMD_CACHE | CMD_PLAIN, run_ids },
	{ "--complete-moves", "ID", "", CMD_TRACKER | CMD_PLAIN, run_moves },
	{ "--complete-columns", "", "", CMD_PLAIN, run_columns },
};

static void
print_word(struct session *session, const char *word, const char *meaning)
{
	char *text = out_escape(meaning);

	out_text(&session->out, word);
	out_text(&session->out, "\t");
	out_text(&session->out, text);
	out_text(&session->out, "\n");
	free(text);
}

/* ---- Ids and their titles ---- */

struct ids {
	struct session *session;
	const char *prefix;
};

static const struct err *
print_id(void *arg, const char *const *values)
{
	const struct ids *ids = arg;

	if (str_starts(values[0], ids->prefix))
		print_word(ids->session, values[0],
		    values[1] != NULL ? values[1] : "");
	return NULL;
}

static const struct err *
run_ids(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	struct ids ids = { session, "" };
	struct query_context context = { 0 };
	struct query *query = NULL;
	const struct err *err;
	size_t columns[2];

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 0, 1)) ||
	    (err = list_column_find(&columns[0], "id")) ||
	    (err = list_column_find(&columns[1], "title")))
		return err;
	if (argc > 0)
		ids.prefix = argv[0];
	context.tracker = session->tracker;
	if ((err = query_parse(&query, NULL, 0, true, &context)))
		return err;
	err = cache_select(session->cache, query, columns, COUNT(columns),
	    -1, print_id, &ids);
	query_free(query);
	return err;
}

/* ---- Transitions that leave the stage of a project ---- */

static const struct err *
run_moves(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	const struct workflow *workflow;
	struct record *record = NULL;
	const struct err *err;
	const char *stage;
	char *id = NULL;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 1, 1)) ||
	    (err = tracker_workflow(session->tracker, &workflow)) ||
	    (err = session_resolve(session, argv[0], &id)) ||
	    (err = snapshot_record(session->tip, id, &record)))
		goto done;
	stage = record_stage(record);
	for (size_t i = 0; i < workflow->n_transitions; i++) {
		const struct transition *move = &workflow->transitions[i];

		if (transition_leaves(move, stage))
			print_word(session, move->name,
			    transition_label(move, session->out.lang));
	}
done:
	record_free(record);
	free(id);
	return err;
}

/* ---- Columns of lists, which are the fields of queries ---- */

static const struct err *
run_columns(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 0, 0)))
		return err;
	for (size_t i = 0; i < n_list_columns; i++)
		print_word(session, list_columns[i].name,
		    _(list_columns[i].help));
	return NULL;
}

/* ---- Commands and options ---- */

static void
print_commands(struct session *session)
{
	for (size_t i = 0; cmds[i] != NULL; i++)
		if (!(cmds[i]->needs & CMD_HIDDEN))
			print_word(session, cmds[i]->name,
			    _(cmds[i]->summary));
}

static const struct err *
print_options(struct session *session, char **argv)
{
	session->cmd = cmd_find(argv[0]);
	if (session->cmd == NULL)
		return cmd_unknown(argv[0]);
	session->complete = true;
	return session->cmd->run(session, 1, argv);
}

const struct err *
complete_run(struct session *session, int argc, char **argv)
{
	if (strcmp(argv[0], "--complete") == 0 && argc <= 2) {
		if (argc == 2)
			return print_options(session, argv + 1);
		print_commands(session);
		return NULL;
	}
	for (size_t i = 0; i < COUNT(asks); i++) {
		if (strcmp(argv[0], asks[i].name) != 0)
			continue;
		session->cmd = &asks[i];
		return asks[i].run(session, argc, argv);
	}
	return err_new(ERR_USAGE, _("unknown option '%s'"), argv[0]);
}
