#include "core/git/init.h"

#include <git2.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/find.h"
#include "core/git/lib.h"
#include "core/git/repo.h"

static const struct err *
inside(const char *dir, const char *root)
{
	return err_mend(err_new(ERR_REFUSED, _("'%s' lies inside the "
	    "repository '%s'"), dir, root), "proven -C '%s' init", root);
}

/* A repository was found from DIR: is it DIR's own? */
static const struct err *
check_found(const struct repo *repo, const char *dir)
{
	const char *root = repo_work_tree(repo);

	if (root == NULL)
		root = repo_git_dir(repo);
	if (repo_env(repo, "GIT_DIR") != NULL || find_same(dir, root))
		return NULL;
	return inside(dir, root);
}

static char *
first_branch(const struct config *config)
{
	char *name = config_get(config, "init.defaultBranch", true);

	if (name != NULL && *name != '\0')
		return name;
	free(name);
	return xstrdup("main");
}

static const struct err *
make(const char *dir, const char *(*env)(const char *))
{
	git_repository_init_options options;
	git_repository *repo = NULL;
	struct config *config;
	const struct err *err;
	char *branch;
	int rc;

	if ((err = config_open(&config, env)))
		return err;
	branch = first_branch(config);
	git_repository_init_options_init(&options,
	    GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	options.flags = GIT_REPOSITORY_INIT_NO_REINIT |
	    GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_MKPATH;
	options.initial_head = branch;
	if ((rc = git_repository_init_ext(&repo, dir, &options)) < 0)
		err = git_fail(rc, "'%s'", dir);
	git_repository_free(repo);
	free(branch);
	config_close(config);
	return err;
}

/* DIR, or the nearest folder above it that is there; the caller frees. */
static char *
existing(const char *dir)
{
	char *above = xstrdup(dir), *slash;

	while (!file_exists(above)) {
		slash = strrchr(above, '/');
		if (slash == NULL || slash == above) {
			free(above);
			return xstrdup(slash ? "/" : ".");
		}
		*slash = '\0';
	}
	return above;
}

const struct err *
init_repo(const char *dir, const char *(*env)(const char *), bool *made)
{
	struct repo *repo = NULL;
	char *above = existing(dir);
	const struct err *err;

	*made = false;
	err = repo_open(&repo, above, env);
	if (err == NULL) {
		err = check_found(repo, dir);
	} else if (err->code == ERR_NOTRACKER && env("GIT_DIR") == NULL) {
		err = make(dir, env);
		*made = err == NULL;
	}
	repo_close(repo);
	free(above);
	return err;
}
