#include "tests/unit/mapping_case.h"

struct wrong {
	const char *text, *message;
};

static void
check_wrong(const struct wrong *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct mapping *mapping = NULL;
		const struct err *err = mapping_read(&mapping, cases[i].text,
		    strlen(cases[i].text), "map");

		assert_null(mapping);
		check_refusal(err, cases[i].message);
	}
}

static void
a_wrong_file_is_refused_at_its_place(void **state)
{
	static const struct wrong cases[] = {
		{ "[]", "map:1:1: the file must be an object" },
		{ "{", "map:1:2: " },
		{ "{\"format\": 2, \"columns\": []}",
		    "map:1:12: format 2 is not known" },
		{ "{\"format\": 1}", "map:1:1: 'columns' must be a list" },
		{ "{\"format\": 1, \"colums\": []}",
		    "map:1:25: unknown key 'colums'\n  did you mean "
		    "'columns'?" },
		{ COLUMNS(""), "map:2:12: 'columns' must be a list" },
		{ "{\"format\": 1, \"columns\": [" ID "], }",
		    "map:1:53: comma" },
		{ "{\"format\": 1, \"columns\": [{\"name\": \"a\", "
		    "\"to\": \"id\"}],\n\"others\": \"keep\"}",
		    "map:2:11: 'keep' is not known here" },
		{ "{\"format\": 1, \"columns\": [{\"name\": \"a\", "
		    "\"to\": \"id\"}],\n\"newline\": \"cr\"}",
		    "map:2:12: 'cr' is not known here" },
		{ "{\"format\": 1, \"columns\": [{\"name\": \"a\", "
		    "\"to\": \"id\"}],\n\"delimiter\": \"::\"}",
		    "map:2:14: the delimiter must be" },
		{ "{\"format\": 1, \"columns\": [{\"name\": \"a\", "
		    "\"to\": \"id\"}],\n\"set\": {\"id\": \"x\"}}",
		    "map:2:15: 'id' is a field that only the program" },
		{ "{\"format\": 1, \"columns\": [{\"name\": \"a\", "
		    "\"to\": \"custom.n\"}],\n\"row\": \"n\"}",
		    "map:2:8: column 'a' goes there already" }
	};

	(void)state;
	check_wrong(cases, COUNT(cases));
}

static void
a_column_goes_to_one_field_that_there_is(void **state)
{
	static const struct wrong cases[] = {
		{ COLUMNS("{\"name\": \"a\"}"), "map:3:1: 'to' is missing" },
		{ COLUMNS("{\"to\": \"id\"}"), "'name' is missing" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"titel\"}"),
		    "map:3:21: no field 'titel'\n  did you mean 'title'?" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"lead.mail\"}"),
		    "did you mean 'lead.email'?" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"history\"}"),
		    "map:3:21: 'history' is a field that only the program" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"a..b\"}"),
		    "'a..b' is not a path" },
		{ COLUMNS("{\"name\": \"a b\", \"to\": \"custom\"}"),
		    "map:3:23: 'a b' cannot be a key under custom" },
		{ COLUMNS(ID "{\"name\": \"no\", \"to\": \"title\"}"),
		    "map:4:10: column 'no' stands here twice" },
		{ COLUMNS(ID "{\"name\": \"b\", \"to\": \"id\"}"),
		    "map:4:21: column 'no' goes there already" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"title\"},\n"
		    "{\"name\": \"b\", \"to\": \"title\"}"),
		    "map:4:21: column 'a' goes there already" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"custom.x\"},\n"
		    "{\"name\": \"b\", \"to\": \"title\", "
		    "\"keep\": \"x\"}"), "column 'a' goes there already" }
	};

	(void)state;
	check_wrong(cases, COUNT(cases));
}

