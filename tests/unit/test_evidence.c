#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/evidence.h"
#include "tests/unit/record_case.h"

#define ZEROS "000000000000000000000000000000000000000000000000000000000"
#define HASH_A "3fa91c" ZEROS "1"
#define HASH_B "3fa91c" ZEROS "2"

/* A record whose `evidence` is this. */
static struct record *
make(const char *evidence)
{
	struct entry entry = { .transition = "@new", .to = "idea", .by = "li",
	    .at = 1784104200 };
	struct record *record = record_new("p1", "T");
	char *assignment = xasprintf("evidence=%s", evidence);
	const struct err *err = record_assign(record, assignment, NULL);

	if (err)
		fail_msg("%s", err->msg);
	record_append(record, &entry);
	free(assignment);
	return record;
}

static void
take(struct record *record, const char *transition, struct strs *evidence)
{
	record_append(record, &(struct entry){ .transition = transition,
	    .to = "next", .by = "li", .at = 1784104200,
	    .evidence = evidence });
}

static void
says(const struct record *record, const char *expected)
{
	char *got = findings_of(record, NULL);

	assert_string_equal(got, expected);
	free(got);
}

static void
tells_what_there_is(void **state)
{
	struct record *record = make("{\"b\":{\"kind\":\"photo\","
	    "\"url\":\"https://example.org/\"},\"a\":{\"kind\":\"report\","
	    "\"title\":\"T\",\"path\":\"evidence/p1/x\",\"sha256\":\"" HASH_A
	    "\",\"bytes\":7,\"added\":\"2026-07-15\",\"by\":\"li\"}}");
	struct evidence one, *all;
	size_t n;

	(void)state;
	all = record_evidence(record, &n);
	assert_int_equal(n, 2);
	assert_string_equal(all[0].key, "a");
	assert_string_equal(all[0].kind, "report");
	assert_string_equal(all[0].title, "T");
	assert_string_equal(all[0].path, "evidence/p1/x");
	assert_string_equal(all[0].sha256, HASH_A);
	assert_string_equal(all[0].added, "2026-07-15");
	assert_string_equal(all[0].by, "li");
	assert_int_equal(all[0].bytes, 7);
	assert_null(all[0].url);
	assert_null(all[0].doi);
	free(all);
	assert_true(evidence_get(&one, record, "b"));
	assert_string_equal(one.url, "https://example.org/");
	assert_null(one.sha256);
	assert_int_equal(one.bytes, -1);
	assert_false(evidence_get(&one, record, "c"));
	record_free(record);
}

/* What is no evidence at all harms nobody. */
static void
bears_what_is_odd(void **state)
{
	static const char *const odd[] = { "[]", "7", "null", "{\"a\":7}",
	    "{\"a\":{\"path\":7,\"sha256\":[],\"bytes\":\"x\"}}" };
	struct record *record;
	struct evidence *all;
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(odd); i++) {
		char *text = xasprintf("{\"format\":1,\"id\":\"p\",\"title\":"
		    "\"T\",\"stage\":\"s\",\"evidence\":%s,\"history\":["
		    "{\"evidence\":7},{\"evidence\":{\"a\":8}},9]}", odd[i]);

		assert_null(record_read(&record, text, strlen(text), "r"));
		all = record_evidence(record, &n);
		assert_int_equal(n, i < 3 ? 0 : 1);
		if (n > 0) {
			assert_null(all[0].path);
			assert_null(all[0].sha256);
			assert_int_equal(all[0].bytes, -1);
		}
		assert_int_equal(evidence_relied_on(record, "a", NULL), 2);
		free(findings_of(record, NULL));
		free(all);
		record_free(record);
		free(text);
	}
}

