#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/json/json.h"
#include "tests/unit/json_case.h"

static void
looks_into_trees(void **state)
{
	struct json *tree = read_text("{\"s\": \"x\", \"S\": 2, \"t\": true, "
	    "\"f\": false, \"n\": null, \"a\": [1, \"y\"], "
	    "\"o\": {\"k\": {}}}");
	int64_t n = 0;

	(void)state;
	assert_int_equal(json_count(tree), 7);
	assert_int_equal(json_type(tree), JSON_OBJECT);
	assert_string_equal(json_text(tree, "s"), "x");
	assert_null(json_text(tree, "S"));
	assert_true(json_integer(json_get(tree, "S"), &n));
	assert_int_equal(n, 2);
	assert_false(json_integer(json_get(tree, "s"), &n));
	assert_null(json_get(tree, "T"));
	assert_true(json_is_true(json_get(tree, "t")));
	assert_false(json_is_true(json_get(tree, "f")));
	assert_int_equal(json_type(json_get(tree, "f")), JSON_FALSE);
	assert_int_equal(json_type(json_get(tree, "n")), JSON_NULL);
	assert_int_equal(json_type(json_get(tree, "a")), JSON_ARRAY);
	assert_string_equal(json_string(json_at(json_get(tree, "a"), 1)),
	    "y");
	assert_null(json_at(json_get(tree, "a"), 2));
	assert_null(json_at(tree, 0));
	assert_null(json_key(json_at(json_get(tree, "a"), 0)));
	assert_string_equal(json_key(json_first(tree)), "s");
	assert_string_equal(json_key(json_next(json_first(tree))), "S");
	assert_null(json_get(json_get(tree, "a"), "0"));
	json_free(tree);
}

