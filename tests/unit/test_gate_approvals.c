#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/model/approval.h"
#include "core/model/frozen.h"
#include "tests/unit/gate_case.h"

/* Who approves what, and whether it counts. */

static const char people[] =
    "{'format': 1, 'revision': 1, 'people': {"
    "'ann': {'name': 'Ann', 'emails': ['ann@x.org'], 'roles': ['admin']},"
    "'cy': {'name': 'Cy', 'emails': ['cy@x.org'], 'roles': ['expert'],"
    " 'organisation': {'name': 'C', 'ror': '05dxps055'}},"
    "'dee': {'name': 'Dee', 'emails': ['dee@x.org'],"
    " 'roles': ['expert', 'boss'],"
    " 'organisation': {'name': 'D', 'ror': '040ty4453'}},"
    "'eli': {'name': 'Eli', 'emails': ['eli@x.org'], 'roles': ['expert'],"
    " 'organisation': {'name': 'E', 'ror': '03taz7m60'}},"
    "'fay': {'name': 'Fay', 'emails': ['fay@x.org', 'fay@y.org'],"
    " 'roles': ['expert', 'boss']}}}";

/* `ask` asks for one expert; `two` for two and a boss; `wide` bears one
 * rejection; `own` asks the lead; `free` needs no independence. */
static const char workflow[] =
    "{'format': 1, 'revision': 1, 'initial': 'a', 'stages': {"
    "'a': {'kind': 'active'}, 'b': {'kind': 'active'}}, 'transitions': {"
    "'ask': {'from': ['a'], 'to': 'b', 'needs': {'approvals': ["
    " {'role': 'expert', 'independent': true}]}},"
    "'two': {'from': ['a'], 'to': 'b', 'needs': {'approvals': ["
    " {'role': 'expert', 'count': 2}, {'role': 'boss'}]}},"
    "'wide': {'from': ['a'], 'to': 'b', 'needs': {'approvals': ["
    " {'role': 'expert', 'against': 1}]}},"
    "'own': {'from': ['a'], 'to': 'b', 'needs': {'approvals': ["
    " {'role': '@lead'}]}},"
    "'back': {'from': ['b'], 'to': 'a'},"
    "'free': {'from': ['a', 'b'], 'to': 'b', 'needs': {'approvals': ["
    " {'role': 'expert'}]}}}}";

struct world {
	struct tracker *tracker;
	struct record *record;
	struct approvals approvals;
};

static void
world_init(struct world *w)
{
	w->tracker = test_tracker_of(workflow, people);
	w->record = test_record(w->tracker);
	w->approvals = (struct approvals){ NULL, 0, 0 };
}

static void
world_release(struct world *w)
{
	tracker_free(w->tracker);
	record_free(w->record);
	approvals_release(&w->approvals);
}

static void
set(struct world *w, const char *assignment)
{
	const struct err *err = record_assign(w->record, assignment, NULL);

	if (err != NULL)
		fail_msg("%s", err->msg);
}

/* BY says DECISION to TRANSITION in ROLE, of the record as it is. */
static void
say(struct world *w, const char *by, const char *role,
    const char *transition, enum decision decision, bool coi)
{
	char digest[DIGEST_SIZE];
	struct approval_draft draft = { .project = record_id(w->record),
		.transition = transition, .by = by, .role = role,
		.seq = (int64_t)record_count(w->record, "history") + 1,
		.at = TEST_START + (int64_t)w->approvals.n,
		.decision = decision, .coi = coi,
		.record = digest, .gate = workflow_transition(
		    w->tracker->workflow, transition)->digest };
	struct str text = STR_INIT;
	struct json *json;
	char *file;

	record_digest(w->record, digest);
	json = approval_new(&draft);
	file = approval_file(&draft, &w->approvals);
	approval_text(&text, json);
	approvals_add(&w->approvals, record_id(w->record), file, text.ptr,
	    text.len);
	free(file);
	str_release(&text);
	approval_free(json);
}

static void
yes(struct world *w, const char *by, const char *role,
    const char *transition)
{
	say(w, by, role, transition, DECISION_APPROVE, false);
}

