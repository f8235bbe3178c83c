#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/gate_case.h"

/*
 * Each kind of condition and each check, met and unmet.  SETS are split at
 * ' ', so values have no blanks.
 */
struct row {
	const char *needs, *sets;
	int days;               /* in the stage */
	const char *reason, *code;
	const char *unmet;      /* names; "" passes */
	const char *text;       /* of the first condition; a piece */
	const char *mend;       /* of the first unmet; whole; NULL: any */
};

#define LEAD "partners.p1.role=lead partners.p1.name=A "
#define BUDGET "budget.lines.equipment.planned=100 " \
    "budget.lines.labour.planned=50.5 budget.sources.s1.amount=150.50 "

static const struct row rows[] = {
	{ "{'fields': ['concept.hypothesis']}", "", 0, NULL, NULL,
	    "fields:concept.hypothesis", "concept.hypothesis is empty",
	    "proven set p17 concept.hypothesis='…'" },
	{ "{'fields': ['concept.hypothesis']}", "concept.hypothesis=x", 0,
	    NULL, NULL, "", "concept.hypothesis is set", NULL },
	{ "{'fields': ['title', 'call', 'tags']}", "", 0, NULL, NULL,
	    "fields:call, fields:tags", "title is set",
	    "proven set p17 call='…'" },
	{ "{'fields': ['tags']}", "", 0, NULL, NULL, "fields:tags",
	    "tags is empty", "proven set p17 tags+='…'" },
	{ "{'fields': ['concept.verdict']}", "", 0, NULL, NULL,
	    "fields:concept.verdict",
	    "one of proven, partly, disproven, inconclusive",
	    "proven set p17 "
	    "concept.verdict='proven|partly|disproven|inconclusive'" },
	{ "{'fields': ['end']}", "", 0, NULL, NULL, "fields:end",
	    "end is empty", "proven set p17 end=YYYY-MM-DD" },
	{ "{'fields': ['consortium']}", "consortium=no", 0, NULL, NULL, "",
	    "consortium is set", NULL },
	{ "{'fields': ['consortium']}", "", 0, NULL, NULL,
	    "fields:consortium", NULL, "proven set p17 consortium=yes" },
	{ "{'fields': ['custom.x']}", "custom.x=1", 0, NULL, NULL, "",
	    NULL, NULL },
	{ "{'fields': ['lead']}", "", 0, NULL, NULL, "fields:lead", NULL,
	    "proven set p17 lead.name='…'" },

	{ "{'at_least': {'milestones': 2}}", "", 0, NULL, NULL,
	    "at_least:milestones", "milestones: at least 2 asked, 0 there",
	    "proven set p17 milestones.m1.title='…' milestones.m2.title='…'"
	},
	{ "{'at_least': {'milestones': 2}}", "milestones.m1.title=a", 0,
	    NULL, NULL, "at_least:milestones", "2 asked, 1 there",
	    "proven set p17 milestones.m2.title='…'" },
	{ "{'at_least': {'milestones': 2}}",
	    "milestones.m1.title=a milestones.m2.title=b", 0, NULL, NULL,
	    "", NULL, NULL },
	{ "{'at_least': {'tags': 3}}", "tags=a,b", 0, NULL, NULL,
	    "at_least:tags", NULL, "proven set p17 tags+='…'" },
	{ "{'at_least': {'tags': 2}}", "tags=a,b", 0, NULL, NULL, "", NULL,
	    NULL },

	{ "{'reason': true}", "", 0, NULL, NULL, "reason",
	    "a reason is asked", "proven move p17 go --reason '…'" },
	{ "{'reason': true}", "", 0, " \n", NULL, "reason", NULL, NULL },
	{ "{'reason': true}", "", 0, "why", NULL, "", "is given", NULL },

	{ "{'codes': 'stop_reason'}", "", 0, NULL, NULL, "codes",
	    "one of no_market, overdue", "proven move p17 go --code '…'" },
	{ "{'codes': 'stop_reason', 'reason': true}", "", 0, NULL,
	    "no_markt", "codes, reason", "did you mean 'no_market'?",
	    "proven move p17 go --code '…' --reason '…'" },
	{ "{'codes': 'stop_reason'}", "", 0, NULL, "funds", "codes",
	    "'stop_reason' has no code 'funds'", NULL },
	{ "{'codes': 'stop_reason'}", "", 0, NULL, "overdue", "",
	    "the code is 'overdue'", NULL },
	{ "{'codes': 'other'}", "", 0, NULL, "overdue", "codes",
	    "no such list", NULL },

	{ "{'days_in_stage': '>=14'}", "", 13, NULL, NULL, "days_in_stage",
	    "13 so far; possible from 2026-07-29T00:00:00Z", NULL },
	{ "{'days_in_stage': '>=14'}", "", 14, NULL, NULL, "", NULL, NULL },
	{ "{'days_in_stage': '>14'}", "", 14, NULL, NULL, "days_in_stage",
	    "possible from 2026-07-30T00:00:00Z", NULL },
	{ "{'days_in_stage': '>14'}", "", 15, NULL, NULL, "", NULL, NULL },
	{ "{'days_in_stage': '<=3'}", "", 3, NULL, NULL, "", NULL, NULL },
	{ "{'days_in_stage': '<=3'}", "", 4, NULL, NULL, "days_in_stage",
	    "<= 3 days in 'a' asked, 4 so far", NULL },
	{ "{'days_in_stage': '<3'}", "", 3, NULL, NULL, "days_in_stage",
	    NULL, NULL },
	{ "{'days_in_stage': '==3'}", "", 3, NULL, NULL, "", NULL, NULL },
	{ "{'days_in_stage': '!=3'}", "", 3, NULL, NULL, "days_in_stage",
	    NULL, NULL },

	{ "{'readiness': {'current': {'at_least': 3}}}", "", 0, NULL, NULL,
	    "readiness:current", "is empty; at least 3 is asked",
	    "proven set p17 readiness.current.level=3" },
	{ "{'readiness': {'current': {'at_least': 3}}}",
	    "readiness.current.level=2", 0, NULL, NULL, "readiness:current",
	    "readiness.current.level is 2; at least 3", NULL },
	{ "{'readiness': {'current': {'at_least': 3}}}",
	    "readiness.current.level=3", 0, NULL, NULL, "", NULL, NULL },
	{ "{'readiness': {'target': {'at_least': 3}}}",
	    "readiness.current.level=3", 0, NULL, NULL, "readiness:target",
	    NULL, NULL },
	{ "{'readiness': {'current': {'gain': 1}}}",
	    "readiness.current.level=3", 0, NULL, NULL, "readiness:current",
	    "readiness.baseline.level is empty; the level asked",
	    "proven set p17 readiness.baseline.level='…'" },
	{ "{'readiness': {'current': {'gain': 1, 'at_least': 3}}}",
	    "readiness.current.level=3 readiness.baseline.level=3", 0, NULL,
	    NULL, "readiness:current", "at least 4",
	    "proven set p17 readiness.current.level=4" },
	{ "{'readiness': {'current': {'gain': 1, 'at_least': 3}}}",
	    "readiness.current.level=2 readiness.baseline.level=1", 0, NULL,
	    NULL, "readiness:current", "at least 3", NULL },
	{ "{'readiness': {'current': {'gain': 1, 'at_least': 3}}}",
	    "readiness.current.level=4 readiness.baseline.level=3", 0, NULL,
	    NULL, "", NULL, NULL },
	{ "{'readiness': {'current': {'gain': 0}}}",
	    "readiness.current.level=4 readiness.baseline.level=4", 0, NULL,
	    NULL, "", NULL, NULL },

	{ "{'checks': ['budget_adds_up']}", "", 0, NULL, NULL,
	    "checks:budget_adds_up", "budget.lines is empty", NULL },
	{ "{'checks': ['budget_adds_up']}",
	    "budget.lines.labour.planned=5", 0, NULL, NULL,
	    "checks:budget_adds_up", "budget.sources is empty",
	    "proven set p17 budget.sources.s1.title='…'" },
	{ "{'checks': ['budget_adds_up']}", BUDGET, 0, NULL, NULL, "",
	    "adds up: lines 150.50, sources 150.50, approved -", NULL },
	{ "{'checks': ['budget_adds_up']}", BUDGET "budget.approved=150.5",
	    0, NULL, NULL, "", "approved 150.50", NULL },
	{ "{'checks': ['budget_adds_up']}", BUDGET "budget.approved=150",
	    0, NULL, NULL, "checks:budget_adds_up",
	    "does not add up: lines 150.50, sources 150.50, approved 150.00",
	    "proven set p17 budget.approved=150.50" },
	{ "{'checks': ['budget_adds_up']}",
	    BUDGET "budget.sources.s2.amount=0.01", 0, NULL, NULL,
	    "checks:budget_adds_up", "sources 150.51", NULL },

	{ "{'checks': ['lead_identified']}", "", 0, NULL, NULL,
	    "checks:lead_identified", "neither a person nor a name",
	    "proven set p17 lead.name='…'" },
	{ "{'checks': ['lead_identified']}", "lead.name=Li", 0, NULL, NULL,
	    "checks:lead_identified", "no e-mail address",
	    "proven set p17 lead.email='…'" },
	{ "{'checks': ['lead_identified']}", "lead.email=li@example.org", 0,
	    NULL, NULL, "checks:lead_identified", NULL, NULL },
	{ "{'checks': ['lead_identified']}",
	    "lead.name=Li lead.email=li@example.org", 0, NULL, NULL, "",
	    NULL, NULL },
	{ "{'checks': ['lead_identified']}",
	    "lead.person=li lead.email=li@example.org", 0, NULL, NULL, "",
	    NULL, NULL },

	{ "{'checks': ['one_lead']}", "", 0, NULL, NULL, "checks:one_lead",
	    "no partner has the role 'lead'",
	    "proven set p17 partners.p1.role=lead" },
	{ "{'checks': ['one_lead']}", "partners.x.role=tester", 0, NULL,
	    NULL, "checks:one_lead", NULL,
	    "proven set p17 partners.x.role=lead" },
	{ "{'checks': ['one_lead']}", LEAD, 0, NULL, NULL, "",
	    "partner 'p1' leads", NULL },
	{ "{'checks': ['one_lead']}", LEAD "partners.p2.role=lead", 0, NULL,
	    NULL, "checks:one_lead", "these have: p1, p2", NULL },
	{ "{'checks': ['one_lead']}",
	    LEAD "partners.p2.role=lead partners.p2.to=2026-07-14", 0, NULL,
	    NULL, "", NULL, NULL },
	{ "{'checks': ['one_lead']}",
	    LEAD "partners.p2.role=lead partners.p2.to=2026-07-15", 0, NULL,
	    NULL, "checks:one_lead", NULL, NULL },

	{ "{'checks': ['lead_partner_identified']}", "", 0, NULL, NULL,
	    "checks:lead_partner_identified", "none leads", NULL },
	{ "{'checks': ['lead_partner_identified']}", LEAD, 0, NULL, NULL,
	    "checks:lead_partner_identified", "neither a USCC nor a ROR",
	    "proven set p17 partners.p1.uscc='…'" },
	{ "{'checks': ['lead_partner_identified']}",
	    LEAD "partners.p1.ror=03yrm5c26", 0, NULL, NULL, "", NULL,
	    NULL },
	{ "{'checks': ['lead_partner_identified']}",
	    LEAD "partners.p1.uscc=91110000802100433B", 0, NULL, NULL, "",
	    NULL, NULL },
	{ "{'checks': ['lead_partner_identified']}",
	    LEAD "partners.p2.ror=03yrm5c26", 0, NULL, NULL,
	    "checks:lead_partner_identified", NULL, NULL },

	{ "{'checks': ['origin_identified']}", "", 0, NULL, NULL,
	    "checks:origin_identified", "no origin has",
	    "proven set p17 origin.o1.doi='…'" },
	{ "{'checks': ['origin_identified']}", "origin.x.title=T", 0, NULL,
	    NULL, "checks:origin_identified", NULL,
	    "proven set p17 origin.x.doi='…'" },
	{ "{'checks': ['origin_identified']}", "origin.x.doi=10.1234/a", 0,
	    NULL, NULL, "", NULL, NULL },
	{ "{'checks': ['origin_identified']}",
	    "origin.w.title=T origin.x.grant=7", 0, NULL, NULL, "", NULL,
	    NULL },
	{ "{'checks': ['origin_identified']}", "origin.x.patent=CN1A", 0,
	    NULL, NULL, "", NULL, NULL },

	{ "{'checks': ['consortium']}", LEAD, 0, NULL, NULL,
	    "checks:consortium", "is led by", NULL },
	{ "{'checks': ['consortium']}",
	    LEAD "partners.p1.kind=leading_enterprise", 0, NULL, NULL,
	    "checks:consortium", "a university or an institute", NULL },
	{ "{'checks': ['consortium']}",
	    LEAD "partners.p1.kind=university "
	    "partners.p2.kind=leading_enterprise", 0, NULL, NULL,
	    "checks:consortium", "is led by", NULL },
	{ "{'checks': ['consortium']}",
	    LEAD "partners.p1.kind=leading_enterprise "
	    "partners.p2.kind=research_institute", 0, NULL, NULL, "", NULL,
	    NULL },

	{ "{'checks': ['money_settled']}", "", 0, NULL, NULL, "", NULL,
	    NULL },
	{ "{'checks': ['money_settled']}",
	    "budget.disbursed.d1.amount=100 budget.disbursed.d2.amount=20 "
	    "budget.lines.labour.spent=90", 0, NULL, NULL,
	    "checks:money_settled",
	    "disbursed 120.00, spent 90.00, returned 0.00",
	    "proven set p17 budget.returned=30.00" },
	{ "{'checks': ['money_settled']}",
	    "budget.disbursed.d1.amount=100 budget.returned=10 "
	    "budget.lines.labour.spent=90", 0, NULL, NULL, "",
	    "is settled", NULL },
	{ "{'checks': ['money_settled']}",
	    "budget.currency=JPY budget.disbursed.d1.amount=100 "
	    "budget.lines.labour.spent=101", 0, NULL, NULL,
	    "checks:money_settled", "disbursed 100, spent 101", NULL },

	{ "{'checks': ['budget_current']}", "", 0, NULL, NULL,
	    "checks:budget_current", "budget.as_of is empty",
	    "proven set p17 budget.as_of=2026-07-15" },
	{ "{'checks': ['budget_current']}", "budget.as_of=2026-04-16", 0,
	    NULL, NULL, "", NULL, NULL },
	{ "{'checks': ['budget_current']}", "budget.as_of=2026-04-15", 0,
	    NULL, NULL, "checks:budget_current", "at most 90 days ago",
	    NULL },
	{ "{'checks': ['budget_current']}", "budget.as_of=2026-07-15", 0,
	    NULL, NULL, "", NULL, NULL },
	{ "{'checks': ['budget_current']}", "budget.as_of=2026-07-16", 0,
	    NULL, NULL, "checks:budget_current", "to come", NULL },

	{ "{'when': {'from': ['p']}, 'reason': true}", "", 0, NULL, NULL,
	    "", NULL, NULL },
	{ "{'when': {'from': ['p', 'a']}, 'reason': true}", "", 0, NULL,
	    NULL, "reason", NULL, NULL },
	{ "{'when': {'days_in_stage': '>180'}, 'reason': true}", "", 180,
	    NULL, NULL, "", NULL, NULL },
	{ "{'when': {'days_in_stage': '>180'}, 'reason': true}", "", 181,
	    NULL, NULL, "reason", NULL, NULL },
	{ "{'when': {'field': 'closure.result', 'is': 'passed'}, "
	    "'at_least': {'outcomes': 1}}", "closure.result=failed", 0,
	    NULL, NULL, "", NULL, NULL },
	{ "{'when': {'field': 'closure.result', 'is': 'passed'}, "
	    "'at_least': {'outcomes': 1}}", "closure.result=passed", 0,
	    NULL, NULL, "at_least:outcomes", NULL, NULL },
	{ "{'when': {'field': 'consortium', 'is': true, 'from': ['a'], "
	    "'days_in_stage': '<9'}, 'reason': true}", "consortium=yes", 9,
	    NULL, NULL, "", NULL, NULL },

	{ "[{'reason': true}, {'reason': true, 'fields': ['title']}]", "",
	    0, NULL, NULL, "reason", NULL, NULL },
};

