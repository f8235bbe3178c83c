#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/model/criterion.h"
#include "core/model/evidence.h"
#include "core/model/frozen.h"
#include "tests/unit/gate_case.h"

/* Conditions on criteria, evidence, values and reviews; what is frozen. */

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define C1 "criteria.c1.track=technical criteria.c1.must=yes " \
    "criteria.c1.metric=m criteria.c1.comparator=>= criteria.c1.target=5 " \
    "criteria.c1.unit=nm criteria.c1.method=x "
#define C2 "criteria.c2.track=commercial criteria.c2.metric=m " \
    "criteria.c2.comparator=present criteria.c2.method=x "
#define PASSED "criteria.c1.measured.value=5 "
#define E1 "evidence.e1.kind=minutes evidence.e1.sha256=" SHA \
    " evidence.e1.url=https://example.org/e "
#define F1 "evidence.f1.kind=paper evidence.f1.sha256=" SHA \
    " evidence.f1.path=evidence/p17/f "

struct row {
	const char *needs, *sets;
	const char *unmet; /* names; "" passes */
	const char *text;  /* of the first condition; a piece */
	const char *mend;  /* whole; NULL: any */
};

static const struct row rows[] = {
	{ "{'criteria': {'count': 1}}", "", "criteria:count",
	    "at least 1 asked, 0 there", "proven criterion add p17" },
	{ "{'criteria': {'count': 1, 'track': ['technical']}}", C2,
	    "criteria:technical:count", NULL,
	    "proven criterion add p17 --track technical" },
	{ "{'criteria': {'count': 1, 'track': ['technical']}}", C1, "",
	    NULL, NULL },
	{ "{'criteria': {'count': 2, 'must': true}}", C1 C2,
	    "criteria:must:count", "at least 2 asked, 1 there", NULL },
	{ "{'criteria': {'must': true}}", C2, "criteria:must:verdict",
	    "there are none", "proven criterion add p17 --must" },
	{ "{'criteria': {'must': true}}", C1 C2, "criteria:must:verdict",
	    "c1 is pending", "proven criterion measure p17 c1 VALUE" },
	{ "{'criteria': {'must': true}}", C1 "criteria.c1.measured.value=4",
	    "criteria:must:verdict", "c1 is fail", NULL },
	{ "{'criteria': {'must': true}}", C1 PASSED C2, "", "1 of 1", NULL },
	{ "{'criteria': {}}", C1 PASSED C2, "criteria:verdict",
	    "1 of 2 as asked: c2 is pending", NULL },
	{ "{'criteria': {'verdict': ['waived', 'pending']}}",
	    C2 "criteria.c2.waiver.kind=waived criteria.c2.waiver.reason=x "
	    C1, "", NULL, NULL },
	{ "{'criteria': {'complete': true}}", C1 "criteria.c3.metric=x",
	    "criteria:complete", "c3 has no 'comparator'",
	    "proven set p17 criteria.c3.comparator="
	    "'>=|>|<=|<|==|between|outside|present'" },
	{ "{'criteria': {'complete': true}}", C1 C2, "", NULL, NULL },
	{ "{'criteria': {'track': ['technical'], 'evidence': true}}",
	    C1 PASSED, "criteria:technical:evidence", "names no evidence",
	    "proven set p17 criteria.c1.measured.evidence+=KEY" },
	{ "{'criteria': {'track': ['technical'], 'evidence': true}}",
	    C1 PASSED E1 "criteria.c1.measured.evidence+=e1", "", NULL,
	    NULL },
	{ "{'criteria': {'track': ['technical'], 'evidence': true}}",
	    C1 PASSED F1 "criteria.c1.measured.evidence+=f1",
	    "criteria:technical:evidence", "it is gone", NULL },
	{ "{'criteria': {'must': true, 'measured_by': 'outside'}}",
	    C1 PASSED "partners.p.role=lead criteria.c1.measured.by=p",
	    "criteria:must:measured_by", "no partner in role 'tester'",
	    NULL },
	{ "{'criteria': {'must': true, 'measured_by': 'outside'}}",
	    C1 PASSED "partners.p.role=tester criteria.c1.measured.by=p", "",
	    NULL, NULL },

	{ "{'evidence': ['minutes']}", "", "evidence:minutes",
	    "evidence of kind 'minutes' is missing",
	    "proven evidence add p17 FILE --kind minutes" },
	{ "{'evidence': ['minutes']}", E1, "", "there is a 'minutes': e1",
	    NULL },
	{ "{'evidence': ['minutes']}", "evidence.e1.kind=minutes "
	    "evidence.e1.url=https://example.org/e", "evidence:minutes",
	    "has no SHA-256", NULL },
	{ "{'evidence': ['paper', 'minutes']}", E1 F1, "evidence:paper",
	    "it is gone", NULL },
	{ "{'fields': ['readiness.baseline.evidence']}",
	    "readiness.baseline.level=1 " F1
	    "readiness.baseline.evidence+=f1",
	    "fields:readiness.baseline.evidence", "it is gone", NULL },
	{ "{'fields': ['readiness.baseline.evidence']}",
	    "readiness.baseline.level=1 " E1
	    "readiness.baseline.evidence+=e1", "", NULL, NULL },

	{ "{'values': {'concept.verdict': ['proven', 'partly']}}", "",
	    "values:concept.verdict", "is empty; it must be proven, partly",
	    "proven set p17 concept.verdict='proven|partly'" },
	{ "{'values': {'concept.verdict': ['proven', 'partly']}}",
	    "concept.verdict=disproven", "values:concept.verdict",
	    "is disproven; it must be", NULL },
	{ "{'values': {'concept.verdict': ['proven', 'partly']}}",
	    "concept.verdict=partly", "", NULL, NULL },

	{ "{'readiness': {'current': {'reaches_target': true}}}",
	    "readiness.current.level=4", "readiness:current",
	    "readiness.target.level is empty", NULL },
	{ "{'readiness': {'current': {'reaches_target': true}}}",
	    "readiness.current.level=4 readiness.target.level=5",
	    "readiness:current", "at least 5 is asked", NULL },
	{ "{'readiness': {'current': {'reaches_target': true}}}",
	    "readiness.current.level=5 readiness.target.level=5", "", NULL,
	    NULL },
	{ "{'readiness': {'current': {'reaches_target': true, "
	    "'or_waived': true}}}", "readiness.current.level=4 "
	    "readiness.target.level=5 readiness.waiver.reason=x", "", NULL,
	    NULL },

	{ "{'checks': ['milestone_ahead']}",
	    "milestones.m1.due=2026-07-15 milestones.m1.done=2026-07-01",
	    "checks:milestone_ahead", "new dates are asked", NULL },
	{ "{'checks': ['milestone_ahead']}", "milestones.m1.due=2026-07-14",
	    "checks:milestone_ahead", NULL,
	    "proven set p17 milestones.m1.due=2026-10-13" },
	{ "{'checks': ['milestone_ahead']}", "milestones.m1.due=2026-07-15",
	    "", NULL, NULL },
	{ "{'checks': ['early_end_grounded']}", C1,
	    "checks:early_end_grounded", NULL, "proven criterion list p17" },
	{ "{'checks': ['early_end_grounded']}", C1 PASSED, "",
	    "the aim is met early", NULL },
	{ "{'checks': ['early_end_grounded']}",
	    C1 "criteria.c1.measured.value=4", "", "failed", NULL },
	{ "{'checks': ['kept_five_years']}", "closure.keep_until=2031-07-14",
	    "checks:kept_five_years", "2031-07-15 or later",
	    "proven set p17 closure.keep_until=2031-07-15" },
	{ "{'checks': ['kept_five_years']}", "closure.keep_until=2031-07-15",
	    "", NULL, NULL },
	{ "{'checks': ['outcome_or_plan']}", "outcomes.o1.kind=licence",
	    "checks:outcome_or_plan", NULL, NULL },
	{ "{'checks': ['outcome_or_plan']}", "outcomes.o1.due=2027-01-01",
	    "", NULL, NULL },
	{ "{'checks': ['outcome_or_plan']}",
	    E1 "outcomes.o1.kind=licence outcomes.o1.evidence+=e1", "", NULL,
	    NULL },
	{ "{'checks': ['ip_disposed']}", "", "", NULL, NULL },
	{ "{'checks': ['ip_disposed']}", "ip.i1.title=x",
	    "checks:ip_disposed", "ip.i1.disposal is empty", NULL },
	{ "{'checks': ['ip_disposed']}", "ip.i1.disposal=sold", "", NULL,
	    NULL },
	{ "{'checks': ['mover_outside_team']}", "", "", NULL, NULL },
	{ "{'checks': ['mover_outside_team']}", "team.t.person=ann",
	    "checks:mover_outside_team", NULL, NULL },
	{ "{'checks': ['mover_outside_team']}", "lead.email=ann@x.org",
	    "checks:mover_outside_team", NULL, NULL },
	{ "{'checks': ['lead_proposed']}",
	    "lead.person=ann proposed={\"lead\":{\"person\":\"ann\"}}",
	    "checks:lead_proposed", NULL,
	    "proven set p17 proposed.lead.person=HANDLE" },
	{ "{'checks': ['lead_proposed']}",
	    "lead.person=ann proposed={\"lead\":{\"person\":\"bob\"}}", "",
	    NULL, NULL },
};

