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
#include "core/sig/base64.h"
#include "core/sig/sshsig.h"
#include "tests/unit/sshsig_case.h"

/* ---- Base64 ---- */

static const struct {
	const char *text;
	struct bytes bytes; /* NULL: none */
} base64s[] = {
	{ "AAAA", BYTES("\0\0\0") },
	{ "////", BYTES("\xff\xff\xff") },
	{ "+/+/", BYTES("\xfb\xff\xbf") },
	{ "Zm9vYmFy", BYTES("foobar") },
	{ "Zm9vYmE=", BYTES("fooba") },
	{ "Zm9vYg==", BYTES("foob") },
	{ "aZ09", BYTES("\x69\x9d\x3d") },
	{ "", { NULL, 0 } },
	{ "=", { NULL, 0 } },
	{ "==", { NULL, 0 } },
	{ "====", { NULL, 0 } },
	{ "A===", { NULL, 0 } },
	{ "Zm9vYg=", { NULL, 0 } },
	{ "Zm9vYg", { NULL, 0 } },
	{ "Zm9vYmE", { NULL, 0 } },
	{ "Zm9vYg==Zm9v", { NULL, 0 } },
	{ "Zm9vYg=A", { NULL, 0 } },
	{ "Zm9vY=E=", { NULL, 0 } },
	{ "Zm9vYmFy====", { NULL, 0 } },
	{ "Zm9vYh==", { NULL, 0 } }, /* bits that are in no byte */
	{ "Zm9vYmF=", { NULL, 0 } },
	{ "Zm9 YmFy", { NULL, 0 } },
	{ "Zm9v\nYmFy", { NULL, 0 } },
	{ "Zm9-", { NULL, 0 } },
	{ "Zm9_", { NULL, 0 } },
	{ "Zm9\xc3", { NULL, 0 } },
};

static void
base64_has_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(base64s); i++) {
		const struct bytes *bytes = &base64s[i].bytes;
		struct str out = STR_INIT;

		str_add(&out, "kept");
		if (base64_decode(&out, base64s[i].text,
		    strlen(base64s[i].text)) != (bytes->ptr != NULL))
			fail_msg("%s", base64s[i].text);
		assert_int_equal(out.len, 4 + bytes->len);
		assert_memory_equal(out.ptr, "kept", 4);
		if (bytes->len > 0)
			assert_memory_equal(out.ptr + 4, bytes->ptr,
			    bytes->len);
		str_release(&out);
	}
}

/* ---- Keys of ssh-keygen ---- */

static void
keys_of_ssh_keygen_are_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(case_keys); i++) {
		char *line = case_key(case_keys[i].name);
		char *bare = xstrndup(line, strlen(line) -
		    strlen(strchr(strchr(line, ' ') + 1, ' ')));
		char *command = xasprintf("ssh-keygen -lf %s.pub | cut -d' ' "
		    "-f2", case_keys[i].name);
		char fingerprint[SSH_FINGERPRINT_SIZE];

		assert_true(ssh_key_valid(line));
		assert_true(ssh_key_valid(bare));
		ssh_key_fingerprint(fingerprint, line);
		box_says(command, fingerprint);
		for (size_t k = 0; k < COUNT(case_keys); k++) {
			char *other = case_key(case_keys[k].name);

			assert_int_equal(ssh_key_same(line, other), i == k);
			assert_int_equal(ssh_key_same(other, bare), i == k);
			free(other);
		}
		free(command);
		free(bare);
		free(line);
	}
	assert_false(ssh_key_same("", ""));
	assert_false(ssh_key_same("ssh-ed25519 AAAA", "ssh-ed25519 AAAA"));
}

/* ---- Others ---- */

#define ZERO_30 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define FF_15 "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define FF_30 FF_15 FF_15
#define ORDER_8 "\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef" \
    "\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc"
#define ORDER_8_TOO "\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d" \
    "\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03"

