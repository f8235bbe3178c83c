#ifndef PROVEN_TESTS_JSON_CASE_H
#define PROVEN_TESTS_JSON_CASE_H

#include "core/base/str.h"
#include "tests/unit/json_text.h"

/* The text as json_write_compact gives it back. */
static inline void
check_compact(const struct json *tree, const char *expected)
{
	struct str out = STR_INIT;

	json_write_compact(&out, tree);
	assert_string_equal(out.ptr, expected);
	str_release(&out);
}

/* ERR, of a file with TEXT, is at AT, which is freed, and that is WHERE; and
 * it holds SAYS. */
static inline void
check_fault(const struct err *err, char *at, const char *where,
    const char *says, const char *text)
{
	if (err == NULL)
		fail_msg("taken, but '%s' asked for:\n%s", says, text);
	assert_int_equal(err->code, ERR_DATA);
	if (strcmp(at, where) != 0 || strstr(err->msg, says) == NULL)
		fail_msg("'%s' at '%s', not '%s' at '%s':\n%s", err->msg, at,
		    says, where, text);
	free(at);
}

#endif
