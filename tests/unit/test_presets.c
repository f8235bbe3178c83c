#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/people.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"
#include "core/model/workflow.h"
#include "tests/unit/tracker_case.h"

static struct tracker *
found(const char *preset)
{
	struct tracker *t = NULL;
	const struct err *err = tracker_of_preset(&t, preset, "A name",
	    "Ann Example", "Ann.E@example.org");

	if (err != NULL)
		fail_msg("%s: %s", preset, err->msg);
	if (t->workflow == NULL)
		fail_msg("%s: %s", preset, t->workflow_err->msg);
	return t;
}

/* The canonical form of a preset's file is the file. */
static void
is_canonical(const char *text, const char *end)
{
	struct json *tree = NULL;
	struct str again = STR_INIT;
	size_t len = (size_t)(end - text);

	assert_null(json_read(&tree, text, len, "preset"));
	json_write(&again, tree);
	assert_int_equal(again.len, len);
	assert_memory_equal(again.ptr, text, len);
	str_release(&again);
	json_free(tree);
}

static void
presets_are_trackers(void **state)
{
	(void)state;
	assert_int_equal(n_presets, 3);
	for (size_t i = 0; i < n_presets; i++) {
		const struct preset *p = &presets[i];
		struct tracker *t = found(p->name);

		assert_ptr_equal(preset_find(p->name), p);
		assert_string_equal(t->name, "A name");
		assert_int_equal(t->revision, 1);
		assert_int_equal(t->workflow->revision, 1);
		assert_int_equal(t->people->revision, 1);
		assert_int_equal(vocabulary_revision(t->vocabulary), 1);
		assert_true(tracker_is_admin(t, "ann-e"));
		is_canonical(p->workflow, p->workflow_end);
		is_canonical(p->vocabulary, p->vocabulary_end);
		is_canonical(p->tracker, p->tracker_end);
		tracker_free(t);
	}
	assert_string_equal(presets[0].name, "lean");
	assert_null(preset_find("Lean"));
}

/* People read names in two languages, and names are plain. */
static void
presets_have_labels(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_presets; i++) {
		struct tracker *t = found(presets[i].name);
		const struct workflow *w = t->workflow;

		for (size_t k = 0; k < w->n_stages; k++) {
			assert_non_null(w->stages[k].label_en);
			assert_non_null(w->stages[k].label_zh);
			assert_int_equal(strspn(w->stages[k].name,
			    "abcdefghijklmnopqrstuvwxyz-0123456789"),
			    strlen(w->stages[k].name));
		}
		for (size_t k = 0; k < w->n_transitions; k++) {
			assert_non_null(w->transitions[k].label_en);
			assert_non_null(w->transitions[k].label_zh);
		}
		tracker_free(t);
	}
}

/* "verify: feasibility > verification; fields:concept.hypothesis" */
static char *
describe(const struct transition *t)
{
	struct str out = STR_INIT;
	char *from = strs_join(&t->from, ", ");

	str_addf(&out, "%s: %s > %s", t->name, from,
	    t->target == TARGET_PREVIOUS ? "@previous" :
	    t->target == TARGET_SAME ? "@same" : t->to);
	for (size_t i = 0; i < t->n_needs; i++)
		str_addf(&out, "; %s", t->needs[i].name);
	free(from);
	return str_take(&out);
}

static void
lean_is_as_promised(void **state)
{
	static const char *const transitions[] = {
		"study: idea > feasibility",
		"verify: feasibility > verification; "
		    "fields:concept.hypothesis",
		"transfer: verification > transfer; fields:concept.verdict",
		"close: verification, transfer > closed; reason",
		"stop: idea, feasibility, verification, transfer > stopped; "
		    "reason",
		"hold: idea, feasibility, verification, transfer > on-hold; "
		    "reason",
		"resume: on-hold > @previous",
		"back: feasibility, verification, transfer > @previous; "
		    "reason",
		"reopen: closed, stopped > @previous; reason",
	};
	static const struct {
		const char *name;
		enum stage_kind kind;
	} stages[] = {
		{ "idea", STAGE_ACTIVE }, { "feasibility", STAGE_ACTIVE },
		{ "verification", STAGE_ACTIVE },
		{ "transfer", STAGE_ACTIVE }, { "on-hold", STAGE_PAUSED },
		{ "closed", STAGE_FINAL }, { "stopped", STAGE_FINAL },
	};
	struct tracker *t = found("lean");
	const struct workflow *w = t->workflow;

	(void)state;
	assert_string_equal(w->initial, "idea");
	assert_int_equal(w->n_stages, COUNT(stages));
	for (size_t i = 0; i < COUNT(stages); i++) {
		assert_string_equal(w->stages[i].name, stages[i].name);
		assert_int_equal(w->stages[i].kind, stages[i].kind);
	}
	assert_int_equal(w->n_transitions, COUNT(transitions));
	for (size_t i = 0; i < COUNT(transitions); i++) {
		char *text = describe(&w->transitions[i]);

		assert_string_equal(text, transitions[i]);
		assert_int_equal(w->transitions[i].by.n, 0);
		free(text);
	}
	assert_int_equal(t->require_transitions, STRENGTH_AUTHORED);
	tracker_free(t);
}