static struct tracker *
asking(const char *needs)
{
	char *text = xasprintf("{'format': 1, 'revision': 1, 'initial': "
	    "'a', 'stages': {'a': {'kind': 'active'}, 'b': {'kind': "
	    "'active'}}, 'transitions': {'go': {'from': ['a'], 'to': 'b', "
	    "'needs': %s}}}", needs);
	struct tracker *t = test_tracker(text);

	free(text);
	return t;
}

/* The file of f1 was found to be gone. */
static struct evidence_fact gone = { .key = (char *)"f1",
	.state = EVIDENCE_MISSING, .text = (char *)"it is gone" };

static void
compare(const struct row *row, const struct gate *gate)
{
	char *unmet = unmet_names(gate);

	if (strcmp(unmet, row->unmet) != 0)
		fail_msg("%s with '%s': unmet '%s', not '%s'", row->needs,
		    row->sets, unmet, row->unmet);
	free(unmet);
	if (row->text && strstr(gate->items[1].text, row->text) == NULL)
		fail_msg("%s: '%s', not '%s'", row->needs,
		    gate->items[1].text, row->text);
	for (size_t i = 0; row->mend != NULL && i < gate->n; i++)
		if (!gate->items[i].met)
			assert_string_equal(gate->items[i].mend, row->mend);
}

