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
#include "core/json/json.h"
#include "core/model/people.h"
#include "core/model/people_edit.h"
#include "core/model/tracker.h"
#include "tests/unit/json_text.h"

/* Fictional keys. */
#define SSH "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZpY3Rpb25h" \
    "bCBrZXksIG5vYm9keSBoYXMgaXQuLi4u"
#define OTHER "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZpY3Rpb25h" \
    "bCBrZXksIG5vYm9keSBoYXMgaXQhISEh"
#define FPR "0123456789ABCDEF0123456789ABCDEF01234567"

#define ANN "'ann': {'name': 'Ann', 'emails': ['ann@example.org'], " \
    "'roles': ['admin']}"
#define BOB "'bob': {'name': 'Bob', 'emails': ['bob@example.org', " \
    "'b@example.org'], 'keys': [{'ssh': '" SSH " bob'}]}"
#define FILE_OF(people) "{'format': 1, 'revision': 4, 'people': {" people "}}"

/* A tracker whose people are those of TEXT. */
struct box {
	struct tracker tracker;
	struct str text;
};

static void
box_init(struct box *box, const char *text, enum strength strength)
{
	struct json *tree = tree_of(text);
	char *where = NULL;

	memset(box, 0, sizeof(*box));
	box->text = (struct str)STR_INIT;
	json_write(&box->text, tree);
	box->tracker.require_tracker = strength;
	if (people_parse(&box->tracker.people, tree, &where) != NULL)
		fail_msg("at %s", where);
	json_free(tree);
}

static void
box_release(struct box *box)
{
	people_free(box->tracker.people);
	str_release(&box->text);
}

/* "a|b" as a list. */
static struct strs
list(const char *words)
{
	struct strs out = STRS_INIT;

	if (words != NULL)
		strs_split(&out, words, '|');
	return out;
}

/* What a row of a table says of an edit. */
struct edit_row {
	enum people_verb verb;
	const char *handle, *name, *org_name, *uscc, *ror;
	const char *emails, *roles, *drop_emails, *drop_roles; /* "a|b" */
	const char *key, *drop_key;
	bool forge;
	enum err_code code;      /* 0: it is made */
	const char *says;        /* of the message, or the person then */
};

static const struct err *
edit_box(struct str *out, const struct box *box, const struct edit_row *row)
{
	struct person_key key, drop;
	struct people_edit edit = { .verb = row->verb, .handle = row->handle,
		.name = row->name, .org_name = row->org_name,
		.uscc = row->uscc, .ror = row->ror,
		.emails = list(row->emails), .roles = list(row->roles),
		.drop_emails = list(row->drop_emails),
		.drop_roles = list(row->drop_roles),
		.keys = &key, .drop_keys = &drop };
	const struct err *err;

	if (row->key != NULL) {
		assert_null(person_key_read(&key, row->key, "k"));
		key.forge = row->forge;
		edit.n_keys = 1;
	}
	if (row->drop_key != NULL) {
		assert_null(person_key_read(&drop, row->drop_key, "k"));
		edit.n_drop_keys = 1;
	}
	err = people_edit(out, &box->tracker, &box->text, &edit);
	if (row->key != NULL)
		person_key_release(&key);
	if (row->drop_key != NULL)
		person_key_release(&drop);
	strs_release(&edit.emails);
	strs_release(&edit.roles);
	strs_release(&edit.drop_emails);
	strs_release(&edit.drop_roles);
	return err;
}

/* The person HANDLE of TEXT on one line; "" where there is none. */
static char *
person_line(const struct str *text, const char *handle)
{
	struct json *tree = NULL;
	struct str out = STR_INIT;
	const struct json *person;
	char *path = xasprintf("people.%s", handle);

	assert_null(json_read(&tree, text->ptr, text->len, "test"));
	person = json_find(tree, path);
	if (person != NULL)
		json_write_compact(&out, person);
	json_free(tree);
	free(path);
	return str_take(&out);
}

static void
check_row(const struct edit_row *row, const char *file,
    enum strength strength)
{
	struct str out = STR_INIT;
	const struct err *err;
	struct box box;
	char *line;

