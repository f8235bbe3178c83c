#include <stdlib.h>
#include <string.h>

#include "cmd/approve.h"
#include "cmd/beside.h"
#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "cmd/text.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_approve = {
	"approve", N_("ID TRANSITION | --list ID"),
	N_("say yes or no to a transition, in a role that you hold"),
	CMD_STORE | CMD_TRACKER, run
};

struct approve {
	struct session *session;
	struct change_options options;
	const char *id, *word;
	const char *role;      /* NULL: the one that is asked and held */
	enum decision decision;
	bool coi, sign;
	char *note;
	/* What was done. */
	char *taken, *as, *by, *why;
};

static const struct err *approve(struct approve *);

static void
approve_forget(struct approve *approve)
{
	free(approve->taken);
	free(approve->as);
	free(approve->by);
	free(approve->why);
	approve->taken = approve->as = approve->by = approve->why = NULL;
}

/* ERR_USAGE: what says nothing when it stands together. */
static const struct err *
check_together(bool reject, bool abstain, bool list, int argc)
{
	if (reject && abstain)
		return err_new(ERR_USAGE, _("'%s' and '%s' cannot both be "
		    "given"), "--reject", "--abstain");
	if (list && argc != 1)
		return err_new(ERR_USAGE, _("'--list' takes one project"));
	return NULL;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	const char *note = NULL, *file = NULL, *coi = "none";
	bool reject = false, abstain = false, list = false;
	struct approve a = { .session = session };
	char *id = NULL;
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "role", &a.role, N_("ROLE"), NULL,
		    N_("the role in which you approve, if you hold several "
		    "that are asked") },
		{ OPT_FLAG, 0, "reject", &reject, NULL, NULL, N_("say no") },
		{ OPT_FLAG, 0, "abstain", &abstain, NULL, NULL,
		    N_("say neither yes nor no") },
		{ OPT_CHOICE, 0, "coi", &coi, N_("WORD"), "none|declared",
		    N_("whether you have a conflict of interest; with a "
		    "declared one it never counts") },
		{ OPT_TEXT, 0, "note", &note, N_("TEXT"), NULL,
		    N_("a remark to be kept in the approval") },
		{ OPT_TEXT, 'F', "file", &file, N_("FILE"), NULL,
		    N_("read the remark from FILE ('-': standard input)") },
		{ OPT_FLAG, 0, "sign", &a.sign, NULL, NULL,
		    N_("sign it with the ssh key of git") },
		{ OPT_FLAG, 0, "list", &list, NULL, NULL,
		    N_("show the approvals given, and whether they count") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, list ? 1 : 2, 2)))
		goto done;
	if ((err = check_together(reject, abstain, list, argc)))
		goto done;
	if ((err = text_given(&a.note, "note", note, file)))
		goto done;
	if ((err = session_resolve(session, argv[0], &id)))
		goto done;
	a.id = id;
	a.word = argc == 2 ? argv[1] : NULL;
	a.coi = strcmp(coi, "declared") == 0;
	a.decision = reject ? DECISION_REJECT :
	    abstain ? DECISION_ABSTAIN : DECISION_APPROVE;
	err = list ? approvals_list(session, id) : approve(&a);
done:
	approve_forget(&a);
	free(a.note);
	free(id);
	return err;
}

/* ---- The role ---- */

static const struct err *
no_role(const struct approve *a, const struct transition *t,
    const struct person *person, const struct strs *roles)
{
	const struct err *err;
	char *held = strs_join(&person->roles, ", ");
	char *choice = strs_join(roles, ", ");

	if (roles->n > 1) {
		err = err_new(ERR_USAGE, _("'%s' can approve in several "
		    "roles: %s"), person->handle, choice);
		err = err_mend(err, "proven approve %s %s --role %s", a->id,
		    a->word, roles->items[0]);
	} else {
		err = err_new(ERR_REFUSED, _("'%s' asks no approval in a "
		    "role of '%s' (%s)"), t->name, person->handle,
		    *held != '\0' ? held : _("none"));
		err = err_mend(err, "proven gate %s %s", a->id, a->word);
	}
	free(held);
	free(choice);
	return err;
}

/* The role in which it is given, into A->as. */
static const struct err *
choose_role(struct approve *a, const struct transition *t,
    const struct person *person, const struct record *record,
    const struct tracker *tracker, int64_t now)
{
	struct step step = { .transition = t->name, .by = "", .at = now };
	const struct err *err;
	struct strs roles = STRS_INIT;

	if (a->role != NULL) {
		a->as = xstrdup(a->role);
		return NULL;
	}
	err = gate_approval_roles(&roles, record, tracker, &step,
	    person->handle);
	if (err == NULL && roles.n == 1)
		a->as = xstrdup(roles.items[0]);
	else if (err == NULL)
		err = no_role(a, t, person, &roles);
	strs_release(&roles);
	return err;
}

static const struct err *
find_person(const struct person **out, const struct actor *actor,
    const struct tracker *tracker)
{
	*out = people_find(tracker->people, actor->by);
	if (*out != NULL)
		return NULL;
	return err_mend(err_new(ERR_REFUSED, _("'%s' is not in "
	    "tracker/people.json, and so holds no role"), actor->by),
	    "proven people add HANDLE --name %s --email %s --role ROLE",
	    "'…'", actor->email);
}

/* ---- One approval ---- */

/* Everything that one approval is made of, on the tip at hand. */
struct making {
	struct approve *a;
	const struct tracker *tracker;
	struct record *record;
	const struct transition *transition;
	struct actor actor;
	struct beside beside;
	struct json *json;
	char *file;
};

static void
making_release(struct making *m)
{
	record_free(m->record);
	actor_release(&m->actor);
	beside_release(&m->beside);
	approval_free(m->json);
	free(m->file);
}

