#ifndef PROVEN_TESTS_GIT_BOX_H
#define PROVEN_TESTS_GIT_BOX_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/git/lib.h"
#include "core/git/spawn.h"
#include "core/model/record.h"
#include "core/store/store.h"

/*
 * A folder of its own that holds repositories made by git, and the working
 * directory while a test runs.  Nothing of the caller's configuration gets
 * in.  The people are fictional.
 */

extern char **environ;

/* As getenv(3). */
static inline const char *
box_env(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; environ[i] != NULL; i++)
		if (strncmp(environ[i], name, len) == 0 &&
		    environ[i][len] == '=')
			return environ[i] + len + 1;
	return NULL;
}

/* What shell COMMAND prints, its last newline cut; the caller frees.
 * *STATUS may be NULL: then it must be 0. */
static inline char *
box_run(const char *command, int *status)
{
	const char *argv[] = { "sh", "-c", command, NULL };
	struct str out = STR_INIT, messages = STR_INIT;
	struct spawn spawn = { argv, NULL, NULL, 0, &out, &messages };
	const struct err *err;
	int code;

	err = spawn_run(&spawn, &code);
	if (err != NULL)
		fail_msg("%s: %s", command, err->msg);
	if (status == NULL && code != 0)
		fail_msg("%s: status %d: %s%s", command, code, out.ptr,
		    messages.ptr);
	if (status != NULL)
		*status = code;
	str_release(&messages);
	if (out.len > 0 && out.ptr[out.len - 1] == '\n')
		str_cut(&out, out.len - 1);
	return str_take(&out);
}

/* COMMAND succeeds, whatever it prints. */
static inline void
box_do(const char *command)
{
	free(box_run(command, NULL));
}

/* COMMAND succeeds and prints EXPECTED. */
static inline void
box_says(const char *command, const char *expected)
{
	char *got = box_run(command, NULL);

	if (strcmp(got, expected) != 0)
		fail_msg("%s:\n%s\nnot:\n%s", command, got, expected);
	free(got);
}

static inline void
box_forget(const char *prefix)
{
	char **names = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; environ[i] != NULL; i++) {
		if (!str_starts(environ[i], prefix))
			continue;
		GROW(names, n, cap);
		names[n++] = xstrndup(environ[i], strcspn(environ[i], "="));
	}
	for (size_t i = 0; i < n; i++) {
		unsetenv(names[i]);
		free(names[i]);
	}
	free(names);
}

static inline int
box_setup(void **state)
{
	char *dir = xstrdup(P_tmpdir "/proven-box-XXXXXX"), *home;

	(void)state;
	box_forget("GIT_");
	unsetenv("EMAIL");
	unsetenv("XDG_CONFIG_HOME");
	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return -1;
	home = xasprintf("%s/home", dir);
	setenv("HOME", home, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CEILING_DIRECTORIES", dir, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "UTC", 1);
	setenv("BOX", dir, 1);
	box_do("mkdir home && git config --global init.defaultBranch main &&"
	    " git config --global user.name 'Fictional Researcher' &&"
	    " git config --global user.email researcher@example.org");
	free(home);
	free(dir);
	return 0;
}

static inline int
box_teardown(void **state)
{
	(void)state;
	if (chdir("/") != 0)
		return -1;
	box_do("chmod -R u+w \"$BOX\" && rm -rf \"$BOX\"");
	box_forget("GIT_");
	return 0;
}

/* For a test, in a box of its own. */
#define IN_BOX(test) \
	cmocka_unit_test_setup_teardown(test, box_setup, box_teardown)

/* For a group that uses libgit2 itself. */
static inline int
box_git_setup(void **state)
{
	return git_start() != NULL || box_setup(state) != 0;
}

static inline int
box_git_teardown(void **state)
{
	git_stop();
	return box_teardown(state);
}

/* ---- Stores ---- */

static inline struct store *
box_open(const char *dir, const char *branch)
{
	struct store_options options = { dir, branch, box_env };
	struct store *store = NULL;
	const struct err *err = store_open(&store, &options);

	if (err != NULL)
		fail_msg("%s: %s", dir, err->msg);
	return store;
}

static inline void
box_ok(const struct err *err)
{
	if (err != NULL)
		fail_msg("%d: %s", err->code, err->msg);
}

/* ERR has CODE, and PART in its message. */
static inline void
box_fails(const struct err *err, enum err_code code, const char *part)
{
	if (err == NULL) {
		fail_msg("no error; expected: %s", part);
		return;
	}
	if (err->code != code || strstr(err->msg, part) == NULL)
		fail_msg("%d: %s\nnot %d: %s", err->code, err->msg, code,
		    part);
}

/* What box_put puts: record ID with SUMMARY, and a step if STEP. */
struct box_record {
	const char *id, *summary;
	bool step;
	int calls; /* of the function that puts it */
};

static inline const struct err *
box_put_fn(struct change *change, struct snapshot *tip, void *arg)
{
	struct entry entry = { .transition = "@new", .to = "idea",
		.at = 1767254400, .by = "researcher@example.org" };
	struct box_record *box = arg;
	struct record *record = NULL;
	const struct err *err;
	char *assignment = xasprintf("summary=%s", box->summary);

	(void)tip;
	box->calls++;
	err = change_record(change, box->id, &record);
	if (err != NULL && err->code == ERR_NOTFOUND) {
		record = record_new(box->id, "A title");
		record_append(record, &entry);
		err = NULL;
	} else if (err == NULL && box->step) {
		entry.transition = "study";
		record_append(record, &entry);
	}
	if (err == NULL)
		err = record_assign(record, assignment, NULL);
	if (err == NULL)
		err = change_put_record(change, record);
	change_message(change, box->id, box->summary);
	record_free(record);
	free(assignment);
	return err;
}

static inline const struct err *
box_put(struct store *store, const char *id, const char *summary)
{
	struct change_options options = { .bulk = false };
	struct box_record box = { id, summary, false, 0 };

	return store_change(store, &options, box_put_fn, &box, NULL);
}

/* A repository DIR with a tracker.json in its only commit. */
static inline void
box_tracker(const char *dir)
{
	char *command = xasprintf("git init -q '%s' && cd '%s' &&"
	    " mkdir tracker && echo '{}' >tracker/tracker.json &&"
	    " echo mine >own.txt && git add . && git commit -q -m found",
	    dir, dir);

	box_do(command);
	free(command);
}

#endif
