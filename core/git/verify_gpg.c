#include "core/git/verify_gpg.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/spawn.h"

struct gpg_keys {
	char *dir;      /* temporary; NULL: none was needed */
	char *ring;     /* its file of keys */
	struct strs primary; /* fingerprints that are in it */
	struct strs ids;     /* key ids of these and of their subkeys */
};

/* ---- The keys ---- */

/* gpg would make its home where there is none, and find nothing there. */
static bool
has_home(const struct config *config)
{
	const char *own = config_env(config, "GNUPGHOME");
	const char *home = config_env(config, "HOME");
	char *path = own && *own ? xstrdup(own) :
	    xasprintf("%s/.gnupg", home ? home : "");
	bool yes = file_exists(path);

	free(path);
	return yes;
}

/* What gpg says to OPTIONS (NULL at the end) about all of FINGERPRINTS. */
static bool
ask(const struct config *config, const char *const *options,
    const char *const *fingerprints, size_t n, struct str *out)
{
	char *program = config_text(config, "gpg.program", "gpg");
	char *own = config_text(config, "gpg.openpgp.program", program);
	struct spawn spawn = { NULL, NULL, NULL, 0, out, NULL };
	const char **argv = NULL;
	size_t count = 0, cap = 0;
	bool ran;
	int status;

	GROW(argv, count, cap);
	argv[count++] = own;
	for (size_t i = 0; options[i] != NULL; i++) {
		GROW(argv, count, cap);
		argv[count++] = options[i];
	}
	for (size_t i = 0; i < n; i++) {
		GROW(argv, count, cap);
		argv[count++] = fingerprints[i];
	}
	GROW(argv, count, cap);
	argv[count] = NULL;
	spawn.argv = argv;
	/* It fails where only some are missing. */
	ran = spawn_run(&spawn, &status) == NULL;
	free(argv);
	free(own);
	free(program);
	return ran;
}

/* "fpr:::::::::FINGERPRINT:" behind "pub:" or "sub:". */
static void
take_listed(struct gpg_keys *keys, const char *list,
    const char *const *wanted, size_t n)
{
	static const char fpr[] = "fpr:::::::::";
	struct strs lines = STRS_INIT;
	bool primary = false;

	strs_split(&lines, list, '\n');
	for (size_t i = 0; i < lines.n; i++) {
		char *line = lines.items[i];

		if (!str_starts(line, fpr)) {
			primary = str_starts(line, "pub:");
			continue;
		}
		line += strlen(fpr);
		if (strcspn(line, ":") != OPENPGP_FINGERPRINT)
			continue;
		line[OPENPGP_FINGERPRINT] = '\0';
		strs_add(&keys->ids, line + OPENPGP_FINGERPRINT - OPENPGP_ID);
		for (size_t j = 0; primary && j < n; j++)
			if (strcasecmp(line, wanted[j]) == 0)
				strs_add(&keys->primary, line);
	}
	strs_release(&lines);
}

static const struct err *
make_folder(struct gpg_keys *keys, const struct config *config)
{
	const char *parent = config_env(config, "TMPDIR");
	char *dir = xasprintf("%s/proven-gpg-XXXXXX",
	    parent && *parent == '/' ? parent : P_tmpdir);
	const struct err *err = NULL;

	if (mkdtemp(dir) == NULL) {
		err = err_errno(dir);
		free(dir);
		return err;
	}
	keys->dir = dir;
	keys->ring = xasprintf("%s/keys.gpg", dir);
	return NULL;
}

static const struct err *
copy_keys(struct gpg_keys *keys, const struct config *config)
{
	static const char *const options[] = { "--batch", "--no-options",
		"--no-auto-check-trustdb", "--export-options",
		"export-minimal", "--export", NULL };
	struct str bytes = STR_INIT;
	const struct err *err;

	if ((err = make_folder(keys, config)))
		return err;
	if (ask(config, options, (const char *const *)keys->primary.items,
	    keys->primary.n, &bytes))
		err = file_write(keys->ring, bytes.ptr, bytes.len, false);
	str_release(&bytes);
	return err;
}