/* The last word is whether such a key is valid. */
static const struct edit edits[] = {
	{ "unchanged", "ed25519", { REST }, APPEND, BYTES(""), ALL },
	{ "a byte behind it", "ed25519", { REST }, APPEND, BYTES("\0"),
	    NONE },
	{ "a string behind it", "rsa", { REST }, APPEND, BYTES("\0\0\0\0"),
	    NONE },
	{ "nothing", "ed25519", { 0 }, SET, BYTES(""), NONE },
	{ "only a type", "ed25519", { 0 }, SET,
	    BYTES("\0\0\0\x0bssh-ed25519"), NONE },
	{ "33 bytes", "ed25519", { KEY_POINT }, APPEND, BYTES("\0"), NONE },
	{ "31 bytes", "ed25519", { KEY_POINT }, CUT, BYTES("1"), NONE },
	{ "another key", "ed25519", { KEY_POINT }, SET,
	    BYTES("\x02" ZERO_30 "\0"), ALL },
	{ "order 4", "ed25519", { KEY_POINT }, SET, BYTES("\0" ZERO_30 "\0"),
	    NONE },
	{ "order 4, negative", "ed25519", { KEY_POINT }, SET,
	    BYTES("\0" ZERO_30 "\x80"), NONE },
	{ "order 1", "ed25519", { KEY_POINT }, SET, BYTES("\1" ZERO_30 "\0"),
	    NONE },
	{ "order 1, negative", "ed25519", { KEY_POINT }, SET,
	    BYTES("\1" ZERO_30 "\x80"), NONE },
	{ "order 2", "ed25519", { KEY_POINT }, SET,
	    BYTES("\xec" FF_30 "\x7f"), NONE },
	{ "order 8", "ed25519", { KEY_POINT }, SET, BYTES(ORDER_8 "\x05"),
	    NONE },
	{ "order 8, negative", "ed25519", { KEY_POINT }, SET,
	    BYTES(ORDER_8 "\x85"), NONE },
	{ "order 8, another", "ed25519", { KEY_POINT }, SET,
	    BYTES(ORDER_8_TOO "\x7a"), NONE },
	{ "the prime", "ed25519", { KEY_POINT }, SET,
	    BYTES("\xed" FF_30 "\x7f"), NONE },
	{ "the prime and 18", "ed25519", { KEY_POINT }, SET,
	    BYTES("\xff" FF_30 "\xff"), NONE },
	{ "the prime less 2", "ed25519", { KEY_POINT }, SET,
	    BYTES("\xeb" FF_30 "\x7f"), ALL },
	{ "another curve", "nistp256", { EC_CURVE }, SET, BYTES("nistp521"),
	    NONE },
	{ "a shorter point", "nistp384", { ECDSA_POINT }, CUT,
	    BYTES("1"), NONE },
	{ "a longer point", "nistp384", { ECDSA_POINT }, APPEND,
	    BYTES("\0"), NONE },
	{ "a hybrid point", "nistp384", { ECDSA_POINT }, FIRST, BYTES("\6"),
	    NONE },
	{ "a compressed point", "nistp384", { ECDSA_POINT }, FIRST,
	    BYTES("\2"), NONE },
	{ "n of 2047 bits", "rsa", { RSA_N }, SET,
	    BYTES("\x40" FF_15 FF_30 FF_30 FF_30 FF_30 FF_30 FF_30 FF_30
	    FF_30), NONE },
	{ "an even n", "rsa", { RSA_N }, APPEND, BYTES("\2"), NONE },
	{ "an odd n", "rsa", { RSA_N }, APPEND, BYTES("\3"), ALL },
	{ "a negative n", "rsa", { RSA_N }, SET, BYTES("\x81"), NONE },
	{ "a zero in front of n", "rsa", { RSA_N }, PREPEND, BYTES("\0"),
	    NONE },
	{ "no n", "rsa", { RSA_N }, SET, BYTES(""), NONE },
	{ "e is 3", "rsa", { RSA_E }, SET, BYTES("\3"), ALL },
	{ "e is negative", "rsa", { RSA_E }, SET, BYTES("\x81"), NONE },
	{ "e is 129", "rsa", { RSA_E }, SET, BYTES("\0\x81"), ALL },
	{ "e is 1", "rsa", { RSA_E }, SET, BYTES("\1"), NONE },
	{ "e is 0", "rsa", { RSA_E }, SET, BYTES("\0"), NONE },
	{ "e is even", "rsa", { RSA_E }, SET, BYTES("\4"), NONE },
	{ "no e", "rsa", { RSA_E }, SET, BYTES(""), NONE },
	{ "a zero in front of e", "rsa", { RSA_E }, SET, BYTES("\0\3"),
	    NONE },
};

