#include "core/audit/audit.h"

#include "cmd/audited.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_audit = {
	"audit", N_("[REV]"),
	N_("prove the whole history: each step judged, commit by commit"),
	CMD_STORE | CMD_PAGER | CMD_FINDINGS, run
};

static const struct err *
audit(struct session *session, const struct audit_options *options,
    const struct audit_asked *asked)
{
	struct audit_report *report = NULL;
	const struct err *err;

	if ((err = audit_run(&report, session->store, options)))
		return err;
	return audited_tell(session, report, asked, false, NULL);
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	struct audit_options options = { .tip = NULL };
	struct audit_asked asked = AUDIT_ASKED_INIT;
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "anchor", &options.anchor, N_("REV"), NULL,
		    N_("the founding commit, or one that descends from it, "
		    "as known from elsewhere") },
		{ OPT_TEXT, 0, "since", &options.since, N_("REV"), NULL,
		    N_("trust REV, and judge what came after it") },
		AUDIT_REQUIRE(&asked),
		AUDIT_FAIL_ON(&asked),
		AUDIT_NO_CACHE(&asked),
		AUDIT_SAVE(&asked),
		AUDIT_THREADS(&asked),
		OPT_END
	};
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = opt_operands(session, argc, 0, 1)) ||
	    (err = audit_asked_put(&asked, &options)))
		goto done;
	options.tip = argc > 0 ? argv[0] : NULL;
	err = audit(session, &options, &asked);
done:
	strs_release(&asked.saves);
	return err;
}
