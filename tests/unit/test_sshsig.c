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

#define MESSAGE RUN("stage: verified\n")

static struct bytes
text(const char *armour)
{
	return (struct bytes){ armour, strlen(armour) };
}

/* ---- What ssh-keygen signs verifies ---- */

static void
check_signature(const char *name, const char *hash, struct bytes message)
{
	char *armour = case_sign(name, "proven-approval", hash, message);
	char *line = case_key(name), *other = case_key("other");
	char is[SSH_FINGERPRINT_SIZE], expected[SSH_FINGERPRINT_SIZE];
	struct sshsig *sig = sshsig_parse(armour);

	if (sig == NULL)
		fail_msg("%s %s: %s", name, hash, armour);
	assert_string_equal(sshsig_namespace(sig), "proven-approval");
	sshsig_fingerprint(is, sig);
	ssh_key_fingerprint(expected, line);
	assert_string_equal(is, expected);
	assert_true(sshsig_is_by(sig, line));
	assert_int_equal(sshsig_is_by(sig, other), !strcmp(name, "other"));
	assert_false(sshsig_is_by(sig, ""));
	assert_true(sshsig_verify(sig, "proven-approval", message.ptr,
	    message.len));
	assert_false(sshsig_verify(sig, "git", message.ptr, message.len));
	assert_false(sshsig_verify(sig, "proven-approva", message.ptr,
	    message.len));
	assert_false(sshsig_verify(sig, "", message.ptr, message.len));
	assert_false(sshsig_verify(sig, "proven-approval", "else", 4));
	sshsig_free(sig);
	free(other);
	free(line);
	free(armour);
}

static void
signatures_verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(case_keys); i++) {
		check_signature(case_keys[i].name, "sha256", MESSAGE);
		check_signature(case_keys[i].name, "sha512",
		    RUN("\0\xff\n\0"));
	}
}

static void
messages_of_any_size_verify(void **state)
{
	enum { LARGE = 3000000 };
	char *large = xcalloc(1, LARGE);

	(void)state;
	check_signature("ed25519", "sha512", RUN(""));
	memset(large, 'x', LARGE - 1);
	check_signature("nistp256", "sha256", (struct bytes){ large, LARGE });
	free(large);
}

/* ---- What was changed does not ---- */

#define TYPE_256 "ecdsa-sha2-nistp256"

