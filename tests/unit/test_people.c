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
#include "core/model/record.h"
#include "core/model/vocabulary.h"
#include "tests/unit/json_case.h"

#define HEAD "'format': 1, 'revision': 3, "
#define ADMIN "'ann': {'name': 'Ann', 'emails': ['ann@example.org'], " \
    "'roles': ['admin']}"
/* A fictional key. */
#define SSH "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZpY3Rpb25h" \
    "bCBrZXksIG5vYm9keSBoYXMgaXQuLi4u"

static struct people *
must_parse(const char *text)
{
	struct json *tree = tree_of(text);
	struct people *people = NULL;
	const struct err *err;
	char *where = NULL;

	err = people_parse(&people, tree, &where);
	if (err != NULL)
		fail_msg("%s: %s\n%s", where, err->msg, text);
	json_free(tree);
	return people;
}

static void
must_fail(const char *text, const char *where, const char *says)
{
	struct json *tree = tree_of(text);
	struct people *people = NULL;
	const struct err *err;
	char *at = NULL;

	err = people_parse(&people, tree, &at);
	check_fault(err, at, where, says, text);
	json_free(tree);
}

static void
finds_people(void **state)
{
	struct people *people = must_parse("{" HEAD "'people': {"
	    "'zoe': {'name': 'Zoe', 'emails': ['zoe@example.org', "
	    "'Z@Example.ORG'], 'organisation': {'name': 'Lab', 'uscc': "
	    "'91110000802100433B', 'ror': '03yrm5c26'}, 'keys': [{'ssh': '"
	    SSH " zoe@desk', 'forge': true}, {'openpgp': "
	    "'0123456789abcdef0123456789ABCDEF01234567'}]}, " ADMIN ", "
	    "'li-2': {'name': 'Li', 'emails': ['li@localhost'], 'roles': "
	    "['manager', 'tech_expert']}}}");

	(void)state;
	assert_int_equal(people->revision, 3);
	assert_int_equal(people->n, 3);
	assert_string_equal(people->items[0].handle, "ann");
	assert_string_equal(people->items[1].handle, "li-2");
	assert_string_equal(people_find(people, "zoe")->name, "Zoe");
	assert_null(people_find(people, "Zoe"));
	assert_null(people_find(people, "bob"));
	assert_null(people_find(people, ""));
	assert_string_equal(people_by_email(people, "z@example.org")->handle,
	    "zoe");
	assert_string_equal(people_by_email(people, "li@localhost")->handle,
	    "li-2");
	assert_null(people_by_email(people, "li@localhos"));
	assert_null(people_by_email(people, "li@localhost2"));
	assert_true(person_has_role(people_find(people, "li-2"),
	    "tech_expert"));
	assert_false(person_has_role(people_find(people, "li-2"), "admin"));
	assert_int_equal(people_find(people, "zoe")->roles.n, 0);
	people_free(people);
}

#define FPR "0123456789abcdef0123456789ABCDEF01234567"

static void
people_have_organisations_and_keys(void **state)
{
	struct people *people = must_parse("{" HEAD "'people': {" ADMIN ", "
	    "'zoe': {'name': 'Zoe', 'emails': ['zoe@example.org'], "
	    "'organisation': {'name': 'Lab', 'uscc': '91110000802100433B', "
	    "'ror': '03yrm5c26'}, 'keys': [{'ssh': '" SSH " zoe@desk', "
	    "'forge': true}, {'openpgp': '" FPR "'}]}}}");
	const struct person *ann = people_find(people, "ann");
	const struct person *zoe = people_find(people, "zoe");
	bool forge = false;

	(void)state;
	assert_null(ann->org_name);
	assert_null(ann->uscc);
	assert_null(ann->ror);
	assert_int_equal(ann->n_keys, 0);
	assert_string_equal(zoe->org_name, "Lab");
	assert_string_equal(zoe->uscc, "91110000802100433B");
	assert_string_equal(zoe->ror, "03yrm5c26");
	assert_int_equal(zoe->n_keys, 2);
	assert_string_equal(zoe->keys[0].ssh, SSH " zoe@desk");
	assert_null(zoe->keys[0].openpgp);
	assert_null(zoe->keys[1].ssh);
	assert_ptr_equal(people_by_ssh_key(people, SSH, &forge), zoe);
	assert_true(forge);
	assert_ptr_equal(people_by_ssh_key(people, SSH " other", NULL), zoe);
	assert_null(people_by_ssh_key(people, "ssh-ed25519", NULL));
	assert_null(people_by_ssh_key(people, "", NULL));
	assert_null(people_by_ssh_key(people, "ssh-ed25519 AAAAC3NzaC1lZDI1"
	    "NTE5AAAAIGZpY3Rpb25hbGtleQ", NULL));
	assert_ptr_equal(people_by_openpgp(people,
	    "0123456789ABCDEF0123456789ABCDEF01234567", &forge), zoe);
	assert_false(forge);
	assert_null(people_by_openpgp(people,
	    "0123456789ABCDEF0123456789ABCDEF01234568", NULL));
	people_free(people);
}

