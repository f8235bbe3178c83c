#include "core/gate/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"

/* What the step itself brings: texts, a code, dates, the time. */

enum { REVIEW_DAYS = 90, CODE_MAX = 64 };

bool
text_valid(const char *text)
{
	size_t len = strlen(text), step;
	uint32_t cp;

	for (; len > 0; text += step, len -= step) {
		step = utf8_next(text, len, &cp);
		if (step == 0 || utf8_is_noncharacter(cp))
			return false;
	}
	return true;
}

bool
texts_valid(const struct step *s)
{
	const char *const texts[] = { s->by, s->reason, s->code, s->date,
		s->review_by };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i] != NULL && !text_valid(texts[i]))
			return false;
	return true;
}

/* Shown only where it is wrong: that text is text is no condition. */
static void
judge_texts(const struct judge *j, struct gate *gate)
{
	struct answer answer = { .met = false };

	if (texts_valid(j->step))
		return;
	answer.text = xstrdup(_("a text of the step is not valid UTF-8"));
	gate_add(gate, GATE_INPUT, "text", &answer);
}

static void
judge_time(const struct judge *j, struct gate *gate)
{
	struct answer answer = { .met = false };
	char at[TIME_SIZE], last[TIME_SIZE];

	if (!j->has_last || j->step->at >= j->last.at)
		return;
	time_format(at, j->step->at);
	time_format(last, j->last.at);
	answer.text = xasprintf(
	    _("the step is at %s, before the last entry at %s"), at, last);
	gate_add(gate, GATE_INPUT, "at", &answer);
}

int64_t
today(const struct judge *j)
{
	return days_between(0, j->step->at);
}

bool
is_paused(const struct judge *j)
{
	return workflow_stage(j->workflow, j->to)->kind == STAGE_PAUSED;
}

static char *
mend_review(const struct judge *j)
{
	char day[DATE_SIZE], *more, *mend;

	date_format(day, today(j) + REVIEW_DAYS);
	more = xasprintf(" --review-by %s", day);
	mend = mend_move(j, more);
	free(more);
	return mend;
}

static void
review_input(const struct judge *j, struct gate *gate)
{
	const char *text = j->step->review_by;
	struct answer answer = { .met = false };
	int64_t day;

	if (text == NULL)
		return;
	if (!is_paused(j))
		answer.text = xasprintf(_("a review date is for a pause; "
		    "'%s' is none"), j->to);
	else if (!date_parse(text, &day))
		answer.text = xasprintf(_("the review date '%s' is no date, "
		    "such as 2026-07-15"), text);
	else if (day < today(j))
		answer.text = xasprintf(
		    _("the review date %s is past"), text);
	else
		answer.met = true;
	if (answer.met)
		answer.text = xasprintf(_("to be reviewed by %s"), text);
	else if (is_paused(j))
		answer.mend = mend_review(j);
	else
		answer.mend = mend_move(j, "");
	gate_add(gate, GATE_INPUT, "review_by", &answer);
}

static void
judge_date(const struct judge *j, struct gate *gate)
{
	const char *text = j->step->date;
	struct answer answer = { .met = false };
	int64_t day;

	if (text == NULL)
		return;
	if (!date_parse(text, &day))
		answer.text = xasprintf(_("the date of the decision, '%s', "
		    "is no date, such as 2026-07-15"), text);
	else if (day > today(j))
		answer.text = xasprintf(_("the date of the decision, %s, is "
		    "after the step"), text);
	else
		answer.met = true;
	if (answer.met)
		answer.text = xasprintf(_("decided on %s"), text);
	gate_add(gate, GATE_INPUT, "date", &answer);
}

/* What a record can hold as a code, whatever the vocabulary. */
static bool
is_code(const char *code)
{
	size_t len = strspn(code,
	    "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return len > 0 && len <= CODE_MAX && code[len] == '\0';
}

/* A pause keeps its code in the record, where it must be of the list. */
static bool
hold_code_unknown(const struct judge *j, const char *code)
{
	const struct vocabulary *v = j->tracker->vocabulary;

	return is_paused(j) && vocabulary_has_list(v, "hold_reason") &&
	    !vocabulary_has(v, "hold_reason", code);
}

static bool
asks_code(const struct judge *j)
{
	for (size_t i = 0; i < j->transition->n_needs; i++)
		if (j->transition->needs[i].kind == CONDITION_CODES &&
		    condition_applies(j, &j->transition->needs[i]))
			return true;
	return false;
}

static void
judge_code(const struct judge *j, struct gate *gate)
{
	const char *code = j->step->code;
	struct answer answer = { .met = false };

	if (code == NULL)
		return;
	if (!is_code(code))
		answer.text = xasprintf(_("'%s' is no code: 1 to 64 of a-z, "
		    "0-9, '_' and '-'"), code);
	else if (!asks_code(j) && hold_code_unknown(j, code))
		answer.text = xasprintf(_("the vocabulary '%s' has no code "
		    "'%s'"), "hold_reason", code);
	else
		return;
	gate_add(gate, GATE_INPUT, "code", &answer);
}

/* How a wish for another part is written. */
static const char *const wishes[] = {
	[FROZEN_CRITERIA] = "criteria.KEY.target=VALUE",
	[FROZEN_READINESS] = "readiness.target.level=LEVEL",
	[FROZEN_LEAD] = "lead.person=HANDLE",
};

/* The wish that a rebaseline grants. */
static void
judge_proposed(const struct judge *j, struct gate *gate)
{
	struct answer answer = { .met = true };
	frozen_set parts = j->transition->rebaseline;
	struct strs keys = STRS_INIT;
	unsigned first = 0;

	if (parts == 0)
		return;
	while (first + 1 < FROZEN_COUNT && !(parts & 1U << first))
		first++;
	record_keys(j->record, "proposed", &keys);
	for (size_t i = 0; i < keys.n && answer.met; i++) {
		answer.met = frozen_part_of(keys.items[i]) < FROZEN_COUNT &&
		    parts & 1U << frozen_part_of(keys.items[i]);
		if (!answer.met)
			answer.text = xasprintf(_("'%s' does not change "
			    "'%s', which is proposed"), j->transition->name,
			    keys.items[i]);
	}
	if (keys.n == 0) {
		answer.met = false;
		answer.text = xstrdup(_("nothing is proposed"));
		answer.mend = xasprintf("proven set %s proposed.%s",
		    record_id(j->record), wishes[first]);
	}
	if (answer.met)
		answer.text = xstrdup(_("what is proposed takes effect"));
	strs_release(&keys);
	gate_add(gate, GATE_INPUT, "proposed", &answer);
}

void
inputs_judge(const struct judge *j, struct gate *gate)
{
	judge_texts(j, gate);
	judge_time(j, gate);
	judge_code(j, gate);
	review_input(j, gate);
	judge_date(j, gate);
	judge_proposed(j, gate);
}