/* The first item behind the edge is the first condition. */
static void
compare(const struct row *row, const struct gate *gate)
{
	char *unmet = unmet_names(gate);
	size_t first = 0;

	if (strcmp(unmet, row->unmet) != 0)
		fail_msg("%s with '%s': unmet '%s', not '%s'", row->needs,
		    row->sets, unmet, row->unmet);
	free(unmet);
	assert_int_equal(gate->passes, *row->unmet == '\0');
	assert_int_equal(gate->items[0].part, GATE_EDGE);
	if (row->text && strstr(gate->items[1].text, row->text) == NULL)
		fail_msg("%s: '%s', not '%s'", row->needs,
		    gate->items[1].text, row->text);
	while (first < gate->n && gate->items[first].met)
		first++;
	if (row->mend == NULL)
		return;
	if (gate->items[first].mend == NULL ||
	    strcmp(gate->items[first].mend, row->mend) != 0)
		fail_msg("%s: '%s', not '%s'", row->needs,
		    gate->items[first].mend, row->mend);
}

static void
judges_conditions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		char *workflow = xasprintf("{'format': 1, 'revision': 1, "
		    "'initial': 'a', 'stages': {'a': {'kind': 'active'}, "
		    "'b': {'kind': 'active'}, 'p': {'kind': 'paused'}}, "
		    "'transitions': {'rest': {'from': ['a'], 'to': 'p'}, "
		    "'go': {'from': ['a', 'p'], 'to': 'b', 'needs': %s}}}",
		    row->needs);
		struct tracker *t = test_tracker(workflow);
		struct record *record = test_record(t);
		struct step step = { .transition = "go", .by = "cy",
			.at = TEST_START + row->days * TEST_DAY,
			.reason = row->reason, .code = row->code };
		struct gate *gate = NULL;

		test_assign(record, t, row->sets);
		assert_null(gate_judge(&gate, record, NULL, t, &step));
		compare(row, gate);
		gate_free(gate);
		record_free(record);
		tracker_free(t);
		free(workflow);
	}
}

