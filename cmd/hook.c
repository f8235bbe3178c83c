#include "cmd/hook.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "cmd/out/out.h"
#include "cmd/verb.h"
#include "core/audit/audit.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_hook = {
	"hook", "install [pre-commit|pre-receive] | pre-commit | "
	    "pre-receive",
	N_("judge what is committed or pushed before git takes it"),
	CMD_STORE | CMD_PLAIN, run
};

const char *const hook_names[HOOKS] = {
	[HOOK_PRE_COMMIT] = "pre-commit",
	[HOOK_PRE_RECEIVE] = "pre-receive",
};

enum { BUDGET = 300, BUDGET_MOST = 86400, TOLD = 10, HEX_SHOWN = 12 };

enum { INSTALL, PRE_COMMIT, PRE_RECEIVE };

static const struct verb verbs[] = {
	[INSTALL] = { "install", "[pre-commit|pre-receive]", 0, 1, NULL },
	[PRE_COMMIT] = { "pre-commit", "", 0, 0, NULL },
	[PRE_RECEIVE] = { "pre-receive", "", 0, 0, NULL },
};

static const struct err *dispatch(struct session *, size_t verb,
    char **argv, const struct hook_options *);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	struct hook_options o = { .topics = STRS_INIT, .budget = BUDGET };
	const struct opt opts[] = {
		{ OPT_LIST, 0, "topic", &o.topics, N_("PATTERN"), NULL,
		    N_("pre-receive: branches that may be rewritten and "
		    "deleted (may be given again)") },
		{ OPT_NUMBER, 0, "budget", &o.budget, N_("SECONDS"), NULL,
		    N_("refuse what takes longer (300; 0: no limit)") },
		AUDIT_REQUIRE(&o.asked),
		AUDIT_FAIL_ON(&o.asked),
		AUDIT_THREADS(&o.asked),
		OPT_END
	};
	const struct err *err;
	size_t verb;

	if ((err = opt_parse(session, opts, &argc, &argv)) == NULL &&
	    (err = verb_read(&verb, session, verbs, COUNT(verbs), opts,
	    &argc, &argv)) == NULL)
		err = dispatch(session, verb, argv, &o);
	strs_release(&o.topics);
	return err;
}

static const struct err *
dispatch(struct session *session, size_t verb, char **argv,
    const struct hook_options *o)
{
	if (o->budget > BUDGET_MOST)
		return err_new(ERR_USAGE, _("option '--budget': at most %d"),
		    BUDGET_MOST);
	if (verb == INSTALL)
		return hook_install(session, argv[0]);
	hook_budget(o->budget);
	return verb == PRE_COMMIT ? hook_pre_commit(session, o) :
	    hook_pre_receive(session, o);
}

/* ---- The verdict ---- */

static enum severity
least(const struct hook_options *o)
{
	const char *name = o->asked.fail_on;

	if (name == NULL || strcmp(name, "error") == 0)
		return SEVERITY_ERROR;
	return strcmp(name, "warning") == 0 ? SEVERITY_WARNING :
	    SEVERITY_NOTE;
}

/* "PV301 p1, 0123456789ab: what is wrong"; the caller frees. */
static char *
finding_line(const struct audit_finding *finding)
{
	struct str line = STR_INIT;
	char *escaped;

	str_add(&line, rule_id(finding->rule));
	if (*finding->project != '\0')
		str_addf(&line, " %s", finding->project);
	else if (*finding->file != '\0')
		str_addf(&line, " %s", finding->file);
	if (*finding->commit != '\0')
		str_addf(&line, ", %.*s", HEX_SHOWN, finding->commit);
	str_addf(&line, ": %s", finding->text);
	escaped = out_escape(line.ptr);
	str_release(&line);
	return escaped;
}

/* The first line says it; some lines more say the rest. */
static const struct err *
add_finding(const struct err *err, const struct audit_finding *finding,
    const char *what)
{
	char *line = finding_line(finding);

	if (err == NULL)
		err = err_new(ERR_FINDINGS, _("%s refused: %s"), what, line);
	else
		err = err_mend(err, "%s", line);
	if (finding->mend != NULL)
		err = err_mend(err, "  %s", finding->mend);
	free(line);
	return err;
}

const struct err *
hook_verdict(const struct audit_report *report, const struct hook_options *o,
    const char *what)
{
	size_t n = audit_count(report, least(o)), told = 0;
	const struct err *err = NULL;

	for (size_t i = 0; i < report->n && told < TOLD; i++) {
		const struct audit_finding *finding = &report->items[i];

		if (finding->severity < least(o) || finding->excuse != NULL)
			continue;
		err = add_finding(err, finding, what);
		told++;
	}
	if (n > told)
		err = err_mend(err, _("and %zu more"), n - told);
	if (err == NULL && report->incomplete)
		err = err_new(ERR_DATA, _("%s refused: the history here is "
		    "incomplete"), what);
	return err;
}

const struct err *
hook_pre_commit(struct session *session, const struct hook_options *o)
{
	struct audit_options options = { .base = true };
	struct audit_report *report = NULL;
	const struct err *err;

	if ((err = audit_asked_put(&o->asked, &options)))
		return err;
	options.cache = false;
	err = audit_work(&report, session->store, &options, AUDIT_INDEX);
	if (err != NULL && err->code == ERR_NOTRACKER)
		return NULL;
	if (err == NULL)
		err = hook_verdict(report, o, _("commit"));
	audit_report_free(report);
	return err;
}
