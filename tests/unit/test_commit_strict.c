#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/git/commit_strict.h"
#include "tests/unit/commit_case.h"

static const struct oid some_id = { { 1 } };

/* ---- What a good commit says ---- */

static struct commit_strict
parse(const char *raw, size_t len)
{
	struct commit_strict commit = COMMIT_STRICT_INIT;

	commit_strict_parse(&commit, raw, len, &some_id);
	return commit;
}

static void
is_id(const struct oid *id, const char *expected)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	assert_string_equal(hex, expected);
}

static void
all_of_it_is_taken_apart(void **state)
{
	static const char raw[] = TREE "parent " ID_B "\nparent " ID_C "\n"
	    AUTHOR COMMITTER "encoding latin1\n" SIG
	    "HG:extra rebase_source:1\n\nSubject\n\nText\ngpgsig none\n";
	struct commit_strict commit = parse(raw, sizeof(raw) - 1);

	(void)state;
	assert_null(commit.fault);
	is_id(&commit.commit.tree, ID_A);
	assert_int_equal(commit.commit.n_parents, 2);
	is_id(&commit.commit.parents[0], ID_B);
	is_id(&commit.commit.parents[1], ID_C);
	assert_string_equal(commit.commit.author.name, "A U Thor");
	assert_string_equal(commit.commit.author.email, "a@example.org");
	assert_int_equal(commit.commit.author.when, 1767225600);
	assert_int_equal(commit.commit.author.offset, 90);
	assert_string_equal(commit.commit.committer.email, "c@example.org");
	assert_int_equal(commit.commit.committer.offset, -300);
	assert_string_equal(commit.commit.message,
	    "Subject\n\nText\ngpgsig none\n");
	assert_string_equal(commit.signature, "BEGIN\none\n\nEND\n");
	assert_string_equal(commit.payload.ptr, TREE "parent " ID_B "\nparent "
	    ID_C "\n" AUTHOR COMMITTER "encoding latin1\n"
	    "HG:extra rebase_source:1\n\nSubject\n\nText\ngpgsig none\n");
	commit_strict_release(&commit);
}

/* Nothing of a commit is left when the next one is read. */
static void
one_struct_serves_a_walk(void **state)
{
	static const char first[] = TREE "parent " ID_B "\n" AUTHOR COMMITTER
	    SIG "\nfirst\n";
	static const char second[] = TOP "\nsecond\n";
	struct commit_strict commit = parse(first, sizeof(first) - 1);

	(void)state;
	assert_non_null(commit.signature);
	commit_strict_parse(&commit, "", 0, &some_id);
	assert_non_null(commit.fault);
	assert_true(oid_is_zero(&commit.commit.tree));
	assert_string_equal(commit.commit.author.email, "");
	commit_strict_parse(&commit, second, sizeof(second) - 1, &some_id);
	assert_null(commit.fault);
	assert_null(commit.signature);
	assert_int_equal(commit.payload.len, 0);
	assert_int_equal(commit.commit.n_parents, 0);
	assert_string_equal(commit.commit.message, "second\n");
	commit_strict_release(&commit);
}

/* ---- Faults ---- */

static void
what_git_would_not_write_is_a_fault(void **state)
{
	struct commit_strict commit = COMMIT_STRICT_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(commit_cases); i++) {
		const char *expected = commit_cases[i].fault;

		commit_strict_parse(&commit, commit_cases[i].raw,
		    commit_cases[i].len, &some_id);
		if ((expected == NULL) != (commit.fault == NULL) ||
		    (expected && !strstr(commit.fault, expected)))
			fail_msg("case %zu: %s, not %s", i,
			    commit.fault ? commit.fault : "none",
			    expected ? expected : "none");
		if (commit.fault != NULL && (commit.signature != NULL ||
		    commit.payload.len > 0))
			fail_msg("case %zu: signed all the same", i);
	}
	commit_strict_release(&commit);
}

static void
a_header_has_a_limit(void **state)
{
	enum { MORE = COMMIT_HEADER_MAX - sizeof(TOP "x \n\n") + 1 };
	struct commit_strict commit = COMMIT_STRICT_INIT;

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct str raw = STR_INIT;

		str_add(&raw, TOP "x ");
		for (size_t i = 0; i < MORE + more; i++)
			str_addc(&raw, 'x');
		str_add(&raw, "\n\nmessage");
		commit_strict_parse(&commit, raw.ptr, raw.len, &some_id);
		assert_int_equal(commit.fault != NULL, more);
		str_release(&raw);
	}
	commit_strict_release(&commit);
}

/* ---- With a fault, as git reads it ---- */

static void
parents_end_where_git_ends_them(void **state)
{
	static const char raw[] = TREE "parent " CAPITALS "\nparent " ID_B
	    "\nx y\nparent " ID_C "\n" AUTHOR "author Admin <admin@x> 1 +0000\n"
	    COMMITTER SIG "\nm\n";
	struct commit_strict commit = parse(raw, sizeof(raw) - 1);

	(void)state;
	assert_non_null(commit.fault);
	assert_int_equal(commit.commit.n_parents, 2);
	is_id(&commit.commit.parents[0],
	    "abcdef0123456789abcdef0123456789abcdef01");
	is_id(&commit.commit.parents[1], ID_B);
	is_id(&commit.commit.tree, ID_A);
	assert_string_equal(commit.commit.author.email, "a@example.org");
	assert_string_equal(commit.commit.committer.email, "c@example.org");
	assert_string_equal(commit.commit.message, "m\n");
	commit_strict_release(&commit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_is_taken_apart),
		cmocka_unit_test(one_struct_serves_a_walk),
		cmocka_unit_test(what_git_would_not_write_is_a_fault),
		cmocka_unit_test(a_header_has_a_limit),
		cmocka_unit_test(parents_end_where_git_ends_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
