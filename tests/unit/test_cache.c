#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/store/store.h"
#include "tests/unit/cache_case.h"

/* The cache over a real repository: whatever happens to its file, what it
 * says is what the commit says. */

struct world {
	char dir[64];
	struct store *store;
	char *file; /* the database */
};

static const char *
env(const char *name)
{
	static const struct {
		const char *name, *value;
	} values[] = {
		{ "GIT_AUTHOR_NAME", "Ann" },
		{ "GIT_AUTHOR_EMAIL", "ann@x.org" },
		{ "GIT_COMMITTER_NAME", "Ann" },
		{ "GIT_COMMITTER_EMAIL", "ann@x.org" },
		{ "GIT_CONFIG_NOSYSTEM", "1" },
		{ "GIT_CONFIG_GLOBAL", "/dev/null" },
		{ "HOME", "/nonexistent" },
	};

	for (size_t i = 0; i < COUNT(values); i++)
		if (strcmp(values[i].name, name) == 0)
			return values[i].value;
	return NULL;
}

static void
must(const struct err *err)
{
	if (err != NULL)
		fail_msg("%s", err->msg);
}

/* ---- Commits ---- */

struct edit {
	const char *id;   /* NULL at the end */
	const char *text; /* with ' for "; NULL: removed */
};

static const struct err *
put_edits(struct change *change, struct snapshot *tip, void *arg)
{
	const struct edit *edit = arg;
	const struct err *err = NULL;

	(void)tip;
	for (; err == NULL && edit->id != NULL; edit++) {
		char *path = xasprintf("projects/%s.json", edit->id);
		char *text = edit->text != NULL ? quoted(edit->text) : NULL;

		if (text != NULL)
			err = change_put_file(change, path, text,
			    strlen(text));
		else
			err = change_remove_record(change, edit->id);
		free(text);
		free(path);
	}
	change_message(change, "edit", NULL);
	return err;
}

static const struct err *
put_founding(struct change *change, struct snapshot *tip, void *arg)
{
	const struct err *err;
	struct str *texts = arg;

	(void)tip;
	for (int i = 0; i < TRACKER_FILES; i++)
		if ((err = change_put_file(change, tracker_paths[i],
		    texts[i].ptr, texts[i].len)) != NULL)
			return err;
	change_message(change, "found", NULL);
	return NULL;
}

static void
found(struct store *store)
{
	struct change_options options = { .found = true };
	struct str texts[TRACKER_FILES] = { STR_INIT, STR_INIT, STR_INIT,
		STR_INIT };

	must(tracker_found(texts, "lean", "Test", "Ann", "ann@x.org"));
	must(store_change(store, &options, put_founding, texts, NULL));
	for (int i = 0; i < TRACKER_FILES; i++)
		str_release(&texts[i]);
}

static void
commit_edits(struct world *world, struct edit *edits, char *commit)
{
	struct change_options options = { 0 };

	must(store_change(world->store, &options, put_edits, edits,
	    commit));
}

static void
commit_one(struct world *world, const char *id, const char *text)
{
	struct edit edits[] = { { id, text }, { NULL, NULL } };

	commit_edits(world, edits, NULL);
}

#define RECORD(id, rest) "{'format': 1, 'id': '" id "', " rest "}"
#define HISTORY(at) "'history': [{'seq': 1, 'transition': '@new'," \
    " 'from': null, 'to': 'idea', 'at': '" at "', 'by': 'ann'}]"
#define SIMPLE(id, title, at)                                           \
    RECORD(id, "'title': '" title "', 'stage': 'idea', " HISTORY(at))

/* ---- The repository ---- */

