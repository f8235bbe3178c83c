#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/unit/git_box.h"

/* Opening what is there, and reading it. */

static void
check_open(const char *dir, const char *branch, enum err_code code,
    const char *part)
{
	struct store_options options = { dir, branch, box_env };
	struct store *store = NULL;

	box_fails(store_open(&store, &options), code, part);
	assert_null(store);
}

static void
what_cannot_be_opened_is_named(void **state)
{
	static const struct {
		const char *prepare, *dir, *branch;
		enum err_code code;
		const char *part;
	} rows[] = {
		{ "mkdir none", "none", NULL, ERR_NOTRACKER,
		    "/none' or above" },
		{ "true", "missing", NULL, ERR_SYSTEM, "'missing'" },
		{ "git init -q r", "r", "side", ERR_NOTFOUND, "'side'" },
		{ "git init -q r && cd r && git commit -q --allow-empty -m x "
		    "&& git branch topic", "r", "topik", ERR_NOTFOUND,
		    "did you mean 'topic'" },
		{ "git init -q --object-format=sha256 r", "r", NULL,
		    ERR_SYSTEM, "sha256" },
		{ "git init -q r && cd r && git config "
		    "core.repositoryFormatVersion 1 && git config "
		    "extensions.refStorage reftable", "r", NULL, ERR_SYSTEM,
		    "git refs migrate" },
		{ "git init -q r && cd r && git config "
		    "core.repositoryFormatVersion 1 && git config "
		    "extensions.strange true", "r", NULL, ERR_SYSTEM,
		    "'strange'" },
		{ "git init -q r && cd r && git config "
		    "core.repositoryFormatVersion 7", "r", NULL, ERR_SYSTEM,
		    "format 7" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(box_setup(state), 0);
		box_do(rows[i].prepare);
		check_open(rows[i].dir, rows[i].branch, rows[i].code,
		    rows[i].part);
		assert_int_equal(box_teardown(state), 0);
	}
}

static void
foreign_owners_are_trusted_where_git_does(void **state)
{
	char *dir;

	(void)state;
	if (geteuid() != 0) {
		print_message("# not run: only root can give files away\n");
		return;
	}
	box_tracker("r");
	box_do("chown -R 12345 r");
	check_open("r", NULL, ERR_SYSTEM, "safe.directory");
	setenv("SUDO_UID", "12345", 1);
	store_close(box_open("r", NULL));
	unsetenv("SUDO_UID");
	box_do("git config --global safe.directory '*'");
	store_close(box_open("r", NULL));
	/* An empty value forgets those before it. */
	box_do("git config --global --add safe.directory ''");
	check_open("r", NULL, ERR_SYSTEM, "owned by somebody else");
	dir = realpath("r", NULL);
	setenv("GIT_CONFIG_COUNT", "1", 1);
	setenv("GIT_CONFIG_KEY_0", "safe.directory", 1);
	setenv("GIT_CONFIG_VALUE_0", dir, 1);
	store_close(box_open("r", NULL));
	free(dir);
	/* The repository cannot vouch for itself. */
	box_forget("GIT_CONFIG_COUNT");
	box_do("git -c safe.directory='*' -C r config safe.directory '*'");
	check_open("r", NULL, ERR_SYSTEM, "owned by somebody else");
	box_do("chown -R 0 r");
}

/* DIR, opened, has this work tree and branch ("-": none). */
static void
check_place(const char *dir, const char *work_tree, const char *branch)
{
	struct store *store = box_open(dir, NULL);
	const char *got = store_work_tree(store);
	struct stat a, b;

	if (strcmp(work_tree, "-") == 0)
		assert_null(got);
	else if (got == NULL || stat(got, &a) != 0 ||
	    stat(work_tree, &b) != 0 || a.st_ino != b.st_ino)
		fail_msg("%s: work tree '%s', not '%s'", dir,
		    got ? got : "-", work_tree);
	if (strcmp(branch, "-") == 0)
		assert_null(store_branch(store));
	else
		assert_string_equal(store_branch(store), branch);
	store_close(store);
}

static void
repositories_are_found_as_git_finds_them(void **state)
{
	(void)state;
	box_tracker("r");
	box_do("mkdir r/deep r/other && git clone -q --bare r bare.git &&"
	    " git -C r worktree add -q ../linked -b side &&"
	    " ln -s r link");
	check_place("r", "r", "main");
	check_place("r/deep", "r", "main");
	check_place("link", "r", "main");
	check_place("bare.git", "-", "main");
	check_place("linked", "linked", "side");
	setenv("GIT_DIR", "r/.git", 1);
	check_place(".", ".", "main");
	setenv("GIT_WORK_TREE", "r/other", 1);
	check_place(".", "r/other", "main");
	unsetenv("GIT_WORK_TREE");
	setenv("GIT_DIR", "nowhere", 1);
	check_open(".", NULL, ERR_NOTRACKER, "nowhere");
	unsetenv("GIT_DIR");
	setenv("GIT_COMMON_DIR", "bare.git", 1);
	check_open("r", NULL, ERR_SYSTEM, "GIT_COMMON_DIR");
	unsetenv("GIT_COMMON_DIR");
	box_do("git -C r checkout -q --detach");
	check_place("r", "r", "-");
	/* Settings of one work tree, as sparse checkouts make them. */
	box_do("cd r && git config extensions.worktreeConfig true &&"
	    " git config core.repositoryFormatVersion 1 &&"
	    " git config --worktree core.bare true");
	check_place("r", "-", "-");
}

/* ---- Snapshots ---- */

static const char record[] = "{\"format\": 1, \"id\": \"%s\", "
    "\"title\": \"%s\", \"stage\": \"idea\", \"history\": [%s]}";
static const char entry[] = "{\"seq\": 1, \"transition\": \"@new\", "
    "\"from\": null, \"to\": \"idea\", \"at\": \"2026-01-01T00:00:00Z\", "
    "\"by\": \"ann\"}";

/* Write record ID with N entries to PATH of repository r. */
static void
write_record(const char *path, const char *id, int n)
{
	struct str entries = STR_INIT, text = STR_INIT;
	char *command;

	for (int i = 0; i < n; i++)
		str_addf(&entries, "%s%s", i ? ", " : "", entry);
	str_addf(&text, record, id, id, entries.ptr);
	command = xasprintf("cd r && mkdir -p $(dirname %s) &&"
	    " printf '%%s' '%s' >%s", path, text.ptr, path);
	box_do(command);
	free(command);
	str_release(&text);
	str_release(&entries);
}

struct seen {
	struct str text;
};

static const struct err *
note(void *arg, const char *id, const char *path, const char *blob)
{
	struct seen *seen = arg;

	str_addf(&seen->text, "%s %s%s\n", id, path, blob ? "" : " gone");
	return NULL;
}

static const struct err *
stop(void *arg, const char *id, const char *path, const char *blob)
{
	(void)arg;
	(void)path;
	(void)blob;
	return err_new(ERR_NOTFOUND, "enough at %s", id);
}

static void
records_are_found_at_either_depth(void **state)
{
	struct seen seen = { STR_INIT };
	struct store *store;
	struct snapshot *tip;
	struct record *found;
	char *path = NULL;

	(void)state;
	box_tracker("r");
	write_record("projects/p1.json", "p1", 1);
	write_record("projects/b/a/xab.json", "xab", 1);
	write_record("projects/_/a/a-.json", "x", 1);  /* no id: a- */
	write_record("projects/q/q/zz.json", "zz", 1); /* not its place */
	write_record("projects/con.json", "con", 1);   /* no id either */
	write_record("projects/dir.json/x", "x", 1);
	box_do("cd r && ln -s p1.json projects/link.json &&"
	    " echo bad >projects/bad.json && git add . && git commit -qm x");
	store = box_open("r", NULL);
	box_ok(store_tip(store, &tip));
	box_ok(snapshot_each(tip, note, &seen));
	assert_string_equal(seen.text.ptr, "xab projects/b/a/xab.json\n"
	    "bad projects/bad.json\np1 projects/p1.json\n");
	box_fails(snapshot_each(tip, stop, NULL), ERR_NOTFOUND,
	    "enough at xab");

	box_ok(snapshot_record(tip, "xab", &found));
	assert_string_equal(record_id(found), "xab");
	record_free(found);
	box_fails(snapshot_record(tip, "bad", &found), ERR_DATA,
	    "projects/bad.json:1:1");
	box_fails(snapshot_record(tip, "none", &found), ERR_NOTFOUND, "none");
	box_fails(snapshot_record(tip, "../p1", &found), ERR_NOTFOUND, "");
	assert_true(snapshot_has(tip, "p1", &path));
	assert_string_equal(path, "projects/p1.json");
	assert_false(snapshot_has(tip, "link", NULL));
	assert_false(snapshot_has(tip, "dir", NULL));
	assert_false(snapshot_has(tip, "zz", NULL));
	free(path);
	snapshot_free(tip);
	store_close(store);
	str_release(&seen.text);
}

static void
files_have_limits(void **state)
{
	struct store *store;
	struct snapshot *tip;
	struct record *found;
	struct str out = STR_INIT;

	(void)state;
	box_tracker("r");
	box_do("cd r && mkdir projects && head -c 1048577 /dev/zero |"
	    " tr '\\0' ' ' >projects/big.json && git add . &&"
	    " git commit -qm big");
	store = box_open("r", NULL);
	box_ok(store_tip(store, &tip));
	box_fails(snapshot_record(tip, "big", &found), ERR_DATA, "1048577");
	box_fails(snapshot_file(tip, "projects/big.json", 10, &out),
	    ERR_DATA, "over the limit of 10");
	box_fails(snapshot_file(tip, "projects", 10, &out), ERR_NOTFOUND, "");
	box_fails(snapshot_file(tip, "own.txt/x", 10, &out), ERR_NOTFOUND,
	    "");
	box_ok(snapshot_file(tip, "own.txt", 5, &out));
	assert_string_equal(out.ptr, "mine\n");
	str_release(&out);
	snapshot_free(tip);
	store_close(store);
}

static void
differences_end_with_what_is(void **state)
{
	struct seen seen = { STR_INIT };
	struct store *store;
	struct snapshot *tip;
	char *old;

	(void)state;
	box_tracker("r");
	write_record("projects/p1.json", "p1", 1);
	write_record("projects/p2.json", "p2", 1);
	write_record("projects/p3.json", "p3", 1);
	box_do("cd r && git add . && git commit -qm one");
	old = box_run("cd r && git rev-parse HEAD:projects", NULL);
	write_record("projects/p2.json", "p2", 2);
	box_do("cd r && mkdir -p projects/1/p && git mv projects/p1.json "
	    "projects/1/p && git rm -q projects/p3.json && git add . &&"
	    " git commit -qm two");
	store = box_open("r", NULL);
	box_ok(store_tip(store, &tip));
	box_ok(snapshot_diff(tip, old, note, &seen));
	assert_string_equal(seen.text.ptr, "p1 projects/p1.json gone\n"
	    "p3 projects/p3.json gone\np1 projects/1/p/p1.json\n"
	    "p2 projects/p2.json\n");
	str_reset(&seen.text);
	box_ok(snapshot_diff(tip, "", note, &seen));
	assert_string_equal(seen.text.ptr, "p1 projects/1/p/p1.json\n"
	    "p2 projects/p2.json\n");
	box_fails(snapshot_diff(tip,
	    "1234567890123456789012345678901234567890", note, &seen),
	    ERR_NOTFOUND, "12345");
	free(old);
	snapshot_free(tip);
	store_close(store);
	str_release(&seen.text);
}

/* ---- Revisions and dates ---- */

static void
check_at(struct store *store, const char *rev, const char *subject)
{
	struct snapshot *snapshot = NULL;
	const struct err *err = store_at(store, rev, &snapshot);
	char *command;

	if (subject == NULL) {
		box_fails(err, ERR_NOTFOUND, rev);
		return;
	}
	box_ok(err);
	command = xasprintf("git -C r log -1 --format=%%s %s",
	    snapshot_commit(snapshot));
	box_says(command, subject);
	free(command);
	snapshot_free(snapshot);
}

static void
commits_are_named_by_revision_or_date(void **state)
{
	struct store *store;

	(void)state;
	box_do("git init -q r && cd r && for d in 2026-01-01T12:00:00Z "
	    "2026-01-02T00:00:00Z 2026-01-02T23:59:59Z 2026-01-03T00:00:00Z;"
	    " do GIT_COMMITTER_DATE=$d git commit -q --allow-empty -m $d;"
	    " done && git tag v1 HEAD~1 && git tag -a -m x v2 HEAD~2");
	store = box_open("r", NULL);
	check_at(store, "HEAD", "2026-01-03T00:00:00Z");
	check_at(store, "main~3", "2026-01-01T12:00:00Z");
	check_at(store, "v1", "2026-01-02T23:59:59Z");
	check_at(store, "v2", "2026-01-02T00:00:00Z");
	check_at(store, "2026-01-01", "2026-01-01T12:00:00Z");
	check_at(store, "2026-01-02", "2026-01-02T23:59:59Z");
	check_at(store, "2026-01-02T23:59:58Z", "2026-01-02T00:00:00Z");
	check_at(store, "2030-01-01", "2026-01-03T00:00:00Z");
	check_at(store, "2025-12-31", NULL);
	check_at(store, "nothing", NULL);
	check_at(store, "HEAD:own.txt", NULL);
	box_do("git -C r tag 2025-12-31 HEAD~3");
	check_at(store, "2025-12-31", "2026-01-01T12:00:00Z");
	store_close(store);
}

static void
an_unborn_branch_has_no_tip(void **state)
{
	struct snapshot *tip;
	struct store *store;

	(void)state;
	box_do("git init -q r");
	store = box_open("r", NULL);
	assert_string_equal(store_branch(store), "main");
	box_fails(store_tip(store, &tip), ERR_NOTRACKER, "no commit yet");
	store_close(store);
}

static void
damage_is_named(void **state)
{
	struct snapshot *tip = NULL;
	struct record *found;
	struct store *store;

	(void)state;
	box_tracker("r");
	write_record("projects/p1.json", "p1", 1);
	box_do("cd r && git add . && git commit -qm x &&"
	    " o=$(git rev-parse HEAD:projects/p1.json) &&"
	    " rm -f .git/objects/$(echo $o | cut -c1-2)/"
	    "$(echo $o | cut -c3-)");
	store = box_open("r", NULL);
	box_ok(store_tip(store, &tip));
	box_fails(snapshot_record(tip, "p1", &found), ERR_DATA,
	    "projects/p1.json: object ");
	snapshot_free(tip);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_opened_is_named),
		IN_BOX(foreign_owners_are_trusted_where_git_does),
		IN_BOX(repositories_are_found_as_git_finds_them),
		IN_BOX(records_are_found_at_either_depth),
		IN_BOX(files_have_limits),
		IN_BOX(differences_end_with_what_is),
		IN_BOX(commits_are_named_by_revision_or_date),
		IN_BOX(an_unborn_branch_has_no_tip),
		IN_BOX(damage_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
