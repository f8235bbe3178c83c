#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/hook.h"
#include "core/base/i18n.h"

/*
 * A push waits for its judgement, and a host for the push.  What is not
 * judged in time is refused: nothing has been taken in yet, and nothing is
 * to be tidied up.
 */
static char late[256];

static void
end(int unused)
{
	ssize_t n = write(STDERR_FILENO, late, strlen(late));

	(void)unused;
	(void)n;
	_exit(ERR_SYSTEM);
}

void
hook_budget(int64_t seconds)
{
	struct sigaction action;

	if (seconds == 0)
		return;
	memset(&action, 0, sizeof(action));
	action.sa_handler = end;
	snprintf(late, sizeof(late), _("proven: refused: not judged within "
	    "%lld seconds\n"), (long long)seconds);
	sigaction(SIGALRM, &action, NULL);
	alarm((unsigned)seconds);
}
