#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/git/commit_strict.h"
#include "core/git/config.h"
#include "core/git/lib.h"
#include "core/git/objects.h"
#include "core/git/verify_gpg.h"
#include "tests/unit/git_box.h"

/*
 * Keys that live for this test: "li" with a subkey that signs, "stranger",
 * "old", "past", which has expired, and "lost", which is revoked.
 */
static const char make_keys[] = "mkdir -m 700 gpg &&"
	" g() { gpg --quiet --batch --no-tty --passphrase '' \"$@\"; } &&"
	" f() { g --with-colons --list-keys =$1 |"
	" awk -F: '/^fpr/ { print $10; exit }' >$1.fpr; } &&"
	" g --quick-gen-key li ed25519 sign never &&"
	" g --quick-gen-key stranger ed25519 sign never &&"
	" g --faked-system-time 20200101T000000 --quick-gen-key past ed25519"
	" sign 2020-02-01 && g --faked-system-time 20200101T000000"
	" --quick-gen-key old ed25519 sign never &&"
	" g --quick-gen-key lost ed25519 sign never &&"
	" f li && f stranger && f past && f lost && f old &&"
	" printf payload >payload && s() { u=$1; shift; g -u =$u -ba"
	" \"$@\" -o - payload; } && s li >primary.asc &&"
	" g --quick-add-key $(cat li.fpr) ed25519 sign never &&"
	" s li >li.asc && s stranger >stranger.asc && s lost >lost.asc &&"
	" s past --faked-system-time 20200102T000000 >past.asc &&"
	" s li --digest-algo SHA1 >sha1.asc && s li --textmode >text.asc &&"
	" s old --faked-system-time 20200102T000000 --default-sig-expire 1d"
	" >expired.asc && s li -u =lost >two.asc &&"
	" sed 's/^:-/-/' gpg/openpgp-revocs.d/$(cat lost.fpr).rev |"
	" g --import";

static bool
has_programs(void)
{
	int status;

	free(box_run("command -v gpg && command -v gpgv", &status));
	if (status != 0)
		print_message("# not run: no gpg, or no gpgv\n");
	return status == 0;
}

static char *
text_of(const char *path)
{
	struct str text = STR_INIT;

	box_ok(file_read(&text, path, 65536));
	return str_take(&text);
}

static char *
fingerprint_of(const char *name)
{
	char *path = xasprintf("%s.fpr", name), *text = text_of(path);

	text[strcspn(text, "\n")] = '\0';
	free(path);
	return text;
}

static struct gpg_keys *
open_keys(const char *const *names, size_t n)
{
	struct strs fingerprints = STRS_INIT;
	struct config *config = NULL;
	struct gpg_keys *keys = NULL;

	for (size_t i = 0; i < n; i++)
		strs_take(&fingerprints, fingerprint_of(names[i]));
	box_ok(config_open(&config, box_env));
	box_ok(gpg_keys_open(&keys, config,
	    (const char *const *)fingerprints.items, n));
	for (size_t i = 0; i < n; i++)
		assert_true(gpg_keys_has(keys, fingerprints.items[i]));
	config_close(config);
	strs_release(&fingerprints);
	return keys;
}

static const struct {
	const char *file, *payload;
	enum gpg_verdict verdict;
	const char *why; /* by whom, where it is good */
} cases[] = {
	{ "li.asc", "payload", GPG_GOOD, "li" }, /* by the subkey */
	{ "primary.asc", "payload", GPG_GOOD, "li" },
	{ "li.asc", "payloae", GPG_BAD, "not over these bytes" },
	{ "li.asc", "", GPG_BAD, "not over these bytes" },
	{ "stranger.asc", "payload", GPG_UNKNOWN, "nobody's key" },
	{ "past.asc", "payload", GPG_GOOD, "past" },
	{ "lost.asc", "payload", GPG_BAD, "the key was revoked" },
	{ "sha1.asc", "payload", GPG_BAD, "can be forged" },
	{ "text.asc", "payload", GPG_BAD, "not over these bytes" },
	{ "expired.asc", "payload", GPG_BAD, "the signature has expired" },
	{ "two.asc", "payload", GPG_BAD, "there are two signatures" },
	{ "both.asc", "payload", GPG_BAD, "" },
	{ "cut.asc", "payload", GPG_BAD, "" },
	{ "payload", "payload", GPG_BAD, "no OpenPGP signature" },
	{ "empty.asc", "payload", GPG_BAD, "no OpenPGP signature" },
};

static void
check_case(const struct gpg_keys *keys, size_t i)
{
	char *armour = text_of(cases[i].file), *fingerprint;
	struct gpg_result result;

	box_ok(gpg_verify(keys, armour, cases[i].payload,
	    strlen(cases[i].payload), &result));
	if (result.verdict != cases[i].verdict)
		fail_msg("%s: %d, %s", cases[i].file, (int)result.verdict,
		    result.why ? result.why : result.fingerprint);
	if (result.verdict == GPG_GOOD) {
		fingerprint = fingerprint_of(cases[i].why);
		assert_string_equal(result.fingerprint, fingerprint);
		assert_null(result.why);
		free(fingerprint);
	} else if (strstr(result.why, cases[i].why) == NULL) {
		fail_msg("%s: %s", cases[i].file, result.why);
	}
	free(armour);
}

