#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/git/lib.h"
#include "core/git/repo.h"
#include "core/git/tree.h"
#include "tests/unit/git_box.h"

#define ID "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
#define ZERO "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define BYTES(text) text, sizeof(text) - 1

/* ---- The strict check ---- */

static const struct {
	const char *raw;
	size_t len;
	const char *fault; /* NULL: none */
} checks[] = {
	{ BYTES(""), NULL },
	{ BYTES("100644 a\0" ID), NULL },
	{ BYTES("100755 a\0" ID "120000 b\0" ID "160000 c\0" ID), NULL },
	{ BYTES("100664 a\0" ID), NULL },
	{ BYTES("100644 a\0" ID "100644 b\0" ID), NULL },
	{ BYTES("100644 a\0" ID "40000 a-\0" ID "40000 a0\0" ID), NULL },
	{ BYTES("100644 a.b\0" ID "40000 a\0" ID), NULL },
	{ BYTES("40000 a\0" ID "100644 a0\0" ID), NULL },
	{ BYTES("100644 b\0" ID "100644 a\0" ID), "not in order" },
	{ BYTES("40000 a\0" ID "100644 a.b\0" ID), "not in order" },
	{ BYTES("100644 a\0" ID "100644 a\0" ID), "there twice" },
	{ BYTES("100644 a\0" ID "40000 a\0" ID), "there twice" },
	{ BYTES("100644 a\0" ID "100644 a.b\0" ID "40000 a\0" ID),
	    "there twice" },
	{ BYTES("100644 a\0" ID "100644 a-\0" ID "40000 a-c\0" ID
	    "100644 a.b\0" ID "40000 a\0" ID), "there twice" },
	{ BYTES("100644 a-\0" ID "40000 a-c\0" ID "40000 a\0" ID), NULL },
	{ BYTES("040000 a\0" ID), "bad mode" },
	{ BYTES("100600 a\0" ID), "bad mode" },
	{ BYTES("0 a\0" ID), "bad mode" },
	{ BYTES("100644 \0" ID), "bad name" },
	{ BYTES("100644 .\0" ID), "bad name" },
	{ BYTES("40000 ..\0" ID), "bad name" },
	{ BYTES("40000 .git\0" ID), "bad name" },
	{ BYTES("40000 .GIT\0" ID), "bad name" },
	{ BYTES("100644 a/b\0" ID), "bad name" },
	{ BYTES("100644 a\0" ZERO), "empty object id" },
	{ BYTES("100644 a\0" ID "x"), "cut off" },
	{ BYTES("100644 a\0" "\1\1"), "cut off" },
	{ BYTES("100644 a"), "cut off" },
	{ BYTES("100644"), "cut off" },
	{ BYTES("99 a\0" ID), "cut off" },
	{ BYTES(" a\0" ID), "cut off" },
	{ BYTES("100644  a\0" ID), NULL }, /* the name " a" */
};

static void
what_git_would_not_write_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(checks); i++) {
		const struct err *err = tree_check(checks[i].raw,
		    checks[i].len);

		if (checks[i].fault == NULL)
			box_ok(err);
		else
			box_fails(err, ERR_DATA, checks[i].fault);
	}
}

static void
entries_are_found_by_name(void **state)
{
	static const char raw[] = "100644 a\0" ID "40000 ab\0" ID;
	struct tree_item item;

	(void)state;
	assert_true(tree_find(raw, sizeof(raw) - 1, "ab", 2, &item));
	assert_int_equal(item.mode, MODE_TREE);
	assert_true(tree_item_is_tree(&item));
	assert_true(tree_find(raw, sizeof(raw) - 1, "a", 1, &item));
	assert_true(tree_item_is_file(&item));
	assert_false(tree_find(raw, sizeof(raw) - 1, "b", 1, &item));
	assert_false(tree_find(raw, sizeof(raw) - 1, "", 0, &item));
}

/* ---- All faults ---- */

static void
add_fault(void *arg, const struct tree_item *item, const char *fault)
{
	str_addf(arg, "%s: %s\n", item ? item->name : "", fault);
}

