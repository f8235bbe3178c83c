#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/unit/git_box.h"

/* A file that goes to PATH; EARLY is run by a shell when it is asked for
 * the first time. */
struct put {
	const char *path, *early;
	struct incoming *in;
	int calls;
};

static const struct err *
put_fn(struct change *change, struct snapshot *tip, void *arg)
{
	struct put *put = arg;

	(void)tip;
	if (put->calls++ == 0 && put->early != NULL)
		box_do(put->early);
	change_message(change, "put", NULL);
	return change_put_incoming(change, put->path, put->in);
}

static const struct err *
put(struct store *store, struct put *put)
{
	struct change_options options = { .bulk = false };

	return store_change(store, &options, put_fn, put, NULL);
}

/* FILE, read. */
static struct incoming *
take(struct store *store, const char *file)
{
	struct incoming *in = NULL;

	box_ok(incoming_open(&in, store, file));
	box_ok(incoming_read(in));
	return in;
}

static void
check_put(struct store *store, const char *file, const char *path)
{
	struct put one = { path, NULL, take(store, file), 0 };
	char *command, *hash;

	command = xasprintf("sha256sum <%s | cut -c 1-64", file);
	hash = box_run(command, NULL);
	assert_string_equal(incoming_sha256(one.in), hash);
	free(hash);
	free(command);
	box_ok(put(store, &one));
	incoming_free(one.in);
	command = xasprintf("cd r && cmp ../%s %s && git cat-file blob "
	    "HEAD:%s | cmp - ../%s && git status --porcelain && "
	    "git fsck --strict 2>&1 && ls .git/objects | grep tmp_ || :",
	    file, path, path, file);
	box_says(command, "");
	free(command);
}

static void
files_arrive_as_they_are(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	box_do("printf x >one && printf 'a\\r\\nb\\n' >lines &&"
	    " head -c 1048576 /dev/urandom >even &&"
	    " head -c 5000001 /dev/urandom >large &&"
	    " head -c 3000000 /dev/zero >flat");
	store = box_open("r", NULL);
	check_put(store, "one", "evidence/p1/one");
	check_put(store, "lines", "evidence/p1/lines");
	check_put(store, "even", "evidence/p1/even");
	check_put(store, "large", "evidence/p1/large");
	check_put(store, "flat", "evidence/p1/flat");
	check_put(store, "large", "evidence/p1/again");
	store_close(store);
}

static void
others_are_refused(void **state)
{
	static const char *const rows[][2] = {
		{ "link", "'link' is a symbolic link" },
		{ "r", "'r' is a folder" },
		{ "fifo", "'fifo' is no plain file" },
		{ "/dev/zero", "'/dev/zero' is no plain file" },
		{ "empty", "'empty' is empty" },
	};
	struct store *store = box_open("r", NULL);
	struct incoming *in;

	(void)state;
	box_do("ln -s one link && mkfifo fifo && : >empty");
	for (size_t i = 0; i < COUNT(rows); i++)
		box_fails(incoming_open(&in, store, rows[i][0]), ERR_REFUSED,
		    rows[i][1]);
	box_fails(incoming_open(&in, store, "nowhere"), ERR_SYSTEM,
	    "'nowhere'");
	store_close(store);
}

/* What changes between the first look and the last byte is not taken. */
static void
a_file_under_change_is_not_taken(void **state)
{
	static const char *const changes[] = { "printf more >>moving",
		"head -c 100000 large >moving", "touch -d tomorrow moving",
		"sleep 0.02; head -c 200000 flat >moving" };
	struct store *store = box_open("r", NULL);
	struct incoming *in;

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		box_do("head -c 200000 large >moving");
		box_ok(incoming_open(&in, store, "moving"));
		assert_int_equal(incoming_bytes(in), 200000);
		box_do(changes[i]);
		box_fails(incoming_read(in), ERR_CONFLICT,
		    "'moving' changed while it was read");
		incoming_free(in);
	}
	box_says("ls r/.git/objects | grep tmp_ || :", "");
	store_close(store);
}

static void
line_ends_are_seen(void **state)
{
	static const struct {
		const char *command;
		bool crlf;
	} rows[] = {
		{ "printf 'a\\r\\nb'", true },
		{ "printf 'a\\nb\\rc'", false },
		{ "printf 'a\\r'", false },
		{ "printf '\\n\\r'", false },
		{ "head -c 65535 /dev/zero; printf '\\r\\n'", true },
		{ "head -c 65535 /dev/zero; printf '\\rx\\n'", false },
		{ "head -c 65536 /dev/zero; printf '\\n'", false },
	};
	struct store *store = box_open("r", NULL);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *command = xasprintf("(%s) >text", rows[i].command);
		struct incoming *in;

		box_do(command);
		in = take(store, "text");
		if (incoming_has_crlf(in) != rows[i].crlf)
			fail_msg("%s", rows[i].command);
		incoming_free(in);
		free(command);
	}
	store_close(store);
}

