#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/audit/audit.h"
#include "core/base/file.h"
#include "core/base/sha.h"
#include "core/git/lib.h"
#include "core/git/spawn.h"
#include "core/json/json.h"
#include "core/model/tracker.h"
#include "core/store/store.h"
#include "tests/fuzz/fuzz.h"

/*
 * The cache of an audit (core/audit/trust.h).  JSON is a merge patch (RFC
 * 7396) of the true one, and its member "tip" one of the tip in there, under
 * the right HMAC: the audit ends, whatever it is told.  All else is the file
 * itself: then it is as if there was none.
 */

enum { KEY = 32, LARGEST = 1024 * 1024 };

static char folder[] = P_tmpdir "/fuzz-cache-XXXXXX";
static char *repository, *file;
static struct json *genuine;
static unsigned char key[KEY];
static size_t commits; /* that an audit without a cache judges */

static const char *
no_env(const char *name)
{
	(void)name;
	return NULL;
}

static void
shell(const char *command)
{
	const char *argv[] = { "sh", "-c", command, folder, NULL };
	struct str out = STR_INIT, messages = STR_INIT;
	struct spawn spawn = { argv, NULL, NULL, 0, &out, &messages };
	int code = -1;

	HOLDS(spawn_run(&spawn, &code) == NULL);
	HOLDS(code == 0);
	str_release(&out);
	str_release(&messages);
}

static void
remove_all(void)
{
	shell("rm -rf \"$0\"");
	json_free(genuine);
	free(repository);
	free(file);
	git_stop();
}

/* How many commits were judged. */
static size_t
audit(void)
{
	struct store_options where = { repository, NULL, no_env };
	struct audit_options options = { .cache = true, .program = "fuzz",
		.state_dir = folder };
	struct audit_report *report = NULL;
	struct store *store = NULL;
	size_t n;

	HOLDS(store_open(&store, &where) == NULL);
	HOLDS(audit_run(&report, store, &options) == NULL);
	n = report->commits;
	for (size_t i = 0; i < report->n; i++)
		HOLDS(report->items[i].severity <= SEVERITY_ERROR);
	audit_report_free(report);
	store_close(store);
	return n;
}

static void
found(void)
{
	struct str texts[TRACKER_FILES] = { STR_INIT, STR_INIT, STR_INIT,
		STR_INIT };

	HOLDS(tracker_found(texts, "lean", "Fictional", "Fictional Person",
	    "person@example.org") == NULL);
	for (size_t i = 0; i < TRACKER_FILES; i++) {
		char *path = xasprintf("%s/%s", repository, tracker_paths[i]);

		if (texts[i].len > 0)
			HOLDS(file_write(path, texts[i].ptr, texts[i].len,
			    false) == NULL);
		free(path);
		str_release(&texts[i]);
	}
	shell("cd \"$0\" && export HOME=$0 GIT_CONFIG_NOSYSTEM=1 && git init"
	    " -q -b main r && cd r && git config user.name 'Fictional Person'"
	    " && git config user.email person@example.org && git add . &&"
	    " git commit -q -m found && for i in 1 2 3; do git commit -q"
	    " --allow-empty -m $i || exit; done");
}

static void
read_genuine(void)
{
	char *path = xasprintf("%s/audit-key", folder);
	struct str text = STR_INIT, secret = STR_INIT;

	HOLDS(file_read(&text, file, LARGEST) == NULL);
	HOLDS(text.len > SHA256_HEX);
	HOLDS(json_read(&genuine, text.ptr + SHA256_HEX + 1,
	    text.len - SHA256_HEX - 1, "") == NULL);
	HOLDS(file_read(&secret, path, KEY) == NULL && secret.len == KEY);
	memcpy(key, secret.ptr, KEY);
	str_release(&secret);
	str_release(&text);
	free(path);
}

static void
begin(void)
{
	HOLDS(git_start() == NULL && mkdtemp(folder) != NULL);
	repository = xasprintf("%s/r", folder);
	file = xasprintf("%s/.git/proven/audit", repository);
	atexit(remove_all);
	found();
	commits = audit();
	HOLDS(commits == 4 && audit() == 4);
	read_genuine();
}

static void
write_signed(const struct json *tree)
{
	struct str text = STR_INIT, whole = STR_INIT;
	char hmac[SHA256_HEX + 1];

	json_write_compact(&text, tree);
	hmac_of(hmac, key, KEY, text.ptr, text.len);
	str_addf(&whole, "%s\n%s", hmac, text.ptr);
	HOLDS(file_write(file, whole.ptr, whole.len, false) == NULL);
	str_release(&whole);
	str_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json *patch = NULL, *tree, *tip;

	if (genuine == NULL)
		begin();
	if (json_read(&patch, (const char *)data, size, "") != NULL) {
		HOLDS(file_write(file, data, size, false) == NULL);
		HOLDS(audit() == commits);
		return 0;
	}
	tree = json_dup(genuine);
	json_merge_patch(tree, patch);
	tip = json_at_mut(json_get_mut(tree, "tips"), 0);
	if (tip != NULL && json_get(patch, "tip") != NULL)
		json_merge_patch(tip, json_get(patch, "tip"));
	write_signed(tree);
	audit();
	json_free(tree);
	json_free(patch);
	return 0;
}
