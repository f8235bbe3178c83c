#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "tests/unit/record_case.h"

/* A record in stage "draft" with a sound history and MEMBERS, as text. */
static char *
make_text(const char *members)
{
	struct entry entry = { .transition = "@new", .to = "draft",
	    .at = 1784104200, .by = "li" };
	struct record *record = record_new("p1", "T");
	struct str out = STR_INIT;
	char *end;

	record_append(record, &entry);
	record_write(record, &out);
	record_free(record);
	if (*members) {
		end = strrchr(out.ptr, '}');
		str_cut(&out, (size_t)(end - out.ptr));
		str_addf(&out, ",%s}", members);
	}
	return str_take(&out);
}

static char *
findings_text(const char *text, const struct tracker *tracker)
{
	struct record *record = record_of(text);
	char *found = findings_of(record, tracker);

	record_free(record);
	return found;
}

static void
check_rows(const char *const rows[][2], size_t n,
    const struct tracker *tracker)
{
	for (size_t i = 0; i < n; i++) {
		char *text = make_text(rows[i][0]);
		char *found = findings_text(text, tracker);

		assert_string_equal(found, rows[i][1]);
		free(found);
		free(text);
	}
}

static void
full_record_is_sound(void **state)
{
	struct str text = STR_INIT;
	const struct err *err;
	char *found;

	err = file_read(&text, "tests/fuzz/corpus/record/full.json",
	    JSON_MAX_BYTES);
	if (err)
		fail_msg("%s", err->msg);
	found = findings_text(text.ptr, *state);
	assert_string_equal(found, "");
	free(found);
	str_release(&text);
}

static void
finds_wrong_types(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "\"custom\":{\"a b\":[null,{\"x\":1}]}", "" },
		{ "\"summary\":null",
		    "PV104 summary: 'summary' is null: leave it out; " },
		{ "\"summary\":7", "PV104 summary: 'summary' is '7': not a "
		    "string; " },
		{ "\"summary\":\"\"", "PV104 summary: 'summary' is '': "
		    "0 characters, and it should be 1 to 65536; " },
		{ "\"tags\":\"x\"", "PV104 tags: 'tags' is not a list; " },
		{ "\"tags\":[\"a\",1]", "PV104 tags.1: 'tags.1' is '1': not "
		    "a string; " },
		{ "\"lead\":[]", "PV104 lead: 'lead' is not an object; " },
		{ "\"team\":[]",
		    "PV104 team: 'team' is not an object by key; " },
		{ "\"team\":{\"a\":1}",
		    "PV104 team.a: 'team.a' is not an object; " },
		{ "\"team\":{\"a b\":{}}", "PV104 team.a b: 'team.a b' is "
		    "no key: 1 to 64 letters, digits, '_' and '-'; " },
		{ "\"lead\":{\"nam\":\"n\"}", "PV105 lead.nam: unknown key "
		    "'lead.nam' (did you mean 'name'?); " },
		{ "\"zzzzzzzzz\":1",
		    "PV105 zzzzzzzzz: unknown key 'zzzzzzzzz'; " },
		{ "\"budget\":{\"approved\":\"5\"}", "PV104 budget.approved: "
		    "'budget.approved' is '5': not a whole number; " },
		{ "\"custom\":[]", "PV104 custom: 'custom' is not an "
		    "object; " },
		{ "\"start\":\"2026-13-01\"", "PV104 start: 'start' is "
		    "'2026-13-01': not a date such as 2026-07-15; " },
		{ "\"consortium\":\"yes\"", "PV104 consortium: 'consortium' "
		    "is 'yes': neither true nor false; " },
		{ "\"hold\":{\"since\":\"2026-07-15T08:30:00Z\"}",
		    "PV213 hold: 'hold' is there, and the stage 'draft' is "
		    "no pause; " },
	};

	check_rows(rows, COUNT(rows), *state);
}

