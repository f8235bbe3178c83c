#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/sig/sshsig.h"
#include "tests/unit/git_box.h"

/* Signing commits and what goes into records. */

/* ---- Commits ---- */

static const struct err *
sign(const char *id)
{
	struct change_options options = { .sign = true };
	struct box_record box = { id, "x", false, 0 };
	struct store *store = box_open("r", NULL);
	const struct err *err;

	err = store_change(store, &options, box_put_fn, &box, NULL);
	store_close(store);
	return err;
}

static void
commits_are_signed_by_ssh_as_git_does(void **state)
{
	struct store *store;

	(void)state;
	box_tracker("r");
	box_do("ssh-keygen -q -t ed25519 -N '' -f home/key && git config "
	    "--global gpg.format ssh && git config --global user.signingkey "
	    "'~/key' && (printf 'researcher@example.org ' &&"
	    " cat home/key.pub) >home/signers && git config --global "
	    "gpg.ssh.allowedSignersFile $PWD/home/signers");
	box_ok(sign("p1"));
	box_says("cd r && git log -1 --format=%G?", "G");
	/* By the configuration; the key of a file that names its own. */
	box_do("git config --global commit.gpgsign true && git config "
	    "--global user.signingkey '~/key.pub'");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p2", "x"));
	store_close(store);
	box_says("cd r && git log -1 --format=%G? && git fsck --strict", "G");
	/* Not by that of the repository. */
	box_do("git config --global --unset commit.gpgsign &&"
	    " git -C r config commit.gpgsign true");
	store = box_open("r", NULL);
	box_ok(box_put(store, "p3", "x"));
	store_close(store);
	box_says("cd r && git log -1 --format=%G?", "N");
}

static void
a_key_itself_and_the_agent_are_taken(void **state)
{
	(void)state;
	box_tracker("r");
	box_do("ssh-keygen -q -t ed25519 -N '' -f key && git config --global "
	    "gpg.format ssh && git config --global user.signingkey "
	    "\"key::$(cat key.pub)\" && ssh-agent -s >agent &&"
	    " . ./agent && ssh-add -q key && rm key");
	setenv("SSH_AUTH_SOCK", "", 1);
	box_fails(sign("p1"), ERR_SYSTEM, "did not sign");
	{
		char *socket = box_run(". ./agent >/dev/null && echo "
		    "$SSH_AUTH_SOCK", NULL);

		setenv("SSH_AUTH_SOCK", socket, 1);
		free(socket);
	}
	box_ok(sign("p1"));
	unsetenv("SSH_AUTH_SOCK");
	box_says("cd r && git cat-file commit HEAD | grep -c '^gpgsig '",
	    "1");
	box_do(". ./agent && ssh-agent -k");
}

static void
commits_are_signed_by_openpgp_as_git_does(void **state)
{
	char *home = xasprintf("%s/gnupg", box_env("HOME"));

	(void)state;
	setenv("GNUPGHOME", home, 1);
	box_tracker("r");
	box_do("mkdir -m 700 \"$GNUPGHOME\" && gpg -q --batch --passphrase '' "
	    "--quick-gen-key 'Fictional Researcher <researcher@example.org>'"
	    " ed25519 sign never");
	box_ok(sign("p1"));
	box_says("cd r && git log -1 --format=%G? && git fsck --strict", "G");
	box_do("git config --global user.signingkey 0123456789ABCDEF");
	box_fails(sign("p2"), ERR_SYSTEM, "did not sign");
	box_do("gpgconf --kill all");
	unsetenv("GNUPGHOME");
	free(home);
}