static const struct err *
find_transition(struct making *m)
{
	const struct workflow *workflow;
	const struct err *err;

	if ((err = change_workflow(m->tracker, &workflow)) ||
	    (err = gate_resolve(&m->transition, m->record, m->tracker,
	    m->a->word)))
		return err;
	if (gate_target(m->transition, m->record, workflow) != NULL)
		return NULL;
	return err_mend(err_new(ERR_REFUSED, _("'%s' cannot take '%s' from "
	    "'%s'"), m->a->id, m->transition->name,
	    record_stage(m->record)), "proven gate %s", m->a->id);
}

static const struct err *
sign_it(struct making *m)
{
	const struct err *err;
	struct str payload = STR_INIT, armour = STR_INIT;

	approval_payload(&payload, m->json);
	err = actor_sign(m->a->session, &m->actor, m->tracker,
	    APPROVAL_NAMESPACE, &payload, &armour);
	if (err == NULL)
		approval_sign(m->json, armour.ptr);
	str_release(&payload);
	str_release(&armour);
	return err;
}

/* The clock, and behind all that this person has said before: the last
 * word is told by its time. */
static int64_t
later_than(const struct making *m)
{
	const struct approvals *all = &m->beside.approvals;
	int64_t at = m->actor.now;

	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].fault == NULL &&
		    strcmp(all->items[i].by, m->actor.by) == 0 &&
		    all->items[i].at >= at)
			at = all->items[i].at + 1;
	return at;
}

static const struct err *
draw_up(struct making *m)
{
	struct approve *a = m->a;
	char digest[DIGEST_SIZE];
	struct approval_draft draft = { .project = a->id,
		.transition = m->transition->name, .by = m->actor.by,
		.role = a->as, .note = a->note, .at = m->actor.now,
		.decision = a->decision, .coi = a->coi,
		.record = digest, .gate = m->transition->digest };

	record_digest(m->record, digest);
	draft.at = later_than(m);
	draft.seq = (int64_t)record_count(m->record, "history") + 1;
	m->json = approval_new(&draft);
	m->file = approval_file(&draft, &m->beside.approvals);
	if (a->sign || m->tracker->require_approvals == STRENGTH_SIGNED)
		return sign_it(m);
	return NULL;
}

/*
 * What the gate would say of it, were it moved now by somebody else.  Who
 * does not hold the role is refused; what else speaks against it is told.
 */
static const struct err *
judge(struct making *m)
{
	struct step step = { .transition = m->transition->name, .by = "",
		.at = m->actor.now };
	const struct err *err;
	struct str text = STR_INIT;

	approval_text(&text, m->json);
	approvals_add(&m->beside.approvals, m->a->id, m->file, text.ptr,
	    text.len);
	str_release(&text);
	step.dossier = beside_dossier(&m->beside);
	err = gate_approval_fault(&m->a->why, m->record, m->tracker, &step,
	    m->file);
	if (err != NULL)
		err = err_mend(err, "proven gate %s %s", m->a->id,
		    m->a->word);
	return err;
}

static void
say(struct making *m, struct change *change)
{
	struct approve *a = m->a;
	char *what = xasprintf("%s %s as %s", decision_names[a->decision],
	    m->transition->name, a->as);

	change_say(change, a->id, what, a->note, &m->actor);
	change_trailer(change, "Proven-Transition", m->transition->name);
	change_trailer(change, "Proven-Role", a->as);
	free(what);
	a->taken = xstrdup(m->transition->name);
	a->by = xstrdup(m->actor.by);
}

static const struct err *
put_approval(struct change *change, struct snapshot *tip, void *arg)
{
	struct making m = { .a = arg, .beside = BESIDE_INIT };
	const struct person *person;
	const struct err *err;

	approve_forget(m.a);
	if ((err = snapshot_tracker(tip, &m.tracker)))
		goto done;
	if ((err = snapshot_record(tip, m.a->id, &m.record)))
		goto done;
	if ((err = find_transition(&m)))
		goto done;
	if ((err = actor_init(&m.actor, m.a->session->store, m.tracker)))
		goto done;
	if ((err = find_person(&person, &m.actor, m.tracker)))
		goto done;
	err = choose_role(m.a, m.transition, person, m.record, m.tracker,
	    m.actor.now);
	if (err != NULL)
		goto done;
	if ((err = beside_read(&m.beside, tip, m.record, false)))
		goto done;
	if ((err = draw_up(&m)))
		goto done;
	if ((err = judge(&m)))
		goto done;
	err = change_put_approval(change, m.a->id, m.file, m.json);
	if (err == NULL)
		say(&m, change);
done:
	making_release(&m);
	return err;
}

/* "film: wang approves verify as expert" */
static char *
done_text(const struct approve *a)
{
	switch (a->decision) {
	case DECISION_REJECT:
		return xasprintf(_("%s: %s rejects %s as %s"), a->id, a->by,
		    a->taken, a->as);
	case DECISION_ABSTAIN:
		return xasprintf(_("%s: %s abstains from %s as %s"), a->id,
		    a->by, a->taken, a->as);
	default:
		return xasprintf(_("%s: %s approves %s as %s"), a->id, a->by,
		    a->taken, a->as);
	}
}

static const struct err *
approve(struct approve *a)
{
	const struct err *err;
	char commit[COMMIT_HEX + 1], *line;

	err = store_change(a->session->store, &a->options, put_approval, a,
	    commit);
	if (err != NULL)
		return err;
	line = done_text(a);
	done_line(a->session, line);
	if (a->why != NULL)
		session_warn(a->session, _("it does not count: %s: %s"),
		    a->by, a->why);
	free(line);
	done_tell(a->session, a->id, "approve", NULL, NULL, commit);
	return NULL;
}
