#include "tests/unit/mapping_case.h"

/* ---- From projects back to rows ---- */

static void
check_back(struct mapping *mapping, const struct record *record,
    const char *want)
{
	struct strs cells = STRS_INIT;
	char *line;

	mapping_cells(mapping, record, &cells);
	line = strs_join(&cells, "|");
	assert_string_equal(line, want);
	free(line);
	strs_release(&cells);
}

static void
texts_come_back_byte_for_byte(void **state)
{
	static const char *const rows[] = {
		"17|A film|15.07.2026|Ready|4.0|x;y,z|1200.50|CNY|[a|",
		"0018|||||||||",
		"19|t||Done|04||||\"q\"|",
		"20|20||||||CNY||"
	};
	struct mapping *mapping = read_map(portfolio);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct draft draft;

		assert_null(apply(&draft, mapping, headings, rows[i]));
		/* Where a project stands is in its history. */
		record_append(draft.record, &(struct entry){
		    .transition = "@intake", .to = draft.stage, .by = "a" });
		check_back(mapping, draft.record, rows[i]);
		draft_release(&draft);
	}
	mapping_free(mapping);
}

static void
what_changed_since_is_written_anew(void **state)
{
	struct mapping *mapping = read_map(portfolio);
	struct draft draft;

	(void)state;
	assert_null(apply(&draft, mapping, headings,
	    "17|T|15.07.2026|Ready|4.0||1.50|CNY||"));
	record_append(draft.record, &(struct entry){
	    .transition = "@intake", .to = "idea", .by = "a" });
	assert_null(record_set(draft.record, "readiness.current.level", "5",
	    NULL));
	assert_null(record_set(draft.record, "title", "U", NULL));
	assert_null(record_set(draft.record, "start", "2026-08-01", NULL));
	check_back(mapping, draft.record,
	    "17|U|01.08.2026||5||1.50|CNY||");
	draft_release(&draft);
	mapping_free(mapping);
}

static void
times_are_written_in_every_form(void **state)
{
	static const struct {
		const char *format, *text;
	} cases[] = {
		{ "%Y-%m-%d", "2026-07-05" },
		{ "%d %b %y", "05 Jul 26" },
		{ "%B %d, %Y %%", "July 05, 2026 %" },
		{ "%Y%m%d %H:%M:%S %z", "20260705 00:00:00 +0000" }
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = xasprintf(COLUMNS(ID "{\"name\": \"d\", "
		    "\"to\": \"start\", \"date\": \"%s\"}"),
		    cases[i].format);
		char *row = xasprintf("1|%s", cases[i].text);
		struct mapping *mapping = read_map(text);
		struct draft draft;

		assert_null(apply(&draft, mapping, "no|d", row));
		check(draft.record, "start", "2026-07-05");
		check_back(mapping, draft.record, row);
		draft_release(&draft);
		mapping_free(mapping);
		free(row);
		free(text);
	}
}

/* ---- JSON Lines ---- */

static const struct err *
apply_json(struct draft *draft, struct mapping *mapping, const char *line)
{
	struct row row = { "f.jsonl", 7, 7, NULL, 0, line, strlen(line),
		NULL };

	return mapping_apply(draft, mapping, &row, NULL);
}

static void
a_record_on_a_line_becomes_a_project(void **state)
{
	struct mapping *mapping = mapping_plain();
	struct draft draft;

	(void)state;
	assert_null(apply_json(&draft, mapping, "{\"format\":1,\"id\":\"p1\","
	    "\"title\":\"T\",\"stage\":\"on-hold\",\"lead.name\":\"Li\","
	    "\"budget\":{\"approved\":150},\"custom\":{\"a\":[1,\"[x\"]},"
	    "\"hold\":{\"from\":\"idea\",\"since\":\"x\",\"review_by\":"
	    "\"2027-01-01\"},\"history\":[{}]}"));
	assert_string_equal(record_id(draft.record), "p1");
	assert_string_equal(draft.stage, "on-hold");
	assert_string_equal(draft.hold_from, "idea");
	assert_string_equal(draft.hold_review_by, "2027-01-01");
	assert_null(draft.hold_code);
	assert_true(draft.history);
	check(draft.record, "lead.name", "Li");
	check(draft.record, "budget.approved", "1.50");
	check(draft.record, "custom.a.1", "[x");
	check(draft.record, "hold", NULL);
	draft_release(&draft);
	mapping_free(mapping);
}

static void
a_wrong_line_is_refused_at_its_place(void **state)
{
	static const struct {
		const char *line, *message;
	} cases[] = {
		{ "{\"id\":}", "f.jsonl:7:7: " },
		{ "[]", "f.jsonl:7:1: each line must be a JSON object" },
		{ "{\"id\":\"a\",\"id\":\"b\"}", "f.jsonl:7:11: " },
		{ "{\"id\":\"a\",\"titel\":\"b\"}",
		    "f.jsonl:7:19: no field 'titel'\n  did you mean" },
		{ "{\"id\":\"A b\"}", "f.jsonl:7:7: " },
		{ "{\"id\":true}", "f.jsonl:7:7: 'id' is no text" },
		{ "{\"id\":\"a\",\"format\":2}",
		    "f.jsonl:7:20: 'format' is not 1" },
		{ "{\"id\":\"a\",\"history\":{}}",
		    "f.jsonl:7:21: 'history' is no list" },
		{ "{\"id\":\"a\",\"stage\":7}",
		    "f.jsonl:7:19: 'stage' is no text" },
		{ "{\"id\":\"a\",\"title\":\"x\",\"title.a\":1}",
		    "'title.a' lies below a value that is no object" }
	};
	struct mapping *mapping = mapping_plain();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct draft draft;
		const struct err *err = apply_json(&draft, mapping,
		    cases[i].line);

		check_refusal(err, cases[i].message);
	}
	mapping_free(mapping);
}

static void
foreign_lines_go_through_a_mapping(void **state)
{
	struct mapping *mapping = read_map("{\"format\": 1, \"others\": "
	    "\"custom\", \"columns\": [{\"name\": \"no\", \"to\": \"id\"}, "
	    "{\"name\": \"by.name\", \"to\": \"lead.name\"}, "
	    "{\"name\": \"keys\", \"to\": \"tags\", \"split\": \";\"}]}");
	struct draft draft;
	const struct err *err;

	(void)state;
	assert_null(apply_json(&draft, mapping, "{\"no\":17,\"by\":{\"name\":"
	    "\"Li\",\"phone\":null},\"keys\":[\"a\",\"b\"],"
	    "\"deep\":{\"er\":\"x\"}}"));
	assert_string_equal(record_id(draft.record), "17");
	check(draft.record, "lead.name", "Li");
	check(draft.record, "tags", "a, b");
	check(draft.record, "custom.deep.er", "x");
	draft_release(&draft);
	mapping_free(mapping);

	mapping = read_map(COLUMNS("{\"name\": \"no\", \"to\": \"id\"}"));
	err = apply_json(&draft, mapping, "{\"no\":\"1\",\"nor\":1}");
	assert_non_null(err);
	assert_string_equal(err->msg, "f.jsonl:7:17: the mapping does not "
	    "name 'nor'\n  did you mean 'no'?");
	mapping_free(mapping);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_come_back_byte_for_byte),
		cmocka_unit_test(what_changed_since_is_written_anew),
		cmocka_unit_test(times_are_written_in_every_form),
		cmocka_unit_test(a_record_on_a_line_becomes_a_project),
		cmocka_unit_test(a_wrong_line_is_refused_at_its_place),
		cmocka_unit_test(foreign_lines_go_through_a_mapping)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