static const struct {
	const char *script, *part; /* in place of ssh-keygen */
} bad_signers[] = {
	{ "exit 1", "did not sign" },
	{ "echo no agent >&2; exit 255", "no agent" },
	{ "cat >/dev/null", "gives no signature" },
	{ "echo hello", "gives no signature" },
	{ "echo '-----BEGIN SSH SIGNATURE-----'; echo AAAA; echo "
	    "'-----END SSH SIGNATURE-----'", "gives no signature" },
	{ "ssh-keygen \"$@\"; echo more", "gives no signature" },
	{ "ssh-keygen -Y sign -n file -f \"$HOME/key\"",
	    "gives no signature" },
	{ "ssh-keygen \"$@\" | tr '\\n' ' '", "gives no signature" },
	{ "ssh-keygen -Y sign -n git -f \"$HOME/other\"",
	    "signed with another key (SHA256:" },
	{ "echo else | ssh-keygen -Y sign -n git -f \"$HOME/key\"",
	    "does not verify" },
	{ "kill -9 $$", "did not sign" },
};

static void
make_signer(const char *script)
{
	char *command = xasprintf("printf '#!/bin/sh\\n%%s\\n' \"$(cat"
	    " <<'EOS'\n%s\nEOS\n)\" >signer && chmod +x signer", script);

	box_do(command);
	free(command);
}

static void
without_a_signature_nothing_is_written(void **state)
{
	(void)state;
	box_tracker("r");
	box_do("git config --global gpg.format ssh");
	box_fails(sign("p1"), ERR_SYSTEM, "user.signingkey");
	box_do("for key in key other; do ssh-keygen -q -t ed25519 -N '' -f "
	    "home/$key; done && git config --global user.signingkey '~/key'"
	    " && git config --global gpg.ssh.program $PWD/signer");
	box_fails(sign("p1"), ERR_SYSTEM, "signer");
	for (size_t i = 0; i < COUNT(bad_signers); i++) {
		make_signer(bad_signers[i].script);
		box_fails(sign("p1"), ERR_SYSTEM, bad_signers[i].part);
	}
	box_do("git config --global gpg.format x509");
	box_fails(sign("p1"), ERR_SYSTEM, "x509");
	box_says("cd r && git rev-list --count HEAD && git status "
	    "--porcelain", "1");
}

/* ---- Payloads ---- */

#define NAMESPACE "proven-approval"

static const char payload[] = "{\"a\": \"\xe6\xa6\x82\"}";

/* The payload is signed by the key of FILE, which is what would sign. */
static void
signs_as(const char *file)
{
	struct store *store = box_open("r", NULL);
	struct str text = STR_INIT, armour = STR_INIT;
	char *expected, *key = NULL, *would = NULL;
	struct sshsig *sig;

	box_ok(file_read(&text, file, 65536));
	expected = ssh_key_find(text.ptr);
	assert_non_null(expected);
	str_add(&armour, "kept");
	box_ok(store_signing_key(store, &would));
	box_ok(store_sign(store, NAMESPACE, payload, sizeof(payload) - 1,
	    &armour, &key));
	assert_true(ssh_key_same(expected, key));
	assert_string_equal(key, would);
	assert_memory_equal(armour.ptr, "kept", 4);
	sig = sshsig_parse(armour.ptr + 4);
	assert_non_null(sig);
	assert_true(sshsig_is_by(sig, key));
	assert_true(sshsig_verify(sig, NAMESPACE, payload,
	    sizeof(payload) - 1));
	sshsig_free(sig);
	free(would);
	free(key);
	free(expected);
	str_release(&armour);
	str_release(&text);
	store_close(store);
}

/* Nothing is signed, with CODE and PART and MEND in the message; and
 * nothing would be: there is no key, or the same error where KEY_FAILS. */
static void
signs_not(const char *part, const char *mend, bool key_fails)
{
	struct store *store = box_open("r", NULL);
	struct str armour = STR_INIT;
	char *key = str_empty, *would = NULL;
	const struct err *err;

	err = store_sign(store, NAMESPACE, payload, sizeof(payload) - 1,
	    &armour, &key);
	box_fails(err, ERR_SYSTEM, part);
	box_fails(err, ERR_SYSTEM, mend);
	assert_int_equal(armour.len, 0);
	assert_ptr_equal(key, str_empty);
	err = store_signing_key(store, &would);
	if (key_fails)
		box_fails(err, ERR_SYSTEM, part);
	else
		box_ok(err);
	assert_null(would);
	store_close(store);
}