static const struct edit edits[] = {
	/* The blob as a whole. */
	{ "a byte behind it", "ed25519", { REST }, APPEND,
	    BYTES("\0"), NONE },
	{ "a string behind it", "ed25519", { REST }, APPEND,
	    BYTES("\0\0\0\0"), NONE },

	/* Namespace, reserved, hash. */
	{ "another namespace", "ed25519", { BLOB_NAMESPACE }, SET,
	    BYTES("proven-transition"), NONE },
	{ "no namespace", "ed25519", { BLOB_NAMESPACE }, SET, BYTES(""),
	    NONE },
	{ "a NUL and more in the namespace", "ed25519",
	    { BLOB_NAMESPACE }, APPEND, BYTES("\0x"), NONE },
	{ "a NUL at the end of the namespace", "ed25519",
	    { BLOB_NAMESPACE }, APPEND, BYTES("\0"), THEY },
	{ "something reserved", "ed25519", { BLOB_RESERVED }, SET,
	    BYTES("x"), THEY },
	{ "the other hash", "ed25519", { BLOB_HASH }, SET,
	    BYTES("sha256"), NONE },
	{ "a weak hash", "ed25519", { BLOB_HASH }, SET, BYTES("sha1"),
	    NONE },
	{ "an unknown hash", "ed25519", { BLOB_HASH }, SET,
	    BYTES("sha384"), NONE },
	{ "no hash", "ed25519", { BLOB_HASH }, SET, BYTES(""), NONE },
	{ "a hash in capitals", "ed25519", { BLOB_HASH }, SET,
	    BYTES("SHA512"), NONE },
	{ "two hashes", "ed25519", { BLOB_HASH }, SET,
	    BYTES("sha256,sha512"), NONE },
	{ "a NUL at the end of the hash", "ed25519", { BLOB_HASH },
	    APPEND, BYTES("\0"), THEY },

	/* The key. */
	{ "a byte behind the key", "ed25519", { BLOB_KEY, REST }, APPEND,
	    BYTES("\0"), NONE },
	{ "no key", "ed25519", { BLOB_KEY }, SET, BYTES(""), NONE },
	{ "an unknown type of key", "ed25519",
	    { BLOB_KEY, KEY_TYPE }, SET, BYTES("ssh-ed448"), NONE },
	{ "the short name of the type", "ed25519",
	    { BLOB_KEY, KEY_TYPE }, SET, BYTES("ED25519"), THEY },
	{ "a NUL at the end of the type", "ed25519",
	    { BLOB_KEY, KEY_TYPE }, APPEND, BYTES("\0"), THEY },
	{ "another key", "ed25519", { BLOB_KEY, KEY_POINT }, FLIP,
	    BYTES(""), NONE },
	{ "a longer key", "ed25519", { BLOB_KEY, KEY_POINT }, APPEND,
	    BYTES("\0"), NONE },
	{ "a shorter key", "ed25519", { BLOB_KEY, KEY_POINT }, CUT,
	    BYTES("1"), NONE },
	{ "another curve", "nistp256", { BLOB_KEY, EC_CURVE }, SET,
	    BYTES("nistp384"), NONE },
	{ "the type of another curve", "nistp256",
	    { BLOB_KEY, KEY_TYPE }, SET,
	    BYTES("ecdsa-sha2-nistp384"), NONE },
	{ "a point off the curve", "nistp256",
	    { BLOB_KEY, ECDSA_POINT }, FLIP, BYTES(""), NONE },
	{ "the point at infinity", "nistp256",
	    { BLOB_KEY, ECDSA_POINT }, SET, BYTES("\0"), NONE },
	{ "a longer point", "nistp256", { BLOB_KEY, ECDSA_POINT },
	    APPEND, BYTES("\0"), NONE },
	{ "a compressed point", "nistp256", { BLOB_KEY, ECDSA_POINT },
	    SET, BYTES("\2\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5"
	    "\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39"
	    "\x45\xd8\x98\xc2\x96"), NONE },
	{ "an RSA key called by its signature", "rsa",
	    { BLOB_KEY, KEY_TYPE }, SET, BYTES("rsa-sha2-512"),
	    THEY },
	{ "zeros in front of n", "rsa", { BLOB_KEY, RSA_N }, PREPEND,
	    BYTES("\0\0"), THEY },
	{ "zeros in front of e", "rsa", { BLOB_KEY, RSA_E }, PREPEND,
	    BYTES("\0"), THEY },
	{ "a negative e", "rsa", { BLOB_KEY, RSA_E }, SET,
	    BYTES("\x81"), NONE },
	{ "another e", "rsa", { BLOB_KEY, RSA_E }, SET, BYTES("\3"),
	    NONE },

	/* The signature. */
	{ "no signature", "ed25519", { BLOB_SIGNATURE }, SET, BYTES(""),
	    NONE },
	{ "a byte behind the signature", "ed25519",
	    { BLOB_SIGNATURE, REST }, APPEND, BYTES("\0"), NONE },
	{ "another type of signature", "ed25519",
	    { BLOB_SIGNATURE, SIG_TYPE }, SET, BYTES(TYPE_256),
	    NONE },
	{ "a NUL at the end of its type", "ed25519",
	    { BLOB_SIGNATURE, SIG_TYPE }, APPEND, BYTES("\0"),
	    THEY },
	{ "a changed bit", "ed25519", { BLOB_SIGNATURE, SIG_RAW },
	    FLIP, BYTES(""), NONE },
	{ "a longer signature", "ed25519",
	    { BLOB_SIGNATURE, SIG_RAW }, APPEND, BYTES("\0"), NONE },
	{ "a shorter signature", "ed25519",
	    { BLOB_SIGNATURE, SIG_RAW }, CUT, BYTES("1"), NONE },
	{ "the type of another curve", "nistp384",
	    { BLOB_SIGNATURE, SIG_TYPE }, SET, BYTES(TYPE_256),
	    NONE },
	{ "a byte behind the numbers", "nistp256",
	    { BLOB_SIGNATURE, SIG_RAW, REST }, APPEND, BYTES("\0"),
	    NONE },
	{ "r is zero", "nistp256",
	    { BLOB_SIGNATURE, SIG_RAW, PAIR_R }, SET,
	    BYTES("\0"), NONE },
	{ "s is nothing", "nistp256",
	    { BLOB_SIGNATURE, SIG_RAW, PAIR_S }, SET, BYTES(""),
	    NONE },
	{ "s is negative", "nistp256",
	    { BLOB_SIGNATURE, SIG_RAW, PAIR_S }, SET,
	    BYTES("\xff"), NONE },
	{ "zeros in front of r", "nistp256",
	    { BLOB_SIGNATURE, SIG_RAW, PAIR_R }, PREPEND,
	    BYTES("\0\0\0"), ALL },
	{ "a changed bit of s", "nistp521",
	    { BLOB_SIGNATURE, SIG_RAW, PAIR_S }, FLIP, BYTES(""),
	    NONE },
	{ "RSA with SHA-1", "rsa", { BLOB_SIGNATURE, SIG_TYPE }, SET,
	    BYTES("ssh-rsa"), NONE },
	{ "RSA with the other hash", "rsa",
	    { BLOB_SIGNATURE, SIG_TYPE }, SET, BYTES("rsa-sha2-256"),
	    NONE },
	{ "RSA longer than the key", "rsa",
	    { BLOB_SIGNATURE, SIG_RAW }, PREPEND, BYTES("\0"),
	    NONE },
	{ "RSA of nothing", "rsa", { BLOB_SIGNATURE, SIG_RAW }, SET,
	    BYTES(""), NONE },
};