#define WITH(person) "{" HEAD "'people': {" ADMIN ", 'bob': {'name': " \
    "'Bob', " person "}}}"
#define MAIL "'emails': ['bob@example.org'], "

static const struct {
	const char *text, *where, *says;
} faults[] = {
	{ "{'format': 1}", "", "'revision' is missing" },
	{ "{" HEAD "'folk': {}}", "folk", "unknown key 'folk'" },
	{ "{" HEAD "'people': []}", "people", "must be an object" },
	{ "{" HEAD "'people': {}}", "people",
	    "nobody has the role 'admin'" },
	{ "{" HEAD "'people': {'bob': {'name': 'Bob', 'emails': "
	    "['b@x.org'], 'roles': ['manager']}}}", "people",
	    "nobody has the role 'admin'" },
	{ "{" HEAD "'people': {'Bob': {}}}", "people.Bob",
	    "'Bob' is no handle" },
	{ "{" HEAD "'people': {'con': {}}}", "people.con",
	    "'con' is no handle" },
	{ "{" HEAD "'people': {'bob': 1}}", "people.bob",
	    "must be an object" },
	{ "{" HEAD "'people': {'bob': {}}}", "people.bob",
	    "'name' is missing" },
	{ WITH("'email': 'b@x.org'"), "people.bob.email",
	    "did you mean 'emails'?" },
	{ WITH("'roles': []"), "people.bob",
	    "'emails' is missing" },
	{ WITH("'emails': []"), "people.bob.emails", "is empty" },
	{ WITH("'emails': ['a b@x.org']"), "people.bob.emails.0",
	    "no e-mail address" },
	{ WITH("'emails': ['ok@x.org', '<b@x.org>']"),
	    "people.bob.emails.1", "no e-mail address" },
	{ WITH("'emails': ['b@x.org', 'b@x.org']"),
	    "people.bob.emails.1", "twice" },
	{ WITH("'emails': ['ANN@example.org']"),
	    "people.bob.emails.0", "belongs to 'ann' already" },
	{ WITH(MAIL "'roles': ['a b']"), "people.bob.roles.0",
	    "is no role" },
	{ WITH(MAIL "'roles': ['@lead']"), "people.bob.roles.0",
	    "is no role" },
	{ WITH(MAIL "'organisation': 'Lab'"),
	    "people.bob.organisation", "must be an object" },
	{ WITH(MAIL "'organisation': {'uscc': "
	    "'91350100M000100Y4Z'}"), "people.bob.organisation.uscc",
	    "not well-formed" },
	{ WITH(MAIL "'organisation': {'ror': '01k4yrm30'}"),
	    "people.bob.organisation.ror", "not well-formed" },
	{ WITH(MAIL "'organisation': {'rorr': '03yrm5c26'}"),
	    "people.bob.organisation.rorr", "did you mean 'ror'?" },
	{ WITH(MAIL "'keys': {}"), "people.bob.keys",
	    "must be a list" },
	{ WITH(MAIL "'keys': [{}]"), "people.bob.keys.0",
	    "either 'ssh' or 'openpgp'" },
	{ WITH(MAIL "'keys': [{'ssh': '" SSH "', 'openpgp': "
	    "'0123456789abcdef0123456789ABCDEF01234567'}]"),
	    "people.bob.keys.0", "either 'ssh' or 'openpgp'" },
	{ WITH(MAIL "'keys': [{'ssh': '" SSH "', 'forge': 1}]"),
	    "people.bob.keys.0.forge", "true or false" },
	{ WITH(MAIL "'keys': [{'ssh': 'ssh-ed25519'}]"),
	    "people.bob.keys.0.ssh", "not a public ssh key" },
	{ WITH(MAIL "'keys': [{'ssh': 'ssh-foo AAAAC3NzaC1lZDI1NTE5"
	    "AAAA'}]"), "people.bob.keys.0.ssh",
	    "not a public ssh key" },
	{ WITH(MAIL "'keys': [{'ssh': 'ssh-rsa AAAAC3NzaC1lZDI1NTE5"
	    "AAA'}]"), "people.bob.keys.0.ssh",
	    "not a public ssh key" },
	{ WITH(MAIL "'keys': [{'ssh': 'ssh-rsa AAAAC3NzaC1lZDI1NTE5"
	    "AAAA*'}]"), "people.bob.keys.0.ssh",
	    "not a public ssh key" },
	{ WITH(MAIL "'keys': [{'ssh': '" SSH "\\nssh-rsa x'}]"),
	    "people.bob.keys.0.ssh", "not a public ssh key" },
	{ WITH(MAIL "'keys': [{'ssh': '" SSH " a'}, {'ssh': '" SSH
	    " b', 'forge': true}]"), "people.bob.keys.1",
	    "belongs to 'bob' already" },
	{ "{" HEAD "'people': {" ADMIN ", 'bob': {'name': 'Bob', " MAIL
	    "'keys': [{'openpgp': '0123456789abcdef0123456789ABCDEF01234567'"
	    "}]}, 'zoe': {'name': 'Zoe', 'emails': ['zoe@x.org'], 'keys': "
	    "[{'openpgp': '0123456789ABCDEF0123456789abcdef01234567'}]}}}",
	    "people.zoe.keys.0", "belongs to 'bob' already" },
	{ WITH(MAIL "'keys': [{'ssh': '" SSH " 13800000000'}]"),
	    "people.bob.keys.0.ssh", "holds a phone number" },
	{ WITH("'emails': ['bob@x', '13800000000@x']"),
	    "people.bob.emails.1", "'emails.1' holds a phone number" },
	{ WITH(MAIL "'organisation': {'name': '11010519491231002X'}"),
	    "people.bob.organisation.name", "personal identity number" },
	{ WITH(MAIL "'organisation': {'name': 'a\\u001bb'}"),
	    "people.bob.organisation.name", "a control character" },
	{ "{" HEAD "'people': {'bob': {'name': '138 0000 0000'}}}",
	    "people.bob.name", "holds a phone number" },
	{ WITH(MAIL "'keys': [{'openpgp': '0123'}]"),
	    "people.bob.keys.0.openpgp", "40 hex digits" },
};

