#include "core/git/identity.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/repo.h"
#include "core/git/spawn.h"

/* Where git looks, in order; index: enum identity_role. */
static const struct role {
	const char *env_name, *env_email, *env_date;
	const char *name, *email; /* keys before user.* */
	const char *variable;     /* for `git var` */
} roles[] = {
	{ "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE",
	    "author.name", "author.email", "GIT_AUTHOR_IDENT" },
	{ "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE",
	    "committer.name", "committer.email", "GIT_COMMITTER_IDENT" },
};

static char *
configured(struct repo *repo, const char *variable, const char *key,
    const char *fallback)
{
	const char *env = repo_env(repo, variable);
	char *value;

	if (env != NULL)
		return xstrdup(env);
	value = config_get(repo_config(repo), key, false);
	if (value == NULL || *value == '\0') {
		free(value);
		value = config_get(repo_config(repo), fallback, false);
	}
	if (value != NULL && *value == '\0') {
		free(value);
		value = NULL;
	}
	return value;
}

static void
now(int64_t *when, int *offset)
{
	time_t seconds = time(NULL);
	struct tm tm;

	*when = seconds;
	localtime_r(&seconds, &tm);
	*offset = (int)(tm.tm_gmtoff / 60);
}

/* What a child must see: what the environment says that we were given. */
static void
add_variable(struct strs *env, struct repo *repo, const char *name)
{
	const char *value = repo_env(repo, name);

	if (value != NULL)
		strs_take(env, xasprintf("%s=%s", name, value));
	else
		strs_add(env, name);
}

static void
child_environment(struct strs *env, struct repo *repo, const struct role *role)
{
	static const char *const names[] = { "HOME", "XDG_CONFIG_HOME",
		"EMAIL", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
		"GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_PARAMETERS" };

	for (size_t i = 0; i < COUNT(names); i++)
		add_variable(env, repo, names[i]);
	add_variable(env, repo, role->env_name);
	add_variable(env, repo, role->env_email);
	add_variable(env, repo, role->env_date);
	strs_take(env, xasprintf("GIT_DIR=%s", repo_git_dir(repo)));
}

/* Ask git itself; TEXT gets "Name <email> seconds zone". */
static const struct err *
ask_git(struct repo *repo, const struct role *role, struct str *text,
    int *status)
{
	const char *argv[] = { "git", "var", role->variable, NULL };
	struct strs env = STRS_INIT;
	struct str messages = STR_INIT;
	struct spawn spawn = { argv, NULL, NULL, 0, text, &messages };
	const struct err *err;

	child_environment(&env, repo, role);
	GROW(env.items, env.n, env.cap);
	env.items[env.n] = NULL;
	spawn.env = (const char *const *)env.items;
	err = spawn_run(&spawn, status);
	strs_release(&env);
	str_release(&messages);
	return err;
}

static bool
parse_answer(char *text, char **name, char **email, int64_t *when,
    int *offset)
{
	char *less = strchr(text, '<'), *more;

	if (less == NULL || less == text || (more = strchr(less, '>')) == NULL)
		return false;
	less[-1] = *more = '\0';
	if (more[1] != ' ')
		return false;
	more[1] = '@';
	if (!identity_date(more + 1, when, offset))
		return false;
	*name = xstrdup(text);
	*email = xstrdup(less + 1);
	return true;
}

static const struct err *
no_identity(const char *what)
{
	return err_mend(err_mend(err_new(ERR_SYSTEM, _("who are you? %s"),
	    what), "git config --global user.name \"Your Name\""),
	    "git config --global user.email you@example.com");
}

/* Nothing configured, or a date that only git understands. */
static const struct err *
from_git(struct repo *repo, const struct role *role, char **name,
    char **email, int64_t *when, int *offset)
{
	struct str text = STR_INIT;
	const struct err *err;
	const char *date;
	int status;

	err = ask_git(repo, role, &text, &status);
	if (err != NULL || status == 0)
		goto done;
	date = repo_env(repo, role->env_date);
	if (date != NULL && !identity_date(date, when, offset))
		err = err_new(ERR_SYSTEM, _("bad %s '%s'"), role->env_date,
		    date);
	else
		err = no_identity(_("git knows no name and address"));
done:
	while (text.len > 0 && text.ptr[text.len - 1] == '\n')
		str_cut(&text, text.len - 1);
	if (err == NULL && !parse_answer(text.ptr, name, email, when, offset))
		err = no_identity(_("git gives no address"));
	str_release(&text);
	return err;
}

/* Letters that say something: not only what git strips. */
static bool
has_substance(const char *name)
{
	for (; *name != '\0'; name++)
		if ((unsigned char)*name > 32 &&
		    strchr(".,:;<>\"\\'", *name) == NULL)
			return true;
	return false;
}

static const struct err *
check(const char *name, const char *email)
{
	if (!has_substance(name))
		return no_identity(_("the name is empty"));
	if (!has_substance(email))
		return no_identity(_("the address is empty"));
	return NULL;
}

const struct err *
identity_read(struct repo *repo, enum identity_role which, char **name,
    char **email, int64_t *when, int *offset)
{
	const struct role *role = &roles[which];
	const char *date = repo_env(repo, role->env_date);
	const char *address = repo_env(repo, "EMAIL");
	const struct err *err = NULL;

	*name = configured(repo, role->env_name, role->name, "user.name");
	*email = configured(repo, role->env_email, role->email, "user.email");
	if (*email == NULL && address != NULL && *address != '\0')
		*email = xstrdup(address);
	if (date == NULL || *date == '\0')
		now(when, offset);
	if (*name == NULL || *email == NULL || (date && *date &&
	    !identity_date(date, when, offset))) {
		free(*name);
		free(*email);
		*name = *email = NULL;
		err = from_git(repo, role, name, email, when, offset);
	}
	if (err == NULL)
		err = check(*name, *email);
	if (err != NULL) {
		free(*name);
		free(*email);
		*name = *email = NULL;
	}
	return err;
}