static void
takes_null_for_absent(void **state)
{
	int64_t n;

	(void)state;
	assert_int_equal(json_type(NULL), JSON_NULL);
	assert_null(json_get(NULL, "a"));
	assert_null(json_at(NULL, 0));
	assert_null(json_first(NULL));
	assert_null(json_next(NULL));
	assert_null(json_key(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_null(json_string(NULL));
	assert_false(json_integer(NULL, &n));
	assert_false(json_is_true(NULL));
	assert_null(json_text(NULL, "a"));
	assert_null(json_find(NULL, "a.b"));
	assert_null(json_detach(NULL, "a"));
	json_free(NULL);
}

static void
finds_by_path(void **state)
{
	static const struct {
		const char *path, *text;
	} rows[] = {
		{ "a.b.c", "deep" }, { "l.0", "zero" }, { "l.10", NULL },
		{ "l.1.x", "item" }, { "l.01", NULL }, { "l.-1", NULL },
		{ "a.B.c", NULL }, { "a.b", NULL }, { "a..b", NULL },
		{ ".a", NULL }, { "a.", NULL }, { "x", NULL },
		{ "a.b.c.d", NULL }, { "ab", "prefix" }, { "a.bb", NULL },
	};
	struct json *tree = read_text("{\"ab\": \"prefix\", \"a\": {\"b\": "
	    "{\"c\": \"deep\"}}, \"l\": [\"zero\", {\"x\": \"item\"}]}");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *text = json_string(json_find(tree, rows[i].path));

		if (rows[i].text == NULL)
			assert_null(text);
		else
			assert_string_equal(text, rows[i].text);
	}
	assert_ptr_equal(json_find(tree, ""), tree);
	json_free(tree);
}

static void
builds_trees(void **state)
{
	struct json *tree = json_new_object(), *list = json_new_array();

	(void)state;
	json_set_string(tree, "s", "x\n");
	json_set_integer(tree, "i", INT64_C(-9007199254740991));
	json_set(tree, "n", json_new_null());
	json_set(tree, "t", json_new_bool(true));
	json_set(tree, "f", json_new_bool(false));
	json_append(list, json_new_integer(1));
	json_append(list, json_new_object());
	json_set(tree, "l", list);
	check_compact(tree, "{\"s\":\"x\\n\",\"i\":-9007199254740991,"
	    "\"n\":null,\"t\":true,\"f\":false,\"l\":[1,{}]}");
	json_set_integer(json_at_mut(json_get_mut(tree, "l"), 1), "k", 2);
	json_remove(tree, "n");
	json_remove(tree, "absent");
	check_compact(json_get(tree, "l"), "[1,{\"k\":2}]");
	assert_int_equal(json_count(tree), 5);
	json_free(tree);
}

/* First, middle, last and only member; then the list must still grow. */
static void
replaces_in_place(void **state)
{
	struct json *tree = read_text("{\"a\":1,\"b\":2,\"c\":3}");
	struct json *one = read_text("{\"a\":1}");

	(void)state;
	json_set_integer(tree, "a", 10);
	json_set_integer(tree, "b", 20);
	json_set_integer(tree, "c", 30);
	json_set_integer(tree, "d", 40);
	check_compact(tree, "{\"a\":10,\"b\":20,\"c\":30,\"d\":40}");
	json_set_string(one, "a", "x");
	json_set_string(one, "b", "y");
	check_compact(one, "{\"a\":\"x\",\"b\":\"y\"}");
	json_set(one, "b", json_new_bool(true));
	json_set(one, json_key(json_get(one, "a")), json_new_integer(5));
	check_compact(one, "{\"a\":5,\"b\":true}");
	json_free(tree);
	json_free(one);
}

static void
detaches_members(void **state)
{
	struct json *tree = read_text("{\"a\":1,\"b\":[2],\"c\":3}");
	struct json *list = json_new_array(), *member;

	(void)state;
	member = json_detach(tree, "b");
	assert_null(json_key(member));
	json_append(list, member);
	assert_null(json_detach(tree, "b"));
	json_append(list, json_detach(tree, "c"));
	json_set(tree, "d", json_detach(tree, "a"));
	json_set_integer(tree, "e", 5);
	check_compact(list, "[[2],3]");
	check_compact(tree, "{\"d\":1,\"e\":5}");
	json_free(list);
	json_free(tree);
}

static void
copies_deeply(void **state)
{
	struct json *tree = read_text("{\"a\":{\"b\":[1,\"x\"]},\"c\":2}");
	struct json *copy = json_dup(json_get(tree, "a"));

	(void)state;
	assert_null(json_key(copy));
	json_append(json_get_mut(copy, "b"), json_new_integer(3));
	json_set_integer(copy, "z", 1);
	check_compact(copy, "{\"b\":[1,\"x\",3],\"z\":1}");
	json_free(copy);
	check_compact(tree, "{\"a\":{\"b\":[1,\"x\"]},\"c\":2}");
	json_free(tree);
}

static void
compares_by_value(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "{\"a\":1,\"b\":[{}]}", "{\"b\":[{}],\"a\":1}", true },
		{ "[1,2]", "[2,1]", false }, { "[1]", "[1,1]", false },
		{ "{\"a\":1}", "{\"a\":2}", false },
		{ "{\"a\":1}", "{\"A\":1}", false },
		{ "{\"a\":1}", "{\"a\":1,\"b\":1}", false },
		{ "{\"a\":null}", "{\"b\":null}", false },
		{ "null", "null", true }, { "null", "false", false },
		{ "true", "true", true }, { "true", "false", false },
		{ "\"1\"", "1", false }, { "{}", "[]", false },
		{ "\"\\u0061\"", "\"a\"", true }, { "7", "7", true },
		{ "9007199254740991", "9007199254740990", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct json *a = read_text(rows[i].a);
		struct json *b = read_text(rows[i].b);

		assert_int_equal(json_equal(a, b), rows[i].same);
		assert_int_equal(json_equal(b, a), rows[i].same);
		assert_false(json_equal(a, NULL));
		json_free(a);
		json_free(b);
	}
	assert_true(json_equal(NULL, NULL));
}

/* By length; ARG turns the order round. */
static int
by_length(const char *a, const char *b, void *arg)
{
	int way = (strlen(a) > strlen(b)) - (strlen(a) < strlen(b));

	return *(int *)arg * way;
}

