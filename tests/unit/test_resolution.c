#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/model/frozen.h"
#include "core/model/resolution.h"
#include "tests/unit/merge_case.h"

/* Both moved: what is kept, what is merged, what is left to choose. */

enum { AT = 9000 };

struct trial {
	struct record *base, *a, *b;
	const struct record *bases[1];
	struct resolution r;
};

/* A goes on, and freezes FREEZE; B stops. */
static void
begin(struct trial *trial, const char *base, const char *a, const char *b,
    frozen_set freeze)
{
	struct entry stop = { .transition = "stop", .by = "wang",
		.to = "use", .at = AT - 1 };

	trial->base = make(base, 1, 0);
	trial->a = make(a, 2, freeze);
	trial->b = make(b, 1, 0);
	record_append(trial->b, &stop);
	trial->bases[0] = trial->base;
	resolution_init(&trial->r, trial->a, trial->b, trial->bases, 1);
}

static void
end(struct trial *trial)
{
	resolution_release(&trial->r);
	record_free(trial->base);
	record_free(trial->a);
	record_free(trial->b);
}

static void
assert_conflicts(const struct trial *trial, const char *wanted)
{
	char *paths = conflict_paths(&trial->r.conflicts);

	assert_string_equal(paths, wanted);
	free(paths);
}

static void
assert_member(const struct record *record, const char *path,
    const char *wanted)
{
	char *text = member_text(record, path);

	assert_string_equal(text, wanted);
	free(text);
}

/* Appends the entry; what is wrong then is FOUND. */
static void
assert_resolved(struct trial *trial, const char *found)
{
	struct entry entry = { .by = "li", .at = AT, .reason = "So" };
	struct findings findings = FINDINGS_INIT;
	char *paths;

	resolution_append(&trial->r, &entry);
	resolution_check(&trial->r, NULL, &findings);
	paths = finding_paths(&findings);
	assert_string_equal(paths, found);
	free(paths);
	findings_release(&findings);
}

static void
test_entry(void **state)
{
	struct trial trial;
	struct entry last;
	char digest[DIGEST_SIZE];
	const struct json *dropped;

	(void)state;
	begin(&trial, "", "'call':'a'", "'summary':'b'", 0);
	assert_conflicts(&trial, "");
	assert_resolved(&trial, "");
	assert_member(trial.r.merged, "call", "'a'");
	assert_member(trial.r.merged, "summary", "'b'");
	assert_true(record_last_entry(trial.r.merged, &last));
	assert_int_equal(last.seq, 3);
	assert_int_equal(last.at, AT);
	assert_string_equal(last.transition, "@resolve");
	assert_string_equal(last.from, "test");
	assert_string_equal(last.to, "test");
	assert_string_equal(last.by, "li");
	assert_string_equal(last.reason, "So");
	dropped = json_at(json_get(record_json(trial.b), "history"), 1);
	json_digest(digest, dropped);
	assert_string_equal(last.resolves, digest);
	record_digest(trial.r.merged, digest);
	assert_string_equal(json_text(last.json, "record"), digest);
	json_digest(digest, json_at(json_get(record_json(trial.a),
	    "history"), 1));
	assert_string_equal(json_text(last.json, "prev"), digest);
	end(&trial);
}

static void
test_the_other_is_kept(void **state)
{
	struct trial trial;

	(void)state;
	begin(&trial, "", "'call':'a'", "'summary':'b'", 0);
	resolution_release(&trial.r);
	resolution_init(&trial.r, trial.b, trial.a, trial.bases, 1);
	assert_resolved(&trial, "");
	assert_string_equal(record_stage(trial.r.merged), "use");
	assert_int_equal(record_count(trial.r.merged, "history"), 3);
	assert_member(trial.r.merged, "history.1.transition", "'stop'");
	assert_member(trial.r.merged, "call", "'a'");
	end(&trial);
}

