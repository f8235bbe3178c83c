#include "core/gate/judge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/field.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"

/* One function for each kind of condition of the language. */

enum { DAY = 86400 };

static void judge_fields(const struct judge *, const struct condition *,
    struct answer *);
static void judge_at_least(const struct judge *, const struct condition *,
    struct answer *);
static void judge_reason(const struct judge *, const struct condition *,
    struct answer *);
static void judge_codes(const struct judge *, const struct condition *,
    struct answer *);
static void judge_days(const struct judge *, const struct condition *,
    struct answer *);
static void judge_readiness(const struct judge *, const struct condition *,
    struct answer *);
static void judge_checks(const struct judge *, const struct condition *,
    struct answer *);

static void (*const judges[])(const struct judge *,
    const struct condition *, struct answer *) = {
	[CONDITION_FIELDS] = judge_fields,
	[CONDITION_AT_LEAST] = judge_at_least,
	[CONDITION_REASON] = judge_reason,
	[CONDITION_CODES] = judge_codes,
	[CONDITION_DAYS] = judge_days,
	[CONDITION_READINESS] = judge_readiness,
	[CONDITION_CHECKS] = judge_checks,
	[CONDITION_VALUES] = judge_values,
	[CONDITION_REVIEW] = judge_review,
	[CONDITION_CRITERIA] = judge_criteria,
	[CONDITION_EVIDENCE] = judge_evidence,
	[CONDITION_APPROVALS] = judge_approvals,
};

_Static_assert(COUNT(judges) == CONDITION_COUNT, "a kind is not judged");

void
condition_judge(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	judges[c->kind](j, c, answer);
}

bool
condition_applies(const struct judge *j, const struct condition *c)
{
	const struct when *when = c->when;

	if (when == NULL)
		return true;
	if (when->from.n > 0 && !strs_has(&when->from, j->from))
		return false;
	if (when->has_days &&
	    !compare_holds(when->days_compare, j->days, when->days))
		return false;
	return when_field_holds(when, j->record);
}

/* "a, b, c" from "a|b|c". */
static char *
choices_text(const char *words)
{
	struct strs list = STRS_INIT;
	char *text;

	strs_split(&list, words, '|');
	text = strs_join(&list, ", ");
	strs_release(&list);
	return text;
}

/* A list of keys of evidence is worth what the evidence is. */
static bool
evidence_is_bad(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	char *why = NULL;

	record_items(j->record, c->path, &answer->evidence);
	for (size_t i = 0; i < answer->evidence.n && why == NULL; i++) {
		if (evidence_counts(j, answer->evidence.items[i], &why))
			continue;
		answer->text = xasprintf("%s: %s", c->path, why);
	}
	free(why);
	return answer->text != NULL;
}

static void
judge_fields(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const struct err *err = NULL;
	const struct field *field = field_find(c->path, &err);
	char *choices;

	answer->met = record_has(j->record, c->path);
	if (answer->met && field != NULL && field->item == FIELD_KEY &&
	    strcmp(field->words, "evidence") == 0)
		answer->met = !evidence_is_bad(j, c, answer);
	if (answer->met)
		answer->text = xasprintf(_("%s is set"), c->path);
	if (answer->text != NULL)
		return;
	answer->mend = mend_set(j, c->path, 1);
	if (field == NULL || field->type != FIELD_CHOICE) {
		answer->text = xasprintf(_("%s is empty"), c->path);
		return;
	}
	choices = choices_text(field->words);
	answer->text = xasprintf(_("%s is empty; it is one of %s"), c->path,
	    choices);
	free(choices);
}

static void
judge_at_least(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	size_t n = record_count(j->record, c->path);
	size_t asked = (size_t)c->number;

	answer->met = n >= asked;
	answer->text = xasprintf(_("%s: at least %zu asked, %zu there"),
	    c->path, asked, n);
	if (!answer->met)
		answer->mend = mend_set(j, c->path, asked - n);
}

static void
judge_reason(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const char *reason = j->step->reason;

	(void)c;
	answer->met = reason != NULL &&
	    reason[strspn(reason, " \t\r\n")] != '\0';
	answer->text = xstrdup(answer->met ? _("a reason is given") :
	    _("a reason is asked"));
	if (!answer->met)
		answer->mend = mend_move(j, "");
}