static void
check_edit(const struct edit *edit)
{
	char *line = case_key(edit->key), *changed;
	size_t type = strcspn(line, " "), len;
	struct str blob = STR_INIT, base64 = STR_INIT;

	len = strcspn(line + type + 1, " ");
	assert_true(base64_decode(&blob, line + type + 1, len));
	edit_field(&blob, edit->path, DEPTH, edit);
	case_base64(&base64, (struct bytes){ blob.ptr, blob.len });
	changed = xasprintf("%.*s %s", (int)type, line, base64.ptr);
	if (ssh_key_valid(changed) != (edit->takes == ALL))
		fail_msg("%s: %s", edit->what, changed);
	free(changed);
	str_release(&base64);
	str_release(&blob);
	free(line);
}

static void
each_key_has_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(edits); i++)
		check_edit(&edits[i]);
}

/* A number of more than 16384 bits is none. */
static void
numbers_have_a_limit(void **state)
{
	static const struct {
		size_t bytes;
		bool valid;
	} sizes[] = { { 2048, true }, { 2049, false }, { 100000, false } };

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct str blob = STR_INIT, n = STR_INIT, line = STR_INIT;

		str_addc(&n, '\0');
		for (size_t k = 0; k < sizes[i].bytes; k++)
			str_addc(&n, '\xff');
		wire_put_string(&blob, "ssh-rsa", 7);
		wire_put_string(&blob, "\3", 1);
		wire_put_string(&blob, n.ptr, n.len);
		str_add(&line, "ssh-rsa ");
		case_base64(&line, (struct bytes){ blob.ptr, blob.len });
		assert_int_equal(ssh_key_valid(line.ptr), sizes[i].valid);
		str_release(&line);
		str_release(&n);
		str_release(&blob);
	}
}

/* A security key may name any application, in text. */
static void
security_keys_name_an_application(void **state)
{
	static const struct {
		struct bytes rest;
		bool valid;
	} cases[] = {
		{ BYTES("\0\0\0\4ssh:"), true },
		{ BYTES("\0\0\0\0"), true },
		{ BYTES(""), false },
		{ BYTES("\0\0\0\5ssh:"), false },
		{ BYTES("\0\0\0\4ssh:x"), false },
		{ BYTES("\0\0\0\5ssh:\0"), false },
		{ BYTES("\0\0\0\5s\0sh:"), false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str blob = STR_INIT, line = STR_INIT;

		wire_put_string(&blob, "sk-ssh-ed25519@openssh.com", 26);
		wire_put_string(&blob, "fictional key, nobody has it....",
		    32);
		str_addn(&blob, cases[i].rest.ptr, cases[i].rest.len);
		str_add(&line, "sk-ssh-ed25519@openssh.com ");
		case_base64(&line, (struct bytes){ blob.ptr, blob.len });
		if (ssh_key_valid(line.ptr) != cases[i].valid)
			fail_msg("%s", line.ptr);
		str_release(&line);
		str_release(&blob);
	}
}

/* A fictional key. */
#define KEY "AAAAC3NzaC1lZDI1NTE5AAAAIGZpY3Rpb25hbCBrZXksIG5vYm9keSBoYXMgaXQu" \
    "Li4u"

static const struct {
	const char *line;
	bool valid;
} lines[] = {
	{ "ssh-ed25519 " KEY, true },
	{ "ssh-ed25519 " KEY " ", true },
	{ "ssh-ed25519 " KEY " li@desk and more", true },
	{ "ssh-ed25519 " KEY " \xe6\x9d\x8e", true },
	{ "", false },
	{ "ssh-ed25519", false },
	{ "ssh-ed25519 ", false },
	{ " ssh-ed25519 " KEY, false },
	{ "ssh-ed25519  " KEY, false },
	{ "ssh-ed25519\t" KEY, false },
	{ "ssh-ed25519 " KEY "\tli", false },
	{ "ssh-ed25519 " KEY "\n", false },
	{ "ssh-ed25519 " KEY " li\n", false },
	{ "ssh-ed25519 " KEY " li\r", false },
	{ "ssh-ed25519 " KEY " li\x1b[31m", false },
	{ "ssh-ed25519 " KEY " li\xe2\x80\xae", false },
	{ "ssh-ed25519 " KEY " li\xff", false },
	{ "ssh-ed25519 " KEY "=", false },
	{ "ssh-ed25519 A" KEY, false },
	{ "ssh-rsa " KEY, false },
	{ "ssh-ed2551 " KEY, false },
	{ "ED25519 " KEY, false },
	{ "ssh-ed25519-cert-v01@openssh.com " KEY, false },
	{ "sk-ssh-ed25519@openssh.com " KEY, false },
	{ "no-pty ssh-ed25519 " KEY, false },
	{ "li ssh-ed25519 " KEY, false },
	{ "# ssh-ed25519 " KEY, false },
	{ "ssh-dss AAAAB3NzaC1kc3M=", false },
};

static void
lines_have_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		if (ssh_key_valid(lines[i].line) != lines[i].valid)
			fail_msg("%s", lines[i].line);
}

