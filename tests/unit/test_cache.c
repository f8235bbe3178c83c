#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/cache_repo.h"

/* What the cache says is what the commit says. */

static void
empty(void **state)
{
	struct world *world = *state;
	size_t read;
	char *text = dump_at(world, NULL, &read);

	assert_string_equal(text, "");
	free(text);
	three(world);
	check_same(world, NULL, 3);
	check_same(world, NULL, 0);
	check_same(world, "HEAD~1", 0);
}

static void
up_to_date(void **state)
{
	struct world *world = *state;
	struct edit more[] = {
		{ "a", NULL },
		{ "b", SIMPLE("b", "Other", "2026-02-02T00:00:00Z") },
		{ "d", SIMPLE("d", "Fourth", "2026-02-03T00:00:00Z") },
		{ NULL, NULL }
	};
	size_t read;
	char *text;

	three(world);
	check_same(world, NULL, 3);
	commit_edits(world, more, NULL);
	check_same(world, NULL, 3);
	check_same(world, "HEAD~1", 3);
	check_same(world, NULL, 3);
	text = dump_at(world, NULL, &read);
	assert_int_equal(read, 0);
	assert_null(strstr(text, "First"));
	assert_null(strstr(text, "Second"));
	assert_non_null(strstr(text, "title=Other"));
	assert_non_null(strstr(text, "title=Fourth"));
	free(text);
}

/* One edit of many, by a small generator: the kept and the new agree. */
static void
many_edits(void **state)
{
	struct world *world = *state;
	uint32_t seed = 20260715;

	for (int round = 0; round < 60; round++) {
		char id[8], text[512];
		struct snapshot *tip;
		bool exists;

		seed = seed * 1664525 + 1013904223;
		snprintf(id, sizeof(id), "p%u", seed >> 28);
		snprintf(text, sizeof(text), SIMPLE("%s", "T%u",
		    "2026-01-01T00:00:%02uZ"), id, seed, (seed >> 8) % 60);
		if (seed % 7 == 0)
			text[seed % 40] = '!';
		must(store_tip(world->store, &tip));
		exists = snapshot_has(tip, id, NULL);
		snapshot_free(tip);
		commit_one(world, id, exists && seed % 3 == 0 ? NULL : text);
		check_same(world, NULL, 1);
	}
}

static void
damaged_records(void **state)
{
	struct world *world = *state;
	size_t read;
	char *text;

	three(world);
	commit_one(world, "b", "{'format': 1, 'id' 'b'}");
	text = dump_at(world, NULL, &read);
	assert_null(strstr(text, "Second"));
	assert_non_null(strstr(text, "b projects/b.json "
	    "projects/b.json:1:"));
	free(text);
	text = dump_at(world, NULL, &read);
	assert_int_equal(read, 0);
	assert_non_null(strstr(text, "b projects/b.json "));
	free(text);
	commit_one(world, "b", SIMPLE("b", "Mended",
	    "2026-01-02T00:00:00Z"));
	check_same(world, NULL, 1);
	text = dump_at(world, NULL, &read);
	assert_non_null(strstr(text, "title=Mended"));
	assert_null(strstr(text, "projects/b.json:1:"));
	free(text);
}

/* An update that outgrows the room of the mapping is made anew. */
static void
growth(void **state)
{
	enum { BIG = 900000, RECORDS = 8 };
	struct world *world = *state;
	struct edit edits[RECORDS + 1] = { { NULL, NULL } };
	char ids[RECORDS][16];
	char *words = xcalloc(1, BIG + 1);
	size_t read;

	three(world);
	free(dump_at(world, NULL, &read));
	memset(words, 'w', BIG);
	for (int i = 0; i < RECORDS; i++) {
		snprintf(ids[i], sizeof(ids[i]), "big%d", i);
		edits[i].id = ids[i];
		edits[i].text = xasprintf("{'format': 1, 'id': '%s',"
		    "'title': 'Big', 'stage': 'idea', 'summary': '%s',"
		    HISTORY("2026-01-01T00:00:00Z") "}", ids[i], words);
	}
	commit_edits(world, edits, NULL);
	check_same(world, NULL, RECORDS + 3);
	check_same(world, NULL, 0);
	for (int i = 0; i < RECORDS; i++)
		free((char *)(uintptr_t)edits[i].text);
	free(words);
}

static void
child(struct world *world, int number, char *const *want)
{
	static const char *const revs[] = { "HEAD", "HEAD~1" };
	struct store_options options = { .dir = world->dir, .env = env };
	struct world own = *world;
	size_t read;

	if (store_open(&own.store, &options) != NULL)
		_exit(1);
	for (int i = 0; i < 40; i++) {
		int which = (i + number) % 2;
		char *text = dump_at(&own, revs[which], &read);

		if (strcmp(text, want[which]) != 0)
			_exit(2);
		free(text);
	}
	_exit(0);
}

/* Several at once, each wanting it at another commit. */
static void
processes(void **state)
{
	enum { CHILDREN = 4 };
	struct world *world = *state;
	struct image image = IMAGE_INIT;
	pid_t pids[CHILDREN];
	char *want[2];
	size_t read;
	int status;

	three(world);
	commit_one(world, "b", SIMPLE("b", "Other", "2026-03-01T00:00:00Z"));
	want[0] = dump_at(world, "HEAD", &read);
	want[1] = dump_at(world, "HEAD~1", &read);
	assert_string_not_equal(want[0], want[1]);
	for (int i = 0; i < CHILDREN; i++)
		if ((pids[i] = fork()) == 0)
			child(world, i, want);
	for (int i = 0; i < CHILDREN; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_true(image_load(world->file, &image));
	image_release(&image);
	free(want[0]);
	free(want[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty), TEST(up_to_date), TEST(many_edits),
		TEST(damaged_records), TEST(growth), TEST(processes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
