#include "cmd/complete.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

/* What completion and the checks of the manuals ask. */

static const struct err *run_ids(struct session *, int, char **);
static const struct err *run_moves(struct session *, int, char **);
static const struct err *run_globals(struct session *, int, char **);
static const struct err *run_plumbing(struct session *, int, char **);
static const struct err *run_line(struct session *, int, char **);

static const struct cmd asks[] = {
	{ "--complete-ids", "[PREFIX]", "", CMD_PLAIN, run_ids },
	{ "--complete-moves", "ID", "", CMD_PLAIN, run_moves },
	{ "--complete-globals", "", "", CMD_PLAIN, run_globals },
	{ "--complete-plumbing", "", "", CMD_PLAIN, run_plumbing },
	{ "--complete-line", "WORD...", "", CMD_PLAIN, run_line },
};

void
complete_word(struct session *session, const char *prefix, const char *word,
    const char *add, const char *meaning)
{
	struct str line = STR_INIT;
	char *text;

	if (!str_starts(word, prefix))
		return;
	text = out_escape(meaning);
	str_addf(&line, "%s%s\t%s\n", word, add, text);
	out_text(&session->out, line.ptr);
	str_release(&line);
	free(text);
}

void
complete_commands(struct session *session, const char *prefix)
{
	for (size_t i = 0; cmds[i] != NULL; i++)
		if (!(cmds[i]->needs & CMD_HIDDEN))
			complete_word(session, prefix, cmds[i]->name, "",
			    _(cmds[i]->summary));
}

/* Commands that people do not type; they have manuals all the same. */
static const struct err *
run_plumbing(struct session *session, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	for (size_t i = 0; cmds[i] != NULL; i++)
		if (cmds[i]->needs & CMD_HIDDEN)
			complete_word(session, "", cmds[i]->name, "",
			    _(cmds[i]->summary));
	return NULL;
}

/* Open what NEEDS says, whatever the command is. */
static const struct err *
open_for(struct session *session, unsigned needs)
{
	const struct cmd opener = { .name = "", .needs = needs };
	const struct cmd *cmd = session->cmd;
	const struct err *err;

	session->cmd = &opener;
	err = session_open(session);
	session->cmd = cmd;
	return err;
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

	complete_word(ids->session, ids->prefix, values[0], "",
	    values[1] != NULL ? values[1] : "");
	return NULL;
}

const struct err *
complete_ids(struct session *session, const char *prefix)
{
	struct ids ids = { session, prefix };
	struct query_context context = { 0 };
	struct query *query = NULL;
	const struct err *err;
	size_t columns[2];

	if ((err = open_for(session, CMD_CACHE)) ||
	    (err = list_column_find(&columns[0], "id")) ||
	    (err = list_column_find(&columns[1], "title")))
		return err;
	context.tracker = session->tracker;
	if ((err = query_parse(&query, NULL, 0, true, &context)))
		return err;
	err = cache_select(session->cache, query, columns, COUNT(columns),
	    -1, print_id, &ids);
	query_free(query);
	return err;
}

/* ---- Transitions that leave the stage of a project ---- */

const struct err *
complete_moves(struct session *session, const char *word,
    const char *prefix)
{
	const struct workflow *workflow;
	struct record *record = NULL;
	const struct err *err;
	char *id = NULL;

	if ((err = open_for(session, CMD_TRACKER)) ||
	    (err = tracker_workflow(session->tracker, &workflow)) ||
	    (err = session_resolve(session, word, &id)) ||
	    (err = snapshot_record(session->tip, id, &record)))
		goto done;
	for (size_t i = 0; i < workflow->n_transitions; i++) {
		const struct transition *move = &workflow->transitions[i];

		if (transition_leaves(move, record_stage(record)))
			complete_word(session, prefix, move->name, "",
			    transition_label(move, session->out.lang));
	}
done:
	record_free(record);
	free(id);
	return err;
}

/* ---- Keys, codes, people ---- */

/* The first of these members that PATH has says what it is; the caller
 * frees. */
static char *
meaning_of(const struct record *record, const char *path)
{
	static const char *const names[] = { "claim", "metric", "title",
		"name" };
	char *meaning = NULL;

	for (size_t i = 0; i < COUNT(names) && meaning == NULL; i++) {
		char *member = xasprintf("%s.%s", path, names[i]);

		meaning = record_display(record, member);
		free(member);
	}
	return meaning != NULL ? meaning : xstrdup("");
}

const struct err *
complete_keys(struct session *session, const char *word, const char *map,
    const char *prefix)
{
	struct record *record = NULL;
	struct strs keys = STRS_INIT;
	const struct err *err;
	char *id = NULL;

	if ((err = open_for(session, CMD_TRACKER)) ||
	    (err = session_resolve(session, word, &id)) ||
	    (err = snapshot_record(session->tip, id, &record)))
		goto done;
	record_keys(record, map, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *path = xasprintf("%s.%s", map, keys.items[i]);
		char *meaning = meaning_of(record, path);

		complete_word(session, prefix, keys.items[i], "", meaning);
		free(meaning);
		free(path);
	}
done:
	strs_release(&keys);
	record_free(record);
	free(id);
	return err;
}

const struct err *
complete_codes(struct session *session, const char *list, const char *prefix)
{
	const struct vocabulary *words;
	const struct err *err;
	const char **codes;
	size_t n;

	if ((err = open_for(session, CMD_TRACKER)))
		return err;
	words = session->tracker->vocabulary;
	codes = vocabulary_codes(words, list, &n);
	for (size_t i = 0; i < n; i++)
		complete_word(session, prefix, codes[i], "",
		    vocabulary_label(words, list, codes[i],
		    session->out.lang));
	free(codes);
	return NULL;
}

const struct err *
complete_people(struct session *session, const char *prefix)
{
	const struct people *people;
	const struct err *err;

	if ((err = open_for(session, CMD_TRACKER)))
		return err;
	people = session->tracker->people;
	for (size_t i = 0; i < people->n; i++)
		complete_word(session, prefix, people->items[i].handle, "",
		    people->items[i].name);
	return NULL;
}

const struct err *
complete_roles(struct session *session, const char *prefix)
{
	struct strs roles = STRS_INIT;
	const struct err *err;

	if ((err = open_for(session, CMD_TRACKER)))
		return err;
	tracker_roles(session->tracker, &roles);
	for (size_t i = 0; i < roles.n; i++)
		complete_word(session, prefix, roles.items[i], "", "");
	strs_release(&roles);
	return NULL;
}

/* ---- Entries ---- */

static const struct err *
run_ids(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 0, 1)))
		return err;
	return complete_ids(session, argc > 0 ? argv[0] : "");
}

static const struct err *
run_moves(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 1, 1)))
		return err;
	return complete_moves(session, argv[0], "");
}

static const struct err *
run_globals(struct session *session, int argc, char **argv)
{
	struct opt globals[OPT_GLOBALS + 1];
	const struct err *err;

	(void)argv;
	if ((err = opt_operands(session, argc, 1, 1)))
		return err;
	opt_globals(globals, session);
	opt_print_words(session, globals);
	return NULL;
}

static const struct err *
run_line(struct session *session, int argc, char **argv)
{
	const struct err *err;

	if ((err = opt_operands(session, argc, 2, -1)))
		return err;
	return complete_line(session, argc - 1, argv + 1);
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
		complete_commands(session, "");
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
