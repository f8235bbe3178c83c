#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "core/git/index.h"
#include "core/store/lock.h"
#include "core/store/own.h"
#include "core/store/pending.h"
#include "tests/unit/git_box.h"

/* Changes that were cut off between the branch and the files. */

static void
rev(struct oid *out, const char *name)
{
	char *command = xasprintf("cd r && git rev-parse -q --verify %s ||"
	    " echo %040d", name, 0);
	char *hex = box_run(command, NULL);

	assert_true(oid_parse(out, hex));
	free(hex);
	free(command);
}

/*
 * p1 goes from "one" to "two", p2 comes, p3 goes away: the branch has it,
 * the files do not know yet, and pending says so.
 */
static const struct err *
remove_fn(struct change *change, struct snapshot *tip, void *arg)
{
	struct box_record p1 = { "p1", "two", false, 0 };
	struct box_record p2 = { "p2", "new", false, 0 };
	const struct err *err;

	if ((err = box_put_fn(change, tip, &p1)) ||
	    (err = box_put_fn(change, tip, &p2)))
		return err;
	return change_remove_record(change, arg);
}

static void
cut_off(void)
{
	static const char *const paths[] = { "projects/p1.json",
		"projects/p2.json", "projects/p3.json" };
	struct change_options options = { .bulk = false };
	struct pending pending = { .n = 0 };
	struct store *store;
	char p3[] = "p3";

	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_ok(box_put(store, "p3", "three"));
	store_close(store);
	/* As HEAD is elsewhere, files and index are left alone. */
	box_do("cd r && git branch side && git symbolic-ref HEAD "
	    "refs/heads/side");
	store = box_open("r", "main");
	box_ok(store_change(store, &options, remove_fn, p3, NULL));
	box_do("cd r && git symbolic-ref HEAD refs/heads/main");
	pending.branch = xstrdup("refs/heads/main");
	rev(&pending.commit, "main");
	for (size_t i = 0; i < COUNT(paths); i++) {
		char *old = xasprintf("side:%s", paths[i]);
		char *new = xasprintf("main:%s", paths[i]);
		struct oid from, to;

		rev(&from, old);
		rev(&to, new);
		pending_add(&pending, xstrdup(paths[i]), &from, &to);
		free(old);
		free(new);
	}
	box_ok(pending_write(store, &pending));
	pending_release(&pending);
	store_close(store);
	box_says("cd r && git status --no-renames --porcelain",
	    "M  projects/p1.json\nD  projects/p2.json\nA  projects/p3.json");
}

static void
recover(size_t expected, const char *expected_left)
{
	struct store *store = box_open("r", NULL);
	struct strs left = STRS_INIT;
	size_t n;
	char *text;

	box_ok(store_recover(store, &n, &left));
	text = strs_join(&left, " ");
	assert_int_equal(n, expected);
	assert_string_equal(text, expected_left);
	free(text);
	strs_release(&left);
	store_close(store);
	box_do("cd r && test ! -e .git/proven/pending &&"
	    " test ! -e .git/index.lock");
}

static void
what_was_cut_off_is_finished(void **state)
{
	struct clone_state found;
	struct store *store;

	(void)state;
	cut_off();
	store = box_open("r", NULL);
	box_ok(store_state(store, &found));
	assert_true(found.pending);
	assert_non_null(strstr(found.pending_text, "projects/p2.json"));
	clone_state_release(&found);
	store_close(store);
	recover(3, "");
	box_says("cd r && git status --no-renames --porcelain && ls projects",
	    "p1.json\np2.json");
	recover(0, "");
}

static void
the_next_change_finishes_it_first(void **state)
{
	struct store *store;

	(void)state;
	cut_off();
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "three"));
	store_close(store);
	box_says("cd r && git status --no-renames --porcelain &&"
	    " git rev-list --count HEAD && ls projects",
	    "5\np1.json\np2.json");
}

static void
half_of_it_may_be_done_already(void **state)
{
	(void)state;
	cut_off();
	box_do("cd r && git show main:projects/p1.json >projects/p1.json &&"
	    " rm projects/p3.json");
	recover(1, "");
	box_says("cd r && git status --no-renames --porcelain && ls projects",
	    "p1.json\np2.json");
}

