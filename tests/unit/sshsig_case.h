#ifndef PROVEN_TESTS_SSHSIG_CASE_H
#define PROVEN_TESTS_SSHSIG_CASE_H

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/git/spawn.h"
#include "core/sig/sshsig.h"
#include "core/sig/wire.h"
#include "tests/unit/git_box.h"

/*
 * Signatures made by ssh-keygen, taken apart, changed, put together and
 * shown to ssh-keygen and to sshsig_verify.  All in the folder of git_box.
 */

struct bytes {
	const void *ptr;
	size_t len;
};

/* Of a literal, in an initializer and elsewhere. */
#define BYTES(text) { text, sizeof(text) - 1 }
#define RUN(text) ((struct bytes)BYTES(text))

/* ---- Keys and signatures of ssh-keygen ---- */

static const struct {
	const char *name, *options;
} case_keys[] = {
	{ "ed25519", "-t ed25519" },
	{ "nistp256", "-t ecdsa -b 256" },
	{ "nistp384", "-t ecdsa -b 384" },
	{ "nistp521", "-t ecdsa -b 521" },
	{ "rsa", "-t rsa -b 2048" },
	{ "other", "-t ed25519" },
};

static inline void
case_make_key(const char *name, const char *options)
{
	char *command = xasprintf("ssh-keygen -q -N '' %s -C '%s (fictional)'"
	    " -f %s", options, name, name);

	box_do(command);
	free(command);
}

static inline int
case_setup(void **state)
{
	if (box_setup(state) != 0)
		return -1;
	for (size_t i = 0; i < COUNT(case_keys); i++)
		case_make_key(case_keys[i].name, case_keys[i].options);
	return 0;
}

static inline void
case_write(const char *path, struct bytes bytes)
{
	box_ok(file_write(path, bytes.ptr, bytes.len, false));
}

/* The line in NAME.pub; the caller frees. */
static inline char *
case_key(const char *name)
{
	char *path = xasprintf("%s.pub", name), *line;
	struct str text = STR_INIT;

	box_ok(file_read(&text, path, 65536));
	line = ssh_key_find(text.ptr);
	if (line == NULL)
		fail_msg("no key in %s: %s", path, text.ptr);
	str_release(&text);
	free(path);
	return line;
}

/* What ssh-keygen makes of MESSAGE with the key NAME; the caller frees. */
static inline char *
case_sign(const char *name, const char *namespace, const char *hash,
    struct bytes message)
{
	char *command = xasprintf("ssh-keygen -q -Y sign -n '%s' -O "
	    "hashalg=%s -f %s <message 2>/dev/null", namespace, hash, name);
	char *armour, *ended;

	case_write("message", message);
	armour = box_run(command, NULL);
	ended = xasprintf("%s\n", armour);
	free(armour);
	free(command);
	return ended;
}

/* Whether ssh-keygen takes it for a signature by the key of LINE. */
static inline bool
case_theirs(const char *line, const char *namespace, struct bytes armour,
    struct bytes message)
{
	const char *argv[] = { "ssh-keygen", "-Y", "verify", "-f", "allowed",
		"-I", "who", "-n", namespace, "-s", "signature", NULL };
	struct spawn spawn = { argv, NULL, message.ptr, message.len, NULL,
		NULL };
	char *allowed = xasprintf("who %s\n", line);
	int status;

	case_write("allowed", (struct bytes){ allowed, strlen(allowed) });
	case_write("signature", armour);
	box_ok(spawn_run(&spawn, &status));
	free(allowed);
	return status == 0;
}

static inline bool
case_ours(const char *line, const char *namespace, struct bytes armour,
    struct bytes message)
{
	char *text = xstrndup(armour.ptr, armour.len);
	struct sshsig *sig = strlen(text) == armour.len ?
	    sshsig_parse(text) : NULL;
	bool good = sig != NULL && sshsig_is_by(sig, line) &&
	    sshsig_verify(sig, namespace, message.ptr, message.len);

	sshsig_free(sig);
	free(text);
	return good;
}

/* ---- Runs of bytes as lists of strings ---- */

enum { FIELDS_MAX = 12, HEAD = 10 };

/* In a blob behind its HEAD; in a key; in a signature; in a pair. */
enum { BLOB_KEY = 1, BLOB_NAMESPACE, BLOB_RESERVED, BLOB_HASH,
	BLOB_SIGNATURE };
enum { KEY_TYPE = 1, KEY_POINT, SK_APPLICATION, EC_CURVE = 2, ECDSA_POINT,
	RSA_E = 2, RSA_N };
enum { SIG_TYPE = 1, SIG_RAW };
enum { PAIR_R = 1, PAIR_S };
enum { REST = -1 };

struct fields {
	struct str items[FIELDS_MAX];
	size_t n;
	struct str rest; /* what is no string any more */
};