static void
keys(const char *options)
{
	char *command = xasprintf("git config --global gpg.format ssh && "
	    "ssh-keygen -q %s -C 'li (fictional)' -f home/key", options);

	box_tracker("r");
	box_do(command);
	free(command);
}

static void
use_key(const char *value)
{
	char *command = xasprintf("git config --global user.signingkey \"%s\"",
	    value);

	box_do(command);
	free(command);
}

static void
a_payload_is_signed_by_the_key_of_a_file(void **state)
{
	(void)state;
	keys("-t ed25519 -N ''");
	use_key("~/key.pub");
	signs_as("home/key.pub");
	use_key("~/key");
	signs_as("home/key.pub");
	use_key("$PWD/home/key");
	signs_as("home/key.pub");
	box_do("mv home/key.pub key.pub");
	signs_as("key.pub");
}

static void
keys_of_all_types_sign(void **state)
{
	static const char *const types[] = { "ecdsa -b 256", "ecdsa -b 384",
		"ecdsa -b 521", "rsa -b 2048" };

	(void)state;
	keys("-t ed25519 -N ''");
	use_key("~/key.pub");
	for (size_t i = 0; i < COUNT(types); i++) {
		char *command = xasprintf("rm home/key* && ssh-keygen -q -t "
		    "%s -N '' -f home/key", types[i]);

		box_do(command);
		free(command);
		signs_as("home/key.pub");
	}
}

/* The key is in the agent alone; what signs is known without it. */
static void
an_agent_signs(void **state)
{
	char *socket;

	(void)state;
	keys("-t ed25519 -N ''");
	box_do("ssh-agent -s >agent && . ./agent && ssh-add -q home/key && "
	    "rm home/key");
	socket = box_run(". ./agent >/dev/null && echo \"$SSH_AUTH_SOCK\"",
	    NULL);
	setenv("SSH_AUTH_SOCK", socket, 1);
	free(socket);
	use_key("~/key.pub");
	signs_as("home/key.pub");
	setenv("TMPDIR", box_env("BOX"), 1);
	use_key("key::$(cat home/key.pub)");
	signs_as("home/key.pub");
	use_key("$(cat home/key.pub)");
	signs_as("home/key.pub");
	unsetenv("TMPDIR");
	box_says("ls | grep -c proven-key- || true", "0");
	unsetenv("SSH_AUTH_SOCK");
	box_do(". ./agent && ssh-agent -k");
}

/* It is locked, and nobody is there to unlock it. */
static void
a_locked_key_is_known_without_its_passphrase(void **state)
{
	struct store *store;
	struct str armour = STR_INIT;
	char *key = NULL, *line;

	(void)state;
	setenv("SSH_ASKPASS", "false", 1);
	setenv("SSH_ASKPASS_REQUIRE", "force", 1);
	keys("-t ed25519 -N 'a passphrase'");
	line = box_run("cut -d' ' -f1,2 home/key.pub", NULL);
	box_do("rm home/key.pub");
	use_key("~/key");
	store = box_open("r", NULL);
	box_ok(store_signing_key(store, &key));
	assert_string_equal(key, line);
	free(key);
	box_fails(store_sign(store, NAMESPACE, payload, 1, &armour, &key),
	    ERR_SYSTEM, "did not sign");
	assert_int_equal(armour.len, 0);
	store_close(store);
	free(line);
	unsetenv("SSH_ASKPASS");
	unsetenv("SSH_ASKPASS_REQUIRE");
}

