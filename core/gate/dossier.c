#include "core/gate/judge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/criterion.h"
#include "core/model/evidence.h"

/* Conditions on values, reviews, criteria and evidence. */

enum { NAMED_MAX = 5 };

/* ---- Values ---- */

void
judge_values(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	char *is = record_display(j->record, c->path), *choices, *text;

	for (size_t i = 0; i < c->values.n && !answer->met; i++) {
		struct when when = { .path = c->path,
			.value = c->values.items[i] };

		answer->met = when_field_holds(&when, j->record);
	}
	choices = strs_join(&c->values, ", ");
	if (is == NULL)
		answer->text = xasprintf(_("%s is empty; it must be %s"),
		    c->path, choices);
	else if (answer->met)
		answer->text = xasprintf(_("%s is %s"), c->path, is);
	else
		answer->text = xasprintf(_("%s is %s; it must be %s"),
		    c->path, is, choices);
	if (!answer->met) {
		text = strs_join(&c->values, "|");
		answer->mend = xasprintf(c->values.n > 1 ?
		    "proven set %s %s='%s'" : "proven set %s %s=%s",
		    record_id(j->record), c->path, text);
		free(text);
	}
	free(choices);
	free(is);
}

/* ---- The review of a pause ---- */

void
judge_review(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const char *text = j->step->review_by;
	char last[DATE_SIZE], *more;
	int64_t day;

	date_format(last, today(j) + c->number);
	answer->met = text != NULL && date_parse(text, &day) &&
	    day <= today(j) + c->number;
	if (answer->met) {
		answer->text = xasprintf(_("the review is due by %s"), text);
		return;
	}
	if (text == NULL)
		answer->text = xasprintf(_("a review date is asked, at most "
		    "%" PRId64 " days on: by %s"), c->number, last);
	else
		answer->text = xasprintf(_("the review date %s is too late: "
		    "at most %" PRId64 " days on, by %s"), text, c->number,
		    last);
	more = xasprintf(" --review-by %s", last);
	answer->mend = mend_move(j, more);
	free(more);
}

/* ---- Evidence ---- */

bool
evidence_counts(const struct judge *j, const char *key, char **why)
{
	const struct evidence_facts *facts = j->step->dossier.evidence;
	const struct evidence_fact *fact;
	struct evidence evidence;
	char *text = NULL;

	fact = facts != NULL ? evidence_fact(facts, key) : NULL;
	if (!evidence_get(&evidence, j->record, key))
		text = xasprintf(_("there is no evidence '%s'"), key);
	else if (evidence.sha256 == NULL)
		text = xasprintf(_("evidence '%s' has no SHA-256"), key);
	else if (fact != NULL && fact->state != EVIDENCE_GOOD &&
	    fact->state != EVIDENCE_ELSEWHERE)
		text = xasprintf(_("evidence '%s': %s"), key, fact->text);
	if (why != NULL)
		*why = text;
	else
		free(text);
	return text == NULL;
}

bool
gate_asks_evidence(const struct transition *t)
{
	for (size_t i = 0; i < t->n_needs; i++) {
		const struct condition *c = &t->needs[i];

		if (c->kind == CONDITION_EVIDENCE ||
		    (c->kind == CONDITION_CRITERIA && c->criteria.evidence) ||
		    (c->kind == CONDITION_FIELDS &&
		    str_ends(c->path, ".evidence")) ||
		    (c->kind == CONDITION_CHECKS &&
		    c->check == CHECK_OUTCOME_OR_PLAN))
			return true;
	}
	return false;
}

/* Who rebaselines is asked the approvals of whoever froze. */
bool
gate_asks_approvals(const struct transition *t)
{
	for (size_t i = 0; i < t->n_needs; i++)
		if (t->needs[i].kind == CONDITION_APPROVALS)
			return true;
	return t->rebaseline != 0;
}

/* Keys of all that counts of KIND go to the answer. */
static void
find_evidence(const struct judge *j, const char *kind, struct answer *answer,
    char **why)
{
	struct evidence *all;
	size_t n;

	all = record_evidence(j->record, &n);
	for (size_t i = 0; i < n; i++) {
		char *fault;

		if (all[i].kind == NULL || strcmp(all[i].kind, kind) != 0)
			continue;
		if (evidence_counts(j, all[i].key, &fault))
			strs_add(&answer->evidence, all[i].key);
		free(*why);
		*why = fault;
	}
	free(all);
}

