#include "core/git/sign.h"

#include <unistd.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/armour.h"
#include "core/git/config.h"
#include "core/git/repo.h"
#include "core/git/spawn.h"

bool
sign_wanted(const struct repo *repo)
{
	return config_bool(repo_config(repo), "commit.gpgsign", true, false);
}

/* KEY of the user's configuration, else OTHERWISE; the caller frees. */
static char *
setting(struct repo *repo, const char *key, const char *otherwise)
{
	char *value = config_get(repo_config(repo), key, true);

	if (value != NULL && *value != '\0')
		return value;
	free(value);
	return xstrdup0(otherwise);
}

/* The last lines of what the program said, or that it said nothing. */
static const struct err *
signer_failed(const char *program, int status, struct str *messages)
{
	while (messages->len > 0 &&
	    strchr("\n\r ", messages->ptr[messages->len - 1]))
		str_cut(messages, messages->len - 1);
	return err_new(ERR_SYSTEM, _("'%s' did not sign (status %d): %s"),
	    program, status, messages->ptr);
}

static const struct err *
run(const char *const *argv, const char *ptr, size_t len, struct str *out,
    struct str *messages)
{
	struct spawn spawn = { argv, NULL, ptr, len, out, messages };
	const struct err *err;
	int status;

	if ((err = spawn_run(&spawn, &status)))
		return err;
	return status != 0 ? signer_failed(argv[0], status, messages) : NULL;
}

static const struct err *
not_a_signature(const char *program)
{
	return err_new(ERR_SYSTEM, _("'%s' gives no signature; nothing was "
	    "written"), program);
}

static const struct err *
sign_openpgp(struct repo *repo, const char *signer, const char *ptr,
    size_t len, struct str *out)
{
	char *program = setting(repo, "gpg.program", "gpg");
	char *own = setting(repo, "gpg.openpgp.program", program);
	char *key = setting(repo, "user.signingkey", signer);
	const char *argv[] = { own, "--status-fd=2", "-bsau", key, NULL };
	struct str messages = STR_INIT;
	const struct err *err = run(argv, ptr, len, out, &messages);

	if (err == NULL && (!armour_is_openpgp(out->ptr) ||
	    strstr(messages.ptr, "[GNUPG:] SIG_CREATED ") == NULL))
		err = not_a_signature(own);
	free(program);
	free(own);
	free(key);
	str_release(&messages);
	return err;
}

/* A key itself in place of the name of its file, as git takes it. */
static const char *
literal_key(const char *key)
{
	if (str_starts(key, "key::"))
		return key + strlen("key::");
	return str_starts(key, "ssh-") ? key : NULL;
}

/* KEY in a file of its own, whose name *PATH gets; caller unlinks, frees. */
static const struct err *
write_key(struct repo *repo, const char *key, char **path)
{
	const char *dir = repo_env(repo, "TMPDIR");
	char *name = xasprintf("%s/proven-key-XXXXXX",
	    dir && *dir ? dir : P_tmpdir);
	size_t len = strlen(key);
	int fd = mkstemp(name);
	const struct err *err = NULL;

	if (fd < 0) {
		err = err_errno(name);
		free(name);
		return err;
	}
	if (write(fd, key, len) != (ssize_t)len || write(fd, "\n", 1) != 1)
		err = err_errno(name);
	close(fd);
	*path = name;
	return err;
}

static const struct err *
no_ssh_key(void)
{
	return err_mend(err_new(ERR_SYSTEM, _("no key to sign with: "
	    "user.signingkey is not set")),
	    "git config --global user.signingkey ~/.ssh/id_ed25519.pub");
}

static const struct err *
sign_ssh(struct repo *repo, const char *ptr, size_t len, struct str *out)
{
	char *program = setting(repo, "gpg.ssh.program", "ssh-keygen");
	char *key = config_path(repo_config(repo), "user.signingkey", true);
	const char *argv[] = { program, "-Y", "sign", "-n", "git", "-f", NULL,
		NULL };
	struct str messages = STR_INIT;
	const struct err *err = NULL;
	char *file = NULL;

	if (key == NULL || *key == '\0')
		err = no_ssh_key();
	else if (literal_key(key) != NULL)
		err = write_key(repo, literal_key(key), &file);
	argv[6] = file ? file : key;
	if (err == NULL)
		err = run(argv, ptr, len, out, &messages);
	if (err == NULL && !armour_is_ssh(out->ptr, "git"))
		err = not_a_signature(program);
	if (file != NULL)
		unlink(file);
	free(file);
	free(key);
	free(program);
	str_release(&messages);
	return err;
}

const struct err *
sign_make(struct repo *repo, const char *signer, const char *ptr,
    size_t len, struct str *out)
{
	char *format = setting(repo, "gpg.format", "openpgp");
	const struct err *err;

	if (strcmp(format, "openpgp") == 0)
		err = sign_openpgp(repo, signer, ptr, len, out);
	else if (strcmp(format, "ssh") == 0)
		err = sign_ssh(repo, ptr, len, out);
	else
		err = err_mend(err_new(ERR_SYSTEM, _("gpg.format '%s' is not "
		    "supported: ssh or openpgp"), format),
		    "git config --global gpg.format ssh");
	free(format);
	return err;
}