static void
check_takes(const char *what, const char *key, const char *armour,
    enum takes takes)
{
	char *line = case_key(key);

	if (case_ours(line, "git", text(armour), MESSAGE) != (takes == ALL))
		fail_msg("%s: %s\n%s", what, takes == ALL ? "refused" :
		    "taken", armour);
	if (takes != THEY && case_theirs(line, "git", text(armour),
	    MESSAGE) != (takes == ALL))
		fail_msg("ssh-keygen, %s: %s\n%s", what, takes == ALL ?
		    "refused" : "taken", armour);
	free(line);
}

/* ARMOUR with the change in it; the caller frees. */
static char *
edited(const struct edit *edit, const char *armour)
{
	struct str blob = STR_INIT, body = STR_INIT;
	char *changed;

	case_dearmour(&blob, armour);
	str_addn(&body, blob.ptr + HEAD, blob.len - HEAD);
	edit_field(&body, edit->path, DEPTH, edit);
	str_cut(&blob, HEAD);
	str_addn(&blob, body.ptr, body.len);
	changed = case_armour((struct bytes){ blob.ptr, blob.len }, 70);
	str_release(&body);
	str_release(&blob);
	return changed;
}

static void
check_edit(const struct edit *edit, const char *armour)
{
	char *changed = edited(edit, armour);

	if (strcmp(changed, armour) == 0)
		fail_msg("%s: nothing was changed", edit->what);
	check_takes(edit->what, edit->key, changed, edit->takes);
	free(changed);
}

