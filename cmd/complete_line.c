#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/complete.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/field.h"
#include "core/model/workflow.h"

/*
 * A command line on the way to its last word: which options and operands
 * are behind it.  The global options are known throughout, those of a
 * command once it has been named.
 */
struct line {
	char **words;
	int n;
	const char *current;      /* the last word, to be completed */
	const struct opt *opts;   /* of the command; NULL */
	const struct opt *globals;
	const struct opt *pending; /* its value comes next */
	bool ended;               /* "--" */
	int n_operands;
	const char *first, *second; /* operands */
};

static const struct opt *
find_in(const struct opt *opts, const char *word)
{
	size_t len = strcspn(word + 2, "=");

	for (; opts != NULL && opts->name != NULL; opts++) {
		if (opt_is_mark(opts))
			continue;
		if (word[1] != '-' && opts->letter == word[1])
			return opts;
		if (word[1] == '-' && strlen(opts->name) == len &&
		    strncmp(opts->name, word + 2, len) == 0)
			return opts;
	}
	return NULL;
}

static const struct opt *
find(const struct line *line, const char *word)
{
	const struct opt *opt = find_in(line->opts, word);

	return opt != NULL ? opt : find_in(line->globals, word);
}

/* Does the value of OPT stand in WORD itself: "-n3", "--limit=3"? */
static bool
has_value(const char *word)
{
	return word[1] == '-' ? strchr(word, '=') != NULL : word[2] != '\0';
}

static void
take_value(struct line *line, const char *word)
{
	if (strcmp(word, "=") == 0)
		return;
	if (line->pending->type == OPT_LIST && line->pending->letter == 'C')
		strs_add(line->pending->value, word);
	line->pending = NULL;
}

/* Step over WORD; true when it is an operand. */
static bool
step(struct line *line, const char *word)
{
	const struct opt *opt;

	if (line->pending != NULL) {
		take_value(line, word);
		return false;
	}
	if (line->ended || word[0] != '-' || word[1] == '\0' ||
	    opt_is_operand(line->opts, word))
		return true;
	if (strcmp(word, "--") == 0) {
		line->ended = true;
		return false;
	}
	opt = find(line, word);
	if (opt != NULL && opt->type != OPT_FLAG && !has_value(word))
		line->pending = opt;
	return false;
}

/* ---- What may stand in a place ---- */

static void
offer_words(struct session *session, const struct line *line,
    const char *words, const char *lead)
{
	struct strs list = STRS_INIT;

	strs_split(&list, words, '|');
	for (size_t i = 0; i < list.n; i++) {
		char *word = xasprintf("%s%s", lead, list.items[i]);

		complete_word(session, line->current, word, "", "");
		free(word);
	}
	strs_release(&list);
}

static void
offer_columns(struct session *session, const struct line *line,
    const char *add)
{
	for (size_t i = 0; i < n_list_columns; i++)
		complete_word(session, line->current, list_columns[i].name,
		    add, _(list_columns[i].help));
}

/* Fields that people may set, down to the maps. */
static void
offer_fields(struct session *session, const struct line *line,
    const struct field *fields, const char *above, const char *add)
{
	for (; fields->name != NULL; fields++) {
		char *path = xasprintf("%s%s", above, fields->name);
		char *below = xasprintf("%s.", path);
		const char *label = fields->label != NULL ?
		    _(fields->label) : "";

		if (fields->flags & FIELD_KEPT)
			;
		else if (fields->type == FIELD_OBJECT)
			offer_fields(session, line, fields->members, below,
			    add);
		else if (fields->type == FIELD_MAP)
			complete_word(session, line->current, path, ".",
			    label);
		else
			complete_word(session, line->current, path, add,
			    label);
		free(below);
		free(path);
	}
}

static void
offer_presets(struct session *session, const struct line *line)
{
	for (size_t i = 0; i < n_presets; i++)
		complete_word(session, line->current, presets[i].name, "",
		    presets[i].summary != NULL ? _(presets[i].summary) : "");
}