static const struct {
	const char *raw;
	size_t len;
	const char *faults;
} faulty[] = {
	{ BYTES("100644 a\0" ID "40000 b\0" ID), "" },
	{ BYTES("100644 b\0" ID "100644 a\0" ID "100644 c\0" ID
	    "0 d\0" ID "40000 ..\0" ID "40000 e\0" ZERO "x"),
	    "a: not in order\nd: bad mode\n..: bad name\n"
	    "e: empty object id\n: cut off\n" },
	{ BYTES("100644 a\0" ID "100644 a\0" ID "40000 b\0" ID
	    "40000 b\0" ID), "a: there twice\nb: there twice\n" },
	{ BYTES("100644 z\0" ID "100644 b\0" ID "100644 z\0" ID),
	    "b: not in order\nz: there twice\n" },
	{ BYTES("100644 a\nb\0" ID "100644 c\x7f\0" ID),
	    "a\nb: a control character in its name\n"
	    "c\x7f: a control character in its name\n" },
	{ BYTES(""), "" },
	{ BYTES("junk"), ": cut off\n" },
};

static void
each_fault_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(faulty); i++) {
		struct str got = STR_INIT;

		tree_faults(faulty[i].raw, faulty[i].len, add_fault, &got);
		assert_string_equal(got.ptr, faulty[i].faults);
		str_release(&got);
	}
}

static const struct {
	const char *name;
	bool harms;
} names[] = {
	{ ".git", true }, { ".GiT", true }, { ".git ", true },
	{ ".git.", true }, { ".git . .", true }, { ".git:x", true },
	{ ".git\\x", true }, { "x\\.git", true }, { "\\.git", true },
	{ "x\\git~1", true }, { "git~1", true }, { "GIT~1", true },
	{ "git~1 .", true }, { ".g\xe2\x80\x8cit", true },
	{ "\xef\xbb\xbf.git", true }, { ".gi\xe2\x81\xaft", true },
	{ ".G\xe2\x80\xaeIT\xe2\x80\x8f", true },
	{ "a\tb", true }, { "\x1b", true },
	{ ".gitx", false }, { ".git x", false }, { "git~2", false },
	{ "git", false }, { ".gi", false }, { "x.git", false },
	{ ".gitattributes", false }, { ".git\\", true },
	{ "\\", false }, { ".gi\xe2\x80", false }, { "git~1x", false },
	{ "\xe9\xa1\xb9\xe7\x9b\xae", false },
};

static void
names_that_harm_elsewhere_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct str raw = STR_INIT, got = STR_INIT;

		str_addf(&raw, "100644 %s", names[i].name);
		str_addn(&raw, BYTES("\0" ID));
		tree_faults(raw.ptr, raw.len, add_fault, &got);
		if ((got.len > 0) != names[i].harms)
			fail_msg("%s: %s", names[i].name, got.ptr);
		str_release(&raw);
		str_release(&got);
	}
}

/* ---- Editing: what git makes of the same files ---- */

/* Trees written, by id. */
struct shelf {
	struct oidmap map;
	struct str *items;
	size_t n, cap, reads;
};

static const struct err *
shelf_read(void *arg, const struct oid *id, struct str *out)
{
	struct shelf *shelf = arg;
	uint32_t at;

	shelf->reads++;
	if (!oidmap_get(&shelf->map, id, &at))
		return err_new(ERR_NOTFOUND, "no such tree");
	str_addn(out, shelf->items[at].ptr, shelf->items[at].len);
	return NULL;
}

static const struct err *
shelf_write(void *arg, const char *raw, size_t len,
    const struct former *former, struct oid *id)
{
	struct shelf *shelf = arg;

	(void)former;
	repo_hash(id, OBJECT_TREE, raw, len);
	if (!oidmap_add(&shelf->map, id, (uint32_t)shelf->n))
		return NULL;
	GROW(shelf->items, shelf->n, shelf->cap);
	shelf->items[shelf->n] = (struct str)STR_INIT;
	str_addn(&shelf->items[shelf->n++], raw, len);
	return NULL;
}

static void
shelf_release(struct shelf *shelf)
{
	for (size_t i = 0; i < shelf->n; i++)
		str_release(&shelf->items[i]);
	free(shelf->items);
	oidmap_release(&shelf->map);
}

/* The blob that `echo TEXT` would give. */
static struct tree_file
file_of(const char *text)
{
	struct tree_file file = { .mode = MODE_BLOB };
	char *line = xasprintf("%s\n", text);

	repo_hash(&file.id, OBJECT_BLOB, line, strlen(line));
	free(line);
	return file;
}

static void
put(struct tree *tree, const char *path)
{
	struct tree_file file = file_of(path);

	box_ok(tree_put(tree, path, &file));
}

static void
check_root(struct tree *tree, const char *expected)
{
	char hex[OID_HEX + 1];
	struct oid id;

	box_ok(tree_write(tree, &id));
	oid_hex(hex, &id);
	assert_string_equal(hex, expected);
}

