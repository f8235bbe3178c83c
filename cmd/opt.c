#include "cmd/opt.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/complete.h"
#include "cmd/frame.h"
#include "cmd/out/findings.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

const struct err opt_answered = { 0, "" };

enum { MAX_OPTS = 64, LONG_FIRST = 256, OPERAND = 1 };

/* One run of getopt_long over a table and the global options. */
struct parse {
	struct session *session;
	const struct opt *opts[MAX_OPTS];
	size_t n;
	struct option longs[MAX_OPTS + 1];
	struct str shorts;
	/*
	 * What getopt sees of ARGV: an operand that looks like an option
	 * is the empty word here.
	 */
	char **argv;
	char **original;
	int n_operands;
};

void
opt_globals(struct opt *out, struct session *s)
{
	bool findings = s->cmd != NULL && (s->cmd->needs & CMD_FINDINGS);
	const struct opt table[OPT_GLOBALS + 1] = {
		{ OPT_LIST, 'C', "directory", &s->dirs, N_("DIR"), NULL,
		    N_("work as if started in DIR") },
		{ OPT_CHOICE, 0, "format", &s->format, N_("FORMAT"),
		    findings ? findings_format_words : out_format_words,
		    N_("how results are printed") },
		{ OPT_FLAG, 0, "json", &s->json, NULL, NULL,
		    N_("the same as --format json") },
		{ OPT_CHOICE, 0, "lang", &s->lang, N_("LANG"), "en|zh",
		    N_("language of messages and labels") },
		{ OPT_CHOICE, 0, "color", &s->color, N_("WHEN"),
		    "auto|always|never", N_("when to use colours") },
		{ OPT_FLAG, 'q', "quiet", &s->quiet, NULL, NULL,
		    N_("say nothing of what was done; only errors and "
		    "warnings") },
		{ OPT_FLAG, 0, "no-pager", &s->no_pager, NULL, NULL,
		    N_("long results do not go through a pager") },
		{ OPT_FLAG, 'h', "help", &s->help, NULL, NULL,
		    N_("show this help") },
		{ OPT_FLAG, 0, "version", &s->version, NULL, NULL,
		    N_("show the version") },
		OPT_END
	};

	memcpy(out, table, sizeof(table));
}

static bool
has_name(const struct parse *parse, const char *name)
{
	for (size_t i = 0; i < parse->n; i++)
		if (strcmp(parse->opts[i]->name, name) == 0)
			return true;
	return false;
}

static const struct opt *
by_letter(const struct parse *parse, int letter)
{
	for (size_t i = 0; i < parse->n; i++)
		if (parse->opts[i]->letter == letter)
			return parse->opts[i];
	return NULL;
}

/* Options that an earlier table has hide those of the same name. */
static void
add_option(struct parse *parse, const struct opt *opt)
{
	struct option *option = &parse->longs[parse->n];

	if (has_name(parse, opt->name))
		return;
	if (parse->n == MAX_OPTS)
		BUG("too many options");
	option->name = opt->name;
	option->has_arg = opt->type != OPT_FLAG;
	option->val = LONG_FIRST + (int)parse->n;
	if (opt->letter != 0 && by_letter(parse, opt->letter) == NULL) {
		str_addc(&parse->shorts, opt->letter);
		if (option->has_arg)
			str_addc(&parse->shorts, ':');
	}
	parse->opts[parse->n++] = opt;
}

static void
add_options(struct parse *parse, const struct opt *opts)
{
	for (; opts->name != NULL; opts++)
		if (!opt_is_mark(opts))
			add_option(parse, opts);
}

/* The words as getopt is to see them. */
static void
shield_operands(struct parse *parse, const struct opt *opts, int argc,
    char **argv)
{
	static char empty[] = "";

	parse->original = argv;
	parse->argv = xcalloc((size_t)argc + 1, sizeof(*argv));
	for (int i = 0; i < argc; i++) {
		bool shield = i > 0 && opt_is_operand(opts, argv[i]);

		parse->argv[i] = shield ? empty : argv[i];
	}
}

/* What to do about an option that was wrong. */
static const struct err *
with_help(const struct parse *parse, const struct err *err)
{
	const struct cmd *cmd = parse->session->cmd;

	if (cmd == NULL)
		return err_mend(err,
		    _("the options are listed by: proven --help"));
	return err_mend(err,
	    _("the options are listed by: proven %s --help"), cmd->name);
}

/* "--color, --columns": the options that begin with PREFIX. */
static size_t
options_like(struct str *out, const struct parse *parse, const char *prefix)
{
	size_t n = 0;

	for (size_t i = 0; i < parse->n; i++)
		if (str_starts(parse->opts[i]->name, prefix))
			str_addf(out, "%s--%s", n++ > 0 ? ", " : "",
			    parse->opts[i]->name);
	return n;
}

