#include "cmd/criterion.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "cmd/verb.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *run(struct session *, int, char **);

#define OPERANDS N_("add ID [COMPARISON] [MEMBER=VALUE...] | "            \
	"set ID KEY [COMPARISON] [MEMBER=VALUE...] | "                    \
	"measure ID KEY VALUE [UNIT] | waive ID KEY | remove ID KEY | "   \
	"list ID")
#define SUMMARY N_("what \"verified\" means: criteria, measurements, "    \
	"verdicts")

const struct cmd cmd_criterion = {
	"criterion", OPERANDS, SUMMARY, CMD_STORE | CMD_TRACKER, run
};
/* The same where a table may be long. */
static const struct cmd on_pager = {
	"criterion", OPERANDS, SUMMARY, CMD_STORE | CMD_TRACKER | CMD_PAGER,
	run
};

static const struct verb verbs[] = {
	{ "add", N_("ID [COMPARATOR TARGET UNIT] [MEMBER=VALUE...]"), 1, -1,
	    " key track must claim metric method rule guard tester " },
	{ "set", N_("ID KEY [COMPARATOR TARGET UNIT] [MEMBER=VALUE...]"),
	    2, -1, " track must claim metric method rule guard tester unset "
	},
	{ "measure", N_("ID KEY VALUE [UNIT]"), 3, 4,
	    " uncertainty k repetitions date by evidence " },
	{ "waive", N_("ID KEY --reason TEXT"), 2, 2,
	    " reason file not-applicable " },
	{ "remove", N_("ID KEY"), 2, 2, " " },
	{ "list", N_("ID"), 1, 1, " " },
};
static const struct {
	bool has_key; /* KEY is its second operand */
	criterion_apply apply;
} applied[] = {
	{ false, criterion_define }, { true, criterion_define },
	{ true, criterion_measure }, { true, criterion_waive },
	{ true, criterion_remove }, { false, NULL },
};

/* Operands and the reason, and then what VERB does. */
static const struct err *
run_verb(struct session *session, size_t verb, struct criterion_edit *edit,
    int argc, char **argv)
{
	bool has_key = applied[verb].has_key;
	const struct err *err;
	char *id = NULL;

	if ((err = session_resolve(session, argv[0], &id)))
		return err;
	edit->verb = verbs[verb].name;
	edit->id = id;
	if (has_key)
		edit->key = argv[1];
	edit->words = argv + 1 + has_key;
	edit->n_words = argc - 1 - has_key;
	if (applied[verb].apply != NULL) {
		err = criterion_change(session, edit, applied[verb].apply);
		goto done;
	}
	session->cmd = &on_pager;
	if ((err = session_open(session)) == NULL)
		err = criterion_list(session, id);
done:
	free(id);
	return err;
}

static void
edit_release(struct criterion_edit *edit)
{
	strs_release(&edit->unsets);
	strs_release(&edit->evidence);
	free(edit->reason);
}

enum { OPTIONS = 32 };

/* What the verbs take, one set after the other.  Each returns where the
 * next begins. */
static struct opt *
define_options(struct opt *out, struct criterion_edit *edit)
{
	const struct opt table[] = {
		{ OPT_TEXT, 0, "key", &edit->key, N_("NAME"), NULL,
		    N_("add: its key; without it a short random one is "
		    "made") },
		{ OPT_TEXT, 0, "track", &edit->track, N_("TRACK"), NULL,
		    N_("add, set: technical, commercial, ...") },
		{ OPT_FLAG, 0, "must", &edit->must, NULL, NULL,
		    N_("add, set: the concept stands and falls with it") },
		{ OPT_TEXT, 0, "claim", &edit->claim, N_("TEXT"), NULL,
		    N_("add, set: what is claimed, in words") },
		{ OPT_TEXT, 0, "metric", &edit->metric, N_("TEXT"), NULL,
		    N_("add, set: what is measured") },
		{ OPT_TEXT, 0, "method", &edit->method, N_("TEXT"), NULL,
		    N_("add, set: how it is measured, by which standard") },
		{ OPT_CHOICE, 0, "rule", &edit->rule, N_("RULE"),
		    "simple|guard_band",
		    N_("add, set: whether uncertainty counts") },
		{ OPT_TEXT, 0, "guard", &edit->guard, N_("WIDTH"), NULL,
		    N_("add, set: width of the guard band; without it the "
		    "uncertainty") },
		{ OPT_TEXT, 0, "tester", &edit->tester, N_("PARTNER"), NULL,
		    N_("add, set: who is to measure it") },
		{ OPT_LIST, 0, "unset", &edit->unsets, N_("MEMBER"), NULL,
		    N_("set: remove a member (may be given again)") },
	};

	memcpy(out, table, sizeof(table));
	return out + COUNT(table);
}

static struct opt *
measure_options(struct opt *out, struct criterion_edit *edit)
{
	const struct opt table[] = {
		{ OPT_TEXT, 0, "uncertainty", &edit->uncertainty, N_("U"),
		    NULL, N_("measure: the expanded uncertainty") },
		{ OPT_TEXT, 0, "k", &edit->k, N_("FACTOR"), NULL,
		    N_("measure: the coverage factor of the uncertainty") },
		{ OPT_NUMBER, 'n', "repetitions", &edit->repetitions,
		    N_("N"), NULL,
		    N_("measure: how often it was measured") },
		{ OPT_DATE, 0, "date", &edit->date, N_("DATE"), NULL,
		    N_("measure: the day, if not today") },
		{ OPT_TEXT, 0, "by", &edit->by, N_("PARTNER|HANDLE"), NULL,
		    N_("measure: who measured it, if not you") },
		{ OPT_LIST, 0, "evidence", &edit->evidence, N_("EVIDENCE"),
		    NULL, N_("measure: a key of 'evidence' that shows it "
		    "(may be given again)") },
	};

	memcpy(out, table, sizeof(table));
	return out + COUNT(table);
}

static void
waive_options(struct opt *out, struct criterion_edit *edit,
    const char **reason, const char **file)
{
	const struct opt table[] = {
		{ OPT_TEXT, 'r', "reason", reason, N_("TEXT"), NULL,
		    N_("waive: why it need not be met") },
		{ OPT_TEXT, 'F', "file", file, N_("FILE"), NULL,
		    N_("waive: read the reason from FILE ('-': standard "
		    "input)") },
		{ OPT_FLAG, 0, "not-applicable", &edit->not_applicable, NULL,
		    NULL, N_("waive: it is pointless for this project") },
		OPT_NUMBERS,
		OPT_END
	};

	memcpy(out, table, sizeof(table));
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *reason = NULL, *file = NULL;
	struct criterion_edit edit = { .repetitions = -1 };
	struct opt opts[OPTIONS];
	size_t verb;

	waive_options(measure_options(define_options(opts, &edit), &edit),
	    &edit, &reason, &file);
	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = verb_read(&verb, session, verbs, COUNT(verbs), opts,
	    &argc, &argv)) ||
	    (err = text_given(&edit.reason, "reason", reason, file)))
		goto done;
	err = run_verb(session, verb, &edit, argc, argv);
done:
	edit_release(&edit);
	return err;
}