/* The gate of TRANSITION, moved by MOVER; gate_free. */
static struct gate *
judged(struct world *w, const char *transition, const char *mover)
{
	struct step step = { .transition = transition, .by = mover,
		.at = TEST_START + TEST_DAY,
		.dossier = { .approvals = &w->approvals } };
	struct gate *gate = NULL;
	const struct err *err = gate_judge(&gate, w->record, NULL,
	    w->tracker, &step);

	assert_null(err);
	return gate;
}

static void
check(struct world *w, const char *transition, const char *mover,
    const char *unmet)
{
	struct gate *gate = judged(w, transition, mover);
	char *names = unmet_names(gate);

	assert_string_equal(names, unmet);
	free(names);
	gate_free(gate);
}

/* `ask` is not passed, and WHY is told of the approval that is there. */
static void
check_ignored(struct world *w, const char *mover, const char *why)
{
	struct gate *gate = judged(w, "ask", mover);
	bool told = false;

	assert_false(gate->passes);
	assert_int_equal(gate->n_approvals, 0);
	for (size_t i = 0; i < gate->n; i++)
		for (size_t k = 0; k < gate->items[i].ignored.n; k++)
			told = told || strstr(
			    gate->items[i].ignored.items[k], why) != NULL;
	if (!told)
		fail_msg("'%s' is not told", why);
	gate_free(gate);
}

static void
counts_whoever_may(void **state)
{
	struct world w;
	struct gate *gate;

	(void)state;
	world_init(&w);
	check(&w, "ask", "ann", "approvals:expert");
	gate = judged(&w, "ask", "ann");
	assert_int_equal(gate->items[1].could.n, 3); /* fay has no home */
	assert_string_equal(gate->items[1].mend,
	    "proven approve p17 ask --role expert");
	gate_free(gate);
	yes(&w, "cy", "expert", "ask");
	check(&w, "ask", "ann", "");
	gate = judged(&w, "ask", "ann");
	assert_int_equal(gate->n_approvals, 1);
	assert_string_equal(gate->approvals[0]->file, "2-ask-cy-1.json");
	gate_free(gate);
	world_release(&w);
}

/* Each in a world of its own: what is done, who moves, what is told. */
static void
by_the_mover(struct world *w)
{
	yes(w, "cy", "expert", "ask");
}

static void
in_a_role_not_held(struct world *w)
{
	yes(w, "ann", "expert", "ask");
}

static void
by_nobody(struct world *w)
{
	yes(w, "zoe", "expert", "ask");
}

static void
with_a_conflict(struct world *w)
{
	say(w, "cy", "expert", "ask", DECISION_APPROVE, true);
}

static void
of_another_record(struct world *w)
{
	yes(w, "cy", "expert", "ask");
	set(w, "summary=changed since");
}

static void
after_a_change_of_mind(struct world *w)
{
	yes(w, "cy", "expert", "ask");
	say(w, "cy", "expert", "ask", DECISION_ABSTAIN, false);
}

static void
by_the_team(struct world *w)
{
	set(w, "team.m.person=cy");
	yes(w, "cy", "expert", "ask");
}

static void
by_a_former_member(struct world *w)
{
	set(w, "team.m.email=CY@x.org");
	set(w, "team.m.to=2020-01-01");
	yes(w, "cy", "expert", "ask");
}

static void
by_the_lead(struct world *w)
{
	set(w, "lead.email=cy@x.org");
	yes(w, "cy", "expert", "ask");
}

static void
by_a_partner(struct world *w)
{
	set(w, "partners.p.ror=05dxps055");
	yes(w, "cy", "expert", "ask");
}

static void
by_a_former_partner(struct world *w)
{
	set(w, "partners.p.name=C");
	set(w, "partners.p.to=2020-01-01");
	yes(w, "cy", "expert", "ask");
}

static void
without_an_organisation(struct world *w)
{
	yes(w, "fay", "expert", "ask");
}

