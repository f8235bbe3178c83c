#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/review.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/workflow.h"

/*
 * What a host's merge buttons would make of the change.  A merge commit
 * leaves its commits as they are.  A squash makes one of them, by one author
 * and signed by the host; a rebase makes each anew, by its author and signed
 * by nobody.
 */

bool
review_has_tracker(const struct review *review)
{
	for (int i = 0; i < TRACKER_FILES; i++)
		if (review->tracker[i])
			return true;
	return false;
}

const struct approval *
review_vote(const struct reviewed *project, const char *file)
{
	for (size_t i = 0; i < project->approvals.n; i++)
		if (strcmp(project->approvals.items[i].file, file) == 0)
			return &project->approvals.items[i];
	return NULL;
}

const struct tracker *
review_rules(const struct review *review)
{
	return review->before != NULL ? review->before :
	    review->session->tracker;
}

/* ---- Strength ---- */

/* Whether the audit missed some proof in the project. */
static bool
lacks_proof(const struct review *review, const char *id)
{
	const struct findings_report *report = &review->audited.report;

	for (size_t i = 0; i < report->n_rows; i++) {
		const struct findings_row *row = &report->rows[i];

		if (strcmp(row->project, id) == 0 &&
		    (strcmp(row->rule, "PV302") == 0 ||
		    strcmp(row->rule, "PV308") == 0 ||
		    strcmp(row->rule, "PV309") == 0))
			return true;
	}
	return false;
}

static enum strength
at_least(enum strength shown, enum strength required)
{
	return shown > required ? shown : required;
}

enum strength
review_vote_strength(const struct review *review,
    const struct reviewed *project, const struct approval *vote)
{
	if (lacks_proof(review, project->id))
		return STRENGTH_CLAIMED;
	return at_least(vote->signature != NULL ? STRENGTH_SIGNED :
	    STRENGTH_CLAIMED, review_rules(review)->require_approvals);
}

/* ---- Why not ---- */

static void add_why(struct strs *, const char *fmt, ...) PRINTF(2, 3);

static void
add_why(struct strs *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strs_take(why, xvasprintf(fmt, ap));
	va_end(ap);
}

/* Steps that nothing but their commit vouches for. */
static void
add_unsigned(struct strs *why, const struct review *review,
    const struct reviewed *project)
{
	for (size_t i = 0; i < project->n_steps; i++) {
		const struct review_step *step = &project->steps[i];

		if (step->entry.recorded_source != NULL) {
			add_why(why, _("%s: entries as recorded need an "
			    "admin as committer (PV301)"), project->id);
			return;
		}
		if (review_rules(review)->require_transitions ==
		    STRENGTH_SIGNED && !step->has_signature) {
			add_why(why, _("%s: the signature is on the commit, "
			    "not in the entry (PV308)"), project->id);
			return;
		}
	}
}

static void
add_tracker(struct strs *why, const struct review *review)
{
	if (review_has_tracker(review) &&
	    review_rules(review)->require_tracker == STRENGTH_SIGNED)
		add_why(why, _("changes of tracker/ need the signature of an "
		    "admin (PV308)"));
}

/* Did the record change after its last step, so that this no longer names
 * what it judged? */
static bool
is_edited_after(const struct review *review, const struct reviewed *project)
{
	const struct workflow *workflow = review_rules(review)->workflow;
	const struct transition *transition = NULL;
	const struct entry *last;
	char digest[DIGEST_SIZE], *path;
	const char *named;
	bool same;

	if (project->n_steps == 0)
		return false;
	last = &project->steps[project->n_steps - 1].entry;
	if (workflow != NULL && last->transition != NULL)
		transition = workflow_transition(workflow, last->transition);
	path = xasprintf("history.%zu.record",
	    record_count(project->after, "history") - 1);
	named = record_text(project->after, path);
	free(path);
	/* What is rebaselined is judged as it was before. */
	if (transition != NULL && transition->rebaseline != 0 &&
	    project->before == NULL)
		return true;
	record_digest(transition != NULL && transition->rebaseline != 0 ?
	    project->before : project->after, digest);
	same = named != NULL && strcmp(named, digest) == 0;
	return !same && last->recorded_source == NULL;
}

static bool
all_signed(const struct reviewed *project)
{
	for (size_t i = 0; i < project->n_steps; i++)
		if (!project->steps[i].has_signature)
			return false;
	return true;
}

static void
add_person(struct strs *people, const char *by)
{
	if (by != NULL && !strs_has(people, by))
		strs_add(people, by);
}