void
judge_evidence(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	char *why = NULL, *keys;

	find_evidence(j, c->word, answer, &why);
	answer->met = answer->evidence.n > 0;
	keys = strs_join(&answer->evidence, ", ");
	if (answer->met)
		answer->text = xasprintf(_("there is a '%s': %s"), c->word,
		    keys);
	else if (why != NULL)
		answer->text = xasprintf(_("no '%s' counts as evidence: %s"),
		    c->word, why);
	else
		answer->text = xasprintf(
		    _("evidence of kind '%s' is missing"), c->word);
	if (!answer->met)
		answer->mend = xasprintf("proven evidence add %s FILE "
		    "--kind %s", record_id(j->record), c->word);
	free(keys);
	free(why);
}

/* ---- Criteria ---- */

bool
is_outside(const struct judge *j, const char *partner)
{
	char *path = xasprintf("partners.%s.role", partner);
	const char *role = record_text(j->record, path);

	free(path);
	return role != NULL && strcmp(role, "tester") == 0;
}

static bool
is_selected(const struct criteria_asked *asked, const struct criterion *c)
{
	if (asked->must && !c->must)
		return false;
	return asked->tracks.n == 0 ||
	    (c->track != NULL && strs_has(&asked->tracks, c->track));
}

/* What one criterion lacks, and what mends it; both NULL: nothing. */
struct lack {
	char *text, *mend;
};

static bool
lacks_verdict(const struct judge *j, const struct criteria_asked *asked,
    const struct criterion *c, struct lack *lack)
{
	const struct err *err;
	enum verdict verdict = VERDICT_PENDING;

	if (asked->verdicts == 0)
		return false;
	err = criterion_judge(&verdict, c);
	if (err == NULL && asked->verdicts & 1U << verdict)
		return false;
	lack->text = err != NULL ? xasprintf("%s: %s", c->key, err->msg) :
	    xasprintf(_("%s is %s"), c->key, verdict_names[verdict]);
	if (err == NULL && verdict == VERDICT_PENDING)
		lack->mend = xasprintf("proven criterion measure %s %s %s",
		    record_id(j->record), c->key, "VALUE");
	return true;
}

static bool
lacks_evidence(const struct judge *j, const struct criteria_asked *asked,
    const struct criterion *c, struct lack *lack)
{
	char *why = NULL;

	if (!asked->evidence)
		return false;
	for (size_t i = 0; i < c->evidence.n && why == NULL; i++)
		evidence_counts(j, c->evidence.items[i], &why);
	if (c->evidence.n > 0 && why == NULL)
		return false;
	lack->text = why != NULL ? xasprintf("%s: %s", c->key, why) :
	    xasprintf(_("the measurement of %s names no evidence"), c->key);
	lack->mend = xasprintf("proven set %s "
	    "criteria.%s.measured.evidence+=KEY", record_id(j->record),
	    c->key);
	free(why);
	return true;
}

static bool
lacks_outsider(const struct judge *j, const struct criteria_asked *asked,
    const struct criterion *c, struct lack *lack)
{
	if (!asked->outside || (c->by != NULL && is_outside(j, c->by)))
		return false;
	if (c->by == NULL)
		lack->text = xasprintf(_("%s does not say who measured it"),
		    c->key);
	else
		lack->text = xasprintf(_("%s was measured by '%s', which is "
		    "no partner in role 'tester'"), c->key, c->by);
	lack->mend = xasprintf("proven criterion measure %s %s VALUE "
	    "--by PARTNER", record_id(j->record), c->key);
	return true;
}

static bool
lacks_member(const struct judge *j, const struct criteria_asked *asked,
    const struct criterion *c, struct lack *lack)
{
	const char *member = asked->complete ? criterion_lacks(c) : NULL;
	char *path;

	if (member == NULL)
		return false;
	lack->text = xasprintf(_("%s has no '%s'"), c->key, member);
	path = xasprintf("criteria.%s.%s", c->key, member);
	lack->mend = mend_set(j, path, 1);
	free(path);
	return true;
}