static void
finds_what_names_nothing(void **state)
{
	static const char *const rows[][2] = {
		{ "\"direction\":\"mater\"", "PV104 direction: 'direction' "
		    "is 'mater': not a code of 'direction' (did you mean "
		    "'matter'?); " },
		{ "\"facilities\":{\"hepz\":{}}", "PV104 facilities.hepz: "
		    "'facilities.hepz' is 'hepz': not a code of 'facility' "
		    "(did you mean 'heps'?); " },
		{ "\"lead\":{\"orcid\":\"0000-0002-1825-0098\"}",
		    "PV110 lead.orcid: 'lead.orcid' is "
		    "'0000-0002-1825-0098': not a well-formed ORCID iD; " },
		{ "\"partners\":{\"a\":{\"uscc\":\"91350100M000100Y4Z\","
		    "\"ror\":\"01k4yrm30\"}}", "PV110 partners.a.uscc: "
		    "'partners.a.uscc' is '91350100M000100Y4Z': not a "
		    "well-formed unified social credit code; PV110 "
		    "partners.a.ror: 'partners.a.ror' is '01k4yrm30': not a "
		    "well-formed ROR id; " },
		{ "\"lead\":{\"partner\":\"x\"}", "PV104 lead.partner: "
		    "'lead.partner' is 'x': no such key in 'partners'; " },
		{ "\"partners\":{\"o-ent\":{}},\"lead\":{\"partner\":"
		    "\"o-ant\"}", "PV104 lead.partner: 'lead.partner' is "
		    "'o-ant': no such key in 'partners' (did you mean "
		    "'o-ent'?); " },
		{ "\"partners\":{\"o-ent\":{}},\"lead\":{\"partner\":"
		    "\"o-ent\"}", "" },
	};

	check_rows(rows, COUNT(rows), *state);
}

#define NUMBER "11010519491231002X"

static void
finds_personal_numbers(void **state)
{
	static const char *const rows[][2] = {
		{ "\"summary\":\"身份证" NUMBER "\"", "PV111 summary: "
		    "'summary' holds a personal identity number; " },
		{ "\"custom\":{\"a\":[\"tel 13800000000\"]}", "PV111 "
		    "custom.a.0: 'custom.a.0' holds a phone number; " },
		{ "\"custom\":{\"13800000000\":1}", "PV111 "
		    "custom.13800000000: 'custom.13800000000' holds a phone "
		    "number; " },
		{ "\"origin\":{\"o\":{\"doi\":\"10.5555/13800000000\"}}",
		    "" },
		{ "\"custom\":{\"x\":\"f085b2a1f13800000000c8550e64058d820fc"
		    "074093f16dc9a500c0c9fb04bca\"}", "" },
		{ "\"custom\":{\"n\":13800000000}", "" },
		/* The grant of a city, not a phone. */
		{ "\"origin\":{\"o\":{\"grant\":\"18441900600\"}}", "" },
		{ "\"origin\":{\"o\":{\"title\":\"18441900600\"}}", "PV111 "
		    "origin.o.title: 'origin.o.title' holds a phone number; "
		    },
		{ "\"origin\":{\"o\":{\"grant\":\"" NUMBER "\"}}", "PV111 "
		    "origin.o.grant: 'origin.o.grant' holds a personal "
		    "identity number; " },
		{ "\"criteria\":{\"c\":{\"claim\":\"+86 138 0000 0000\"}}",
		    "PV111 criteria.c.claim: 'criteria.c.claim' holds a "
		    "phone number; " },
		{ "\"evidence\":{\"e\":{\"title\":\"130503670401001\","
		    "\"url\":\"https://example.org/13800000000\"}}",
		    "PV111 evidence.e.title: 'evidence.e.title' holds a "
		    "personal identity number; " },
	};

	check_rows(rows, COUNT(rows), *state);
}

static void
judges_stages_only_with_a_workflow(void **state)
{
	static const char text[] = "{\"format\":1,\"id\":\"p1\",\"title\":"
	    "\"T\",\"stage\":\"drafd\",\"history\":[]}";
	char *found = findings_text(text, *state);

	assert_string_equal(found, "PV106 stage: unknown stage 'drafd' (did "
	    "you mean 'draft'?); PV203 stage: the stage is 'drafd', and no "
	    "entry led to it; ");
	free(found);
	found = findings_text(text, NULL);
	assert_string_equal(found, "PV203 stage: the stage is 'drafd', and "
	    "no entry led to it; ");
	free(found);
}