static void
changed_fields_are_refused(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(case_keys); k++) {
		const char *key = case_keys[k].name;
		char *armour = case_sign(key, "git", "sha512", MESSAGE);

		check_takes("unchanged", key, armour, ALL);
		for (size_t i = 0; i < COUNT(edits); i++)
			if (strcmp(edits[i].key, key) == 0)
				check_edit(&edits[i], armour);
		free(armour);
	}
}

/* Also before anything is computed. */
static void
lengths_that_cannot_be_are_no_signature(void **state)
{
	static const struct edit lengths[] = {
		{ "longer", "ed25519", { BLOB_SIGNATURE, SIG_RAW }, APPEND,
		    BYTES("\0"), NONE },
		{ "shorter", "ed25519", { BLOB_SIGNATURE, SIG_RAW }, CUT,
		    BYTES("1"), NONE },
		{ "longer", "rsa", { BLOB_SIGNATURE, SIG_RAW }, PREPEND,
		    BYTES("\0"), NONE },
		{ "nothing", "rsa", { BLOB_SIGNATURE, SIG_RAW }, SET,
		    BYTES(""), NONE },
		{ "zero", "nistp384", { BLOB_SIGNATURE, SIG_RAW, PAIR_R },
		    SET, BYTES("\0"), NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		char *armour = case_sign(lengths[i].key, "git", "sha512",
		    MESSAGE);
		char *changed = edited(&lengths[i], armour);

		if (sshsig_parse(changed) != NULL)
			fail_msg("%s: %s", lengths[i].what, changed);
		free(changed);
		free(armour);
	}
}

static const struct {
	struct bytes head;
	enum takes takes;
} heads[] = {
	{ BYTES("SSHSIG\0\0\0\1"), ALL },
	{ BYTES("SSHSIG\0\0\0\2"), NONE },
	{ BYTES("SSHSIG\0\0\0\0"), THEY },
	{ BYTES("SSHSIG\1\0\0\0"), NONE },
	{ BYTES("SSHSIX\0\0\0\1"), NONE },
	{ BYTES("sshsig\0\0\0\1"), NONE },
	{ BYTES("SSHSI\0\0\0\0\1"), NONE },
};

static void
other_heads_are_refused(void **state)
{
	char *armour = case_sign("ed25519", "git", "sha512", MESSAGE);
	struct str blob = STR_INIT;

	(void)state;
	case_dearmour(&blob, armour);
	free(armour);
	for (size_t i = 0; i < COUNT(heads); i++) {
		assert_int_equal(heads[i].head.len, HEAD);
		memcpy(blob.ptr, heads[i].head.ptr, HEAD);
		armour = case_armour((struct bytes){ blob.ptr, blob.len },
		    70);
		check_takes("head", "ed25519", armour, heads[i].takes);
		free(armour);
	}
	str_release(&blob);
}

/* No part of a signature is one. */
static void
cut_off_blobs_are_refused(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(case_keys); k++) {
		char *armour = case_sign(case_keys[k].name, "git", "sha256",
		    MESSAGE);
		struct str blob = STR_INIT;

		case_dearmour(&blob, armour);
		free(armour);
		for (size_t len = 0; len < blob.len; len++) {
			armour = case_armour((struct bytes){ blob.ptr, len },
			    70);
			if (sshsig_parse(armour) != NULL)
				fail_msg("%zu of %zu bytes", len, blob.len);
			free(armour);
		}
		str_release(&blob);
	}
}

/* ---- Armour ---- */

