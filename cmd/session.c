#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/out/term.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *
open_pager(struct session *session)
{
	const struct err *err = NULL;
	char *pager;

	if (!(session->cmd->needs & CMD_PAGER) || !session->out.tty ||
	    session->no_pager || session->out.pager != 0)
		return NULL;
	if ((pager = env_pager(session)) != NULL)
		err = pager_begin(&session->out, pager);
	free(pager);
	return err;
}

const struct err *
session_open(struct session *session)
{
	return open_pager(session);
}

void
session_close(struct session *session)
{
	strs_release(&session->dirs);
}

/* ---- Talking ---- */

static void
say(const char *prefix, const char *fmt, va_list ap) PRINTF(2, 0);

static void
say(const char *prefix, const char *fmt, va_list ap)
{
	char *text = xvasprintf(fmt, ap), *escaped = out_escape_lines(text);

	fprintf(stderr, "%s%s\n", prefix, escaped);
	free(escaped);
	free(text);
}

void
session_note(struct session *session, const char *fmt, ...)
{
	va_list ap;

	if (session->quiet)
		return;
	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}

void
session_warn(struct session *session, const char *fmt, ...)
{
	va_list ap;

	(void)session;
	va_start(ap, fmt);
	say(_("warning: "), fmt, ap);
	va_end(ap);
}

/* ---- The editor ---- */

static _Noreturn void
run_editor(const char *editor, const char *path)
{
	char *line = xasprintf("%s \"$@\"", editor);

	execl("/bin/sh", "sh", "-c", line, editor, path, (char *)NULL);
	_exit(127);
}

const struct err *
session_editor(struct session *session, const char *path)
{
	char *editor = env_editor(session);
	const struct err *err = NULL;
	int status = 0;
	pid_t pid;

	if (editor == NULL)
		return err_mend(err_new(ERR_SYSTEM,
		    _("the terminal is dumb and no editor is named")),
		    _("name one: export EDITOR=nano"));
	fflush(NULL);
	if ((pid = fork()) == 0)
		run_editor(editor, path);
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		err = err_errno(editor);
	else if (status != 0)
		err = err_mend(err_new(ERR_SYSTEM,
		    _("the editor '%s' did not end well"), editor),
		    _("name another: export EDITOR=nano"));
	free(editor);
	return err;
}