/* Somebody else moves the branch: the file is not read again. */
static void
a_lost_race_is_run_again(void **state)
{
	struct store *store = box_open("r", NULL);
	struct put one = { "evidence/p1/race", "cd r && git commit -q"
	    " --allow-empty -m other && rm ../large", NULL, 0 };

	(void)state;
	one.in = take(store, "large");
	box_ok(put(store, &one));
	assert_int_equal(one.calls, 2);
	incoming_free(one.in);
	box_says("cd r && cmp evidence/p1/race evidence/p1/large &&"
	    " git log -2 --format=%s && git status --porcelain",
	    "put\nother");
	box_do("cp r/evidence/p1/large large");
	store_close(store);
}

static void
what_is_refused_leaves_nothing(void **state)
{
	struct store *store = box_open("r", NULL);
	struct put one = { "evidence/p1/new", NULL, NULL, 0 };

	(void)state;
	/* Later tests want the folder of its object to be theirs alone. */
	box_do("while head -c 2000000 /dev/urandom >fresh && test -e "
	    "r/.git/objects/$(git -C r hash-object ../fresh | cut -c 1-2); do "
	    ":; done && echo mine >r/evidence/p1/new &&"
	    " find r/.git/objects -type f | sort >before");
	one.in = take(store, "fresh");
	box_fails(put(store, &one), ERR_CONFLICT, "'evidence/p1/new' is in "
	    "the way");
	incoming_free(one.in);
	box_says("find r/.git/objects -type f | sort | diff before - &&"
	    " cat r/evidence/p1/new && rm r/evidence/p1/new", "mine");
	store_close(store);
}

/* An object of that name which is another is not believed. */
static void
damage_on_the_disk_is_found(void **state)
{
	struct store *store = box_open("r", NULL);
	struct put one = { "evidence/p1/new", NULL, NULL, 0 };

	(void)state;
	box_do("cd r && file=.git/objects/$(git hash-object ../fresh |"
	    " sed 's|^..|&/|') && mkdir -p $(dirname $file) && : >$file");
	one.in = take(store, "fresh");
	box_fails(put(store, &one), ERR_DATA, "is damaged on the disk; "
	    "nothing was changed");
	incoming_free(one.in);
	box_do("cd r && file=.git/objects/$(git hash-object ../fresh |"
	    " sed 's|^..|&/|') && rm -f $file");
	box_says("cd r && git status --porcelain && git log -1 --format=%s",
	    "put");
	store_close(store);
}

static void
group_repositories_stay_so(void **state)
{
	struct store *store;
	struct put one = { "evidence/p1/new", NULL, NULL, 0 };

	(void)state;
	box_do("git init -q --shared=group g");
	box_tracker("g");
	store = box_open("g", NULL);
	one.in = take(store, "fresh");
	box_ok(put(store, &one));
	incoming_free(one.in);
	box_says("cd g && stat -c %A .git/objects/$(git hash-object ../fresh "
	    "| cut -c 1-2) | cut -c 5-7", "rws");
	store_close(store);
}

static void
what_git_would_change_is_known(void **state)
{
	static const struct {
		const char *path;
		enum conversion conversion;
		const char *filter;
	} rows[] = {
		{ "evidence/p1/a.pdf", CONVERSION_NONE, NULL },
		{ "evidence/p1/a.bin", CONVERSION_FILTER, "lfs" },
		{ "evidence/p1/a.key", CONVERSION_FILTER, "filter" },
		{ "evidence/p1/a.txt", CONVERSION_LINES, NULL },
		{ "evidence/p1/a.eol", CONVERSION_LINES, NULL },
		{ "evidence/p1/a.raw", CONVERSION_NONE, NULL },
		{ "evidence/p1/a.auto", CONVERSION_NONE, NULL },
		{ "evidence/p1/a.utf16", CONVERSION_ENCODING, NULL },
	};
	static const char *const dirs[] = { "r", "bare" };

	(void)state;
	box_do("cd r && printf '%s\\n' '*.bin filter=lfs -text' '*.key filter'"
	    " '*.txt text' '*.eol eol=lf' '*.raw -text eol=lf'"
	    " '*.auto text=auto' '*.utf16 working-tree-encoding=UTF-16'"
	    " >.gitattributes && git add .gitattributes &&"
	    " git commit -q -m attributes && git clone -q --bare . ../bare");
	for (size_t d = 0; d < COUNT(dirs); d++) {
		struct store *store = box_open(dirs[d], NULL);
		struct snapshot *tip = NULL;
		enum conversion found;
		char *filter;

		box_ok(store_tip(store, &tip));
		for (size_t i = 0; i < COUNT(rows); i++) {
			box_ok(snapshot_conversion(tip, rows[i].path, &found,
			    &filter));
			if (found != rows[i].conversion || (filter == NULL) !=
			    (rows[i].filter == NULL) || (filter &&
			    strcmp(filter, rows[i].filter) != 0))
				fail_msg("%s: %s: %d %s", dirs[d],
				    rows[i].path, found, filter);
			free(filter);
		}
		snapshot_free(tip);
		store_close(store);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_arrive_as_they_are),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(a_file_under_change_is_not_taken),
		cmocka_unit_test(line_ends_are_seen),
		cmocka_unit_test(a_lost_race_is_run_again),
		cmocka_unit_test(what_is_refused_leaves_nothing),
		cmocka_unit_test(damage_on_the_disk_is_found),
		cmocka_unit_test(group_repositories_stay_so),
		cmocka_unit_test(what_git_would_change_is_known),
	};

	return cmocka_run_group_tests(tests, box_setup, box_teardown);
}