static int
setup(void **state)
{
	struct world *world = xcalloc(1, sizeof(*world));
	struct store_options options = { .env = env };
	bool made;

	snprintf(world->dir, sizeof(world->dir), "/tmp/proven-cache-XXXXXX");
	assert_non_null(mkdtemp(world->dir));
	must(store_init(world->dir, env, &made));
	options.dir = world->dir;
	must(store_open(&world->store, &options));
	found(world->store);
	world->file = xasprintf("%s/cache.db",
	    store_private_dir(world->store));
	*state = world;
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
teardown(void **state)
{
	struct world *world = *state;

	store_close(world->store);
	nftw(world->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(world->file);
	free(world);
	return 0;
}

/* ---- What a cache says ---- */

static const struct err *
dump_row(void *arg, const char *const *values)
{
	struct str *out = arg;

	for (size_t i = 0; i < n_list_columns; i++)
		if (values[i] != NULL)
			str_addf(out, "%s=%s ", list_columns[i].name,
			    values[i]);
	str_addc(out, '\n');
	return NULL;
}

static const struct err *
dump_log(void *arg, const struct log_row *row)
{
	str_addf(arg, "%s %d %s %d %s %s\n", row->id, (int)row->seq,
	    row->transition, (int)row->at, row->by, row->title);
	return NULL;
}

static const struct err *
dump_damaged(void *arg, const char *id, const char *path, const char *why)
{
	str_addf(arg, "%s %s %s\n", id, path, why);
	return NULL;
}

static struct query *
query_all(void)
{
	struct tracker *tracker = case_tracker();
	struct query_context context = { .tracker = tracker };
	struct query *query;

	must(query_parse(&query, NULL, 0, true, &context));
	tracker_free(tracker);
	return query;
}

static char *
dump(struct cache *cache)
{
	struct query *query = query_all();
	struct str out = STR_INIT;
	size_t *columns = xcalloc(n_list_columns, sizeof(*columns));

	for (size_t i = 0; i < n_list_columns; i++)
		columns[i] = i;
	must(cache_select(cache, query, columns, n_list_columns, -1,
	    dump_row, &out));
	must(cache_log(cache, NULL, -1, dump_log, &out));
	must(cache_damaged(cache, dump_damaged, &out));
	query_free(query);
	free(columns);
	return str_take(&out);
}

static void
count_steps(void *arg, size_t done)
{
	*(size_t *)arg = done;
}

/* What the cache says at REV (NULL: the tip); *READ records were read. */
static char *
dump_at(struct world *world, const char *rev, size_t *read)
{
	struct snapshot *snapshot = NULL;
	struct cache *cache = NULL;
	char *text;

	*read = 0;
	must(rev == NULL ? store_tip(world->store, &snapshot)
	    : store_at(world->store, rev, &snapshot));
	must(cache_open(&cache, world->store, snapshot, count_steps, read));
	text = dump(cache);
	cache_close(cache);
	snapshot_free(snapshot);
	return text;
}

/* The file says what a new one says; READ records were read for it. */
static void
check_same(struct world *world, const char *rev, size_t want_read)
{
	size_t read, all;
	char *kept = dump_at(world, rev, &read), *fresh;

	assert_int_equal(read, want_read);
	unlink(world->file);
	fresh = dump_at(world, rev, &all);
	assert_string_equal(kept, fresh);
	free(kept);
	free(fresh);
}

static void
three(struct world *world)
{
	struct edit edits[] = {
		{ "a", SIMPLE("a", "First", "2026-01-01T00:00:00Z") },
		{ "b", SIMPLE("b", "Second", "2026-01-02T00:00:00Z") },
		{ "c", SIMPLE("c", "Third", "2026-01-03T00:00:00Z") },
		{ NULL, NULL }
	};

	commit_edits(world, edits, NULL);
}

/* ---- Tests ---- */

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

static void
write_file(const char *path, const void *ptr, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, ptr, len), len);
	close(fd);
}

/* Not one byte of the file can change unnoticed. */
static void
every_byte(void **state)
{
	struct world *world = *state;
	struct image image = IMAGE_INIT;
	struct str whole = STR_INIT;
	size_t read;
	int fd;

	three(world);
	free(dump_at(world, NULL, &read));
	must(file_read(&whole, world->file, 1 << 30));
	assert_true(image_load(world->file, &image));
	assert_true(image.len < whole.len);
	image_release(&image);
	fd = open(world->file, O_RDWR);
	assert_true(fd >= 0);
	for (size_t i = 0; i < whole.len; i++) {
		char c = whole.ptr[i] ^ (char)(1 << i % 8);

		assert_int_equal(pwrite(fd, &c, 1, (off_t)i), 1);
		if (image_load(world->file, &image))
			fail_msg("byte %zu of %zu", i, whole.len);
		assert_int_equal(pwrite(fd, &whole.ptr[i], 1, (off_t)i), 1);
	}
	close(fd);
	assert_true(image_load(world->file, &image));
	image_release(&image);
	for (size_t len = 0; len < whole.len; len += 1 + len / 50) {
		write_file(world->file, whole.ptr, len);
		assert_false(image_load(world->file, &image));
	}
	write_file(world->file, whole.ptr, whole.len);
	check_same(world, NULL, 0);
	str_release(&whole);
}

