#include "cmd/evidence.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/label.h"
#include "cmd/opt.h"
#include "cmd/text.h"
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

enum { ADD = 1, LIST = 2, VERIFY = 4, REMOVE = 8 };

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

static const struct verb {
	const char *name;
	unsigned bit;
	int least, most;      /* operands; -1: any */
	const char *operands; /* for usage */
	const struct err *(*run)(const struct call *);
} verbs[] = {
	{ "add", ADD, 2, 2, N_("ID FILE|URL|DOI --kind KIND"), run_add },
	{ "list", LIST, 1, 1, N_("ID"), run_list },
	{ "verify", VERIFY, 0, -1, N_("[ID...]"), run_verify },
	{ "remove", REMOVE, 2, 2, N_("ID KEY"), run_remove },
};

static const struct err *
no_verb(const char *name)
{
	const char *names[COUNT(verbs)], *near;
	const struct err *err;

	for (size_t i = 0; i < COUNT(verbs); i++)
		names[i] = verbs[i].name;
	if (name == NULL)
		err = err_new(ERR_USAGE, _("'evidence': what is to be done "
		    "is missing"));
	else
		err = err_new(ERR_USAGE, _("unknown command "
		    "'evidence %s'"), name);
	near = name != NULL ? str_nearest(name, names, COUNT(names)) : NULL;
	if (near != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, "proven evidence add | list | verify | remove");
}

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT(verbs); i++)
		if (strcmp(name, verbs[i].name) == 0)
			return &verbs[i];
	return NULL;
}

static const struct err *
judge_operands(const struct verb *verb, int argc)
{
	const struct err *err;

	if (argc < verb->least)
		err = err_new(ERR_USAGE, _("'evidence %s': too few operands"),
		    verb->name);
	else if (verb->most >= 0 && argc > verb->most)
		err = err_new(ERR_USAGE, _("'evidence %s': too many "
		    "operands"), verb->name);
	else
		return NULL;
	return err_mend(err, _("usage: proven evidence %s %s"), verb->name,
	    _(verb->operands));
}

/* An option that VERB has not. */
static const struct err *
judge_options(const struct verb *verb, const struct evidence_options *o)
{
	const struct {
		const char *name;
		unsigned verbs;
		bool given;
	} uses[] = {
		{ "--kind", ADD, o->kind != NULL },
		{ "--title", ADD, o->title != NULL },
		{ "--by", ADD, o->by != NULL },
		{ "--sha256", ADD, o->sha256 != NULL },
		{ "--date", ADD, o->date != NULL },
		{ "--in-place", ADD, o->in_place },
		{ "--large", ADD, o->large },
		{ "--at", VERIFY, o->at != NULL },
	};

	for (size_t i = 0; i < COUNT(uses); i++)
		if (uses[i].given && !(uses[i].verbs & verb->bit))
			return err_new(ERR_USAGE, _("'evidence %s' has no "
			    "option '%s'"), verb->name, uses[i].name);
	return NULL;
}

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
	const struct verb *verb;
	struct call call = { session, &o, NULL, 0 };

	if ((err = opt_parse(session, opts, &argc, &argv)))
		return err;
	if ((verb = find_verb(argc > 0 ? argv[0] : NULL)) == NULL)
		return no_verb(argc > 0 ? argv[0] : NULL);
	if ((err = judge_operands(verb, argc - 1)) ||
	    (err = judge_options(verb, &o)))
		return err;
	call.operands = argv + 1;
	call.n = argc - 1;
	return verb->run(&call);
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