static void
judges_the_head(void **state)
{
	static const char *const rows[][2] = {
		{ "\"id\":\"A b\",\"title\":\"T\"", "PV104 id" },
		{ "\"id\":\"con\",\"title\":\"T\"", "PV104 id" },
		{ "\"id\":\"p1\",\"title\":\"\"", "PV104 title" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = xasprintf("{\"format\":1,%s,\"stage\":\"s\","
		    "\"history\":[]}", rows[i][0]);
		char *found = findings_text(text, NULL);

		if (strstr(found, rows[i][1]) == NULL)
			fail_msg("%s: %s", rows[i][0], found);
		free(found);
		free(text);
	}
}

/* Not over 1 MiB as it would be written, whatever was read. */
static void
judges_the_size(void **state)
{
	struct str text = STR_INIT;
	char *found;

	(void)state;
	str_add(&text, "{\"format\":1,\"id\":\"p1\",\"title\":\"T\","
	    "\"stage\":\"s\",\"history\":[],\"custom\":{\"x\":[0");
	while (text.len < 500000)
		str_add(&text, ",0");
	str_add(&text, "]}}");
	found = findings_text(text.ptr, NULL);
	if (strstr(found, "PV112 : the record has ") == NULL)
		fail_msg("%.200s", found);
	free(found);
	str_release(&text);
}

static void
locates(void **state)
{
	static const char text[] = "{\n \"format\": 1,\n \"id\": \"p1\",\n"
	    " \"title\": \"T\",\n \"stage\": \"s\", \"tags\": [\"a\", 7],\n"
	    " \"lead\": {\"x.y\": 1,\n  \"orcid\": \"0\"},\n"
	    " \"history\": [{}]\n}\n";
	struct findings findings = FINDINGS_INIT;
	struct record *record = NULL;
	struct str out = STR_INIT;

	(void)state;
	assert_null(record_read(&record, text, strlen(text), "r"));
	record_check(record, NULL, &findings);
	findings_locate(&findings, text, strlen(text));
	for (size_t i = 0; i < findings.n; i++)
		str_addf(&out, "%s:%d:%d ", findings.items[i].path,
		    findings.items[i].line, findings.items[i].column);
	assert_string_equal(out.ptr, "tags.1:5:30 lead.orcid:7:12 "
	    "lead.x.y:6:10 history.0.seq:8:14 history.0.transition:8:14 "
	    "history.0.from:8:14 history.0.to:8:14 history.0.at:8:14 "
	    "history.0.by:8:14 history.0.record:8:14 history.0.prev:8:14 ");
	str_release(&out);
	findings_release(&findings);
	record_free(record);
}

static void
errors_become_one(void **state)
{
	struct findings findings = FINDINGS_INIT;
	const struct err *err;
	const char *at;
	size_t lines = 1;

	(void)state;
	assert_null(findings_err(&findings, "x.json"));
	findings_add(&findings, RULE_PV105, "a", "unknown key '%s'", "a");
	assert_null(findings_err(&findings, "x.json"));
	findings_add(&findings, RULE_PV104, "b", "b %d", 1);
	findings.items[1].line = 3;
	findings.items[1].column = 5;
	findings_add(&findings, RULE_PV112, "", "big");
	assert_int_equal(findings_errors(&findings), 2);
	err = findings_err(&findings, "x.json");
	assert_int_equal(err->code, ERR_DATA);
	assert_string_equal(err->msg, "x.json:3:5: b 1 [PV104]\n"
	    "x.json: big [PV112]");
	for (size_t i = 0; i < 20; i++)
		findings_add(&findings, RULE_PV104, "", "more");
	err = findings_err(&findings, "x.json");
	for (at = err->msg; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	assert_int_equal(lines, 11);
	assert_non_null(strstr(err->msg, "and 12 more errors"));
	findings_release(&findings);
}

static void
rules_say_what_they_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const char *id = rule_id((enum rule)i);

		assert_int_equal(strlen(id), 5);
		assert_true(str_starts(id, "PV"));
		assert_true(*rule_meaning((enum rule)i) != '\0');
		if (i > 0)
			assert_true(strcmp(rule_id((enum rule)(i - 1)),
			    id) < 0);
	}
	assert_int_equal(rule_severity(RULE_PV105), SEVERITY_WARNING);
	assert_int_equal(rule_severity(RULE_PV108), SEVERITY_NOTE);
	assert_int_equal(rule_severity(RULE_PV205), SEVERITY_ERROR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_record_is_sound),
		cmocka_unit_test(finds_wrong_types),
		cmocka_unit_test(finds_what_names_nothing),
		cmocka_unit_test(finds_personal_numbers),
		cmocka_unit_test(judges_stages_only_with_a_workflow),
		cmocka_unit_test(judges_the_head),
		cmocka_unit_test(judges_the_size),
		cmocka_unit_test(locates),
		cmocka_unit_test(errors_become_one),
		cmocka_unit_test(rules_say_what_they_are),
	};

	return cmocka_run_group_tests(tests, make_tracker, free_tracker);
}
