#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/beside.h"
#include "cmd/cmd.h"
#include "cmd/label.h"
#include "cmd/out/text.h"
#include "cmd/review.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/model/flat.h"
#include "core/model/workflow.h"

/* One project on the page of a change. */

enum { CELL_MOST = 160, FIELDS_SHOWN = 40, UNMET_SHOWN = 12 };

void
review_cell(struct str *out, const char *text)
{
	char *escaped = out_escape(text);
	struct str cut = STR_INIT;

	text_cut(&cut, escaped, CELL_MOST);
	text_markdown(out, cut.ptr);
	str_release(&cut);
	free(escaped);
}

/* ---- Moves ---- */

static void
add_stage(struct str *out, const struct review *review, const char *stage)
{
	if (stage != NULL)
		review_cell(out, label_stage(review->session, stage));
}

static void
add_remarks(struct str *out, const struct reviewed *project,
    const struct review_step *step)
{
	char *path = xasprintf("history.%lld.override",
	    (long long)step->entry.seq - 1);
	char *override = record_display(project->after, path);

	if (step->entry.code != NULL)
		review_cell(out, step->entry.code);
	if (step->entry.code != NULL && step->entry.reason != NULL)
		str_add(out, ": ");
	if (step->entry.reason != NULL)
		review_cell(out, step->entry.reason);
	if (step->entry.recorded_source != NULL)
		str_addf(out, " (%s)", _("recorded"));
	if (override != NULL) {
		str_addf(out, " **%s** ", _("overridden"));
		review_cell(out, override);
	}
	free(override);
	free(path);
}

static void
add_step(struct str *out, const struct review *review,
    const struct reviewed *project, const struct review_step *step)
{
	char time[TIME_SIZE];

	time_format(time, step->entry.at);
	str_add(out, "| ");
	review_cell(out, step->entry.transition != NULL ?
	    step->entry.transition : "?");
	str_add(out, " | ");
	add_stage(out, review, step->entry.from);
	str_add(out, " → ");
	add_stage(out, review, step->entry.to);
	str_add(out, " | ");
	review_cell(out, step->entry.by != NULL ? step->entry.by : "?");
	str_addf(out, " | %.10s | %s", time,
	    _(strength_names[step->strength]));
	if (step->commit != NULL)
		str_addf(out, " `%.12s`", step->commit);
	str_add(out, " | ");
	add_remarks(out, project, step);
	str_add(out, " |\n");
}

static void
add_steps(struct str *out, const struct review *review,
    const struct reviewed *project)
{
	if (project->n_steps == 0)
		return;
	str_addf(out, "\n| %s | %s | %s | %s | %s | %s |\n"
	    "| --- | --- | --- | --- | --- | --- |\n", _("Transition"),
	    _("Stages"), _("By"), _("Date"), _("Proof"), _("Reason"));
	for (size_t i = 0; i < project->n_steps; i++)
		add_step(out, review, project, &project->steps[i]);
}

/* ---- Fields ---- */

/* The paths of both, each once, in the order of the table. */
static void
paths_of(struct strs *out, const struct reviewed *project)
{
	struct strs old = STRS_INIT, new = STRS_INIT;
	size_t i = 0, k = 0;

	if (project->before != NULL)
		flat_paths(project->before, &old);
	if (project->after != NULL)
		flat_paths(project->after, &new);
	while (i < old.n || k < new.n) {
		int order = i == old.n ? 1 : k == new.n ? -1 :
		    flat_compare(old.items[i], new.items[k]);

		strs_add(out, order <= 0 ? old.items[i] : new.items[k]);
		i += order <= 0;
		k += order >= 0;
	}
	strs_release(&old);
	strs_release(&new);
}

/* The stage is told by the moves, the id by the heading. */
static bool
is_told(const char *path)
{
	return strcmp(path, "stage") == 0 || strcmp(path, "id") == 0 ||
	    strcmp(path, "title") == 0;
}

static bool
add_field(struct str *out, const struct reviewed *project, const char *path)
{
	char *old = project->before != NULL ?
	    flat_text(project->before, path) : NULL;
	char *new = project->after != NULL ?
	    flat_text(project->after, path) : NULL;
	bool same = old != NULL && new != NULL && strcmp(old, new) == 0;

	if (project->before == NULL && is_told(path))
		same = true;
	if (!same && strcmp(path, "stage") != 0) {
		str_add(out, "| ");
		review_cell(out, path);
		str_add(out, " | ");
		review_cell(out, old != NULL ? old : "");
		str_add(out, " | ");
		review_cell(out, new != NULL ? new : "");
		str_add(out, " |\n");
	} else {
		same = true;
	}
	free(old);
	free(new);
	return !same;
}

static void
add_fields(struct str *out, const struct reviewed *project)
{
	struct strs paths = STRS_INIT;
	struct str rows = STR_INIT, rest = STR_INIT;
	size_t n = 0;

	if (project->after == NULL)
		return;
	paths_of(&paths, project);
	for (size_t i = 0; i < paths.n; i++)
		n += add_field(n < FIELDS_SHOWN ? &rows : &rest, project,
		    paths.items[i]);
	if (n > 0)
		str_addf(out, "\n| %s | %s | %s |\n| --- | --- | --- |\n%s",
		    _("Field"), _("Before"), _("After"), rows.ptr);
	if (n > FIELDS_SHOWN) {
		str_addc(out, '\n');
		str_addf(out, _("fields that have no room here: %zu"),
		    n - FIELDS_SHOWN);
		str_addc(out, '\n');
	}
	strs_release(&paths);
	str_release(&rows);
	str_release(&rest);
}