static bool
lacks(const struct judge *j, const struct criteria_asked *asked,
    const struct criterion *c, struct lack *lack)
{
	*lack = (struct lack){ NULL, NULL };
	return lacks_verdict(j, asked, c, lack) ||
	    lacks_evidence(j, asked, c, lack) ||
	    lacks_outsider(j, asked, c, lack) ||
	    lacks_member(j, asked, c, lack);
}

/* "criteria of technical that must be met" */
static char *
selected_text(const struct criteria_asked *asked)
{
	char *tracks = strs_join(&asked->tracks, ", "), *text;

	if (asked->tracks.n > 0)
		text = xasprintf(asked->must ?
		    _("criteria (must) of track %s") :
		    _("criteria of track %s"), tracks);
	else
		text = xstrdup(asked->must ? _("criteria (must)") :
		    _("criteria"));
	free(tracks);
	return text;
}

/* What was found of the criteria that are selected. */
struct survey {
	int64_t selected, good;
	struct strs lacking;
	char *mend; /* the first there is */
};

static void
survey_one(const struct judge *j, const struct criteria_asked *asked,
    const char *key, struct survey *survey, struct answer *answer)
{
	struct criterion c;
	struct lack lack;

	if (!criterion_get(&c, j->record, key))
		return;
	if (is_selected(asked, &c)) {
		survey->selected++;
		if (lacks(j, asked, &c, &lack)) {
			strs_add(&survey->lacking, lack.text);
			if (survey->mend == NULL)
				survey->mend = lack.mend;
			else
				free(lack.mend);
			free(lack.text);
		} else {
			survey->good++;
			for (size_t i = 0; asked->evidence &&
			    i < c.evidence.n; i++)
				strs_add(&answer->evidence,
				    c.evidence.items[i]);
		}
	}
	criterion_release(&c);
}

static char *
lacking_text(const struct strs *lacking)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < lacking->n && i < NAMED_MAX; i++)
		str_addf(&text, "%s%s", i > 0 ? "; " : "",
		    lacking->items[i]);
	if (lacking->n > NAMED_MAX)
		str_add(&text, "; …");
	return str_take(&text);
}

static void
criteria_text(const struct criteria_asked *asked,
    const struct survey *survey, struct answer *answer)
{
	char *which = selected_text(asked);
	char *lacking = lacking_text(&survey->lacking);

	if (asked->count > 0)
		answer->text = xasprintf(_("%s: at least %" PRId64 " asked, "
		    "%" PRId64 " there"), which, asked->count, survey->good);
	else if (survey->selected == 0)
		answer->text = xasprintf(_("%s: there are none"), which);
	else
		answer->text = xasprintf(_("%s: %" PRId64 " of %" PRId64
		    " as asked"), which, survey->good, survey->selected);
	if (!answer->met && *lacking != '\0') {
		char *text = answer->text;

		answer->text = xasprintf("%s: %s", text, lacking);
		free(text);
	}
	free(which);
	free(lacking);
}

void
judge_criteria(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const struct criteria_asked *asked = &c->criteria;
	struct survey survey = { 0, 0, STRS_INIT, NULL };
	struct strs keys = STRS_INIT;

	record_keys(j->record, "criteria", &keys);
	for (size_t i = 0; i < keys.n; i++)
		survey_one(j, asked, keys.items[i], &survey, answer);
	answer->met = asked->count > 0 ? survey.good >= asked->count :
	    survey.selected > 0 && survey.good == survey.selected;
	criteria_text(asked, &survey, answer);
	if (!answer->met && survey.selected > 0 && survey.mend != NULL)
		answer->mend = xstrdup(survey.mend);
	else if (!answer->met)
		answer->mend = xasprintf("proven criterion add %s%s%s%s",
		    record_id(j->record),
		    asked->tracks.n > 0 ? " --track " : "",
		    asked->tracks.n > 0 ? asked->tracks.items[0] : "",
		    asked->must ? " --must" : "");
	free(survey.mend);
	strs_release(&survey.lacking);
	strs_release(&keys);
}