static void
judges_conditions(void **state)
{
	struct evidence_facts facts = { .items = &gone, .n = 1 };
	struct step step = { .transition = "go", .by = "ann",
		.at = TEST_START, .dossier = { .evidence = &facts } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tracker *t = asking(rows[i].needs);
		struct record *record = test_record(t);
		struct gate *gate = NULL;

		test_assign(record, NULL, rows[i].sets);
		assert_null(gate_judge(&gate, record, NULL, t, &step));
		compare(&rows[i], gate);
		gate_free(gate);
		record_free(record);
		tracker_free(t);
	}
}

/* What met the conditions stands in the entry. */
static void
relies_on_evidence(void **state)
{
	struct tracker *t = asking("[{'evidence': ['minutes']}, "
	    "{'criteria': {'must': true, 'evidence': true}}]");
	struct record *record = test_record(t);
	struct step step = { .transition = "go", .by = "ann",
		.at = TEST_START };
	struct findings findings = FINDINGS_INIT;

	(void)state;
	test_assign(record, NULL, C1 PASSED E1 F1 "evidence.g1.kind=paper "
	    "evidence.g1.sha256=" SHA " criteria.c1.measured.evidence+=f1");
	assert_null(gate_take(NULL, record, NULL, t, &step));
	assert_string_equal(record_text(record, "history.1.evidence.e1"),
	    SHA);
	assert_string_equal(record_text(record, "history.1.evidence.f1"),
	    SHA);
	assert_null(record_text(record, "history.1.evidence.g1"));
	assert_null(record_unset(record, "evidence.e1"));
	record_check(record, NULL, &findings);
	assert_true(findings.n > 0);
	assert_int_equal(findings.items[findings.n - 1].rule, RULE_PV405);
	findings_release(&findings);
	record_free(record);
	tracker_free(t);
}

/* ---- What a review asks ---- */

static void
asks_for_a_review(void **state)
{
	static const struct { const char *day, *unmet; } cases[] = {
		{ NULL, "review_within" }, { "2027-01-11", "" },
		{ "2027-01-12", "review_within" },
		{ "2026-07-14", "review_by" },
	};
	struct tracker *t = test_tracker("{'format': 1, 'revision': 1, "
	    "'initial': 'a', 'stages': {'a': {'kind': 'active'}, 'p': "
	    "{'kind': 'paused'}}, 'transitions': {'rest': {'from': ['a'], "
	    "'to': 'p', 'needs': {'review_within': 180}}, 'go': {'from': "
	    "['p'], 'to': 'a'}}}");
	struct record *record = test_record(t);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct step step = { .transition = "rest", .by = "ann",
			.at = TEST_START, .review_by = cases[i].day };
		struct gate *gate = NULL;
		char *unmet;

		assert_null(gate_judge(&gate, record, NULL, t, &step));
		unmet = unmet_names(gate);
		assert_string_equal(unmet, cases[i].unmet);
		free(unmet);
		gate_free(gate);
	}
	record_free(record);
	tracker_free(t);
}

