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

#define A "6f0a2b9b4b4e8ea9c9ba0d0e3c6f5c1d2e3f4a5b"
#define B "1111111111111111111111111111111111111111"
#define C "2222222222222222222222222222222222222222"
#define UPPER "6F0A2B9B4B4E8EA9C9BA0D0E3C6F5C1D2E3F4A5B"
#define TREE "tree " A "\n"
#define AUTHOR "author A U Thor <a@example.org> 1767225600 +0130\n"
#define COMMITTER "committer C O <c@example.org> 1767225601 -0500\n"
#define SIG "gpgsig BEGIN\n one\n \n END\n"
#define HEAD TREE AUTHOR COMMITTER

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
	static const char raw[] = TREE "parent " B "\nparent " C "\n" AUTHOR
	    COMMITTER "encoding latin1\n" SIG "HG:extra rebase_source:1\n"
	    "\nSubject\n\nText\ngpgsig none\n";
	struct commit_strict commit = parse(raw, sizeof(raw) - 1);

	(void)state;
	assert_null(commit.fault);
	is_id(&commit.commit.tree, A);
	assert_int_equal(commit.commit.n_parents, 2);
	is_id(&commit.commit.parents[0], B);
	is_id(&commit.commit.parents[1], C);
	assert_string_equal(commit.commit.author.name, "A U Thor");
	assert_string_equal(commit.commit.author.email, "a@example.org");
	assert_int_equal(commit.commit.author.when, 1767225600);
	assert_int_equal(commit.commit.author.offset, 90);
	assert_string_equal(commit.commit.committer.email, "c@example.org");
	assert_int_equal(commit.commit.committer.offset, -300);
	assert_string_equal(commit.commit.message,
	    "Subject\n\nText\ngpgsig none\n");
	assert_string_equal(commit.signature, "BEGIN\none\n\nEND\n");
	assert_string_equal(commit.payload.ptr, TREE "parent " B "\nparent "
	    C "\n" AUTHOR COMMITTER "encoding latin1\n"
	    "HG:extra rebase_source:1\n\nSubject\n\nText\ngpgsig none\n");
	commit_strict_release(&commit);
}