const struct err *
gpg_keys_open(struct gpg_keys **out, const struct config *config,
    const char *const *fingerprints, size_t n)
{
	static const char *const options[] = { "--batch", "--no-options",
		"--no-auto-check-trustdb", "--with-colons",
		"--with-fingerprint", "--with-fingerprint", "--list-keys",
		NULL };
	struct gpg_keys *keys = xcalloc(1, sizeof(*keys));
	const struct err *err = NULL;
	struct str list = STR_INIT;

	if (n > 0 && has_home(config) &&
	    ask(config, options, fingerprints, n, &list))
		take_listed(keys, list.ptr, fingerprints, n);
	if (keys->primary.n > 0)
		err = copy_keys(keys, config);
	str_release(&list);
	if (err != NULL)
		gpg_keys_free(keys);
	else
		*out = keys;
	return err;
}

void
gpg_keys_free(struct gpg_keys *keys)
{
	if (keys == NULL)
		return;
	if (keys->dir != NULL) {
		unlink(keys->ring);
		rmdir(keys->dir);
	}
	free(keys->dir);
	free(keys->ring);
	strs_release(&keys->primary);
	strs_release(&keys->ids);
	free(keys);
}

bool
gpg_keys_has(const struct gpg_keys *keys, const char *fingerprint)
{
	for (size_t i = 0; i < keys->primary.n; i++)
		if (strcasecmp(keys->primary.items[i], fingerprint) == 0)
			return true;
	return false;
}

/* ---- What gpgv says ---- */

static const char prefix[] = "[GNUPG:] ";

/* Words whose line means that a signature is not good, whatever else is
 * said. */
static const struct refusal {
	const char *word, *why;
} refusals[] = {
	{ "BADSIG", N_("it is not over these bytes") },
	{ "EXPSIG", N_("the signature has expired") },
	{ "REVKEYSIG", N_("the key was revoked") },
	{ "KEYREVOKED", N_("the key was revoked") },
	{ "ERRSIG", N_("gpgv cannot verify it") },
	{ "NODATA", N_("it is no OpenPGP signature") },
	{ "UNEXPECTED", N_("it is no OpenPGP signature") },
};

/* What of all lines counts. */
struct status {
	int begun, good, valid;
	bool no_key;
	char *fields; /* of VALIDSIG */
	const char *why;
};

static bool
is_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	return strncmp(line, word, len) == 0 &&
	    (line[len] == ' ' || line[len] == '\0');
}

static void
take_status(struct status *status, const char *line)
{
	if (!str_starts(line, prefix))
		return;
	line += strlen(prefix);
	status->begun += is_word(line, "NEWSIG");
	/* Whose key counts is for the tracker to say, commit by commit: what
	 * was good does not turn bad by the passing of time. */
	status->good += is_word(line, "GOODSIG") ||
	    is_word(line, "EXPKEYSIG");
	status->no_key = status->no_key || is_word(line, "NO_PUBKEY");
	if (is_word(line, "VALIDSIG") && status->valid++ == 0)
		status->fields = xstrdup(line);
	for (size_t i = 0; i < COUNT(refusals) && !status->why; i++)
		if (is_word(line, refusals[i].word))
			status->why = _(refusals[i].why);
}

/*
 * "VALIDSIG fingerprint date time expires version reserved algorithm hash
 * class primary".  Class 00 is over the bytes as they are; others are over
 * something that is made of them.
 */
