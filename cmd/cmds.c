#include "cmd/cmd.h"

const struct cmd *const cmds[] = {
	&cmd_init,
	&cmd_new,
	&cmd_set,
	&cmd_edit,
	&cmd_note,
	&cmd_gate,
	&cmd_move,
	&cmd_undo,
	&cmd_drop,
	&cmd_list,
	&cmd_show,
	&cmd_log,
	&cmd_import,
	&cmd_export,
	&cmd_workflow,
	&cmd_schema,
	&cmd_fmt,
	&cmd_reshard,
	&cmd_doctor,
	&cmd_help,
	&cmd_version,
	&cmd_completion,
	NULL
};