static const struct err *
unknown_name(const struct parse *parse, const char *name)
{
	const char *names[MAX_OPTS], *near;
	struct str like = STR_INIT;
	const struct err *err;

	if (options_like(&like, parse, name) > 1) {
		err = err_new(ERR_USAGE, _("option '--%s' is ambiguous"),
		    name);
		err = err_mend(err, _("it could be: %s"), like.ptr);
		goto done;
	}
	for (size_t i = 0; i < parse->n; i++)
		names[i] = parse->opts[i]->name;
	err = err_new(ERR_USAGE, _("unknown option '--%s'"), name);
	near = str_nearest(name, names, parse->n);
	if (near != NULL)
		err = err_mend(err, _("did you mean '--%s'?"), near);
	else
		err = with_help(parse, err);
done:
	str_release(&like);
	return err;
}

static const struct err *
unknown_option(const struct parse *parse)
{
	const char *word = parse->original[optind - 1];
	const struct err *err;
	char *name;

	if (optopt >= LONG_FIRST)
		return with_help(parse, err_new(ERR_USAGE,
		    _("option '--%s' takes no value"),
		    parse->opts[optopt - LONG_FIRST]->name));
	if (optopt != 0)
		return with_help(parse, err_new(ERR_USAGE,
		    _("unknown option '-%c'"), optopt));
	name = xstrndup(word + 2, strcspn(word + 2, "="));
	err = unknown_name(parse, name);
	free(name);
	return err;
}

static const struct err *
bad_value(const struct opt *opt, const char *text)
{
	return err_new(ERR_USAGE, _("option '--%s': '%s' is not %s"),
	    opt->name, text, opt->type == OPT_NUMBER ?
	    _("a whole number from 0 on") : _("a known word"));
}

static const struct err *
take_number(const struct opt *opt, const char *text)
{
	char *end;
	intmax_t number;

	errno = 0;
	number = strtoimax(text, &end, 10);
	if (errno != 0 || *end != '\0' || *text < '0' || *text > '9')
		return bad_value(opt, text);
	*(int64_t *)opt->value = number;
	return NULL;
}

static const struct err *
take_choice(const struct opt *opt, const char *text)
{
	struct strs words = STRS_INIT;
	const struct err *err = NULL;
	const char *near;

	strs_split(&words, opt->words, '|');
	if (strs_has(&words, text)) {
		*(const char **)opt->value = text;
	} else {
		near = str_nearest(text, (const char *const *)words.items,
		    words.n);
		err = bad_value(opt, text);
		if (near != NULL)
			err = err_mend(err, _("did you mean '%s'?"), near);
		err = err_mend(err, _("it is one of: %s"), opt->words);
	}
	strs_release(&words);
	return err;
}

static const struct err *
take_date(const struct opt *opt, const char *text)
{
	char where[64];
	const struct err *err;
	int64_t days;

	if ((err = date_typed(&days, text, 0))) {
		snprintf(where, sizeof(where), "--%s", opt->name);
		return err_in(err, where);
	}
	*(const char **)opt->value = text;
	return NULL;
}

static const struct err *
take_value(const struct opt *opt, const char *text)
{
	switch (opt->type) {
	case OPT_FLAG:
		*(bool *)opt->value = true;
		return NULL;
	case OPT_TEXT:
		*(const char **)opt->value = text;
		return NULL;
	case OPT_LIST:
		strs_add(opt->value, text);
		return NULL;
	case OPT_NUMBER:
		return take_number(opt, text);
	case OPT_CHOICE:
		return take_choice(opt, text);
	case OPT_DATE:
		return take_date(opt, text);
	case OPT_TERMS:
	case OPT_SIGNS:
		break;
	}
	BUG("an option without a type");
}

/* The value of the option just met; a shielded one as it was typed. */
static const char *
value_typed(const struct parse *parse)
{
	if (optarg != NULL && *optarg == '\0' &&
	    parse->argv[optind - 1] == optarg)
		return parse->original[optind - 1];
	return optarg;
}

/* The option that getopt_long calls VAL. */
static const struct opt *
by_value(const struct parse *parse, int val)
{
	const struct opt *opt = val >= LONG_FIRST ?
	    parse->opts[val - LONG_FIRST] : by_letter(parse, val);

	if (opt == NULL)
		BUG("getopt met an option that is in no table");
	return opt;
}

/* What getopt_long met: an operand, an option, or a mistake. */
static const struct err *
take(struct parse *parse, int met)
{
	char **argv = parse->original;

	if (met == OPERAND) {
		argv[parse->n_operands++] = argv[optind - 1];
		return NULL;
	}
	if (met == '?')
		return unknown_option(parse);
	if (met == ':')
		return with_help(parse, err_new(ERR_USAGE,
		    _("option '--%s' needs a value"),
		    by_value(parse, optopt)->name));
	return take_value(by_value(parse, met), value_typed(parse));
}