static const char *
judge_fields(const struct gpg_keys *keys, const char *text,
    char fingerprint[OPENPGP_FINGERPRINT + 1])
{
	enum { HASH = 8, CLASS, PRIMARY, FIELDS };
	static const char *const weak[] = { "1", "2", "3" };
	struct strs fields = STRS_INIT;
	const char *why = NULL;

	strs_split(&fields, text, ' ');
	if (fields.n != FIELDS ||
	    strlen(fields.items[PRIMARY]) != OPENPGP_FINGERPRINT ||
	    !gpg_keys_has(keys, fields.items[PRIMARY]))
		why = _("gpgv cannot verify it");
	else if (strcmp(fields.items[CLASS], "00") != 0)
		why = _("it is not over these bytes");
	for (size_t i = 0; why == NULL && i < COUNT(weak); i++)
		if (strcmp(fields.items[HASH], weak[i]) == 0)
			why = _("its hash can be forged (MD5, SHA-1, "
			    "RIPEMD-160)");
	if (why == NULL)
		memcpy(fingerprint, fields.items[PRIMARY],
		    OPENPGP_FINGERPRINT + 1);
	strs_release(&fields);
	return why;
}

static void
judge(const struct gpg_keys *keys, const char *text, int code,
    struct gpg_result *out)
{
	struct status status = { .begun = 0 };
	struct strs lines = STRS_INIT;

	strs_split(&lines, text, '\n');
	for (size_t i = 0; i < lines.n; i++)
		take_status(&status, lines.items[i]);
	strs_release(&lines);
	if (status.begun > 1)
		status.why = _("there are two signatures");
	else if (status.why == NULL && (code != 0 || status.begun != 1 ||
	    status.good != 1 || status.valid != 1))
		status.why = _("gpgv cannot verify it");
	else if (status.why == NULL)
		status.why = judge_fields(keys, status.fields,
		    out->fingerprint);
	free(status.fields);
	out->verdict = status.why == NULL ? GPG_GOOD : GPG_BAD;
	out->why = status.why;
	if (status.no_key && status.begun == 1) {
		out->verdict = GPG_UNKNOWN;
		out->why = _("nobody's key");
	}
}

/* ---- Verifying ---- */

/* Whether the key that ARMOUR names is certainly none of KEYS. */
static bool
is_foreign(const struct gpg_keys *keys, const char *armour)
{
	char id[OPENPGP_ID + 1];

	return keys->ids.n == 0 ||
	    (openpgp_issuer(id, armour) && !strs_has(&keys->ids, id));
}

static const struct err *
write_armour(const struct gpg_keys *keys, const char *armour, char **path)
{
	char *name = xasprintf("%s/sig-XXXXXX", keys->dir);
	size_t len = strlen(armour);
	int fd = mkstemp(name);
	const struct err *err = NULL;

	*path = name;
	if (fd < 0 || write(fd, armour, len) != (ssize_t)len)
		err = err_errno(name);
	if (fd >= 0)
		close(fd);
	return err;
}

static const struct err *
run(const struct gpg_keys *keys, const char *path, const char *ptr,
    size_t len, struct str *out, int *code)
{
	const char *argv[] = { "gpgv", "--homedir", keys->dir, "--keyring",
		keys->ring, "--status-fd=1", "--", path, "-", NULL };
	struct spawn spawn = { argv, NULL, ptr, len, out, NULL };
	const struct err *err = spawn_run(&spawn, code);

	if (err != NULL)
		err = err_mend(err, "apt-get install gpgv");
	return err;
}

const struct err *
gpg_verify(const struct gpg_keys *keys, const char *armour, const char *ptr,
    size_t len, struct gpg_result *out)
{
	struct str status = STR_INIT;
	const struct err *err;
	char *path = NULL;
	int code = 0;

	*out = (struct gpg_result){ .verdict = GPG_BAD,
		.why = _("it is no OpenPGP signature") };
	if (!openpgp_is_armour(armour))
		return NULL;
	if (is_foreign(keys, armour)) {
		out->verdict = GPG_UNKNOWN;
		out->why = _("nobody's key");
		return NULL;
	}
	if ((err = write_armour(keys, armour, &path)) == NULL &&
	    (err = run(keys, path, ptr, len, &status, &code)) == NULL)
		judge(keys, status.ptr, code, out);
	unlink(path);
	free(path);
	str_release(&status);
	return err;
}
