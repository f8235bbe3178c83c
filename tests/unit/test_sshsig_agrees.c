#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/sig/base64.h"
#include "core/sig/sshsig.h"
#include "tests/unit/sshsig_case.h"
#include "tests/unit/sshsig_mutate.h"

/*
 * ssh-keygen -Y verify and sshsig_verify agree on signatures, changed in
 * all ways.  Where ssh-keygen is lenient and this, on purpose, is not: what
 * only ssh-keygen takes must be what this takes, too, once it is made
 * strict, and what make_strict does is the whole list.  100 signatures; with
 * PROVEN_SOAK set, 1,200.
 */

enum { FEW = 100, MANY = 1200, WIDTH = 70 };

/* What is verified. */
struct subject {
	char *line, *namespace;
	struct str armour, message;
};

static void
subject_copy(struct subject *out, const struct subject *from)
{
	*out = (struct subject){ xstrdup(from->line),
		xstrdup(from->namespace), STR_INIT, STR_INIT };
	str_addn(&out->armour, from->armour.ptr, from->armour.len);
	str_addn(&out->message, from->message.ptr, from->message.len);
}

static void
subject_release(struct subject *s)
{
	free(s->line);
	free(s->namespace);
	str_release(&s->armour);
	str_release(&s->message);
}

static bool
ours(const struct subject *s)
{
	return case_ours(s->line, s->namespace, (struct bytes){
	    s->armour.ptr, s->armour.len }, (struct bytes){ s->message.ptr,
	    s->message.len });
}

static bool
theirs(const struct subject *s)
{
	return case_theirs(s->line, s->namespace, (struct bytes){
	    s->armour.ptr, s->armour.len }, (struct bytes){ s->message.ptr,
	    s->message.len });
}

/* ---- The signatures to start from ---- */

static struct subject *bases;
static size_t n_bases, cap_bases;

static void
make_base(const char *key)
{
	static const char *const names[] = { "git", "proven-approval" };
	static const char *const hashes[] = { "sha256", "sha512" };
	struct subject base = { case_key(key), NULL, STR_INIT, STR_INIT };
	char *armour;

	base.namespace = xstrdup(names[below(COUNT(names))]);
	for (size_t i = below(200); i > 0; i--)
		str_addc(&base.message, (char)below(256));
	armour = case_sign(key, base.namespace, hashes[below(COUNT(hashes))],
	    (struct bytes){ base.message.ptr, base.message.len });
	str_add(&base.armour, armour);
	free(armour);
	GROW(bases, n_bases, cap_bases);
	bases[n_bases++] = base;
}

/* ---- Ways to change a blob ---- */

/* The armour of S taken apart, and put together. */
static void
take_apart(const struct subject *s, struct str *head, struct str *body)
{
	case_dearmour(body, s->armour.ptr);
	str_addn(head, body->ptr, body->len < HEAD ? body->len : HEAD);
	bytes_delete(body, 0, head->len);
}

static void
put_together(struct subject *s, struct str *head, struct str *body)
{
	char *armour;

	str_addn(head, body->ptr, body->len);
	armour = case_armour((struct bytes){ head->ptr, head->len }, WIDTH);
	str_reset(&s->armour);
	str_add(&s->armour, armour);
	free(armour);
	str_release(head);
	str_release(body);
}

static void
change_blob(struct subject *s)
{
	struct str head = STR_INIT, body = STR_INIT;

	take_apart(s, &head, &body);
	change_somewhere(&body, 3);
	put_together(s, &head, &body);
}

static void
change_head(struct subject *s)
{
	struct str head = STR_INIT, body = STR_INIT;

	take_apart(s, &head, &body);
	head.ptr[below(2) ? HEAD - 1 : below(HEAD)] ^= (char)(1 << below(8));
	put_together(s, &head, &body);
}

static void
swap_fields(struct subject *s)
{
	struct str head = STR_INIT, body = STR_INIT;
	struct str other = STR_INIT, other_head = STR_INIT;

	take_apart(s, &head, &body);
	take_apart(&bases[below(n_bases)], &other_head, &other);
	swap_somewhere(&body, &other, 2);
	put_together(s, &head, &body);
	str_release(&other_head);
	str_release(&other);
}

/* ---- Ways to change the rest ---- */

static void
change_character(struct subject *s)
{
	static const char set[] = "AZaz09+/==-_ \t\r\n\v.!\x80\xff";

	s->armour.ptr[below(s->armour.len)] = set[below(sizeof(set) - 1)];
}