static void
of_another_visit(struct world *w)
{
	struct entry entry = { .transition = "free", .to = "b",
		.at = TEST_START, .by = "ann" };

	yes(w, "cy", "expert", "ask");
	record_append(w->record, &entry);
	entry.transition = "back";
	entry.to = "a";
	record_append(w->record, &entry);
}

static void
by_a_file_that_is_none(struct world *w)
{
	static const char text[] = "{\"format\": 1, \"project\": \"p17\", "
	    "\"seq\": 2, \"transition\": \"ask\", \"by\": \"cy\", "
	    "\"role\": \"expert\", \"decision\": \"maybe\"}";

	approvals_add(&w->approvals, "p17", "2-ask-cy-1.json", text,
	    sizeof(text) - 1);
}

static void
in_a_file_of_another_name(struct world *w)
{
	struct approvals moved = { NULL, 0, 0 };
	struct str text = STR_INIT;

	yes(w, "cy", "expert", "ask");
	approval_text(&text, w->approvals.items[0].json);
	approvals_add(&moved, "p17", "2-ask-eli-1.json", text.ptr, text.len);
	approvals_release(&w->approvals);
	w->approvals = moved;
	str_release(&text);
}

static void
with_a_signature_that_is_none(struct world *w)
{
	struct approvals other = { NULL, 0, 0 };
	struct str text = STR_INIT;

	yes(w, "cy", "expert", "ask");
	approval_sign(w->approvals.items[0].json, "me");
	approval_text(&text, w->approvals.items[0].json);
	approvals_add(&other, "p17", "2-ask-cy-1.json", text.ptr, text.len);
	approvals_release(&w->approvals);
	w->approvals = other;
	str_release(&text);
}

static const struct {
	void (*prepare)(struct world *);
	const char *mover, *why;
} ignored[] = {
	{ by_the_mover, "cy", "is the one who moves" },
	{ in_a_role_not_held, "dee", "has not the role 'expert'" },
	{ by_nobody, "ann", "is not in tracker/people.json" },
	{ with_a_conflict, "ann", "conflict of interest" },
	{ of_another_record, "ann", "another state of the record" },
	{ after_a_change_of_mind, "ann", "abstains" },
	{ by_the_team, "ann", "is in the team" },
	{ by_a_former_member, "ann", "is in the team" },
	{ by_the_lead, "ann", "leads the project" },
	{ by_a_partner, "ann", "is of the partner 'p'" },
	{ by_a_former_partner, "ann", "is of the partner 'p'" },
	{ without_an_organisation, "ann", "not independent" },
	{ of_another_visit, "ann", "was given for entry 2" },
	{ by_a_file_that_is_none, "ann", "the file is wrong" },
	{ in_a_file_of_another_name, "ann", "its name must be" },
	{ with_a_signature_that_is_none, "ann", "signature that is none" },
};

static void
ignores_what_does_not_count(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ignored); i++) {
		struct world w;

		world_init(&w);
		ignored[i].prepare(&w);
		check_ignored(&w, ignored[i].mover, ignored[i].why);
		world_release(&w);
	}
}

/* The gate is another than the one that was judged. */
static void
asks_anew_when_the_gate_changes(void **state)
{
	struct tracker *old;
	struct world w;
	char *changed = xstrdup(workflow), *at;

	(void)state;
	world_init(&w);
	yes(&w, "cy", "expert", "free");
	check(&w, "free", "ann", "");
	at = strstr(changed, "'free': {'from': ['a', 'b']");
	memcpy(at, "'free': {'from': ['b', 'a']", 27);
	old = w.tracker;
	w.tracker = test_tracker_of(changed, people);
	check(&w, "free", "ann", "approvals:expert");
	tracker_free(old);
	free(changed);
	world_release(&w);
}

static void
gives_one_person_one_role(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	/* dee can be boss or expert; fay too: the matching finds the way. */
	yes(&w, "dee", "expert", "two");
	yes(&w, "dee", "boss", "two");
	check(&w, "two", "ann", "approvals:expert, approvals:boss");
	yes(&w, "cy", "expert", "two");
	check(&w, "two", "ann", "approvals:boss");
	yes(&w, "eli", "expert", "two");
	check(&w, "two", "ann", "");
	world_release(&w);
}

