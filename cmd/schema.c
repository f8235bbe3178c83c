#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/out/plain.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/schema.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_schema = {
	"schema", "project|workflow|people|vocabulary|tracker",
	N_("print the JSON Schema of a file"),
	CMD_PAGER | CMD_PLAIN, run
};

static const struct err *
no_name(void)
{
	const struct err *err;
	struct strs names = STRS_INIT;
	char *list;

	for (size_t i = 0; schema_names[i] != NULL; i++)
		strs_add(&names, schema_names[i]);
	list = strs_join(&names, ", ");
	err = err_new(ERR_USAGE, _("which file's schema?"));
	err = err_mend(err, _("it is one of: %s"), list);
	free(list);
	strs_release(&names);
	return err;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const struct opt opts[] = { OPT_END };
	struct json *schema = NULL;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		return err;
	if ((err = opt_operands(session, argc, 0, 1)))
		return err;
	if (argc == 0)
		return no_name();
	if ((err = schema_make(&schema, argv[0])))
		return err;
	out_json(&session->out, schema);
	return NULL;
}
