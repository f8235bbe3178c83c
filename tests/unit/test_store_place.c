#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/git_box.h"

/* Where a change may be written, and what of a clone is unusual. */

static void
bare_repositories_have_no_files_to_keep(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	box_do("git clone -q --bare r b.git");
	store = box_open("b.git", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_ok(box_put(store, "p1", "two"));
	store_close(store);
	box_says("cd b.git && git rev-list --count main && git ls-tree -r "
	    "--name-only main && git fsck --strict && ls -d projects index "
	    "2>/dev/null || :", "3\nown.txt\nprojects/p1.json\n"
	    "tracker/tracker.json");
}

static void
another_branch_is_written_without_checkout(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	box_do("cd r && git branch side && echo edited >own.txt");
	store = box_open("r", "side");
	assert_string_equal(store_branch(store), "side");
	box_ok(box_put(store, "p1", "one"));
	store_close(store);
	box_says("cd r && git rev-list --count main && git rev-list --count "
	    "side && git status --porcelain && ls", "1\n2\n M own.txt\n"
	    "own.txt\ntracker");
	/* The branch of HEAD by name is the branch of HEAD. */
	store = box_open("r", "main");
	box_ok(box_put(store, "p1", "one"));
	store_close(store);
	box_says("cd r && ls projects && git status --porcelain",
	    "p1.json\n M own.txt");
}

static void
what_is_checked_out_elsewhere_is_refused(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	box_do("git -C r worktree add -q ../linked -b side");
	store = box_open("r", "side");
	box_fails(box_put(store, "p1", "one"), ERR_SYSTEM, "linked");
	store_close(store);
	store = box_open("linked", "main");
	box_fails(box_put(store, "p1", "one"), ERR_SYSTEM, "checked out");
	store_close(store);
	/* There itself it is fine, with an index of its own. */
	store = box_open("linked", NULL);
	box_ok(box_put(store, "p1", "one"));
	store_close(store);
	box_says("git -C linked status --porcelain && git -C r status "
	    "--porcelain && ls linked/projects && ls r", "p1.json\nown.txt\n"
	    "tracker");
	/* So is a branch that is being rebased there. */
	box_do("cd linked && echo x >own.txt && git commit -qam x &&"
	    " git -C ../r commit -q --allow-empty -m y && "
	    " (GIT_SEQUENCE_EDITOR='sed -i 1ibreak' git rebase -q -i main "
	    "|| :) && ! git symbolic-ref -q HEAD");
	store = box_open("r", "side");
	box_fails(box_put(store, "p1", "two"), ERR_SYSTEM, "checked out");
	store_close(store);
}

static const struct {
	const char *prepare, *part;
} states[] = {
	{ "git checkout -q --detach", "HEAD is detached" },
	{ "git checkout -q -b side && echo 1 >own.txt && git commit -qam 1 &&"
	    " git checkout -q main && echo 2 >own.txt && git commit -qam 2 &&"
	    " ! git merge -q side", "a merge is under way" },
	{ "git checkout -q -b side && echo 1 >own.txt && git commit -qam 1 &&"
	    " git checkout -q main && echo 2 >own.txt && git commit -qam 2 &&"
	    " ! git cherry-pick side", "a cherry-pick is under way" },
	{ "git checkout -q -b side && echo 1 >own.txt && git commit -qam 1 &&"
	    " git checkout -q main && echo 2 >own.txt && git commit -qam 2 &&"
	    " ! git rebase side", "detached" },
	{ "git commit -q --allow-empty -m 1 && git bisect start",
	    "git bisect reset" },
	{ "git checkout -q --orphan fresh", "no commit yet" },
	{ "git rm -q -r tracker && git commit -qm gone", "no tracker" },
};

static void
unusual_states_are_refused_by_name(void **state)
{
	for (size_t i = 0; i < COUNT(states); i++) {
		struct store *store;
		char *command, *before;

		assert_int_equal(box_setup(state), 0);
		box_tracker("r");
		command = xasprintf("cd r && %s", states[i].prepare);
		box_do(command);
		free(command);
		before = box_run("cd r && git for-each-ref && git status "
		    "--porcelain", NULL);
		store = box_open("r", NULL);
		box_fails(box_put(store, "p1", "one"), i < 5 ? ERR_SYSTEM :
		    ERR_NOTRACKER, states[i].part);
		store_close(store);
		box_says("cd r && git for-each-ref && git status "
		    "--porcelain", before);
		free(before);
		assert_int_equal(box_teardown(state), 0);
	}
}

static void
nothing_is_written_while_a_push_is_judged(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	setenv("GIT_QUARANTINE_PATH", "x", 1);
	store = box_open("r", NULL);
	box_fails(box_put(store, "p1", "one"), ERR_SYSTEM, "push");
	store_close(store);
}

/* ---- The founding commit ---- */

static const struct err *
found_fn(struct change *change, struct snapshot *tip, void *arg)
{
	(void)arg;
	assert_false(snapshot_has(tip, "p1", NULL));
	change_message(change, "found", NULL);
	return change_put_file(change, "tracker/tracker.json", "{}\n", 3);
}

static void
the_founding_commit_needs_no_other(void **state)
{
	struct change_options options = { .found = true };
	struct store *store;

	(void)state;
	box_do("git init -q r && echo mine >r/own.txt");
	store = box_open("r", NULL);
	box_ok(store_change(store, &options, found_fn, NULL, NULL));
	store_close(store);
	box_says("cd r && git log --format=%s && git status --porcelain &&"
	    " git ls-files", "found\n?? own.txt\ntracker/tracker.json");
	box_do("git init -q --bare b.git");
	store = box_open("b.git", NULL);
	box_ok(store_change(store, &options, found_fn, NULL, NULL));
	store_close(store);
	box_says("cd b.git && git log --format=%s main", "found");
}

/* ---- Making a repository ---- */

static void
check_init(const char *dir, enum err_code code, const char *part, bool made)
{
	const struct err *err;
	bool got;

	err = store_init(dir, box_env, &got);
	if (code != 0)
		box_fails(err, code, part);
	else
		box_ok(err);
	assert_int_equal(got, made);
}

static void
repositories_are_made_where_there_are_none(void **state)
{
	(void)state;
	box_do("mkdir plain && git init -q have && mkdir have/sub &&"
	    " git init -q --bare bare.git && : >file");
	check_init("plain", 0, NULL, true);
	check_init("plain", 0, NULL, false);
	check_init("deep/er/one", 0, NULL, true);
	check_init("have", 0, NULL, false);
	check_init("bare.git", 0, NULL, false);
	check_init("have/sub", ERR_REFUSED, "/have'", false);
	check_init("have/new/sub", ERR_REFUSED, "/have'", false);
	check_init("have/.git", ERR_REFUSED, "/have'", false);
	check_init("file/x", ERR_SYSTEM, "file", false);
	box_says("ls have; git -C plain symbolic-ref HEAD; git -C plain "
	    "status --porcelain", "sub\nrefs/heads/main");
	box_do("git config --global init.defaultBranch trunk");
	check_init("other", 0, NULL, true);
	box_says("git -C other symbolic-ref HEAD", "refs/heads/trunk");
	box_do("git config --global --unset init.defaultBranch");
	check_init("third", 0, NULL, true);
	box_says("git -C third symbolic-ref HEAD", "refs/heads/main");
}

/* ---- State ---- */

static void
the_state_of_a_clone_is_told(void **state)
{
	struct clone_state found;
	struct store *store;

	(void)state;
	box_tracker("r");
	box_do("cd r && echo '*.json text merge=proven' >.gitattributes &&"
	    " mkdir projects && echo 1 >projects/a.json && echo 2 "
	    ">projects/b.json && git add . && git commit -qm x &&"
	    " git config merge.proven.driver 'proven merge-driver' &&"
	    " git replace HEAD HEAD~1 && : >.git/index.lock &&"
	    " touch -d '1 hour ago' .git/index.lock");
	store = box_open("r", NULL);
	box_ok(store_state(store, &found));
	assert_true(found.attributes &&
	    found.replaced && !found.shallow &&
	    !found.bare && !found.detached && !found.pending);
	assert_int_equal(found.flat_files, 2);
	clone_state_release(&found);
	store_close(store);
	box_do("git -C r replace -d $(git -C r rev-parse HEAD) && "
	    "git clone -q --bare --depth 1 --filter=blob:none "
	    "file://$PWD/r s.git");
	store = box_open("s.git", NULL);
	box_ok(store_state(store, &found));
	assert_true(found.shallow && found.bare && found.partial &&
	    !found.replaced);
	clone_state_release(&found);
	store_close(store);
}

static const struct err *
note(void *arg, const char *id, const char *path, const char *blob)
{
	assert_null(blob);
	str_addf(arg, "%s %s\n", id, path);
	return NULL;
}

static void
record_files_of_the_work_tree_are_listed(void **state)
{
	const char *const some[] = { "r/projects/b", "r/projects/p1.json",
		"r/own.txt" };
	struct str text = STR_INIT;
	struct snapshot *tip;
	struct store *store;
	char *path;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_do("cd r && mkdir -p projects/b/a && echo x >projects/b/a/ab.json"
	    " && echo x >projects/new.json && ln -s p1.json projects/l.json "
	    "&& echo x >projects/README");
	box_ok(store_each_work_file(store, NULL, 0, note, &text));
	assert_string_equal(text.ptr, "ab projects/b/a/ab.json\n"
	    "new projects/new.json\np1 projects/p1.json\n");
	str_reset(&text);
	box_ok(store_each_work_file(store, some, COUNT(some), note, &text));
	assert_string_equal(text.ptr, "ab projects/b/a/ab.json\n"
	    "p1 projects/p1.json\n");
	box_ok(store_tip(store, &tip));
	path = store_work_path(store, tip, "p1");
	assert_true(str_ends(path, "/r/projects/p1.json"));
	free(path);
	snapshot_free(tip);
	store_close(store);
	str_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_BOX(bare_repositories_have_no_files_to_keep),
		IN_BOX(another_branch_is_written_without_checkout),
		IN_BOX(what_is_checked_out_elsewhere_is_refused),
		cmocka_unit_test(unusual_states_are_refused_by_name),
		IN_BOX(nothing_is_written_while_a_push_is_judged),
		IN_BOX(the_founding_commit_needs_no_other),
		IN_BOX(repositories_are_made_where_there_are_none),
		IN_BOX(the_state_of_a_clone_is_told),
		IN_BOX(record_files_of_the_work_tree_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
