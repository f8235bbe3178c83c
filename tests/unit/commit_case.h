#ifndef PROVEN_TESTS_COMMIT_CASE_H
#define PROVEN_TESTS_COMMIT_CASE_H

#include <stdbool.h>
#include <stddef.h>

/* Commits, good and bad, as bytes. */

#define ID_A "6f0a2b9b4b4e8ea9c9ba0d0e3c6f5c1d2e3f4a5b"
#define ID_B "1111111111111111111111111111111111111111"
#define ID_C "2222222222222222222222222222222222222222"
#define CAPITALS "ABCDEF0123456789ABCDEF0123456789ABCDEF01"
#define TREE "tree " ID_A "\n"
#define AUTHOR "author A U Thor <a@example.org> 1767225600 +0130\n"
#define COMMITTER "committer C O <c@example.org> 1767225601 -0500\n"
#define SIG "gpgsig BEGIN\n one\n \n END\n"
#define TOP TREE AUTHOR COMMITTER

/* Git and this parser find it good; both find a fault; only this one does,
 * as `git fsck --strict` is silent. */
#define GOOD(raw) { raw, sizeof(raw) - 1, NULL, false }
#define BAD(raw, fault) { raw, sizeof(raw) - 1, fault, false }
#define OURS(raw, fault) { raw, sizeof(raw) - 1, fault, true }
#define BY(line) TREE "author " line "\n" COMMITTER "\nm\n"

static const struct {
	const char *raw;
	size_t len;
	const char *fault; /* a part of it; NULL: none */
	bool silent; /* git fsck says nothing all the same */
} commit_cases[] = {
	GOOD(TOP "\n"),
	GOOD(TOP "\nno newline at the end"),
	GOOD(TOP "\n\n\nblank lines first"),
	GOOD(TOP "mergetag object " ID_B "\n type commit\n \n text\n\n"),
	GOOD(TOP "change-id abc\nodd\n\nm\n"),
	GOOD(TOP SIG "encoding x\n\nm\n"),
	GOOD(TOP "\nm\n" SIG "tree " ID_B "\n"),
	GOOD(TOP "gpgsig \n\nm\n"),

	BAD("", "no tree at its start"),
	BAD("\n", "no tree at its start"),
	BAD(" " TOP "\nm\n", "belongs to no header"),
	BAD(AUTHOR COMMITTER "\nm\n", "no tree at its start"),
	BAD("Tree " ID_A "\n" AUTHOR COMMITTER "\nm\n", "no tree at its start"),
	BAD(AUTHOR TREE COMMITTER "\nm\n", "no tree at its start"),
	BAD("parent " ID_B "\n" TOP "\nm\n", "no tree at its start"),
	BAD("tree\n" AUTHOR COMMITTER "\nm\n", "tree is no object id"),
	OURS("tree " CAPITALS "\n" AUTHOR COMMITTER "\nm\n",
	    "tree is no object id"),
	BAD("tree " ID_A "0\n" AUTHOR COMMITTER "\nm\n",
	    "tree is no object id"),
	BAD(TREE TREE AUTHOR COMMITTER "\nm\n", "a tree twice"),
	OURS(TOP TREE "\nm\n", "a tree twice"),
	OURS(TREE "parent " CAPITALS "\n" AUTHOR COMMITTER "\nm\n",
	    "a parent is no object id"),
	BAD(TREE "parent \n" AUTHOR COMMITTER "\nm\n",
	    "a parent is no object id"),
	BAD(TREE AUTHOR "parent " ID_B "\n" COMMITTER "\nm\n",
	    "a parent in a wrong place"),
	OURS(TOP "parent " ID_B "\n\nm\n", "a parent in a wrong place"),
	OURS(TREE "parent " ID_B "\nparent " ID_C "\nparent " ID_B "\n" AUTHOR
	    COMMITTER "\nm\n",
	    "a parent twice"),
	BAD(TREE COMMITTER "\nm\n", "no author before"),
	BAD(TREE COMMITTER AUTHOR "\nm\n", "no author before"),
	BAD(TREE AUTHOR AUTHOR COMMITTER "\nm\n", "an author twice"),
	OURS(TOP AUTHOR "\nm\n", "an author twice"),
	BAD(TREE AUTHOR "\nm\n", "no committer"),
	OURS(TOP COMMITTER "\nm\n", "a committer twice"),
	BAD(TREE "encoding x\n" AUTHOR COMMITTER "\nm\n",
	    "no author and committer behind"),
	BAD(TREE SIG AUTHOR COMMITTER "\nm\n",
	    "no author and committer behind"),
	OURS(TOP " more\n\nm\n", "belongs to no header"),
	BAD(TREE AUTHOR " more\n" COMMITTER "\nm\n", "belongs to no header"),
	OURS(TOP SIG SIG "\nm\n", "two signatures"),
	OURS(TOP SIG "encoding x\n" SIG "\nm\n", "two signatures"),
	OURS(TOP "gpgsig-sha256 x\n\nm\n", "of another kind"),
	OURS(TOP "gpgsigx y\n\nm\n", "of another kind"),
	OURS(TOP "gpgsig\n\nm\n", "of another kind"),
	BAD(TOP "\nm\0\n", "a NUL byte"),
	BAD(TOP "x\0y\n\nm\n", "a NUL byte"),
	OURS(TOP, "no blank line"),
	BAD(TREE AUTHOR "committer C <c@x> 1 +0000", "no committer"),
	BAD(TOP "encoding x", "no blank line"),

	GOOD(BY("A <a@x> 0 +0000")),
	GOOD(BY(" <> 1 -9999")),
	GOOD(BY("A \xff\t <a b@x> 9223372036854775807 +0000")),
	BAD(BY("A <a@x> 9223372036854775808 +0000"), "the author"),
	BAD(BY("A <a@x> 01 +0000"), "the author"),
	BAD(BY("A <a@x> -1 +0000"), "the author"),
	OURS(BY("A <a@x>  1 +0000"), "the author"),
	OURS(BY("A <a@x> +1 +0000"), "the author"),
	BAD(BY("A <a@x> x +0000"), "the author"),
	BAD(BY("A <a@x> 1"), "the author"),
	BAD(BY("A <a@x> 1 "), "the author"),
	BAD(BY("A <a@x> 1 0000"), "the author"),
	BAD(BY("A <a@x> 1 +000"), "the author"),
	BAD(BY("A <a@x> 1 +00000"), "the author"),
	BAD(BY("A <a@x> 1 +0000 "), "the author"),
	BAD(BY("A <a@x> 1 +00x0"), "the author"),
	BAD(BY("A <a@x>1 +0000"), "the author"),
	BAD(BY("A <a@x>"), "the author"),
	BAD(BY("A<a@x> 1 +0000"), "the author"),
	BAD(BY("<a@x> 1 +0000"), "the author"),
	BAD(BY("A> <a@x> 1 +0000"), "the author"),
	BAD(BY("A <b> <a@x> 1 +0000"), "the author"),
	BAD(BY("A <<a@x> 1 +0000"), "the author"),
	BAD(BY("A <a@x>> 1 +0000"), "the author"),
	BAD(BY("A a@x 1 +0000"), "the author"),
	BAD(BY(""), "the author"),
	BAD("author\n" COMMITTER "\nm\n", "no tree"),
	BAD(TREE AUTHOR "committer C <c@x> 1 +0000 x\n\nm\n", "the committer"),
};

#endif
