#include "core/git/config.h"

#include <pwd.h>

#include <git2.h>
#include <git2/sys/repository.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config_env.h"
#include "core/git/handle.h"
#include "core/git/lib.h"

struct config {
	git_config *user, *whole; /* WHOLE: NULL without a repository */
	struct strs keys, values; /* of the environment */
	const char *(*env)(const char *);
};

enum { LEVEL_WORK_TREE = GIT_CONFIG_LEVEL_APP };

static const struct err *
add_file(git_config *to, const char *path, int level, git_repository *repo)
{
	int rc = git_config_add_file_ondisk(to, path,
	    (git_config_level_t)level, repo, 1);

	return rc < 0 ? git_fail(rc, "'%s'", path) : NULL;
}

/* PATH below the directory that VARIABLE names, if it names one. */
static const struct err *
add_below(git_config *to, const struct config *config, const char *variable,
    const char *path, int level, git_repository *repo)
{
	const char *dir = config->env(variable);
	const struct err *err;
	char *file;

	if (dir == NULL || *dir == '\0')
		return NULL;
	file = xasprintf("%s/%s", dir, path);
	err = add_file(to, file, level, repo);
	free(file);
	return err;
}

static const struct err *
add_system(git_config *to, const struct config *config, git_repository *repo)
{
	const char *path = config->env("GIT_CONFIG_SYSTEM");

	if (config_true(config->env("GIT_CONFIG_NOSYSTEM"), false))
		return NULL;
	return add_file(to, path ? path : "/etc/gitconfig",
	    GIT_CONFIG_LEVEL_SYSTEM, repo);
}

/* GIT_CONFIG_GLOBAL stands for both files of the user. */
static const struct err *
add_user(git_config *to, const struct config *config, git_repository *repo)
{
	const char *path = config->env("GIT_CONFIG_GLOBAL");
	const char *xdg = config->env("XDG_CONFIG_HOME");
	const struct err *err;

	if (path != NULL && *path == '\0')
		return NULL;
	if (path != NULL)
		return add_file(to, path, GIT_CONFIG_LEVEL_GLOBAL, repo);
	if (xdg != NULL && *xdg != '\0')
		err = add_below(to, config, "XDG_CONFIG_HOME", "git/config",
		    GIT_CONFIG_LEVEL_XDG, repo);
	else
		err = add_below(to, config, "HOME", ".config/git/config",
		    GIT_CONFIG_LEVEL_XDG, repo);
	if (err != NULL)
		return err;
	return add_below(to, config, "HOME", ".gitconfig",
	    GIT_CONFIG_LEVEL_GLOBAL, repo);
}

/*
 * *CONFIG as it is now.  Of a live one libgit2 looks at every file again
 * whenever a value is asked for.
 */
static const struct err *
settle(git_config **config)
{
	git_config *now;
	int rc = git_config_snapshot(&now, *config);

	if (rc < 0)
		return git_fail(rc, "git_config_snapshot");
	git_config_free(*config);
	*config = now;
	return NULL;
}

const struct err *
config_open(struct config **out, const char *(*env)(const char *))
{
	struct config *config = xcalloc(1, sizeof(*config));
	const struct err *err;
	int rc;

	config->env = env;
	if ((rc = git_config_new(&config->user)) < 0) {
		err = git_fail(rc, "git_config_new");
		goto done;
	}
	if ((err = config_env_read(&config->keys, &config->values, env)) ||
	    (err = add_system(config->user, config, NULL)) ||
	    (err = add_user(config->user, config, NULL)) ||
	    (err = settle(&config->user)))
		goto done;
	*out = config;
	config = NULL;
done:
	config_close(config);
	return err;
}

const struct err *
config_add_repo(struct config *config, git_repository *repo,
    const char *common_dir, const char *git_dir)
{
	char *file = xasprintf("%s/config", common_dir);
	char *own = xasprintf("%s/config.worktree", git_dir);
	const struct err *err = NULL;
	int rc;

	if ((rc = git_config_new(&config->whole)) < 0) {
		err = git_fail(rc, "git_config_new");
		goto done;
	}
	if ((err = add_system(config->whole, config, repo)) ||
	    (err = add_user(config->whole, config, repo)) ||
	    (err = add_file(config->whole, file, GIT_CONFIG_LEVEL_LOCAL,
	    repo)))
		goto done;
	if (config_bool(config, "extensions.worktreeConfig", false, false) &&
	    (err = add_file(config->whole, own, LEVEL_WORK_TREE, repo)))
		goto done;
	if ((rc = git_repository_set_config(repo, config->whole)) < 0)
		err = git_fail(rc, "'%s'", file);
	else
		err = settle(&config->whole);
done:
	free(file);
	free(own);
	return err;
}

