#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/str.h"

/*
 * Each small deflate takes a quarter of a megabyte at the top of the heap
 * and gives it back: where the kernel is slow to hand out pages, that is
 * most of the time of a write.  So the heap keeps what it has.
 */
static void
keep_heap(void)
{
	mallopt(M_TOP_PAD, 64 * 1024 * 1024);
	mallopt(M_TRIM_THRESHOLD, 2000000000);
}

/* The last --lang, wherever it stands: errors on the way are in it. */
static const char *
language_asked(int argc, char **argv)
{
	const char *lang = NULL;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			lang = argv[i + 1];
		else if (strncmp(argv[i], "--lang=", 7) == 0)
			lang = argv[i] + 7;
	}
	return lang;
}

/* What is to be done where no command is named. */
static const struct err *
run_bare(struct session *session, int argc)
{
	static char name[] = "version";
	char *argv[] = { name, NULL };

	if (session->version) {
		session->cmd = &cmd_version;
		return cmd_version.run(session, 1, argv);
	}
	if (!session->help && argc == 0) {
		session->out.stream = stderr;
		help_print(session);
		return err_new(ERR_USAGE, _("no command given"));
	}
	help_print(session);
	return NULL;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;

	if (argc > 1 && str_starts(argv[1], "--complete"))
		return complete_run(session, argc - 1, argv + 1);
	if ((err = opt_parse_globals(session, &argc, &argv)))
		return err;
	if (argc == 0 || session->version)
		return run_bare(session, argc);
	session->cmd = cmd_find(argv[0]);
	if (session->cmd == NULL)
		return cmd_unknown(argv[0]);
	return session->cmd->run(session, argc, argv);
}

/* The one place that prints an error; returns the exit status. */
static int
report(const struct err *err)
{
	if (err == NULL || err->code == 0)
		return 0;
	if (err->msg != NULL && *err->msg != '\0')
		out_message("proven: ", err->msg);
	return (int)err->code;
}

int
main(int argc, char **argv)
{
	struct session session = { .dirs = STRS_INIT };
	const struct err *err, *lost;
	int status;

	keep_heap();
	signal(SIGPIPE, SIG_DFL);
	env_descriptors();
	env_language(language_asked(argc, argv));
	session.env = env_get;
	env_out(&session);
	err = run(&session, argc, argv);
	lost = out_finish(&session.out);
	status = report(err);
	/* A result that is cut off is none, whatever it would have said. */
	if (lost != NULL)
		status = report(lost);
	session_close(&session);
	return status;
}
