#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/criterion.h"
#include "cmd/text.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/criterion.h"
#include "core/model/field.h"
#include "core/model/people.h"
#include "core/model/record.h"
#include "core/model/tracker.h"

/* What the verbs do to a criterion. */

/* The criterion at hand: members are set by their names. */
struct hand {
	struct record *record;
	const char *key;
	const struct tracker *tracker;
};

static char *
path_of(const struct hand *hand, const char *member)
{
	return xasprintf("criteria.%s.%s", hand->key, member);
}

/* Nothing happens where VALUE is NULL. */
static const struct err *
put(const struct hand *hand, const char *member, const char *value)
{
	const struct err *err;
	char *path;

	if (value == NULL)
		return NULL;
	path = path_of(hand, member);
	err = record_set(hand->record, path, value, hand->tracker);
	free(path);
	return err;
}

static const struct err *
take_out(const struct hand *hand, const char *member)
{
	const struct err *err;
	char *path = path_of(hand, member);

	err = record_unset(hand->record, path);
	free(path);
	return err;
}

/* ---- add, set ---- */

/* What keyboards and pens have for some comparators. */
static const char *
comparator_of(const char *word)
{
	static const char *const same[][2] = {
		{ "≥", ">=" }, { "≤", "<=" }, { "=", "==" },
	};

	for (size_t i = 0; i < COUNT(same); i++)
		if (strcmp(word, same[i][0]) == 0)
			return same[i][1];
	return word;
}

/* "target=50" and its like, but not "<=". */
static bool
is_assignment(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz_.");

	n += n > 0 && (word[n] == '+' || word[n] == '-');
	return n > 0 && word[n] == '=';
}

/* What a comparison no longer has is not left behind by an earlier one. */
static const struct err *
clear_targets(const struct hand *hand, int targets)
{
	const struct err *err = NULL;

	if (targets < 2)
		err = take_out(hand, "target_high");
	if (err == NULL && targets < 1)
		err = take_out(hand, "target");
	if (err == NULL && targets < 1)
		err = take_out(hand, "unit");
	return err;
}

/* "<= 50 nm", "between 10 20 nm", "present": N words. */
static const struct err *
put_comparison(const struct hand *hand, char *const *words, int n)
{
	static const char *const members[] = { "target", "target_high" };
	const char *name = comparator_of(words[0]);
	int targets = comparator_targets(name), most;
	const struct err *err;

	if ((err = put(hand, "comparator", name)))
		return err;
	if (n - 1 < targets)
		return err_new(ERR_USAGE, ngettext("'%s' takes %d target",
		    "'%s' takes %d targets", (unsigned long)targets), name,
		    targets);
	most = targets > 0 ? targets + 1 : 0;
	if (n - 1 > most)
		return err_mend(err_new(ERR_USAGE, _("'%s' is one word too "
		    "many"), words[1 + most]), _("a comparison is: "
		    "COMPARATOR TARGET UNIT, or between TARGET TARGET UNIT"));
	for (int i = 0; i < targets; i++)
		if ((err = put(hand, members[i], words[1 + i])))
			return err;
	if (n - 1 > targets && (err = put(hand, "unit", words[1 + targets])))
		return err;
	return clear_targets(hand, targets);
}

/* The comparison first, then assignments. */
static const struct err *
put_words(const struct hand *hand, char *const *words, int n)
{
	const struct err *err = NULL;
	int first = 0;

	while (first < n && !is_assignment(words[first]))
		first++;
	if (first > 0)
		err = put_comparison(hand, words, first);
	for (int i = first; i < n && err == NULL; i++) {
		char *change = path_of(hand, words[i]);

		err = is_assignment(words[i]) ? record_assign(hand->record,
		    change, hand->tracker) : err_new(ERR_USAGE,
		    _("'%s' is no assignment MEMBER=VALUE, and the "
		    "comparison comes before these"), words[i]);
		free(change);
	}
	return err;
}

