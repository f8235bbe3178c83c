#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/git/config_env.h"
#include "core/git/identity.h"
#include "tests/unit/git_box.h"

/* ---- The same as `git var` says ---- */

/* Lines of shell that set configuration and environment; both see them. */
static const struct {
	const char *config; /* run in the repository */
	const char *env[8]; /* "NAME=value" */
} rows[] = {
	{ "true", { NULL } },
	{ "git config user.name Local", { NULL } },
	{ "git config user.email local@example.org", { NULL } },
	{ "git config author.name Author && git config committer.email "
	    "c@example.org", { NULL } },
	{ "git config --global --unset user.email",
	    { "EMAIL=mail@example.org" } },
	{ "true", { "EMAIL=ignored@example.org" } },
	{ "true", { "GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=a@x.example",
	    "GIT_AUTHOR_DATE=@1767254400 +0100" } },
	{ "true", { "GIT_COMMITTER_NAME=Bob", "GIT_COMMITTER_EMAIL=b@x" } },
	{ "git config user.name Local", { "GIT_AUTHOR_NAME=Env" } },
	{ "true", { "GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=user.name",
	    "GIT_CONFIG_VALUE_0=Counted", "GIT_CONFIG_KEY_1=USER.Email",
	    "GIT_CONFIG_VALUE_1=count@example.org" } },
	{ "git config author.name Author", { "GIT_CONFIG_COUNT=1",
	    "GIT_CONFIG_KEY_0=user.name", "GIT_CONFIG_VALUE_0=Counted" } },
	{ "true", { "GIT_CONFIG_PARAMETERS='user.name=Old style' "
	    "'user.email'='new@example.org'" } },
	{ "true", { "GIT_CONFIG_PARAMETERS='user.name'='It'\\''s me'" } },
	{ "true", { "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=user.name",
	    "GIT_CONFIG_VALUE_0=Counted",
	    "GIT_CONFIG_PARAMETERS='user.name'='Parameter'" } },
	{ "git config -f other.cfg user.name Other && "
	    "git config -f other.cfg user.email other@example.org",
	    { "GIT_CONFIG_GLOBAL=other.cfg" } },
	{ "git config user.name L && git config user.email l@example.org",
	    { "GIT_CONFIG_GLOBAL=/dev/null" } },
	{ "git config -f sys.cfg user.name System && git config --global "
	    "--unset user.name", { "GIT_CONFIG_SYSTEM=sys.cfg",
	    "GIT_CONFIG_NOSYSTEM=0" } },
	{ "mkdir -p xdg/git && git config -f xdg/git/config user.name Xdg && "
	    "git config --global --unset user.name",
	    { "XDG_CONFIG_HOME=xdg" } },
	{ "git config -f inc.cfg user.name Included && git config "
	    "include.path ../inc.cfg", { NULL } },
	{ "git config user.name '  ,.Crud;. '", { NULL } },
	{ "git config user.name 'Zhang Wei 张伟'", { NULL } },
	{ "true", { "GIT_AUTHOR_DATE=1767254400 +0530" } },
	{ "true", { "GIT_AUTHOR_DATE=@0 +0000" } },
	{ "true", { "GIT_AUTHOR_DATE=@1767254400 -0930" } },
	{ "true", { "GIT_AUTHOR_DATE=2026-07-15T08:30:00Z" } },
	{ "true", { "GIT_AUTHOR_DATE=2026-07-15T08:30:00+02:00" } },
	{ "true", { "GIT_AUTHOR_DATE=2026-07-15 08:30:00 -0700" } },
	{ "true", { "GIT_AUTHOR_DATE=2026-07-15T08:30:00" } },
	{ "true", { "GIT_AUTHOR_DATE=2026-07-15 08:30:00",
	    "TZ=Asia/Shanghai" } },
	{ "true", { "GIT_AUTHOR_DATE=2026-01-15 08:30:00",
	    "TZ=America/New_York" } },
	{ "true", { "GIT_AUTHOR_DATE=2026-07-15 08:30:00",
	    "TZ=America/New_York" } },
	{ "true", { "GIT_AUTHOR_DATE=Wed, 15 Jul 2026 08:30:00 +0200" } },
	{ "true", { "GIT_AUTHOR_DATE=Wed Jul 15 08:30:00 2026 +0200" } },
	{ "true", { "GIT_AUTHOR_DATE=2026.07.15T08:30:00 +0800" } },
	{ "true", { "GIT_AUTHOR_DATE=07/15/2026 08:30:00 +0000" } },
};

static char *
git_says(const char *what)
{
	char *command = xasprintf("cd r && git var %s", what);
	char *text = box_run(command, NULL);

	free(command);
	return text;
}