static void
certificates_are_no_keys(void **state)
{
	struct str text = STR_INIT;
	char *armour;

	(void)state;
	box_do("ssh-keygen -q -s ed25519 -I who -n who other.pub");
	box_ok(file_read(&text, "other-cert.pub", 65536));
	assert_true(str_starts(text.ptr,
	    "ssh-ed25519-cert-v01@openssh.com "));
	str_cut(&text, strcspn(text.ptr, "\n"));
	assert_false(ssh_key_valid(text.ptr));
	assert_null(ssh_key_find(text.ptr));
	armour = case_sign("other-cert.pub", "git", "sha512", RUN("x"));
	assert_null(sshsig_parse(armour));
	free(armour);
	str_release(&text);
}

/* ---- Keys in files ---- */

static const struct {
	const char *text, *line;
} files[] = {
	{ "ssh-ed25519 " KEY " li\n", "ssh-ed25519 " KEY " li" },
	{ "ssh-ed25519 " KEY " li", "ssh-ed25519 " KEY " li" },
	{ "ssh-ed25519 " KEY " li\r\n", "ssh-ed25519 " KEY " li" },
	{ "ssh-ed25519 " KEY "\n", "ssh-ed25519 " KEY },
	{ "ssh-ed25519 " KEY " \n", "ssh-ed25519 " KEY },
	{ "ssh-ed25519\t " KEY " \tli\n", "ssh-ed25519 " KEY " li" },
	{ "  ssh-ed25519 " KEY "\n", "ssh-ed25519 " KEY },
	{ "ssh-ed25519 " KEY " li\xff\n", "ssh-ed25519 " KEY },
	{ "# a comment\n\nssh-ed25519 " KEY "\nssh-ed25519 no\n",
	    "ssh-ed25519 " KEY },
	{ "ssh-rsa AAAA\nssh-ed25519 " KEY "\n", "ssh-ed25519 " KEY },
	{ "", NULL },
	{ "\n\n", NULL },
	{ "ssh-ed25519\n", NULL },
	{ "ssh-ed25519\n" KEY "\n", NULL },
	{ "-----BEGIN OPENSSH PRIVATE KEY-----\nssh-ed25519 " KEY "\n",
	    NULL },
};

static void
keys_are_found_in_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		char *line = ssh_key_find(files[i].text);

		if (line == NULL || files[i].line == NULL ?
		    line != files[i].line : strcmp(line, files[i].line) != 0)
			fail_msg("%s: %s", files[i].text, line);
		free(line);
	}
}

/* The public key leads a private one, locked or not. */
static void
keys_are_found_in_private_ones(void **state)
{
	(void)state;
	case_make_key("locked", "-t ed25519 -N secret");
	for (size_t i = 0; i <= COUNT(case_keys); i++) {
		const char *name = i < COUNT(case_keys) ? case_keys[i].name :
		    "locked";
		struct str text = STR_INIT;
		char *line, *expected = case_key(name);

		box_ok(file_read(&text, name, 65536));
		line = ssh_key_find(text.ptr);
		assert_non_null(line);
		assert_true(ssh_key_same(line, expected));
		free(line);
		str_release(&text);
		free(expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_has_one_form),
		cmocka_unit_test(keys_of_ssh_keygen_are_valid),
		cmocka_unit_test(each_key_has_one_form),
		cmocka_unit_test(numbers_have_a_limit),
		cmocka_unit_test(security_keys_name_an_application),
		cmocka_unit_test(lines_have_one_form),
		cmocka_unit_test(certificates_are_no_keys),
		cmocka_unit_test(keys_are_found_in_files),
		cmocka_unit_test(keys_are_found_in_private_ones),
	};

	return cmocka_run_group_tests(tests, case_setup, box_teardown);
}
