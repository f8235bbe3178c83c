#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

enum { MORE_WIDTH = 21 };

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_help = {
	"help", N_("[COMMAND]"), N_("show this list, or how to use a command"),
	CMD_PLAIN, run
};

/* In the order in which they are needed; the rest of cmds[] comes last. */
static const struct group {
	const char *title;
	const char *names; /* between blanks */
} groups[] = {
	{ N_("Begin"), " init import " },
	{ N_("Projects"), " new set edit note drop " },
	{ N_("Look"), " list show log gate export report " },
	{ N_("Stages"), " move undo resolve approve criterion evidence " },
	{ N_("Proof"), " check audit review hook " },
	{ N_("Tracker"), " workflow people schema fmt reshard sync doctor " },
	{ N_("Program"), NULL },
};

const struct cmd *
cmd_find(const char *name)
{
	for (size_t i = 0; cmds[i] != NULL; i++)
		if (strcmp(cmds[i]->name, name) == 0)
			return cmds[i];
	return NULL;
}

const struct err *
cmd_unknown(const char *word)
{
	const struct err *err;
	const char *names[64], *near;
	size_t n = 0;

	for (size_t i = 0; cmds[i] != NULL && n < COUNT(names); i++)
		if (!(cmds[i]->needs & CMD_HIDDEN))
			names[n++] = cmds[i]->name;
	err = err_new(ERR_USAGE, _("'%s' is not a command"), word);
	if ((near = str_nearest(word, names, n)) != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, _("the commands are listed by: proven help"));
}

static size_t
group_of(const struct cmd *cmd)
{
	char *word = xasprintf(" %s ", cmd->name);
	size_t i = 0;

	while (groups[i].names != NULL &&
	    strstr(groups[i].names, word) == NULL)
		i++;
	free(word);
	return i;
}

static void
print_group(struct session *session, size_t group)
{
	bool any = false;

	for (size_t i = 0; cmds[i] != NULL; i++) {
		if ((cmds[i]->needs & CMD_HIDDEN) ||
		    group_of(cmds[i]) != group)
			continue;
		if (!any)
			doc_heading(&session->out, _(groups[group].title));
		any = true;
		doc_term(&session->out, cmds[i]->name, 12,
		    _(cmds[i]->summary));
	}
}

void
help_print(struct session *session)
{
	struct out *out = &session->out;
	struct opt globals[OPT_GLOBALS + 1];

	doc_para(out, _("usage: proven [OPTIONS] COMMAND [WORDS]"));
	doc_para(out, _("proven tracks proof-of-concept projects in a git "
	    "repository: each project a file, each step a commit."));
	for (size_t i = 0; i < COUNT(groups); i++)
		print_group(session, i);
	doc_heading(out, _("Options of every command"));
	opt_globals(globals, session);
	opt_print_table(session, globals);
	doc_heading(out, _("Exit status"));
	opt_print_statuses(session);
	doc_heading(out, _("More"));
	doc_term(out, _("proven help COMMAND"), MORE_WIDTH,
	    _("how to use a command"));
	doc_term(out, "man proven", MORE_WIDTH, _("the manual"));
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 0, 1)))
		return err;
	if (argc == 0) {
		help_print(session);
		return NULL;
	}
	session->cmd = cmd_find(argv[0]);
	if (session->cmd == NULL)
		return cmd_unknown(argv[0]);
	session->help = true;
	return session->cmd->run(session, 1, argv);
}
