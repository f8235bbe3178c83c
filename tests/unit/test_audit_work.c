#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/audit/audit.h"
#include "core/model/tracker.h"
#include "tests/unit/git_box.h"

/* What is not committed, judged; tests/cli/t615-check.t has more edits. */

static void
put_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
put_record(const char *id, const char *stage)
{
	char *path = xasprintf("projects/%s.json", id);
	char *text = xasprintf("{\n  \"format\": 1,\n  \"id\": \"%s\",\n"
	    "  \"title\": \"%s\",\n  \"stage\": \"%s\",\n  \"history\": [\n"
	    "    {\n      \"seq\": 1,\n      \"transition\": \"@new\",\n"
	    "      \"from\": null,\n      \"to\": \"idea\",\n"
	    "      \"at\": \"2026-01-01T08:00:00Z\",\n"
	    "      \"by\": \"researcher@example.org\"\n    }\n  ]\n}\n", id,
	    id, stage);

	put_file(path, text);
	free(path);
	free(text);
}

/* A tracker in the work tree, of which nothing is committed. */
static void
begin(void)
{
	struct str texts[TRACKER_FILES] = { STR_INIT, STR_INIT, STR_INIT,
		STR_INIT };

	box_do("git init -q r && cd r && mkdir tracker projects");
	assert_int_equal(chdir("r"), 0);
	box_ok(tracker_found(texts, "lean", "Test", "Fictional Researcher",
	    "researcher@example.org"));
	for (size_t i = 0; i < TRACKER_FILES; i++) {
		if (texts[i].len > 0)
			put_file(tracker_paths[i], texts[i].ptr);
		str_release(&texts[i]);
	}
}

static struct audit_report *
judge(enum audit_state state, unsigned threads)
{
	struct audit_options options = { .threads = threads };
	struct audit_report *report = NULL;
	struct store *store = box_open(".", NULL);

	box_ok(audit_work(&report, store, &options, state));
	store_close(store);
	return report;
}

static void
check(enum audit_state state, const char *const *wanted)
{
	struct audit_report *report = judge(state, 1);
	size_t n = 0;

	for (size_t i = 0; i < report->n; i++) {
		const struct audit_finding *f = &report->items[i];
		char *got = xasprintf("%s %s", rule_id(f->rule), f->project);

		assert_string_equal(f->commit, "");
		if (wanted[n] == NULL || strcmp(got, wanted[n]) != 0)
			fail_msg("%s: %s", got, f->text);
		free(got);
		n++;
	}
	assert_null(wanted[n]);
	assert_string_equal(report->tip, "");
	assert_string_equal(report->founding, "");
	assert_false(report->incomplete);
	audit_report_free(report);
}

static void
edits_are_found(void **state)
{
	(void)state;
	begin();
	check(AUDIT_WORK_TREE, (const char *const[]){ NULL });
	put_record("a", "idea");
	put_record("b", "idea");
	box_do("git add . && git commit -q -m found");
	check(AUDIT_WORK_TREE, (const char *const[]){ NULL });
	put_record("b", "transfer");
	check(AUDIT_WORK_TREE, (const char *const[]){ "PV203 b", NULL });
	check(AUDIT_INDEX, (const char *const[]){ NULL });
	box_do("git add projects/b.json && git show HEAD:projects/b.json "
	    ">projects/b.json");
	check(AUDIT_WORK_TREE, (const char *const[]){ NULL });
	check(AUDIT_INDEX, (const char *const[]){ "PV203 b", NULL });
	box_do("git reset -q && "
	    "sed -i s/revision/revisions/ tracker/people.json");
	check(AUDIT_WORK_TREE, (const char *const[]){ "PV104 ", NULL });
}

static void
where_there_is_no_tracker_it_says_so(void **state)
{
	struct audit_options options = { .threads = 1 };
	struct audit_report *report = NULL;
	struct store *store;

	(void)state;
	begin();
	store = box_open(".", NULL);
	box_fails(audit_work(&report, store, &options, AUDIT_INDEX),
	    ERR_NOTRACKER, "tracker/tracker.json");
	assert_null(report);
	store_close(store);
}

static void
check_same(const struct audit_report *a, const struct audit_report *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(a->items[i].rule, b->items[i].rule);
		assert_string_equal(a->items[i].project,
		    b->items[i].project);
		assert_string_equal(a->items[i].text, b->items[i].text);
	}
}

/* None of those that are as they were is read from the work tree. */
static void
many_projects_are_no_burden(void **state)
{
	enum { PROJECTS = 10000 };
	struct audit_report *one, *many;

	(void)state;
	begin();
	for (int i = 0; i < PROJECTS; i++) {
		char *id = xasprintf("p-%d", i);

		put_record(id, "idea");
		free(id);
	}
	box_do("git config gc.auto 0 && git add . && git commit -q -m all && "
	    "for i in 3 33 333; do sed -i 's/\"stage\": \"idea\"/\"stage\": "
	    "\"transfer\"/' projects/p-$i.json; done");
	one = judge(AUDIT_WORK_TREE, 1);
	many = judge(AUDIT_WORK_TREE, 8);
	assert_int_equal(one->n, 3);
	assert_int_equal(one->projects, 3);
	check_same(one, many);
	audit_report_free(one);
	audit_report_free(many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(edits_are_found, box_setup,
		    box_teardown),
		cmocka_unit_test_setup_teardown(
		    where_there_is_no_tracker_it_says_so, box_setup,
		    box_teardown),
		cmocka_unit_test_setup_teardown(many_projects_are_no_burden,
		    box_setup, box_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
