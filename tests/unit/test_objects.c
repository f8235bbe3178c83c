#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/git/alternates.h"
#include "core/git/lib.h"
#include "core/git/objects.h"
#include "core/git/repo.h"
#include "core/git/state.h"
#include "tests/unit/git_box.h"
#include "tests/unit/pack_made.h"

/* ---- Reading without trust ---- */

static struct oid
id_of(const char *command)
{
	char *hex = box_run(command, NULL);
	struct oid id = { { 0 } };

	assert_true(oid_parse(&id, hex));
	free(hex);
	return id;
}

struct box_objects {
	struct repo *repo;
	struct objects *objects;
	struct str text;
};

static struct box_objects
open_box(const char *dir)
{
	struct box_objects box = { NULL, NULL, STR_INIT };

	box_ok(repo_open(&box.repo, dir, box_env));
	box_ok(objects_open(&box.objects, box.repo));
	return box;
}

static void
close_box(struct box_objects *box)
{
	objects_close(box->objects);
	repo_close(box->repo);
	str_release(&box->text);
}

static void
an_object_is_read_as_it_is(void **state)
{
	struct box_objects box;
	struct oid blob;

	(void)state;
	box_do("git init -q plain && cd plain && echo one >a &&"
	    " git add a && git commit -q -m first");
	blob = id_of("git -C plain rev-parse HEAD:a");
	box = open_box("plain");
	box_ok(objects_read(box.objects, &blob, OBJECT_BLOB, 4, &box.text));
	box_ok(objects_read(box.objects, &blob, OBJECT_BLOB, 0, &box.text));
	assert_string_equal(box.text.ptr, "one\none\n");
	box_fails(objects_read(box.objects, &blob, OBJECT_TREE, 0,
	    &box.text), ERR_DATA, "is a blob, not a tree");
	box_fails(objects_read(box.objects, &blob, OBJECT_BLOB, 3,
	    &box.text), ERR_DATA, "over the limit of 3");
	blob.id[0] ^= 1;
	box_fails(objects_read(box.objects, &blob, OBJECT_BLOB, 0,
	    &box.text), ERR_NOTFOUND, "is missing");
	assert_string_equal(box.text.ptr, "one\none\n");
	close_box(&box);
}

/* The file of one object holds another, both well-formed. */
static void
bytes_of_another_id_are_damage(void **state)
{
	struct box_objects box;
	struct oid two;

	(void)state;
	box_do("git init -q swapped && cd swapped && echo one >a &&"
	    " echo two >b && git add . && f() { git rev-parse \":$1\" |"
	    " sed 's,^..,.git/objects/&/,'; } && cp -f $(f a) $(f b)");
	two = id_of("git -C swapped rev-parse :b");
	box = open_box("swapped");
	box_ok(repo_read(box.repo, &two, OBJECT_BLOB, 0, &box.text));
	box_fails(objects_read(box.objects, &two, OBJECT_BLOB, 0, &box.text),
	    ERR_DATA, "its bytes are those of 5626abf0f72e58d7a153368ba57db4"
	    "c673c0e171");
	assert_string_equal(box.text.ptr, "one\n");
	close_box(&box);
}

static void
a_cut_or_empty_file_is_damage(void **state)
{
	struct box_objects box;
	struct oid id;

	(void)state;
	box_do("git init -q empty && cd empty && echo one >a && git add a &&"
	    " f=$(git rev-parse :a | sed 's,^..,.git/objects/&/,') &&"
	    " chmod u+w $f && : >$f");
	id = id_of("git -C empty rev-parse :a");
	box = open_box("empty");
	box_fails(objects_read(box.objects, &id, OBJECT_BLOB, 0, &box.text),
	    ERR_DATA, "");
	box_fails(objects_read(box.objects, &id, OBJECT_BLOB, 9, &box.text),
	    ERR_DATA, "");
	close_box(&box);
}

/* In a pack, PART is made of WHOLE, which is three times as large. */
static void
a_limit_holds_whatever_it_is_made_of(void **state)
{
	enum { WHOLE = 3000000, PART = 1000000, LIMIT = 1500000 };
	struct box_objects box;
	struct oid whole, part;

	(void)state;
	box_do("git init -q large && cd large && perl -e 'srand 7;"
	    " print pack \"L\", rand 2 ** 32 for 1..750000' >f &&"
	    " git add f && git commit -q -m whole &&"
	    " head -c 1000000 f >part && mv part f && git commit -qam part");
	whole = id_of("git -C large rev-parse HEAD^:f");
	part = id_of("git -C large rev-parse HEAD:f");
	for (int packed = 0; packed < 2; packed++) {
		box = open_box("large");
		box_fails(objects_read(box.objects, &whole, OBJECT_BLOB,
		    LIMIT, &box.text), ERR_DATA, "has 3000000 bytes");
		assert_int_equal(box.text.len, 0);
		box_ok(objects_read(box.objects, &part, OBJECT_BLOB, LIMIT,
		    &box.text));
		assert_int_equal(box.text.len, PART);
		box_ok(objects_read(box.objects, &whole, OBJECT_BLOB, 0,
		    &box.text));
		assert_int_equal(box.text.len, PART + WHOLE);
		close_box(&box);
		box_do("cd large && git repack -q -a -d -f &&"
		    " git verify-pack -v .git/objects/pack/*.idx |"
		    " grep -q \"$(git rev-parse HEAD:f) blob.* 1 \"");
	}
}

