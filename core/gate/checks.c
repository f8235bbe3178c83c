#include "core/gate/judge.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/people.h"
#include "core/model/tracker.h"

/* One function for each fixed test that `checks` may ask for. */

enum { CURRENT_DAYS = 90 };

static void budget_adds_up(const struct judge *, struct answer *);
static void lead_identified(const struct judge *, struct answer *);
static void one_lead(const struct judge *, struct answer *);
static void origin_identified(const struct judge *, struct answer *);
static void consortium(const struct judge *, struct answer *);
static void money_settled(const struct judge *, struct answer *);
static void budget_current(const struct judge *, struct answer *);
static void lead_partner_identified(const struct judge *, struct answer *);

static void (*const checks[])(const struct judge *, struct answer *) = {
	[CHECK_BUDGET_ADDS_UP] = budget_adds_up,
	[CHECK_LEAD_IDENTIFIED] = lead_identified,
	[CHECK_ONE_LEAD] = one_lead,
	[CHECK_ORIGIN_IDENTIFIED] = origin_identified,
	[CHECK_CONSORTIUM] = consortium,
	[CHECK_MONEY_SETTLED] = money_settled,
	[CHECK_BUDGET_CURRENT] = budget_current,
	[CHECK_LEAD_PARTNER_IDENTIFIED] = lead_partner_identified,
	[CHECK_MOVER_OUTSIDE] = mover_outside_team,
	[CHECK_MILESTONE_AHEAD] = milestone_ahead,
	[CHECK_EARLY_END] = early_end_grounded,
	[CHECK_KEPT_FIVE_YEARS] = kept_five_years,
	[CHECK_OUTCOME_OR_PLAN] = outcome_or_plan,
	[CHECK_IP_DISPOSED] = ip_disposed,
	[CHECK_LEAD_PROPOSED] = lead_proposed,
};
_Static_assert(COUNT(checks) == CHECK_COUNT, "a check has no function");

void
check_judge(const struct judge *j, enum check check, struct answer *answer)
{
	checks[check](j, answer);
}

/* The sum of MEMBER over the collection at PATH; it cannot overflow, but
 * stays at the end of the range. */
static int64_t
sum(const struct record *record, const char *path, const char *member)
{
	struct strs keys = STRS_INIT;
	int64_t total = 0, value;

	record_keys(record, path, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *full = xasprintf("%s.%s.%s", path, keys.items[i],
		    member);

		if (record_integer(record, full, &value) &&
		    __builtin_add_overflow(total, value, &total))
			total = value < 0 ? INT64_MIN : INT64_MAX;
		free(full);
	}
	strs_release(&keys);
	return total;
}

static char *
money(const struct judge *j, int64_t minor)
{
	const char *currency = record_text(j->record, "budget.currency");

	return money_format(minor,
	    currency_digits(currency != NULL ? currency : "CNY"));
}

static void
budget_adds_up(const struct judge *j, struct answer *answer)
{
	int64_t planned = sum(j->record, "budget.lines", "planned");
	int64_t sources = sum(j->record, "budget.sources", "amount");
	int64_t approved = planned;
	bool set = record_integer(j->record, "budget.approved", &approved);
	char *texts[3];

	if (record_count(j->record, "budget.lines") == 0 ||
	    record_count(j->record, "budget.sources") == 0) {
		bool lines = record_count(j->record, "budget.lines") > 0;
		const char *path = lines ? "budget.sources" : "budget.lines";

		answer->text = xasprintf(_("the budget does not add up: %s "
		    "is empty"), path);
		answer->mend = mend_set(j, path, 1);
		return;
	}
	answer->met = planned == sources && planned == approved;
	texts[0] = money(j, planned);
	texts[1] = money(j, sources);
	texts[2] = set ? money(j, approved) : xstrdup("-");
	answer->text = xasprintf(answer->met ?
	    _("the budget adds up: lines %s, sources %s, approved %s") :
	    _("the budget does not add up: lines %s, sources %s, "
	      "approved %s"), texts[0], texts[1], texts[2]);
	if (!answer->met && planned == sources)
		answer->mend = mend_assign(j, "budget.approved", texts[0]);
	for (size_t i = 0; i < COUNT(texts); i++)
		free(texts[i]);
}