/* A width that no rule looks at would be lost without a word. */
static const struct err *
judge_guard(const struct hand *hand, const struct criterion_edit *edit)
{
	const struct err *err = NULL;
	struct criterion c;

	if (edit->guard == NULL ||
	    !criterion_get(&c, hand->record, hand->key))
		return NULL;
	if (c.rule == NULL || strcmp(c.rule, "guard_band") != 0)
		err = err_mend(err_new(ERR_USAGE, _("the simple rule has no "
		    "guard band")), "--rule guard_band");
	criterion_release(&c);
	return err;
}

const struct err *
criterion_define(struct record *record, const char *key,
    const struct criterion_edit *edit, const struct actor *actor,
    const struct tracker *tracker)
{
	const struct hand hand = { record, key, tracker };
	const char *const members[][2] = {
		{ "track", edit->track }, { "must", edit->must ? "yes" :
		    NULL }, { "claim", edit->claim },
		{ "metric", edit->metric }, { "rule", edit->rule },
		{ "guard", edit->guard }, { "method", edit->method },
		{ "tester", edit->tester },
	};
	const struct err *err = NULL;

	(void)actor;
	for (size_t i = 0; i < COUNT(members) && err == NULL; i++)
		err = put(&hand, members[i][0], members[i][1]);
	if (err == NULL)
		err = put_words(&hand, edit->words, edit->n_words);
	for (size_t i = 0; i < edit->unsets.n && err == NULL; i++)
		err = take_out(&hand, edit->unsets.items[i]);
	return err != NULL ? err : judge_guard(&hand, edit);
}

/* ---- measure ---- */

/* The unit, where it was typed behind the value, must be the one asked. */
static const struct err *
judge_unit(const struct hand *hand, const struct criterion_edit *edit)
{
	const struct err *err = NULL;
	const char *typed = edit->n_words > 1 ? edit->words[1] : NULL;
	struct criterion c;
	char *quoted;

	if (typed == NULL || !criterion_get(&c, hand->record, hand->key))
		return NULL;
	quoted = shell_quote(typed);
	if (c.unit == NULL)
		err = err_mend(err_new(ERR_USAGE, _("'%s' has no unit"),
		    hand->key), "proven criterion set %s %s unit=%s",
		    edit->id, hand->key, quoted);
	else if (strcmp(c.unit, typed) != 0)
		err = err_new(ERR_USAGE, _("'%s' is measured in '%s', not "
		    "in '%s'"), hand->key, c.unit, typed);
	free(quoted);
	criterion_release(&c);
	return err;
}