/* ---- What a push brings, before it is accepted ---- */

static void
quarantine(const char *dir)
{
	struct box_objects box;
	char *command = xasprintf("git init -q --bare '%s' &&"
	    " git init -q 'work-%s' && cd 'work-%s' && git commit -q"
	    " --allow-empty -m one && git push -q '../%s' HEAD:main &&"
	    " git commit -q --allow-empty -m two", dir, dir, dir, dir);
	char *hook = xasprintf("cd '%s' && { echo '#!/bin/sh' && echo 'cp -r"
	    " \"$GIT_OBJECT_DIRECTORY\" kept; exit 1'; }"
	    " >hooks/pre-receive && chmod +x"
	    " hooks/pre-receive && ! git -C '../work-%s' push -q '../%s'"
	    " HEAD:main", dir, dir, dir);
	char *tip = xasprintf("git -C 'work-%s' rev-parse HEAD", dir);
	char *old = xasprintf("git -C 'work-%s' rev-parse HEAD^", dir);
	struct oid new_id, old_id;

	box_do(command);
	box_do(hook);
	new_id = id_of(tip);
	old_id = id_of(old);
	box = open_box(dir);
	box_fails(objects_read(box.objects, &new_id, OBJECT_COMMIT, 0,
	    &box.text), ERR_NOTFOUND, "is missing");
	close_box(&box);
	setenv("GIT_OBJECT_DIRECTORY", "kept", 1);
	box = open_box(dir);
	box_ok(objects_read(box.objects, &new_id, OBJECT_COMMIT, 0,
	    &box.text));
	box_ok(objects_read(box.objects, &old_id, OBJECT_COMMIT, 0,
	    &box.text));
	assert_int_equal(repo_masks(box.repo), 0);
	close_box(&box);
	unsetenv("GIT_OBJECT_DIRECTORY");
	free(command);
	free(hook);
	free(tip);
	free(old);
}

static void
what_a_push_brings_is_read_too(void **state)
{
	(void)state;
	quarantine("bare.git");
}

static void
a_delta_that_makes_nothing_is_damage(void **state)
{
	struct made_pack pack = MADE_PACK_INIT;
	struct str bytes = STR_INIT, index = STR_INIT;
	struct oid base = { { 1 } }, bad = { { 2 } };
	struct box_objects box;
	const struct err *err;

	(void)state;
	pack.small = true;
	made_whole(&pack, &base, OBJECT_BLOB, "abc", 3);
	made_delta(&pack, &bad, &base, "\3\1\x90\3", 4);
	made_bytes(&pack, &bytes, &index);
	box_do("git init -q deltas");
	box_ok(file_write("deltas/.git/objects/pack/p.pack", bytes.ptr,
	    bytes.len, false));
	box_ok(file_write("deltas/.git/objects/pack/p.idx", index.ptr,
	    index.len, false));
	box = open_box("deltas");
	err = objects_read(box.objects, &bad, OBJECT_BLOB, 0, &box.text);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_DATA);
	close_box(&box);
	made_release(&pack);
	str_release(&bytes);
	str_release(&index);
}

/* git quotes such a path in GIT_ALTERNATE_OBJECT_DIRECTORIES. */
static void
a_colon_in_the_path_does_no_harm(void **state)
{
	(void)state;
	quarantine("we:ird \"one\".git");
}

static void
alternates_of_the_repository_are_followed(void **state)
{
	struct box_objects box;
	struct oid id;

	(void)state;
	box_do("git init -q lender && cd lender && git commit -q"
	    " --allow-empty -m one && git clone -q --shared . ../borrower");
	id = id_of("git -C lender rev-parse HEAD");
	box = open_box("borrower");
	box_ok(objects_read(box.objects, &id, OBJECT_COMMIT, 0, &box.text));
	assert_int_equal(repo_masks(box.repo), MASK_ALTERNATES);
	close_box(&box);
}

