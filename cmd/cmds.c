#include "cmd/cmd.h"

const struct cmd *const cmds[] = {
	&cmd_init,
	&cmd_import,
	&cmd_new,
	&cmd_set,
	&cmd_edit,
	&cmd_note,
	&cmd_drop,
	&cmd_list,
	&cmd_show,
	&cmd_log,
	&cmd_gate,
	&cmd_export,
	&cmd_move,
	&cmd_approve,
	&cmd_undo,
	&cmd_criterion,
	&cmd_workflow,
	&cmd_schema,
	&cmd_fmt,
	&cmd_reshard,
	&cmd_doctor,
	&cmd_completion,
	&cmd_help,
	&cmd_version,
	NULL
};
