#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/git/diff.h"
#include "core/git/lib.h"
#include "core/git/objects.h"
#include "tests/unit/git_box.h"

/* A repository whose commits are compared, and what was told. */
struct diff_box {
	struct repo *repo;
	struct objects *objects;
	struct str log;
	int reads;
};

static const struct err *
read_tree(void *arg, const struct oid *id, struct str *out)
{
	struct diff_box *box = arg;

	box->reads++;
	return objects_read(box->objects, id, OBJECT_TREE, 0, out);
}

static bool
enter(void *arg, const char *path)
{
	(void)arg;
	return !str_starts(path, "other/");
}

static void
folder(void *arg, const char *path, const struct str *old,
    const struct str *new)
{
	struct diff_box *box = arg;

	str_addf(&box->log, "[%s%s%s] ", path, old ? "<" : "",
	    new ? ">" : "");
}

static const struct err *
tell(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	struct diff_box *box = arg;

	str_addf(&box->log, "%s%s%s ", path, old ? "-" : "", new ? "+" : "");
	return NULL;
}

static struct oid
tree_of(const char *rev)
{
	char *command = xasprintf("git -C d rev-parse '%s^{tree}'", rev);
	char *hex = box_run(command, NULL);
	struct oid id = { { 0 } };

	assert_true(oid_parse(&id, hex));
	free(hex);
	free(command);
	return id;
}

/* What one comparison tells, and how many trees it reads for that. */
static void
compare(struct diff_box *box, struct differ *differ, const char *old,
    const char *new, const char *expected, int reads)
{
	struct oid from = { { 0 } }, to = { { 0 } };

	if (old != NULL)
		from = tree_of(old);
	if (new != NULL)
		to = tree_of(new);
	str_reset(&box->log);
	box->reads = 0;
	box_ok(differ_trees(differ, old ? &from : NULL, new ? &to : NULL, "",
	    tell, box));
	assert_string_equal(box->log.ptr, expected);
	assert_int_equal(box->reads, reads);
}

static const char history[] = "git init -q d && cd d &&"
	" c() { git add -A && git commit -q -m $1 && git tag $1; } &&"
	" mkdir -p a/b other/deep && echo 1 >a/b/f && echo x >other/deep/f &&"
	" echo 1 >top && c one && echo 2 >a/b/f && c two && echo 3 >a/b/f &&"
	" c three && rm -r a && echo 1 >a && echo y >other/deep/f && c four";

static void
trees_are_read_once(struct diff_box *box, struct differ *differ)
{
	compare(box, differ, NULL, "one", "a/b/f+ other/deep/f+ top+ ", 5);
	compare(box, differ, "one", "two", "a/b/f-+ ", 5);
	compare(box, differ, "two", "three", "a/b/f-+ ", 3);
	compare(box, differ, "two", "three", "a/b/f-+ ", 0);
	compare(box, differ, "three", "three", "", 0);
	compare(box, differ, "three", "four",
	    "a+ a/b/f- other/deep/f-+ ", 5);
	compare(box, differ, "four", NULL, "a- other/deep/f- top- ", 0);
}

static void
folders_are_told(struct diff_box *box, struct differ *differ)
{
	compare(box, differ, NULL, "one",
	    "[>] [a/>] [a/b/>] a/b/f+ other/+ top+ ", 3);
	compare(box, differ, "one", "two", "[<>] [a/<>] [a/b/<>] a/b/f-+ ",
	    3);
	compare(box, differ, "two", "four",
	    "[<>] a+ [a/<] [a/b/<] a/b/f- other/-+ ", 1);
}

static void
a_lost_tree_is_not_taken_for_one(struct diff_box *box, struct differ *differ)
{
	struct oid zero = { { 0 } }, one = tree_of("one");

	box_fails(differ_trees(differ, &zero, &one, "", tell, box),
	    ERR_NOTFOUND, "is missing");
	box_fails(differ_trees(differ, &one, &zero, "", tell, box), ERR_DATA,
	    "is missing");
}

static void
many_comparisons(void **state)
{
	struct diff_box box = { NULL, NULL, STR_INIT, 0 };
	struct diff_source source = { .arg = &box, .read = read_tree };
	struct differ *plain = differ_new(&source), *told;

	(void)state;
	box_do(history);
	box_ok(repo_open(&box.repo, "d", box_env));
	box_ok(objects_open(&box.objects, box.repo));
	a_lost_tree_is_not_taken_for_one(&box, plain);
	differ_free(plain);
	plain = differ_new(&source);
	trees_are_read_once(&box, plain);
	source.enter = enter;
	source.folder = folder;
	told = differ_new(&source);
	folders_are_told(&box, told);
	differ_free(told);
	differ_free(plain);
	objects_close(box.objects);
	repo_close(box.repo);
	str_release(&box.log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_comparisons),
	};

	return cmocka_run_group_tests(tests, box_git_setup,
	    box_git_teardown);
}
