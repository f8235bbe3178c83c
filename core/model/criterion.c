#include "core/model/criterion_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record_impl.h"

/* A criterion, and its verdict. */

const char *const verdict_names[VERDICT_COUNT] = {
#define VERDICT_NAME(id, name) name,
	VERDICTS(VERDICT_NAME)
#undef VERDICT_NAME
};

bool
verdict_find(const char *name, enum verdict *out)
{
	for (size_t i = 0; i < VERDICT_COUNT; i++)
		if (strcmp(verdict_names[i], name) == 0) {
			*out = (enum verdict)i;
			return true;
		}
	return false;
}

/* ---- Reading ---- */

static void
read_definition(struct criterion *out, const struct json *node)
{
	out->track = json_text(node, "track");
	out->must = json_is_true(json_get(node, "must"));
	out->claim = json_text(node, "claim");
	out->metric = json_text(node, "metric");
	out->comparator = json_text(node, "comparator");
	out->target = json_text(node, "target");
	out->target_high = json_text(node, "target_high");
	out->unit = json_text(node, "unit");
	out->rule = json_text(node, "rule");
	out->guard = json_text(node, "guard");
	out->method = json_text(node, "method");
	out->tester = json_text(node, "tester");
	out->stored = json_text(node, "verdict");
}

static void
read_measured(struct criterion *out, const struct json *node)
{
	out->value = json_text(node, "value");
	out->uncertainty = json_text(node, "uncertainty");
	out->k = json_text(node, "k");
	out->date = json_text(node, "date");
	out->by = json_text(node, "by");
	node = json_get(node, "evidence");
	for (node = json_first(node); node; node = json_next(node))
		if (json_string(node))
			strs_add(&out->evidence, json_string(node));
}

static void
read_waiver(struct criterion *out, const struct json *node)
{
	out->has_waiver = node != NULL;
	out->waiver_kind = json_text(node, "kind");
	out->waiver_reason = json_text(node, "reason");
	out->waiver_by = json_text(node, "by");
}

bool
criterion_read(struct criterion *out, const struct json *node)
{
	if (json_type(node) != JSON_OBJECT)
		return false;
	*out = (struct criterion){ .key = json_key(node),
		.evidence = STRS_INIT };
	read_definition(out, node);
	read_measured(out, json_get(node, "measured"));
	read_waiver(out, json_get(node, "waiver"));
	return true;
}

bool
criterion_get(struct criterion *out, const struct record *record,
    const char *key)
{
	return criterion_read(out, json_get(json_get(record->tree,
	    "criteria"), key));
}

void
criterion_release(struct criterion *criterion)
{
	strs_release(&criterion->evidence);
}

/* ---- Comparing ---- */

static struct decimal *
above(const struct decimal *v, const struct decimal *target,
    const struct decimal *high)
{
	(void)high;
	return decimal_sub(v, target);
}

static struct decimal *
below(const struct decimal *v, const struct decimal *target,
    const struct decimal *high)
{
	(void)high;
	return decimal_sub(target, v);
}

/* A where WAY * A < WAY * B, else B; the other one is freed. */
static struct decimal *
lesser(struct decimal *a, struct decimal *b, int way)
{
	bool first = way * decimal_cmp(a, b) < 0;

	decimal_free(first ? b : a);
	return first ? a : b;
}

static struct decimal *
within(const struct decimal *v, const struct decimal *target,
    const struct decimal *high)
{
	return lesser(decimal_sub(v, target), decimal_sub(high, v), 1);
}

static struct decimal *
apart(const struct decimal *v, const struct decimal *target,
    const struct decimal *high)
{
	return lesser(decimal_sub(target, v), decimal_sub(v, high), -1);
}

static struct decimal *
equal(const struct decimal *v, const struct decimal *target,
    const struct decimal *high)
{
	(void)high;
	return lesser(decimal_sub(v, target), decimal_sub(target, v), 1);
}

static const struct comparison comparisons[] = {
	{ ">=", false, false, true, above },
	{ ">", true, false, true, above },
	{ "<=", false, false, true, below },
	{ "<", true, false, true, below },
	{ "==", false, false, false, equal },
	{ "between", false, true, true, within },
	{ "outside", true, true, true, apart },
	{ "present", false, false, false, NULL },
};

const struct comparison *
comparison_find(const char *name)
{
	for (size_t i = 0; name && i < COUNT(comparisons); i++)
		if (strcmp(comparisons[i].name, name) == 0)
			return &comparisons[i];
	return NULL;
}

