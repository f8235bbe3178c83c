#include "core/git/repo.h"

#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>
#include <git2/sys/repository.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/alternates.h"
#include "core/git/config.h"
#include "core/git/find.h"
#include "core/git/handle.h"
#include "core/git/lib.h"
#include "core/git/loose.h"

/* PATH as seen from DIR. */
static char *
join(const char *dir, const char *path)
{
	if (path[0] == '/' || strcmp(dir, ".") == 0)
		return xstrdup(path);
	return xasprintf("%s/%s", dir, path);
}

/* Without the '/' at the end. */
static char *
trimmed(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return xstrndup(path, len);
}

static const struct err *
no_repository(const char *dir)
{
	char *whole = realpath(dir, NULL);
	const struct err *err = err_new(ERR_NOTRACKER,
	    _("no git repository in '%s' or above"), whole ? whole : dir);

	free(whole);
	return err_mend(err_mend(err,
	    _("proven init makes a tracker here")),
	    _("proven -C DIR uses the one in DIR"));
}

/* The git directory that GIT_DIR names: itself, or by a file. */
static const struct err *
explicit_dir(const char *path, struct find *out)
{
	char *file = xasprintf("%s/HEAD", path);
	struct stat st;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		out->git_dir = find_link(path, "gitdir: ");
	else if (lstat(file, &st) == 0)
		out->git_dir = trimmed(path);
	free(file);
	if (out->git_dir == NULL)
		return err_new(ERR_NOTRACKER, _("GIT_DIR '%s' is no git "
		    "repository"), path);
	return NULL;
}

static const struct err *
discover(const char *dir, const char *(*env)(const char *), struct find *out)
{
	bool across = config_true(env("GIT_DISCOVERY_ACROSS_FILESYSTEM"),
	    false);
	git_buf path = { NULL, 0, 0 };
	int rc = git_repository_discover(&path, dir, across,
	    env("GIT_CEILING_DIRECTORIES"));

	if (rc == 0)
		out->git_dir = trimmed(path.ptr);
	git_buf_dispose(&path);
	if (rc == GIT_ENOTFOUND)
		return no_repository(dir);
	return rc < 0 ? git_fail(rc, "'%s'", dir) : NULL;
}

static const struct err *
find(const char *dir, const char *(*env)(const char *), struct find *out)
{
	const char *explicit = env("GIT_DIR"), *common;
	const struct err *err;
	char *path;

	if (explicit != NULL) {
		path = join(dir, explicit);
		err = explicit_dir(path, out);
		out->explicit = true;
		free(path);
	} else {
		err = discover(dir, env, out);
	}
	if (err != NULL)
		return err;
	out->common_dir = find_common(out->git_dir);
	if ((common = env("GIT_COMMON_DIR")) == NULL)
		return NULL;
	path = join(dir, common);
	if (!find_same(path, out->common_dir))
		err = err_mend(err_new(ERR_SYSTEM, _("GIT_COMMON_DIR '%s' is "
		    "not the common directory of '%s'"), path, out->git_dir),
		    "unset GIT_COMMON_DIR");
	free(path);
	return err;
}

/* What git takes for the work tree; NULL in *OUT: bare. */
static const struct err *
choose_work_tree(struct repo *repo, const char *dir, bool explicit, char **out)
{
	const char *env = repo->env("GIT_WORK_TREE");
	const char *own = git_repository_workdir(repo->git);
	bool linked = strcmp(repo->git_dir, repo->common_dir) != 0;
	char *set = config_get(repo->config, "core.worktree", false);

	if (env != NULL)
		*out = join(dir, env);
	else if (linked && own != NULL)
		*out = trimmed(own);
	else if (set != NULL)
		*out = join(repo->git_dir, set);
	else if (config_bool(repo->config, "core.bare", false, false))
		*out = NULL;
	else if (explicit)
		*out = xstrdup(dir);
	else
		*out = own ? trimmed(own) : NULL;
	free(set);
	return NULL;
}

/* Tell libgit2 as well. */
static const struct err *
settle_work_tree(struct repo *repo, const char *dir, bool explicit)
{
	const char *own = git_repository_workdir(repo->git);
	const struct err *err = NULL;
	char *chosen, *real = NULL;
	int rc = 0;

	if ((err = choose_work_tree(repo, dir, explicit, &chosen)))
		return err;
	if (chosen != NULL && (real = realpath(chosen, NULL)) == NULL)
		err = err_errno(chosen);
	else if (chosen == NULL && own != NULL)
		rc = git_repository_set_bare(repo->git);
	else if (chosen != NULL && (own == NULL || !find_same(own, real)))
		rc = git_repository_set_workdir(repo->git, real, 0);
	if (rc < 0)
		err = git_fail(rc, "'%s'", real ? real : repo->git_dir);
	repo->work_tree = real;
	free(chosen);
	return err;
}