static const struct {
	const char *what;
	const char *from, *to; /* one is put for the other; "": in front */
	enum takes takes;
} armours[] = {
	{ "unchanged", "", "", ALL },
	{ "no newline at the end", "SIGNATURE-----\n", "SIGNATURE-----",
	    ALL },
	{ "a blank line in front", "", "\n", NONE },
	{ "text in front", "", "x\n", NONE },
	{ "another first line", "BEGIN SSH", "BEGIN PGP", NONE },
	{ "no first line", BEGIN_LINE, "", NONE },
	{ "blanks behind the first line", "SIGNATURE-----\nU1NI",
	    "SIGNATURE----- \nU1NI", NONE },
	{ "another last line", "END SSH", "END PGP", NONE },
	{ "no last line", END_LINE, "", NONE },
	{ "text behind it", END_LINE, END_LINE "x\n", THEY },
	{ "text in the last line", END_LINE, "-----END SSH SIGNATURE-----x\n",
	    THEY },
	{ "a blank line behind it", END_LINE, END_LINE "\n", THEY },
	{ "another armour behind it", END_LINE, END_LINE BEGIN_LINE END_LINE,
	    THEY },
	{ "CR and LF", "-----\nU1NI", "-----\r\nU1NI", THEY },
	{ "a CR in the text", "U1NI", "\rU1NI", THEY },
	{ "a blank line in the text", "U1NI", "\nU1NI", THEY },
	{ "a blank in the text", "U1NI", " U1NI", THEY },
	{ "a tab in the text", "U1NI", "U\t1NI", THEY },
	{ "no text", BEGIN_LINE "U1NIU0lH", BEGIN_LINE END_LINE, NONE },
	{ "padding in the text", "U1NI", "=U1NI", NONE },
	{ "padding that is not needed", "\n-----END", "====\n-----END",
	    NONE },
	{ "a character too many", "\n-----END", "A\n-----END", NONE },
	{ "another alphabet", "U1NI", "U-NI", NONE },
	{ "a comment", "U1NI", "#U1NI", NONE },
	{ "a header line", "U1NI", "Hash: x\n\nU1NI", NONE },
};

/* TEXT with TO for the last FROM in it; the caller frees. */
static char *
replaced(const char *whole, const char *from, const char *to)
{
	const char *at = *from ? NULL : whole;

	for (const char *p = whole; *from && (p = strstr(p, from)); p++)
		at = p;
	if (at == NULL)
		fail_msg("no '%s' in %s", from, whole);
	return xasprintf("%.*s%s%s", (int)(at - whole), whole, to,
	    at + strlen(from));
}

static void
other_armours_are_refused(void **state)
{
	char *armour = case_sign("ed25519", "git", "sha512", MESSAGE);

	(void)state;
	for (size_t i = 0; i < COUNT(armours); i++) {
		char *changed = replaced(armour, armours[i].from,
		    armours[i].to);

		check_takes(armours[i].what, "ed25519", changed,
		    armours[i].takes);
		free(changed);
	}
	assert_null(sshsig_parse(""));
	assert_null(sshsig_parse(BEGIN_LINE));
	assert_null(sshsig_parse(END_LINE));
	assert_null(sshsig_parse("-----BEGIN SSH SIGNATURE-----"));
	free(armour);
}

/* The length of lines is nobody's business. */
static void
lines_have_any_length(void **state)
{
	static const size_t widths[] = { 1, 3, 64, 76, 4096 };
	char *armour = case_sign("rsa", "git", "sha512", MESSAGE);
	struct str blob = STR_INIT;

	(void)state;
	case_dearmour(&blob, armour);
	free(armour);
	for (size_t i = 0; i < COUNT(widths); i++) {
		armour = case_armour((struct bytes){ blob.ptr, blob.len },
		    widths[i]);
		check_takes("lines", "rsa", armour, ALL);
		free(armour);
	}
	str_release(&blob);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_verify),
		cmocka_unit_test(messages_of_any_size_verify),
		cmocka_unit_test(changed_fields_are_refused),
		cmocka_unit_test(lengths_that_cannot_be_are_no_signature),
		cmocka_unit_test(other_heads_are_refused),
		cmocka_unit_test(cut_off_blobs_are_refused),
		cmocka_unit_test(other_armours_are_refused),
		cmocka_unit_test(lines_have_any_length),
	};

	return cmocka_run_group_tests(tests, case_setup, box_teardown);
}
