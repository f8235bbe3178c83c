#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/git_box.h"

/* Changes that become commits, in a work tree and without one. */

static void
check_clean(void)
{
	box_says("cd r && git status --porcelain", "");
	box_says("cd r && git fsck --strict 2>&1", "");
	box_says("cd r && test ! -e .git/index.lock &&"
	    " test ! -e .git/proven/pending && echo fine", "fine");
}

static void
a_change_is_one_commit_and_all_is_in_step(void **state)
{
	struct change_options options = { .signoff = true };
	struct box_record box = { "p1", "one", false, 0 };
	char commit[COMMIT_HEX + 1], *head;
	struct store *store;

	(void)state;
	box_tracker("r");
	setenv("GIT_AUTHOR_DATE", "@1767254400 +0100", 1);
	setenv("GIT_COMMITTER_NAME", "Other", 1);
	setenv("GIT_COMMITTER_DATE", "@1767254401 -0100", 1);
	store = box_open("r", NULL);
	box_ok(store_change(store, &options, box_put_fn, &box, commit));
	store_close(store);
	head = box_run("cd r && git rev-parse HEAD", NULL);
	assert_string_equal(commit, head);
	free(head);
	box_says("cd r && git log -1 --date=raw --format='%an <%ae> %ad%n"
	    "%cn <%ce> %cd%n%B' && git show --name-status --format= HEAD",
	    "Fictional Researcher <researcher@example.org> 1767254400 +0100\n"
	    "Other <researcher@example.org> 1767254401 -0100\n"
	    "p1\n\none\n\nSigned-off-by: Other <researcher@example.org>\n\n"
	    "A\tprojects/p1.json");
	check_clean();
}

static void
other_work_is_left_as_it_is(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	box_do("cd r && echo edited >own.txt && echo new >untracked &&"
	    " echo staged >staged && git add staged &&"
	    " git update-index --assume-unchanged tracker/tracker.json &&"
	    " printf '#!/bin/sh\\nexit 1\\n' >.git/hooks/pre-commit &&"
	    " chmod +x .git/hooks/pre-commit");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_ok(box_put(store, "p1", "two"));
	store_close(store);
	box_says("cd r && git status --porcelain", " M own.txt\nA  staged\n"
	    "?? untracked");
	box_says("cd r && git ls-files -v tracker && git rev-list --count "
	    "HEAD && cat own.txt", "h tracker/tracker.json\n3\nedited");
	box_says("cd r && git reflog -2 --format=%gs",
	    "proven: p1\nproven: p1");
}

/* A record is refused when something of it would be overwritten. */
static const struct {
	const char *prepare; /* in r, where p1 is committed */
	const char *id, *part;
} dirty[] = {
	{ "echo x >>projects/p1.json", "p1", "git diff HEAD -- projects/p1" },
	{ "echo x >>projects/p1.json && git add projects/p1.json", "p1",
	    "uncommitted edits" },
	{ "echo x >>projects/p1.json && git add projects/p1.json &&"
	    " git show HEAD:projects/p1.json >projects/p1.json", "p1",
	    "uncommitted edits" },
	{ "rm projects/p1.json", "p1", "uncommitted edits" },
	{ "git rm -q --cached projects/p1.json", "p1", "uncommitted edits" },
	{ "git rm -q projects/p1.json", "p1", "uncommitted edits" },
	{ "rm projects/p1.json && ln -s ../own.txt projects/p1.json", "p1",
	    "uncommitted edits" },
	{ "rm projects/p1.json && mkdir projects/p1.json", "p1",
	    "uncommitted edits" },
	{ "mv projects real && ln -s real projects", "p1",
	    "uncommitted edits" },
	{ "echo x >projects/p2.json", "p2", "in the way" },
	{ "echo x >projects/p2.json && git add projects/p2.json &&"
	    " rm projects/p2.json", "p2", "in the way" },
	{ "echo x >projects/p2.json && git add -N projects/p2.json", "p2",
	    "in the way" },
	{ "ln -s nowhere projects/p2.json", "p2", "in the way" },
	{ "mkdir -p projects/p2.json", "p2", "in the way" },
	{ "rm -r projects && ln -s /nowhere projects", "p2", "in the way" },
};

