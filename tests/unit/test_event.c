#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/model/event.h"
#include "core/model/row.h"

static const struct err *
read_event(struct event *event, const char *line, struct strs *others)
{
	struct row row = { "e.jsonl", 3, 3, NULL, 0, line, strlen(line),
		NULL };

	return event_read(event, &row, others);
}

#define AT "\"at\":\"2026-07-15T08:30:00Z\","
#define BY "\"by\":{\"name\":\"Li\",\"email\":\"li@example.org\"},"
#define REST "\"id\":\"p1\",\"from\":null,\"to\":\"idea\""

static void
an_event_is_read(void **state)
{
	struct strs others = STRS_INIT;
	struct event event;

	(void)state;
	assert_null(read_event(&event, "{" AT BY "\"id\":\"p1\","
	    "\"title\":\"T\",\"from\":\"idea\",\"to\":\"study\","
	    "\"reason\":\"why\",\"commit\":\"x\",\"merge\":true}", &others));
	assert_int_equal(event.at, 1784104200);
	assert_int_equal(event.offset, 0);
	assert_string_equal(event.by, "li@example.org");
	assert_string_equal(event.name, "Li");
	assert_string_equal(event.from, "idea");
	assert_string_equal(event.reason, "why");
	assert_null(event.transition);
	assert_int_equal(others.n, 2);
	event_release(&event);
	strs_release(&others);
}

static void
times_may_have_an_offset(void **state)
{
	static const struct {
		const char *at;
		int64_t seconds;
		int offset;
	} cases[] = {
		{ "2026-07-15T08:30:00Z", 1784104200, 0 },
		{ "2026-07-15T16:30:00+08:00", 1784104200, 480 },
		{ "2026-07-15T05:00:00-03:30", 1784104200, -210 },
		{ "2026-07-15T08:30:00+00:00", 1784104200, 0 }
	};
	struct strs others = STRS_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *line = xasprintf("{\"at\":\"%s\",%s}", cases[i].at,
		    BY REST);
		struct event event;

		assert_null(read_event(&event, line, &others));
		assert_int_equal(event.at, cases[i].seconds);
		assert_int_equal(event.offset, cases[i].offset);
		event_release(&event);
		free(line);
	}
}

static void
a_wrong_event_is_refused_at_its_place(void **state)
{
	static const struct {
		const char *line, *message;
	} cases[] = {
		{ "x", "e.jsonl:3:1: " },
		{ "{" BY REST "}", "e.jsonl:3:1: no 'at'" },
		{ "{" AT REST "}", "e.jsonl:3:1: no 'by'" },
		{ "{" AT BY "\"id\":\"p\",\"to\":\"x\"}", "no 'from'; the "
		    "first event of a project has null" },
		{ "{" AT BY "\"id\":\"p\",\"from\":null}", "no 'to'" },
		{ "{" AT BY "\"id\":7," REST "}", "e.jsonl:3:" },
		{ "{\"at\":\"2026-07-15\"," BY REST "}",
		    "e.jsonl:3:7: '2026-07-15' is not a time" },
		{ "{\"at\":\"1969-12-31T23:59:59Z\"," BY REST "}",
		    "e.jsonl:3:7: '1969-12-31T23:59:59Z' is before 1970" },
		{ "{\"at\":\"2026-02-30T08:30:00Z\"," BY REST "}",
		    "e.jsonl:3:7: '2026-02-30T08:30:00Z' is not a time" },
		{ "{\"at\":\"2026-07-15T08:30:00+8:00\"," BY REST "}",
		    "is not a time" },
		{ "{\"at\":\"2026-07-15T08:30:00.5Z\"," BY REST "}",
		    "is not a time" },
		{ "{" AT "\"by\":{\"name\":\"x\"}," REST "}",
		    "'by' has no e-mail address" },
		{ "{" AT "\"by\":{\"email\":\"x\"}," REST "}",
		    "'by' has no e-mail address" },
		{ "{" AT "\"by\":\"a b@\"," REST "}",
		    "'by' is neither a person nor an address" },
		{ "{" AT "\"by\":{\"email\":\"x@example.org\",\"mail\":1},"
		    REST "}", "unknown key 'mail'" },
		{ "{" AT BY REST ",\"reson\":\"x\"}",
		    "unknown key 'reson'\n  did you mean 'reason'?" },
		{ "{" AT BY REST ",\"title\":\"\"}", "'title' is empty" },
		{ "{" AT BY REST ",\"title\":4}", "'title' is no text" }
	};
	struct strs others = STRS_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct event event;
		const struct err *err = read_event(&event, cases[i].line,
		    &others);

		assert_non_null(err);
		assert_int_equal(err->code, ERR_DATA);
		if (strstr(err->msg, cases[i].message) == NULL)
			fail_msg("%s\nis not\n%s", err->msg,
			    cases[i].message);
		event_release(&event);
	}
	assert_int_equal(others.n, 0);
}

static void
an_event_is_written_as_it_is_read(void **state)
{
	static const char line[] = "{" AT BY "\"id\":\"p1\","
	    "\"title\":\"T\",\"from\":null,\"to\":\"idea\","
	    "\"transition\":\"@intake\",\"source\":\"x\",\"reason\":\"r\","
	    "\"code\":\"c\",\"date\":\"2026-01-01\","
	    "\"review_by\":\"2027-01-01\"}";
	struct strs others = STRS_INIT;
	struct str out = STR_INIT;
	struct event event;

	(void)state;
	assert_null(read_event(&event, line, &others));
	event_write(&out, &event, event.by);
	assert_int_equal(out.ptr[out.len - 1], '\n');
	str_cut(&out, out.len - 1);
	assert_string_equal(out.ptr, line);
	str_reset(&out);
	event_write(&out, &event, NULL);
	assert_non_null(strstr(out.ptr, "\"by\":\"li@example.org\","));
	event_release(&event);
	str_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_read),
		cmocka_unit_test(times_may_have_an_offset),
		cmocka_unit_test(a_wrong_event_is_refused_at_its_place),
		cmocka_unit_test(an_event_is_written_as_it_is_read)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