static void
trl_goes_up_by_one_and_down_with_a_reason(void **state)
{
	struct tracker *t = found("trl");
	const struct workflow *w = t->workflow;
	size_t up = 0, down = 0;

	(void)state;
	for (size_t i = 0; i < w->n_transitions; i++) {
		const struct transition *tr = &w->transitions[i];
		const struct condition *last;

		if (tr->to == NULL || !str_starts(tr->to, "trl-"))
			continue;
		assert_true(tr->n_needs > 0);
		last = &tr->needs[tr->n_needs - 1];
		for (size_t k = 0; k < tr->from.n; k++) {
			int from = tr->from.items[k][4], to = tr->to[4];

			if (to < from) {
				assert_int_equal(last->kind,
				    CONDITION_REASON);
				down++;
				continue;
			}
			assert_int_equal(to, from + 1);
			assert_int_equal(last->kind, CONDITION_READINESS);
			assert_int_equal(last->number, to - '0');
			up++;
		}
	}
	assert_int_equal(up, 8);
	assert_int_equal(down, 36);
	tracker_free(t);
}

static void
centre_has_its_stages_and_edges(void **state)
{
	static const char *const edges[] = {
		"submit: draft > screening", "return: screening > draft",
		"admit: screening > review",
		"decline: screening, review > declined",
		"revise: review > draft",
		"withdraw: draft, screening, review > withdrawn",
		"approve: review > technical",
		"advance: technical > commercial",
		"recycle: commercial > technical",
		"apply-acceptance: technical, commercial > acceptance",
		"rectify: acceptance > @previous",
		"accept: acceptance > transfer",
		"close: acceptance, transfer > closed",
		"hold: review, technical, commercial, acceptance, transfer > "
		    "on-hold",
		"resume: on-hold > @previous",
		"terminate: technical, commercial, acceptance, transfer, "
		    "on-hold > terminated",
		"reopen: terminated > @previous",
		"resubmit: declined, withdrawn > draft",
		"amend: closed > transfer",
		"rebaseline: technical, commercial, acceptance > @same",
		"hand-over: draft, screening, review, technical, commercial, "
		    "acceptance, transfer > @same",
	};
	struct tracker *t = found("centre");
	const struct workflow *w = t->workflow;

	(void)state;
	assert_int_equal(w->n_stages, 12);
	assert_int_equal(w->n_transitions, COUNT(edges));
	for (size_t i = 0; i < COUNT(edges); i++) {
		char *text = describe(&w->transitions[i]);

		if (!str_starts(text, edges[i]))
			fail_msg("%s, not %s", text, edges[i]);
		assert_true(w->transitions[i].by.n > 0);
		free(text);
	}
	assert_int_equal(t->require_tracker, STRENGTH_SIGNED);
	assert_int_equal(t->require_transitions, STRENGTH_AUTHORED);
	assert_int_equal(t->require_approvals, STRENGTH_SIGNED);
	tracker_free(t);
}

/* Lists of the vocabulary that TABLE and what is in it want. */
static void
wants_lists(const struct vocabulary *v, const struct field *table)
{
	for (const struct field *f = table; f && f->name; f++) {
		bool code = f->type == FIELD_CODE ||
		    (f->type == FIELD_LIST && f->item == FIELD_CODE) ||
		    f->flags & FIELD_BY_VOCABULARY;

		if (code && !vocabulary_has_list(v, f->words))
			fail_msg("no list '%s' for '%s'", f->words, f->name);
		wants_lists(v, f->members);
	}
}

/* The list, the kind of evidence and the tracks that C names. */
static void
wants_words(const struct vocabulary *v, const struct condition *c)
{
	if (c->kind == CONDITION_CODES)
		assert_true(vocabulary_has_list(v, c->word));
	if (c->kind == CONDITION_EVIDENCE)
		assert_true(vocabulary_has(v, "evidence_kind", c->word));
	for (size_t i = 0; i < c->criteria.tracks.n; i++)
		assert_true(vocabulary_has(v, "track",
		    c->criteria.tracks.items[i]));
}

static void
centre_has_every_vocabulary(void **state)
{
	struct tracker *t = found("centre");
	const struct workflow *w = t->workflow;

	(void)state;
	wants_lists(t->vocabulary, record_fields);
	for (size_t i = 0; i < w->n_transitions; i++)
		for (size_t k = 0; k < w->transitions[i].n_needs; k++)
			wants_words(t->vocabulary,
			    &w->transitions[i].needs[k]);
	assert_string_equal(vocabulary_label(t->vocabulary, "direction",
	    "info", "zh"), "信息与智能");
	tracker_free(t);
}

static void
founding_is_refused(void **state)
{
	struct str out[TRACKER_FILES];
	const struct err *err;

	(void)state;
	for (int i = 0; i < TRACKER_FILES; i++)
		out[i] = (struct str)STR_INIT;
	err = tracker_found(out, "leen", "N", "Ann", "ann@x.org");
	assert_int_equal(err->code, ERR_USAGE);
	assert_string_equal(err->msg, "no preset 'leen'\n"
	    "  did you mean 'lean'?");
	err = tracker_found(out, "something", "N", "Ann", "ann@x.org");
	assert_string_equal(err->msg, "no preset 'something'\n"
	    "  there is: lean, trl, centre");
	err = tracker_found(out, "lean", "N\xff", "Ann", "ann@x.org");
	assert_int_equal(err->code, ERR_USAGE);
	err = tracker_found(out, "lean", "", "Ann", "ann@x.org");
	assert_non_null(strstr(err->msg, "'name' is empty"));
	for (int i = 0; i < TRACKER_FILES; i++)
		str_release(&out[i]);
	err = tracker_found(out, "lean", "N", "Ann", "ann @x.org");
	assert_non_null(strstr(err->msg, "no e-mail address"));
	for (int i = 0; i < TRACKER_FILES; i++)
		str_release(&out[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presets_are_trackers),
		cmocka_unit_test(presets_have_labels),
		cmocka_unit_test(lean_is_as_promised),
		cmocka_unit_test(trl_goes_up_by_one_and_down_with_a_reason),
		cmocka_unit_test(centre_has_its_stages_and_edges),
		cmocka_unit_test(centre_has_every_vocabulary),
		cmocka_unit_test(founding_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