/* ---- Approvals ---- */

static const char *const decisions[] = {
	[DECISION_APPROVE] = N_("approves"),
	[DECISION_REJECT] = N_("rejects"),
	[DECISION_ABSTAIN] = N_("abstains"),
};

/* "- wang (expert) approves verify, entry 3: signed, counted" */
static void
add_vote(struct str *out, const struct review *review,
    const struct reviewed *project, const struct approval *vote)
{
	str_add(out, "- ");
	if (vote->fault != NULL || vote->by == NULL ||
	    vote->transition == NULL) {
		review_cell(out, vote->file);
		str_add(out, ": ");
		review_cell(out, vote->fault != NULL ? vote->fault : "");
		str_addc(out, '\n');
		return;
	}
	review_cell(out, vote->by);
	if (vote->role != NULL) {
		str_add(out, " (");
		review_cell(out, vote->role);
		str_addc(out, ')');
	}
	str_addf(out, " **%s** ", _(decisions[vote->decision]));
	review_cell(out, vote->transition);
	str_addf(out, ", %s", _(strength_names[
	    review_vote_strength(review, project, vote)]));
	if (vote->coi)
		str_addf(out, ", %s", _("declares a conflict of interest"));
	if (project->after != NULL && record_counted(project->after, vote))
		str_addf(out, ", %s", _("counted by the transition"));
	if (vote->note != NULL) {
		str_add(out, ": ");
		review_cell(out, vote->note);
	}
	str_addc(out, '\n');
}

static void
add_votes(struct str *out, const struct review *review,
    const struct reviewed *project)
{
	bool any = false;

	for (size_t i = 0; i < project->votes.n; i++) {
		const struct approval *vote = review_vote(project,
		    project->votes.items[i]);

		if (vote == NULL)
			continue;
		str_add(out, any ? "" : "\n");
		add_vote(out, review, project, vote);
		any = true;
	}
	if (project->evidence > 0) {
		str_add(out, any ? "" : "\n");
		str_add(out, "- ");
		str_addf(out, _("new files of evidence: %zu"),
		    project->evidence);
		str_addc(out, '\n');
	}
}

/* ---- What is ahead ---- */

static void
add_gate(struct str *out, const struct review *review,
    const struct gate *gate)
{
	size_t met = 0, all = 0, shown = 0;

	for (size_t i = 0; i < gate->n; i++) {
		all += gate->items[i].part == GATE_NEED;
		met += gate->items[i].part == GATE_NEED && gate->items[i].met;
	}
	str_addf(out, "\n%s ", _("Next:"));
	review_cell(out, gate->transition->name);
	str_add(out, " → ");
	add_stage(out, review, gate->to);
	str_add(out, "; ");
	if (all > 0)
		str_addf(out, _("conditions met: %zu of %zu"), met, all);
	else
		str_add(out, _("without conditions"));
	str_addc(out, '\n');
	for (size_t i = 0; i < gate->n; i++) {
		const struct gate_item *item = &gate->items[i];

		if (item->part != GATE_NEED || item->met)
			continue;
		if (shown++ >= UNMET_SHOWN)
			break;
		str_add(out, shown == 1 ? "\n- [ ] " : "- [ ] ");
		review_cell(out, item->text);
		str_addc(out, '\n');
	}
}

/* The next step; by nobody, as who takes it is not known yet. */
static const struct err *
judge(struct gate **gate, const struct review *review,
    const struct record *record)
{
	const struct tracker *tracker = review->session->tracker;
	struct beside beside = BESIDE_INIT;
	const struct transition **ahead;
	struct step step = { .by = "" };
	const struct err *err = NULL;
	size_t n;

	ahead = gate_ahead(record, tracker->workflow, &n);
	if (n > 0 && (err = beside_read(&beside, review->session->tip,
	    record, gate_asks_evidence(ahead[0]))) == NULL) {
		step.transition = ahead[0]->name;
		step.at = session_now(review->session, record);
		step.dossier = beside_dossier(&beside);
		err = gate_judge(gate, record, NULL, tracker, &step);
	}
	beside_release(&beside);
	free(ahead);
	return err;
}

static void
add_ahead(struct str *out, const struct review *review,
    const struct record *record)
{
	struct gate *gate = NULL;

	if (review->session->tracker->workflow != NULL &&
	    judge(&gate, review, record) == NULL && gate != NULL)
		add_gate(out, review, gate);
	gate_free(gate);
}

/* ---- All of it ---- */

static void
add_heading(struct str *out, const struct review *review,
    const struct reviewed *project)
{
	const struct record *record = project->after != NULL ?
	    project->after : project->before;

	str_addf(out, "\n## %s", project->id);
	if (record != NULL) {
		str_add(out, ": ");
		review_cell(out, record_title(record,
		    review->session->out.lang));
	}
	str_addc(out, '\n');
}

void
review_project(struct str *out, const struct review *review,
    const struct reviewed *project)
{
	add_heading(out, review, project);
	if (project->fault != NULL) {
		str_add(out, "\n");
		review_cell(out, project->fault);
		str_addc(out, '\n');
	} else if (project->after == NULL) {
		str_addf(out, "\n%s\n", project->before != NULL ?
		    _("The project is gone.") : _("There is no such "
		    "project."));
	} else if (project->before == NULL) {
		str_addf(out, "\n%s\n", _("A new project."));
	}
	add_steps(out, review, project);
	add_fields(out, project);
	add_votes(out, review, project);
	if (project->after != NULL)
		add_ahead(out, review, project->after);
}
