#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/git/commit.h"
#include "core/git/overlay.h"
#include "core/git/repo.h"
#include "core/store/candidate.h"
#include "tests/unit/git_box.h"

/* The commit that there would be, compared with what git would make. */

struct made {
	struct overlay *overlay;
	struct store *store;
	struct candidate candidate;
	struct commit commit;
};

static void
make(struct made *made, enum candidate_of of)
{
	*made = (struct made){ .overlay = overlay_new(),
		.store = box_open(".", NULL), .commit = COMMIT_INIT };
	box_ok(overlay_lay(made->overlay, store_repo(made->store)));
	box_ok(candidate_make(&made->candidate, made->overlay, made->store,
	    of));
	box_ok(commit_read(&made->commit, store_repo(made->store),
	    &made->candidate.commit));
}

static void
made_release(struct made *made)
{
	commit_release(&made->commit);
	store_close(made->store);
	overlay_free(made->overlay);
}

/* The tree is the one that COMMAND prints. */
static void
check_tree(enum candidate_of of, const char *what, const char *command)
{
	char *wanted = box_run(command, NULL), hex[OID_HEX + 1];
	struct made made;

	make(&made, of);
	oid_hex(hex, &made.commit.tree);
	if (strcmp(hex, wanted) != 0)
		fail_msg("%s: not the tree of git %s", what,
		    of == CANDIDATE_INDEX ? "write-tree" : "add");
	free(wanted);
	made_release(&made);
}

/* What git would commit, with all of the four folders added. */
static const char by_git[] = "cp .git/index ../copy 2>/dev/null || rm -f "
    "../copy; export GIT_INDEX_FILE=\"$BOX/copy\" && git add -u && "
    "for f in tracker projects approvals evidence; do if test -e $f -o -L "
    "$f; then git add -A $f || exit 1; fi; done && git write-tree";

static void
check_both(const char *what, bool settled)
{
	if (settled)
		check_tree(CANDIDATE_INDEX, what, "git write-tree");
	check_tree(CANDIDATE_WORK_TREE, what, by_git);
}

static void
begin(void)
{
	box_do("git init -q r && cd r && mkdir -p tracker projects/d/x "
	    "evidence/a docs && echo '{}' >tracker/tracker.json && "
	    "echo a >projects/a.json && echo b >projects/a-b.json && "
	    "echo c >projects/d/x/xd.json && echo e >evidence/a/f && "
	    "echo d >docs/d.txt && git add . && git commit -q -m x");
	assert_int_equal(chdir("r"), 0);
}