static void
test_choices(void **state)
{
	struct trial trial;

	(void)state;
	begin(&trial, "'tags':['t']", "'summary':'a','call':'a',"
	    "'notes':{'k':{'text':'a'}}", "'tags':['t'],'summary':'b',"
	    "'call':'b','notes':{'k':{'text':'b'}}", 0);
	assert_conflicts(&trial, "call notes.k summary");
	assert_false(resolution_take(&trial.r, "tags", true));
	assert_false(resolution_take(&trial.r, "stage", true));
	assert_true(resolution_take(&trial.r, "call", false));
	assert_conflicts(&trial, "notes.k summary");
	assert_true(resolution_take(&trial.r, "notes.k", false));
	assert_true(resolution_take(&trial.r, "summary", true));
	assert_false(resolution_take(&trial.r, "summary", true));
	assert_conflicts(&trial, "");
	assert_member(trial.r.merged, "summary", "'a'");
	assert_member(trial.r.merged, "call", "'b'");
	assert_member(trial.r.merged, "notes.k.text", "'b'");
	assert_member(trial.r.merged, "tags", "");
	end(&trial);
}

static void
test_one_took_it_away(void **state)
{
	for (int kept = 0; kept < 2; kept++) {
		struct trial trial;

		(void)state;
		begin(&trial, "'summary':'x'", "", "'summary':'b'", 0);
		assert_conflicts(&trial, "summary");
		assert_true(resolution_take(&trial.r, "summary", kept));
		assert_member(trial.r.merged, "summary", kept ? "" : "'b'");
		assert_resolved(&trial, "");
		end(&trial);
	}
}

#define CRITERION(target) "'criteria':{'c1':{'claim':'x','metric':'m'," \
	"'comparator':'<=','target':'" target "','unit':'nm',"          \
	"'verdict':'pending'}}"

static void
test_frozen(void **state)
{
	const frozen_set criteria = 1U << FROZEN_CRITERIA;
	struct trial trial;

	(void)state;
	begin(&trial, CRITERION("5"), CRITERION("5"), CRITERION("6"),
	    criteria);
	assert_conflicts(&trial, "criteria.c1.target!");
	assert_true(resolution_take(&trial.r, "criteria.c1.target", true));
	assert_resolved(&trial, "PV502:criteria.c1.target");
	end(&trial);
	begin(&trial, CRITERION("5"), CRITERION("5"), CRITERION("6"),
	    criteria);
	assert_true(resolution_take(&trial.r, "criteria.c1.target", false));
	assert_resolved(&trial, "PV207:");
	end(&trial);
	begin(&trial, CRITERION("5"), CRITERION("5"), CRITERION("6"),
	    criteria);
	resolution_release(&trial.r);
	resolution_init(&trial.r, trial.b, trial.a, trial.bases, 1);
	assert_conflicts(&trial, "");
	assert_resolved(&trial, "");
	assert_member(trial.r.merged, "criteria.c1.target", "'6'");
	end(&trial);
}

/* A pause goes on: the entry that resolves leaves it as it is. */
static void
test_pause(void **state)
{
	struct trial trial;

	(void)state;
	begin(&trial, "", "", "", 0);
	resolution_release(&trial.r);
	record_set_hold(trial.b, "idea", NULL, AT - 1, "2030-01-01");
	resolution_init(&trial.r, trial.b, trial.a, trial.bases, 1);
	assert_conflicts(&trial, "");
	assert_resolved(&trial, "");
	assert_member(trial.r.merged, "hold.from", "'idea'");
	resolution_release(&trial.r);
	resolution_init(&trial.r, trial.a, trial.b, trial.bases, 1);
	assert_resolved(&trial, "");
	assert_member(trial.r.merged, "hold", "");
	end(&trial);
}

static void
test_steps(void **state)
{
	struct strs steps = STRS_INIT;
	struct trial trial;
	char *text;

	(void)state;
	begin(&trial, "", "", "", 0);
	resolution_steps(trial.a, trial.b, &steps);
	resolution_steps(trial.b, trial.a, &steps);
	resolution_steps(trial.base, trial.a, &steps);
	text = strs_join(&steps, " ");
	assert_string_equal(text, "go stop");
	free(text);
	strs_release(&steps);
	end(&trial);
}

static void
test_no_base(void **state)
{
	struct trial trial;

	(void)state;
	begin(&trial, "", "'call':'a'", "'summary':'b'", 0);
	resolution_release(&trial.r);
	resolution_init(&trial.r, trial.a, trial.b, NULL, 0);
	assert_conflicts(&trial, "call summary");
	end(&trial);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_the_other_is_kept),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_one_took_it_away),
		cmocka_unit_test(test_frozen),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_no_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