/* What a comparison begins with, and what may stand in its place. */
static void
offer_members(struct session *session, const struct line *line,
    const char *kind)
{
	const struct field *criteria = field_member(record_fields,
	    "criteria");
	const struct field *comparator = field_member(criteria->members,
	    "comparator");

	if (strcmp(kind, "COMPARISON") == 0)
		offer_words(session, line, comparator->words, "");
	offer_fields(session, line, criteria->members, "",
	    strcmp(kind, "MEMBER") == 0 ? "" : "=");
}

/* What a verb, its first word, is to do something with. */
static const struct err *
offer_within(struct session *session, const struct line *line,
    const char *kind, bool *mine)
{
	static const struct {
		const char *kind, *map;
	} maps[] = {
		{ "KEY", "criteria" }, { "PARTNER", "partners" },
		{ "EVIDENCE", "evidence" },
	};

	*mine = true;
	if (strcmp(kind, "KEY") == 0 &&
	    strcmp(session->cmd->name, "evidence") == 0)
		kind = "EVIDENCE";
	for (size_t i = 0; i < COUNT(maps); i++)
		if (strcmp(kind, maps[i].kind) == 0)
			return line->second == NULL ? NULL :
			    complete_keys(session, line->second,
			    maps[i].map, line->current);
	if (strcmp(kind, "TRACK") == 0)
		return complete_codes(session, "track", line->current);
	if (strcmp(kind, "KIND") == 0)
		return complete_codes(session, "evidence_kind",
		    line->current);
	if (strcmp(kind, "HANDLE") == 0 || strcmp(kind, "WHO") == 0)
		return complete_people(session, line->current);
	if (strcmp(kind, "ROLE") == 0)
		return complete_roles(session, line->current);
	if (strcmp(kind, "COMPARISON") == 0 || str_starts(kind, "MEMBER"))
		offer_members(session, line, kind);
	else
		*mine = false;
	return NULL;
}

/* KIND is how usage names what stands there: "ID", "FILE", "show". */
static const struct err *
offer(struct session *session, const struct line *line, const char *kind)
{
	const struct err *err;
	bool done;

	if ((err = offer_within(session, line, kind, &done)) || done)
		return err;
	if (strcmp(kind, "ID") == 0)
		return complete_ids(session, line->current);
	if (strcmp(kind, "TRANSITION") == 0 && line->first != NULL)
		return complete_moves(session, line->first, line->current);
	if (strcmp(kind, "QUERY") == 0)
		offer_columns(session, line, ":");
	else if (strcmp(kind, "NAMES") == 0)
		offer_columns(session, line, "");
	else if (strcmp(kind, "PATH=VALUE") == 0)
		offer_fields(session, line, record_fields, "", "=");
	else if (strcmp(kind, "PRESET") == 0)
		offer_presets(session, line);
	else if (strcmp(kind, "COMMAND") == 0)
		complete_commands(session, line->current);
	else if (strcmp(kind, "FILE") == 0 || strcmp(kind, "MAP") == 0)
		out_text(&session->out, "@files\t\n");
	else if (strcmp(kind, "DIR") == 0)
		out_text(&session->out, "@dirs\t\n");
	else if (kind[0] < 'A' || kind[0] > 'Z')
		complete_word(session, line->current, kind, "", "");
	return NULL;
}

/* "TRANSITION|STAGE", "[QUERY...]": each kind that it names. */
static const struct err *
offer_token(struct session *session, const struct line *line,
    const char *token)
{
	char *copy = xstrndup(token + (*token == '['),
	    strcspn(token + (*token == '['), ".]"));
	struct strs kinds = STRS_INIT;
	const struct err *err = NULL;

	strs_split(&kinds, copy, '|');
	for (size_t i = 0; i < kinds.n && err == NULL; i++)
		err = offer(session, line, kinds.items[i]);
	strs_release(&kinds);
	free(copy);
	return err;
}

/*
 * Which words of the usage may stand at the place that is being completed:
 * the one of that number, and those before it whose repetition reaches it.
 */
static const struct err *
offer_place(struct session *session, const struct line *line,
    const struct strs *tokens)
{
	const struct err *err = NULL;
	bool repeated = false;
	size_t place = (size_t)line->n_operands;

	for (size_t i = 0; i < tokens->n && i <= place; i++) {
		const char *token = tokens->items[i];

		repeated = repeated || strstr(token, "...") != NULL;
		if (i != place && !repeated)
			continue;
		if ((err = offer_token(session, line, token)))
			break;
	}
	return err;
}