static void
insert_character(struct subject *s)
{
	static const char set[] = "A/= \t\r\n\v-";

	bytes_insert(&s->armour, below(s->armour.len + 1),
	    &set[below(sizeof(set) - 1)], 1);
}

/* A line is lost, doubled, or joined with the next one. */
static void
change_lines(struct subject *s)
{
	struct strs lines = STRS_INIT, changed = STRS_INIT;
	size_t at, how = below(4);
	char *joined;

	strs_split(&lines, s->armour.ptr, '\n');
	at = below(lines.n);
	for (size_t i = 0; i < lines.n; i++) {
		if (i == at && how == 0)
			continue;
		strs_add(&changed, lines.items[i]);
		if (i == at && how == 1)
			strs_add(&changed, lines.items[i]);
		if (i == at && how == 2)
			strs_add(&changed, "");
	}
	joined = strs_join(&changed, how == 3 ? "\n " : "\n");
	str_reset(&s->armour);
	str_add(&s->armour, joined);
	free(joined);
	strs_release(&lines);
	strs_release(&changed);
}

/* Padding more or less; bits of the last character that are in no byte. */
static void
change_padding(struct subject *s)
{
	const char *end = strstr(s->armour.ptr, "\n-----END");
	size_t at = (size_t)(end - s->armour.ptr);

	switch (below(3)) {
	case 0: bytes_insert(&s->armour, at, "==", 1 + below(2)); break;
	case 1: bytes_delete(&s->armour, at - 1, 1); break;
	default:
		while (s->armour.ptr[at - 1] == '=')
			at--;
		s->armour.ptr[at - 1]++;
	}
}

static void
append_text(struct subject *s)
{
	static const char *const texts[] = { "\n", "x", " ", BEGIN_LINE,
		"\r\n" };

	str_add(&s->armour, texts[below(COUNT(texts))]);
}

static void
wrap_anew(struct subject *s)
{
	struct str blob = STR_INIT;
	char *armour;

	case_dearmour(&blob, s->armour.ptr);
	armour = case_armour((struct bytes){ blob.ptr, blob.len },
	    1 + below(100));
	str_reset(&s->armour);
	str_add(&s->armour, armour);
	free(armour);
	str_release(&blob);
}

static void
another_message(struct subject *s)
{
	changes[below(COUNT(changes))](&s->message);
}

static void
another_namespace(struct subject *s)
{
	free(s->namespace);
	s->namespace = xstrdup(below(2) ? "proven-transition" : "git");
}

static void
another_key(struct subject *s)
{
	free(s->line);
	s->line = xstrdup(bases[below(n_bases)].line);
}

static void
change_nothing(struct subject *s)
{
	(void)s;
}

static const struct {
	const char *what;
	void (*change)(struct subject *);
} ways[] = {
	{ "nothing", change_nothing },
	{ "blob", change_blob }, { "blob", change_blob },
	{ "blob", change_blob }, { "blob", change_blob },
	{ "head", change_head }, { "fields swapped", swap_fields },
	{ "fields swapped", swap_fields }, { "character", change_character },
	{ "another character", insert_character },
	{ "lines", change_lines }, { "padding", change_padding },
	{ "text behind it", append_text }, { "width", wrap_anew },
	{ "message", another_message }, { "namespace", another_namespace },
	{ "key", another_key },
};

/* ---- Where ssh-keygen is lenient ---- */

/* What stands behind the last line, and blanks in the text. */
static bool
strict_armour(struct subject *s, struct str *blob)
{
	const char *end = strstr(s->armour.ptr, "\n-----END SSH SIGNATURE"
	    "-----");
	struct str text = STR_INIT;
	bool decoded;

	if (!str_starts(s->armour.ptr, BEGIN_LINE) || end == NULL)
		return false;
	for (const char *p = s->armour.ptr + strlen(BEGIN_LINE); p < end; p++)
		if (strchr(" \t\r\n\v\f", *p) == NULL)
			str_addc(&text, *p);
	decoded = base64_decode(blob, text.ptr, text.len);
	str_release(&text);
	return decoded;
}

/* A NUL at the end of a name. */
static void
strict_name(struct str *name)
{
	if (name->len > 0 && name->ptr[name->len - 1] == '\0')
		str_cut(name, name->len - 1);
}

/* Zeros in front of a number. */
static void
strict_number(struct str *number)
{
	while (number->len > 1 && number->ptr[0] == '\0' &&
	    (number->ptr[1] & 0x80) == 0)
		bytes_delete(number, 0, 1);
}

