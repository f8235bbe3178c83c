#include "core/git/index_own.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/repo.h"
#include "core/git/spawn.h"

/* An entry as `git ls-files -v -s -z` tells it. */
struct listed {
	char *path;
	struct index_entry entry;
};

/*
 * Run `git ARGS…` on the lock file.  No program that the configuration
 * names watches the files (core.fsmonitor), as nobody asked for it.
 */
static const struct err *
run(struct index *index, const char *const *args, const struct str *in,
    struct str *out, int *status)
{
	const char *argv[16] = { "git", "-c", "core.fsmonitor=false" };
	const char *work_tree = repo_work_tree(index->repo);
	struct str messages = STR_INIT;
	struct strs env = STRS_INIT;
	struct spawn spawn = { argv, NULL, in ? in->ptr : NULL,
		in ? in->len : 0, out, &messages };
	const struct err *err;

	for (size_t i = 0; args[i] != NULL; i++)
		argv[3 + i] = args[i];
	strs_take(&env, xasprintf("GIT_DIR=%s", repo_git_dir(index->repo)));
	strs_take(&env, xasprintf("GIT_WORK_TREE=%s",
	    work_tree ? work_tree : "."));
	strs_take(&env, xasprintf("GIT_INDEX_FILE=%s", index->lock));
	strs_add(&env, "GIT_COMMON_DIR");
	strs_add(&env, "GIT_PREFIX");
	GROW(env.items, env.n, env.cap);
	env.items[env.n] = NULL;
	spawn.env = (const char *const *)env.items;
	err = spawn_run(&spawn, status);
	if (err == NULL && *status != 0)
		err = err_new(ERR_SYSTEM, "git %s: %s", args[0], messages.ptr);
	strs_release(&env);
	str_release(&messages);
	return err;
}

/* "H 100644 <id> 0\t<path>": tag, mode, id, stage. */
static bool
parse_listed(const char *line, struct listed *out)
{
	char *end;

	if (line[0] == '\0' || line[1] != ' ')
		return false;
	out->entry.skip = line[0] == 'S' || line[0] == 's';
	out->entry.mode = (uint32_t)strtoul(line + 2, &end, 8);
	if (*end != ' ' || !oid_parse(&out->entry.id, end + 1))
		return false;
	end += 1 + OID_HEX;
	if (end[0] != ' ' || end[1] == '\0' || end[2] != '\t')
		return false;
	out->entry.unsettled = end[1] != '0';
	out->path = xstrdup(end + 3);
	return true;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct listed *)a)->path,
	    ((const struct listed *)b)->path);
}

const struct err *
index_git_open(struct index *index)
{
	static const char *const args[] = { "ls-files", "-v", "-s", "-z",
		"--full-name", NULL };
	struct str out = STR_INIT;
	const struct err *err;
	struct listed listed;
	int status;

	if ((err = run(index, args, NULL, &out, &status)))
		err = err_mend(err, _("this index is split, sparse, of "
		    "version 4 or has an untracked cache: it takes git to "
		    "change it"));
	for (size_t at = 0; err == NULL && at < out.len;
	    at += strlen(out.ptr + at) + 1) {
		if (!parse_listed(out.ptr + at, &listed)) {
			err = err_new(ERR_SYSTEM, _("git ls-files says '%s'"),
			    out.ptr + at);
			break;
		}
		GROW(index->listed, index->n_listed, index->cap_listed);
		index->listed[index->n_listed++] = listed;
	}
	if (index->n_listed > 1)
		qsort(index->listed, index->n_listed, sizeof(listed),
		    by_path);
	str_release(&out);
	return err;
}

bool
index_git_get(const struct index *index, const char *path,
    struct index_entry *out)
{
	struct listed key = { .path = (char *)(uintptr_t)path };
	const struct listed *found = NULL;

	if (index->n_listed > 0)
		found = bsearch(&key, index->listed, index->n_listed,
		    sizeof(key), by_path);
	if (found != NULL)
		*out = found->entry;
	return found != NULL;
}

void
index_git_put(struct index *index, const char *path, const struct oid *id,
    const struct stat *st)
{
	struct index_entry old;
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	str_addf(&index->changes, "100644 %s\t%s", hex, path);
	str_addc(&index->changes, '\0');
	if (st == NULL && index_git_get(index, path, &old) && old.skip)
		str_addn(&index->skipped, path, strlen(path) + 1);
}

void
index_git_remove(struct index *index, const char *path)
{
	static const struct oid zero;
	char hex[OID_HEX + 1];

	oid_hex(hex, &zero);
	str_addf(&index->changes, "0 %s\t%s", hex, path);
	str_addc(&index->changes, '\0');
}

/*
 * Entries put by --index-info know nothing of their files yet; the last
 * run looks at these.  It fails where other files were edited, which is no
 * concern of ours.
 */
const struct err *
index_git_write(struct index *index)
{
	static const char *const put[] = { "update-index", "-z",
		"--index-info", NULL };
	static const char *const skip[] = { "update-index", "-z",
		"--skip-worktree", "--stdin", NULL };
	static const char *const look[] = { "update-index", "-q",
		"--refresh", NULL };
	const struct err *err;
	int status;

	if ((err = run(index, put, &index->changes, NULL, &status)))
		return err;
	if (index->skipped.len > 0 &&
	    (err = run(index, skip, &index->skipped, NULL, &status)))
		return err;
	err = run(index, look, NULL, NULL, &status);
	return err != NULL && status == 1 ? NULL : err;
}

void
index_git_close(struct index *index)
{
	for (size_t i = 0; i < index->n_listed; i++)
		free(index->listed[i].path);
	free(index->listed);
	str_release(&index->changes);
	str_release(&index->skipped);
}