static void
each_signature_is_judged(void **state)
{
	static const char *const names[] = { "li", "past", "lost", "old" };
	struct gpg_keys *keys;

	(void)state;
	if (!has_programs())
		return;
	box_do(make_keys);
	box_do("cat li.asc li.asc >both.asc && head -n 3 li.asc >cut.asc &&"
	    " : >empty.asc");
	keys = open_keys(names, COUNT(names));
	for (size_t i = 0; i < COUNT(cases); i++)
		check_case(keys, i);
	gpg_keys_free(keys);
	box_says("ls -d tmp/proven-gpg-* 2>/dev/null || echo none", "none");
}

/* Without the keys nothing is run, and all is unknown. */
static void
a_key_that_is_not_there_is_unknown(void **state)
{
	static const char *const none[] = {
		"0123456789ABCDEF0123456789ABCDEF01234567"
	};
	char *home = xstrdup(box_env("GNUPGHOME")), *armour;
	struct config *config = NULL;
	struct gpg_keys *keys = NULL;
	struct gpg_result result;

	(void)state;
	if (!has_programs()) {
		free(home);
		return;
	}
	armour = text_of("li.asc");
	box_ok(config_open(&config, box_env));
	for (int i = 0; i < 2; i++) {
		box_ok(gpg_keys_open(&keys, config, none, COUNT(none)));
		assert_false(gpg_keys_has(keys, none[0]));
		box_ok(gpg_verify(keys, armour, "payload", 7, &result));
		assert_int_equal(result.verdict, GPG_UNKNOWN);
		gpg_keys_free(keys);
		setenv("GNUPGHOME", "absent", 1);
	}
	box_says("ls -d absent 2>/dev/null || echo none", "none");
	setenv("GNUPGHOME", home, 1);
	config_close(config);
	free(armour);
	free(home);
}

/* What git signs is what is verified here. */
static void
a_commit_that_git_signed_is_good(void **state)
{
	static const char *const names[] = { "li" };
	struct commit_strict commit = COMMIT_STRICT_INIT;
	struct objects *objects = NULL;
	struct repo *repo = NULL;
	struct gpg_result result;
	struct gpg_keys *keys;
	char *hex, *li;
	struct oid id;

	(void)state;
	if (!has_programs())
		return;
	box_do("git init -q signed && cd signed && git commit -q"
	    " --allow-empty -S$(cat ../li.fpr) -m 'A message' &&"
	    " git verify-commit HEAD");
	hex = box_run("git -C signed rev-parse HEAD", NULL);
	assert_true(oid_parse(&id, hex));
	box_ok(repo_open(&repo, "signed", box_env));
	box_ok(objects_open(&objects, repo));
	box_ok(commit_strict_read(&commit, objects, &id, 0));
	assert_null(commit.fault);
	keys = open_keys(names, COUNT(names));
	box_ok(gpg_verify(keys, commit.signature, commit.payload.ptr,
	    commit.payload.len, &result));
	li = fingerprint_of("li");
	assert_int_equal(result.verdict, GPG_GOOD);
	assert_string_equal(result.fingerprint, li);
	gpg_keys_free(keys);
	commit_strict_release(&commit);
	objects_close(objects);
	repo_close(repo);
	free(li);
	free(hex);
}

/* ---- Whose a signature says it is ---- */

static void
issuers_are_read(void **state)
{
	char id[OPENPGP_ID + 1], *armour, *li;

	(void)state;
	assert_false(openpgp_issuer(id, ""));
	assert_false(openpgp_issuer(id, "-----BEGIN PGP SIGNATURE-----\n\n"
	    "-----END PGP SIGNATURE-----\n"));
	if (!has_programs())
		return;
	armour = text_of("primary.asc");
	li = fingerprint_of("li");
	assert_true(openpgp_issuer(id, armour));
	assert_string_equal(id, li + OPENPGP_FINGERPRINT - OPENPGP_ID);
	for (size_t i = 0; i < strlen(armour); i++) {
		char *cut = xstrndup(armour, i);

		assert_false(openpgp_issuer(id, cut) &&
		    strcmp(id, li + OPENPGP_FINGERPRINT - OPENPGP_ID) != 0);
		free(cut);
	}
	free(li);
	free(armour);
}

static int
setup(void **state)
{
	char *home;

	if (git_start() != NULL || box_setup(state) != 0)
		return -1;
	home = xasprintf("%s/gpg", box_env("BOX"));
	setenv("GNUPGHOME", home, 1);
	free(home);
	home = xasprintf("%s/tmp", box_env("BOX"));
	setenv("TMPDIR", home, 1);
	free(home);
	box_do("mkdir tmp");
	return 0;
}

/* Its agent is ended, which is of this home only. */
static int
teardown(void **state)
{
	int status;

	free(box_run("gpgconf --kill all", &status));
	unsetenv("GNUPGHOME");
	unsetenv("TMPDIR");
	git_stop();
	return box_teardown(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_signature_is_judged),
		cmocka_unit_test(a_key_that_is_not_there_is_unknown),
		cmocka_unit_test(a_commit_that_git_signed_is_good),
		cmocka_unit_test(issuers_are_read),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
