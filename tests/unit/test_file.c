#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/random.h"
#include "core/base/sha.h"

/* Each test runs in an empty folder of its own. */
struct folder {
	char path[32];
	int before;
};

static int
enter(void **state)
{
	struct folder *folder = xcalloc(1, sizeof(*folder));

	snprintf(folder->path, sizeof(folder->path), "/tmp/test_file.XXXXXX");
	folder->before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = folder;
	return folder->before < 0 || mkdtemp(folder->path) == NULL ||
	    chdir(folder->path) != 0;
}

/* PATH and what is in it. */
static void
erase(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *below = xasprintf("%s/%s", path, entry->d_name);
		struct stat st;

		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    lstat(below, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				erase(below);
			else
				unlink(below);
		}
		free(below);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

static int
leave(void **state)
{
	struct folder *folder = *state;
	int failed = fchdir(folder->before);

	close(folder->before);
	erase(folder->path);
	free(folder);
	return failed;
}

/* How many names PATH lists. */
static int
entries(const char *path)
{
	DIR *dir = opendir(path);
	int n = -2;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static void
check_file(const char *path, const char *expected)
{
	struct str text = STR_INIT;
	const struct err *err = file_read(&text, path, 1000);

	if (err != NULL)
		fail_msg("%s", err->msg);
	assert_string_equal(text.ptr, expected);
	str_release(&text);
}

static void
must_write(const char *path, const char *text, bool durable)
{
	const struct err *err = file_write(path, text, strlen(text), durable);

	if (err != NULL)
		fail_msg("%s", err->msg);
}

static void
writes_and_reads(void **state)
{
	(void)state;
	must_write("a", "one", false);
	check_file("a", "one");
	must_write("a", "two and more", true);
	check_file("a", "two and more");
	must_write("a", "", true);
	check_file("a", "");
	must_write("./b", "x", false);
	check_file("b", "x");
	assert_int_equal(entries("."), 2);
}

static void
keeps_every_byte(void **state)
{
	enum { SIZE = 300000 };
	char *bytes = xmalloc(SIZE);
	struct str text = STR_INIT;

	(void)state;
	for (int i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	assert_null(file_write("big", bytes, SIZE, false));
	str_add(&text, "before");
	assert_null(file_read(&text, "big", SIZE));
	assert_int_equal(text.len, SIZE + 6);
	assert_memory_equal(text.ptr, "before", 6);
	assert_memory_equal(text.ptr + 6, bytes, SIZE);
	str_release(&text);
	free(bytes);
}

static void
limits_what_it_reads(void **state)
{
	struct str text = STR_INIT;
	const struct err *err;

	(void)state;
	must_write("five", "12345", false);
	assert_null(file_read(&text, "five", 5));
	err = file_read(&text, "five", 4);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_DATA);
	assert_string_equal(err->msg, "'five' is larger than 4 bytes");
	assert_string_equal(text.ptr, "12345");
	err = file_read(&text, "/dev/zero", 1000000);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_DATA);
	assert_int_equal(text.len, 5);
	str_release(&text);
}

static void
check_unreadable(const char *path, const char *message)
{
	struct str text = STR_INIT;
	const struct err *err = file_read(&text, path, 1000);

	assert_non_null(err);
	assert_int_equal(err->code, ERR_SYSTEM);
	assert_string_equal(err->msg, message);
	assert_int_equal(text.len, 0);
	str_release(&text);
}

static void
says_what_it_cannot_read(void **state)
{
	(void)state;
	check_unreadable("absent", "'absent': No such file or directory");
	check_unreadable(".", "'.': Is a directory");
	check_unreadable("", "'': No such file or directory");
}

static void
reads_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO), ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "from a pipe", 11), 11);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	check_file("-", "from a pipe");
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void
makes_folders(void **state)
{
	const struct err *err;
	char *path;

	(void)state;
	must_write("x/y//z/file", "1", true);
	check_file("x/y/z/file", "1");
	assert_null(file_make_parents("x/y/other/deep/file"));
	assert_int_equal(entries("x/y/other/deep"), 0);
	assert_null(file_make_parents("plain"));
	assert_null(file_make_parents("/plain"));
	assert_false(file_exists("plain"));
	path = realpath("x", NULL);
	assert_non_null(path);
	path = xreallocarray(path, strlen(path) + 10, 1);
	memcpy(path + strlen(path), "/abs/file", 10);
	must_write(path, "2", false);
	check_file("x/abs/file", "2");
	free(path);
	err = file_make_parents("x/abs/file/below/file");
	assert_non_null(err);
	assert_int_equal(err->code, ERR_SYSTEM);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
keeps_modes(void **state)
{
	mode_t mask = umask(027);

	(void)state;
	must_write("a", "1", false);
	assert_int_equal(mode_of("a"), 0640);
	assert_int_equal(chmod("a", 0604), 0);
	must_write("a", "2", false);
	assert_int_equal(mode_of("a"), 0604);
	umask(mask);
}

static void
replaces_links(void **state)
{
	struct stat st;

	(void)state;
	must_write("target", "kept", false);
	assert_int_equal(symlink("target", "link"), 0);
	assert_int_equal(symlink("nowhere", "lost"), 0);
	assert_true(file_exists("lost"));
	must_write("link", "new", true);
	must_write("lost", "new", true);
	check_file("target", "kept");
	check_file("link", "new");
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_false(file_exists("nowhere"));
}

static void
leaves_nothing_when_it_fails(void **state)
{
	const struct err *err;

	(void)state;
	assert_int_equal(mkdir("folder", 0777), 0);
	err = file_write("folder", "x", 1, false);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_SYSTEM);
	assert_string_equal(err->msg, "'folder': Is a directory");
	assert_int_equal(entries("."), 1);
	must_write("file", "x", false);
	err = file_write("file/below", "x", 1, false);
	assert_non_null(err);
	assert_int_equal(entries("."), 2);
}

