#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/record.h"

static int64_t
at(const char *text)
{
	int64_t seconds;

	if (!time_parse(text, &seconds))
		fail_msg("%s", text);
	return seconds;
}

/* Two entries: into "idea" and on to "feasibility". */
static struct record *
make(void)
{
	struct record *record = record_new("p1", "T");

	record_append(record, &(struct entry){ .transition = "@new",
	    .to = "idea", .at = at("2026-07-01T00:00:00Z"), .by = "li" });
	record_append(record, &(struct entry){ .transition = "study",
	    .to = "feasibility", .at = at("2026-07-15T08:30:00Z"),
	    .by = "li@example.org", .code = "c", .reason = "Go\non" });
	return record;
}

static void
entries_have_the_members_of_the_format(void **state)
{
	struct record *record = make();
	struct str text = STR_INIT, want = STR_INIT;
	char first[DIGEST_SIZE], second[DIGEST_SIZE], judged[DIGEST_SIZE];
	static const char id[] = "{\"id\":\"p1\"}";
	static const char body[] =
	    "{\"format\":1,\"id\":\"p1\",\"title\":\"T\"}";

	(void)state;
	digest_of(first, id, strlen(id));
	digest_of(judged, body, strlen(body));
	str_addf(&want, "{\"at\":\"2026-07-01T00:00:00Z\",\"by\":\"li\","
	    "\"code\":null,\"from\":null,\"prev\":\"%s\",\"reason\":null,"
	    "\"record\":\"%s\",\"seq\":1,\"to\":\"idea\","
	    "\"transition\":\"@new\"}", first, judged);
	digest_of(second, want.ptr, want.len);
	str_reset(&want);
	str_addf(&want, "[{\"seq\":1,\"transition\":\"@new\",\"from\":null,"
	    "\"to\":\"idea\",\"at\":\"2026-07-01T00:00:00Z\",\"by\":\"li\","
	    "\"code\":null,\"reason\":null,\"record\":\"%s\",\"prev\":"
	    "\"%s\"},{\"seq\":2,\"transition\":\"study\",\"from\":\"idea\","
	    "\"to\":\"feasibility\",\"at\":\"2026-07-15T08:30:00Z\",\"by\":"
	    "\"li@example.org\",\"code\":\"c\",\"reason\":\"Go\\non\","
	    "\"record\":\"%s\",\"prev\":\"%s\"}]", judged, first, judged,
	    second);
	json_write_compact(&text, json_get(record_json(record), "history"));
	assert_string_equal(text.ptr, want.ptr);
	assert_string_equal(record_stage(record), "feasibility");
	str_release(&text);
	str_release(&want);
	record_free(record);
}

static void
optional_members_come_last(void **state)
{
	struct record *record = record_new("p1", "T");
	struct strs override = STRS_INIT;
	struct str text = STR_INIT;
	const char *tail;

	(void)state;
	strs_add(&override, "fields:concept.hypothesis");
	record_append(record, &(struct entry){ .transition = "@intake",
	    .to = "idea", .by = "li", .date = "2026-07-02",
	    .source = "list.csv", .override = &override,
	    .recorded_source = "x.jsonl", .recorded_line = 7 });
	json_write_compact(&text, json_get(record_json(record), "history"));
	tail = strstr(text.ptr, "\"date\"");
	assert_non_null(tail);
	assert_string_equal(tail, "\"date\":\"2026-07-02\",\"source\":"
	    "\"list.csv\",\"override\":[\"fields:concept.hypothesis\"],"
	    "\"recorded\":{\"source\":\"x.jsonl\",\"line\":7}}]");
	strs_release(&override);
	str_release(&text);
	record_free(record);
}

static void
reads_entries_back(void **state)
{
	struct record *record = make();
	struct entry *entries, last;
	size_t n;

	(void)state;
	entries = record_history(record, &n);
	assert_int_equal(n, 2);
	assert_int_equal(entries[0].seq, 1);
	assert_null(entries[0].from);
	assert_null(entries[0].reason);
	assert_string_equal(entries[1].transition, "study");
	assert_string_equal(entries[1].from, "idea");
	assert_string_equal(entries[1].to, "feasibility");
	assert_string_equal(entries[1].by, "li@example.org");
	assert_string_equal(entries[1].code, "c");
	assert_string_equal(entries[1].reason, "Go\non");
	assert_int_equal(entries[1].at, at("2026-07-15T08:30:00Z"));
	assert_non_null(entries[1].json);
	assert_true(record_last_entry(record, &last));
	assert_ptr_equal(last.json, entries[1].json);
	free(entries);
	record_free(record);
	record = record_new("p1", "T");
	assert_false(record_last_entry(record, &last));
	assert_null(record_history(record, &n));
	assert_int_equal(n, 0);
	record_free(record);
}

static void
reads_entries_that_are_wrong(void **state)
{
	static const char text[] = "{\"format\":1,\"id\":\"p1\",\"title\":"
	    "\"T\",\"stage\":\"s\",\"history\":[7,{\"at\":\"soon\",\"seq\":"
	    "\"1\",\"to\":null},{\"to\":\"x\"}]}";
	struct record *record = NULL;
	struct entry *entries;
	size_t n;

	(void)state;
	assert_null(record_read(&record, text, strlen(text), "r"));
	entries = record_history(record, &n);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(entries[i].transition, "");
		assert_string_equal(entries[i].by, "");
		assert_string_equal(entries[i].to, i == 2 ? "x" : "");
		assert_int_equal(entries[i].at, 0);
		assert_int_equal(entries[i].seq, 0);
	}
	free(entries);
	record_free(record);
}

