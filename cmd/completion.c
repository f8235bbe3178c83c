#include <string.h>

#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_completion = {
	"completion", "bash|zsh|fish",
	N_("print the completion script of a shell"), CMD_PLAIN, run
};

/* The scripts are files of their own, taken in as they are. */
#define SCRIPT(shell)                                                   \
	__asm__(".section .rodata\n"                                    \
	    "script_" #shell ":\n"                                      \
	    ".incbin \"cmd/completion/proven." #shell "\"\n"            \
	    ".byte 0\n"                                                 \
	    ".previous\n");                                             \
	extern const char script_##shell[]

SCRIPT(bash);
SCRIPT(zsh);
SCRIPT(fish);

static const struct {
	const char *shell, *script;
} scripts[] = {
	{ "bash", script_bash },
	{ "zsh", script_zsh },
	{ "fish", script_fish },
};

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 1, 1)))
		return err;
	for (size_t i = 0; i < COUNT(scripts); i++) {
		if (strcmp(argv[0], scripts[i].shell) != 0)
			continue;
		out_text(&session->out, scripts[i].script);
		return NULL;
	}
	return err_mend(err_new(ERR_USAGE,
	    _("no completion for the shell '%s'"), argv[0]),
	    _("there is one for: %s"), "bash, zsh, fish");
}
