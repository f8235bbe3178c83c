#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/git/index_format.h"
#include "tests/unit/git_box.h"

/* Every kind of index that git can make stays as it is, but for the
 * paths of a change. */

struct kind {
	const char *name;
	const char *prepare; /* in r, where p1 and own.txt are committed */
	const char *kept;    /* a command, in r … */
	const char *says;    /* … that says the same before and after */
	bool needs_git;
};

static const struct kind kinds[] = {
	{ "plain", "true", "true", "", false },
	{ "version 4", "git update-index --index-version 4",
	    "head -c 8 .git/index | od -An -tx1", " 44 49 52 43 00 00 00 04",
	    true },
	{ "version 3", "git update-index --skip-worktree own.txt",
	    "head -c 8 .git/index | od -An -tx1", " 44 49 52 43 00 00 00 03",
	    false },
	{ "assume-unchanged", "git update-index --assume-unchanged own.txt",
	    "git ls-files -v own.txt", "h own.txt", false },
	{ "intent to add", "echo x >new && git add -N new",
	    "git diff --name-status", "A\tnew", false },
	{ "fsmonitor valid", "git update-index --fsmonitor 2>&1 || :",
	    "git ls-files own.txt", "own.txt", false },
	{ "split", "git update-index --split-index",
	    "ls .git/sharedindex.* | wc -l", "1", true },
	{ "split, and more in the second half",
	    "git update-index --split-index && echo x >new && git add new",
	    "git ls-files new", "new", true },
	{ "untracked cache", "git update-index --force-untracked-cache",
	    "strings -a .git/index | grep -c UNTR", "1", true },
	{ "sparse, cone", "mkdir a b && echo 1 >a/1 && echo 2 >b/2 && "
	    "git add . && git commit -qm ab && git sparse-checkout set "
	    "--cone a projects tracker", "git ls-files -t b/2 && ls",
	    "S b/2\na\nown.txt\nprojects\ntracker", false },
	{ "sparse index", "mkdir -p a b/c && echo 1 >a/1 && echo 2 >b/c/2 && "
	    "git add . && git commit -qm ab && git sparse-checkout set "
	    "--cone --sparse-index a projects tracker",
	    "git ls-files --sparse -t b", "S b/", true },
};

static char *
in_r(const char *command)
{
	char *text = xasprintf("cd r && %s", command), *out;

	out = box_run(text, NULL);
	free(text);
	return out;
}

static bool
needs_git(void)
{
	struct index_file file = { .n = 0 };
	struct str bytes = STR_INIT;
	bool needs;

	box_ok(file_read(&bytes, "r/.git/index", SIZE_MAX));
	box_ok(index_file_parse(&file, "index", (unsigned char *)bytes.ptr,
	    bytes.len, &needs));
	index_file_release(&file);
	str_release(&bytes);
	return needs;
}

static void
check_kind(const struct kind *kind)
{
	struct store *store;
	char *kept, *before, *after;

	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	store_close(store);
	free(in_r(kind->prepare));
	if (needs_git() != kind->needs_git)
		fail_msg("%s: needs git: %d", kind->name, needs_git());
	before = in_r("git status --porcelain");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "two"));
	box_ok(box_put(store, "p2", "new"));
	store_close(store);
	kept = in_r(kind->kept);
	if (strcmp(kept, kind->says) != 0)
		fail_msg("%s: %s: %s, not %s", kind->name, kind->kept, kept,
		    kind->says);
	after = in_r("git status --porcelain");
	assert_string_equal(after, before);
	free(in_r("git fsck --strict && test ! -e .git/index.lock"));
	box_says("cd r && git ls-files projects && grep -c two "
	    "projects/p1.json", "projects/p1.json\nprojects/p2.json\n1");
	free(kept);
	free(before);
	free(after);
}

static void
every_kind_of_index_is_kept(void **state)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		assert_int_equal(box_setup(state), 0);
		check_kind(&kinds[i]);
		assert_int_equal(box_teardown(state), 0);
	}
}

/* A record that is not checked out: only the index changes. */
static void
check_skipped(const char *prepare)
{
	struct store *store;

	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	free(in_r(prepare));
	box_do("cd r && test ! -e projects/p1.json");
	box_ok(box_put(store, "p1", "two"));
	store_close(store);
	box_says("cd r && git ls-files -t projects/p1.json && git status "
	    "--porcelain && git show HEAD:projects/p1.json | grep -c two &&"
	    " test ! -e projects/p1.json && echo absent",
	    "S projects/p1.json\n1\nabsent");
}