/* PATH as seen from DIR, wherever the program goes. */
static char *
absolute(const char *dir, const char *path)
{
	char *joined = join(dir, path), *real = realpath(joined, NULL);

	if (real == NULL)
		return joined;
	free(joined);
	return real;
}

static int
add_own(struct repo *repo)
{
	char *path = xasprintf("%s/objects", repo->common_dir);
	int rc = loose_add(repo->odb, path);

	free(path);
	return rc;
}

static int
add_folder(struct repo *repo, const char *path)
{
	int rc = git_odb_add_disk_alternate(repo->odb, path);

	return rc < 0 ? rc : loose_add(repo->odb, path);
}

/* Objects that a push brings lie apart until it is accepted. */
static const struct err *
add_quarantine(struct repo *repo, const char *dir)
{
	const char *objects = repo->env("GIT_OBJECT_DIRECTORY");
	int rc;

	if (objects == NULL || *objects == '\0')
		return NULL;
	repo->quarantine = absolute(dir, objects);
	rc = add_folder(repo, repo->quarantine);
	return rc < 0 ? git_fail(rc, "GIT_OBJECT_DIRECTORY") : NULL;
}

/* Whether PATH is a folder of objects beside those that are read anyway:
 * in a hook, git names the repository's own as an alternate. */
static bool
is_alternate(const struct repo *repo, const char *path)
{
	char *own = xasprintf("%s/objects", repo->common_dir);
	bool yes = file_exists(path) && !find_same(path, own) &&
	    (repo->quarantine == NULL || !find_same(path, repo->quarantine));

	free(own);
	return yes;
}

static const struct err *
add_alternates(struct repo *repo, const char *dir)
{
	const char *list = repo->env("GIT_ALTERNATE_OBJECT_DIRECTORIES");
	struct strs paths = STRS_INIT;
	int rc = 0;

	alternates_split(&paths, list ? list : "");
	for (size_t i = 0; rc >= 0 && i < paths.n; i++) {
		char *path = absolute(dir, paths.items[i]);

		if (!is_alternate(repo, path)) {
			free(path);
			continue;
		}
		rc = add_folder(repo, path);
		strs_take(&repo->alternates, path);
	}
	strs_release(&paths);
	return rc < 0 ? git_fail(rc, "GIT_ALTERNATE_OBJECT_DIRECTORIES") :
	    NULL;
}

static const struct err *
open_found(struct repo *repo, const struct find *found, const char *dir)
{
	const char *index = repo->env("GIT_INDEX_FILE");
	const struct err *err;
	int rc;

	rc = git_repository_open_ext(&repo->git,
	    found->explicit ? found->git_dir : dir,
	    found->explicit ? GIT_REPOSITORY_OPEN_NO_SEARCH :
	    GIT_REPOSITORY_OPEN_CROSS_FS,
	    repo->env("GIT_CEILING_DIRECTORIES"));
	if (rc < 0)
		return git_fail(rc, "'%s'", found->git_dir);
	if ((rc = git_repository_odb(&repo->odb, repo->git)) < 0)
		return git_fail(rc, "'%s'", found->git_dir);
	repo->git_dir = trimmed(git_repository_path(repo->git));
	repo->common_dir = trimmed(git_repository_commondir(repo->git));
	if ((rc = add_own(repo)) < 0)
		return git_fail(rc, "'%s'", repo->git_dir);
	repo->index = index ? join(dir, index) :
	    xasprintf("%s/index", repo->git_dir);
	if ((err = config_add_repo(repo->config, repo->git, repo->common_dir,
	    repo->git_dir)) ||
	    (err = settle_work_tree(repo, dir, found->explicit)) ||
	    (err = add_quarantine(repo, dir)))
		return err;
	return add_alternates(repo, dir);
}

const struct err *
repo_open(struct repo **out, const char *dir,
    const char *(*env)(const char *))
{
	struct repo *repo = xcalloc(1, sizeof(*repo));
	struct find found = { NULL, NULL, false };
	const struct err *err;

	repo->env = env;
	if (dir == NULL)
		dir = ".";
	if (access(dir, F_OK) < 0) {
		err = err_errno(dir);
		goto done;
	}
	if ((err = find(dir, env, &found)) ||
	    (err = find_check_format(&found)) ||
	    (err = config_open(&repo->config, env)) ||
	    (err = open_found(repo, &found, dir)) ||
	    (err = find_check_owner(&found, repo->work_tree, repo->config)))
		goto done;
	*out = repo;
	repo = NULL;
done:
	free(found.git_dir);
	free(found.common_dir);
	repo_close(repo);
	return err;
}

void
repo_close(struct repo *repo)
{
	if (repo == NULL)
		return;
	git_odb_free(repo->odb);
	git_repository_free(repo->git);
	config_close(repo->config);
	free(repo->git_dir);
	free(repo->common_dir);
	free(repo->work_tree);
	free(repo->index);
	free(repo->quarantine);
	strs_release(&repo->alternates);
	free(repo);
}