int
comparator_targets(const char *name)
{
	const struct comparison *comparison = comparison_find(name);

	if (comparison == NULL)
		return -1;
	return comparison->slack == NULL ? 0 : comparison->range ? 2 : 1;
}

const char *
criterion_lacks(const struct criterion *c)
{
	const struct comparison *comparison = comparison_find(c->comparator);
	bool number = comparison == NULL || comparison->slack;

	if (c->metric == NULL)
		return "metric";
	if (comparison == NULL)
		return "comparator";
	if (number && c->target == NULL)
		return "target";
	if (comparison->range && c->target_high == NULL)
		return "target_high";
	if (number && c->unit == NULL)
		return "unit";
	return c->method == NULL ? "method" : NULL;
}

/* ---- Judging ---- */

/* One criterion being judged: its numbers, NULL where absent. */
struct weighing {
	const struct criterion *criterion;
	const struct comparison *comparison;
	bool banded;
	struct decimal *target, *high, *value, *uncertainty, *guard;
	struct obstacle *obstacle;
};

static bool PRINTF(3, 4)
obstruct(struct weighing *w, const char *member, const char *fmt, ...)
{
	va_list ap;

	w->obstacle->member = member;
	va_start(ap, fmt);
	w->obstacle->text = xvasprintf(fmt, ap);
	va_end(ap);
	return false;
}

static bool
parse(struct weighing *w, struct decimal **out, const char *member,
    const char *text)
{
	if (text == NULL || (*out = decimal_parse(text)) != NULL)
		return true;
	return obstruct(w, member, _("is '%s': not a decimal number"), text);
}

/* What stands there is well-formed, one by one. */
static bool
parse_all(struct weighing *w)
{
	const struct criterion *c = w->criterion;

	w->comparison = comparison_find(c->comparator);
	w->banded = c->rule && strcmp(c->rule, "guard_band") == 0;
	if (c->comparator && w->comparison == NULL)
		return obstruct(w, "comparator", _("is '%s': no comparator"),
		    c->comparator);
	if (c->rule && !w->banded && strcmp(c->rule, "simple") != 0)
		return obstruct(w, "rule", _("is '%s': no decision rule"),
		    c->rule);
	return parse(w, &w->target, "target", c->target) &&
	    parse(w, &w->high, "target_high", c->target_high) &&
	    parse(w, &w->guard, "guard", c->guard) &&
	    parse(w, &w->uncertainty, "measured.uncertainty",
	    c->uncertainty);
}

/* What stands there can be true together. */
static bool
agrees(struct weighing *w)
{
	const struct criterion *c = w->criterion;

	if (w->banded && w->comparison && !w->comparison->banded)
		return obstruct(w, "rule", _("is '%s', and '%s' has no "
		    "guard band"), c->rule, c->comparator);
	if (w->guard && decimal_sign(w->guard) <= 0)
		return obstruct(w, "guard", _("is '%s', and a guard band is "
		    "wider than 0"), c->guard);
	if (w->comparison && w->comparison->range && w->target && w->high &&
	    decimal_cmp(w->high, w->target) < 0)
		return obstruct(w, "target_high", _("is '%s', below the "
		    "target '%s'"), c->target_high, c->target);
	if (w->uncertainty && decimal_sign(w->uncertainty) < 0)
		return obstruct(w, "measured.uncertainty",
		    _("is '%s', and cannot be below 0"), c->uncertainty);
	return true;
}

static bool
is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static bool
judge_waiver(struct weighing *w, enum verdict *verdict)
{
	const struct criterion *c = w->criterion;

	if (is_blank(c->waiver_kind))
		return obstruct(w, "waiver.kind", _("is missing"));
	if (strcmp(c->waiver_kind, "waived") == 0)
		*verdict = VERDICT_WAIVED;
	else if (strcmp(c->waiver_kind, "not_applicable") == 0)
		*verdict = VERDICT_NOT_APPLICABLE;
	else
		return obstruct(w, "waiver.kind", _("is '%s': neither "
		    "waived nor not_applicable"), c->waiver_kind);
	if (is_blank(c->waiver_reason))
		return obstruct(w, "waiver.reason", _("is missing: a waiver "
		    "needs a reason"));
	return true;
}

