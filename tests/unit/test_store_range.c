#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/git_box.h"

/* What one commit has and another has not. */

/* Files change, commits have names of one letter, and one date. */
static const char history[] =
    "git init -q r && cd r && export GIT_AUTHOR_DATE='@1767225600 +0000' "
    "GIT_COMMITTER_DATE='@1767225600 +0000' && "
    "commit() { mkdir -p tracker projects/m/l approvals/film && "
    "echo $1 >projects/$1.json && git add -A && git commit -q -m $1 && "
    "git tag $1; } && commit a && git switch -q -c topic && commit b && "
    "commit c && git switch -q - && commit d && commit e && "
    "git switch -q topic && git merge -q -m f d && git tag f && commit g && "
    "git switch -q --orphan other && git commit -q --allow-empty -m x && "
    "git tag x";

static void
check_range(struct store *store, const char *base, const char *head,
    const char *fork, bool ahead, size_t commits, size_t merges)
{
	struct snapshot *from = NULL, *to = NULL, *at = NULL;
	struct store_range range = { NULL, false, 0, 0 };

	assert_null(store_at(store, base, &from));
	assert_null(store_at(store, head, &to));
	assert_null(store_range(store, from, to, &range));
	assert_null(store_at(store, fork, &at));
	assert_string_equal(snapshot_commit(range.fork), snapshot_commit(at));
	assert_int_equal(range.ahead, ahead);
	assert_int_equal(range.commits, commits);
	assert_int_equal(range.merges, merges);
	snapshot_free(range.fork);
	snapshot_free(from);
	snapshot_free(to);
	snapshot_free(at);
}

static void
ranges_begin_where_they_parted(void **state)
{
	struct snapshot *from = NULL, *to = NULL;
	struct store_range range;
	struct store *store;

	(void)state;
	box_do(history);
	store = box_open("r", NULL);
	check_range(store, "a", "c", "a", true, 2, 0);
	check_range(store, "c", "c", "c", true, 0, 0);
	check_range(store, "c", "a", "a", false, 0, 0);
	check_range(store, "e", "c", "a", false, 2, 0);
	check_range(store, "e", "g", "d", false, 4, 1);
	check_range(store, "d", "g", "d", true, 4, 1);
	check_range(store, "g", "e", "d", false, 1, 0);
	assert_null(store_at(store, "x", &from));
	assert_null(store_at(store, "g", &to));
	box_fails(store_range(store, from, to, &range), ERR_NOTFOUND,
	    "no common ancestor");
	snapshot_free(from);
	snapshot_free(to);
	store_close(store);
}

static const struct err *
add_line(void *arg, const struct difference *difference)
{
	static const char kinds[] = "trae-";

	str_addf(arg, "%c %s [%s] %s %c%c\n", kinds[difference->kind],
	    difference->path, difference->id, difference->file,
	    difference->old != NULL ? '+' : '-',
	    difference->new != NULL ? '+' : '-');
	return NULL;
}

static void
differences_say_what_they_are(void **state)
{
	struct snapshot *from = NULL, *to = NULL;
	struct str lines = STR_INIT;
	struct store *store;

	(void)state;
	box_do("git init -q r && cd r && mkdir -p tracker projects/m/l "
	    "approvals/film approvals/m/l/film evidence/film/sub && "
	    "echo 1 >tracker/tracker.json && echo 1 >projects/film.json && "
	    "echo 1 >projects/README && git add -A && git commit -q -m a && "
	    "echo 2 >tracker/tracker.json && "
	    "git mv projects/film.json projects/m/l/ && "
	    "echo 1 >approvals/film/2-study-li-1.json && "
	    "echo 1 >approvals/m/l/film/3-verify-li-1.json && "
	    "echo 1 >evidence/film/sub/x && echo 2 >projects/README && "
	    "echo 1 >other && git add -A && git commit -q -m b");
	store = box_open("r", NULL);
	assert_null(store_at(store, "HEAD^", &from));
	assert_null(store_at(store, "HEAD", &to));
	assert_null(snapshot_differences(from, to, add_line, &lines));
	assert_string_equal(lines.ptr,
	    "a approvals/film/2-study-li-1.json [film] 2-study-li-1.json -+\n"
	    "a approvals/m/l/film/3-verify-li-1.json [film] "
	    "3-verify-li-1.json -+\n"
	    "e evidence/film/sub/x [film] sub/x -+\n"
	    "- other []  -+\n"
	    "- projects/README []  ++\n"
	    "r projects/film.json [film]  +-\n"
	    "r projects/m/l/film.json [film]  -+\n"
	    "t tracker/tracker.json []  ++\n");
	str_release(&lines);
	snapshot_free(from);
	snapshot_free(to);
	store_close(store);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    ranges_begin_where_they_parted, box_setup, box_teardown),
		cmocka_unit_test_setup_teardown(
		    differences_say_what_they_are, box_setup, box_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
