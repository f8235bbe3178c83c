#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/record.h"
#include "tests/unit/record_case.h"

/* A fictional project with every part of a record. */
static const char full[] = "tests/fuzz/corpus/record/full.json";

static struct record *
read_full(struct str *text)
{
	const struct err *err = file_read(text, full, JSON_MAX_BYTES);

	if (err)
		fail_msg("%s", err->msg);
	return record_of(text->ptr);
}

static char *
written(const struct record *record)
{
	struct str out = STR_INIT;

	record_write(record, &out);
	return str_take(&out);
}

#define HEAD "{\"format\":1,\"id\":\"p1\",\"title\":\"T\","
#define MINIMAL HEAD "\"stage\":\"idea\",\"history\":[]}"

static void
reads_what_has_the_right_shape(void **state)
{
	struct record *record = record_of(MINIMAL);

	(void)state;
	assert_string_equal(record_id(record), "p1");
	assert_string_equal(record_stage(record), "idea");
	assert_string_equal(record_title(record, NULL), "T");
	assert_string_equal(record_title(record, "zh"), "T");
	record_free(record);
}

static void
refuses_another_shape(void **state)
{
	static const char *const rows[][2] = {
		{ "[]", "r:1:1: a project is an object [PV104]" },
		{ "\"x\"", "r:1:1: a project is an object" },
		{ "{}", "r:1:1: no 'format' [PV102]" },
		{ "{\"format\":\"1\"}", "r:1:11: 'format' is not 1 [PV102]" },
		{ "{\"format\":0}", "r:1:11: 'format' is not 1 [PV102]" },
		{ "{\"format\":2,\"id\":\"p1\"}", "r:1:11: 'format' is 2, "
		    "and this version knows 1 [PV102]" },
		{ "{\"format\":1}", "r:1:1: no 'id' [PV104]" },
		{ "{\"format\":1,\n \"id\":7}", "r:2:7: 'id' is not a "
		    "string [PV104]" },
		{ "{\"format\":1,\"id\":\"p1\"}", "no 'title'" },
		{ HEAD "\"history\":[]}", "no 'stage'" },
		{ HEAD "\"stage\":null,\"history\":[]}",
		    "'stage' is not a string" },
		{ HEAD "\"stage\":\"s\"}", "no 'history'" },
		{ HEAD "\"stage\":\"s\",\"history\":{}}",
		    "'history' is not a list" },
		{ "{\"format\":1,\"format\":1}", "r:1:13: " },
		{ "{\"format\":1.0}", "r:1:" },
		{ "", "r:1:1: " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = NULL;
		const struct err *err;

		err = record_read(&record, rows[i][0], strlen(rows[i][0]),
		    "r");
		assert_null(record);
		if (err == NULL)
			fail_msg("taken: %s", rows[i][0]);
		assert_int_equal(err->code, ERR_DATA);
		if (strstr(err->msg, rows[i][1]) == NULL)
			fail_msg("%s: %s", rows[i][0], err->msg);
	}
}

static void
keeps_canonical_text(void **state)
{
	struct str text = STR_INIT;
	struct record *record = read_full(&text);
	char *out = written(record);

	(void)state;
	assert_string_equal(out, text.ptr);
	free(out);
	record_free(record);
	str_release(&text);
}

/* Every object of TREE the other way round. */
static int
backwards(const char *a, const char *b, void *arg)
{
	(void)arg;
	return strcmp(b, a);
}

static void
turn(struct json *tree)
{
	json_sort(tree, backwards, NULL);
	for (const struct json *at = json_first(tree); at;
	    at = json_next(at))
		turn((struct json *)at);
}

static void
brings_any_order_into_canonical_form(void **state)
{
	struct str text = STR_INIT, turned = STR_INIT;
	struct record *record = read_full(&text), *again;
	struct json *tree = json_dup(record_json(record));
	char digest[DIGEST_SIZE], same[DIGEST_SIZE];
	char *out;

	(void)state;
	json_remove(tree, "custom"); /* never judged, so never sorted */
	turn(tree);
	json_write(&turned, tree);
	json_free(tree);
	again = record_of(turned.ptr);
	assert_null(record_unset(record, "custom"));
	out = written(record);
	str_reset(&turned);
	record_write(again, &turned);
	assert_string_equal(turned.ptr, out);
	assert_true(record_equal(record, again));
	record_digest(record, digest);
	record_digest(again, same);
	assert_string_equal(digest, same);
	free(out);
	record_free(record);
	record_free(again);
	str_release(&text);
	str_release(&turned);
}

static void
keeps_unknown_keys_behind_the_known(void **state)
{
	struct record *record = record_of("{\"zz\":1,\"history\":[],"
	    "\"aa\":{\"z\":1,\"a\":2},\"lead\":{\"x\":1,\"orcid\":\"o\","
	    "\"b\":2,\"name\":\"n\"},\"team\":{\"b\":{},\"a\":{\"y\":1,"
	    "\"role\":\"r\"},\"B\":{}},\"stage\":\"s\",\"title\":\"T\","
	    "\"id\":\"p1\",\"format\":1}");
	struct str out = STR_INIT;

	(void)state;
	json_write_compact(&out, record_json(record));
	assert_string_equal(out.ptr, "{\"format\":1,\"id\":\"p1\","
	    "\"title\":\"T\",\"stage\":\"s\",\"lead\":{\"name\":\"n\","
	    "\"orcid\":\"o\",\"x\":1,\"b\":2},\"team\":{\"B\":{},\"a\":{"
	    "\"role\":\"r\",\"y\":1},\"b\":{}},\"history\":[],\"zz\":1,"
	    "\"aa\":{\"z\":1,\"a\":2}}");
	str_release(&out);
	record_free(record);
}

static void
looks(void **state)
{
	struct str text = STR_INIT;
	struct record *record = read_full(&text);
	struct strs keys = STRS_INIT;
	int64_t number = 0;
	char *joined;

	(void)state;
	assert_string_equal(record_text(record, "lead.email"),
	    "li@example.org");
	assert_null(record_text(record, "budget.approved"));
	assert_null(record_text(record, "no.such"));
	assert_true(record_integer(record, "budget.approved", &number));
	assert_int_equal(number, 150000000);
	assert_false(record_integer(record, "title", &number));
	assert_true(record_has(record, "concept.hypothesis"));
	assert_true(record_has(record, "consortium"));
	assert_true(record_has(record, "tags.1"));
	assert_false(record_has(record, "concept.verdict"));
	assert_int_equal(record_count(record, "criteria"), 4);
	assert_int_equal(record_count(record, "tags"), 2);
	assert_int_equal(record_count(record, "title"), 0);
	assert_int_equal(record_count(record, "nothing"), 0);
	record_keys(record, "partners", &keys);
	record_keys(record, "tags", &keys);
	record_keys(record, "title", &keys);
	joined = strs_join(&keys, " ");
	assert_string_equal(joined, "o-ent o-inst o-test 0 1");
	assert_memory_equal(record_title(record, "en"), "Proof of", 8);
	assert_memory_equal(record_title(record, "fr"), "面向", 6);
	free(joined);
	strs_release(&keys);
	record_free(record);
	str_release(&text);
}

static void
has_only_what_says_something(void **state)
{
	static const char *const empty[] = { "\"\"", "{}", "[]", "null" };
	static const char *const present[] = { "\"x\"", "{\"a\":1}", "[0]",
	    "0", "false" };

	(void)state;
	for (size_t i = 0; i < COUNT(empty); i++) {
		char *text = xasprintf(HEAD "\"stage\":\"s\",\"history\":[],"
		    "\"custom\":{\"x\":%s}}", empty[i]);
		struct record *record = record_of(text);

		assert_false(record_has(record, "custom.x"));
		record_free(record);
		free(text);
	}
	for (size_t i = 0; i < COUNT(present); i++) {
		char *text = xasprintf(HEAD "\"stage\":\"s\",\"history\":[],"
		    "\"custom\":{\"x\":%s}}", present[i]);
		struct record *record = record_of(text);

		assert_true(record_has(record, "custom.x"));
		record_free(record);
		free(text);
	}
}

static void
displays(void **state)
{
	static const char *const rows[][2] = {
		{ "budget.approved", "1500000.00" },
		{ "budget.lines.labour.spent", "120000.00" },
		{ "outcomes.x1.amount", "1000.00" },
		{ "tags", "x-ray, 探测器" },
		{ "consortium", "yes" },
		{ "team.p-li.contact", "no" },
		{ "readiness.current.level", "4" },
		{ "evidence.6e840c.bytes", "37" },
		{ "direction", "matter" },
		{ "custom.subfield_no", "12" },
		{ "readiness.target", "{\"level\":5}" },
		{ "nothing", NULL },
		{ "concept.verdict", NULL },
	};
	struct str text = STR_INIT;
	struct record *record = read_full(&text);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *shown = record_display(record, rows[i][0]);

		if (rows[i][1] == NULL)
			assert_null(shown);
		else
			assert_string_equal(shown, rows[i][1]);
		free(shown);
	}
	record_free(record);
	str_release(&text);
}

