#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/git_box.h"

/* Taking back the last commit; moving all records to the other depth. */

static void
the_last_commit_is_taken_back(void **state)
{
	char commit[COMMIT_HEX + 1], *subject = NULL, *head;
	struct store *store;
	bool others;

	(void)state;
	box_tracker("r");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p1", "one"));
	box_ok(box_put(store, "p1", "two"));
	box_ok(box_put(store, "p2", "new"));
	box_do("cd r && echo edited >own.txt && git update-ref "
	    "refs/remotes/origin/main HEAD~2");
	head = box_run("cd r && git rev-parse HEAD", NULL);
	box_ok(store_undo(store, &subject, commit, &others));
	assert_string_equal(commit, head);
	assert_string_equal(subject, "p2");
	assert_false(others);
	free(head);
	free(subject);
	box_ok(store_undo(store, &subject, commit, &others));
	assert_string_equal(subject, "p1");
	free(subject);
	/* That one is on a remote. */
	box_fails(store_undo(store, &subject, commit, &others),
	    ERR_REFUSED, "remote");
	assert_true(others);
	store_close(store);
	box_says("cd r && git status --porcelain && ls projects && grep -c "
	    "one projects/p1.json && git reflog -1 --format=%gs &&"
	    " test ! -e .git/proven/pending && echo fine",
	    " M own.txt\np1.json\n1\nproven: undo: p1\nfine");
}

static const struct {
	const char *prepare, *part;
	enum err_code code;
} refusals[] = {
	{ "true", "founding", ERR_REFUSED },
	{ "echo x >own.txt && git commit -qam x", "'own.txt'", ERR_REFUSED },
	{ "echo x >own.txt && mkdir projects && echo {} >projects/a.json &&"
	    " git add . && git commit -qam x", "'own.txt'", ERR_REFUSED },
	{ "mkdir projects && echo {} >projects/a.json && git add . &&"
	    " git commit -qm x --author 'Other <other@example.org>'",
	    "'x' is by Other", ERR_REFUSED },
	{ "git checkout -q -b s && git commit -q --allow-empty -m x &&"
	    " git checkout -q main && git merge -q --no-ff -m m s", "merge",
	    ERR_REFUSED },
	{ "mkdir projects && echo {} >projects/a.json && git add . &&"
	    " git commit -qm x && git update-ref refs/remotes/o/x HEAD",
	    "remote", ERR_REFUSED },
	{ "mkdir projects && echo {} >projects/a.json && git add . &&"
	    " git commit -qm x && git update-ref refs/remotes/o/x "
	    "$(git commit-tree -p HEAD -m y HEAD^{tree})", "remote",
	    ERR_REFUSED },
	{ "mkdir projects && echo {} >projects/a.json && git add . &&"
	    " git commit -qm x && echo x >>projects/a.json",
	    "uncommitted edits", ERR_CONFLICT },
	{ "git checkout -q --detach", "detached", ERR_SYSTEM },
};

static void
what_cannot_be_taken_back_is_refused(void **state)
{
	for (size_t i = 0; i < COUNT(refusals); i++) {
		char commit[COMMIT_HEX + 1], *subject = NULL, *before;
		char *command;
		struct store *store;
		bool others;

		assert_int_equal(box_setup(state), 0);
		box_tracker("r");
		command = xasprintf("cd r && %s", refusals[i].prepare);
		box_do(command);
		before = box_run("cd r && git for-each-ref && git status "
		    "--porcelain", NULL);
		store = box_open("r", NULL);
		box_fails(store_undo(store, &subject, commit, &others),
		    refusals[i].code, refusals[i].part);
		store_close(store);
		box_says("cd r && git for-each-ref && git status "
		    "--porcelain", before);
		free(command);
		free(before);
		assert_int_equal(box_teardown(state), 0);
	}
}

/* ---- The other depth ---- */

struct reshard {
	int depth;
	size_t n;
};

static const struct err *
reshard_fn(struct change *change, struct snapshot *tip, void *arg)
{
	struct reshard *reshard = arg;

	(void)tip;
	change_message(change, "reshard", NULL);
	return change_reshard(change, reshard->depth, &reshard->n);
}

static void
reshard(int depth, size_t expected, bool bulk)
{
	struct change_options options = { .bulk = bulk };
	struct reshard reshard = { depth, 0 };
	struct store *store = box_open("r", NULL);

	box_ok(store_change(store, &options, reshard_fn, &reshard, NULL));
	assert_int_equal(reshard.n, expected);
	store_close(store);
	box_says("cd r && git status --porcelain && git fsck --strict", "");
}

static const char flat[] = "approvals/b-a/2-x-li-1.json\n"
    "approvals/x/1-y-li-1.json\napprovals/x/1-y-wang-1.json\n"
    "evidence/README\nevidence/abc/deep/er/file\nevidence/abc/photo.png\n"
    "projects/README.md\nprojects/abc.json\nprojects/b-a.json\n"
    "projects/x.json";
static const char deep[] = "approvals/a/_/b-a/2-x-li-1.json\n"
    "approvals/x/_/x/1-y-li-1.json\napprovals/x/_/x/1-y-wang-1.json\n"
    "evidence/README\nevidence/c/b/abc/deep/er/file\n"
    "evidence/c/b/abc/photo.png\nprojects/README.md\n"
    "projects/a/_/b-a.json\nprojects/c/b/abc.json\nprojects/x/_/x.json";

static void
records_and_what_belongs_to_them_move(void **state)
{
	struct store *store;
	char *want;

	(void)state;
	box_tracker("r");
	for (const char *at = flat; *at; at += strcspn(at, "\n"),
	    at += *at == '\n') {
		char *path = xstrndup(at, strcspn(at, "\n"));
		char *command = xasprintf("cd r && mkdir -p $(dirname %s) &&"
		    " echo %s >%s", path, path, path);

		box_do(command);
		free(command);
		free(path);
	}
	box_do("cd r && git add . && git commit -qm things");
	reshard(2, 8, false);
	want = xasprintf("%s\n0", deep);
	box_says("cd r && git ls-files approvals evidence projects &&"
	    " git show --summary --format= -M100% | grep -vc rename || :",
	    want);
	free(want);
	reshard(2, 0, false);
	store = box_open("r", NULL);
	box_ok(box_put(store, "new", "deep as the others"));
	store_close(store);
	box_says("cd r && git ls-files projects/w", "projects/w/e/new.json");
	box_do("cd r && git rm -q projects/w/e/new.json && git commit -qm x");
	reshard(0, 8, true);
	box_says("cd r && git ls-files approvals evidence projects &&"
	    " find approvals evidence projects -type d -empty", flat);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_BOX(the_last_commit_is_taken_back),
		cmocka_unit_test(what_cannot_be_taken_back_is_refused),
		IN_BOX(records_and_what_belongs_to_them_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
