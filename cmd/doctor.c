#include "cmd/doctor.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/finding.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_doctor = {
	"doctor", "", N_("what is wrong with this clone or tracker, and "
	    "what mends it"), CMD_STORE | CMD_PAGER, run
};

enum { SHOWN_OF_A_KIND = 10 };

static const struct err *examine(struct doctor *);
static void print(struct session *, const struct doctor *);

static void
doctor_release(struct doctor *doctor)
{
	free(doctor->items);
	strs_release(&doctor->texts);
}

static size_t
errors(const struct doctor *doctor)
{
	size_t n = 0;

	for (size_t i = 0; i < doctor->n; i++)
		n += doctor->items[i].row.level == FINDINGS_ERROR;
	return n;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct doctor doctor = { session, false, NULL, 0, 0, STRS_INIT };
	const struct opt opts[] = {
		{ OPT_FLAG, 0, "fix", &doctor.fix, NULL, NULL,
		    N_("mend what can be mended safely: finish a change "
		    "that was cut off, set the drivers for git") },
		OPT_END
	};

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 0, 0)))
		goto done;
	if ((err = examine(&doctor)))
		goto done;
	print(session, &doctor);
	if (errors(&doctor) > 0)
		err = err_new(ERR_FINDINGS, _("errors: %zu"),
		    errors(&doctor));
done:
	doctor_release(&doctor);
	return err;
}

static const char *
keep(struct doctor *doctor, char *text)
{
	if (text != NULL)
		strs_take(&doctor->texts, text);
	return text;
}

void
doctor_add(struct doctor *doctor, enum severity severity, const char *check,
    const char *mend, const char *fmt, ...)
{
	struct ailment *ailment;
	va_list ap;

	GROW(doctor->items, doctor->n, doctor->cap);
	ailment = &doctor->items[doctor->n++];
	ailment->check = check;
	va_start(ap, fmt);
	ailment->row = (struct findings_row){
		.rule = "", .level = finding_level(severity), .commit = "",
		.project = "", .file = "", .place = "", .path = "",
		.text = keep(doctor, xvasprintf(fmt, ap)),
		.mend = keep(doctor, xstrdup0(mend)),
	};
	va_end(ap);
}

void
doctor_of_record(struct doctor *doctor, enum rule rule, const char *project,
    const char *file)
{
	struct findings_row *row = &doctor->items[doctor->n - 1].row;

	row->rule = rule_id(rule);
	row->project = keep(doctor, xstrdup(project));
	row->file = row->place = keep(doctor, xstrdup(file));
}

void
doctor_add_finding(struct doctor *doctor, const struct finding *finding,
    const char *project, const char *file, const char *mend)
{
	struct findings_row *row;

	doctor_add(doctor, finding->severity, "record", mend, "%s",
	    finding->text);
	doctor_of_record(doctor, finding->rule, project, file);
	row = &doctor->items[doctor->n - 1].row;
	row->path = keep(doctor, xstrdup(finding->path));
	row->line = finding->line;
	row->column = finding->column;
}

void
doctor_add_err(struct doctor *doctor, enum severity severity,
    const char *check, const char *mend, const struct err *err)
{
	doctor_add(doctor, severity, check, mend, "%.*s",
	    (int)strcspn(err->msg, "\n"), err->msg);
}

/* ---- The tracker's own files ---- */

static void
examine_user(struct doctor *doctor, const struct tracker *tracker)
{
	const struct err *err;
	struct actor actor = { NULL, NULL, NULL, 0 };

	err = actor_init(&actor, doctor->session->store, tracker);
	if (err != NULL)
		doctor_add_err(doctor, SEVERITY_WARNING, "identity",
		    "git config --global user.name 'NAME' && "
		    "git config --global user.email 'ADDRESS'", err);
	else if (people_find(tracker->people, actor.by) == NULL)
		doctor_add(doctor, SEVERITY_NOTE, "no_role", NULL,
		    _("'%s' is not in tracker/people.json and so holds no "
		    "role"), actor.by);
	actor_release(&actor);
}

static const struct err *
examine_tracker(struct doctor *doctor)
{
	const struct err *err;
	struct session *session = doctor->session;
	const struct tracker *tracker = NULL;

	if ((err = store_tip(session->store, &session->tip)))
		return err;
	err = snapshot_tracker(session->tip, &tracker);
	if (err != NULL && err->code != ERR_DATA)
		return err;
	if (err != NULL) {
		doctor_add_err(doctor, SEVERITY_ERROR, "tracker",
		    "git log -p -- tracker/", err);
		return doctor_records(doctor, session->tip, NULL);
	}
	if (tracker->workflow == NULL)
		doctor_add_err(doctor, SEVERITY_ERROR, "workflow",
		    "proven workflow set FILE", tracker->workflow_err);
	doctor_people(doctor, tracker);
	examine_user(doctor, tracker);
	return doctor_records(doctor, session->tip, tracker);
}