static void
digest_leaves_out_what_moves(void **state)
{
	static const char judged[] =
	    "{\"format\":1,\"id\":\"p1\",\"title\":\"T\"}";
	struct record *a = record_of(MINIMAL);
	struct record *b = record_dup(a);
	char one[DIGEST_SIZE], two[DIGEST_SIZE];

	(void)state;
	record_digest(a, one);
	digest_of(two, judged, strlen(judged));
	assert_string_equal(one, two);
	record_append(b, &(struct entry){ .transition = "@new",
	    .to = "other", .by = "li", .at = 1 });
	record_set_hold(b, "idea", NULL, 1, NULL);
	record_digest(b, two);
	assert_string_equal(one, two);
	assert_false(record_equal(a, b));
	assert_null(record_set(b, "title", "U", NULL));
	record_digest(b, two);
	assert_string_not_equal(one, two);
	record_free(a);
	record_free(b);
}

static void
ids(void **state)
{
	static const char *const good[] = { "a", "0", "p17", "a-b",
	    "eip-900", "com", "com10", "console", "lpt",
	    "0123456789012345678901234567890123456789012345678901234567890123"
	};
	static const char *const bad[] = { "", "-x", "x-", "A b", "P17",
	    "../x", "a.b", "a_b", "con", "nul", "aux", "prn", "com1",
	    "lpt9", "é", "a/b", "a\nb", "-",
	    "01234567890123456789012345678901234567890123456789012345678901234"
	};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_null(record_id_check(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct err *err = record_id_check(bad[i]);

		if (err == NULL)
			fail_msg("taken: '%s'", bad[i]);
		assert_int_equal(err->code, ERR_USAGE);
	}
	assert_non_null(strstr(record_id_check("A b")->msg, "'a-b'"));
}

static void
slugs(void **state)
{
	static const char *const rows[][2] = {
		{ "EIP 900!", "eip-900" }, { "a", "a" }, { "A__B", "a-b" },
		{ "  x  ", "x" }, { "157166", "157166" }, { "项目", NULL },
		{ "项目7", "7" }, { "", NULL }, { "---", NULL },
		{ "CON", "con-1" }, { "com1", "com1-1" },
	};
	char longer[200];
	char *slug;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		slug = record_id_slug(rows[i][0]);
		if (rows[i][1] == NULL)
			assert_null(slug);
		else
			assert_string_equal(slug, rows[i][1]);
		free(slug);
	}
	for (size_t n = 60; n < 70; n++) {
		memset(longer, 'x', n);
		longer[n] = '-';
		memset(longer + n + 1, 'y', 10);
		longer[n + 11] = '\0';
		slug = record_id_slug(longer);
		assert_null(record_id_check(slug));
		assert_true(strlen(slug) >= 60);
		free(slug);
	}
}

static void
mints(void **state)
{
	struct record *record = record_of(MINIMAL);
	char id[9], other[9];
	char *key;

	(void)state;
	record_id_mint(id);
	record_id_mint(other);
	assert_int_equal(strlen(id), 8);
	assert_null(record_id_check(id));
	assert_string_not_equal(id, other);
	key = record_mint_key(record, "notes");
	assert_int_equal(strlen(key), 4);
	free(key);
	record_free(record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_has_the_right_shape),
		cmocka_unit_test(refuses_another_shape),
		cmocka_unit_test(keeps_canonical_text),
		cmocka_unit_test(brings_any_order_into_canonical_form),
		cmocka_unit_test(keeps_unknown_keys_behind_the_known),
		cmocka_unit_test(looks),
		cmocka_unit_test(has_only_what_says_something),
		cmocka_unit_test(displays),
		cmocka_unit_test(digest_leaves_out_what_moves),
		cmocka_unit_test(ids),
		cmocka_unit_test(slugs),
		cmocka_unit_test(mints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
