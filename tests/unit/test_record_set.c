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
#include "core/model/tracker.h"
#include "tests/unit/record_case.h"

/* In stage "idea", with the MEMBERS given. */
static struct record *
make(const char *members)
{
	return record_taken(xasprintf(
	    "{\"format\":1,\"id\":\"p1\",\"title\":\"T\","
	    "\"stage\":\"idea\",\"history\":[]%s%s}", *members ? "," : "",
	    members));
}

/* Compact JSON of RECORD without what every record has. */
static char *
rest_of(const struct record *record)
{
	static const char *const common[] = { "format", "id", "title",
	    "stage", "history" };
	struct json *tree = json_dup(record_json(record));
	struct str out = STR_INIT;

	for (size_t i = 0; i < COUNT(common); i++)
		json_remove(tree, common[i]);
	json_write_compact(&out, tree);
	json_free(tree);
	return str_take(&out);
}

struct row {
	const char *before;  /* members of the record */
	const char *change;  /* arguments of `set`, "|" between them */
	const char *after;   /* members, or NULL */
	const char *message; /* part of the refusal */
};

static void
check_row(const struct row *row, const struct tracker *tracker)
{
	struct record *record = make(row->before);
	struct strs changes = STRS_INIT;
	const struct err *err = NULL;
	char *rest, *want;

	strs_split(&changes, row->change, '|');
	for (size_t i = 0; err == NULL && i < changes.n; i++)
		err = record_assign(record, changes.items[i], tracker);
	rest = rest_of(record);
	if (row->after && err)
		fail_msg("%s: %s", row->change, err->msg);
	if (row->after) {
		want = xasprintf("{%s}", row->after);
		assert_string_equal(rest, want);
		free(want);
	} else {
		if (err == NULL)
			fail_msg("%s: taken, %s", row->change, rest);
		assert_int_equal(err->code, ERR_USAGE);
		if (strstr(err->msg, row->message) == NULL)
			fail_msg("%s: %s", row->change, err->msg);
	}
	free(rest);
	strs_release(&changes);
	record_free(record);
}

static void
check_rows(const struct row *rows, size_t n, const struct tracker *tracker)
{
	for (size_t i = 0; i < n; i++)
		check_row(&rows[i], tracker);
}

static void
sets_each_type(void **state)
{
	static const struct row rows[] = {
		{ "", "summary=a\nb", "\"summary\":\"a\\nb\"", NULL },
		{ "", "start=2026-07-15", "\"start\":\"2026-07-15\"", NULL },
		{ "", "consortium=yes", "\"consortium\":true", NULL },
		{ "", "consortium=false", "\"consortium\":false", NULL },
		{ "", "readiness.current.level=4",
		    "\"readiness\":{\"current\":{\"level\":4}}", NULL },
		{ "", "lead.orcid=https://orcid.org/0000-0002-1694-233x",
		    "\"lead\":{\"orcid\":\"0000-0002-1694-233X\"}", NULL },
		{ "", "partners.a.ror=https://ror.org/03yrm5c26",
		    "\"partners\":{\"a\":{\"ror\":\"03yrm5c26\"}}", NULL },
		{ "", "partners.a.uscc=91110116ma00002850", "\"partners\":{"
		    "\"a\":{\"uscc\":\"91110116MA00002850\"}}", NULL },
		{ "", "partners.a.country=cn",
		    "\"partners\":{\"a\":{\"country\":\"CN\"}}", NULL },
		{ "", "origin.o.doi=https://doi.org/10.5555/X",
		    "\"origin\":{\"o\":{\"doi\":\"10.5555/X\"}}", NULL },
		{ "", "raid=10.25.10.1234/a1b2c", "\"raid\":"
		    "\"https://raid.org/10.25.10.1234/a1b2c\"", NULL },
		{ "", "criteria.c1.target=0.50",
		    "\"criteria\":{\"c1\":{\"target\":\"0.50\"}}", NULL },
		{ "", "criteria.c1.measured.value=yes", "\"criteria\":{"
		    "\"c1\":{\"measured\":{\"value\":\"yes\"}}}", NULL },
		{ "", "criteria.c1.comparator=>=", "\"criteria\":{\"c1\":{"
		    "\"comparator\":\">=\"}}", NULL },
		{ "", "direction=matter", "\"direction\":\"matter\"", NULL },
		{ "", "industry=new_energy, life_health",
		    "\"industry\":[\"new_energy\",\"life_health\"]", NULL },
		{ "", "tags=[\"a,b\",\"c\"]", "\"tags\":[\"a,b\",\"c\"]",
		    NULL },
		{ "", "evidence.e.path=evidence/p1/报告.pdf", "\"evidence\":{"
		    "\"e\":{\"path\":\"evidence/p1/报告.pdf\"}}", NULL },
		{ "", "evidence.e.url=https://example.org/x", "\"evidence\":"
		    "{\"e\":{\"url\":\"https://example.org/x\"}}", NULL },
		{ "", "evidence.e.bytes=37",
		    "\"evidence\":{\"e\":{\"bytes\":37}}", NULL },
		{ "", "notes.a.at=2026-07-15T08:30:00Z", "\"notes\":{\"a\":{"
		    "\"at\":\"2026-07-15T08:30:00Z\"}}", NULL },
		{ "", "lead.person=li", "\"lead\":{\"person\":\"li\"}",
		    NULL },
		{ "", "/concept/hypothesis=x",
		    "\"concept\":{\"hypothesis\":\"x\"}", NULL },
		{ "", "translations.zh.title=题", "\"translations\":{\"zh\":{"
		    "\"title\":\"题\"}}", NULL },
		{ "", "facilities.heps.used_h=1.5", "\"facilities\":{"
		    "\"heps\":{\"used_h\":\"1.5\"}}", NULL },
		{ "", "summary=a=b", "\"summary\":\"a=b\"", NULL },
		{ "", "lead={\"name\":\"n\",\"person\":\"li\"}",
		    "\"lead\":{\"person\":\"li\",\"name\":\"n\"}", NULL },
		{ "", "team={\"b\":{},\"a\":{\"to\":\"2026-01-01\"}}",
		    "\"team\":{\"a\":{\"to\":\"2026-01-01\"},\"b\":{}}",
		    NULL },
		{ "\"team\":{\"a\":{\"role\":\"pi\"}}",
		    "team.a={\"leader\":true}",
		    "\"team\":{\"a\":{\"leader\":true}}", NULL },
	};

	check_rows(rows, COUNT(rows), *state);
}