static void
trees_are_as_git_makes_them(void **state)
{
	static const struct {
		const char *edit;
		bool unmerged;
	} rows[] = {
		{ "true", false },
		{ "echo more >>projects/a.json", false },
		{ "echo more >>projects/a.json && git add . && "
		    "echo yet >>projects/a.json", false },
		{ "touch -d '1 hour ago' projects/*", false },
		{ "rm projects/a.json", false },
		{ "git rm -q --cached projects/a.json", false },
		{ "git rm -q projects/d/x/xd.json", false },
		{ "echo n >projects/n.json && echo o >own.txt", false },
		{ "git add -N . ; echo n >projects/n.json && git add -N .",
		    false },
		{ "echo '*.json' >.gitignore && echo n >projects/n.json",
		    false },
		{ "rm projects/a.json && mkdir projects/a.json && "
		    "echo x >projects/a.json/x", false },
		{ "rm -r projects && echo x >projects", false },
		{ "mv projects p && ln -s p projects", false },
		{ "rm projects/a.json && ln -s a-b.json projects/a.json",
		    false },
		{ "chmod +x evidence/a/f docs/d.txt", false },
		{ "chmod +x docs/d.txt && git config core.fileMode false",
		    false },
		{ "printf 'a\\r\\nb\\r\\n' >projects/n.json && "
		    "echo '* text' >.gitattributes", false },
		{ "printf 'a\\r\\nb\\r\\n' >projects/n.json && "
		    "git config core.autocrlf input", false },
		{ "printf 'a\\r\\nb\\r\\n' >projects/n.json", false },
		{ "head -c 2000000 /dev/zero >evidence/a/large", false },
		{ "echo d >>docs/d.txt && git add docs && rm -r docs", false },
		{ "git update-index --assume-unchanged projects/a.json && "
		    "echo x >>projects/a.json", false },
		{ "git update-index --skip-worktree projects/a.json && "
		    "rm projects/a.json", false },
		{ "git update-index --split-index && echo n >projects/n.json "
		    "&& git add .", false },
		{ "git update-index --index-version 4", false },
		{ "git config index.skipHash true && echo n >projects/n.json "
		    "&& git add .", false },
		{ "git sparse-checkout set --sparse-index tracker", false },
		{ "rm .git/index", false },
		{ "git checkout -q -b s && echo s >projects/a.json && "
		    "git commit -q -a -m s && git checkout -q main && "
		    "echo m >projects/a.json && git commit -q -a -m m && "
		    "{ git merge -q s; true; }", true },
		{ "rm -rf ./.git/index && rm -r tracker projects evidence "
		    "docs", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(box_setup(state), 0);
		begin();
		box_do(rows[i].edit);
		check_both(rows[i].edit, !rows[i].unmerged);
		assert_int_equal(box_teardown(state), 0);
	}
}

static void
a_filter_of_git_lfs_gives_a_pointer(void **state)
{
	char *hash;
	char *wanted;

	(void)state;
	begin();
	box_do("echo 'evidence/** filter=lfs' >.gitattributes && "
	    "git add . && git commit -q -m lfs && "
	    "echo large >evidence/a/new");
	hash = box_run("sha256sum evidence/a/new | cut -c1-64", NULL);
	wanted = xasprintf("rm -f ../copy; export GIT_INDEX_FILE=$BOX/copy; "
	    "git read-tree HEAD && blob=$(printf 'version "
	    "https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize 6\\n' "
	    "| git hash-object -w --stdin) && git update-index --add "
	    "--cacheinfo 100644,$blob,evidence/a/new && git write-tree",
	    hash);
	check_tree(CANDIDATE_WORK_TREE, "lfs", wanted);
	free(wanted);
	free(hash);
}

static void
what_cannot_be_committed_is_refused(void **state)
{
	struct overlay *overlay = overlay_new();
	struct candidate candidate;
	struct store *store;

	(void)state;
	begin();
	box_do("git checkout -q -b s && echo s >projects/a.json && git commit"
	    " -q -a -m s && git checkout -q main && echo m >projects/a.json"
	    " && git commit -q -a -m m && { git merge -q s; true; }");
	store = box_open(".", NULL);
	box_fails(candidate_make(&candidate, overlay, store,
	    CANDIDATE_INDEX), ERR_CONFLICT, "'projects/a.json' is not merged");
	store_close(store);
	box_do("git init -q --bare ../bare");
	store = box_open("../bare", NULL);
	box_fails(candidate_make(&candidate, overlay, store,
	    CANDIDATE_INDEX), ERR_USAGE, "bare");
	store_close(store);
	box_do("printf DIRC >.git/index");
	store = box_open(".", NULL);
	box_fails(candidate_make(&candidate, overlay, store,
	    CANDIDATE_WORK_TREE), ERR_DATA, "is damaged");
	store_close(store);
	overlay_free(overlay);
}

static void
parents_and_author_are_those_of_git(void **state)
{
	struct made made;
	char hex[OID_HEX + 1];

	(void)state;
	begin();
	box_do("git checkout -q -b s && echo s >projects/s.json && git add ."
	    " && GIT_AUTHOR_EMAIL=other@example.org git commit -q -m s && "
	    "git checkout -q main && echo m >projects/m.json && git add . "
	    "&& git commit -q -m m && git merge -q --no-commit s");
	make(&made, CANDIDATE_INDEX);
	assert_int_equal(made.commit.n_parents, 2);
	oid_hex(hex, &made.commit.parents[0]);
	box_says("git rev-parse HEAD", hex);
	oid_hex(hex, &made.commit.parents[1]);
	box_says("git rev-parse s", hex);
	assert_string_equal(made.commit.author.email,
	    "researcher@example.org");
	made_release(&made);
	box_do("git merge --abort && { git cherry-pick -n s; "
	    "git rev-parse s >.git/CHERRY_PICK_HEAD; }");
	make(&made, CANDIDATE_INDEX);
	assert_int_equal(made.commit.n_parents, 1);
	assert_string_equal(made.commit.author.email, "other@example.org");
	made_release(&made);
	setenv("GIT_AUTHOR_EMAIL", "third@example.org", 1);
	make(&made, CANDIDATE_WORK_TREE);
	assert_string_equal(made.commit.author.email, "third@example.org");
	assert_true(made.candidate.has_head);
	made_release(&made);
	box_do("git checkout -q --orphan none");
	unlink(".git/CHERRY_PICK_HEAD");
	make(&made, CANDIDATE_WORK_TREE);
	assert_int_equal(made.commit.n_parents, 0);
	assert_false(made.candidate.has_head);
	made_release(&made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_are_as_git_makes_them),
		cmocka_unit_test_setup_teardown(
		    a_filter_of_git_lfs_gives_a_pointer, box_setup,
		    box_teardown),
		cmocka_unit_test_setup_teardown(
		    what_cannot_be_committed_is_refused, box_setup,
		    box_teardown),
		cmocka_unit_test_setup_teardown(
		    parents_and_author_are_those_of_git, box_setup,
		    box_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