/* Three people with two roles each do not fill four seats. */
static void
seats_nobody_twice(void **state)
{
	static const char roles[] =
	    "{'format': 1, 'revision': 1, 'people': {"
	    "'ann': {'name': 'A', 'emails': ['a@x.org'], 'roles': ['admin']},"
	    "'cy': {'name': 'C', 'emails': ['c@x.org'], 'roles': ['t', 'b']},"
	    "'dee': {'name': 'D', 'emails': ['d@x.org'], 'roles': ['t', 'd']},"
	    "'eli': {'name': 'E', 'emails': ['e@x.org'], 'roles': ['t', 'b', "
	    "'d']}, 'fay': {'name': 'F', 'emails': ['f@x.org'], 'roles': "
	    "['d']}}}";
	struct world w = { .approvals = { NULL, 0, 0 } };

	(void)state;
	w.tracker = test_tracker_of("{'format': 1, 'revision': 1, 'initial': "
	    "'a', 'stages': {'a': {'kind': 'active'}, 'b': {'kind': "
	    "'active'}}, 'transitions': {'go': {'from': ['a'], 'to': 'b', "
	    "'needs': {'approvals': [{'role': 't', 'count': 2}, {'role': "
	    "'b'}, {'role': 'd'}]}}}}", roles);
	w.record = test_record(w.tracker);
	yes(&w, "cy", "t", "go");
	yes(&w, "cy", "b", "go");
	yes(&w, "dee", "t", "go");
	yes(&w, "dee", "d", "go");
	yes(&w, "eli", "t", "go");
	check(&w, "go", "ann", "approvals:d");
	yes(&w, "fay", "d", "go");
	check(&w, "go", "ann", "");
	world_release(&w);
}

/* A copy of what was said first is no later word, nor is what is unsigned
 * where a signature is asked. */
static void
holds_the_last_word(void **state)
{
	struct world w;
	struct str text = STR_INIT;

	(void)state;
	world_init(&w);
	yes(&w, "cy", "expert", "free");
	approval_text(&text, w.approvals.items[0].json);
	say(&w, "cy", "expert", "free", DECISION_REJECT, false);
	approvals_add(&w.approvals, "p17", "2-free-cy-3.json", text.ptr,
	    text.len);
	check(&w, "free", "ann", "approvals:expert");
	w.tracker->require_approvals = STRENGTH_SIGNED;
	check(&w, "free", "ann", "approvals:expert");
	str_release(&text);
	world_release(&w);
}

static void
counts_rejections(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	yes(&w, "cy", "expert", "free");
	say(&w, "dee", "expert", "free", DECISION_REJECT, false);
	check(&w, "free", "ann", "approvals:expert");
	yes(&w, "dee", "expert", "free");
	check(&w, "free", "ann", "");
	yes(&w, "cy", "expert", "wide");
	say(&w, "dee", "expert", "wide", DECISION_REJECT, false);
	check(&w, "wide", "ann", "");
	say(&w, "eli", "expert", "wide", DECISION_REJECT, false);
	check(&w, "wide", "ann", "approvals:expert");
	world_release(&w);
}

static void
asks_the_lead(void **state)
{
	struct world w;

	(void)state;
	world_init(&w);
	set(&w, "lead.person=eli");
	yes(&w, "cy", "@lead", "own");
	check(&w, "own", "ann", "approvals:@lead");
	yes(&w, "eli", "@lead", "own");
	check(&w, "own", "ann", "");
	check(&w, "own", "eli", "approvals:@lead");
	world_release(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_whoever_may),
		cmocka_unit_test(ignores_what_does_not_count),
		cmocka_unit_test(asks_anew_when_the_gate_changes),
		cmocka_unit_test(gives_one_person_one_role),
		cmocka_unit_test(seats_nobody_twice),
		cmocka_unit_test(holds_the_last_word),
		cmocka_unit_test(counts_rejections),
		cmocka_unit_test(asks_the_lead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