static void
a_record_outside_a_sparse_checkout_stays_there(void **state)
{
	static const char *const ways[] = {
		"git update-index --skip-worktree projects/p1.json &&"
		    " rm projects/p1.json",
		"git sparse-checkout set --cone tracker",
		"git sparse-checkout set --cone --sparse-index tracker",
		"git update-index --split-index --skip-worktree "
		    "projects/p1.json && rm projects/p1.json",
	};

	for (size_t i = 0; i < COUNT(ways); i++) {
		assert_int_equal(box_setup(state), 0);
		check_skipped(ways[i]);
		assert_int_equal(box_teardown(state), 0);
	}
}

static void
an_index_that_takes_git_needs_git(void **state)
{
	struct store *store;
	char *path = xstrdup(box_env("PATH")), *head;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_do("cd r && git update-index --split-index && mkdir ../empty");
	head = in_r("git rev-parse HEAD");
	setenv("PATH", "empty", 1);
	box_fails(box_put(store, "p1", "two"), ERR_SYSTEM, "takes git");
	setenv("PATH", path, 1);
	box_says("cd r && git rev-parse HEAD", head);
	box_says("cd r && git status --porcelain && ls .git/index.lock "
	    "2>/dev/null || :", "");
	store_close(store);
	free(head);
	free(path);
}

static void
a_missing_index_is_made(void **state)
{
	struct store *store;

	(void)state;
	box_do("git init -q r && git -C r commit -q --allow-empty -m x &&"
	    " git init -q --bare b && cd r && git checkout -q --orphan o &&"
	    " mkdir tracker && echo {} >tracker/tracker.json && git add . &&"
	    " git commit -qm x && git rm -q --cached -r . &&"
	    " rm -f .git/index tracker/tracker.json && git ls-files");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	store_close(store);
	box_says("cd r && git ls-files", "projects/p1.json");
}

/*
 * own.txt is changed, same size, in the second in which it was added: git
 * finds that out by the age of the index, which a new index must not hide.
 */
static void
an_edit_right_after_git_add_stays_visible(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	for (int i = 0; i < 3; i++) {
		char summary[8];

		snprintf(summary, sizeof(summary), "%d", i);
		box_do("cd r && echo aaaa >own.txt && git add own.txt &&"
		    " echo bbbb >own.txt && touch -r .git/index own.txt");
		box_ok(box_put(store, "p1", summary));
		box_says("cd r && sleep 0.1 && git diff --name-only",
		    "own.txt");
	}
	store_close(store);
}

/* ---- The lock ---- */

static void
a_lock_is_waited_for_then_named(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_do("cd r; : >.git/index.lock; { sleep 1; rm .git/index.lock; } "
	    ">/dev/null 2>&1 &");
	box_ok(box_put(store, "p1", "one"));
	box_do("cd r && : >.git/index.lock");
	box_fails(box_put(store, "p1", "two"), ERR_SYSTEM, "rm '");
	box_says("cd r && ls .git/index.lock && git rev-list --count HEAD",
	    ".git/index.lock\n2");
	store_close(store);
}

/* ---- Damage ---- */

/* Git itself does not look at the checksum of an index that it reads. */
static void
a_damaged_index_is_refused_with_its_mend(void **state)
{
	static const char *const ways[] = {
		"printf X | dd of=.git/index bs=1 seek=60 conv=notrunc",
		"truncate -s 100 .git/index",
		": >.git/index",
		"git update-index --split-index && truncate -s -1 .git/index",
	};
	struct store *store;
	char *head;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	head = in_r("git rev-parse HEAD");
	for (size_t i = 0; i < COUNT(ways); i++) {
		free(in_r(ways[i]));
		box_fails(box_put(store, "p1", "two"), ERR_DATA,
		    "index' is damaged: it");
		box_says("cd r && git rev-parse HEAD && ls .git/index.lock*"
		    " 2>/dev/null || :", head);
		free(in_r("rm .git/index && git reset -q"));
	}
	box_ok(box_put(store, "p1", "two"));
	box_says("cd r && git status --porcelain", "");
	store_close(store);
	free(head);
}

/* The checksum that index.skipHash leaves out is git's own affair. */
static void
an_index_without_a_checksum_is_gits(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	free(in_r("truncate -s -20 .git/index && truncate -s +20 "
	    ".git/index && git ls-files"));
	assert_true(needs_git());
	box_ok(box_put(store, "p1", "two"));
	store_close(store);
	box_says("cd r && git status --porcelain", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_index_is_kept),
		cmocka_unit_test(
		    a_record_outside_a_sparse_checkout_stays_there),
		IN_BOX(an_index_that_takes_git_needs_git),
		IN_BOX(a_missing_index_is_made),
		IN_BOX(an_edit_right_after_git_add_stays_visible),
		IN_BOX(a_lock_is_waited_for_then_named),
		IN_BOX(a_damaged_index_is_refused_with_its_mend),
		IN_BOX(an_index_without_a_checksum_is_gits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