static void
refuses_what_is_not_of_the_type(void **state)
{
	static const struct row rows[] = {
		{ "", "summary=", NULL, "'summary' cannot be empty\n"
		    "  to remove it: proven set p1 --unset summary" },
		{ "", "title= ", NULL, "nothing but blanks" },
		{ "", "title=a\nb", NULL, "line end" },
		{ "", "summary=a\x1b[31m", NULL, "control character" },
		{ "", "title=\xff", NULL, "not UTF-8" },
		{ "", "start=2026-02-30", NULL, "'start' cannot be "
		    "'2026-02-30': not a date such as 2026-07-15" },
		{ "", "notes.a.at=2026-07-15", NULL, "not a time" },
		{ "", "consortium=maybe", NULL, "neither yes nor no" },
		{ "", "readiness.current.level=0", NULL, "not from 1 to 9" },
		{ "", "readiness.current.level=10", NULL, "not from 1 to 9" },
		{ "", "readiness.current.level=4.0", NULL,
		    "not a whole number" },
		{ "", "evidence.e.bytes=9007199254740992", NULL,
		    "below 2^53" },
		{ "", "evidence.e.bytes=99999999999999999999", NULL,
		    "below 2^53" },
		{ "", "lead.orcid=0000-0002-1825-0098", NULL,
		    "not a well-formed ORCID" },
		{ "", "lead.email=li", NULL, "not an e-mail address" },
		{ "", "partners.a.ror=01k4yrm30", NULL, "ROR" },
		{ "", "partners.a.uscc=91350100M000100Y4Z", NULL,
		    "social credit" },
		{ "", "partners.a.country=XX", NULL, "3166" },
		{ "", "budget.currency=yuan", NULL, "4217" },
		{ "", "origin.o.doi=10.5555", NULL, "DOI" },
		{ "", "origin.o.year=1066", NULL, "not from 1900 to 2200" },
		{ "", "criteria.c1.target=5 nm", NULL, "decimal number" },
		{ "", "criteria.c1.target=yes", NULL, "decimal number" },
		{ "", "criteria.c1.comparator==>", NULL,
		    "possible: >=, >, <=, <, ==, between, outside, present" },
		{ "", "concept.verdict=provn", NULL,
		    "did you mean 'proven'?" },
		{ "", "direction=mater", NULL, "not a code of 'direction'\n"
		    "  did you mean 'matter'?\n"
		    "  possible: matter, space, life, earth, info" },
		{ "", "industry=new_energy,oher", NULL,
		    "did you mean 'other'?" },
		{ "", "facilities.hepz.used_h=1", NULL,
		    "did you mean 'heps'?" },
		{ "", "evidence.e.path=../x", NULL, "not the path" },
		{ "", "evidence.e.path=/etc/passwd", NULL, "not the path" },
		{ "", "evidence.e.path=a/.GIT/config", NULL, "not the path" },
		{ "", "evidence.e.path=a//b", NULL, "not the path" },
		{ "", "evidence.e.path=a\\b", NULL, "not the path" },
		{ "", "evidence.e.sha256=abc", NULL, "64 hex digits" },
		{ "", "evidence.e.url=javascript:x", NULL, "web address" },
		{ "", "lead.person=Li Shili", NULL, "neither a handle" },
	};

	check_rows(rows, COUNT(rows), *state);
}