/* Lists that lead in circles, and each to the same many times. */
static void
each_folder_is_followed_once(void **state)
{
	struct strs folders = STRS_INIT;
	char *joined;

	(void)state;
	box_do("for i in a b c; do mkdir -p $i/info; done && for i in a b c;"
	    " do for n in $(seq 100); do printf '../a\n../b/\n../a/../c\n"
	    "../no\n%s\n' \"$PWD/c\"; done >$i/info/alternates; done");
	alternates_follow(&folders, "a");
	alternates_follow(&folders, "b");
	alternates_follow(&folders, "none");
	joined = strs_join(&folders, "|");
	assert_string_equal(joined, "a|a/../b/|a/../b//../a/../c|none");
	free(joined);
	strs_release(&folders);
}

static const struct {
	const char *list, *paths; /* these with '|' between */
} lists[] = {
	{ "", "" }, { "/a", "/a" }, { "/a:b", "/a|b" }, { "::/a:", "/a" },
	{ "\"/a:b\":c", "/a:b|c" }, { "#/a:/b", "/b" },
	{ "\"a\\\"\\\\\\t\\101\"", "a\"\\\tA" },
	{ "\"\\346\\261\\211\"", "\xe6\xb1\x89" },
	{ "\"open:b", "\"open|b" }, { "\"a\\q\":b", "\"a\\q\"|b" },
	{ "\"a\\", "\"a\\" }, { "\"\":b", "b" },
};

static void
a_list_is_split_as_git_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct strs paths = STRS_INIT;
		char *joined;

		alternates_split(&paths, lists[i].list);
		joined = strs_join(&paths, "|");
		assert_string_equal(joined, lists[i].paths);
		free(joined);
		strs_release(&paths);
	}
}

/* Git and this program find the same in such a list. */
static void
alternates_of_the_environment_are_followed(void **state)
{
	struct box_objects box;
	struct oid id;

	(void)state;
	box_do("git init -q 'le:nder' && git -C 'le:nder' commit -q"
	    " --allow-empty -m other && git init -q alone");
	id = id_of("git -C le:nder rev-parse HEAD");
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES",
	    "/nowhere:\"../le:nder/.git/objects\":.git/objects", 1);
	box_do("cd alone && git cat-file -e"
	    " $(git -C ../le:nder rev-parse HEAD)");
	assert_int_equal(chdir("alone"), 0);
	box = open_box(".");
	assert_int_equal(chdir(".."), 0);
	assert_int_equal(repo_masks(box.repo), MASK_ALTERNATES);
	box_ok(objects_read(box.objects, &id, OBJECT_COMMIT, 0, &box.text));
	assert_true(repo_has(box.repo, &id));
	close_box(&box);
	unsetenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
	box = open_box("alone");
	assert_int_equal(repo_masks(box.repo), 0);
	box_fails(objects_read(box.objects, &id, OBJECT_COMMIT, 0,
	    &box.text), ERR_NOTFOUND, "is missing");
	close_box(&box);
}

static void
what_hides_history_is_told(void **state)
{
	static const struct {
		const char *command;
		unsigned masks;
	} clones[] = {
		{ "git clone -q --depth 1 file://$PWD/much m1",
		    MASK_SHALLOW },
		{ "git clone -q --filter=blob:none file://$PWD/much m1",
		    MASK_PARTIAL },
		{ "git clone -q much m1 && cd m1 && git replace --graft HEAD",
		    MASK_REPLACED },
		{ "git clone -q much m1 && git -C m1 rev-parse HEAD"
		    " >m1/.git/info/grafts", MASK_GRAFTED },
		{ "git clone -q -s much m1", MASK_ALTERNATES },
		{ "git clone -q much m1", 0 },
	};

	(void)state;
	box_do("git init -q much && cd much && git config"
	    " uploadpack.allowFilter true && for i in 1 2; do echo $i >f &&"
	    " git add f && git commit -q -m $i; done");
	for (size_t i = 0; i < COUNT(clones); i++) {
		struct box_objects box;

		box_do(clones[i].command);
		box = open_box("m1");
		assert_int_equal(repo_masks(box.repo), clones[i].masks);
		close_box(&box);
		box_do("rm -rf m1");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_is_read_as_it_is),
		cmocka_unit_test(bytes_of_another_id_are_damage),
		cmocka_unit_test(a_cut_or_empty_file_is_damage),
		cmocka_unit_test(a_delta_that_makes_nothing_is_damage),
		cmocka_unit_test(a_limit_holds_whatever_it_is_made_of),
		cmocka_unit_test(what_a_push_brings_is_read_too),
		cmocka_unit_test(a_colon_in_the_path_does_no_harm),
		cmocka_unit_test(alternates_of_the_repository_are_followed),
		cmocka_unit_test(each_folder_is_followed_once),
		cmocka_unit_test(a_list_is_split_as_git_does),
		cmocka_unit_test(alternates_of_the_environment_are_followed),
		cmocka_unit_test(what_hides_history_is_told),
	};

	return cmocka_run_group_tests(tests, box_git_setup,
	    box_git_teardown);
}