static bool
judge_present(struct weighing *w, enum verdict *verdict)
{
	const char *value = w->criterion->value;

	if (strcmp(value, "yes") == 0)
		*verdict = VERDICT_PASS;
	else if (strcmp(value, "no") == 0)
		*verdict = VERDICT_FAIL;
	else
		return obstruct(w, "measured.value", _("is '%s', and "
		    "'present' is answered by yes or no"), value);
	return true;
}

/* All that is needed to compare what was measured is there. */
static bool
is_complete(struct weighing *w)
{
	const struct criterion *c = w->criterion;

	if (w->target == NULL)
		return obstruct(w, "target",
		    _("is missing, and '%s' was measured"), c->value);
	if (w->comparison->range && w->high == NULL)
		return obstruct(w, "target_high",
		    _("is missing: '%s' has two ends"), c->comparator);
	if (strcmp(c->value, "yes") == 0 || strcmp(c->value, "no") == 0)
		return obstruct(w, "measured.value", _("is '%s', and '%s' "
		    "compares numbers"), c->value, c->comparator);
	if (!parse(w, &w->value, "measured.value", c->value))
		return false;
	if (!w->banded || w->guard)
		return true;
	if (w->uncertainty == NULL)
		return obstruct(w, "measured.uncertainty", _("is missing: "
		    "without it or 'guard' the guard band has no width"));
	if (decimal_sign(w->uncertainty) == 0)
		return obstruct(w, "measured.uncertainty", _("is '%s', and "
		    "a guard band is wider than 0"), c->uncertainty);
	return true;
}

/* Where the slack lies: which side of 0, and of the band around it. */
static enum verdict
verdict_of(const struct judgement *j)
{
	int sign = decimal_sign(j->slack), least = j->comparison->strict;
	struct decimal *low;
	bool within_band;

	if (j->width == NULL)
		return sign >= least ? VERDICT_PASS : VERDICT_FAIL;
	if (decimal_cmp(j->slack, j->width) >= 0)
		return VERDICT_PASS;
	if (sign >= least)
		return VERDICT_CONDITIONAL_PASS;
	low = decimal_neg(j->width);
	within_band = decimal_cmp(j->slack, low) >= 0;
	decimal_free(low);
	return within_band ? VERDICT_CONDITIONAL_FAIL : VERDICT_FAIL;
}

static bool
compare(struct weighing *w, struct judgement *j)
{
	j->comparison = w->comparison;
	if (w->comparison->slack == NULL)
		return judge_present(w, &j->verdict);
	if (!is_complete(w))
		return false;
	j->slack = w->comparison->slack(w->value, w->target, w->high);
	if (w->banded) {
		j->width = w->guard ? w->guard : w->uncertainty;
		*(w->guard ? &w->guard : &w->uncertainty) = NULL;
	}
	j->verdict = verdict_of(j);
	return true;
}

static bool
weigh(struct weighing *w, struct judgement *j)
{
	const struct criterion *c = w->criterion;

	if (!parse_all(w) || !agrees(w))
		return false;
	if (c->has_waiver)
		return judge_waiver(w, &j->verdict);
	if (c->value == NULL) {
		j->verdict = VERDICT_PENDING;
		return true;
	}
	if (w->comparison == NULL)
		return obstruct(w, "comparator",
		    _("is missing, and '%s' was measured"), c->value);
	return compare(w, j);
}

bool
criterion_weigh(struct judgement *j, const struct criterion *criterion,
    struct obstacle *obstacle)
{
	struct weighing w = { .criterion = criterion,
		.obstacle = obstacle };
	bool judged;

	*j = (struct judgement){ .verdict = VERDICT_PENDING };
	judged = weigh(&w, j);
	decimal_free(w.target);
	decimal_free(w.high);
	decimal_free(w.value);
	decimal_free(w.uncertainty);
	decimal_free(w.guard);
	return judged;
}

void
judgement_release(struct judgement *j)
{
	decimal_free(j->slack);
	decimal_free(j->width);
}

const struct err *
criterion_judge(enum verdict *out, const struct criterion *criterion)
{
	struct obstacle obstacle;
	struct judgement j;
	const struct err *err;

	if (criterion_weigh(&j, criterion, &obstacle)) {
		*out = j.verdict;
		judgement_release(&j);
		return NULL;
	}
	err = err_new(ERR_DATA, "'criteria.%s.%s' %s", criterion->key,
	    obstacle.member, obstacle.text);
	free(obstacle.text);
	return err;
}
