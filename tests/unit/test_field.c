#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/model/field.h"

static void
finds_fields(void **state)
{
	static const struct {
		const char *path, *name;
		enum field_type type;
	} rows[] = {
		{ "title", "title", FIELD_STRING },
		{ "concept.hypothesis", "hypothesis", FIELD_TEXT },
		{ "criteria", "criteria", FIELD_MAP },
		{ "criteria.c1", "criteria", FIELD_MAP },
		{ "criteria.c1.target", "target", FIELD_DECIMAL },
		{ "criteria.c1.measured.evidence", "evidence", FIELD_LIST },
		{ "budget.lines.labour.spent", "spent", FIELD_MONEY },
		{ "tags", "tags", FIELD_LIST },
		{ "tags.0", "tags", FIELD_LIST },
		{ "custom", "custom", FIELD_ANY },
		{ "custom.a.b.c", "custom", FIELD_ANY },
		{ "proposed", "proposed", FIELD_OBJECT },
		{ "proposed.criteria.c1", "criteria", FIELD_MAP },
		{ "proposed.criteria.c1.target", "target", FIELD_DECIMAL },
		{ "proposed.readiness.target.level", "level",
		    FIELD_INTEGER },
		{ "history.0.approvals.2-verify-wang-1", "approvals",
		    FIELD_MAP },
		{ "translations.zh.title", "title", FIELD_STRING },
		{ "hold.review_by", "review_by", FIELD_DATE },
		{ "readiness.current.level", "level", FIELD_INTEGER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct err *err = NULL;
		const struct field *field = field_find(rows[i].path, &err);

		if (field == NULL)
			fail_msg("%s: %s", rows[i].path, err->msg);
		assert_null(err);
		assert_string_equal(field->name, rows[i].name);
		assert_int_equal(field->type, rows[i].type);
	}
}

static void
refuses_what_is_no_field(void **state)
{
	static const char *const rows[][2] = {
		{ "concpt", "did you mean 'concept'?" },
		{ "concept.hypotesis",
		    "did you mean 'concept.hypothesis'?" },
		{ "hypothesis", "did you mean 'concept.hypothesis'?" },
		{ "criteria.c1.targt", "did you mean 'criteria.c1.target'?" },
		{ "proposed.title", "'proposed.title' cannot be proposed" },
		{ "proposed.title", "proven set ID title=VALUE" },
		{ "proposed.criteria.c1.verdict", "cannot be proposed" },
		{ "proposed.criteria.c1.measured.value",
		    "proven set ID criteria.c1.measured.value=VALUE" },
		{ "proposed.readiness.current", "cannot be proposed" },
		{ "proposed.criteria.c1.targt",
		    "did you mean 'proposed.criteria.c1.target'?" },
		{ "proposed.zzzzzzzz",
		    "fields of 'proposed': lead, readiness, criteria" },
		{ "proposed.lead.name.x",
		    "nothing lies below 'proposed.lead.name'" },
		{ "concept.zzzzzzzz", "fields of 'concept': hypothesis, "
		    "application, alternatives, verdict" },
		{ "zzzzzzzz", "fields: format, id, code, " },
		{ "title.x", "nothing lies below 'title'" },
		{ "tags.x", "'tags' is a list" },
		{ "criteria.c 1.target", "no key 'c 1' can be in 'criteria'"
		    },
		{ "criteria..target", "no key '' can be in 'criteria'" },
		{ "", "no field ''" },
		{ "Title", "did you mean 'title'?" },
		{ "concpt.hypothesis", "did you mean 'concept.hypothesis'?" },
		{ "concpt.hypotesis", "did you mean 'concept'?" },
		{ "readiness.curent.level",
		    "did you mean 'readiness.current.level'?" },
		{ "mileston.m1.due", "did you mean 'milestones.m1.due'?" },
		{ "trl", "did you mean 'readiness.current.level'?" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct err *err = NULL;

		assert_null(field_find(rows[i][0], &err));
		assert_non_null(err);
		assert_int_equal(err->code, ERR_USAGE);
		if (strstr(err->msg, rows[i][1]) == NULL)
			fail_msg("%s: %s", rows[i][0], err->msg);
	}
}

static void
describes(void **state)
{
	static const char *const rows[][2] = {
		{ "title", "text" }, { "summary", "text of several lines" },
		{ "start", "date" }, { "direction", "code (direction)" },
		{ "industry", "list of code (industry)" },
		{ "concept.verdict",
		    "one of proven, partly, disproven, inconclusive" },
		{ "readiness.current.level", "whole number, 1 to 9" },
		{ "facilities.heps.used_h", "decimal number (h)" },
		{ "evidence.e1.bytes", "whole number (B)" },
		{ "criteria", "objects by key" }, { "lead", "object" },
		{ "custom", "anything" },
		{ "lead.partner", "key (partners)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct err *err;
		const struct field *field = field_find(rows[i][0], &err);
		char *text = field_describe(field);

		assert_string_equal(text, rows[i][1]);
		free(text);
	}
}

static void
judges_keys(void **state)
{
	static const char most[] = "0123456789012345678901234567890123456789"
	    "012345678901234567890123";

	(void)state;
	assert_true(field_key_valid("c1"));
	assert_true(field_key_valid("zh-Hans_x"));
	assert_true(field_key_valid(most));
	assert_false(field_key_valid(""));
	assert_false(field_key_valid("a.b"));
	assert_false(field_key_valid("a b"));
	assert_false(field_key_valid("é"));
	assert_int_equal(strlen(most), 64);
}

static const enum field_type with_words[] = { FIELD_CODE, FIELD_CHOICE,
	FIELD_KEY };

static bool
needs_words(const struct field *field)
{
	enum field_type type = field->type == FIELD_LIST ? field->item :
	    field->type;

	for (size_t i = 0; i < COUNT(with_words); i++)
		if (type == with_words[i])
			return true;
	return (field->flags & FIELD_BY_VOCABULARY) != 0;
}

/* What code elsewhere takes for granted of each row. */
static void
check_table(const struct field *table, const char *where, size_t *rows)
{
	for (const struct field *at = table; at->name; at++) {
		bool text = at->type == FIELD_STRING ||
		    at->type == FIELD_TEXT;
		bool whole = at->type == FIELD_OBJECT ||
		    at->item == FIELD_OBJECT;

		++*rows;
		if (!field_key_valid(at->name) ||
		    field_member(table, at->name) != at)
			fail_msg("%s.%s: name", where, at->name);
		if (at->label == NULL || *at->label == '\0' ||
		    at->help == NULL || *at->help == '\0')
			fail_msg("%s.%s: words", where, at->name);
		if (text && (at->min != 1 || at->max < 1))
			fail_msg("%s.%s: length", where, at->name);
		if (at->type == FIELD_INTEGER && at->min > at->max)
			fail_msg("%s.%s: range", where, at->name);
		if (needs_words(at) && at->words == NULL)
			fail_msg("%s.%s: words", where, at->name);
		if (whole != (at->members != NULL))
			fail_msg("%s.%s: members", where, at->name);
		if (at->type == FIELD_MAP && !(at->flags & FIELD_SORTED))
			fail_msg("%s.%s: not sorted", where, at->name);
		if (at->members)
			check_table(at->members, at->name, rows);
	}
}

static void
table_is_sound(void **state)
{
	size_t rows = 0;

	(void)state;
	check_table(record_fields, "record", &rows);
	assert_true(rows > 150);
}

/* Keys of other collections name a collection of the record. */
static void
check_collections(const struct field *table)
{
	for (; table->name; table++) {
		enum field_type type = table->type == FIELD_LIST ?
		    table->item : table->type;
		const struct field *other;

		if (type == FIELD_KEY ||
		    (type == FIELD_HANDLE && table->words)) {
			other = field_member(record_fields, table->words);
			assert_non_null(other);
			assert_int_equal(other->type, FIELD_MAP);
		}
		if (table->members)
			check_collections(table->members);
	}
}

static void
collections_exist(void **state)
{
	(void)state;
	check_collections(record_fields);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_fields),
		cmocka_unit_test(refuses_what_is_no_field),
		cmocka_unit_test(describes),
		cmocka_unit_test(judges_keys),
		cmocka_unit_test(table_is_sound),
		cmocka_unit_test(collections_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
