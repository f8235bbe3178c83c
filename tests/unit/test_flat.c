#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/model/flat.h"
#include "core/model/record.h"
#include "tests/unit/record_case.h"

static struct record *
read_record(const char *members)
{
	return record_taken(xasprintf("{\"format\":1,\"id\":\"p1\","
	    "\"title\":\"T\",%s,\"stage\":\"idea\",\"history\":[]}",
	    members));
}

/* Each value as the text of a cell goes into AGAIN. */
static const struct err *
put_all(struct record *again, const struct record *record,
    const struct strs *paths)
{
	const struct err *err = NULL;

	for (size_t i = 0; i < paths->n && err == NULL; i++) {
		const char *path = paths->items[i];
		char *text = flat_text(record, path);

		if (strcmp(path, "id") != 0 && strcmp(path, "stage") != 0)
			err = flat_put(again, path, text, NULL);
		free(text);
	}
	return err;
}

/* The value at PATH is TEXT, and from the texts the record comes again. */
static void
comes_back(const char *members, const char *path, const char *want)
{
	struct record *record = read_record(members);
	struct record *again = read_record("\"code\":\"c\"");
	char *text = flat_text(record, path);
	struct strs paths = STRS_INIT;
	const struct err *err;

	assert_non_null(text);
	assert_string_equal(text, want);
	free(text);
	assert_null(record_unset(again, "code"));
	flat_paths(record, &paths);
	assert_true(strs_has(&paths, path));
	if ((err = put_all(again, record, &paths)))
		fail_msg("%s: %s", path, err->msg);
	assert_true(record_equal(record, again));
	strs_release(&paths);
	record_free(again);
	record_free(record);
}

static void
values_come_back_from_their_texts(void **state)
{
	static const struct {
		const char *members, *path, *text;
	} cases[] = {
		{ "\"summary\":\"a\\nb, \\\"c\\\"\"", "summary",
		    "a\nb, \"c\"" },
		{ "\"start\":\"2026-07-15\"", "start", "2026-07-15" },
		{ "\"tags\":[\"a\",\"b c\"]", "tags", "a,b c" },
		{ "\"tags\":[\"a,b\",\"c\"]", "tags", "[\"a,b\",\"c\"]" },
		{ "\"tags\":[\" a\"]", "tags", "[\" a\"]" },
		{ "\"tags\":[]", "tags", "[]" },
		{ "\"partners\":{}", "partners", "{}" },
		{ "\"consortium\":true", "consortium", "yes" },
		{ "\"consortium\":false", "consortium", "no" },
		{ "\"budget\":{\"approved\":120050}", "budget.approved",
		    "1200.50" },
		{ "\"budget\":{\"currency\":\"JPY\",\"approved\":12}",
		    "budget.approved", "12" },
		{ "\"readiness\":{\"current\":{\"level\":4}}",
		    "readiness.current.level", "4" },
		{ "\"partners\":{\"p-1\":{\"name\":\"N\"}}",
		    "partners.p-1.name", "N" },
		{ "\"custom\":{\"a\":\"x\"}", "custom.a", "x" },
		{ "\"custom\":{\"a\":\"\"}", "custom.a", "\"\"" },
		{ "\"custom\":{\"a\":\"5\"}", "custom.a", "\"5\"" },
		{ "\"custom\":{\"a\":5}", "custom.a", "5" },
		{ "\"custom\":{\"a\":\"007\"}", "custom.a", "007" },
		{ "\"custom\":{\"a\":\"4.0\"}", "custom.a", "4.0" },
		{ "\"custom\":{\"a\":null}", "custom.a", "null" },
		{ "\"custom\":{\"a\":\"null\"}", "custom.a", "\"null\"" },
		{ "\"custom\":{\"a\":\"[x\"}", "custom.a", "[x" },
		{ "\"custom\":{\"a\":[1,{\"b\":2}]}", "custom.a",
		    "[1,{\"b\":2}]" },
		{ "\"custom\":{\"a\":{\"b.c\":2}}", "custom.a",
		    "{\"b.c\":2}" },
		{ "\"custom\":{\"a\":{}}", "custom.a", "{}" }
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		comes_back(cases[i].members, cases[i].path, cases[i].text);
}

static void
paths_stand_as_in_the_table(void **state)
{
	struct record *record = read_record("\"custom\":{\"z\":1,\"a\":2},"
	    "\"lead\":{\"email\":\"a@example.org\",\"name\":\"N\"},"
	    "\"code\":\"c\",\"odd\":1,"
	    "\"hold\":{\"from\":\"idea\",\"since\":\"2026-07-15T08:30:00Z\"},"
	    "\"partners\":{\"b\":{\"role\":\"r\",\"name\":\"N\"},"
	    "\"a\":{\"name\":\"N\"}}");
	struct strs paths = STRS_INIT;
	char *line;

	(void)state;
	flat_paths(record, &paths);
	line = strs_join(&paths, " ");
	assert_string_equal(line, "id code title stage lead.name lead.email "
	    "partners.a.name partners.b.name partners.b.role hold.from "
	    "custom.a custom.z odd");
	free(line);
	strs_release(&paths);
	record_free(record);
}

static void
what_the_program_writes_is_not_put(void **state)
{
	static const char *const paths[] = { "id", "stage", "history",
		"hold.since", "titel", "lead" };
	struct record *record = read_record("\"code\":\"c\"");

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		const struct err *err = flat_put(record, paths[i], "x", NULL);

		assert_non_null(err);
		assert_int_equal(err->code, ERR_USAGE);
	}
	assert_non_null(flat_put(record, "tags", "[1", NULL));
	assert_non_null(flat_put(record, "code.x", "1", NULL));
	record_free(record);
}

static void
a_selection_keeps_its_order(void **state)
{
	struct record *record = read_record("\"lead\":{\"name\":\"N\","
	    "\"email\":\"a@example.org\"},\"code\":\"c\"");
	struct strs paths = STRS_INIT;
	struct str line = STR_INIT;
	struct json *tree;

	(void)state;
	strs_split(&paths, "title,lead.email,id,start", ',');
	tree = flat_select(record, &paths);
	flat_line(&line, tree);
	assert_string_equal(line.ptr, "{\"title\":\"T\",\"lead\":{\"email\":"
	    "\"a@example.org\"},\"id\":\"p1\"}\n");
	flat_free(tree);
	str_release(&line);
	strs_release(&paths);
	record_free(record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back_from_their_texts),
		cmocka_unit_test(paths_stand_as_in_the_table),
		cmocka_unit_test(what_the_program_writes_is_not_put),
		cmocka_unit_test(a_selection_keeps_its_order)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
