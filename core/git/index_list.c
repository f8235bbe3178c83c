#include "core/git/index_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/index_format.h"
#include "core/git/repo.h"
#include "core/git/spawn.h"

enum { MAX_INDEX = 1024 * 1024 * 1024 };

struct index_list {
	struct str bytes;
	struct index_file file;
	struct timespec age;
};

/* ---- By git ---- */

/* Run git so that it writes the index PATH as this program reads it. */
static const struct err *
rewrite(const struct repo *repo, const char *path)
{
	static const char *const argv[] = { "git", "-c",
		"core.fsmonitor=false", "-c", "core.untrackedCache=false",
		"-c", "index.sparse=false", "-c", "index.skipHash=false",
		"update-index", "--no-split-index", "--index-version", "2",
		"--force-write-index", NULL };
	struct str messages = STR_INIT;
	struct strs env = STRS_INIT;
	struct spawn spawn = { argv, NULL, NULL, 0, NULL, &messages };
	const char *work_tree = repo_work_tree(repo);
	const struct err *err;
	int status;

	strs_take(&env, xasprintf("GIT_DIR=%s", repo_git_dir(repo)));
	strs_take(&env, xasprintf("GIT_WORK_TREE=%s",
	    work_tree ? work_tree : "."));
	strs_take(&env, xasprintf("GIT_INDEX_FILE=%s", path));
	strs_add(&env, "GIT_COMMON_DIR");
	strs_add(&env, "GIT_PREFIX");
	GROW(env.items, env.n, env.cap);
	env.items[env.n] = NULL;
	spawn.env = (const char *const *)env.items;
	err = spawn_run(&spawn, &status);
	if (err == NULL && status != 0)
		err = err_new(ERR_SYSTEM, "git update-index: %s",
		    messages.ptr);
	if (err != NULL)
		err = err_mend(err, _("this index is split, sparse, of "
		    "version 4 or has an untracked cache: it takes git to "
		    "read it"));
	strs_release(&env);
	str_release(&messages);
	return err;
}

/* As old as the index is: by this git tells what may have changed. */
static const struct err *
copy(const struct index_list *list, const char *path)
{
	const struct timespec times[2] = { list->age, list->age };
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const char *ptr = list->bytes.ptr, *end = ptr + list->bytes.len;
	ssize_t n = 0;

	if (fd < 0)
		return err_errno(path);
	while (ptr < end && ((n = write(fd, ptr, (size_t)(end - ptr))) > 0 ||
	    errno == EINTR))
		ptr += n > 0 ? n : 0;
	if (ptr < end || futimens(fd, times) < 0) {
		close(fd);
		return err_errno(path);
	}
	return close(fd) < 0 ? err_errno(path) : NULL;
}

static const struct err *
parse(struct index_list *list, const char *name, bool *needs_git)
{
	return index_file_parse(&list->file, name,
	    (const unsigned char *)list->bytes.ptr, list->bytes.len,
	    needs_git);
}

static const struct err *
read_by_git(struct index_list *list, const struct repo *repo)
{
	const char *root = repo_env(repo, "TMPDIR");
	char *dir = xasprintf("%s/proven-index-XXXXXX",
	    root != NULL && *root != '\0' ? root : P_tmpdir);
	const struct err *err;
	char *path, *lock;
	bool needs_git;

	if (mkdtemp(dir) == NULL) {
		err = err_errno(dir);
		free(dir);
		return err;
	}
	path = xasprintf("%s/index", dir);
	lock = xasprintf("%s.lock", path);
	if ((err = copy(list, path)) || (err = rewrite(repo, path)))
		goto done;
	str_reset(&list->bytes);
	if ((err = file_read(&list->bytes, path, MAX_INDEX)) ||
	    (err = parse(list, path, &needs_git)))
		goto done;
	if (needs_git)
		err = err_new(ERR_SYSTEM, _("'%s': an index of this kind "
		    "cannot be read"), repo_index_path(repo));
done:
	unlink(lock);
	unlink(path);
	rmdir(dir);
	free(lock);
	free(path);
	free(dir);
	return err;
}

/* ---- Reading ---- */

static const struct err *
read_file(struct index_list *list, const struct repo *repo)
{
	const char *path = repo_index_path(repo);
	const struct err *err;
	struct stat st;
	bool needs_git;

	if (stat(path, &st) < 0) {
		if (errno != ENOENT)
			return err_errno(path);
		str_addn(&list->bytes, (const char *)index_empty,
		    index_empty_len);
	} else {
		list->age = st.st_mtim;
		if ((err = file_read(&list->bytes, path, MAX_INDEX)))
			return err;
	}
	err = parse(list, path, &needs_git);
	return err == NULL && needs_git ? read_by_git(list, repo) : err;
}

const struct err *
index_list_read(struct index_list **out, struct repo *repo)
{
	struct index_list *list = xcalloc(1, sizeof(*list));
	const struct err *err;

	list->bytes = (struct str)STR_INIT;
	if ((err = read_file(list, repo)))
		index_list_free(list);
	else
		*out = list;
	return err;
}

void
index_list_free(struct index_list *list)
{
	if (list == NULL)
		return;
	index_file_release(&list->file);
	str_release(&list->bytes);
	free(list);
}

size_t
index_list_count(const struct index_list *list)
{
	return list->file.n;
}

static const unsigned char *
entry(const struct index_list *list, size_t i)
{
	return list->file.ptr + list->file.at[i];
}

void
index_list_get(const struct index_list *list, size_t i,
    struct index_item *out)
{
	struct index_entry known;

	ondisk_get(entry(list, i), &known);
	*out = (struct index_item){ ondisk_path(entry(list, i)), known.id,
		known.mode, ondisk_stage(entry(list, i)), known.skip, false,
		ondisk_is_assumed(entry(list, i)) };
	out->intent = known.unsettled && out->stage == 0;
}

bool
index_list_fits(const struct index_list *list, size_t i,
    const struct stat *st)
{
	return ondisk_fits(entry(list, i), st, &list->age);
}