/* "+a/b" writes, "-a/b" takes away; at each step git does the same. */
static const char *const steps[] = {
	"+a", "+a-b", "+a.b", "+a0", "+b/c", "+b/d/e", "+b.x", "+b0",
	"-a", "+a/x", "+a/y/z", "-a/y/z", "-b/d/e", "+b/c", "-b/c", "-b.x",
	"+projects/3/a/a3.json", "+projects/a.json", "+projects/a",
	"-projects/a", "+projects/a/b", "-nothing", "-projects/x/y",
	"-a/x", "-a-b", "-a.b", "-a0", "-b0", "-projects/3/a/a3.json",
	"-projects/a.json", "-projects/a/b",
};

static void
edits_give_the_trees_that_git_gives(void **state)
{
	struct shelf shelf = { .n = 0 };
	struct tree_store store = { &shelf, shelf_read, shelf_write, true };
	struct tree *tree = tree_new(&store, NULL);
	struct oid root;

	(void)state;
	box_do("git init -q r");
	for (size_t i = 0; i < COUNT(steps); i++) {
		const char *path = steps[i] + 1;
		char *command = *steps[i] == '+' ?
		    xasprintf("cd r && id=$(echo %s | git hash-object -w "
			"--stdin) && git update-index --add --replace "
			"--cacheinfo 100644,$id,%s", path, path) :
		    xasprintf("cd r && git rm -q --cached --ignore-unmatch "
			"%s", path);
		char *expected;

		box_do(command);
		free(command);
		expected = box_run("cd r && git write-tree", NULL);
		if (*steps[i] == '+')
			put(tree, path);
		else
			box_ok(tree_remove(tree, path));
		check_root(tree, expected);
		free(expected);
		/* Now and then from what was written. */
		if (i % 3 == 2) {
			box_ok(tree_write(tree, &root));
			tree_free(tree);
			tree = tree_new(&store, &root);
		}
	}
	tree_free(tree);
	shelf_release(&shelf);
}

static void
only_what_a_path_needs_is_read(void **state)
{
	struct shelf shelf = { .n = 0 };
	struct tree_store store = { &shelf, shelf_read, shelf_write, false };
	struct tree *tree = tree_new(&store, NULL);
	struct tree_file file;
	struct oid root;
	bool found;

	(void)state;
	put(tree, "a/b/c");
	put(tree, "d/e/f");
	put(tree, "g");
	box_ok(tree_write(tree, &root));
	tree_free(tree);
	tree = tree_new(&store, &root);
	box_ok(tree_get(tree, "g", &file, &found));
	assert_true(found);
	assert_int_equal(shelf.reads, 1);
	box_ok(tree_get(tree, "a/b/c", &file, &found));
	assert_true(found);
	assert_int_equal(shelf.reads, 3);
	box_ok(tree_get(tree, "a/b/c/d", &file, &found));
	assert_false(found);
	box_ok(tree_get(tree, "a/x", &file, &found));
	assert_false(found);
	assert_int_equal(shelf.reads, 3);
	tree_free(tree);
	shelf_release(&shelf);
}

static void
what_cannot_stand_in_a_tree_is_refused(void **state)
{
	static const char *const bad[] = { "", "/a", "a/", "a//b", ".",
		"../a", "a/..", ".git/config", "a/.Git" };
	struct shelf shelf = { .n = 0 };
	struct tree_store store = { &shelf, shelf_read, shelf_write, false };
	struct tree *tree = tree_new(&store, NULL);
	struct tree_file file = file_of("x");
	struct oid root;

	(void)state;
	put(tree, "a");
	for (size_t i = 0; i < COUNT(bad); i++)
		box_fails(tree_put(tree, bad[i], &file), ERR_DATA, "");
	box_fails(tree_put(tree, "a/b", &file), ERR_DATA, "no folder");
	tree_free(tree);

	/* A damaged folder is not extended. */
	box_ok(shelf_write(&shelf, BYTES("100644 b\0" ID "100644 a\0" ID),
	    NULL, &root));
	tree = tree_new(&store, &root);
	box_fails(tree_put(tree, "c", &file), ERR_DATA, "not in order");
	tree_free(tree);
	shelf_release(&shelf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_git_would_not_write_is_refused),
		cmocka_unit_test(each_fault_is_named),
		cmocka_unit_test(names_that_harm_elsewhere_are_named),
		cmocka_unit_test(entries_are_found_by_name),
		cmocka_unit_test(edits_give_the_trees_that_git_gives),
		cmocka_unit_test(only_what_a_path_needs_is_read),
		cmocka_unit_test(what_cannot_stand_in_a_tree_is_refused),
	};

	return cmocka_run_group_tests(tests, box_git_setup,
	    box_git_teardown);
}