/* Which command it is to be is not known yet: any format may be its own. */
static void
allow_formats(struct opt *globals)
{
	while (strcmp(globals->name, "format") != 0)
		globals++;
	globals->words = findings_format_words;
}

/*
 * ARGV[0] is skipped.  ORDER is "-" (options and operands mix) or "+"
 * (the first operand ends the options).  The operands end up at the front
 * of ARGV.
 */
static const struct err *
parse_words(struct session *session, const char *order,
    const struct opt *opts, int *argc, char **argv)
{
	struct parse parse = { .session = session, .shorts = STR_INIT };
	struct opt globals[OPT_GLOBALS + 1];
	const struct err *err = NULL;
	int met, n = *argc;

	str_addf(&parse.shorts, "%s:", order);
	add_options(&parse, opts);
	opt_globals(globals, session);
	if (session->cmd == NULL)
		allow_formats(globals);
	add_options(&parse, globals);
	shield_operands(&parse, opts, n, argv);
	opterr = 0;
	optind = 0;
	while (err == NULL && (met = getopt_long(n, parse.argv,
	    parse.shorts.ptr, parse.longs, NULL)) != -1)
		err = take(&parse, met);
	while (err == NULL && optind < n)
		argv[parse.n_operands++] = argv[optind++];
	if (err == NULL) {
		*argc = parse.n_operands;
		argv[*argc] = NULL;
	}
	free(parse.argv);
	str_release(&parse.shorts);
	return err;
}

const struct err *
opt_directories(struct session *session)
{
	for (size_t i = 0; i < session->dirs.n; i++)
		if (chdir(session->dirs.items[i]) != 0)
			return err_errno(session->dirs.items[i]);
	strs_release(&session->dirs);
	return NULL;
}

static enum out_format
format_of(const struct session *session)
{
	enum out_format format = OUT_TABLE;
	struct strs words = STRS_INIT;

	strs_split(&words, findings_format_words, '|');
	while (session->format != NULL && (size_t)format < words.n &&
	    strcmp(words.items[format], session->format) != 0)
		format++;
	strs_release(&words);
	return format <= OUT_GITLAB ? format : OUT_TABLE;
}

/* In front of the command any format is taken; whether it has that one is
 * known now. */
static const struct err *
check_format(struct session *session)
{
	struct opt globals[OPT_GLOBALS + 1];
	const struct opt *opt = globals;

	opt_globals(globals, session);
	while (strcmp(opt->name, "format") != 0)
		opt++;
	return take_choice(opt, session->format);
}

/* Put the global options into effect. */
static const struct err *
settle(struct session *session)
{
	const struct cmd *cmd = session->cmd;
	const struct err *err;

	if (session->json && session->format == NULL)
		session->format = "json";
	if (session->json && strcmp(session->format, "json") != 0)
		return err_new(ERR_USAGE,
		    _("'--json' and '--format %s' exclude each other"),
		    session->format);
	if (cmd != NULL && (cmd->needs & CMD_PLAIN) &&
	    session->format != NULL)
		return err_new(ERR_USAGE,
		    _("'%s' prints no results that have a format"),
		    cmd->name);
	if (cmd != NULL && session->format != NULL &&
	    (err = check_format(session)))
		return err;
	session->out.format = format_of(session);
	session->out.lang = env_language(session->lang);
	env_color(session);
	return opt_directories(session);
}

const struct err *
opt_parse_globals(struct session *session, int *argc, char ***argv)
{
	static const struct opt none[] = { OPT_END };

	return parse_words(session, "+", none, argc, *argv);
}

static const struct err *
answer(struct session *session, const struct opt *opts)
{
	const struct err *err;

	if (session->line != NULL) {
		err = complete_line_in(session, opts);
		return err != NULL ? err : &opt_answered;
	}
	if (session->complete)
		opt_print_words(session, opts);
	else
		opt_print_help(session, opts);
	return &opt_answered;
}

static const struct err *
version(struct session *session)
{
	static char name[] = "version";
	char *argv[] = { name, NULL };
	const struct err *err;

	session->cmd = &cmd_version;
	err = cmd_version.run(session, 1, argv);
	return err != NULL ? err : &opt_answered;
}

const struct err *
opt_parse(struct session *session, const struct opt *opts, int *argc,
    char ***argv)
{
	const struct err *err;

	if (session->complete)
		return answer(session, opts);
	if ((err = parse_words(session, "-", opts, argc, *argv)))
		return err;
	if ((err = settle(session)))
		return err;
	if (session->version && session->cmd != &cmd_version)
		return version(session);
	if (session->help)
		return answer(session, opts);
	return session_open(session);
}
