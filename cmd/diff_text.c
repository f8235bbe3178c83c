#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/out/plain.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/model/diff_lines.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_diff_text = {
	"diff-text", N_("FILE"),
	N_("a file as lines to compare, for git"), CMD_HIDDEN | CMD_PLAIN,
	run
};

enum { FILE_MAX = 64 * 1024 * 1024 };

/*
 * Where git cannot run this, it shows nothing of a difference at all; so
 * what is no JSON is given back as it is.
 */
static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	struct str text = STR_INIT, lines = STR_INIT;
	const struct err *err, *unread;
	char *shown;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 1, 1)) ||
	    (err = file_read(&text, argv[0], FILE_MAX)))
		goto done;
	unread = diff_lines(&lines, text.ptr, text.len);
	if (unread != NULL) {
		out_bytes(&session->out, text.ptr, text.len);
		goto done;
	}
	shown = out_escape_lines(lines.ptr);
	out_bytes(&session->out, shown, strlen(shown));
	free(shown);
done:
	str_release(&text);
	str_release(&lines);
	return err;
}
