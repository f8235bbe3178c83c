#include "core/model/criterion_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"

/* What people read of a criterion. */

/* "50 nm" */
static char *
with_unit(const char *number, const char *unit)
{
	return unit ? xasprintf("%s %s", number, unit) : xstrdup(number);
}

char *
criterion_asked(const struct criterion *c)
{
	const struct comparison *comparison = comparison_find(c->comparator);
	const char *target = c->target ? c->target : "?";
	char *last, *asked;

	if (c->comparator == NULL)
		return NULL;
	if (comparison && comparison->slack == NULL)
		return xstrdup(_("present"));
	if (comparison == NULL || !comparison->range) {
		last = with_unit(target, c->unit);
		asked = xasprintf("%s %s", c->comparator, last);
	} else {
		last = with_unit(c->target_high ? c->target_high : "?",
		    c->unit);
		asked = xasprintf(comparison->strict ?
		    _("outside %s to %s") : _("between %s and %s"), target,
		    last);
	}
	free(last);
	return asked;
}

/* YES or NO in the reader's language, any other text as it is. */
static const char *
answer(const char *value)
{
	if (strcmp(value, "yes") == 0)
		return _("yes");
	return strcmp(value, "no") == 0 ? _("no") : value;
}

char *
criterion_measured(const struct criterion *c)
{
	const struct comparison *comparison = comparison_find(c->comparator);
	struct str out = STR_INIT;

	if (c->value == NULL)
		return NULL;
	if (comparison && comparison->slack == NULL)
		return xstrdup(answer(c->value));
	str_add(&out, c->value);
	if (c->uncertainty)
		str_addf(&out, " ± %s", c->uncertainty);
	if (c->unit)
		str_addf(&out, " %s", c->unit);
	return str_take(&out);
}

char *
criterion_slack(const struct criterion *c)
{
	struct obstacle obstacle;
	struct judgement j;
	char *slack = NULL;

	if (!criterion_weigh(&j, c, &obstacle)) {
		free(obstacle.text);
		return NULL;
	}
	if (j.slack)
		slack = decimal_short(j.slack);
	judgement_release(&j);
	return slack;
}

/* How the slack lies: by what sign the bound is met. */
static char *
why_number(const struct judgement *j)
{
	const char *reached = j->comparison->strict ? ">" : ">=";
	const char *missed = j->comparison->strict ? "<=" : "<";
	char *s = decimal_short(j->slack);
	char *w = j->width ? decimal_short(j->width) : NULL, *why;

	if (w == NULL)
		why = xasprintf(_("slack %s %s 0"), s,
		    j->verdict == VERDICT_PASS ? reached : missed);
	else if (j->verdict == VERDICT_PASS)
		why = xasprintf(_("slack %s >= guard band %s"), s, w);
	else if (j->verdict == VERDICT_CONDITIONAL_PASS)
		why = xasprintf(_("slack %s %s 0, within guard band %s"), s,
		    reached, w);
	else if (j->verdict == VERDICT_CONDITIONAL_FAIL)
		why = xasprintf(_("slack %s %s 0, within guard band %s"), s,
		    missed, w);
	else
		why = xasprintf(_("slack %s < -%s, beyond the guard band"),
		    s, w);
	free(s);
	free(w);
	return why;
}

static char *
why(const struct judgement *j, const struct criterion *c)
{
	switch (j->verdict) {
	case VERDICT_PENDING:
		return xstrdup(_("not measured"));
	case VERDICT_WAIVED:
	case VERDICT_NOT_APPLICABLE:
		return xstrdup(c->waiver_reason);
	default:
		break;
	}
	if (j->slack)
		return why_number(j);
	return xasprintf(_("the answer is '%s'"), answer(c->value));
}

char *
criterion_why(const struct criterion *c)
{
	struct obstacle obstacle;
	struct judgement j;
	char *text;

	if (!criterion_weigh(&j, c, &obstacle)) {
		free(obstacle.text);
		return NULL;
	}
	text = why(&j, c);
	judgement_release(&j);
	return text;
}