static void
refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++)
		must_fail(faults[i].text, faults[i].where, faults[i].says);
}

static void
handles_come_from_addresses(void **state)
{
	static const char *const rows[][2] = {
		{ "Li.Wei@x.org", "li-wei" },
		{ "12345+ann@users.example.org", "12345-ann" },
		{ "con@x.org", "con-1" }, { "@x.org", "admin" },
		{ "", "admin" }, { "验证@x.org", "admin" },
		{ "--a--@x.org", "a" }, { "bob", "bob" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *handle = people_handle_from_email(rows[i][0]);

		assert_string_equal(handle, rows[i][1]);
		assert_null(record_id_check(handle));
		free(handle);
	}
}

static void
founder_is_admin(void **state)
{
	const struct person_key key = { (char *)SSH, NULL, false };
	struct str text = STR_INIT;
	struct json *tree = NULL;
	struct people *people = NULL;
	char *where = NULL;

	(void)state;
	people_write_founder(&text, "ann", "Ann \"A\" Example", "ann@x.org",
	    &key);
	assert_null(json_read(&tree, text.ptr, text.len, "test"));
	assert_null(people_parse(&people, tree, &where));
	assert_int_equal(people->revision, 1);
	assert_string_equal(people_find(people, "ann")->name,
	    "Ann \"A\" Example");
	assert_true(person_has_role(people_find(people, "ann"), "admin"));
	assert_string_equal(people_find(people, "ann")->keys[0].ssh, SSH);
	assert_false(people_find(people, "ann")->keys[0].forge);
	people_free(people);
	json_free(tree);
	str_release(&text);
}

static struct vocabulary *
must_vocabulary(const char *text)
{
	struct json *tree = tree_of(text);
	struct vocabulary *v = NULL;
	const struct err *err;
	char *where = NULL;

	err = vocabulary_parse(&v, tree, &where);
	if (err != NULL)
		fail_msg("%s: %s", where, err->msg);
	json_free(tree);
	return v;
}

static void
vocabularies_are_read(void **state)
{
	struct vocabulary *v = must_vocabulary("{" HEAD "'direction': {"
	    "'matter': {'en': 'Material science', 'zh': '物质'}, 'life': "
	    "{'zh': '生命'}, 'space': {}}, 'none': {}}");
	const char **codes;
	size_t n;

	(void)state;
	assert_int_equal(vocabulary_revision(v), 3);
	assert_true(vocabulary_has_list(v, "direction"));
	assert_true(vocabulary_has_list(v, "none"));
	assert_false(vocabulary_has_list(v, "format"));
	assert_false(vocabulary_has_list(v, "Direction"));
	assert_true(vocabulary_has(v, "direction", "space"));
	assert_false(vocabulary_has(v, "direction", "Space"));
	assert_false(vocabulary_has(v, "other", "space"));
	assert_string_equal(vocabulary_label(v, "direction", "matter",
	    "zh"), "物质");
	assert_string_equal(vocabulary_label(v, "direction", "matter",
	    NULL), "Material science");
	assert_string_equal(vocabulary_label(v, "direction", "life", "en"),
	    "life");
	assert_string_equal(vocabulary_label(v, "direction", "x", "zh"),
	    "x");
	codes = vocabulary_codes(v, "direction", &n);
	assert_int_equal(n, 3);
	assert_string_equal(codes[2], "space");
	free(codes);
	assert_null(vocabulary_codes(v, "other", &n));
	assert_int_equal(n, 0);
	vocabulary_free(v);
	v = vocabulary_new_empty();
	assert_int_equal(vocabulary_revision(v), 0);
	assert_false(vocabulary_has_list(v, "direction"));
	vocabulary_free(v);
}

static void
vocabularies_are_refused(void **state)
{
	static const struct {
		const char *text, *where, *says;
	} rows[] = {
		{ "{'revision': 1}", "", "'format' is missing" },
		{ "{" HEAD "'Direction': {}}", "Direction",
		    "no name for a list" },
		{ "{" HEAD "'direction': ['matter']}", "direction",
		    "must be an object" },
		{ "{" HEAD "'direction': {'a b': {}}}", "direction.a b",
		    "is no code" },
		{ "{" HEAD "'direction': {'A': {}}}", "direction.A",
		    "is no code" },
		{ "{" HEAD "'direction': {'a': 'Label'}}", "direction.a",
		    "must be an object" },
		{ "{" HEAD "'direction': {'a': {'em': 'x'}}}",
		    "direction.a.em", "did you mean 'en'?" },
		{ "{" HEAD "'direction': {'a': {'zh': '电话13800000000'}}}",
		    "direction.a.zh", "holds a phone number" },
		{ "{" HEAD "'direction': {'a': {'zh': 1}}}",
		    "direction.a.zh", "must be a string" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct json *tree = tree_of(rows[i].text);
		struct vocabulary *v = NULL;
		const struct err *err;
		char *where = NULL;

		err = vocabulary_parse(&v, tree, &where);
		if (err == NULL)
			fail_msg("taken: %s", rows[i].text);
		assert_string_equal(where, rows[i].where);
		if (strstr(err->msg, rows[i].says) == NULL)
			fail_msg("%s, not %s", err->msg, rows[i].says);
		free(where);
		json_free(tree);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_people),
		cmocka_unit_test(people_have_organisations_and_keys),
		cmocka_unit_test(refuses),
		cmocka_unit_test(handles_come_from_addresses),
		cmocka_unit_test(founder_is_admin),
		cmocka_unit_test(vocabularies_are_read),
		cmocka_unit_test(vocabularies_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