/* A partner of the project, somebody of people.json, or an address. */
static const struct err *
judge_who(const struct hand *hand, const struct criterion_edit *edit)
{
	const struct people *people = hand->tracker->people;
	const struct err *err;
	struct strs names = STRS_INIT;
	const char *near;

	if (edit->by == NULL || strchr(edit->by, '@') != NULL)
		return NULL;
	record_keys(hand->record, "partners", &names);
	for (size_t i = 0; i < people->n; i++)
		strs_add(&names, people->items[i].handle);
	near = str_nearest(edit->by, (const char *const *)names.items,
	    names.n);
	err = strs_has(&names, edit->by) ? NULL : err_new(ERR_USAGE,
	    _("'%s' is neither a partner of '%s' nor somebody of "
	    "tracker/people.json"), edit->by, edit->id);
	if (err != NULL && near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else if (err != NULL && field_key_valid(edit->by))
		err = err_mend(err, "proven set %s partners.%s.name='…' "
		    "partners.%s.role=tester", edit->id, edit->by, edit->by);
	strs_release(&names);
	return err;
}

/* The day as records have it: that of ACTOR's clock unless TYPED. */
static const struct err *
day_of(char out[DATE_SIZE], const char *typed, const struct actor *actor)
{
	const struct err *err;
	int64_t today = days_between(0, actor->now), days = today;

	if (typed != NULL && (err = date_typed(&days, typed, today)))
		return err;
	date_format(out, days);
	if (days > today + 1)
		return err_new(ERR_USAGE, _("it cannot have been measured "
		    "on %s, which is to come"), out);
	return NULL;
}

static const struct err *
put_measured(const struct hand *hand, const struct criterion_edit *edit,
    const char *by, const char *date)
{
	char *n = edit->repetitions < 0 ? NULL : xasprintf("%lld",
	    (long long)edit->repetitions);
	char *evidence = edit->evidence.n == 0 ? NULL :
	    strs_join(&edit->evidence, ",");
	const char *const members[][2] = {
		{ "measured.value", edit->words[0] },
		{ "measured.uncertainty", edit->uncertainty },
		{ "measured.k", edit->k }, { "measured.n", n },
		{ "measured.date", date }, { "measured.by", by },
		{ "measured.evidence", evidence },
	};
	const struct err *err = NULL;

	for (size_t i = 0; i < COUNT(members) && err == NULL; i++)
		err = put(hand, members[i][0], members[i][1]);
	free(n);
	free(evidence);
	return err;
}

/* How to go on where a value cannot be judged. */
static const struct err *
judge_measured(const struct hand *hand, const struct criterion_edit *edit)
{
	const struct err *err;
	enum verdict verdict;
	struct criterion c;

	if (!criterion_get(&c, hand->record, hand->key))
		return NULL;
	err = criterion_judge(&verdict, &c);
	if (err != NULL && (c.comparator == NULL || c.target == NULL))
		err = err_mend(err, "proven criterion set %s %s '<=' TARGET "
		    "UNIT", edit->id, hand->key);
	else if (err != NULL && c.rule != NULL && c.uncertainty == NULL)
		err = err_mend(err, "proven criterion measure %s %s %s "
		    "--uncertainty U", edit->id, hand->key, c.value);
	criterion_release(&c);
	return err;
}

const struct err *
criterion_measure(struct record *record, const char *key,
    const struct criterion_edit *edit, const struct actor *actor,
    const struct tracker *tracker)
{
	const struct hand hand = { record, key, tracker };
	const struct err *err;
	char date[DATE_SIZE];

	if (edit->k != NULL && edit->uncertainty == NULL)
		return err_new(ERR_USAGE, _("'--k' is the factor of an "
		    "'--uncertainty', which is missing"));
	if ((err = judge_unit(&hand, edit)))
		return err;
	if ((err = judge_who(&hand, edit)))
		return err;
	if ((err = day_of(date, edit->date, actor)))
		return err;
	/* Nothing of an earlier measurement stays. */
	if ((err = take_out(&hand, "measured")))
		return err;
	err = put_measured(&hand, edit, edit->by ? edit->by : actor->by,
	    date);
	return err != NULL ? err : judge_measured(&hand, edit);
}

/* ---- waive, remove ---- */

const struct err *
criterion_waive(struct record *record, const char *key,
    const struct criterion_edit *edit, const struct actor *actor,
    const struct tracker *tracker)
{
	const struct hand hand = { record, key, tracker };
	const struct err *err;
	char at[TIME_SIZE];

	if (edit->reason == NULL)
		return err_mend(err_new(ERR_USAGE, _("a waiver needs a "
		    "reason")), "proven criterion waive %s %s --reason '…'",
		    edit->id, key);
	time_format(at, actor->now);
	if ((err = put(&hand, "waiver.kind", edit->not_applicable ?
	    "not_applicable" : "waived")))
		return err;
	if ((err = put(&hand, "waiver.reason", edit->reason)))
		return err;
	if ((err = put(&hand, "waiver.by", actor->by)))
		return err;
	return put(&hand, "waiver.at", at);
}

const struct err *
criterion_remove(struct record *record, const char *key,
    const struct criterion_edit *edit, const struct actor *actor,
    const struct tracker *tracker)
{
	const struct err *err;
	char *path = xasprintf("criteria.%s", key);

	(void)edit;
	(void)actor;
	(void)tracker;
	err = record_unset(record, path);
	free(path);
	return err;
}