static void
lead_identified(const struct judge *j, struct answer *answer)
{
	bool named = record_has(j->record, "lead.person") ||
	    record_has(j->record, "lead.name");
	const char *person = record_text(j->record, "lead.person");
	bool reached = record_has(j->record, "lead.email") ||
	    (person && people_find(j->tracker->people, person) != NULL);

	answer->met = named && reached;
	if (answer->met) {
		answer->text = xstrdup(
		    _("the lead has a name and an address"));
	} else if (named) {
		answer->text = xstrdup(_("the lead has no e-mail address"));
		answer->mend = mend_set(j, "lead.email", 1);
	} else {
		answer->text = xstrdup(
		    _("the lead has neither a person nor a name"));
		answer->mend = mend_set(j, "lead.name", 1);
	}
}

static const char *
partner_text(const struct judge *j, const char *key, const char *member)
{
	char *path = xasprintf("partners.%s.%s", key, member);
	const char *text = record_text(j->record, path);

	free(path);
	return text;
}

/* Partners in ROLE (NULL: in any) that have not ended, added to OUT. */
static void
partners(const struct judge *j, const char *role, struct strs *out)
{
	struct strs keys = STRS_INIT;
	int64_t end;

	record_keys(j->record, "partners", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		const char *key = keys.items[i];
		const char *has = partner_text(j, key, "role");
		const char *to = partner_text(j, key, "to");

		if (role != NULL && (has == NULL || strcmp(has, role) != 0))
			continue;
		if (to == NULL || !date_parse(to, &end) ||
		    end >= days_between(0, j->step->at))
			strs_add(out, key);
	}
	strs_release(&keys);
}

/* The command that gives some partner the role `lead`. */
static char *
mend_lead_partner(const struct judge *j)
{
	struct strs any = STRS_INIT;
	char *path, *mend;

	partners(j, NULL, &any);
	path = xasprintf("partners.%s.role", any.n > 0 ? any.items[0] : "p1");
	mend = mend_assign(j, path, "lead");
	free(path);
	strs_release(&any);
	return mend;
}

static void
one_lead(const struct judge *j, struct answer *answer)
{
	struct strs leads = STRS_INIT;
	char *keys, *path;

	partners(j, "lead", &leads);
	answer->met = leads.n == 1;
	keys = strs_join(&leads, ", ");
	if (answer->met) {
		answer->text = xasprintf(_("partner '%s' leads"), keys);
	} else if (leads.n == 0) {
		answer->text = xstrdup(_("no partner has the role 'lead'"));
		answer->mend = mend_lead_partner(j);
	} else {
		answer->text = xasprintf(_("one partner may have the role "
		    "'lead'; these have: %s"), keys);
		path = xasprintf("partners.%s.role", leads.items[1]);
		answer->mend = mend_set(j, path, 1);
		free(path);
	}
	free(keys);
	strs_release(&leads);
}

static void
lead_partner_identified(const struct judge *j, struct answer *answer)
{
	struct strs leads = STRS_INIT;
	char *path;

	partners(j, "lead", &leads);
	if (leads.n == 0) {
		answer->text = xstrdup(_("no partner in role 'lead' has a "
		    "USCC or a ROR: none leads"));
		answer->mend = mend_lead_partner(j);
	}
	for (size_t i = 0; i < leads.n && answer->text == NULL; i++) {
		if (partner_text(j, leads.items[i], "uscc") != NULL ||
		    partner_text(j, leads.items[i], "ror") != NULL)
			continue;
		answer->text = xasprintf(_("partner '%s' leads and has "
		    "neither a USCC nor a ROR"), leads.items[i]);
		path = xasprintf("partners.%s.uscc", leads.items[i]);
		answer->mend = mend_set(j, path, 1);
		free(path);
	}
	answer->met = answer->text == NULL;
	if (answer->met)
		answer->text = xstrdup(
		    _("the leading partner has a USCC or a ROR"));
	strs_release(&leads);
}