static inline void
fields_split(struct fields *fields, struct bytes bytes)
{
	struct wire at = { bytes.ptr, bytes.len }, item;

	*fields = (struct fields){ .rest = STR_INIT };
	while (fields->n < FIELDS_MAX && wire_string(&at, &item)) {
		fields->items[fields->n] = (struct str)STR_INIT;
		str_addn(&fields->items[fields->n++],
		    (const char *)item.ptr, item.len);
	}
	str_addn(&fields->rest, (const char *)at.ptr, at.len);
}

/* Joined in OUT; FIELDS are released. */
static inline void
fields_join(struct str *out, struct fields *fields)
{
	for (size_t i = 0; i < fields->n; i++) {
		wire_put_string(out, fields->items[i].ptr,
		    fields->items[i].len);
		str_release(&fields->items[i]);
	}
	str_addn(out, fields->rest.ptr, fields->rest.len);
	str_release(&fields->rest);
}

/* ---- Changes ---- */

/* Who takes what was changed: all; none; ssh-keygen, perhaps. */
enum takes { ALL, NONE, THEY };

enum how { SET, APPEND, PREPEND, CUT, FIRST, FLIP };

enum { DEPTH = 3 };

struct edit {
	const char *what;
	const char *key;  /* whose; a name of case_keys */
	int path[DEPTH];  /* the field, counted from one; 0 ends the path */
	enum how how;
	/* CUT: so many; FIRST: the first byte is this; FLIP: the last bit */
	struct bytes bytes;
	enum takes takes;
};

static inline void
edit_apply(struct str *run, const struct edit *edit)
{
	struct str was = *run;

	*run = (struct str)STR_INIT;
	if (edit->how == PREPEND || edit->how == SET)
		str_addn(run, edit->bytes.ptr, edit->bytes.len);
	if (edit->how != SET)
		str_addn(run, was.ptr, was.len);
	if (edit->how == APPEND)
		str_addn(run, edit->bytes.ptr, edit->bytes.len);
	if (edit->how == CUT)
		str_cut(run, run->len - edit->bytes.len);
	if (edit->how == FIRST)
		run->ptr[0] = *(const char *)edit->bytes.ptr;
	if (edit->how == FLIP)
		run->ptr[run->len - 1] ^= 1;
	str_release(&was);
}

/* The change in the field of RUN that PATH leads to. */
static inline void
edit_field(struct str *run, const int *path, size_t depth,
    const struct edit *edit)
{
	struct fields fields;

	if (depth == 0 || path[0] == 0) {
		edit_apply(run, edit);
		return;
	}
	fields_split(&fields, (struct bytes){ run->ptr, run->len });
	if (path[0] > (int)fields.n)
		fail_msg("%s: no field %d", edit->what, path[0]);
	edit_field(path[0] == REST ? &fields.rest :
	    &fields.items[path[0] - 1], path + 1, depth - 1, edit);
	str_reset(run);
	fields_join(run, &fields);
}

/* ---- Armour ---- */

static inline void
case_base64(struct str *out, struct bytes bytes)
{
	char *text = xmalloc(bytes.len / 3 * 4 + 8);

	EVP_EncodeBlock((unsigned char *)text, bytes.ptr, (int)bytes.len);
	str_add(out, text);
	free(text);
}

#define BEGIN_LINE "-----BEGIN SSH SIGNATURE-----\n"
#define END_LINE "-----END SSH SIGNATURE-----\n"

/* In lines of WIDTH characters; the caller frees. */
static inline char *
case_armour(struct bytes blob, size_t width)
{
	struct str base64 = STR_INIT, out = STR_INIT;

	case_base64(&base64, blob);
	str_add(&out, BEGIN_LINE);
	for (size_t at = 0; at < base64.len; at += width) {
		size_t left = base64.len - at;

		str_addn(&out, base64.ptr + at, left < width ? left : width);
		str_addc(&out, '\n');
	}
	str_add(&out, END_LINE);
	str_release(&base64);
	return str_take(&out);
}

/* The bytes in ARMOUR, as leniently as they come. */
static inline void
case_dearmour(struct str *out, const char *armour)
{
	const char *end = strstr(armour, "\n-----END");
	char *text, *at;
	int n;

	if (!str_starts(armour, BEGIN_LINE) || end == NULL)
		fail_msg("no armour: %s", armour);
	text = at = xmalloc(strlen(armour) + 1);
	for (const char *p = armour + strlen(BEGIN_LINE); p < end; p++)
		if (strchr(" \t\r\n\v\f", *p) == NULL)
			*at++ = *p;
	*at = '\0';
	n = EVP_DecodeBlock((unsigned char *)text, (unsigned char *)text,
	    (int)(at - text));
	for (char *p = at; n > 0 && p > text && p[-1] == '='; p--)
		n--;
	str_addn(out, text, n > 0 ? (size_t)n : 0);
	free(text);
}

#endif