static const struct err *
recover(struct doctor *doctor)
{
	const struct err *err;
	struct session *session = doctor->session;
	struct strs left = STRS_INIT;
	char *file, *mend;
	size_t n = 0;

	if ((err = store_recover(session->store, &n, &left)))
		goto done;
	if (n > 0)
		session_note(session, _("files brought into step: %zu"), n);
	for (size_t i = 0; i < left.n; i++) {
		file = shell_quote(left.items[i]);
		mend = xasprintf("git diff HEAD -- %s", file);
		doctor_add(doctor, SEVERITY_WARNING, "left", mend,
		    _("'%s' was edited since a change was cut off, and is "
		    "left as it is"), left.items[i]);
		free(mend);
		free(file);
	}
done:
	strs_release(&left);
	return err;
}

static const struct err *
examine(struct doctor *doctor)
{
	const struct err *err;

	if (doctor->fix && (err = recover(doctor)))
		return err;
	if ((err = doctor_clone(doctor)))
		return err;
	return examine_tracker(doctor);
}

/* ---- What is found ---- */

/* How many before item I are of its kind. */
static size_t
before(const struct doctor *doctor, size_t i)
{
	size_t n = 0;

	for (size_t j = 0; j < i; j++)
		n += strcmp(doctor->items[j].check,
		    doctor->items[i].check) == 0;
	return n;
}

static size_t
of_kind(const struct doctor *doctor, const char *check)
{
	size_t n = 0;

	for (size_t i = 0; i < doctor->n; i++)
		n += strcmp(doctor->items[i].check, check) == 0;
	return n;
}

/* The worst first; of one kind no more than a screen can hold. */
static void
print_document(struct out *out, const struct doctor *doctor)
{
	const struct ailment *ailment;
	size_t n;
	char *more;

	for (int level = FINDINGS_ERROR; level >= FINDINGS_NOTE; level--)
		for (size_t i = 0; i < doctor->n; i++) {
			ailment = &doctor->items[i];
			if ((int)ailment->row.level != level)
				continue;
			n = before(doctor, i);
			if (n < SHOWN_OF_A_KIND)
				findings_print_row(&ailment->row,
				    FINDINGS_ERROR, out);
			if (n != SHOWN_OF_A_KIND)
				continue;
			more = xasprintf(_("and %zu more of this kind"),
			    of_kind(doctor, ailment->check) - n);
			doc_check(out, ' ', more, NULL);
			free(more);
		}
	if (doctor->n == 0)
		doc_check(out, '+', _("clone and tracker are in order"),
		    NULL);
}

static const struct column columns[] = {
	{ "severity", CELL_TEXT, 0, NULL, NULL },
	{ "check", CELL_TEXT, 0, NULL, NULL },
	{ "text", CELL_TEXT, 0, NULL, NULL },
	{ "mend", CELL_TEXT, 0, NULL, NULL },
	{ "rule", CELL_TEXT, 0, NULL, NULL },
	{ "project", CELL_TEXT, 0, NULL, NULL },
	{ "file", CELL_TEXT, 0, NULL, NULL },
	{ "path", CELL_TEXT, 0, NULL, NULL },
	{ "line", CELL_INTEGER, 0, NULL, NULL },
	{ "column", CELL_INTEGER, 0, NULL, NULL },
};

static void
fill_row(struct table *table, const struct ailment *ailment)
{
	const struct findings_row *row = &ailment->row;
	const char *const texts[] = { findings_level_names[row->level],
		ailment->check, row->text, row->mend, row->rule,
		row->project, row->file, row->path };

	finding_cells(table, texts, COUNT(texts), row->line, row->column);
}

static void
print(struct session *session, const struct doctor *doctor)
{
	struct table *table;

	if (session->out.format == OUT_TABLE ||
	    session->out.format == OUT_MARKDOWN) {
		print_document(&session->out, doctor);
		return;
	}
	table = table_new("findings", columns, COUNT(columns));
	for (size_t i = 0; i < doctor->n; i++)
		fill_row(table, &doctor->items[i]);
	table_print(table, &session->out);
	table_free(table);
}