static void
sorts_stably(void **state)
{
	struct json *tree = read_text(
	    "{\"ccc\":1,\"b\":2,\"a\":3,\"dd\":4,\"aa\":5}");
	struct json *empty = json_new_object();
	int up = 1, down = -1;

	(void)state;
	json_sort(tree, by_length, &up);
	check_compact(tree,
	    "{\"b\":2,\"a\":3,\"dd\":4,\"aa\":5,\"ccc\":1}");
	json_sort(tree, by_length, &down);
	json_set_integer(tree, "z", 6);
	check_compact(tree,
	    "{\"ccc\":1,\"dd\":4,\"aa\":5,\"b\":2,\"a\":3,\"z\":6}");
	json_remove(tree, "ccc");
	json_remove(tree, "z");
	check_compact(tree, "{\"dd\":4,\"aa\":5,\"b\":2,\"a\":3}");
	json_sort(empty, by_length, &up);
	check_compact(empty, "{}");
	json_free(empty);
	json_free(tree);
}

/* RFC 7396, appendix A, whole. */
static void
patches_as_rfc_7396(void **state)
{
	static const char *const rows[][3] = {
		{ "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
		{ "{\"a\":\"b\"}", "{\"b\":\"c\"}",
		    "{\"a\":\"b\",\"b\":\"c\"}" },
		{ "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
		{ "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}",
		    "{\"b\":\"c\"}" },
		{ "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
		{ "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
		{ "{\"a\":{\"b\":\"c\"}}",
		    "{\"a\":{\"b\":\"d\",\"c\":null}}",
		    "{\"a\":{\"b\":\"d\"}}" },
		{ "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
		{ "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
		{ "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
		{ "{\"a\":\"foo\"}", "null", "null" },
		{ "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
		{ "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
		{ "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
		{ "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}",
		    "{\"a\":{\"bb\":{}}}" },
		{ "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}",
		    "{\"c\":null,\"a\":null,\"e\":null,\"d\":0,\"b\":null}",
		    "{\"d\":0}" },
		/* What is changed stays where it stood. */
		{ "{\"a\":1,\"b\":2,\"c\":3}", "{\"b\":{\"x\":1},\"d\":4}",
		    "{\"a\":1,\"b\":{\"x\":1},\"c\":3,\"d\":4}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct json *target = read_text(rows[i][0]);
		struct json *patch = read_text(rows[i][1]);

		json_merge_patch(target, patch);
		check_compact(target, rows[i][2]);
		check_compact(patch, rows[i][1]);
		json_free(target);
		json_free(patch);
	}
}

static void
becomes_in_place(void **state)
{
	struct json *tree = read_text("{\"a\":[1],\"b\":2}");

	(void)state;
	json_become(json_get_mut(tree, "a"), json_new_string("x"));
	json_become(json_get_mut(tree, "b"), read_text("{\"c\":[]}"));
	check_compact(tree, "{\"a\":\"x\",\"b\":{\"c\":[]}}");
	json_free(tree);
}

static void
knows_text(void **state)
{
	(void)state;
	assert_true(json_is_text(""));
	assert_true(json_is_text("\xe9\xa2\x98\x01\n"));
	assert_false(json_is_text("\xff"));
	assert_false(json_is_text("a\xed\xa0\x80"));
	assert_false(json_is_text("\xef\xbf\xbf"));
	assert_false(json_is_text("\xef\xb7\x90"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_into_trees),
		cmocka_unit_test(takes_null_for_absent),
		cmocka_unit_test(finds_by_path),
		cmocka_unit_test(builds_trees),
		cmocka_unit_test(replaces_in_place),
		cmocka_unit_test(detaches_members),
		cmocka_unit_test(copies_deeply),
		cmocka_unit_test(compares_by_value),
		cmocka_unit_test(sorts_stably),
		cmocka_unit_test(patches_as_rfc_7396),
		cmocka_unit_test(becomes_in_place),
		cmocka_unit_test(knows_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
