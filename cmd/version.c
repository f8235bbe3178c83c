#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_version = {
	"version", "", N_("show the version"), 0, run
};

/* The version of the program; the format of records that it writes. */
enum { NAME, VERSION, FORMAT };
static const struct column columns[] = {
	[NAME] = { "name", CELL_TEXT, 0, N_("Program"), NULL },
	[VERSION] = { "version", CELL_TEXT, 0, N_("Version"), NULL },
	[FORMAT] = { "record_format", CELL_INTEGER, 0,
	    N_("Format of records"), NULL },
};

enum { RECORD_FORMAT = 1 };

const char program_version[] = PROVEN_VERSION;

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	const struct err *err;
	struct table *table;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 0, 0)))
		return err;
	if (session->out.format == OUT_TABLE) {
		doc_para(&session->out, "proven " PROVEN_VERSION);
		return NULL;
	}
	table = table_new("versions", columns, COUNT(columns));
	table_row(table);
	table_text(table, NAME, "proven");
	table_text(table, VERSION, PROVEN_VERSION);
	table_integer(table, FORMAT, RECORD_FORMAT);
	table_print(table, &session->out);
	table_free(table);
	return NULL;
}
