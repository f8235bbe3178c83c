#include "cmd/evidence.h"

#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/label.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "cmd/verb.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"
#include "core/model/record.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_evidence = {
	"evidence", N_("add ID FILE|URL|DOI | list ID | verify [ID...] | "
	    "remove ID KEY"),
	N_("files that show what a project claims: add, list, verify"),
	CMD_STORE | CMD_TRACKER | CMD_PAGER, run
};

struct call {
	struct session *session;
	const struct evidence_options *options;
	char **operands;
	int n;
};

static const struct err *run_add(const struct call *);
static const struct err *run_list(const struct call *);
static const struct err *run_verify(const struct call *);
static const struct err *run_remove(const struct call *);

static const struct verb verbs[] = {
	{ "add", N_("ID FILE|URL|DOI --kind KIND"), 2, 2,
	    " kind title by date sha256 in-place large " },
	{ "list", N_("ID"), 1, 1, " " },
	{ "verify", N_("[ID...]"), 0, -1, " at " },
	{ "remove", N_("ID KEY"), 2, 2, " " },
};
static const struct err *(*const runs[])(const struct call *) = {
	run_add, run_list, run_verify, run_remove,
};

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct evidence_options o = { .kind = NULL };
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "kind", &o.kind, N_("KIND"), NULL,
		    N_("add: what it is, a code of the vocabulary") },
		{ OPT_TEXT, 0, "title", &o.title, N_("TEXT"), NULL,
		    N_("add: its title") },
		{ OPT_TEXT, 0, "by", &o.by, N_("WHO"), NULL,
		    N_("add: who made it, a partner or a handle; else you") },
		{ OPT_DATE, 0, "date", &o.date, N_("DATE"), NULL,
		    N_("add: the day on which it came in; else today") },
		{ OPT_TEXT, 0, "sha256", &o.sha256, N_("HEX"), NULL,
		    N_("add: the SHA-256 that it has, for what is kept "
		    "elsewhere; a file must agree with it") },
		{ OPT_FLAG, 0, "in-place", &o.in_place, NULL, NULL,
		    N_("add: the file is committed already, and stays "
		    "where it is") },
		{ OPT_FLAG, 0, "large", &o.large, NULL, NULL,
		    N_("add: also a file of more than 50 MiB") },
		{ OPT_TEXT, 0, "at", &o.at, N_("REV|DATE"), NULL,
		    N_("verify: in that commit, or at the end of that day "
		    "(UTC)") },
		OPT_END
	};
	struct call call = { session, &o, NULL, 0 };
	size_t verb;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = verb_read(&verb, session, verbs, COUNT(verbs), opts,
	    &argc, &argv)))
		return err;
	call.operands = argv;
	call.n = argc;
	return runs[verb](&call);
}

static const struct err *
run_add(const struct call *call)
{
	const struct evidence_options *o = call->options;
	const struct err *err;
	char *id = NULL;

	if (o->title != NULL &&
	    (err = text_check("--title", o->title, false)))
		return err;
	if ((err = session_resolve(call->session, call->operands[0], &id)))
		return err;
	err = evidence_add(call->session, o, id, call->operands[1]);
	free(id);
	return err;
}

static const struct err *
run_list(const struct call *call)
{
	struct session *session = call->session;
	struct record *record = NULL;
	const struct err *err;
	char *id = NULL;

	if ((err = session_resolve(session, call->operands[0], &id)))
		return err;
	if ((err = snapshot_record(session->tip, id, &record)) == NULL)
		evidence_list(session, record);
	record_free(record);
	free(id);
	return err;
}

static const struct err *
run_verify(const struct call *call)
{
	return evidence_verify(call->session, call->options->at,
	    call->operands, call->n);
}

static const struct err *
run_remove(const struct call *call)
{
	const struct err *err;
	char *id = NULL;

	if ((err = session_resolve(call->session, call->operands[0], &id)))
		return err;
	err = evidence_remove(call->session, id, call->operands[1]);
	free(id);
	return err;
}
