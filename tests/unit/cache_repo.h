#ifndef PROVEN_TESTS_CACHE_REPO_H
#define PROVEN_TESTS_CACHE_REPO_H

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

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

static inline void
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