static const struct {
	const char *setting, *part, *mend;
	bool key_fails;
} refusals[] = {
	{ "--unset gpg.format", "gpg.format is 'openpgp'",
	    "git config --global gpg.format ssh", false },
	{ "gpg.format openpgp", "gpg.format is 'openpgp'",
	    "git config --global user.signingkey ~/.ssh/", false },
	{ "gpg.format x509", "gpg.format is 'x509'",
	    "git config --global gpg.format ssh", false },
	{ "--unset user.signingkey", "user.signingkey is not set",
	    "git config --global user.signingkey ~/.ssh/", false },
	{ "user.signingkey ''", "user.signingkey is not set",
	    "git config --global user.signingkey ~/.ssh/", false },
	{ "user.signingkey '~/nothing'", "home/nothing'",
	    "No such file", true },
	{ "user.signingkey '~/.gitconfig'", "no public ssh key in",
	    "Ed25519", true },
	{ "user.signingkey '~/key-cert.pub'", "no public ssh key in",
	    "no certificates", true },
	{ "user.signingkey '~/short'", "no public ssh key in",
	    "RSA of 2048 bits", true },
	{ "user.signingkey 'key::ssh-ed25519 AAAA'",
	    "no public ssh key in 'key::ssh-ed25519 AAAA'", "Ed25519",
	    true },
	{ "user.signingkey '0123456789ABCDEF'", "'0123456789ABCDEF'",
	    "No such file", true },
};

static void
without_a_key_nothing_is_signed(void **state)
{
	(void)state;
	keys("-t ed25519 -N ''");
	box_do("ssh-keygen -q -s home/key -I li -n li home/key.pub &&"
	    " ssh-keygen -q -t rsa -b 1024 -N '' -f home/short &&"
	    " git config --global user.signingkey '~/key.pub' &&"
	    " cp home/.gitconfig good");
	for (size_t i = 0; i < COUNT(refusals); i++) {
		char *command = xasprintf("cp good home/.gitconfig && git "
		    "config --global %s", refusals[i].setting);

		box_do(command);
		free(command);
		signs_not(refusals[i].part, refusals[i].mend,
		    refusals[i].key_fails);
	}
}

/* Neither the key nor the program is taken from a repository. */
static void
a_repository_names_no_key(void **state)
{
	(void)state;
	keys("-t ed25519 -N ''");
	box_do("printf '#!/bin/sh\n>ran\n' >evil && chmod +x evil &&"
	    " ssh-keygen -q -t ed25519 -N '' -f home/other && cd r &&"
	    " git config gpg.ssh.program ../evil &&"
	    " git config user.signingkey '~/other'");
	signs_not("user.signingkey is not set", "git config --global",
	    false);
	use_key("~/key");
	signs_as("home/key.pub");
	box_do("! test -e ran && ! test -e r/ran");
}

static void
what_a_signer_gives_is_verified(void **state)
{
	(void)state;
	keys("-t ed25519 -N ''");
	use_key("~/key");
	box_do("ssh-keygen -q -t ed25519 -N '' -f home/other && "
	    "git config --global gpg.ssh.program $PWD/signer");
	for (size_t i = 0; i < COUNT(bad_signers); i++) {
		struct store *store = box_open("r", NULL);
		struct str armour = STR_INIT;
		char *key = NULL;

		make_signer(bad_signers[i].script);
		box_fails(store_sign(store, "git", payload, 3, &armour,
		    &key), ERR_SYSTEM, bad_signers[i].part);
		assert_null(key);
		assert_int_equal(armour.len, 0);
		store_close(store);
	}
	make_signer("ssh-keygen \"$@\"");
	signs_as("home/key.pub");
	box_do("rm signer");
	{
		struct store *store = box_open("r", NULL);
		struct str armour = STR_INIT;
		char *key = NULL;

		box_fails(store_sign(store, "git", payload, 3, &armour,
		    &key), ERR_SYSTEM, "signer': No such file");
		store_close(store);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_BOX(commits_are_signed_by_ssh_as_git_does),
		IN_BOX(a_key_itself_and_the_agent_are_taken),
		IN_BOX(commits_are_signed_by_openpgp_as_git_does),
		IN_BOX(without_a_signature_nothing_is_written),
		IN_BOX(a_payload_is_signed_by_the_key_of_a_file),
		IN_BOX(keys_of_all_types_sign),
		IN_BOX(an_agent_signs),
		IN_BOX(a_locked_key_is_known_without_its_passphrase),
		IN_BOX(without_a_key_nothing_is_signed),
		IN_BOX(a_repository_names_no_key),
		IN_BOX(what_a_signer_gives_is_verified),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