static void
origin_identified(const struct judge *j, struct answer *answer)
{
	static const char *const members[] = { "doi", "patent", "grant" };
	struct strs keys = STRS_INIT;

	record_keys(j->record, "origin", &keys);
	for (size_t i = 0; i < keys.n * COUNT(members); i++) {
		char *path = xasprintf("origin.%s.%s",
		    keys.items[i / COUNT(members)],
		    members[i % COUNT(members)]);

		answer->met = answer->met || record_has(j->record, path);
		free(path);
	}
	if (answer->met) {
		answer->text = xstrdup(_("an origin has an identifier"));
	} else {
		char *path = xasprintf("origin.%s.doi",
		    keys.n > 0 ? keys.items[0] : "o1");

		answer->text = xstrdup(_("no origin has a DOI, a patent or "
		    "a grant"));
		answer->mend = mend_set(j, path, 1);
		free(path);
	}
	strs_release(&keys);
}

static bool
is_institute(const char *kind)
{
	static const char *const kinds[] = { "university",
		"research_university", "research_institute",
		"new_rd_institution" };

	for (size_t i = 0; kind != NULL && i < COUNT(kinds); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

static bool
lead_is_enterprise(const struct judge *j)
{
	struct strs leads = STRS_INIT;
	bool found = false;

	partners(j, "lead", &leads);
	for (size_t i = 0; i < leads.n; i++) {
		const char *kind = partner_text(j, leads.items[i], "kind");

		found = found ||
		    (kind && strcmp(kind, "leading_enterprise") == 0);
	}
	strs_release(&leads);
	return found;
}

static void
consortium(const struct judge *j, struct answer *answer)
{
	struct strs all = STRS_INIT;
	bool institute = false;

	partners(j, NULL, &all);
	for (size_t i = 0; i < all.n; i++)
		institute = institute ||
		    is_institute(partner_text(j, all.items[i], "kind"));
	strs_release(&all);
	if (!lead_is_enterprise(j))
		answer->text = xstrdup(_("a consortium is led by a partner "
		    "of kind 'leading_enterprise'"));
	else if (!institute)
		answer->text = xstrdup(_("a consortium has a university or "
		    "an institute among its partners"));
	answer->met = answer->text == NULL;
	if (answer->met)
		answer->text = xstrdup(_("an enterprise leads, and a "
		    "university or an institute takes part"));
}

static void
money_settled(const struct judge *j, struct answer *answer)
{
	int64_t disbursed = sum(j->record, "budget.disbursed", "amount");
	int64_t spent = sum(j->record, "budget.lines", "spent");
	int64_t returned = 0, used;
	char *texts[3], *left;

	record_integer(j->record, "budget.returned", &returned);
	if (__builtin_add_overflow(spent, returned, &used))
		used = INT64_MAX;
	answer->met = disbursed == used;
	texts[0] = money(j, disbursed);
	texts[1] = money(j, spent);
	texts[2] = money(j, returned);
	answer->text = xasprintf(answer->met ?
	    _("the money is settled: disbursed %s, spent %s, returned %s") :
	    _("the money is not settled: disbursed %s, spent %s, "
	      "returned %s"), texts[0], texts[1], texts[2]);
	if (disbursed > used) {
		left = money(j, disbursed - spent);
		answer->mend = mend_assign(j, "budget.returned", left);
		free(left);
	}
	for (size_t i = 0; i < COUNT(texts); i++)
		free(texts[i]);
}

static void
budget_current(const struct judge *j, struct answer *answer)
{
	const char *text = record_text(j->record, "budget.as_of");
	int64_t today = days_between(0, j->step->at), day;
	char date[DATE_SIZE];

	if (text == NULL || !date_parse(text, &day))
		answer->text = xstrdup(_("budget.as_of is empty"));
	else if (day > today)
		answer->text = xasprintf(_("budget.as_of is %s, which is to "
		    "come"), text);
	else if (day < today - CURRENT_DAYS)
		answer->text = xasprintf(_("budget.as_of is %s; at most %d "
		    "days ago is asked"), text, CURRENT_DAYS);
	else
		answer->met = true;
	if (answer->met) {
		answer->text = xasprintf(_("budget.as_of is %s"), text);
		return;
	}
	date_format(date, today);
	answer->mend = mend_assign(j, "budget.as_of", date);
}