static char *
written(const struct identity *identity)
{
	int offset = abs(identity->offset);

	return xasprintf("%s <%s> %lld %c%02d%02d", identity->name,
	    identity->email, (long long)identity->when,
	    identity->offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

/* Ours is what the commit says: with the crud that git strips. */
static void
check_same(struct store *store, bool author)
{
	struct identity identity;
	char *ours, *theirs;

	box_ok(author ? store_author(store, &identity) :
	    store_committer(store, &identity));
	theirs = git_says(author ? "GIT_AUTHOR_IDENT" :
	    "GIT_COMMITTER_IDENT");
	ours = written(&identity);
	/* A second may have passed in between. */
	if (!(author && box_env("GIT_AUTHOR_DATE"))) {
		*strchr(ours, '>') = '\0';
		*strchr(theirs, '>') = '\0';
	}
	if (strcmp(ours, theirs) != 0 && strstr(ours, "Crud") == NULL)
		fail_msg("'%s', git: '%s'", ours, theirs);
	identity_release(&identity);
	free(ours);
	free(theirs);
}

static void
identities_are_those_of_git(void **state)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct store *store;
		char *command = xasprintf("git init -q r && cd r && %s",
		    rows[i].config);

		assert_int_equal(box_setup(state), 0);
		box_do(command);
		if (strstr(rows[i].config, "cfg") ||
		    strstr(rows[i].config, "xdg"))
			assert_int_equal(chdir("r"), 0);
		box_do("test -d r || ln -s . r");
		for (size_t j = 0; rows[i].env[j] != NULL; j++) {
			char *name = xstrndup(rows[i].env[j],
			    strcspn(rows[i].env[j], "="));

			setenv(name, rows[i].env[j] + strlen(name) + 1, 1);
			free(name);
		}
		tzset();
		store = box_open("r", NULL);
		check_same(store, true);
		check_same(store, false);
		store_close(store);
		free(command);
		assert_int_equal(box_teardown(state), 0);
	}
}

/* ---- No identity ---- */

static void
without_an_identity_the_two_lines_are_named(void **state)
{
	struct store *store;
	struct identity identity;
	const struct err *err;

	(void)state;
	box_do("git init -q r && git config --global --unset user.name &&"
	    " git config --global --unset user.email &&"
	    " git config --global user.useConfigOnly true");
	store = box_open("r", NULL);
	err = store_author(store, &identity);
	box_fails(err, ERR_SYSTEM, "git config --global user.name");
	box_fails(err, ERR_SYSTEM, "git config --global user.email");
	store_close(store);
}

static void
empty_and_bad_parts_are_refused(void **state)
{
	struct store *store;
	struct identity identity;

	(void)state;
	box_do("git init -q r");
	store = box_open("r", NULL);
	setenv("GIT_AUTHOR_NAME", " .,", 1);
	box_fails(store_author(store, &identity), ERR_SYSTEM, "name");
	setenv("GIT_AUTHOR_NAME", "Ann", 1);
	setenv("GIT_AUTHOR_EMAIL", "", 1);
	box_fails(store_author(store, &identity), ERR_SYSTEM, "address");
	setenv("GIT_AUTHOR_EMAIL", "a@example.org", 1);
	setenv("GIT_AUTHOR_DATE", "no date at all", 1);
	box_fails(store_author(store, &identity), ERR_SYSTEM,
	    "GIT_AUTHOR_DATE 'no date at all'");
	store_close(store);
}

/* ---- Configuration in the environment ---- */

static void
malformed_configuration_is_refused(void **state)
{
	static const struct {
		const char *name, *value, *part;
	} bad[] = {
		{ "GIT_CONFIG_COUNT", "x", "GIT_CONFIG_COUNT" },
		{ "GIT_CONFIG_COUNT", "-1", "GIT_CONFIG_COUNT" },
		{ "GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0" },
		{ "GIT_CONFIG_PARAMETERS", "x", "GIT_CONFIG_PARAMETERS" },
		{ "GIT_CONFIG_PARAMETERS", "'a.b=c", "GIT_CONFIG_PARAMETERS" },
		{ "GIT_CONFIG_PARAMETERS", "'a.b=c'x",
		    "GIT_CONFIG_PARAMETERS" },
		{ "GIT_CONFIG_PARAMETERS", "'nodot=c'", "'nodot'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct strs keys = STRS_INIT, values = STRS_INIT;

		setenv(bad[i].name, bad[i].value, 1);
		box_fails(config_env_read(&keys, &values, box_env),
		    ERR_SYSTEM, bad[i].part);
		unsetenv(bad[i].name);
		strs_release(&keys);
		strs_release(&values);
	}
}

static void
what_is_trusted_is_not_from_the_repository(void **state)
{
	struct store *store;
	char *value;

	(void)state;
	box_do("git init -q r && cd r && git config gpg.program evil &&"
	    " git config --global gpg.ssh.program good");
	store = box_open("r", NULL);
	assert_null(store_config(store, "gpg.program", true));
	value = store_config(store, "gpg.program", false);
	assert_string_equal(value, "evil");
	free(value);
	value = store_config(store, "gpg.ssh.program", true);
	assert_string_equal(value, "good");
	free(value);
	store_close(store);
}

/* ---- Dates that only git reads ---- */

static void
other_dates_are_left_to_git(void **state)
{
	static const char *const others[] = { "", "yesterday", "1767254400",
		"12345 +0000", "1767254400 +01", "1767254400 +0190",
		"@1767254400", "@x +0000", "2026-07-15", "2026-02-30T00:00:00Z",
		"2026-07-15T25:00:00Z", "2026-07-15T08:30:60Z",
		"2026-07-15T08:30:00 +1", "2026-07-15T08:30:00x" };
	int64_t when;
	int offset;

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(identity_date(others[i], &when, &offset));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identities_are_those_of_git),
		IN_BOX(without_an_identity_the_two_lines_are_named),
		IN_BOX(empty_and_bad_parts_are_refused),
		IN_BOX(malformed_configuration_is_refused),
		IN_BOX(what_is_trusted_is_not_from_the_repository),
		cmocka_unit_test(other_dates_are_left_to_git),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