static void
a_column_says_what_fits_its_field(void **state)
{
	static const struct wrong cases[] = {
		{ COLUMNS("{\"name\": \"a\", \"to\": \"title\", "
		    "\"date\": \"%Y\"}"), "map:3:38: 'title' is not a date" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"start\", "
		    "\"date\": \"%Q\"}"), "map:3:38: '%Q' in date format" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"title\", "
		    "\"number\": true}"), "'title' is not a number" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"title\", "
		    "\"split\": \";\"}"), "'title' is not a list" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"ignore\", "
		    "\"keep\": true}"), "'keep' has no meaning for a "
		    "column that goes to 'ignore'" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"title\", "
		    "\"make\": \"slug\"}"), "'make' has no meaning" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"id\", "
		    "\"make\": \"slugg\"}"), "map:3:35: 'slugg' is not known "
		    "here\n  did you mean 'slug'?" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"stage\", "
		    "\"values\": {\"x.y\": true}}"),
		    "map:3:40: a string or a whole number is asked here" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"stage\", "
		    "\"also\": {\"readiness.scal\": \"trl\"}}"),
		    "did you mean 'readiness.scale'?" },
		{ COLUMNS("{\"name\": \"a\", \"to\": \"stage\", "
		    "\"keep\": 3}"), "'keep' must be true, false or a key" }
	};

	(void)state;
	check_wrong(cases, COUNT(cases));
}

static void
a_row_becomes_a_project(void **state)
{
	struct mapping *mapping = read_map(portfolio);
	struct draft draft;

	(void)state;
	assert_null(apply(&draft, mapping, headings, "17|A film|15.07.2026|"
	    "Done|4.0| x ; y,z;|1200.500|KWD|{\"a\": 1|no"));
	assert_string_equal(record_id(draft.record), "tp-17");
	assert_string_equal(draft.stage, "closed");
	check(draft.record, "title", "A film");
	check(draft.record, "start", "2026-07-15");
	check(draft.record, "readiness.current.level", "4");
	check(draft.record, "readiness.scale", "trl");
	check(draft.record, "tags", "x, y,z");
	check(draft.record, "budget.approved", "1200.500");
	check(draft.record, "custom.note", "{\"a\": 1");
	check(draft.record, "custom.trl", "4.0");
	check(draft.record, "custom.was", "Done");
	check(draft.record, "custom.secret", NULL);
	draft_release(&draft);
	mapping_free(mapping);
}

static void
empty_cells_set_nothing(void **state)
{
	struct mapping *mapping = read_map(portfolio);
	struct draft draft;

	(void)state;
	assert_null(apply(&draft, mapping, headings, "17|||||||||"));
	assert_string_equal(draft.stage, "idea");
	check(draft.record, "title", "tp-17");
	check(draft.record, "start", NULL);
	check(draft.record, "readiness", NULL);
	check(draft.record, "tags", NULL);
	draft_release(&draft);
	assert_null(apply(&draft, mapping, headings, "17|||Odd||||||"));
	assert_string_equal(draft.stage, "open");
	draft_release(&draft);
	mapping_free(mapping);
}

static void
what_does_not_fit_is_named_with_its_place(void **state)
{
	static const struct {
		const char *cells, *message;
	} cases[] = {
		{ "|t||Done||||||", "f.csv:2:7: column 'no': the id is "
		    "empty" },
		{ "a b|t||Done||||||", "f.csv:2:7: column 'no': " },
		{ "17|t|2026-07-15|Done||||||", "f.csv:4:7: column 'begin'" },
		{ "17|t|30.02.2026|Done||||||", "f.csv:4:7: column 'begin'" },
		{ "17|t||Done|x|||||", "f.csv:6:7: column 'trl': 'x' is not "
		    "a decimal number" },
		{ "17|t||Done|4.5|||||", "f.csv:6:7: column 'trl': " },
		{ "17|t||Done|10|||||", "f.csv:6:7: column 'trl': " },
		{ "17|t||Done|||1.234|CNY||", "f.csv:8:7: column 'sum'" }
	};
	struct mapping *mapping = read_map(portfolio);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct draft draft;
		const struct err *err = apply(&draft, mapping, headings,
		    cases[i].cells);

		assert_non_null(err);
		assert_int_equal(err->code, ERR_DATA);
		assert_null(draft.record);
		if (!str_starts(err->msg, cases[i].message))
			fail_msg("%s\nis not\n%s", err->msg,
			    cases[i].message);
	}
	mapping_free(mapping);
}

static void
a_text_that_values_lacks_is_a_near_miss(void **state)
{
	struct mapping *mapping = read_map(COLUMNS(ID
	    "{\"name\": \"s\", \"to\": \"stage\", "
	    "\"values\": {\"Completed\": \"closed\"}}"));
	const struct err *err;
	struct draft draft;

	(void)state;
	err = apply(&draft, mapping, "no|s", "1|Complete");
	assert_non_null(err);
	assert_string_equal(err->msg, "f.csv:3:7: column 's': 'Complete' is "
	    "not among the mapping's values\n  did you mean 'Completed'?");
	assert_null(apply(&draft, mapping, "no|s", "1|"));
	assert_null(draft.stage);
	draft_release(&draft);
	mapping_free(mapping);
}