/* "show | set FILE | graph": after its first word only that form goes on. */
static const struct err *
offer_form(struct session *session, const struct line *line,
    const char *form, bool only)
{
	struct strs tokens = STRS_INIT;
	const struct err *err = NULL;

	strs_split(&tokens, form + strspn(form, " "), ' ');
	if (only || line->first == NULL ||
	    strcmp(line->first, tokens.items[0]) == 0)
		err = offer_place(session, line, &tokens);
	strs_release(&tokens);
	return err;
}

static const struct err *
offer_operands(struct session *session, const struct line *line)
{
	static const char between[] = " | ";
	const char *usage = session->cmd->operands, *end;
	const struct err *err = NULL;
	char *form;

	if (strstr(usage, between) == NULL)
		return offer_form(session, line, usage, true);
	for (; usage != NULL && err == NULL; usage = end) {
		end = strstr(usage, between);
		form = end ? xstrndup(usage, (size_t)(end - usage)) :
		    xstrdup(usage);
		err = offer_form(session, line, form, false);
		free(form);
		if (end != NULL)
			end += strlen(between);
	}
	return err;
}

static void
offer_options(struct session *session, const struct line *line,
    const struct opt *opts)
{
	for (; opts != NULL && opts->name != NULL; opts++) {
		char *word;

		if (opt_is_mark(opts))
			continue;
		word = xasprintf("--%s", opts->name);
		if (find(line, word) == opts)
			complete_word(session, line->current, word, "",
			    _(opts->help));
		free(word);
	}
}

/* The value of OPT, after LEAD ("--format=" where it stands in the word). */
static const struct err *
offer_value(struct session *session, const struct line *line,
    const struct opt *opt, const char *lead)
{
	if (opt->words != NULL)
		offer_words(session, line, opt->words, lead);
	else if (*lead == '\0' && opt->arg != NULL)
		return offer_token(session, line, opt->arg);
	return NULL;
}

static const struct err *
answer(struct session *session, struct line *line)
{
	const char *word = line->current, *end = strchr(word, '=');
	const struct err *err;
	const struct opt *opt;
	char *lead;

	if (line->pending != NULL) {
		if (strcmp(word, "=") == 0)
			line->current = "";
		return offer_value(session, line, line->pending, "");
	}
	if (line->ended || word[0] != '-')
		return session->cmd == NULL ?
		    (complete_commands(session, word), NULL) :
		    offer_operands(session, line);
	if (end == NULL) {
		offer_options(session, line, line->opts);
		offer_options(session, line, line->globals);
		return NULL;
	}
	if ((opt = find(line, word)) == NULL)
		return NULL;
	lead = xstrndup(word, (size_t)(end + 1 - word));
	err = offer_value(session, line, opt, lead);
	free(lead);
	return err;
}

const struct err *
complete_line_in(struct session *session, const struct opt *opts)
{
	struct line *line = session->line;
	const struct err *err;

	line->opts = opts;
	for (int i = 0; i < line->n - 1; i++) {
		if (!step(line, line->words[i]))
			continue;
		if (line->n_operands == 0)
			line->first = line->words[i];
		else if (line->n_operands == 1)
			line->second = line->words[i];
		line->n_operands++;
	}
	if ((err = opt_directories(session)))
		return err;
	return answer(session, line);
}

const struct err *
complete_line(struct session *session, int n, char **words)
{
	struct opt globals[OPT_GLOBALS + 1];
	struct line line = { .globals = globals,
	    .current = words[n - 1] };
	const struct err *err;
	int i = 0;

	opt_globals(globals, session);
	session->cmd = NULL;
	while (i < n - 1 && !step(&line, words[i]))
		i++;
	if (i == n - 1)
		return answer(session, &line);
	if ((session->cmd = cmd_find(words[i])) == NULL)
		return NULL;
	opt_globals(globals, session);
	line.words = words + i + 1;
	line.n = n - i - 1;
	session->line = &line;
	session->complete = true;
	err = session->cmd->run(session, 1, words + i);
	session->line = NULL;
	return err;
}