/* A database of ours by its checksum, but not what we would have made. */
static void
write_database(const char *path, const char *sql)
{
	struct sqlite3 *db;
	unsigned char *image;
	sqlite3_int64 len;

	must(db_new(&db));
	must(db_run(db, sql));
	image = sqlite3_serialize(db, "main", &len, 0);
	assert_non_null(image);
	unlink(path);
	image_save(path, image, (size_t)len);
	sqlite3_free(image);
	sqlite3_close(db);
}

static void
other_databases(void **state)
{
	struct world *world = *state;
	size_t read;

	three(world);
	free(dump_at(world, NULL, &read));
	write_database(world->file, "CREATE TABLE other (x)");
	check_same(world, NULL, 3);
	write_database(world->file, "CREATE TABLE meta (key, value);"
	    "INSERT INTO meta VALUES ('tables', 'CREATE TABLE old (x)')");
	check_same(world, NULL, 3);
}

static const struct err *
set_tree(const char *path, const char *tree)
{
	struct image image = IMAGE_INIT;
	const struct err *err;
	struct sqlite3 *db;
	unsigned char *ptr;
	sqlite3_int64 len;

	assert_true(image_load(path, &image));
	must(db_from_image(&db, &image));
	err = schema_set_tree(db, tree);
	ptr = sqlite3_serialize(db, "main", &len, 0);
	image_save(path, ptr, (size_t)len);
	sqlite3_free(ptr);
	sqlite3_close(db);
	image_release(&image);
	return err;
}

static void
foreign_trees(void **state)
{
	static const char *const trees[] = {
		"0123456789012345678901234567890123456789", "", "HEAD", "x",
	};
	struct world *world = *state;
	size_t read;

	three(world);
	for (size_t i = 0; i < COUNT(trees); i++) {
		free(dump_at(world, NULL, &read));
		must(set_tree(world->file, trees[i]));
		check_same(world, NULL, 3);
	}
}

static void
odd_files(void **state)
{
	struct world *world = *state;
	char *target = xasprintf("%s/target", world->dir);
	struct str text = STR_INIT;
	size_t read;

	three(world);
	free(dump_at(world, NULL, &read));
	unlink(world->file);
	assert_int_equal(mkdir(world->file, 0700), 0);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	assert_int_equal(rmdir(world->file), 0);
	assert_int_equal(mkfifo(world->file, 0600), 0);
	check_same(world, NULL, 3);
	unlink(world->file);
	write_file(target, "precious", 8);
	assert_int_equal(symlink(target, world->file), 0);
	check_same(world, NULL, 3);
	must(file_read(&text, target, 100));
	assert_string_equal(text.ptr, "precious");
	str_release(&text);
	free(target);
}

/* Where nothing can be written the cache is in memory. */
static void
unwritable(void **state)
{
	struct world *world = *state;
	const char *folder = store_private_dir(world->store);
	char *moved = xasprintf("%s.moved", folder);
	size_t read;

	three(world);
	rename(folder, moved);
	write_file(folder, "x", 1);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	unlink(folder);
	rename(moved, folder);
	free(moved);
}

/* What a killed process left is used; what a living one holds is not. */
static void
the_lock(void **state)
{
	struct world *world = *state;
	char *new_file = xasprintf("%s.new", world->file);
	size_t read;
	int fd;

	three(world);
	free(dump_at(world, NULL, &read));
	unlink(world->file);
	write_file(new_file, "half", 4);
	fd = open(new_file, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	free(dump_at(world, NULL, &read));
	assert_int_equal(access(world->file, F_OK), -1);
	close(fd);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 3);
	assert_int_equal(access(world->file, F_OK), 0);
	assert_int_equal(access(new_file, F_OK), -1);
	free(dump_at(world, NULL, &read));
	assert_int_equal(read, 0);
	free(new_file);
}

/* An update that outgrows the room of the mapping is made anew. */
static void
growth(void **state)
{
	enum { BIG = 900000, RECORDS = 8 };
	struct world *world = *state;
	struct edit edits[RECORDS + 1] = { { NULL, NULL } };
	char ids[RECORDS][8];
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty), TEST(up_to_date), TEST(many_edits),
		TEST(damaged_records), TEST(every_byte),
		TEST(other_databases), TEST(foreign_trees), TEST(odd_files),
		TEST(unwritable), TEST(the_lock), TEST(growth),
		TEST(processes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