void
config_close(struct config *config)
{
	if (config == NULL)
		return;
	git_config_free(config->user);
	git_config_free(config->whole);
	strs_release(&config->keys);
	strs_release(&config->values);
	free(config);
}

const char *
config_env(const struct config *config, const char *name)
{
	return config->env(name);
}

static const git_config *
files(const struct config *config, bool trusted)
{
	return trusted || config->whole == NULL ? config->user : config->whole;
}

/* The value of KEY in the environment, borrowed. */
static const char *
from_env(const struct config *config, const char *key)
{
	char *normal = config_key(key);
	const char *value = NULL;

	for (size_t i = config->keys.n; normal && i > 0 && !value; i--)
		if (strcmp(config->keys.items[i - 1], normal) == 0)
			value = config->values.items[i - 1];
	free(normal);
	return value;
}

char *
config_get(const struct config *config, const char *key, bool trusted)
{
	const char *over = from_env(config, key);
	git_config_entry *entry = NULL;
	char *value;

	if (over != NULL)
		return xstrdup(over);
	if (git_config_get_entry(&entry, files(config, trusted), key) < 0)
		return NULL;
	/* "key" alone, without "=", is true. */
	value = xstrdup(entry->value ? entry->value : "true");
	git_config_entry_free(entry);
	return value;
}

void
config_all(const struct config *config, const char *key, bool trusted,
    struct strs *out)
{
	static const int levels[] = { GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
		GIT_CONFIG_LEVEL_LOCAL, LEVEL_WORK_TREE };
	char *normal = config_key(key);

	for (size_t i = 0; i < COUNT(levels); i++) {
		git_config_iterator *iterator = NULL;
		git_config_entry *entry;

		if (git_config_multivar_iterator_new(&iterator,
		    files(config, trusted), key, NULL) < 0)
			continue;
		while (git_config_next(&entry, iterator) == 0)
			if ((int)entry->level == levels[i])
				strs_add(out, entry->value ? entry->value :
				    "true");
		git_config_iterator_free(iterator);
	}
	for (size_t i = 0; normal != NULL && i < config->keys.n; i++)
		if (strcmp(config->keys.items[i], normal) == 0)
			strs_add(out, config->values.items[i]);
	free(normal);
}

char *
config_text(const struct config *config, const char *key,
    const char *otherwise)
{
	char *value = config_get(config, key, true);

	if (value != NULL && *value != '\0')
		return value;
	free(value);
	return xstrdup0(otherwise);
}

bool
config_has_promisor(const struct config *config)
{
	git_config_iterator *iterator = NULL;
	git_config_entry *entry;
	bool found = false;

	if (git_config_iterator_new(&iterator, files(config, false)) < 0)
		return false;
	while (!found && git_config_next(&entry, iterator) == 0)
		found = str_starts(entry->name, "remote.") &&
		    str_ends(entry->name, ".promisor") &&
		    config_true(entry->value ? entry->value : "true", false);
	git_config_iterator_free(iterator);
	return found;
}

bool
config_true(const char *text, bool otherwise)
{
	int value;

	if (text == NULL || git_config_parse_bool(&value, text) < 0)
		return otherwise;
	return value != 0;
}

bool
config_bool(const struct config *config, const char *key, bool trusted,
    bool otherwise)
{
	char *text = config_get(config, key, trusted);
	bool value = config_true(text, otherwise);

	free(text);
	return value;
}

/* The home of NAME (LEN bytes), or of the user themselves. */
static char *
home_of(const struct config *config, const char *name, size_t len)
{
	const char *home = config->env("HOME");
	struct passwd *entry;
	char *user;

	if (len == 0)
		return home ? xstrdup(home) : NULL;
	user = xstrndup(name, len);
	entry = getpwnam(user);
	free(user);
	return entry ? xstrdup(entry->pw_dir) : NULL;
}

char *
config_path(const struct config *config, const char *key, bool trusted)
{
	char *value = config_get(config, key, trusted), *home, *path;
	size_t len;

	if (value == NULL || value[0] != '~')
		return value;
	len = strcspn(value, "/");
	home = home_of(config, value + 1, len - 1);
	if (home == NULL)
		return value;
	path = xasprintf("%s%s", home, value + len);
	free(home);
	free(value);
	return path;
}

const struct err *
config_put(const char *common_dir, const char *key, const char *value)
{
	char *file = xasprintf("%s/config", common_dir);
	const struct err *err = NULL;
	git_config *config = NULL;
	int rc;

	if ((rc = git_config_open_ondisk(&config, file)) < 0 ||
	    (rc = git_config_set_string(config, key, value)) < 0)
		err = git_fail(rc, "'%s'", file);
	git_config_free(config);
	free(file);
	return err;
}
