#include "cmd/cmd.h"

const struct cmd *const cmds[] = {
	&cmd_list,
	&cmd_show,
	&cmd_log,
	&cmd_help,
	&cmd_version,
	&cmd_completion,
	NULL
};