/* As on a full disk: the old text stays whole. */
static void
keeps_the_old_when_space_ends(void **state)
{
	struct rlimit before, small;
	const struct err *err;
	char big[8192] = "x";

	(void)state;
	must_write("file", "old", true);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	err = file_write("file", big, sizeof(big), true);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_non_null(err);
	assert_string_equal(err->msg, "'file': File too large");
	check_file("file", "old");
	assert_int_equal(entries("."), 1);
}

static void
sweeps_what_was_left(void **state)
{
	(void)state;
	must_write("d/.proven-0123456z", "half", false);
	must_write("d/.proven-short", "not ours", false);
	must_write("d/file", "x", false);
	file_sweep("d/other");
	assert_false(file_exists("d/.proven-0123456z"));
	assert_true(file_exists("d/.proven-short"));
	assert_true(file_exists("d/file"));
	file_sweep("nowhere/file");
}

static void
digests(void **state)
{
	static const char empty[] = "sha256:e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855";
	static const char abc[] = "sha256:ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad";
	char out[DIGEST_SIZE], hex[SHA256_HEX + 1];
	struct sha *sha = sha_new();

	(void)state;
	digest_of(out, "", 0);
	assert_string_equal(out, empty);
	digest_of(out, "abc", 3);
	assert_string_equal(out, abc);
	sha_add(sha, "a", 1);
	sha_add(sha, "", 0);
	sha_add(sha, "bc", 2);
	sha_end(sha, hex);
	assert_string_equal(hex, abc + strlen("sha256:"));
}

/* Every digit comes, none else, and no two names are the same. */
static void
draws_at_random(void **state)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	char one[2001], other[2001], none[1];

	(void)state;
	random_crockford(one, 2000);
	random_crockford(other, 2000);
	assert_int_equal(strlen(one), 2000);
	assert_int_equal(strspn(one, digits), 2000);
	assert_string_not_equal(one, other);
	for (const char *digit = digits; *digit != '\0'; digit++)
		assert_non_null(strchr(one, *digit));
	assert_memory_not_equal(one, one + 256, 256);
	random_crockford(none, 0);
	assert_string_equal(none, "");
}

int
main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(writes_and_reads),
		IN_FOLDER(keeps_every_byte),
		IN_FOLDER(limits_what_it_reads),
		IN_FOLDER(says_what_it_cannot_read),
		IN_FOLDER(reads_standard_input),
		IN_FOLDER(makes_folders),
		IN_FOLDER(keeps_modes),
		IN_FOLDER(replaces_links),
		IN_FOLDER(leaves_nothing_when_it_fails),
		IN_FOLDER(keeps_the_old_when_space_ends),
		IN_FOLDER(sweeps_what_was_left),
		cmocka_unit_test(digests),
		cmocka_unit_test(draws_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