static void
uncommitted_edits_are_never_overwritten(void **state)
{
	for (size_t i = 0; i < COUNT(dirty); i++) {
		struct store *store;
		char *command, *before, *after;

		assert_int_equal(box_setup(state), 0);
		box_tracker("r");
		store = box_open("r", NULL);
		box_ok(box_put(store, "p1", "one"));
		command = xasprintf("cd r && %s", dirty[i].prepare);
		box_do(command);
		free(command);
		before = box_run("cd r && git rev-parse HEAD && git status "
		    "--porcelain && git ls-files -s && ls -lR --full-time "
		    "projects/ 2>&1 || :", NULL);
		box_fails(box_put(store, dirty[i].id, "two"), ERR_CONFLICT,
		    dirty[i].part);
		after = box_run("cd r && git rev-parse HEAD && git status "
		    "--porcelain && git ls-files -s && ls -lR --full-time "
		    "projects/ 2>&1 || :", NULL);
		assert_string_equal(after, before);
		box_do("cd r && test ! -e .git/index.lock &&"
		    " test ! -e .git/proven/pending");
		free(before);
		free(after);
		store_close(store);
		assert_int_equal(box_teardown(state), 0);
	}
}

static void
line_endings_that_git_converts_are_no_edit(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_do("cd r && git config core.autocrlf true && rm projects/p1.json"
	    " && git checkout -q projects/p1.json &&"
	    " grep -q \"$(printf '\\r')\" projects/p1.json");
	store_close(store);
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "two"));
	store_close(store);
	box_says("cd r && git status --porcelain", "");
}

static const struct err *
nothing_fn(struct change *change, struct snapshot *tip, void *arg)
{
	(void)change;
	(void)tip;
	(void)arg;
	return NULL;
}

static const struct err *
refuse_fn(struct change *change, struct snapshot *tip, void *arg)
{
	const struct err *err = box_put_fn(change, tip, arg);

	return err ? err : err_new(ERR_REFUSED, "not today");
}

static void
nothing_put_is_no_commit(void **state)
{
	struct change_options options = { .bulk = false };
	struct box_record box = { "p1", "one", false, 0 };
	char commit[COMMIT_HEX + 1];
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(store_change(store, &options, nothing_fn, NULL, commit));
	assert_string_equal(commit, "");
	box_fails(store_change(store, &options, refuse_fn, &box, commit),
	    ERR_REFUSED, "not today");
	box_ok(box_put(store, "p1", "one"));
	box_ok(store_change(store, &options, box_put_fn, &box, commit));
	assert_string_equal(commit, "");
	options.bulk = true;
	box_fails(store_change(store, &options, refuse_fn, &box, commit),
	    ERR_REFUSED, "not today");
	store_close(store);
	box_says("cd r && git rev-list --count HEAD && ls "
	    ".git/objects/pack", "2");
	check_clean();
}

/* ---- Places ---- */

static void
new_records_go_where_most_lie(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "aa", "one"));
	box_do("cd r && mkdir -p projects/a/a && git mv projects/aa.json "
	    "projects/a/a && git commit -qm deep");
	box_ok(box_put(store, "bb", "deep, as all the others"));
	box_ok(box_put(store, "aa", "stays"));
	box_do("cd r && for i in 1 2; do cp projects/b/b/bb.json "
	    "projects/f$i.json; done && git add . && git commit -qm flat");
	box_ok(box_put(store, "cc", "as many: flat"));
	box_ok(box_put(store, "d", "flat"));
	store_close(store);
	box_says("cd r && git ls-files projects", "projects/a/a/aa.json\n"
	    "projects/b/b/bb.json\nprojects/cc.json\nprojects/d.json\n"
	    "projects/f1.json\nprojects/f2.json");
	check_clean();
}

static void
two_files_of_one_id_are_refused(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "aa", "one"));
	box_do("cd r && mkdir -p projects/a/a && cp projects/aa.json "
	    "projects/a/a && git add . && git commit -qm both");
	box_fails(box_put(store, "aa", "two"), ERR_DATA,
	    "two files claim the id 'aa'");
	store_close(store);
}

static const struct err *
remove_fn(struct change *change, struct snapshot *tip, void *arg)
{
	(void)tip;
	change_message(change, "remove", NULL);
	return change_remove_record(change, arg);
}

static void
a_removed_record_takes_empty_folders_with_it(void **state)
{
	struct change_options options = { .bulk = false };
	char id[] = "p1", none[] = "none";
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_fails(store_change(store, &options, remove_fn, none, NULL),
	    ERR_NOTFOUND, "none");
	box_ok(store_change(store, &options, remove_fn, id, NULL));
	store_close(store);
	box_says("cd r && ls && git ls-files", "own.txt\ntracker\nown.txt\n"
	    "tracker/tracker.json");
	check_clean();
}