static void
refuses_what_has_no_such_place(void **state)
{
	static const struct row rows[] = {
		{ "", "lead=x", NULL, "set lead.person=VALUE; fields: "
		    "person, name, email, orcid, partner" },
		{ "", "milestones=x", NULL, "set milestones.KEY.title=VALUE"
		    },
		{ "", "milestones.m1=x", NULL,
		    "set milestones.m1.title=VALUE" },
		{ "", "custom=x", NULL, "set custom.KEY=VALUE" },
		{ "", "lead={\"nam\":\"n\"}", NULL,
		    "unknown key 'lead.nam' (did you mean 'name'?)" },
		{ "", "lead={\"orcid\":7}", NULL, "not a string" },
		{ "", "lead={\"a\":1,\"a\":2}", NULL, "lead:1:8: " },
		{ "", "tags=[1]", NULL, "'tags.0' is '1': not a string" },
		{ "", "tags.0=x", NULL, "proven set p1 tags+=VALUE" },
		{ "", "tags=a,,b", NULL, "cannot be empty" },
		{ "", "milestones.m 1.title=x", NULL, "no key 'm 1'" },
		{ "", "concpt.hypothesis=x", NULL,
		    "did you mean 'concept.hypothesis'?" },
		{ "", "title", NULL, "write PATH=VALUE" },
		{ "", "=x", NULL, "write PATH=VALUE" },
		{ "", "a..b=x", NULL, "is no path" },
		{ "\"lead\":\"x\"", "lead.name=n", NULL,
		    "'lead' is no object" },
	};

	check_rows(rows, COUNT(rows), *state);
}

static void
takes_any_code_without_a_vocabulary(void **state)
{
	static const struct row rows[] = {
		{ "", "direction=any-thing_1", "\"direction\":"
		    "\"any-thing_1\"", NULL },
		{ "", "facilities.hall-3.name=x", "\"facilities\":{"
		    "\"hall-3\":{\"name\":\"x\"}}", NULL },
		{ "", "direction=Any", NULL, "letters a-z" },
		{ "", "direction=a b", NULL, "letters a-z" },
		{ "", "facilities.HEPS.name=x", NULL, "letters a-z" },
	};

	(void)state;
	check_rows(rows, COUNT(rows), NULL);
}

static void
money_follows_the_currency(void **state)
{
	static const struct row rows[] = {
		{ "", "budget.approved=1200.50",
		    "\"budget\":{\"approved\":120050}", NULL },
		{ "", "budget.currency=JPY|budget.approved=1200",
		    "\"budget\":{\"currency\":\"JPY\",\"approved\":1200}",
		    NULL },
		{ "", "budget.currency=kwd|outcomes.x.amount=1.234",
		    "\"budget\":{\"currency\":\"KWD\"},\"outcomes\":{\"x\":{"
		    "\"amount\":1234}}", NULL },
		{ "", "budget.lines.labour.planned=3",
		    "\"budget\":{\"lines\":{\"labour\":{\"planned\":300}}}",
		    NULL },
		{ "", "budget.approved=1|budget.currency=EUR",
		    "\"budget\":{\"currency\":\"EUR\",\"approved\":100}",
		    NULL },
		{ "", "budget.approved=1.234", NULL, "not an amount of CNY, "
		    "with at most 2 digits behind the point" },
		{ "", "budget.approved=1,200", NULL, "not an amount" },
		{ "", "budget.currency=JPY|budget.approved=1.5", NULL,
		    "not an amount of JPY, with at most 0" },
		{ "", "budget.approved=1|budget.currency=JPY", NULL,
		    "'budget.currency' cannot change from 'CNY' to 'JPY'" },
		{ "", "outcomes.x.amount=1|budget.currency=JPY", NULL,
		    "cannot change" },
		{ "\"outcomes\":{\"x\":{\"title\":\"t\"}}",
		    "budget.currency=JPY", "\"budget\":{\"currency\":"
		    "\"JPY\"},\"outcomes\":{\"x\":{\"title\":\"t\"}}",
		    NULL },
	};

	check_rows(rows, COUNT(rows), *state);
}

