#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "tests/fuzz/fuzz.h"

/*
 * Runs a fuzz target without a fuzzer: over the files and folders given,
 * or over the corpus that belongs to the target (fuzz_json:
 * tests/fuzz/corpus/json).  Speaks TAP, a test for each file.
 */

enum { MAX = 64 * 1024 * 1024 };

static bool
run_file(const char *path, size_t number)
{
	struct str text = STR_INIT;
	const struct err *err = file_read(&text, path, MAX);
	uint8_t *copy = NULL;

	if (err != NULL) {
		printf("not ok %zu - %s: %s\n", number, path, err->msg);
		return false;
	}
	/* A block of its own, so that reading past its end is seen. */
	copy = xmemdup(text.ptr, text.len);
	LLVMFuzzerTestOneInput(copy, text.len);
	free(copy);
	str_release(&text);
	printf("ok %zu - %s\n", number, path);
	fflush(stdout);
	return true;
}

static void
collect(struct strs *files, const char *path)
{
	struct dirent *entry;
	struct stat status;
	DIR *dir;

	if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
		strs_add(files, path);
		return;
	}
	if ((dir = opendir(path)) == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		char *child;

		if (entry->d_name[0] == '.')
			continue;
		child = xasprintf("%s/%s", path, entry->d_name);
		collect(files, child);
		free(child);
	}
	closedir(dir);
}

static void
collect_own(struct strs *files, const char *program)
{
	const char *name = strstr(program, "fuzz_");
	const char *last = NULL;
	char *path;

	for (; name != NULL; name = strstr(name + 1, "fuzz_"))
		last = name + strlen("fuzz_");
	path = xasprintf("tests/fuzz/corpus/%s", last != NULL ? last : "");
	collect(files, path);
	free(path);
}

int
main(int argc, char **argv)
{
	struct strs files = STRS_INIT;
	size_t failed = 0;

	for (int i = 1; i < argc; i++)
		collect(&files, argv[i]);
	if (argc == 1)
		collect_own(&files, argv[0]);
	strs_sort(&files);
	printf("1..%zu\n", files.n);
	for (size_t i = 0; i < files.n; i++)
		failed += !run_file(files.items[i], i + 1);
	failed += files.n == 0;
	strs_release(&files);
	return failed > 0;
}