/* Which codes there are, and which of them was meant. */
static char *
codes_text(const struct judge *j, const char *list)
{
	struct str all = STR_INIT;
	const char **codes, *code = j->step->code, *near = NULL;
	char *text;
	size_t n;

	codes = vocabulary_codes(j->tracker->vocabulary, list, &n);
	for (size_t i = 0; i < n; i++)
		str_addf(&all, "%s%s", i > 0 ? ", " : "", codes[i]);
	if (code != NULL)
		near = str_nearest(code, codes, n);
	if (code == NULL)
		text = xasprintf(_("a code of '%s' is asked, one of %s"),
		    list, all.ptr);
	else if (near != NULL)
		text = xasprintf(_("'%s' has no code '%s': did you mean "
		    "'%s'? it is one of %s"), list, code, near, all.ptr);
	else
		text = xasprintf(_("'%s' has no code '%s'; it is one of %s"),
		    list, code, all.ptr);
	free(codes);
	str_release(&all);
	return text;
}

static void
judge_codes(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const struct vocabulary *v = j->tracker->vocabulary;
	const char *code = j->step->code;

	if (!vocabulary_has_list(v, c->word)) {
		answer->text = xasprintf(_("a code of '%s' is asked, and "
		    "tracker/vocabulary.json has no such list"), c->word);
		return;
	}
	answer->met = code != NULL && vocabulary_has(v, c->word, code);
	if (answer->met) {
		answer->text = xasprintf(_("the code is '%s'"), code);
		return;
	}
	answer->text = codes_text(j, c->word);
	answer->mend = mend_move(j, "");
}

static void
judge_days(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	char day[TIME_SIZE];
	int64_t first;

	answer->met = j->has_last &&
	    compare_holds(c->compare, j->days, c->number);
	if (answer->met || !j->has_last ||
	    (c->compare != COMPARE_GE && c->compare != COMPARE_GT)) {
		answer->text = xasprintf(_("%s %" PRId64 " days in '%s' "
		    "asked, %" PRId64 " so far"), compare_sign(c->compare),
		    c->number, j->from, j->days);
		return;
	}
	first = c->number + (c->compare == COMPARE_GT);
	time_format(day, j->last.at + first * DAY);
	answer->text = xasprintf(_("%s %" PRId64 " days in '%s' asked, "
	    "%" PRId64 " so far; possible from %s"),
	    compare_sign(c->compare), c->number, j->from, j->days, day);
}

static bool
read_level(const struct judge *j, const char *which, int64_t *level)
{
	char *path = xasprintf("readiness.%s.level", which);
	bool found = record_integer(j->record, path, level);

	free(path);
	return found;
}

/* The level that C asks for; else the path of what is empty and needed. */
static const char *
asked_level(const struct judge *j, const struct condition *c, int64_t *out)
{
	int64_t baseline, target;

	*out = c->number;
	if (c->gain >= 0) {
		if (!read_level(j, "baseline", &baseline))
			return "readiness.baseline.level";
		if (baseline + c->gain > *out)
			*out = baseline + c->gain;
	}
	if (c->reaches_target) {
		if (!read_level(j, "target", &target))
			return "readiness.target.level";
		if (target > *out)
			*out = target;
	}
	return NULL;
}

static bool
is_waived(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const char *reason;

	if (!c->or_waived)
		return false;
	reason = record_text(j->record, "readiness.waiver.reason");
	if (reason == NULL || *reason == '\0')
		return false;
	answer->met = true;
	answer->text = xasprintf(_("the level of %s is waived: %s"), c->path,
	    reason);
	return true;
}

static void
judge_readiness(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	const char *empty;
	int64_t asked, level;
	char *path, *value;

	empty = asked_level(j, c, &asked);
	if (empty != NULL) {
		if (is_waived(j, c, answer))
			return;
		answer->text = xasprintf(_("%s is empty; the level asked "
		    "for is reckoned from it"), empty);
		answer->mend = mend_set(j, empty, 1);
		return;
	}
	path = xasprintf("readiness.%s.level", c->path);
	value = xasprintf("%" PRId64, asked);
	if (!read_level(j, c->path, &level)) {
		level = 0;
		answer->text = xasprintf(_("%s is empty; at least %s is "
		    "asked"), path, value);
	} else {
		answer->text = xasprintf(_("%s is %" PRId64 "; at least %s "
		    "is asked"), path, level, value);
	}
	answer->met = level >= asked;
	if (!answer->met) {
		char *unmet = answer->text;

		if (is_waived(j, c, answer))
			free(unmet);
		else
			answer->mend = mend_assign(j, path, value);
	}
	free(path);
	free(value);
}

static void
judge_checks(const struct judge *j, const struct condition *c,
    struct answer *answer)
{
	check_judge(j, c->check, answer);
}