/* Nothing of a commit is left when the next one is read. */
static void
one_struct_serves_a_walk(void **state)
{
	static const char first[] = TREE "parent " B "\n" AUTHOR COMMITTER
	    SIG "\nfirst\n";
	static const char second[] = HEAD "\nsecond\n";
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

#define BYTES(text) text, sizeof(text) - 1
#define BY(line) TREE "author " line "\n" COMMITTER "\nm\n"

static const struct {
	const char *raw;
	size_t len;
	const char *fault; /* NULL: none */
} cases[] = {
	{ BYTES(HEAD "\n"), NULL },
	{ BYTES(HEAD "\nno newline at the end"), NULL },
	{ BYTES(HEAD "\n\n\nblank lines first"), NULL },
	{ BYTES(HEAD "mergetag object " B "\n type commit\n \n text\n\n"),
	    NULL },
	{ BYTES(HEAD "change-id abc\nodd\n\nm\n"), NULL },
	{ BYTES(HEAD SIG "encoding x\n\nm\n"), NULL },
	{ BYTES(HEAD "\nm\n" SIG "tree " B "\n"), NULL },
	{ BYTES(HEAD "gpgsig \n\nm\n"), NULL },

	{ BYTES(""), "no tree at its start" },
	{ BYTES("\n"), "no tree at its start" },
	{ BYTES(" " HEAD "\nm\n"), "belongs to no header" },
	{ BYTES(AUTHOR COMMITTER "\nm\n"), "no tree at its start" },
	{ BYTES("Tree " A "\n" AUTHOR COMMITTER "\nm\n"),
	    "no tree at its start" },
	{ BYTES(AUTHOR TREE COMMITTER "\nm\n"), "no tree at its start" },
	{ BYTES("parent " B "\n" HEAD "\nm\n"), "no tree at its start" },
	{ BYTES("tree\n" AUTHOR COMMITTER "\nm\n"), "tree is no object id" },
	{ BYTES("tree " UPPER "\n" AUTHOR COMMITTER "\nm\n"),
	    "tree is no object id" },
	{ BYTES("tree " A "0\n" AUTHOR COMMITTER "\nm\n"),
	    "tree is no object id" },
	{ BYTES(TREE TREE AUTHOR COMMITTER "\nm\n"), "a tree twice" },
	{ BYTES(HEAD TREE "\nm\n"), "a tree twice" },
	{ BYTES(TREE "parent " UPPER "\n" AUTHOR COMMITTER "\nm\n"),
	    "a parent is no object id" },
	{ BYTES(TREE "parent \n" AUTHOR COMMITTER "\nm\n"),
	    "a parent is no object id" },
	{ BYTES(TREE AUTHOR "parent " B "\n" COMMITTER "\nm\n"),
	    "a parent in a wrong place" },
	{ BYTES(HEAD "parent " B "\n\nm\n"), "a parent in a wrong place" },
	{ BYTES(TREE "parent " B "\nparent " C "\nparent " B "\n" AUTHOR
	    COMMITTER "\nm\n"), "a parent twice" },
	{ BYTES(TREE COMMITTER "\nm\n"), "no author before" },
	{ BYTES(TREE COMMITTER AUTHOR "\nm\n"), "no author before" },
	{ BYTES(TREE AUTHOR AUTHOR COMMITTER "\nm\n"), "an author twice" },
	{ BYTES(HEAD AUTHOR "\nm\n"), "an author twice" },
	{ BYTES(TREE AUTHOR "\nm\n"), "no committer" },
	{ BYTES(HEAD COMMITTER "\nm\n"), "a committer twice" },
	{ BYTES(TREE "encoding x\n" AUTHOR COMMITTER "\nm\n"),
	    "no author and committer behind" },
	{ BYTES(TREE SIG AUTHOR COMMITTER "\nm\n"),
	    "no author and committer behind" },
	{ BYTES(HEAD " more\n\nm\n"), "belongs to no header" },
	{ BYTES(TREE AUTHOR " more\n" COMMITTER "\nm\n"),
	    "belongs to no header" },
	{ BYTES(HEAD SIG SIG "\nm\n"), "two signatures" },
	{ BYTES(HEAD SIG "encoding x\n" SIG "\nm\n"), "two signatures" },
	{ BYTES(HEAD "gpgsig-sha256 x\n\nm\n"), "of another kind" },
	{ BYTES(HEAD "gpgsigx y\n\nm\n"), "of another kind" },
	{ BYTES(HEAD "gpgsig\n\nm\n"), "of another kind" },
	{ BYTES(HEAD "\nm\0\n"), "a NUL byte" },
	{ BYTES(HEAD "x\0y\n\nm\n"), "a NUL byte" },
	{ BYTES(HEAD), "no blank line" },
	{ BYTES(TREE AUTHOR "committer C <c@x> 1 +0000"), "no committer" },
	{ BYTES(HEAD "encoding x"), "no blank line" },

	{ BYTES(BY("A <a@x> 0 +0000")), NULL },
	{ BYTES(BY(" <> 1 -9999")), NULL },
	{ BYTES(BY("A \xff\t <a b@x> 9223372036854775807 +0000")), NULL },
	{ BYTES(BY("A <a@x> 9223372036854775808 +0000")), "the author" },
	{ BYTES(BY("A <a@x> 01 +0000")), "the author" },
	{ BYTES(BY("A <a@x> -1 +0000")), "the author" },
	{ BYTES(BY("A <a@x>  1 +0000")), "the author" },
	{ BYTES(BY("A <a@x> +1 +0000")), "the author" },
	{ BYTES(BY("A <a@x> x +0000")), "the author" },
	{ BYTES(BY("A <a@x> 1")), "the author" },
	{ BYTES(BY("A <a@x> 1 ")), "the author" },
	{ BYTES(BY("A <a@x> 1 0000")), "the author" },
	{ BYTES(BY("A <a@x> 1 +000")), "the author" },
	{ BYTES(BY("A <a@x> 1 +00000")), "the author" },
	{ BYTES(BY("A <a@x> 1 +0000 ")), "the author" },
	{ BYTES(BY("A <a@x> 1 +00x0")), "the author" },
	{ BYTES(BY("A <a@x>1 +0000")), "the author" },
	{ BYTES(BY("A <a@x>")), "the author" },
	{ BYTES(BY("A<a@x> 1 +0000")), "the author" },
	{ BYTES(BY("<a@x> 1 +0000")), "the author" },
	{ BYTES(BY("A> <a@x> 1 +0000")), "the author" },
	{ BYTES(BY("A <b> <a@x> 1 +0000")), "the author" },
	{ BYTES(BY("A <<a@x> 1 +0000")), "the author" },
	{ BYTES(BY("A <a@x>> 1 +0000")), "the author" },
	{ BYTES(BY("A a@x 1 +0000")), "the author" },
	{ BYTES(BY("")), "the author" },
	{ BYTES("author\n" COMMITTER "\nm\n"), "no tree" },
	{ BYTES(TREE AUTHOR "committer C <c@x> 1 +0000 x\n\nm\n"),
	    "the committer" },
};

static void
what_git_would_not_write_is_a_fault(void **state)
{
	struct commit_strict commit = COMMIT_STRICT_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *expected = cases[i].fault;

		commit_strict_parse(&commit, cases[i].raw, cases[i].len,
		    &some_id);
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
	enum { MORE = COMMIT_HEADER_MAX - sizeof(HEAD "x \n\n") + 1 };
	struct commit_strict commit = COMMIT_STRICT_INIT;

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct str raw = STR_INIT;

		str_add(&raw, HEAD "x ");
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
	static const char raw[] = TREE "parent " UPPER "\nparent " B "\nx y\n"
	    "parent " C "\n" AUTHOR "author Admin <admin@x> 1 +0000\n"
	    COMMITTER SIG "\nm\n";
	struct commit_strict commit = parse(raw, sizeof(raw) - 1);

	(void)state;
	assert_non_null(commit.fault);
	assert_int_equal(commit.commit.n_parents, 2);
	is_id(&commit.commit.parents[0], A);
	is_id(&commit.commit.parents[1], B);
	is_id(&commit.commit.tree, A);
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