static void
asks_for_a_place_and_a_hash(void **state)
{
	static const char *const rows[][2] = {
		{ "{\"a\":{}}", "PV104 evidence.a: 'evidence.a' has neither "
		    "a path nor a url nor a doi; " },
		{ "{\"a\":{\"path\":\"x\"}}", "PV104 evidence.a: "
		    "'evidence.a' is a file without its sha256; " },
		{ "{\"a\":{\"path\":\"x\",\"sha256\":\"" HASH_A "\"}}", "" },
		{ "{\"a\":{\"url\":\"https://example.org/\"}}", "" },
		{ "{\"a\":{\"doi\":\"10.5555/x\"}}", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = make(rows[i][0]);

		says(record, rows[i][1]);
		record_free(record);
	}
}

static void
judges_paths(void **state)
{
	static const char *const rows[][2] = {
		{ "evidence/p1/报告.pdf", "" },
		{ "data/x", "" },
		{ "../x", "PV403" },
		{ "a/../../x", "PV403" },
		{ "/etc/passwd", "PV403" },
		{ "a//b", "PV403" },
		{ "a/.Git/config", "PV403" },
		{ "a\\b", "PV403" },
		{ "a\nb", "PV104" },
		{ "projects/p1.json", "PV104" },
		{ "Approvals/p1/x.json", "PV104" },
		{ "tracker/people.json", "PV104" },
		{ "projects-old/x", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str text = STR_INIT;
		struct record *record;
		char *got;

		str_add(&text, "{\"format\":1,\"id\":\"p\",\"title\":\"T\","
		    "\"stage\":\"s\",\"history\":[{\"to\":\"s\"}],"
		    "\"evidence\":{\"a\":{\"sha256\":\"" HASH_A
		    "\",\"path\":");
		json_write_string(&text, rows[i][0]);
		str_add(&text, "}}}");
		assert_null(record_read(&record, text.ptr, text.len, "r"));
		got = findings_of(record, NULL);
		if (*rows[i][1] ? strncmp(strstr(got, "evidence.a.path") - 6,
		    rows[i][1], 5) != 0 : strstr(got, "path") != NULL)
			fail_msg("%s: %s", rows[i][0], got);
		free(got);
		record_free(record);
		str_release(&text);
	}
}

static void
keys_are_the_first_digits(void **state)
{
	struct record *record = make("{\"3fa91c\":{\"doi\":\"10.5555/x\"},"
	    "\"3fa91c0\":{\"doi\":\"10.5555/x\"}}");
	char *key = evidence_mint_key(record, HASH_A);

	(void)state;
	assert_string_equal(key, "3fa91c00");
	free(key);
	record_free(record);
	record = record_new("p1", "T");
	key = evidence_mint_key(record, HASH_A);
	assert_string_equal(key, "3fa91c");
	free(key);
	record_free(record);
}

/* Key and hash of each stand in the entry, in its canonical place. */
static void
entries_name_what_they_relied_on(void **state)
{
	struct record *record = make("{\"b\":{\"path\":\"x\",\"sha256\":\""
	    HASH_B "\"},\"a\":{\"path\":\"y\",\"sha256\":\"" HASH_A "\"},"
	    "\"c\":{\"url\":\"https://example.org/\"}}");
	struct strs keys = STRS_INIT, none = STRS_INIT, found = STRS_INIT;
	struct record *again;
	struct str text = STR_INIT, canonical = STR_INIT;
	const char *transition;

	(void)state;
	strs_add(&keys, "c");
	strs_add(&keys, "b");
	strs_add(&keys, "a");
	strs_add(&keys, "b");
	take(record, "first", &none);
	take(record, "verify", &keys);
	assert_false(record_has(record, "history.1.evidence"));
	record_keys(record, "history.2.evidence", &found);
	assert_int_equal(found.n, 2);
	assert_string_equal(found.items[0], "a");
	assert_string_equal(found.items[1], "b");
	assert_string_equal(record_text(record, "history.2.evidence.b"),
	    HASH_B);
	assert_int_equal(evidence_relied_on(record, "a", &transition), 3);
	assert_string_equal(transition, "verify");
	assert_int_equal(evidence_relied_on(record, "c", NULL), 0);
	record_write(record, &text);
	assert_null(record_read(&again, text.ptr, text.len, "r"));
	record_write(again, &canonical);
	assert_string_equal(canonical.ptr, text.ptr);
	says(record, "");
	record_free(again);
	record_free(record);
	str_release(&text);
	str_release(&canonical);
	strs_release(&found);
	strs_release(&keys);
}

#define BOTH "{\"a\":{\"path\":\"y\",\"sha256\":\"" HASH_A "\"}," \
    "\"b\":{\"path\":\"x\",\"sha256\":\"" HASH_B "\"}}"

static void
change_after_a_gate_is_found(void **state)
{
	static const char *const rows[][2] = {
		{ BOTH, "" },
		{ "{\"a\":{\"path\":\"moved\",\"sha256\":\"" HASH_A "\"},"
		    "\"b\":{\"title\":\"new\",\"path\":\"x\",\"sha256\":\""
		    HASH_B "\"},\"c\":{\"doi\":\"10.5555/x\"}}", "" },
		{ "{\"b\":{\"path\":\"x\",\"sha256\":\"" HASH_B "\"}}",
		    "PV405 evidence.a: 'evidence.a' is gone, and entry 2 "
		    "('verify') relied on it; " },
		{ "{\"a\":{\"path\":\"y\",\"sha256\":\"" HASH_B "\"},"
		    "\"b\":{\"path\":\"x\",\"sha256\":\"" HASH_B "\"}}",
		    "PV405 evidence.a: 'evidence.a' has another SHA-256 "
		    "than the one that entry 2 ('verify') relied on; " },
		{ "{\"a\":{\"url\":\"https://example.org/\"},"
		    "\"b\":{\"path\":\"x\",\"sha256\":\"" HASH_B "\"}}",
		    "PV405 evidence.a: 'evidence.a' has another SHA-256 "
		    "than the one that entry 2 ('verify') relied on; " },
		{ "{\"c\":{\"doi\":\"10.5555/x\"}}",
		    "PV405 evidence.a: 'evidence.a' is gone, and entry 2 "
		    "('verify') relied on it; "
		    "PV405 evidence.b: 'evidence.b' is gone, and entry 3 "
		    "('accept') relied on it; " },
	};
	struct strs keys = STRS_INIT;

	(void)state;
	strs_add(&keys, "a");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = make(BOTH);
		char *edit = xasprintf("evidence=%s", rows[i][0]);

		take(record, "verify", &keys);
		strs_add(&keys, "b");
		take(record, "accept", &keys);
		free(keys.items[--keys.n]);
		assert_null(record_unset(record, "evidence"));
		assert_null(record_assign(record, edit, NULL));
		says(record, rows[i][1]);
		free(edit);
		record_free(record);
	}
	strs_release(&keys);
}

static void
facts_are_found_by_key(void **state)
{
	struct evidence_facts facts = EVIDENCE_FACTS_INIT;

	(void)state;
	assert_null(evidence_fact(NULL, "a"));
	assert_null(evidence_fact(&facts, "a"));
	evidence_facts_add(&facts, "a", EVIDENCE_GOOD, NULL);
	evidence_facts_add(&facts, "b", EVIDENCE_DIFFERS, xstrdup("text"));
	assert_int_equal(evidence_fact(&facts, "a")->state, EVIDENCE_GOOD);
	assert_string_equal(evidence_fact(&facts, "b")->text, "text");
	assert_null(evidence_fact(&facts, "c"));
	evidence_facts_release(&facts);
	assert_int_equal(facts.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_there_is),
		cmocka_unit_test(bears_what_is_odd),
		cmocka_unit_test(asks_for_a_place_and_a_hash),
		cmocka_unit_test(judges_paths),
		cmocka_unit_test(keys_are_the_first_digits),
		cmocka_unit_test(entries_name_what_they_relied_on),
		cmocka_unit_test(change_after_a_gate_is_found),
		cmocka_unit_test(facts_are_found_by_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