/* ---- What is frozen ---- */

static const char freezing[] = "{'format': 1, 'revision': 1, 'initial': 'a',"
    " 'stages': {'a': {'kind': 'active'}, 'b': {'kind': 'active'}},"
    " 'transitions': {"
    "'lock': {'from': ['a'], 'to': 'b', 'freeze': ['criteria']},"
    "'mine': {'from': ['b'], 'to': '@same', 'freeze': ['lead']},"
    "'rebaseline': {'from': ['b'], 'to': '@same',"
    " 'rebaseline': ['criteria']}}}";

static const struct err *
go(struct record *record, const struct tracker *t, const char *transition)
{
	struct step step = { .transition = transition, .by = "ann",
		.at = TEST_START };

	return gate_take(NULL, record, NULL, t, &step);
}

/* The first error that RECORD has, as "PV207"; "": none. */
static const char *
fault(const struct record *record, const struct tracker *t)
{
	struct findings findings = FINDINGS_INIT;
	const char *id = "";

	record_check(record, t, &findings);
	for (size_t i = 0; i < findings.n && *id == '\0'; i++)
		if (rule_severity(findings.items[i].rule) == SEVERITY_ERROR)
			id = rule_id(findings.items[i].rule);
	findings_release(&findings);
	return id;
}

static void
freezes(void **state)
{
	static const struct { const char *sets, *rule; } cases[] = {
		{ "criteria.c1.target=4", "PV207" },
		{ "criteria.c1.unit=um", "PV207" },
		{ "criteria.c1.must=no", "PV207" },
		{ "criteria.c9.claim=x", "PV207" },
		{ "criteria.c1.waiver.kind=waived "
		    "criteria.c1.waiver.reason=x", "" },
		{ "title=x", "" }, { "readiness.target.level=3", "" },
		{ "lead.person=bob", "" },
	};
	struct tracker *t = test_tracker(freezing);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record *record = test_record(t), *before;
		struct findings next = FINDINGS_INIT;

		test_assign(record, NULL, C1 C2 "lead.person=ann");
		assert_null(go(record, t, "lock"));
		before = record_dup(record);
		test_assign(record, NULL, cases[i].sets);
		record_judge_criteria(record);
		assert_string_equal(fault(record, t), cases[i].rule);
		record_check_next(before, record, t, &next);
		assert_int_equal(next.n, *cases[i].rule != '\0');
		findings_release(&next);
		record_free(before);
		record_free(record);
	}
	tracker_free(t);
}

static void
thaws_only_by_what_is_proposed(void **state)
{
	struct tracker *t = test_tracker(freezing);
	struct record *record = test_record(t), *before;
	struct findings next = FINDINGS_INIT;
	char judged[DIGEST_SIZE];

	(void)state;
	test_assign(record, NULL, C1 C2 "lead.person=ann");
	assert_null(go(record, t, "lock"));
	assert_null(go(record, t, "mine"));
	assert_int_equal(record_frozen(record), 1U << FROZEN_CRITERIA |
	    1U << FROZEN_LEAD);
	assert_int_equal(go(record, t, "rebaseline")->code, ERR_REFUSED);
	test_assign(record, NULL, "proposed={\"lead\":{\"person\":\"bob\"}}");
	assert_int_equal(go(record, t, "rebaseline")->code, ERR_REFUSED);
	test_assign(record, NULL,
	    "proposed={\"criteria\":{\"c1\":{\"target\":\"3\"},\"c2\":null}}");
	before = record_dup(record);
	record_digest(record, judged);
	assert_null(go(record, t, "rebaseline"));
	assert_string_equal(record_text(record, "criteria.c1.target"), "3");
	assert_false(record_has(record, "criteria.c2"));
	assert_false(record_has(record, "proposed"));
	assert_string_equal(record_text(record, "history.3.record"), judged);
	assert_string_equal(fault(record, t), "");
	record_check_next(before, record, t, &next);
	assert_int_equal(next.n, 0);
	/* More than was proposed. */
	test_assign(record, NULL, "criteria.c1.unit=um");
	record_check_next(before, record, t, &next);
	assert_int_equal(next.n, 1);
	assert_int_equal(next.items[0].rule, RULE_PV207);
	findings_release(&next);
	record_free(before);
	record_free(record);
	tracker_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_conditions),
		cmocka_unit_test(relies_on_evidence),
		cmocka_unit_test(asks_for_a_review),
		cmocka_unit_test(freezes),
		cmocka_unit_test(thaws_only_by_what_is_proposed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
