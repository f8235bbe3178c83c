#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/sig/sshsig.h"
#include "tests/unit/sshsig_case.h"
#include "tests/unit/sshsig_made.h"

/*
 * Signatures that ssh-keygen does not make here: of security keys, and odd
 * ones that are right all the same.  Made by OpenSSL.
 */

#define MESSAGE RUN("a message")

/* Of a new key; the caller frees it. */
static struct maker
ed25519(const char *namespace)
{
	return (struct maker){ EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"),
		"ssh-ed25519", "ssh-ed25519", NULL, namespace, NULL, NULL, 0,
		0, 0, 0 };
}

static void
check(const char *what, const struct maker *maker, const char *armour,
    enum takes takes)
{
	struct bytes text = { armour, strlen(armour) };
	char *line = made_line(maker);

	if (case_ours(line, maker->namespace, text, MESSAGE) !=
	    (takes == ALL))
		fail_msg("%s: %s\n%s\n%s", what, takes == ALL ? "refused" :
		    "taken", line, armour);
	if (takes != THEY && case_theirs(line, maker->namespace, text,
	    MESSAGE) != (takes == ALL))
		fail_msg("ssh-keygen, %s: %s\n%s\n%s", what, takes == ALL ?
		    "refused" : "taken", line, armour);
	free(line);
}

/* ---- Security keys ---- */

#define SK_ED25519 "sk-ssh-ed25519@openssh.com"
#define SK_ECDSA "sk-ecdsa-sha2-nistp256@openssh.com"
#define WEBAUTHN "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"

static const struct {
	const char *what;
	const char *application, *signed_application;
	unsigned char flags, signed_flags;
	uint32_t counter, signed_counter;
	enum takes takes;
} touches[] = {
	{ "present", "ssh:", NULL, 1, 1, 7, 7, ALL },
	{ "present and verified", "ssh:", NULL, 5, 5, 0x01020304,
	    0x01020304, ALL },
	{ "no counter", "ssh:", NULL, 1, 1, 0, 0, ALL },
	{ "another application", "ssh:x", NULL, 1, 1, 7, 7, ALL },
	{ "no application", "", NULL, 1, 1, 7, 7, ALL },
	{ "nobody was there", "ssh:", NULL, 0, 0, 7, 7, THEY },
	{ "verified, but not there", "ssh:", NULL, 4, 4, 7, 7, THEY },
	{ "the flag was set later", "ssh:", NULL, 1, 0, 7, 7, NONE },
	{ "another flag was set later", "ssh:", NULL, 5, 1, 7, 7, NONE },
	{ "the counter was changed", "ssh:", NULL, 1, 1, 8, 7, NONE },
	{ "signed for another application", "ssh:", "ssh:x", 1, 1, 7, 7,
	    NONE },
};

static void
check_touches(const char *type, const char *sig_type, const char *hash,
    EVP_PKEY *pkey)
{
	for (size_t i = 0; i < COUNT(touches); i++) {
		struct maker maker = { pkey, type, sig_type, hash, "git",
			touches[i].application,
			touches[i].signed_application, touches[i].flags,
			touches[i].signed_flags, touches[i].counter,
			touches[i].signed_counter };
		char *armour = made_sign(&maker, MESSAGE);

		check(touches[i].what, &maker, armour, touches[i].takes);
		free(armour);
	}
	EVP_PKEY_free(pkey);
}

static void
security_keys_must_be_touched(void **state)
{
	(void)state;
	check_touches(SK_ED25519, SK_ED25519, NULL, EVP_PKEY_Q_keygen(NULL,
	    NULL, "ED25519"));
	check_touches(SK_ECDSA, SK_ECDSA, "SHA256", EVP_PKEY_Q_keygen(NULL,
	    NULL, "EC", "P-256"));
}

static const struct {
	const char *what;
	int path[DEPTH];
	enum how how;
	struct bytes bytes;
	enum takes takes;
} sk_edits[] = {
	{ "no flags", { BLOB_SIGNATURE, REST }, SET, BYTES(""), NONE },
	{ "no counter", { BLOB_SIGNATURE, REST }, CUT, BYTES("1234"),
	    NONE },
	{ "half a counter", { BLOB_SIGNATURE, REST }, CUT, BYTES("12"),
	    NONE },
	{ "a byte behind it", { BLOB_SIGNATURE, REST }, APPEND, BYTES("\0"),
	    NONE },
	{ "the type without sk", { BLOB_SIGNATURE, SIG_TYPE }, SET,
	    BYTES("ssh-ed25519"), NONE },
	{ "a NUL in the application", { BLOB_KEY, SK_APPLICATION }, APPEND,
	    BYTES("\0x"), NONE },
	{ "a NUL behind the application", { BLOB_KEY, SK_APPLICATION },
	    APPEND, BYTES("\0"), THEY },
	{ "another application", { BLOB_KEY, SK_APPLICATION }, APPEND,
	    BYTES("x"), NONE },
	{ "a byte behind the application", { BLOB_KEY, REST }, APPEND,
	    BYTES("\0"), NONE },
};

