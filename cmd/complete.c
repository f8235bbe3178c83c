#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "core/base/i18n.h"

/* What the completion scripts and the checks of the manuals ask. */

/* The commands: name, tab, summary. */
static void
print_commands(struct session *session)
{
	struct str line = STR_INIT;

	for (size_t i = 0; cmds[i] != NULL; i++)
		if (!(cmds[i]->needs & CMD_HIDDEN))
			str_addf(&line, "%s\t%s\n", cmds[i]->name,
			    _(cmds[i]->summary));
	out_text(&session->out, line.ptr);
	str_release(&line);
}

const struct err *
complete_run(struct session *session, int argc, char **argv)
{
	if (strcmp(argv[0], "--complete") != 0 || argc > 2)
		return err_new(ERR_USAGE, _("unknown option '%s'"), argv[0]);
	if (argc == 1) {
		print_commands(session);
		return NULL;
	}
	session->cmd = cmd_find(argv[1]);
	if (session->cmd == NULL)
		return cmd_unknown(argv[1]);
	session->complete = true;
	return session->cmd->run(session, 1, argv + 1);
}
