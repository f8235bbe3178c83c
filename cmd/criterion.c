#include "cmd/criterion.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/opt.h"
#include "cmd/text.h"
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

enum { ADD = 1, SET = 2, MEASURE = 4, WAIVE = 8, REMOVE = 16, LIST = 32 };

static const struct verb {
	const char *name;
	unsigned bit;
	bool has_key;         /* KEY is its second operand */
	int least, most;      /* operands; -1: any */
	const char *operands; /* for usage */
	criterion_apply apply;
} verbs[] = {
	{ "add", ADD, false, 1, -1,
	    N_("ID [COMPARATOR TARGET UNIT] [MEMBER=VALUE...]"),
	    criterion_define },
	{ "set", SET, true, 2, -1,
	    N_("ID KEY [COMPARATOR TARGET UNIT] [MEMBER=VALUE...]"),
	    criterion_define },
	{ "measure", MEASURE, true, 3, 4, N_("ID KEY VALUE [UNIT]"),
	    criterion_measure },
	{ "waive", WAIVE, true, 2, 2, N_("ID KEY --reason TEXT"),
	    criterion_waive },
	{ "remove", REMOVE, true, 2, 2, N_("ID KEY"), criterion_remove },
	{ "list", LIST, false, 1, 1, N_("ID"), NULL },
};

static const struct err *
no_verb(const char *name)
{
	const char *names[COUNT(verbs)], *near = NULL;
	const struct err *err;

	for (size_t i = 0; i < COUNT(verbs); i++)
		names[i] = verbs[i].name;
	if (name == NULL)
		err = err_new(ERR_USAGE, _("'criterion': what is to be done "
		    "is missing"));
	else
		err = err_new(ERR_USAGE, _("unknown command "
		    "'criterion %s'"), name);
	if (name != NULL)
		near = str_nearest(name, names, COUNT(names));
	if (near != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, "proven criterion add | set | measure | waive | "
	    "remove | list");
}

/* NULL: no such verb. */
static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT(verbs); i++)
		if (strcmp(name, verbs[i].name) == 0)
			return &verbs[i];
	return NULL;
}

static const struct err *
with_usage(const struct verb *verb, const struct err *err)
{
	return err_mend(err, _("usage: proven criterion %s %s"), verb->name,
	    _(verb->operands));
}

/* How many operands VERB has. */
static const struct err *
judge_operands(const struct verb *verb, int argc)
{
	static const char *const names[] = { "ID", "KEY", "VALUE" };

	if (argc < verb->least)
		return with_usage(verb, err_new(ERR_USAGE,
		    _("'criterion %s': %s is missing"), verb->name,
		    names[argc]));
	if (verb->most >= 0 && argc > verb->most)
		return with_usage(verb, err_new(ERR_USAGE,
		    _("'criterion %s': too many operands"), verb->name));
	return NULL;
}

/* An option, the verbs that it belongs to, and whether it was given. */
struct use {
	const char *name;
	unsigned verbs;
	bool given;
};

static const struct err *
judge_options(const struct verb *verb, const struct use *uses, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (uses[i].given && !(uses[i].verbs & verb->bit))
			return with_usage(verb, err_new(ERR_USAGE,
			    _("'criterion %s' has no option '--%s'"),
			    verb->name, uses[i].name));
	return NULL;
}

static const struct err *
judge_usage(const struct verb *verb, const struct criterion_edit *edit,
    const char *reason, const char *file, int argc)
{
	const struct use uses[] = {
		{ "key", ADD, edit->key != NULL },
		{ "track", ADD | SET, edit->track != NULL },
		{ "must", ADD | SET, edit->must },
		{ "claim", ADD | SET, edit->claim != NULL },
		{ "metric", ADD | SET, edit->metric != NULL },
		{ "method", ADD | SET, edit->method != NULL },
		{ "rule", ADD | SET, edit->rule != NULL },
		{ "guard", ADD | SET, edit->guard != NULL },
		{ "tester", ADD | SET, edit->tester != NULL },
		{ "unset", SET, edit->unsets.n > 0 },
		{ "uncertainty", MEASURE, edit->uncertainty != NULL },
		{ "k", MEASURE, edit->k != NULL },
		{ "repetitions", MEASURE, edit->repetitions >= 0 },
		{ "date", MEASURE, edit->date != NULL },
		{ "by", MEASURE, edit->by != NULL },
		{ "evidence", MEASURE, edit->evidence.n > 0 },
		{ "reason", WAIVE, reason != NULL },
		{ "file", WAIVE, file != NULL },
		{ "not-applicable", WAIVE, edit->not_applicable },
	};
	const struct err *err = judge_options(verb, uses, COUNT(uses));

	return err != NULL ? err : judge_operands(verb, argc);
}

/* Operands and the reason, and then what VERB does. */
static const struct err *
run_verb(struct session *session, const struct verb *verb,
    struct criterion_edit *edit, int argc, char **argv)
{
	const struct err *err;
	char *id = NULL;

	if ((err = session_resolve(session, argv[0], &id)))
		return err;
	edit->verb = verb->name;
	edit->id = id;
	if (verb->has_key)
		edit->key = argv[1];
	edit->words = argv + 1 + verb->has_key;
	edit->n_words = argc - 1 - verb->has_key;
	if (verb->apply != NULL) {
		err = criterion_change(session, edit, verb->apply);
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
	const struct verb *verb;
	const char *reason = NULL, *file = NULL;
	struct criterion_edit edit = { .repetitions = -1 };
	struct opt opts[OPTIONS];

	waive_options(measure_options(define_options(opts, &edit), &edit),
	    &edit, &reason, &file);
	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((verb = find_verb(argc > 0 ? argv[0] : NULL)) == NULL) {
		err = no_verb(argc > 0 ? argv[0] : NULL);
		goto done;
	}
	if ((err = judge_usage(verb, &edit, reason, file, argc - 1)))
		goto done;
	if ((err = text_given(&edit.reason, "reason", reason, file)))
		goto done;
	err = run_verb(session, verb, &edit, argc - 1, argv + 1);
done:
	edit_release(&edit);
	return err;
}