static void
signatures_of_security_keys_have_one_form(void **state)
{
	struct maker maker = { EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"),
		SK_ED25519, SK_ED25519, NULL, "git", "ssh:", NULL, 1, 1,
		0x01000000, 0x01000000 };

	(void)state;
	for (size_t i = 0; i < COUNT(sk_edits); i++) {
		struct edit edit = { sk_edits[i].what, NULL, { 0 },
			sk_edits[i].how, sk_edits[i].bytes,
			sk_edits[i].takes };
		char *armour = made_sign(&maker, MESSAGE);
		struct str blob = STR_INIT, body = STR_INIT;

		case_dearmour(&blob, armour);
		str_addn(&body, blob.ptr + HEAD, blob.len - HEAD);
		edit_field(&body, sk_edits[i].path, DEPTH, &edit);
		str_cut(&blob, HEAD);
		str_addn(&blob, body.ptr, body.len);
		free(armour);
		armour = case_armour((struct bytes){ blob.ptr, blob.len },
		    70);
		check(edit.what, &maker, armour, edit.takes);
		free(armour);
		str_release(&body);
		str_release(&blob);
	}
	EVP_PKEY_free(maker.pkey);
}

/* What a browser has signed is not taken. */
static void
webauthn_is_refused(void **state)
{
	struct maker maker = { EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"),
		SK_ECDSA, WEBAUTHN, "SHA256", "git", "ssh:", NULL, 1, 1, 7,
		7 };
	char *armour = made_sign(&maker, MESSAGE);

	(void)state;
	check("webauthn", &maker, armour, THEY);
	assert_null(sshsig_parse(armour));
	free(armour);
	EVP_PKEY_free(maker.pkey);
}

/* ---- RSA ---- */

static void
rsa_needs_2048_bits_and_sha2(void **state)
{
	static const struct {
		const char *sig_type, *hash;
		unsigned int bits;
		enum takes takes;
	} cases[] = {
		{ "rsa-sha2-256", "SHA256", 2048, ALL },
		{ "rsa-sha2-512", "SHA512", 2048, ALL },
		{ "rsa-sha2-256", "SHA512", 2048, NONE },
		{ "ssh-rsa", "SHA1", 2048, NONE },
		{ "rsa-sha2-512", "SHA512", 2040, THEY },
		{ "rsa-sha2-512", "SHA512", 1024, THEY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct maker maker = { EVP_PKEY_Q_keygen(NULL, NULL, "RSA",
		    (size_t)cases[i].bits), "ssh-rsa", cases[i].sig_type,
			cases[i].hash, "git", NULL, NULL, 0, 0, 0, 0 };
		char *armour = made_sign(&maker, MESSAGE);

		check(cases[i].sig_type, &maker, armour, cases[i].takes);
		free(armour);
		EVP_PKEY_free(maker.pkey);
	}
}

static void
cut_zero(struct str *run)
{
	char *kept = xmemdup(run->ptr + 1, run->len - 1);
	size_t len = run->len - 1;

	str_reset(run);
	str_addn(run, kept, len);
	free(kept);
}

/* Some agents leave the leading zeros of an RSA signature out. */
static void
short_rsa_is_taken(void **state)
{
	struct maker maker = { EVP_PKEY_Q_keygen(NULL, NULL, "RSA",
	    (size_t)2048), "ssh-rsa", "rsa-sha2-256", "SHA256", "git", NULL,
		NULL, 0, 0, 0, 0 };
	struct str key = STR_INIT, signature = STR_INIT;
	struct fields fields;
	char namespace[16], *armour;

	(void)state;
	maker.namespace = namespace;
	for (int i = 0;; i++) {
		snprintf(namespace, sizeof(namespace), "n%d", i);
		str_reset(&signature);
		made_signature(&signature, &maker, MESSAGE);
		fields_split(&fields, (struct bytes){ signature.ptr,
		    signature.len });
		str_reset(&signature);
		if (fields.items[1].ptr[0] == 0)
			break;
		fields_join(&signature, &fields);
	}
	cut_zero(&fields.items[1]);
	assert_true(fields.items[1].len < 256);
	fields_join(&signature, &fields);
	made_key(&key, &maker);
	armour = made_assemble((struct bytes){ key.ptr, key.len }, namespace,
	    (struct bytes){ signature.ptr, signature.len });
	check("short RSA", &maker, armour, ALL);
	free(armour);
	str_release(&key);
	str_release(&signature);
	EVP_PKEY_free(maker.pkey);
}

/* ---- Ed25519 ---- */

/* The order of the group, little end first. */
static const unsigned char order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
	0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10 };

