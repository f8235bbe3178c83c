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
#include "core/model/record.h"
#include "tests/unit/record_case.h"

/* What people may take out or replace, and what only the tool changes. */

#define HEAD "\"format\":1,\"id\":\"p1\",\"title\":\"T\""
#define TAIL "\"stage\":\"idea\",\"history\":[]"
#define HOLD "\"hold\":{\"from\":\"idea\",\"code\":\"funds\"," \
	"\"since\":\"2026-07-15T08:30:00Z\"}"
#define JUDGED "\"criteria\":{\"c1\":{\"target\":\"5\",\"verdict\":\"pass\"}}"

static struct record *
make(const char *members)
{
	return record_taken(xasprintf("{" HEAD "," TAIL "%s%s}",
	    *members ? "," : "", members));
}

static char *
compact(const struct record *record)
{
	struct str out = STR_INIT;

	json_write_compact(&out, record_json(record));
	return str_take(&out);
}

static void
set_refuses_what_is_kept(void **state)
{
	static const char *const rows[][3] = {
		{ "", "stage=x", "'stage' changes only by a transition\n"
		    "  proven move p1 TRANSITION" },
		{ "", "id=x", "'id' never changes" },
		{ "", "format=1", "'format' is the version" },
		{ "", "history=[]", "'history' changes only by a trans" },
		{ "", "history.0.reason=x", "changes only by a transition" },
		{ "", "criteria.c1.verdict=pass",
		    "'criteria.c1.verdict' is computed" },
		{ "", "criteria.c1={\"verdict\":\"pass\"}",
		    "'criteria.c1.verdict' is computed" },
		{ "", "criteria={\"c1\":{\"verdict\":\"pass\"}}",
		    "'criteria.c1.verdict' is computed" },
		{ JUDGED, "criteria.c1={\"target\":\"6\"}",
		    "'criteria.c1.verdict' is computed" },
		{ HOLD, "hold.since=2026-07-16T08:30:00Z",
		    "'hold.since' changes only" },
		{ HOLD, "hold={}", "'hold.from' changes only" },
		{ "", "hold={\"from\":\"x\"}", "'hold.from' changes only" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = make(rows[i][0]);
		char *before = compact(record), *after;
		const struct err *err = record_assign(record, rows[i][1],
		    NULL);

		if (err == NULL)
			fail_msg("taken: %s", rows[i][1]);
		assert_int_equal(err->code, ERR_USAGE);
		if (strstr(err->msg, rows[i][2]) == NULL)
			fail_msg("%s: %s", rows[i][1], err->msg);
		after = compact(record);
		assert_string_equal(before, after);
		free(before);
		free(after);
		record_free(record);
	}
}

static void
set_may_leave_what_is_kept(void **state)
{
	static const char *const rows[][3] = {
		{ JUDGED, "criteria.c1={\"verdict\":\"pass\","
		    "\"target\":\"6\"}", "6" },
		{ JUDGED, "criteria={\"c1\":{\"target\":\"6\","
		    "\"verdict\":\"pass\"}}", "6" },
		{ JUDGED, "criteria.c1.target=6", "6" },
		{ HOLD, "hold.review_by=2026-12-31", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = make(rows[i][0]);
		const struct err *err = record_assign(record, rows[i][1],
		    NULL);

		if (err)
			fail_msg("%s: %s", rows[i][1], err->msg);
		if (rows[i][2])
			assert_string_equal(record_text(record,
			    "criteria.c1.target"), rows[i][2]);
		else
			assert_string_equal(record_text(record,
			    "hold.review_by"), "2026-12-31");
		record_free(record);
	}
}

static void
unset_takes_out(void **state)
{
	static const char *const rows[][3] = {
		{ "\"summary\":\"s\"", "summary", "" },
		{ "", "summary", "" },
		{ "", "criteria.c1.target", "" },
		{ "\"lead\":{\"name\":\"n\"}", "lead.name", "" },
		{ "\"lead\":{\"name\":\"n\",\"person\":\"p\"}", "lead.name",
		    "\"lead\":{\"person\":\"p\"}" },
		{ JUDGED, "criteria.c1", "" },
		{ JUDGED, "criteria", "" },
		{ "\"custom\":{\"a\":{\"b\":{\"c\":1}},\"d\":1}",
		    "custom.a.b.c", "\"custom\":{\"d\":1}" },
		{ "\"unknown\":1", "unknown", "" },
		{ "\"lead\":{\"nam\":1}", "lead.nam", "" },
		{ "\"tags\":[\"a\"]", "tags", "" },
		{ "\"summary\":null", "summary", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = make(rows[i][0]);
		struct record *want = make(rows[i][2]);
		const struct err *err = record_unset(record, rows[i][1]);

		if (err)
			fail_msg("%s: %s", rows[i][1], err->msg);
		if (!record_equal(record, want))
			fail_msg("%s: %s", rows[i][1], compact(record));
		record_free(record);
		record_free(want);
	}
}

static void
unset_refuses(void **state)
{
	static const char *const rows[][3] = {
		{ "", "title", "'title' is always there" },
		{ "", "id", "'id' never changes" },
		{ "", "stage", "'stage' changes only" },
		{ "", "history", "'history' changes only" },
		{ JUDGED, "criteria.c1.verdict", "is computed" },
		{ HOLD, "hold", "'hold.from' changes only" },
		{ HOLD, "hold.code", "'hold.code' changes only" },
		{ "\"tags\":[\"a\"]", "tags.0", "item of a list" },
		{ "", "sumary", "did you mean 'summary'?" },
		{ "", "\xff", "not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = make(rows[i][0]);
		struct record *before = record_dup(record);
		const struct err *err = record_unset(record, rows[i][1]);

		if (err == NULL)
			fail_msg("taken: %s", rows[i][1]);
		assert_int_equal(err->code, ERR_USAGE);
		if (strstr(err->msg, rows[i][2]) == NULL)
			fail_msg("%s: %s", rows[i][1], err->msg);
		assert_true(record_equal(record, before));
		record_free(record);
		record_free(before);
	}
}

static void
replace_takes_what_people_change(void **state)
{
	static const char text[] = "{\"tags\":[],\"title\":\"U\","
	    "\"unknown\":1,\"format\":1,\"id\":\"p1\"," TAIL "," HOLD "}";
	struct record *record = make(HOLD ",\"summary\":\"s\"," JUDGED);
	char *out;

	(void)state;
	assert_null(record_replace(record, text, strlen(text), "e"));
	out = compact(record);
	assert_string_equal(out, "{\"format\":1,\"id\":\"p1\",\"title\":"
	    "\"U\",\"stage\":\"idea\",\"tags\":[]," HOLD ",\"history\":[],"
	    "\"unknown\":1}");
	free(out);
	record_free(record);
}

static void
replace_refuses(void **state)
{
	static const struct {
		const char *text, *message;
		enum err_code code;
	} rows[] = {
		{ "{" HEAD ",\"stage\":\"x\",\"history\":[]}",
		    "'stage' changes only by a transition", ERR_REFUSED },
		{ "{" HEAD ",\"stage\":\"idea\",\"history\":[{}]}",
		    "'history' changes only", ERR_REFUSED },
		{ "{" HEAD ",\"stage\":\"idea\"}", "'history' changes only",
		    ERR_REFUSED },
		{ "{\"format\":1,\"id\":\"p2\",\"title\":\"T\"," TAIL "}",
		    "'id' never changes", ERR_REFUSED },
		{ "{\"format\":2,\"id\":\"p1\",\"title\":\"T\"," TAIL "}",
		    "'format' is the version", ERR_REFUSED },
		{ "{" HEAD "," TAIL ",\"criteria\":{\"c\":{\"verdict\":"
		    "\"pass\"}}}", "'criteria.c.verdict' is computed",
		    ERR_REFUSED },
		{ "{" HEAD "," TAIL "," HOLD "}", "'hold.from' changes",
		    ERR_REFUSED },
		{ "{\"format\":1,\"id\":\"p1\"," TAIL "}",
		    "e:1:1: no 'title'", ERR_DATA },
		{ "{", "e:1:", ERR_DATA },
		{ "[]", "e:1:1: a project is an object", ERR_DATA },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *record = make("");
		struct record *before = record_dup(record);
		const struct err *err = record_replace(record, rows[i].text,
		    strlen(rows[i].text), "e");

		if (err == NULL)
			fail_msg("taken: %s", rows[i].text);
		assert_int_equal(err->code, rows[i].code);
		if (strstr(err->msg, rows[i].message) == NULL)
			fail_msg("%s: %s", rows[i].text, err->msg);
		assert_true(record_equal(record, before));
		record_free(record);
		record_free(before);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_refuses_what_is_kept),
		cmocka_unit_test(set_may_leave_what_is_kept),
		cmocka_unit_test(unset_takes_out),
		cmocka_unit_test(unset_refuses),
		cmocka_unit_test(replace_takes_what_people_change),
		cmocka_unit_test(replace_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
