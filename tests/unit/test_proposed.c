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
#include "core/model/field.h"
#include "core/model/frozen.h"
#include "core/model/record.h"
#include "tests/unit/record_case.h"

/* `proposed`, a merge patch over what can be frozen. */

/* In stage "idea", with a criterion c1, and PROPOSED. */
static struct record *
make(const char *proposed)
{
	return record_taken(xasprintf(
	    "{\"format\":1,\"id\":\"p1\",\"title\":\"T\","
	    "\"stage\":\"idea\",\"criteria\":{\"c1\":{\"comparator\":"
	    "\"between\",\"target\":\"10\",\"target_high\":\"20\","
	    "\"measured\":{\"value\":\"15\"},\"verdict\":\"pass\"}},"
	    "\"proposed\":%s,\"history\":[]}", proposed));
}

/* What is proposed, compact; the caller frees. */
static char *
proposed_of(const struct record *record)
{
	const struct json *node = json_get(record_json(record), "proposed");
	struct str out = STR_INIT;

	if (node)
		json_write_compact(&out, node);
	return str_take(&out);
}

struct row {
	const char *change; /* arguments of `set`, "|" between them */
	const char *after;  /* `proposed`; or NULL */
	const char *says;   /* part of the refusal */
};

static void
check_row(const struct row *row)
{
	struct record *record = make("{}");
	struct strs changes = STRS_INIT;
	const struct err *err = NULL;
	char *now;

	strs_split(&changes, row->change, '|');
	for (size_t i = 0; err == NULL && i < changes.n; i++)
		err = record_assign(record, changes.items[i], NULL);
	now = proposed_of(record);
	if (row->after && err)
		fail_msg("%s: %s", row->change, err->msg);
	if (row->after)
		assert_string_equal(now, row->after);
	if (row->says && err == NULL)
		fail_msg("%s: taken", row->change);
	if (row->says && strstr(err->msg, row->says) == NULL)
		fail_msg("%s: %s", row->change, err->msg);
	free(now);
	strs_release(&changes);
	record_free(record);
}