static void
lists_grow_and_shrink(void **state)
{
	static const struct row rows[] = {
		{ "", "tags+=a|tags+=b|tags+=a", "\"tags\":[\"a\",\"b\"]",
		    NULL },
		{ "", "tags+=a, b", "\"tags\":[\"a, b\"]", NULL },
		{ "\"tags\":[\"a\",\"b\",\"a\"]", "tags-=a",
		    "\"tags\":[\"b\"]", NULL },
		{ "\"tags\":[\"a\"]", "tags-=a", "", NULL },
		{ "\"tags\":[\"a\"]", "tags-=b", "\"tags\":[\"a\"]", NULL },
		{ "", "tags-=b", "", NULL },
		{ "\"industry\":[\"gone\",\"other\"]", "industry-=gone",
		    "\"industry\":[\"other\"]", NULL },
		{ "", "industry+=other", "\"industry\":[\"other\"]", NULL },
		{ "", "criteria.c1.measured.evidence+=abc", "\"criteria\":{"
		    "\"c1\":{\"measured\":{\"evidence\":[\"abc\"]}}}",
		    NULL },
		{ "", "industry+=oher", NULL, "did you mean 'other'?" },
		{ "", "industry-=oher", NULL, "did you mean 'other'?" },
		{ "", "title+=x", NULL, "'title' is no list" },
		{ "", "title-=x", NULL, "'title' is no list" },
		{ "", "team+=x", NULL, "'team' is no list" },
		{ "", "custom.x+=x", NULL, "'custom.x' is no list" },
		{ "\"tags\":\"x\"", "tags+=y", NULL, "'tags' is no list" },
		{ "", "history+=x", NULL, "'history' changes only" },
	};

	check_rows(rows, COUNT(rows), *state);
}

static void
custom_takes_anything(void **state)
{
	static const struct row rows[] = {
		{ "", "custom.a.b=7", "\"custom\":{\"a\":{\"b\":\"7\"}}",
		    NULL },
		{ "", "custom.a={\"x\":[1,null]}",
		    "\"custom\":{\"a\":{\"x\":[1,null]}}", NULL },
		{ "", "custom.a=[]", "\"custom\":{\"a\":[]}", NULL },
		{ "", "custom.a=", "\"custom\":{\"a\":\"\"}", NULL },
		{ "", "custom={\"b\":1,\"a\":2}",
		    "\"custom\":{\"b\":1,\"a\":2}", NULL },
		{ "", "custom.a={x", NULL, "custom.a:1:2: " },
		{ "", "custom=[]", NULL, "not an object" },
		{ "\"custom\":{\"a\":\"s\"}", "custom.a.b=1", NULL,
		    "'custom.a' is no object" },
	};

	check_rows(rows, COUNT(rows), *state);
}

/* A record must be readable again, however deep somebody sets. */
static void
nesting_has_an_end(void **state)
{
	struct record *record = make(""), *again = NULL;
	struct str path = STR_INIT, text = STR_INIT;
	size_t deepest = 0;

	(void)state;
	str_add(&path, "custom");
	for (size_t n = 2; n <= 70; n++) {
		str_add(&path, ".x");
		if (record_set(record, path.ptr, "v", NULL) == NULL)
			deepest = n;
		assert_null(record_unset(record, path.ptr));
		if (record_set(record, path.ptr, "{\"a\":[0]}", NULL))
			continue;
		str_reset(&text);
		record_write(record, &text);
		assert_null(record_read(&again, text.ptr, text.len, "r"));
		record_free(again);
		assert_null(record_unset(record, path.ptr));
	}
	assert_true(deepest >= JSON_MAX_DEPTH - 1);
	assert_true(deepest <= JSON_MAX_DEPTH);
	str_release(&path);
	str_release(&text);
	record_free(record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_each_type),
		cmocka_unit_test(refuses_what_is_not_of_the_type),
		cmocka_unit_test(refuses_what_has_no_such_place),
		cmocka_unit_test(takes_any_code_without_a_vocabulary),
		cmocka_unit_test(money_follows_the_currency),
		cmocka_unit_test(lists_grow_and_shrink),
		cmocka_unit_test(custom_takes_anything),
		cmocka_unit_test(nesting_has_an_end),
	};

	return cmocka_run_group_tests(tests, make_tracker, free_tracker);
}
