#include "core/gate/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/gate/voter.h"
#include "core/model/criterion.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

/* Fixed tests of `checks` on the team, the plan and the end. */

enum { KEEP_YEARS = 5, MILESTONE_DAYS = 90 };

static const char *
member(const struct judge *j, const char *map, const char *key,
    const char *name)
{
	char *path = xasprintf("%s.%s.%s", map, key, name);
	const char *text = record_text(j->record, path);

	free(path);
	return text;
}

void
mover_outside_team(const struct judge *j, struct answer *answer)
{
	const struct person *person = people_find(j->tracker->people,
	    j->step->by);

	answer->met = person != NULL && !is_of_team(j->parent, person) &&
	    !is_of_team(j->record, person);
	answer->text = xstrdup(answer->met ?
	    _("who moves is not of the project") :
	    _("whoever moves must not be of the project"));
}

/* Some milestone that is not done and is not past. */
void
milestone_ahead(const struct judge *j, struct answer *answer)
{
	struct strs keys = STRS_INIT;
	char day[DATE_SIZE], *path;
	const char *key = "m1";
	int64_t due;

	record_keys(j->record, "milestones", &keys);
	for (size_t i = 0; i < keys.n && !answer->met; i++) {
		const char *text;

		if (member(j, "milestones", keys.items[i], "done") != NULL)
			continue;
		key = keys.items[i];
		text = member(j, "milestones", key, "due");
		answer->met = text != NULL && date_parse(text, &due) &&
		    due >= today(j);
	}
	if (answer->met) {
		answer->text = xasprintf(_("milestone '%s' is ahead"), key);
	} else {
		answer->text = xstrdup(_("no milestone that is not done is "
		    "due from today on: new dates are asked"));
		date_format(day, today(j) + MILESTONE_DAYS);
		path = xasprintf("milestones.%s.due", key);
		answer->mend = mend_assign(j, path, day);
		free(path);
	}
	strs_release(&keys);
}

/* Of the criteria that must be met: some failed, or all are met. */
void
early_end_grounded(const struct judge *j, struct answer *answer)
{
	const unsigned failed = 1U << VERDICT_FAIL |
	    1U << VERDICT_CONDITIONAL_FAIL;
	const unsigned passed = 1U << VERDICT_PASS |
	    1U << VERDICT_CONDITIONAL_PASS;
	struct strs keys = STRS_INIT;
	unsigned seen = 0;

	record_keys(j->record, "criteria", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		enum verdict verdict;
		struct criterion c;

		if (!criterion_get(&c, j->record, keys.items[i]))
			continue;
		if (c.must && criterion_judge(&verdict, &c) == NULL)
			seen |= 1U << verdict;
		criterion_release(&c);
	}
	strs_release(&keys);
	answer->met = (seen & failed) || ((seen & passed) &&
	    !(seen & 1U << VERDICT_PENDING));
	if (answer->met && (seen & failed))
		answer->text = xstrdup(_("a criterion that must be met "
		    "failed"));
	else if (answer->met)
		answer->text = xstrdup(_("the aim is met early"));
	else
		answer->text = xstrdup(_("neither did a criterion that must "
		    "be met fail, nor are all of them met"));
	if (!answer->met)
		answer->mend = xasprintf("proven criterion list %s",
		    record_id(j->record));
}

/* The day five years after the step; on 29 February the next day counts. */
static int64_t
five_years_on(const struct judge *j)
{
	char day[DATE_SIZE], moved[DATE_SIZE];
	int64_t out;

	date_format(day, today(j));
	snprintf(moved, sizeof(moved), "%04d%s",
	    (int)(strtol(day, NULL, 10) + KEEP_YEARS), day + 4);
	if (date_parse(moved, &out))
		return out;
	return today(j) + (int64_t)KEEP_YEARS * 365 + 2;
}

void
kept_five_years(const struct judge *j, struct answer *answer)
{
	const char *text = record_text(j->record, "closure.keep_until");
	char day[DATE_SIZE];
	int64_t until;

	date_format(day, five_years_on(j));
	answer->met = text != NULL && date_parse(text, &until) &&
	    until >= five_years_on(j);
	if (answer->met)
		answer->text = xasprintf(_("the records are kept until %s"),
		    text);
	else
		answer->text = xasprintf(_("closure.keep_until must be %s or "
		    "later: five years on"), day);
	if (!answer->met)
		answer->mend = mend_assign(j, "closure.keep_until", day);
}

void
outcome_or_plan(const struct judge *j, struct answer *answer)
{
	struct strs keys = STRS_INIT;

	record_keys(j->record, "outcomes", &keys);
	for (size_t i = 0; i < keys.n && !answer->met; i++) {
		char *path = xasprintf("outcomes.%s.evidence",
		    keys.items[i]);
		struct strs evidence = STRS_INIT;

		record_items(j->record, path, &evidence);
		for (size_t k = 0; k < evidence.n; k++)
			if (evidence_counts(j, evidence.items[k], NULL))
				strs_add(&answer->evidence,
				    evidence.items[k]);
		answer->met = answer->evidence.n > 0 ||
		    member(j, "outcomes", keys.items[i], "due") != NULL;
		strs_release(&evidence);
		free(path);
	}
	answer->text = xstrdup(answer->met ?
	    _("an outcome has evidence or a day by which it is due") :
	    _("no outcome has evidence, or a day by which it is due"));
	if (!answer->met)
		answer->mend = xasprintf("proven set %s outcomes.%s.kind='…' "
		    "outcomes.%s.due=YYYY-MM-DD", record_id(j->record),
		    keys.n > 0 ? keys.items[0] : "o1",
		    keys.n > 0 ? keys.items[0] : "o1");
	strs_release(&keys);
}

void
ip_disposed(const struct judge *j, struct answer *answer)
{
	struct strs keys = STRS_INIT;
	const char *open = NULL;
	char *path;

	record_keys(j->record, "ip", &keys);
	for (size_t i = 0; i < keys.n && open == NULL; i++)
		if (member(j, "ip", keys.items[i], "disposal") == NULL)
			open = keys.items[i];
	answer->met = open == NULL;
	if (answer->met) {
		answer->text = xstrdup(_("it is said what becomes of the "
		    "intellectual property"));
	} else {
		path = xasprintf("ip.%s.disposal", open);
		answer->text = xasprintf(_("%s is empty: what becomes of "
		    "it?"), path);
		answer->mend = mend_set(j, path, 1);
		free(path);
	}
	strs_release(&keys);
}

void
lead_proposed(const struct judge *j, struct answer *answer)
{
	static const char *const members[] = { "person", "name", "email" };

	for (size_t i = 0; i < COUNT(members); i++) {
		char *now = xasprintf("lead.%s", members[i]);
		char *then = xasprintf("proposed.%s", now);
		const char *new = record_text(j->record, then);
		const char *old = record_text(j->record, now);

		answer->met = answer->met || (new != NULL &&
		    (old == NULL || strcmp(old, new) != 0));
		free(then);
		free(now);
	}
	answer->text = xstrdup(answer->met ? _("another lead is proposed") :
	    _("no other lead is proposed"));
	if (!answer->met)
		answer->mend = xasprintf("proven set %s "
		    "proposed.lead.person=HANDLE", record_id(j->record));
}