/* Other names of the types of keys. */
static void
strict_type(struct str *type)
{
	static const char *const others[][2] = {
		{ "ED25519", "ssh-ed25519" }, { "RSA", "ssh-rsa" },
		{ "rsa-sha2-256", "ssh-rsa" }, { "rsa-sha2-512", "ssh-rsa" },
	};

	strict_name(type);
	for (size_t i = 0; i < COUNT(others); i++) {
		if (strcasecmp(type->ptr, others[i][0]) != 0)
			continue;
		str_reset(type);
		str_add(type, others[i][1]);
	}
}

static void
strict_key(struct str *key)
{
	struct fields fields;

	fields_split(&fields, (struct bytes){ key->ptr, key->len });
	if (fields.n == 3) {
		strict_type(&fields.items[0]);
		if (strcmp(fields.items[0].ptr, "ssh-rsa") == 0) {
			strict_number(&fields.items[RSA_E - 1]);
			strict_number(&fields.items[RSA_N - 1]);
		} else
			strict_name(&fields.items[EC_CURVE - 1]);
	} else if (fields.n == 2)
		strict_type(&fields.items[0]);
	str_reset(key);
	fields_join(key, &fields);
}

static void
strict_signature(struct str *signature)
{
	struct fields fields;

	fields_split(&fields, (struct bytes){ signature->ptr,
	    signature->len });
	if (fields.n > 0)
		strict_name(&fields.items[0]);
	str_reset(signature);
	fields_join(signature, &fields);
}

/* Version 0, and something in the field that is reserved. */
static void
strict_blob(struct str *head, struct str *body)
{
	static const char zero[4];
	struct fields fields;

	if (head->len == HEAD && memcmp(head->ptr + 6, zero, 4) == 0)
		head->ptr[HEAD - 1] = 1;
	fields_split(&fields, (struct bytes){ body->ptr, body->len });
	if (fields.n == BLOB_SIGNATURE) {
		strict_key(&fields.items[BLOB_KEY - 1]);
		strict_name(&fields.items[BLOB_NAMESPACE - 1]);
		str_reset(&fields.items[BLOB_RESERVED - 1]);
		strict_name(&fields.items[BLOB_HASH - 1]);
		strict_signature(&fields.items[BLOB_SIGNATURE - 1]);
	}
	str_reset(body);
	fields_join(body, &fields);
}

static void
make_strict(struct subject *s)
{
	struct str head = STR_INIT, body = STR_INIT;

	if (!strict_armour(s, &body))
		return;
	str_addn(&head, body.ptr, body.len < HEAD ? body.len : HEAD);
	bytes_delete(&body, 0, head.len);
	strict_blob(&head, &body);
	put_together(s, &head, &body);
}

/* ---- The test ---- */

static size_t good, bad, lenient;

static void
check(const char *what, struct subject *s)
{
	bool we = ours(s), they = theirs(s);

	if (we == they) {
		we ? good++ : bad++;
		return;
	}
	if (they) {
		make_strict(s);
		lenient++;
	}
	if (we || !ours(s)) {
		print_message("message:");
		for (size_t i = 0; i < s->message.len; i++)
			print_message(" %02x", s->message.ptr[i] & 0xff);
		fail_msg("%s: ssh-keygen says %s: %s in %s\n%s", what, they ?
		    "good" : "bad", s->line, s->namespace, s->armour.ptr);
	}
}

static void
ssh_keygen_agrees(void **state)
{
	size_t n = getenv("PROVEN_SOAK") != NULL ? MANY : FEW;

	(void)state;
	for (size_t i = 0; i < n / 8 || i < COUNT(case_keys); i++)
		make_base(case_keys[i % COUNT(case_keys)].name);
	for (size_t i = 0; i < n; i++) {
		const struct subject *base = &bases[i % n_bases];
		size_t way = i < n_bases ? 0 : below(COUNT(ways));
		struct subject s;

		subject_copy(&s, base);
		ways[way].change(&s);
		check(ways[way].what, &s);
		subject_release(&s);
	}
	for (size_t i = 0; i < n_bases; i++)
		subject_release(&bases[i]);
	free(bases);
	printf("# %zu signatures: %zu good, %zu bad, %zu of a form that only "
	    "ssh-keygen takes\n", n, good, bad, lenient);
	assert_true(good >= n_bases);
	assert_true(bad > n / 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ssh_keygen_agrees),
	};

	if (getentropy(&seed, sizeof(seed)) != 0)
		return 1;
	return cmocka_run_group_tests(tests, case_setup, box_teardown);
}
