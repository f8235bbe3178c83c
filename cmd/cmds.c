#include "cmd/cmd.h"

const struct cmd *const cmds[] = {
	&cmd_help,
	&cmd_version,
	&cmd_completion,
	NULL
};
