#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/record.h"
#include "tests/unit/json_text.h"

#define HEAD "'format': 1, 'id': 'p1', 'title': 'T', 'stage': 'idea'"
#define HISTORY(by, approvals) "'history': [{'seq': 1, 'by': 'eve'}, " \
    "{'seq': 2, 'by': '" by "', 'approvals': {" approvals "}}]"
#define NONE HISTORY("eve", "")

/* Where the record of MEMBERS names "li", parted by blanks. */
static char *
places(const char *members)
{
	struct strs out = STRS_INIT;
	struct str text = STR_INIT;
	struct record *record = NULL;
	char *whole = xasprintf("{" HEAD ", %s}", members), *list;
	struct json *tree = tree_of(whole);
	const struct err *err;

	json_write(&text, tree);
	if ((err = record_read(&record, text.ptr, text.len, "p1")))
		fail_msg("%s", err->msg);
	record_person(record, "li", &out);
	list = strs_join(&out, " ");
	strs_release(&out);
	str_release(&text);
	record_free(record);
	json_free(tree);
	free(whole);
	return list;
}

static void
finds_people(void **state)
{
	static const char *const rows[][2] = {
		{ NONE, "" },
		{ "'lead': {'person': 'li'}, " NONE, "lead.person" },
		{ "'lead': {'name': 'li', 'email': 'li@x'}, " NONE, "" },
		{ "'team': {'a': {'person': 'li'}, 'b': {'person': 'li-2'}, "
		    "'c': {'person': 'li'}}, " NONE,
		    "team.a.person team.c.person" },
		{ "'summary': 'li', 'tags': ['li'], " NONE, "" },
		{ "'criteria': {'c1': {'measured': {'by': 'li'}}}, " NONE,
		    "criteria.c1.measured.by" },
		/* The key of a partner, which is so called. */
		{ "'criteria': {'c1': {'measured': {'by': 'li'}}}, "
		    "'partners': {'li': {'name': 'Li Ltd'}}, " NONE, "" },
		{ "'readiness': {'current': {'by': 'li'}}, " NONE,
		    "readiness.current.by" },
		{ "'notes': {'n': {'by': 'li', 'text': 'x'}}, " NONE,
		    "notes.n.by" },
		{ "'custom': {'person': 'li'}, " NONE, "" },
		{ HISTORY("li", ""), "history" },
		{ HISTORY("eve", "'2-verify-li-1.json': 'sha256:0'"),
		    "history" },
		{ HISTORY("eve", "'2-verify-li-12.json': 'sha256:0'"),
		    "history" },
		{ HISTORY("eve", "'2-li-eve-1.json': 'sha256:0'"), "" },
		{ HISTORY("eve", "'2-li-1-li-3.json': 'sha256:0'"),
		    "history" },
		{ HISTORY("eve", "'2-verify-xi-li-1': 'sha256:0'"), "" },
		{ "'lead': {'person': 'li'}, " HISTORY("li", ""),
		    "lead.person history" },
		{ "'team': ['li'], 'lead': 'li', 'notes': {'li': 1}, " NONE,
		    "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *found = places(rows[i][0]);

		if (strcmp(found, rows[i][1]) != 0)
			fail_msg("'%s', not '%s': %s", found, rows[i][1],
			    rows[i][0]);
		free(found);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