/* A mend that names values is taken as it stands, and then it is met. */
static void
mends_mend(void **state)
{
	static const char *const needs[] = {
		"{'fields': ['concept.hypothesis']}",
		"{'fields': ['consortium']}", "{'fields': ['lead']}",
		"{'fields': ['tags']}", "{'fields': ['partners']}",
		"{'at_least': {'milestones': 2, 'partners': 1, 'team': 1}}",
		"{'at_least': {'criteria': 3, 'risks': 1, 'origin': 1}}",
		"{'readiness': {'current': {'at_least': 4}}}",
		"{'checks': ['one_lead']}", "{'checks': ['budget_current']}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(needs); i++) {
		char *workflow = xasprintf("{'format': 1, 'revision': 1, "
		    "'initial': 'a', 'stages': {'a': {'kind': 'active'}}, "
		    "'transitions': {'go': {'from': ['a'], 'to': '@same', "
		    "'needs': %s}}}", needs[i]);
		struct tracker *t = test_tracker(workflow);
		struct record *record = test_record(t);
		struct step step = { .transition = "go", .by = "cy",
			.at = TEST_START };
		struct gate *gate = NULL;

		assert_null(gate_judge(&gate, record, NULL, t, &step));
		assert_false(gate->passes);
		for (size_t k = 0; k < gate->n; k++) {
			const char *mend = gate->items[k].mend;
			struct strs words = STRS_INIT;

			if (mend == NULL)
				continue;
			strs_split(&words, mend, ' ');
			assert_string_equal(words.items[2], "p17");
			for (size_t w = 3; w < words.n; w++)
				assert_null(record_assign(record,
				    words.items[w], t));
			strs_release(&words);
		}
		gate_free(gate);
		assert_null(gate_judge(&gate, record, NULL, t, &step));
		if (!gate->passes)
			fail_msg("%s is not mended", needs[i]);
		gate_free(gate);
		record_free(record);
		tracker_free(t);
		free(workflow);
	}
}