/* ---- Many commits in one change ---- */

static const struct err *
events_fn(struct change *change, struct snapshot *tip, void *arg)
{
	struct box_record box = { "p1", "", true, 0 };
	char summary[32];
	const struct err *err = NULL;
	int n = *(int *)arg;

	for (int i = 0; err == NULL && i < n; i++) {
		snprintf(summary, sizeof(summary), "event %d", i);
		box.summary = summary;
		if ((err = box_put_fn(change, tip, &box)))
			break;
		change_trailer(change, "Proven-Project", "p1\nx\x1b[1m");
		change_author(change, "Author <of> it", "a@example.org",
		    1000000000 + i, -90);
		if (i + 1 < n)
			err = change_commit(change);
	}
	return err;
}

static void
check_events(bool bulk)
{
	struct change_options options = { .bulk = bulk };
	struct store *store;
	int n = 60;

	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(store_change(store, &options, events_fn, &n, NULL));
	store_close(store);
	box_says("cd r && git rev-list --count HEAD && git log -1 --date=raw"
	    " --format='%an <%ae> %ad%n%B'", "61\n"
	    "Author of it <a@example.org> 1000000059 -0130\n"
	    "p1\n\nevent 59\n\nProven-Project: p1 x[1m\n");
	box_says("cd r && git log -60 --format=%s%n%b | grep -c '^event'",
	    "60");
	box_says("cd r && ls .git/objects/pack | wc -l", bulk ? "2" : "0");
	check_clean();
}

static void
each_event_is_a_commit(void **state)
{
	(void)state;
	check_events(false);
}

static void
each_event_is_a_commit_in_bulk(void **state)
{
	(void)state;
	check_events(true);
}

/* ---- Which commit added which entry ---- */

static const struct err *
step(void *arg, const struct step_commit *step)
{
	str_addf(arg, "%s %d %s\n", step->id, (int)step->seq, step->subject);
	return NULL;
}

static void
steps_are_those_of_the_history(void **state)
{
	struct change_options options = { .bulk = false };
	struct box_record box = { "p1", "x", true, 0 };
	struct str text = STR_INIT;
	struct snapshot *tip;
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "a"));
	box_ok(box_put(store, "p2", "a"));
	box_ok(box_put(store, "p1", "no step"));
	/* A side branch that adds a step, merged; then all moved. */
	box_do("cd r && git checkout -q -b side");
	store_close(store);
	store = box_open("r", NULL);
	box_ok(store_change(store, &options, box_put_fn, &box, NULL));
	box_do("cd r && git commit -q --amend -m 'side step' && git checkout"
	    " -q main && git commit -q --allow-empty -m main && git merge -q"
	    " -m merged side && mkdir -p projects/1/p && git mv "
	    "projects/p1.json projects/1/p && git commit -qm moved");
	store_close(store);
	store = box_open("r", NULL);
	box_ok(store_tip(store, &tip));
	box_ok(snapshot_steps(tip, "p1", step, &text));
	assert_string_equal(text.ptr, "p1 2 side step\np1 1 p1\n");
	str_reset(&text);
	box_ok(snapshot_steps(tip, NULL, step, &text));
	assert_string_equal(text.ptr, "p1 2 side step\np2 1 p2\np1 1 p1\n");
	snapshot_free(tip);
	store_close(store);
	/* A shallow clone: what the edge has was not added there. */
	box_do("git clone -q --depth 2 \"file://$PWD/r\" s");
	store = box_open("s", NULL);
	str_reset(&text);
	box_ok(store_tip(store, &tip));
	box_ok(snapshot_steps(tip, NULL, step, &text));
	assert_string_equal(text.ptr, "");
	snapshot_free(tip);
	store_close(store);
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_BOX(a_change_is_one_commit_and_all_is_in_step),
		IN_BOX(other_work_is_left_as_it_is),
		cmocka_unit_test(uncommitted_edits_are_never_overwritten),
		IN_BOX(line_endings_that_git_converts_are_no_edit),
		IN_BOX(nothing_put_is_no_commit),
		IN_BOX(new_records_go_where_most_lie),
		IN_BOX(two_files_of_one_id_are_refused),
		IN_BOX(a_removed_record_takes_empty_folders_with_it),
		IN_BOX(each_event_is_a_commit),
		IN_BOX(each_event_is_a_commit_in_bulk),
		IN_BOX(steps_are_those_of_the_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