static void
headings_are_judged(void **state)
{
	static const struct {
		const char *headings, *message;
	} cases[] = {
		{ "no|title", "f.csv:1:1: column 'begin', which the mapping "
		    "names, is missing" },
		{ "no|no", "f.csv:2:7: heading 'no' stands here twice" },
		{ "no|", "f.csv:2:7: a column without a heading" },
		{ "no|titel", "f.csv:2:7: the mapping does not name column "
		    "'titel'\n  did you mean 'title'?" },
		{ "no|zzz", "give \"others\": \"custom\"" }
	};
	struct mapping *mapping = read_map(portfolio);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct draft draft;
		const struct err *err = apply(&draft, mapping,
		    cases[i].headings, "1|2");

		check_refusal(err, cases[i].message);
	}
	mapping_free(mapping);
}

static void
ids_are_made_as_asked(void **state)
{
	static const struct {
		enum ids make;
		const char *original, *id, *code, *custom;
	} cases[] = {
		{ IDS_KEEP, "eip-1", "eip-1", NULL, NULL },
		{ IDS_SLUG, "EIP 900!", "eip-900", "EIP 900!", NULL },
		{ IDS_SLUG, "eip-1", "eip-1", NULL, NULL },
		{ IDS_RANDOM, "EIP 1", NULL, "EIP 1", NULL }
	};
	struct mapping *mapping = mapping_plain();
	struct draft draft;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		mapping_make_ids(mapping, cases[i].make);
		assert_null(apply(&draft, mapping, "id|title",
		    cases[i].original));
		if (cases[i].id != NULL)
			assert_string_equal(record_id(draft.record),
			    cases[i].id);
		else
			assert_int_equal(strlen(record_id(draft.record)), 8);
		check(draft.record, "code", cases[i].code);
		draft_release(&draft);
	}
	assert_null(apply(&draft, mapping, "code|id", "C-1|A"));
	check(draft.record, "code", "C-1");
	check(draft.record, "custom.id", "A");
	draft_release(&draft);
	assert_null(apply(&draft, mapping, "title", "A"));
	assert_int_equal(strlen(record_id(draft.record)), 8);
	draft_release(&draft);
	mapping_free(mapping);
}

static void
columns_that_are_not_named_go_to_custom(void **state)
{
	struct mapping *mapping = read_map("{\"format\": 1, \"others\": "
	    "\"custom\", \"row\": \"row\", \"set\": {\"call\": \"2026\"}, "
	    "\"columns\": [{\"name\": \"no\", \"to\": \"id\"}]}");
	struct draft draft;
	struct strs cells = STRS_INIT;
	char *line;

	(void)state;
	assert_null(apply(&draft, mapping, "no|a|b", "1|=x|[y"));
	check(draft.record, "custom.a", "=x");
	check(draft.record, "custom.b", "[y");
	check(draft.record, "call", "2026");
	assert_int_equal(mapping_row(mapping, draft.record), 1);
	mapping_free(mapping);
	mapping = read_map("{\"format\": 1, \"others\": \"custom\", "
	    "\"row\": \"row\", "
	    "\"columns\": [{\"name\": \"no\", \"to\": \"id\"}]}");
	mapping_survey(mapping, draft.record);
	mapping_header(mapping, &cells);
	mapping_cells(mapping, draft.record, &cells);
	line = strs_join(&cells, "|");
	assert_string_equal(line, "no|a|b|1|=x|[y");
	free(line);
	strs_release(&cells);
	draft_release(&draft);
	assert_non_null(apply(&draft, mapping, "no|a b", "1|x"));
	mapping_free(mapping);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_file_is_refused_at_its_place),
		cmocka_unit_test(a_column_goes_to_one_field_that_there_is),
		cmocka_unit_test(a_column_says_what_fits_its_field),
		cmocka_unit_test(a_row_becomes_a_project),
		cmocka_unit_test(empty_cells_set_nothing),
		cmocka_unit_test(what_does_not_fit_is_named_with_its_place),
		cmocka_unit_test(a_text_that_values_lacks_is_a_near_miss),
		cmocka_unit_test(headings_are_judged),
		cmocka_unit_test(ids_are_made_as_asked),
		cmocka_unit_test(columns_that_are_not_named_go_to_custom)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