	box_init(&box, file, strength);
	err = edit_box(&out, &box, row);
	if (err != NULL && (err->code != row->code ||
	    strstr(err->msg, row->says) == NULL))
		fail_msg("%d, %s\nnot %d, %s", err->code, err->msg,
		    row->code, row->says);
	if (err == NULL && row->code != 0)
		fail_msg("taken, not '%s'", row->says);
	if (err == NULL && out.len == 0) {
		assert_string_equal(row->says, "nothing");
	} else if (err == NULL) {
		struct json *says = tree_of(*row->says ? row->says : "{}");
		struct str want = STR_INIT;

		line = person_line(&out, row->handle);
		json_write_compact(&want, says);
		assert_string_equal(line, *row->says ? want.ptr : "");
		assert_non_null(strstr(out.ptr, "\"revision\": 5,"));
		str_release(&want);
		json_free(says);
		free(line);
	}
	str_release(&out);
	box_release(&box);
}

static void
people_are_changed(void **state)
{
	static const struct edit_row rows[] = {
		{ PEOPLE_ADD, "zoe", .name = "Zoe", .emails = "zoe@x.org",
		    .says = "{'name':'Zoe','emails':['zoe@x.org']}" },
		{ PEOPLE_ADD, "zoe", .name = "Zoe", .emails = "z@x|y@x",
		    .roles = "a|b|a", .org_name = "Lab",
		    .uscc = "91110000802100433B",
		    .ror = "https://ror.org/03yrm5c26", .key = OTHER " z",
		    .says = "{'name':'Zoe','emails':['z@x','y@x'],'roles':["
		    "'a','b'],'organisation':{'name':'Lab','uscc':"
		    "'91110000802100433B','ror':'03yrm5c26'},'keys':["
		    "{'ssh':'" OTHER " z'}]}" },
		{ PEOPLE_SET, "ann", .name = "Anne", .roles = "lead",
		    .says = "{'name':'Anne','emails':['ann@example.org'],"
		    "'roles':['admin','lead']}" },
		{ PEOPLE_SET, "ann", .roles = "admin", .says = "nothing" },
		{ PEOPLE_SET, "bob", .drop_emails = "B@EXAMPLE.ORG",
		    .says = "{'name':'Bob','emails':['bob@example.org'],"
		    "'keys':[{'ssh':'" SSH " bob'}]}" },
		{ PEOPLE_SET, "bob", .drop_emails = "b@example.org|"
		    "bob@example.org", .emails = "new@x", .drop_key = SSH,
		    .says = "{'name':'Bob','emails':['new@x']}" },
		{ PEOPLE_SET, "bob", .org_name = "", .uscc = "", .ror = "",
		    .says = "nothing" },
		{ PEOPLE_SET, "bob", .key = SSH " again", .says = "nothing" },
		{ PEOPLE_SET, "bob", .key = SSH, .forge = true,
		    .says = "{'name':'Bob','emails':['bob@example.org',"
		    "'b@example.org'],'keys':[{'ssh':'" SSH "','forge':"
		    "true}]}" },
		{ PEOPLE_SET, "bob", .key = FPR, .drop_key = SSH,
		    .says = "{'name':'Bob','emails':['bob@example.org',"
		    "'b@example.org'],'keys':[{'openpgp':'" FPR "'}]}" },
		{ PEOPLE_SET, "ann", .emails = "ANN@example.org",
		    .says = "nothing" },
		{ PEOPLE_REMOVE, "bob", .says = "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(&rows[i], FILE_OF(BOB ", " ANN),
		    STRENGTH_AUTHORED);
}

static void
people_are_not_changed(void **state)
{
	static const struct edit_row rows[] = {
		{ PEOPLE_ADD, "bob", .name = "B", .emails = "x@x",
		    .code = ERR_CONFLICT, .says = "a person 'bob' already" },
		{ PEOPLE_ADD, "Zoe", .name = "B", .emails = "x@x",
		    .code = ERR_USAGE, .says = "'Zoe' is no handle" },
		{ PEOPLE_ADD, "zoe", .emails = "x@x", .code = ERR_USAGE,
		    .says = "has a name and an e-mail address" },
		{ PEOPLE_ADD, "zoe", .name = "Z", .code = ERR_USAGE,
		    .says = "proven people add zoe --name NAME --email" },
		{ PEOPLE_ADD, "zoe", .name = "Z", .emails = "a b",
		    .code = ERR_USAGE, .says = "'a b' is no e-mail" },
		{ PEOPLE_ADD, "zoe", .name = "Z", .emails = "B@EXAMPLE.ORG",
		    .code = ERR_CONFLICT,
		    .says = "'B@EXAMPLE.ORG' belongs to 'bob' already" },
		{ PEOPLE_ADD, "zoe", .name = "Z", .emails = "z@x",
		    .key = SSH " zoe", .code = ERR_CONFLICT,
		    .says = "belongs to 'bob' already\n"
		    "  proven people key list bob" },
		{ PEOPLE_ADD, "zoe", .name = "Z", .emails = "z@x",
		    .roles = "a b", .code = ERR_USAGE, .says = "no role" },
		{ PEOPLE_ADD, "zoe", .name = "Z 13800000000",
		    .emails = "z@x", .code = ERR_DATA,
		    .says = "a phone number [PV111]" },
		{ PEOPLE_SET, "ann", .org_name = "11010519491231002X",
		    .code = ERR_DATA,
		    .says = "a personal identity number [PV111]" },
		{ PEOPLE_SET, "ann", .emails = "13800000000@x",
		    .code = ERR_DATA, .says = "a phone number [PV111]" },
		{ PEOPLE_SET, "ann", .name = "\xff", .code = ERR_USAGE,
		    .says = "not valid UTF-8" },
		{ PEOPLE_SET, "ann", .emails = "a@\xff", .code = ERR_USAGE,
		    .says = "not valid UTF-8" },
		{ PEOPLE_SET, "ann", .name = "", .code = ERR_USAGE,
		    .says = "must not be empty" },
		{ PEOPLE_SET, "ann", .uscc = "91110000802100433C",
		    .code = ERR_USAGE, .says = "'uscc' is not well-formed" },
		{ PEOPLE_SET, "ann", .ror = "01k4yrm30", .code = ERR_USAGE,
		    .says = "'ror' is not well-formed: '01k4yrm30'" },
		{ PEOPLE_SET, "ann", .drop_emails = "ann@example.org",
		    .code = ERR_USAGE, .says = "would have no address" },
		{ PEOPLE_SET, "ann", .drop_emails = "ann@exampel.org",
		    .code = ERR_USAGE,
		    .says = "did you mean 'ann@example.org'?" },
		{ PEOPLE_SET, "ann", .drop_roles = "admn", .code = ERR_USAGE,
		    .says = "'ann' does not have the role 'admn'\n"
		    "  did you mean 'admin'?" },
		{ PEOPLE_SET, "ann", .drop_roles = "admin",
		    .code = ERR_REFUSED, .says = "'ann' is the last admin" },
		{ PEOPLE_REMOVE, "ann", .code = ERR_REFUSED,
		    .says = "proven people set HANDLE --role admin" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(&rows[i], FILE_OF(ANN ", " BOB),
		    STRENGTH_AUTHORED);
}

/* Where changes must be signed, some admin keeps a key. */
static void
the_last_key_of_admins_stays(void **state)
{
#define WITH_KEY "'ann': {'name': 'Ann', 'emails': ['ann@example.org'], " \
    "'roles': ['admin'], 'keys': [{'ssh': '" OTHER "'}]}"
#define ADMIN "'eve': {'name': 'Eve', 'emails': ['eve@x'], 'roles': " \
    "['admin'], 'keys': [{'openpgp': '" FPR "', 'forge': true}]}"
	static const struct edit_row refused[] = {
		{ PEOPLE_REMOVE, "ann", .code = ERR_REFUSED,
		    .says = "'ann' is the last admin with a key" },
		{ PEOPLE_SET, "ann", .drop_roles = "admin",
		    .code = ERR_REFUSED,
		    .says = "proven people key add HANDLE FILE" },
		{ PEOPLE_SET, "ann", .drop_key = OTHER,
		    .code = ERR_REFUSED, .says = "must be signed" },
		{ PEOPLE_SET, "ann", .key = OTHER, .forge = true,
		    .code = ERR_REFUSED, .says = "must be signed" },
	};
	static const struct edit_row made[] = {
		{ PEOPLE_REMOVE, "eve", .says = "" },
		{ PEOPLE_REMOVE, "bob", .says = "" },
	};
	static const struct edit_row removed = { PEOPLE_REMOVE, "ann",
		.says = "" };

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		check_row(&refused[i], FILE_OF(WITH_KEY ", " ADMIN ", " BOB),
		    STRENGTH_SIGNED);
	for (size_t i = 0; i < COUNT(made); i++)
		check_row(&made[i], FILE_OF(WITH_KEY ", " ADMIN ", " BOB),
		    STRENGTH_SIGNED);
	check_row(&removed, FILE_OF(WITH_KEY ", " ADMIN ", " BOB),
	    STRENGTH_AUTHORED);
}

/* Whatever the file looked like, its people and members are in order. */
static void
the_file_is_put_in_order(void **state)
{
	static const struct edit_row row = { PEOPLE_ADD, "amy", .name = "Amy",
		.emails = "amy@x" };
	struct str out = STR_INIT;
	struct box box;

	(void)state;
	box_init(&box, FILE_OF("'zoe': {'keys': [], 'roles': ['admin'], "
	    "'emails': ['zoe@x'], 'name': 'Zoe'}, 'bob': {'emails': ['b@x'], "
	    "'name': 'Bob'}"), STRENGTH_AUTHORED);
	assert_null(edit_box(&out, &box, &row));
	assert_string_equal(out.ptr, "{\n  \"format\": 1,\n\n"
	    "  \"revision\": 5,\n\n  \"people\": {\n"
	    "    \"amy\": {\n      \"name\": \"Amy\",\n"
	    "      \"emails\": [\n        \"amy@x\"\n      ]\n    },\n"
	    "    \"bob\": {\n      \"name\": \"Bob\",\n"
	    "      \"emails\": [\n        \"b@x\"\n      ]\n    },\n"
	    "    \"zoe\": {\n      \"name\": \"Zoe\",\n"
	    "      \"emails\": [\n        \"zoe@x\"\n      ],\n"
	    "      \"roles\": [\n        \"admin\"\n      ],\n"
	    "      \"keys\": []\n    }\n  }\n}\n");
	str_release(&out);
	box_release(&box);
}

static void
people_are_named(void **state)
{
	const struct person *person = NULL;
	const struct err *err;
	struct box box;

	(void)state;
	box_init(&box, FILE_OF(ANN ", " BOB), STRENGTH_AUTHORED);
	assert_null(people_named(&person, box.tracker.people, "bob"));
	assert_string_equal(person->name, "Bob");
	assert_null(people_named(&person, box.tracker.people,
	    "Ann@Example.org"));
	assert_string_equal(person->name, "Ann");
	err = people_named(&person, box.tracker.people, "anm");
	assert_int_equal(err->code, ERR_NOTFOUND);
	assert_non_null(strstr(err->msg, "did you mean 'ann'?"));
	err = people_named(&person, box.tracker.people, "nobody-so-called");
	assert_non_null(strstr(err->msg, "proven people list"));
	box_release(&box);
}

static void
keys_are_read(void **state)
{
	static const struct {
		const char *text, *ssh, *openpgp, *says;
	} rows[] = {
		{ SSH " a@b", SSH " a@b", NULL, NULL },
		{ "# mine\n\n" SSH "\r\n", SSH, NULL, NULL },
		{ "key::" SSH, SSH, NULL, NULL },
		{ FPR, NULL, FPR, NULL },
		{ "0x0123456789abcdef0123456789abcdef01234567", NULL, FPR,
		    NULL },
		{ "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567\n",
		    NULL, FPR, NULL },
		{ SSH "\n" OTHER, NULL, NULL, "neither a public ssh key" },
		{ "", NULL, NULL, "neither a public ssh key" },
		{ "ssh-ed25519 AAAA", NULL, NULL, "RSA of 2048 bits" },
		{ "0123456789ABCDEF0123456789ABCDEF0123456", NULL, NULL,
		    "nor an OpenPGP fingerprint" },
		{ "0123456789ABCDEF0123456789ABCDEF012345678", NULL, NULL,
		    "nor an OpenPGP fingerprint" },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", NULL, NULL,
		    "'k': not a public key" },
		{ "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx\n", NULL, NULL,
		    "gpg --fingerprint" },
		{ "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", NULL, NULL,
		    "ssh-keygen -i -f" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct person_key key;
		const struct err *err;

		err = person_key_read(&key, rows[i].text, "k");
		if (err != NULL) {
			assert_non_null(rows[i].says);
			assert_int_equal(err->code, ERR_USAGE);
			assert_non_null(strstr(err->msg, rows[i].says));
			continue;
		}
		assert_null(rows[i].says);
		assert_int_equal(key.ssh != NULL, rows[i].ssh != NULL);
		if (key.ssh != NULL)
			assert_string_equal(key.ssh, rows[i].ssh);
		else
			assert_string_equal(key.openpgp, rows[i].openpgp);
		person_key_release(&key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_changed),
		cmocka_unit_test(people_are_not_changed),
		cmocka_unit_test(the_last_key_of_admins_stays),
		cmocka_unit_test(the_file_is_put_in_order),
		cmocka_unit_test(people_are_named),
		cmocka_unit_test(keys_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