/* Those for whom only the author of the commit vouches. */
static void
find_people(struct strs *people, const struct review *review,
    const struct reviewed *project)
{
	const struct tracker *rules = review_rules(review);

	for (size_t i = 0; i < project->n_steps; i++)
		if (rules->require_transitions == STRENGTH_AUTHORED &&
		    !project->steps[i].has_signature &&
		    project->steps[i].entry.recorded_source == NULL)
			add_person(people, project->steps[i].entry.by);
	for (size_t i = 0; i < project->votes.n; i++) {
		const struct approval *vote = review_vote(project,
		    project->votes.items[i]);

		if (vote != NULL && vote->signature == NULL &&
		    rules->require_approvals >= STRENGTH_AUTHORED)
			add_person(people, vote->by);
	}
}

static void
add_people(struct strs *why, const struct review *review,
    struct strs *people)
{
	char *names;

	for (size_t i = 0; i < review->n; i++)
		find_people(people, review, &review->projects[i]);
	if (people->n < 2)
		return;
	strs_sort(people);
	names = strs_join(people, ", ");
	add_why(why, _("several people act, and one commit has one author: "
	    "%s (PV302)"), names);
	free(names);
}

static bool
skips_revision(const struct review *review)
{
	const struct tracker *old = review->before,
	    *new = review->session->tracker;

	if (old == NULL)
		return false;
	return new->revision > old->revision + 1 ||
	    new->people->revision > old->people->revision + 1 ||
	    (new->workflow != NULL && old->workflow != NULL &&
	    new->workflow->revision > old->workflow->revision + 1);
}

/* What two sides changed is not what either of them was judged on. */
static void
against_any(struct strs *why, const struct review *review)
{
	for (size_t i = 0; i < review->n; i++)
		if (review->projects[i].both)
			add_why(why, _("%s: the base has changed it as well; "
			    "bring the branch up to date and check again"),
			    review->projects[i].id);
	if (review->tracker_both)
		add_why(why, _("the base has changed tracker/ as well; "
		    "bring the branch up to date and check again"));
}

static void
against_squash(struct strs *why, const struct review *review,
    struct strs *people)
{
	against_any(why, review);
	for (size_t i = 0; i < review->n; i++) {
		const struct reviewed *project = &review->projects[i];

		if (project->n_steps > 1 && !all_signed(project))
			add_why(why, _("%s: %zu steps in one commit "
			    "(PV508)"), project->id, project->n_steps);
		if (is_edited_after(review, project))
			add_why(why, _("%s: edited after its last step "
			    "(PV206)"), project->id);
		add_unsigned(why, review, project);
	}
	add_people(why, review, people);
	if (review_has_tracker(review) && (review->n > 0 || review->others))
		add_why(why, _("tracker/ changes along with other files "
		    "(PV311)"));
	if (skips_revision(review))
		add_why(why, _("a file of tracker/ changes more than once "
		    "(PV311)"));
	add_tracker(why, review);
}

static void
against_rebase(struct strs *why, const struct review *review)
{
	against_any(why, review);
	for (size_t i = 0; i < review->n; i++)
		add_unsigned(why, review, &review->projects[i]);
	add_tracker(why, review);
	if (review->range.merges > 0)
		add_why(why, _("merges in the change are laid flat: %zu"),
		    review->range.merges);
}

/* ---- The table ---- */

enum { WHY_SHOWN = 8 };

/* ON: on which condition; NULL. */
static void
add_button(struct str *out, const char *name, struct strs *why,
    const char *on)
{
	str_addf(out, "| %s | %s | ", name, why->n > 0 ? _("no") : _("yes"));
	for (size_t i = 0; i < why->n && i < WHY_SHOWN; i++) {
		str_add(out, i > 0 ? "<br>" : "");
		review_cell(out, why->items[i]);
	}
	if (why->n > WHY_SHOWN)
		str_addf(out, "<br>… (%zu)", why->n - WHY_SHOWN);
	if (why->n == 0 && on != NULL)
		review_cell(out, on);
	str_add(out, " |\n");
	strs_release(why);
}

void
review_merging(struct str *out, const struct review *review)
{
	struct strs why = STRS_INIT, people = STRS_INIT;
	char *on = NULL;

	str_addf(out, "\n## %s\n\n| %s | %s | %s |\n| --- | --- | --- |\n",
	    _("Which buttons keep the proof"), _("Button"),
	    _("Keeps the proof"), _("Why not"));
	against_any(&why, review);
	add_button(out, _("Merge commit"), &why, NULL);
	against_squash(&why, review, &people);
	if (people.n == 1)
		on = xasprintf(_("if its author is %s"), people.items[0]);
	add_button(out, _("Squash"), &why, on);
	against_rebase(&why, review);
	add_button(out, _("Rebase"), &why, NULL);
	strs_release(&people);
	free(on);
}
