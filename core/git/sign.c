#include "core/git/sign.h"

#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/repo.h"
#include "core/git/spawn.h"
#include "core/sig/sshsig.h"

enum { KEY_FILE_MAX = 65536 };

bool
sign_wanted(const struct repo *repo)
{
	return config_bool(repo_config(repo), "commit.gpgsign", true, false);
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

/* One armour and nothing else, with more in it than a checksum. */
static bool
is_openpgp(const char *text)
{
	static const char begin[] = "-----BEGIN PGP SIGNATURE-----\n";
	static const char end[] = "\n-----END PGP SIGNATURE-----\n";
	enum { SHORTEST = 64 };
	const char *last;

	if (!str_starts(text, begin))
		return false;
	text += strlen(begin);
	last = strstr(text, end);
	return last != NULL && strcmp(last, end) == 0 &&
	    strstr(text, "-----BEGIN") == NULL && last - text >= SHORTEST;
}

static const struct err *
sign_openpgp(struct repo *repo, const char *signer, const char *ptr,
    size_t len, struct str *out)
{
	const struct config *config = repo_config(repo);
	char *program = config_text(config, "gpg.program", "gpg");
	char *own = config_text(config, "gpg.openpgp.program", program);
	char *key = config_text(config, "user.signingkey", signer);
	const char *argv[] = { own, "--status-fd=2", "-bsau", key, NULL };
	struct str messages = STR_INIT;
	const struct err *err = run(argv, ptr, len, out, &messages);

	if (err == NULL && (!is_openpgp(out->ptr) ||
	    strstr(messages.ptr, "[GNUPG:] SIG_CREATED ") == NULL))
		err = not_a_signature(own);
	free(program);
	free(own);
	free(key);
	str_release(&messages);
	return err;
}

/* ---- The key of user.signingkey ---- */

struct signing_key {
	char *value; /* as it is configured, "~/" resolved */
	char *line;  /* its public key */
};

static void
signing_key_release(struct signing_key *key)
{
	free(key->value);
	free(key->line);
}

/* A key itself in place of the name of its file, as git takes it. */
static const char *
literal_key(const char *value)
{
	if (str_starts(value, "key::"))
		return value + strlen("key::");
	return str_starts(value, "ssh-") ? value : NULL;
}

/* The key in the file PATH and SUFFIX; *LINE stays NULL where none is. */
static const struct err *
read_key(const char *path, const char *suffix, char **line)
{
	char *name = xasprintf("%s%s", path, suffix);
	struct str text = STR_INIT;
	const struct err *err = file_read(&text, name, KEY_FILE_MAX);

	if (err == NULL)
		*line = ssh_key_find(text.ptr);
	str_release(&text);
	free(name);
	return err;
}

/* As ssh-keygen finds it: in the file itself, or in that beside it. */
static const struct err *
load_key(struct signing_key *key)
{
	const char *literal = literal_key(key->value);
	const struct err *err = NULL, *ignored;

	if (literal != NULL)
		key->line = ssh_key_find(literal);
	else
		err = read_key(key->value, "", &key->line);
	if (literal == NULL && key->line == NULL) {
		ignored = read_key(key->value, ".pub", &key->line);
		if (ignored == NULL)
			err = NULL;
	}
	if (err != NULL || key->line != NULL)
		return err;
	return err_mend(err_new(ERR_SYSTEM, _("no public ssh key in '%s'"),
	    key->value), _("Ed25519, ECDSA, or RSA of 2048 bits and more; "
	    "no certificates"));
}

static const struct err *
mend_key(const struct err *err)
{
	return err_mend(err, "git config --global user.signingkey "
	    "~/.ssh/id_ed25519.pub");
}

/* The caller releases KEY, also on error. */
static const struct err *
need_key(struct repo *repo, struct signing_key *key)
{
	key->value = config_path(repo_config(repo), "user.signingkey", true);
	if (key->value == NULL || *key->value == '\0')
		return mend_key(err_new(ERR_SYSTEM, _("no key to sign with: "
		    "user.signingkey is not set")));
	return load_key(key);
}

/* ---- Signing by ssh ---- */

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
another_key(const char *program, const struct sshsig *sig, const char *line)
{
	char is[SSH_FINGERPRINT_SIZE], expected[SSH_FINGERPRINT_SIZE];

	sshsig_fingerprint(is, sig);
	ssh_key_fingerprint(expected, line);
	return err_new(ERR_SYSTEM, _("'%s' signed with another key (%s) than "
	    "that of user.signingkey (%s); nothing was written"), program,
	    is, expected);
}

/* Programs go wrong, and wrappers of ssh-keygen more so. */
static const struct err *
check(const char *program, const char *armour, const char *line,
    const char *namespace, const char *ptr, size_t len)
{
	struct sshsig *sig = sshsig_parse(armour);
	const struct err *err = NULL;

	if (sig == NULL || strcmp(sshsig_namespace(sig), namespace) != 0)
		err = not_a_signature(program);
	else if (!sshsig_is_by(sig, line))
		err = another_key(program, sig, line);
	else if (!sshsig_verify(sig, namespace, ptr, len))
		err = err_new(ERR_SYSTEM, _("the signature that '%s' gives "
		    "does not verify; nothing was written"), program);
	sshsig_free(sig);
	return err;
}

static const struct err *
sign_ssh(struct repo *repo, const struct signing_key *key,
    const char *namespace, const char *ptr, size_t len, struct str *out)
{
	char *program = config_text(repo_config(repo), "gpg.ssh.program",
	    "ssh-keygen");
	const char *argv[] = { program, "-Y", "sign", "-n", namespace, "-f",
		key->value, NULL };
	struct str armour = STR_INIT, messages = STR_INIT;
	const char *literal = literal_key(key->value);
	const struct err *err = NULL;
	char *file = NULL;

	if (literal != NULL) {
		err = write_key(repo, literal, &file);
		argv[6] = file;
	}
	if (err == NULL)
		err = run(argv, ptr, len, &armour, &messages);
	if (err == NULL)
		err = check(program, armour.ptr, key->line, namespace, ptr,
		    len);
	if (err == NULL)
		str_addn(out, armour.ptr, armour.len);
	if (file != NULL)
		unlink(file);
	free(file);
	free(program);
	str_release(&armour);
	str_release(&messages);
	return err;
}

static const struct err *
sign_by_key(struct repo *repo, const char *namespace, const char *ptr,
    size_t len, struct str *out, char **line)
{
	struct signing_key key = { NULL, NULL };
	const struct err *err = need_key(repo, &key);

	if (err == NULL)
		err = sign_ssh(repo, &key, namespace, ptr, len, out);
	if (err == NULL && line != NULL) {
		*line = key.line;
		key.line = NULL;
	}
	signing_key_release(&key);
	return err;
}

/* ---- What is offered ---- */

static const char format_key[] = "gpg.format";
static const char mend_format[] = "git config --global gpg.format ssh";

const struct err *
sign_commit(struct repo *repo, const char *signer, const char *ptr,
    size_t len, struct str *out)
{
	char *format = config_text(repo_config(repo), format_key, "openpgp");
	const struct err *err;

	if (strcmp(format, "openpgp") == 0)
		err = sign_openpgp(repo, signer, ptr, len, out);
	else if (strcmp(format, "ssh") == 0)
		err = sign_by_key(repo, "git", ptr, len, out, NULL);
	else
		err = err_mend(err_new(ERR_SYSTEM, _("gpg.format '%s' is not "
		    "supported: ssh or openpgp"), format), mend_format);
	free(format);
	return err;
}

const struct err *
sign_payload(struct repo *repo, const char *namespace, const char *ptr,
    size_t len, struct str *out, char **key)
{
	char *format = config_text(repo_config(repo), format_key, "openpgp");
	const struct err *err;

	if (strcmp(format, "ssh") == 0)
		err = sign_by_key(repo, namespace, ptr, len, out, key);
	else
		err = mend_key(err_mend(err_new(ERR_SYSTEM, _("records are "
		    "signed with ssh keys, and gpg.format is '%s'"), format),
		    mend_format));
	free(format);
	return err;
}

const struct err *
sign_key(const struct config *config, char **line)
{
	char *format = config_text(config, format_key, "openpgp");
	struct signing_key key = { NULL, NULL };
	const struct err *err = NULL;

	key.value = config_path(config, "user.signingkey", true);
	if (strcmp(format, "ssh") == 0 && key.value != NULL &&
	    *key.value != '\0')
		err = load_key(&key);
	if (err == NULL) {
		*line = key.line;
		key.line = NULL;
	}
	signing_key_release(&key);
	free(format);
	return err;
}