/* A waiver of the level, with its reason, is as good as the level. */
static void
levels_are_waived(void **state)
{
	static const struct {
		const char *needs;
		bool passes;
	} waivers[] = {
		{ "{'gain': 1, 'or_waived': true}", true },
		{ "{'at_least': 9, 'or_waived': true}", true },
		{ "{'at_least': 9}", false },
	};
	char *text = quoted("{'format': 1, 'id': 'p17', 'title': 'T', "
	    "'stage': 'a', 'readiness': {'current': {'level': 2}, 'waiver': "
	    "{'reason': 'instrument broken'}}, 'history': [{'seq': 1, "
	    "'transition': '@new', 'from': null, 'to': 'a', 'at': "
	    "'2026-07-01T00:00:00Z', 'by': 'ann'}]}");

	(void)state;
	for (size_t i = 0; i < COUNT(waivers); i++) {
		char *workflow = xasprintf("{'format': 1, 'revision': 1, "
		    "'initial': 'a', 'stages': {'a': {'kind': 'active'}}, "
		    "'transitions': {'go': {'from': ['a'], 'to': '@same', "
		    "'needs': {'readiness': {'current': %s}}}}}",
		    waivers[i].needs);
		struct tracker *t = test_tracker(workflow);
		struct step step = { .transition = "go", .by = "cy",
			.at = TEST_START };
		struct record *record = NULL;
		struct gate *gate = NULL;

		assert_null(record_read(&record, text, strlen(text), "r"));
		assert_null(gate_judge(&gate, record, NULL, t, &step));
		assert_int_equal(gate->passes, waivers[i].passes);
		assert_int_equal(strstr(gate->items[1].text,
		    "waived: instrument broken") != NULL, waivers[i].passes);
		gate_free(gate);
		record_free(record);
		tracker_free(t);
		free(workflow);
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_conditions),
		cmocka_unit_test(mends_mend),
		cmocka_unit_test(levels_are_waived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