/* S and the order of the group: the same signature with other bytes. */
static void
ed25519_has_one_form(void **state)
{
	struct maker maker = ed25519("git");
	struct str key = STR_INIT, signature = STR_INIT;
	unsigned char *s;
	unsigned int sum = 0;
	char *armour;

	(void)state;
	made_key(&key, &maker);
	made_signature(&signature, &maker, MESSAGE);
	s = (unsigned char *)signature.ptr + signature.len - sizeof(order);
	armour = made_assemble((struct bytes){ key.ptr, key.len }, "git",
	    (struct bytes){ signature.ptr, signature.len });
	check("S", &maker, armour, ALL);
	free(armour);
	for (size_t i = 0; i < sizeof(order); i++) {
		sum += (unsigned int)s[i] + order[i];
		s[i] = (unsigned char)sum;
		sum >>= 8;
	}
	armour = made_assemble((struct bytes){ key.ptr, key.len }, "git",
	    (struct bytes){ signature.ptr, signature.len });
	check("S and the order", &maker, armour, THEY);
	free(armour);
	str_release(&key);
	str_release(&signature);
	EVP_PKEY_free(maker.pkey);
}

/* Of the neutral point every message is signed: 1, S = 0. */
static void
keys_that_anybody_has_are_refused(void **state)
{
	struct str key = STR_INIT, signature = STR_INIT;
	char *armour;

	(void)state;
	wire_put_string(&key, "ssh-ed25519", 11);
	wire_put_string(&key, "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0", 32);
	wire_put_string(&signature, "ssh-ed25519", 11);
	wire_put_string(&signature, "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 64);
	armour = made_assemble((struct bytes){ key.ptr, key.len }, "git",
	    (struct bytes){ signature.ptr, signature.len });
	assert_null(sshsig_parse(armour));
	free(armour);
	str_release(&key);
	str_release(&signature);
}

/* ---- Namespaces ---- */

static void
namespaces_are_text(void **state)
{
	static const struct {
		const char *namespace;
		enum takes takes;
	} cases[] = {
		{ "proven-approval", ALL },
		{ "\xe6\xa6\x82\xe5\xbf\xb5", ALL },
		{ "a b", ALL },
		{ "a\nb", THEY },
		{ "\x1b[31m", THEY },
		{ "\xe2\x80\xae" "x", THEY },
		{ "\xff", THEY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct maker maker = ed25519(cases[i].namespace);
		char *armour = made_sign(&maker, MESSAGE);

		check(cases[i].namespace, &maker, armour, cases[i].takes);
		free(armour);
		EVP_PKEY_free(maker.pkey);
	}
}

/* At most 64 KiB, whatever takes the room. */
static void
signatures_have_a_limit(void **state)
{
	static const struct {
		size_t len;
		enum takes takes;
	} cases[] = { { 40000, ALL }, { 60000, THEY } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct maker maker = ed25519(NULL);
		char *namespace = xcalloc(1, cases[i].len + 1), *armour;

		memset(namespace, 'n', cases[i].len);
		maker.namespace = namespace;
		armour = made_sign(&maker, MESSAGE);
		check("long", &maker, armour, cases[i].takes);
		free(armour);
		free(namespace);
		EVP_PKEY_free(maker.pkey);
	}
}

/* A signature says whose it is; that alone does not make it theirs. */
static void
a_swapped_key_is_refused(void **state)
{
	struct maker maker = ed25519("git");
	struct maker other = maker;
	struct str key = STR_INIT, signature = STR_INIT;
	struct sshsig *sig;
	char *armour, *line;

	(void)state;
	other.pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	made_key(&key, &other);
	made_signature(&signature, &maker, MESSAGE);
	armour = made_assemble((struct bytes){ key.ptr, key.len }, "git",
	    (struct bytes){ signature.ptr, signature.len });
	line = made_line(&other);
	sig = sshsig_parse(armour);
	assert_non_null(sig);
	assert_true(sshsig_is_by(sig, line));
	assert_false(sshsig_verify(sig, "git", MESSAGE.ptr, MESSAGE.len));
	check("a swapped key", &other, armour, NONE);
	sshsig_free(sig);
	free(line);
	free(armour);
	str_release(&key);
	str_release(&signature);
	EVP_PKEY_free(maker.pkey);
	EVP_PKEY_free(other.pkey);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(security_keys_must_be_touched),
		cmocka_unit_test(signatures_of_security_keys_have_one_form),
		cmocka_unit_test(webauthn_is_refused),
		cmocka_unit_test(rsa_needs_2048_bits_and_sha2),
		cmocka_unit_test(short_rsa_is_taken),
		cmocka_unit_test(ed25519_has_one_form),
		cmocka_unit_test(keys_that_anybody_has_are_refused),
		cmocka_unit_test(namespaces_are_text),
		cmocka_unit_test(signatures_have_a_limit),
		cmocka_unit_test(a_swapped_key_is_refused),
	};

	return cmocka_run_group_tests(tests, box_setup, box_teardown);
}
