#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

/* Terms wider than this stand on a line of their own. */
enum { TERM_MAX = 28 };

/* Of "usage:", less one: doc_field adds two blanks. */
enum { LABEL_WIDTH = 5 };

char *
opt_usage(const struct cmd *cmd)
{
	return xasprintf("proven %s%s%s %s", cmd->name,
	    *cmd->operands != '\0' ? " " : "",
	    *cmd->operands != '\0' ? _(cmd->operands) : "",
	    _("[OPTIONS]"));
}

/* "-n, --limit N"; the caller frees. */
static char *
term_of(const struct opt *opt)
{
	struct str term = STR_INIT;

	if (opt->letter != 0)
		str_addf(&term, "-%c, ", opt->letter);
	else
		str_add(&term, "    ");
	str_addf(&term, "--%s", opt->name);
	if (opt->arg != NULL)
		str_addf(&term, " %s", _(opt->arg));
	return str_take(&term);
}

/* What it does, and the words of a choice; the caller frees. */
static char *
text_of(const struct opt *opt)
{
	struct str text = STR_INIT;
	const char *at;

	str_add(&text, _(opt->help));
	if (opt->type != OPT_CHOICE)
		return str_take(&text);
	/* TRANSLATORS: between what an option says and its words */
	str_add(&text, _(": "));
	for (at = opt->words; *at != '\0'; at++) {
		if (*at == '|')
			str_add(&text, ", ");
		else
			str_addc(&text, *at);
	}
	return str_take(&text);
}

static size_t
term_width(const struct opt *opts)
{
	size_t widest = 0;

	for (; opts->name != NULL; opts++) {
		char *term;
		size_t width;

		if (opt_is_mark(opts))
			continue;
		term = term_of(opts);
		width = utf8_width(term);
		if (width > widest && width <= TERM_MAX)
			widest = width;
		free(term);
	}
	return widest;
}

void
opt_print_table(struct session *session, const struct opt *opts)
{
	size_t width = term_width(opts) + 2;

	for (; opts->name != NULL; opts++) {
		char *term, *text;

		if (opt_is_mark(opts))
			continue;
		term = term_of(opts);
		text = text_of(opts);
		doc_term(&session->out, term, width, text);
		free(text);
		free(term);
	}
}

void
opt_print_statuses(struct session *session)
{
	static const struct {
		int status;
		const char *text;
	} rows[] = {
		{ 0, N_("done") },
		{ ERR_FINDINGS, N_("findings at or above the threshold") },
		{ ERR_USAGE, N_("wrong usage") },
		{ ERR_REFUSED,
		    N_("refused: gate not met, or transition not legal") },
		{ ERR_NOTFOUND, N_("no such project, or ambiguous") },
		{ ERR_NOTRACKER, N_("not a tracker") },
		{ ERR_CONFLICT, N_("conflict: someone else moved first, "
		    "or a file has uncommitted edits") },
		{ ERR_DATA, N_("data invalid, corrupt or incomplete") },
		{ ERR_SYSTEM, N_("the system: input, output, git, network") },
	};
	char number[] = "0";

	for (size_t i = 0; i < COUNT(rows); i++) {
		number[0] = (char)('0' + rows[i].status);
		doc_term(&session->out, number, 3, _(rows[i].text));
	}
}

static void
print_further(struct out *out, const char *name)
{
	char *page = xasprintf("man proven-%s", name);
	size_t width = strlen(page) + 2;

	doc_heading(out, _("More"));
	doc_term(out, page, width, _("the manual"));
	doc_term(out, "proven help", width,
	    _("options of every command, exit statuses"));
	free(page);
}

/* A line for each form: "show | set FILE | graph" has three. */
static void
print_usage(struct out *out, const struct cmd *cmd)
{
	const char *at = *cmd->operands != '\0' ? _(cmd->operands) : "";
	const char *label = _("usage:"), *end;
	char *form, *text;

	do {
		end = strstr(at, " | ");
		form = end != NULL ? xstrndup(at, (size_t)(end - at)) :
		    xstrdup(at);
		text = xasprintf("proven %s%s%s %s", cmd->name,
		    *form != '\0' ? " " : "", form, _("[OPTIONS]"));
		doc_field(out, label, LABEL_WIDTH, text);
		free(text);
		free(form);
		label = _("   or:");
		at = end != NULL ? end + 3 : NULL;
	} while (at != NULL);
}

void
opt_print_help(struct session *session, const struct opt *opts)
{
	struct out *out = &session->out;
	const struct cmd *cmd = session->cmd;

	out->format = OUT_TABLE;
	print_usage(out, cmd);
	doc_para(out, _(cmd->summary));
	if (opts->name != NULL) {
		doc_heading(out, _("Options"));
		opt_print_table(session, opts);
	}
	print_further(out, cmd->name);
}

/*
 * One line each, fields separated by tabs: "@operands" and what they are; then
 * the options: --name, -letter or nothing, argument, words, help.
 */
void
opt_print_words(struct session *session, const struct opt *opts)
{
	struct str line = STR_INIT;

	str_addf(&line, "@operands\t%s\n", session->cmd->operands);
	for (; opts->name != NULL; opts++) {
		if (opt_is_mark(opts))
			continue;
		str_addf(&line, "--%s\t", opts->name);
		if (opts->letter != 0)
			str_addf(&line, "-%c", opts->letter);
		str_addf(&line, "\t%s\t%s\t%s\n",
		    opts->arg != NULL ? opts->arg : "",
		    opts->words != NULL ? opts->words : "", _(opts->help));
	}
	out_text(&session->out, line.ptr);
	str_release(&line);
}

/* The word of the usage that stands for operand number PLACE; the caller
 * frees. */
static char *
operand_name(const struct cmd *cmd, int place)
{
	struct strs names = STRS_INIT;
	char *name;

	strs_split(&names, *cmd->operands != '\0' ? _(cmd->operands) : "",
	    ' ');
	name = xstrdup(names.items[(size_t)place < names.n ?
	    (size_t)place : names.n - 1]);
	strs_release(&names);
	return name;
}

const struct err *
opt_operands(struct session *session, int argc, int min, int max)
{
	const struct cmd *cmd = session->cmd;
	const struct err *err;
	char *text;

	if (argc >= min && (max < 0 || argc <= max))
		return NULL;
	if (argc < min) {
		text = operand_name(cmd, argc);
		err = err_new(ERR_USAGE, _("'%s': %s is missing"),
		    cmd->name, text);
		free(text);
	} else {
		err = err_new(ERR_USAGE, max == 0 ?
		    _("'%s' takes no operand") :
		    _("'%s': too many operands"), cmd->name);
	}
	text = opt_usage(cmd);
	err = err_mend(err, _("usage: %s"), text);
	free(text);
	return err;
}