static void
files_edited_since_are_left_and_named(void **state)
{
	(void)state;
	cut_off();
	box_do("cd r && echo edit >>projects/p1.json && echo mine "
	    ">projects/p2.json");
	recover(1, "projects/p1.json projects/p2.json");
	/* The index is in step; what is left are edits of the files. */
	box_says("cd r && git status --no-renames --porcelain &&"
	    " cat projects/p2.json",
	    " M projects/p1.json\n M projects/p2.json\nmine");
}

static void
what_was_staged_since_is_left_and_named(void **state)
{
	(void)state;
	cut_off();
	box_do("cd r && cp projects/p1.json keep && echo staged "
	    ">projects/p1.json && git add projects/p1.json && mv keep "
	    "projects/p1.json");
	recover(2, "projects/p1.json");
	box_says("cd r && git show :projects/p1.json", "staged");
}

static void
a_change_that_was_not_published_is_forgotten(void **state)
{
	(void)state;
	cut_off();
	box_do("cd r && git update-ref refs/heads/main side");
	recover(0, "");
	box_says("cd r && git status --no-renames --porcelain && ls projects",
	    "p1.json\np3.json");
}

static void
a_commit_on_top_hides_nothing(void **state)
{
	(void)state;
	cut_off();
	box_do("cd r && git update-ref refs/heads/main $(git commit-tree "
	    "-p main -m top main^{tree})");
	recover(3, "");
	box_says("cd r && git status --no-renames --porcelain", "");
}

static void
a_torn_note_is_forgotten(void **state)
{
	(void)state;
	cut_off();
	box_do("cd r && truncate -s -2 .git/proven/pending &&"
	    " git update-ref refs/heads/main side");
	recover(0, "");
	box_says("cd r && git status --no-renames --porcelain", "");
}

static void
reading_finishes_nothing(void **state)
{
	struct record *record;
	struct snapshot *tip;
	struct store *store;

	(void)state;
	cut_off();
	store = box_open("r", NULL);
	box_ok(store_tip(store, &tip));
	box_ok(snapshot_record(tip, "p2", &record));
	record_free(record);
	snapshot_free(tip);
	store_close(store);
	box_says("cd r && git status --no-renames --porcelain | wc -l && ls "
	    ".git/proven/pending", "3\n.git/proven/pending");
}

/* ---- The lock that a killed writer left ---- */

static void
leave_lock(bool note)
{
	struct index *index = NULL;
	struct store *store;
	int lock = -1, status;
	pid_t child = fork();

	if (child == 0) {
		store = box_open("r", NULL);
		if (lock_take(&lock, store) == NULL &&
		    index_open(&index, store->repo, 0) == NULL) {
			if (note)
				lock_note(lock, index_mark(index));
			_exit(0);
		}
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	box_do("test -e r/.git/index.lock");
}

static void
our_own_dead_lock_is_removed(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	leave_lock(true);
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	store_close(store);
	box_says("cd r && git status --no-renames --porcelain", "");
}

static void
a_lock_that_may_be_anybodys_stays(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	leave_lock(true);
	box_do("cd r/.git && mv index.lock old && cp -p old index.lock");
	store = box_open("r", NULL);
	box_fails(box_put(store, "p1", "one"), ERR_SYSTEM, "index.lock");
	store_close(store);
	box_do("test -e r/.git/index.lock");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_BOX(what_was_cut_off_is_finished),
		IN_BOX(the_next_change_finishes_it_first),
		IN_BOX(half_of_it_may_be_done_already),
		IN_BOX(files_edited_since_are_left_and_named),
		IN_BOX(what_was_staged_since_is_left_and_named),
		IN_BOX(a_change_that_was_not_published_is_forgotten),
		IN_BOX(a_commit_on_top_hides_nothing),
		IN_BOX(a_torn_note_is_forgotten),
		IN_BOX(reading_finishes_nothing),
		IN_BOX(our_own_dead_lock_is_removed),
		IN_BOX(a_lock_that_may_be_anybodys_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