/* What record_check says of the record that CHANGE makes of a sound one. */
static char *
broken_by(void (*change)(struct json *tree, struct json *last))
{
	struct record *record = make(), *again = NULL;
	struct json *tree = json_dup(record_json(record));
	struct findings findings = FINDINGS_INIT;
	struct str text = STR_INIT, out = STR_INIT;

	change(tree, json_at_mut(json_get_mut(tree, "history"), 1));
	json_write(&text, tree);
	assert_null(record_read(&again, text.ptr, text.len, "r"));
	record_check(again, NULL, &findings);
	for (size_t i = 0; i < findings.n; i++)
		str_addf(&out, "%s %s; ", rule_id(findings.items[i].rule),
		    findings.items[i].path);
	findings_release(&findings);
	record_free(record);
	record_free(again);
	json_free(tree);
	str_release(&text);
	return str_take(&out);
}

static void
nothing(struct json *tree, struct json *last)
{
	(void)tree;
	(void)last;
}

static void
other_seq(struct json *tree, struct json *last)
{
	(void)tree;
	json_set_integer(last, "seq", 3);
}

static void
other_from(struct json *tree, struct json *last)
{
	(void)tree;
	json_set_string(last, "from", "closed");
}

static void
no_from(struct json *tree, struct json *last)
{
	(void)tree;
	json_set(last, "from", json_new_null());
}

static void
other_to(struct json *tree, struct json *last)
{
	(void)tree;
	json_set_string(last, "to", "closed");
}

static void
other_past(struct json *tree, struct json *last)
{
	(void)last;
	json_set_string(json_at_mut(json_get_mut(tree, "history"), 0), "at",
	    "2026-06-01T00:00:00Z");
}

static void
past_from_somewhere(struct json *tree, struct json *last)
{
	struct json *first = json_at_mut(json_get_mut(tree, "history"), 0);
	char digest[DIGEST_SIZE];

	json_set_string(first, "from", "x");
	json_digest(digest, first);
	json_set_string(last, "prev", digest);
}

static void
other_id(struct json *tree, struct json *last)
{
	(void)last;
	json_set_string(tree, "id", "p2");
}

static void
other_stage(struct json *tree, struct json *last)
{
	(void)last;
	json_set_string(tree, "stage", "closed");
}

static void
no_history(struct json *tree, struct json *last)
{
	(void)last;
	json_set(tree, "history", json_new_array());
}

static void
hold_of_another_time(struct json *tree, struct json *last)
{
	struct json *hold = json_new_object();

	(void)last;
	json_set_string(hold, "from", "idea");
	json_set_string(hold, "since", "2026-07-15T08:30:01Z");
	json_set(tree, "hold", hold);
}

static void
hold_of_another_stage(struct json *tree, struct json *last)
{
	struct json *hold = json_new_object();

	(void)last;
	json_set_string(hold, "from", "closed");
	json_set_string(hold, "since", "2026-07-15T08:30:00Z");
	json_set_string(hold, "code", "d");
	json_set(tree, "hold", hold);
}

static void
hold_without_time(struct json *tree, struct json *last)
{
	(void)last;
	json_set(tree, "hold", json_new_object());
}

/* The digest of the content of a record is judged elsewhere, in the commit
 * that adds the entry. */
static void
other_content(struct json *tree, struct json *last)
{
	(void)last;
	json_set_string(tree, "title", "U");
}

static void
breaks_are_found(void **state)
{
	static const struct {
		void (*change)(struct json *, struct json *);
		const char *found;
	} rows[] = {
		{ nothing, "" },
		{ other_content, "" },
		{ other_seq, "PV205 history.1.seq; " },
		{ other_from, "PV205 history.1.from; " },
		{ no_from, "PV205 history.1.from; " },
		{ other_to, "PV203 stage; " },
		{ other_past, "PV205 history.1.prev; " },
		{ past_from_somewhere, "PV205 history.0.from; " },
		{ other_id, "PV205 history.0.prev; " },
		{ other_stage, "PV203 stage; " },
		{ no_history, "PV203 stage; " },
		{ hold_of_another_time, "PV213 hold.since; " },
		{ hold_of_another_stage,
		    "PV213 hold.from; PV213 hold.code; " },
		{ hold_without_time, "PV213 hold; " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *found = broken_by(rows[i].change);

		assert_string_equal(found, rows[i].found);
		free(found);
	}
}

static void
holds(void **state)
{
	struct record *record = make();
	struct str text = STR_INIT;

	(void)state;
	record_set_hold(record, "idea", "funds", at("2026-07-15T08:30:00Z"),
	    "2026-12-31");
	json_write_compact(&text, json_get(record_json(record), "hold"));
	assert_string_equal(text.ptr, "{\"from\":\"idea\",\"code\":"
	    "\"funds\",\"since\":\"2026-07-15T08:30:00Z\",\"review_by\":"
	    "\"2026-12-31\"}");
	str_reset(&text);
	record_set_hold(record, "idea", NULL, 0, NULL);
	json_write_compact(&text, json_get(record_json(record), "hold"));
	assert_string_equal(text.ptr, "{\"from\":\"idea\",\"since\":"
	    "\"1970-01-01T00:00:00Z\"}");
	record_clear_hold(record);
	assert_false(record_has(record, "hold"));
	record_clear_hold(record);
	str_release(&text);
	record_free(record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_have_the_members_of_the_format),
		cmocka_unit_test(optional_members_come_last),
		cmocka_unit_test(reads_entries_back),
		cmocka_unit_test(reads_entries_that_are_wrong),
		cmocka_unit_test(breaks_are_found),
		cmocka_unit_test(holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