static void
values_have_the_types_of_the_record(void **state)
{
	static const struct row rows[] = {
		{ "proposed.criteria.c1.target=45",
		    "{\"criteria\":{\"c1\":{\"target\":\"45\"}}}", NULL },
		{ "proposed.criteria.c1.must=no",
		    "{\"criteria\":{\"c1\":{\"must\":false}}}", NULL },
		{ "proposed.readiness.target.level=6",
		    "{\"readiness\":{\"target\":{\"level\":6}}}", NULL },
		{ "proposed.lead.orcid=https://orcid.org/"
		    "0000-0002-1825-0097", "{\"lead\":{\"orcid\":"
		    "\"0000-0002-1825-0097\"}}", NULL },
		{ "/proposed/criteria/c1/unit=nm",
		    "{\"criteria\":{\"c1\":{\"unit\":\"nm\"}}}", NULL },
		{ "proposed.readiness.target.evidence=a,b",
		    "{\"readiness\":{\"target\":{\"evidence\":[\"a\","
		    "\"b\"]}}}", NULL },
		{ "proposed.criteria.c1.target=x", NULL,
		    "'proposed.criteria.c1.target' cannot be 'x': not a "
		    "decimal number" },
		{ "proposed.criteria.c1.rule=guard", NULL, "guard_band" },
		{ "proposed.criteria.c 1.target=4", NULL, "no key 'c 1'" },
		{ "proposed.title=x", NULL, "cannot be proposed" },
		{ "proposed.stage=x", NULL, "cannot be proposed" },
		{ "proposed.criteria.c1.measured.value=4", NULL,
		    "proven set ID criteria.c1.measured.value=VALUE" },
		{ "proposed.criteria.c1.verdict=pass", NULL,
		    "cannot be proposed" },
		{ "proposed.nothing=x", NULL, "no field" },
		{ "proposed=x", NULL, "is an object" },
		{ "proposed=null", NULL, "is an object" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(&rows[i]);
}

static void
null_takes_away(void **state)
{
	static const struct row rows[] = {
		{ "proposed.criteria.c1=null",
		    "{\"criteria\":{\"c1\":null}}", NULL },
		{ "proposed.criteria.c1.unit=null",
		    "{\"criteria\":{\"c1\":{\"unit\":null}}}", NULL },
		{ "proposed.criteria.c1.must=null",
		    "{\"criteria\":{\"c1\":{\"must\":null}}}", NULL },
		{ "proposed.readiness.target.evidence=null",
		    "{\"readiness\":{\"target\":{\"evidence\":null}}}",
		    NULL },
		{ "proposed.criteria=null", "{\"criteria\":null}", NULL },
		/* What was to go is to be changed instead. */
		{ "proposed.criteria.c1=null|proposed.criteria.c1.target=9",
		    "{\"criteria\":{\"c1\":{\"target\":\"9\"}}}", NULL },
		{ "proposed={\"criteria\":{\"c2\":null,\"c1\":{\"unit\":"
		    "null,\"target\":\"9\"}},\"lead\":{\"name\":null}}",
		    "{\"lead\":{\"name\":null},\"criteria\":{\"c1\":"
		    "{\"target\":\"9\",\"unit\":null},\"c2\":null}}", NULL },
		{ "proposed.criteria={\"c1\":{\"target\":45}}", NULL,
		    "'proposed.criteria.c1.target' is '45': not a string" },
		{ "proposed.readiness.target={\"evidence\":[null]}", NULL,
		    "is null: leave it out" },
		/* Elsewhere it is a word as any other. */
		{ "criteria.c1.unit=null", "{}", NULL },
		{ "criteria.c1.target=null", NULL, "not a decimal number" },
		/* A list is proposed whole. */
		{ "proposed.readiness.target.evidence+=a", NULL,
		    "a list is proposed whole" },
		{ "proposed.readiness.target.evidence-=a", NULL,
		    "a list is proposed whole" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_row(&rows[i]);
}

static void
wishes_are_taken_back(void **state)
{
	struct record *record = make("{\"criteria\":{\"c1\":{\"target\":"
	    "\"9\",\"unit\":null},\"c2\":null}}");
	char *now;

	(void)state;
	assert_true(record_is_null(record, "proposed.criteria.c2"));
	assert_false(record_is_null(record, "proposed.criteria.c3"));
	assert_false(record_is_null(record, "proposed.criteria.c1"));
	assert_null(record_unset(record, "proposed.criteria.c2"));
	assert_null(record_unset(record, "proposed.criteria.c1.unit"));
	now = proposed_of(record);
	assert_string_equal(now, "{\"criteria\":{\"c1\":{\"target\":"
	    "\"9\"}}}");
	free(now);
	assert_null(record_unset(record, "proposed.criteria.c1.target"));
	assert_false(record_has(record, "proposed"));
	assert_null(json_get(record_json(record), "proposed"));
	record_free(record);
}

/* ---- Checks ---- */

static void
check_found(const char *proposed, const char *expected)
{
	struct findings findings = FINDINGS_INIT;
	struct record *record = make(proposed);
	struct str out = STR_INIT;

	record_check(record, NULL, &findings);
	for (size_t i = 0; i < findings.n; i++)
		if (str_starts(findings.items[i].path, "proposed"))
			str_addf(&out, "%s %s: %s; ",
			    rule_id(findings.items[i].rule),
			    findings.items[i].path, findings.items[i].text);
	assert_string_equal(out.ptr, expected);
	findings_release(&findings);
	str_release(&out);
	record_free(record);
}

static void
proposals_are_checked(void **state)
{
	static const char *const rows[][2] = {
		{ "{}", "" },
		{ "{\"criteria\":null,\"lead\":null,\"readiness\":null}",
		    "" },
		{ "{\"criteria\":{\"c1\":null,\"c9\":null}}", "" },
		{ "{\"criteria\":{\"c1\":{\"target\":\"12\",\"unit\":null},"
		    "\"c2\":{\"claim\":\"More\"}}}", "" },
		{ "null", "PV104 proposed: 'proposed' is null: leave it "
		    "out; " },
		{ "[]", "PV104 proposed: 'proposed' is not an object; " },
		{ "{\"criteria\":{\"c1\":{\"target\":12}}}",
		    "PV104 proposed.criteria.c1.target: "
		    "'proposed.criteria.c1.target' is '12': not a string; "
		    },
		{ "{\"criteria\":{\"c 1\":null}}", "PV104 proposed.criteria."
		    "c 1: 'proposed.criteria.c 1' is no key: 1 to 64 "
		    "letters, digits, '_' and '-'; " },
		{ "{\"title\":\"x\"}", "PV104 proposed.title: "
		    "'proposed.title' cannot be proposed: no transition "
		    "freezes it; " },
		{ "{\"other\":null}", "PV104 proposed.other: "
		    "'proposed.other' cannot be proposed: no transition "
		    "freezes it; " },
		{ "{\"criteria\":{\"c1\":{\"measured\":null}}}",
		    "PV104 proposed.criteria.c1.measured: "
		    "'proposed.criteria.c1.measured' cannot be proposed: no "
		    "transition freezes it; " },
		{ "{\"readiness\":{\"current\":{\"level\":4}}}",
		    "PV104 proposed.readiness.current: "
		    "'proposed.readiness.current' cannot be proposed: no "
		    "transition freezes it; " },
		/* What nobody knows is kept here as elsewhere. */
		{ "{\"criteria\":{\"c1\":{\"targt\":\"4\"}}}",
		    "PV105 proposed.criteria.c1.targt: unknown key "
		    "'proposed.criteria.c1.targt' (did you mean "
		    "'target'?); " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_found(rows[i][0], rows[i][1]);
}

/* c1 is between 10 and 20, measured at 15. */
static void
what_would_be_impossible_is_so_now(void **state)
{
	static const char *const rows[][2] = {
		{ "{\"criteria\":{\"c1\":{\"target_high\":\"12\"}}}", "" },
		{ "{\"criteria\":{\"c1\":{\"target\":\"21\"}}}",
		    "PV104 proposed.criteria.c1: 'proposed.criteria.c1' is "
		    "impossible: 'target_high' is '20', below the target "
		    "'21'; " },
		{ "{\"criteria\":{\"c1\":{\"target\":null}}}",
		    "PV104 proposed.criteria.c1: 'proposed.criteria.c1' is "
		    "impossible: 'target' is missing, and '15' was "
		    "measured; " },
		{ "{\"criteria\":{\"c1\":{\"rule\":\"guard_band\"}}}",
		    "PV104 proposed.criteria.c1: 'proposed.criteria.c1' is "
		    "impossible: 'measured.uncertainty' is missing: without "
		    "it or 'guard' the guard band has no width; " },
		{ "{\"criteria\":{\"c1\":{\"rule\":\"guard_band\","
		    "\"guard\":\"2\"}}}", "" },
		{ "{\"criteria\":{\"c2\":{\"comparator\":\"==\",\"rule\":"
		    "\"guard_band\"}}}", "PV104 proposed.criteria.c2: "
		    "'proposed.criteria.c2' is impossible: 'rule' is "
		    "'guard_band', and '==' has no guard band; " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_found(rows[i][0], rows[i][1]);
}

/* ---- What can be proposed is what can be frozen ---- */

/* Where each part has its members. */
static const struct part {
	enum frozen_part part;
	const char *name, *above, *open, *close;
} parts[] = {
	{ FROZEN_CRITERIA, "criteria", "criteria.c1",
	    "\"criteria\":{\"c1\":{", "}}" },
	{ FROZEN_READINESS, "readiness", "readiness", "\"readiness\":{",
	    "}" },
	{ FROZEN_LEAD, "lead", "lead", "\"lead\":{", "}" },
};

static struct record *
with_member(const struct part *part, const char *name, const char *value)
{
	return record_taken(xasprintf(
	    "{\"format\":1,\"id\":\"p1\",\"title\":\"T\","
	    "\"stage\":\"idea\",%s\"%s\":\"%s\"%s,\"history\":[]}",
	    part->open, name, value, part->close));
}

static bool
is_frozen(const struct part *part, const char *name)
{
	struct record *before = with_member(part, name, "before");
	struct record *after = with_member(part, name, "after");
	bool frozen = frozen_difference(before, after, 1U << part->part) !=
	    FROZEN_COUNT;

	record_free(before);
	record_free(after);
	return frozen;
}

static void
what_is_frozen_can_be_proposed(void **state)
{
	size_t frozen = 0, free_ones = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(parts); i++) {
		const struct field *at = field_member(record_fields,
		    parts[i].name)->members;

		for (; at->name; at++) {
			char *path = xasprintf("proposed.%s.%s",
			    parts[i].above, at->name);
			const struct err *err = NULL;
			bool can = field_find(path, &err) != NULL;

			if (can != is_frozen(&parts[i], at->name))
				fail_msg("%s: the tables disagree", path);
			*(can ? &frozen : &free_ones) += 1;
			free(path);
		}
	}
	assert_int_equal(frozen, 12 + 3 + 5);
	assert_int_equal(free_ones, 3 + 3);
}

/* What was tried on a frozen part is told as what proposes it. */
static void
wishes_are_told(void **state)
{
	static const struct {
		const char *change, *wish;
	} rows[] = {
		{ "criteria.c1.target=45",
		    " proposed.criteria.c1.target=45" },
		{ "criteria.c1.claim=It's fine|criteria.c1.must=yes",
		    " proposed.criteria.c1.must=yes "
		    "proposed.criteria.c1.claim='It'\\''s fine'" },
		{ "criteria.c2.metric=m|criteria.c1.measured.value=4",
		    " proposed.criteria.c2.metric=m" },
		{ "-criteria.c1", " proposed.criteria=null" },
		{ "criteria.c2.must=no|-criteria.c1",
		    " proposed.criteria.c1=null "
		    "proposed.criteria.c2.must=no" },
		{ "-criteria.c1.target_high",
		    " proposed.criteria.c1.target_high=null" },
		{ "criteria.c1.claim=null", NULL },
		{ "criteria.c1.measured.value=4", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct record *before = make("{}");
		struct record *after = record_dup(before);
		struct strs changes = STRS_INIT;
		char *wish;

		strs_split(&changes, rows[i].change, '|');
		for (size_t k = 0; k < changes.n; k++) {
			const char *change = changes.items[k];

			assert_null(*change == '-' ? record_unset(after,
			    change + 1) : record_assign(after, change,
			    NULL));
		}
		wish = frozen_wish(before, after, FROZEN_CRITERIA);
		if (rows[i].wish == NULL)
			assert_null(wish);
		else
			assert_string_equal(wish, rows[i].wish);
		free(wish);
		strs_release(&changes);
		record_free(before);
		record_free(after);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_the_types_of_the_record),
		cmocka_unit_test(null_takes_away),
		cmocka_unit_test(wishes_are_taken_back),
		cmocka_unit_test(proposals_are_checked),
		cmocka_unit_test(what_would_be_impossible_is_so_now),
		cmocka_unit_test(what_is_frozen_can_be_proposed),
		cmocka_unit_test(wishes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
