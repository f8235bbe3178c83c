#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/index_box.h"

/* Index files, edited one by one. */

/* The bytes of the extension TREE have PART (LEN bytes) in them. */
static bool
trees_have(const void *part, size_t len)
{
	struct str bytes = read_index("r/.git/index");
	const char *trees = memmem(bytes.ptr, bytes.len, "TREE", 4);
	bool has = trees != NULL && memmem(trees, bytes.len -
	    (size_t)(trees - bytes.ptr), part, len) != NULL;

	str_release(&bytes);
	return has;
}

/* Folder NAME, which is at PATH, is known to have N entries and FOLDERS. */
static void
is_known(const char *path, const char *name, int n, int folders)
{
	char *command = xasprintf("cd r && git rev-parse HEAD:%s", path);
	char *hex = box_run(command, NULL);
	struct str part = STR_INIT;
	struct oid id;

	assert_true(oid_parse(&id, hex));
	str_addn(&part, name, strlen(name) + 1);
	str_addf(&part, "%d %d\n", n, folders);
	str_addn(&part, (const char *)id.id, OID_SIZE);
	if (!trees_have(part.ptr, part.len))
		fail_msg("the tree of '%s' is not known", path);
	str_release(&part);
	free(command);
	free(hex);
}

static void
trees_of_other_folders_stay_known(void **state)
{
	struct index_raw *raw;

	(void)state;
	make_repository();
	is_known("a", "a", 7, 2);
	is_known("a/b", "b", 4, 1);
	raw = open_index();
	index_raw_put(raw, "a/b/1", &blobs[0], NULL);
	index_raw_remove(raw, "e/1");
	write_index(raw, "r/.git/index");
	is_known("a/b/c", "c", 2, 0);
	is_known("a/d", "d", 1, 0);
	assert_true(trees_have("TREE\0\0\0", 7));
	assert_true(trees_have("\0-1 2\na\0-1 2\nb\0-1 1\nc\0002 0\n", 25));
	assert_true(trees_have("e\0-1 0\n", 7));
	check_trees();
}

/* Trees that make no sense are left out; git does without. */
static void
malformed_trees_go(void **state)
{
	static const char *const bad[] = {
		"TREE\0\0\0\1x", "TREE\0\0\0\5\0001 0\n",
		"TREE\0\0\0\6\0-1 1\n",
		"TREE\0\0\0\6\0-2 0\n", "TREE\0\0\0\7\0-1 0\nx",
		"TREE\0\0\0\6\0--1 0", "TREE\0\0\0\6x\0-1 0",
		"TREE\0\0\0\x0b\0-1 99999\na\0", "TREE\0\0\0\6\0-1 -\n",
		"TREE\0\0\0\x0c\0-1 1\n\0-1 0\n",
	};

	(void)state;
	make_repository();
	strip_trees("r/.git/index", "r/.git/none");
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct str bytes = read_index("r/.git/none");
		size_t len = 8 + (size_t)bad[i][7];
		struct index_raw *raw;

		str_cut(&bytes, bytes.len - OID_SIZE);
		str_addn(&bytes, bad[i], len);
		index_seal(&bytes);
		raw = open_bytes(&bytes);
		index_raw_remove(raw, "own");
		write_index(raw, "r/.git/index");
		if (trees_have("", 0))
			fail_msg("kept: %zu", i);
		check_trees();
	}
}

static void
the_stages_of_an_unmerged_file_go_together(void **state)
{
	struct index_entry entry;
	struct index_raw *raw;

	(void)state;
	make_repository();
	box_do("cd r && b=$(git rev-parse HEAD:own) && printf '0 %040d\\tm\\n"
	    "100644 %s 1\\tm\\n100644 %s 2\\tm\\n100644 %s 3\\tm\\n100644 %s"
	    " 2\\tn\\n100644 %s 3\\tn\\n' 0 $b $b $b $b $b |"
	    " git update-index --index-info");
	raw = open_index();
	assert_true(index_raw_get(raw, "m", &entry) && entry.unsettled);
	assert_true(index_raw_get(raw, "n", &entry) && entry.unsettled);
	assert_true(index_raw_get(raw, "own", &entry) && !entry.unsettled);
	assert_false(index_raw_get(raw, "ow", &entry));
	index_raw_put(raw, "m", &blobs[0], NULL);
	write_index(raw, "r/.git/index");
	box_says("cd r && git ls-files -u | cut -f2 && git ls-files m",
	    "n\nn\nm");
	raw = open_index();
	index_raw_remove(raw, "n");
	write_index(raw, "r/.git/index");
	box_says("cd r && git ls-files -u && git ls-files m n", "m");
	check_trees();
}

/* What tells how conflicts were resolved is kept for `git checkout -m`. */
static void
resolutions_can_still_be_undone(void **state)
{
	struct index_raw *raw;

	(void)state;
	make_repository();
	box_do("cd r && git branch side && echo 1 >own && git commit -qam 1 &&"
	    " git checkout -q side && echo 2 >own && git commit -qam 2 &&"
	    " ! git merge main && echo 3 >own && git add own");
	raw = open_index();
	index_raw_put(raw, "a/1", &blobs[0], NULL);
	write_index(raw, "r/.git/index");
	box_says("cd r && git ls-files --resolve-undo | cut -f2 && "
	    "git checkout -q -m own && grep -c '<<<' own",
	    "own\nown\nown\n1");
}

/* Offsets and bitmaps by number would lie; git makes them anew. */
static void
other_extensions_go(void **state)
{
	static const char ends[] = "EOIE\0\0\0\1xFSMN\0\0\0\2xyIEOT\0\0\0\0";
	struct str bytes;
	struct index_raw *raw;

	(void)state;
	make_repository();
	bytes = read_index("r/.git/index");
	str_cut(&bytes, bytes.len - OID_SIZE);
	str_addn(&bytes, ends, sizeof(ends) - 1);
	index_seal(&bytes);
	raw = open_bytes(&bytes);
	index_raw_remove(raw, "own");
	write_index(raw, "r/.git/index");
	assert_true(trees_have("TREE", 4));
	assert_false(trees_have("EOIE", 4));
	assert_false(trees_have("FSMN", 4));
	assert_false(trees_have("IEOT", 4));
	check_trees();
}

/* A path longer than the twelve bits for its length. */
static void
long_paths_are_put_and_found(void **state)
{
	struct index_raw *raw;
	struct index_entry entry;
	char *paths[4], *command;

	(void)state;
	make_repository();
	for (size_t i = 0; i < COUNT(paths); i++) {
		size_t len = i == 0 ? 5000 : 4093 + i;

		paths[i] = xcalloc(len + 1, 1);
		memset(paths[i], 'l', len);
	}
	raw = open_index();
	for (size_t i = 0; i < COUNT(paths); i++)
		index_raw_put(raw, paths[i], &blobs[i], NULL);
	write_index(raw, "r/.git/index");
	raw = open_index();
	for (size_t i = 0; i < COUNT(paths); i++) {
		assert_true(index_raw_get(raw, paths[i], &entry));
		assert_true(oid_equal(&entry.id, &blobs[i]));
	}
	index_raw_free(raw);
	command = xasprintf("cd r && git ls-files l* && git ls-files -s %s |"
	    " cut -d' ' -f2", paths[2]);
	free(box_run(command, NULL));
	free(command);
	check_trees();
	for (size_t i = 0; i < COUNT(paths); i++)
		free(paths[i]);
}

/* An entry with what the file looks like is clean at once. */
static void
files_need_no_second_look(void **state)
{
	struct index_raw *raw;
	struct oid id;
	struct stat st;
	char *hex;

	(void)state;
	make_repository();
	hex = box_run("cd r && echo changed >a/b/2 && touch -d "
	    "2020-01-01T00:00:00.5 a/b/2 && git hash-object -w a/b/2", NULL);
	assert_true(oid_parse(&id, hex));
	assert_int_equal(lstat("r/a/b/2", &st), 0);
	raw = open_index();
	index_raw_put(raw, "a/b/2", &id, &st);
	write_index(raw, "r/.git/index");
	box_do("cd r && git diff-files --quiet");
	box_says("cd r && git status --porcelain", "M  a/b/2");
	free(hex);
}

/* ---- Damage ---- */

/* BYTES, without a checksum, are an index or refused; never more. */
static void
check_damaged(const struct str *bytes)
{
	struct str sealed = STR_INIT, out = STR_INIT;
	struct index_file file;
	const struct err *err;
	unsigned char *exact;
	bool needs_git = false;

	str_addn(&sealed, bytes->ptr, bytes->len);
	index_seal(&sealed);
	exact = xmemdup(sealed.ptr, sealed.len);
	err = index_file_parse(&file, "i", exact, sealed.len, &needs_git);
	if (err != NULL) {
		box_fails(err, ERR_DATA, "'i' is damaged: it");
		box_fails(err, ERR_DATA, "rm 'i' && git reset");
	} else if (!needs_git) {
		struct index_raw *raw;

		index_file_release(&file);
		raw = open_bytes(&sealed);
		index_raw_remove(raw, "a/b/1");
		index_raw_put(raw, "a/b/x", &blobs[0], NULL);
		index_raw_write(raw, &out);
		index_raw_free(raw);
		index_seal(&out);
		index_raw_free(open_bytes(&out));
	}
	free(exact);
	str_release(&out);
	str_release(&sealed);
}

static void
any_bit_may_be_wrong(void **state)
{
	struct index_file file;
	struct str bytes;
	bool needs_git;

	(void)state;
	make_repository();
	box_do("cd r && git update-index --skip-worktree own &&"
	    " git rm -q -r --cached a && git write-tree");
	bytes = read_index("r/.git/index");
	for (size_t i = 0; i < bytes.len * 8; i++) {
		bytes.ptr[i / 8] ^= (char)(1 << i % 8);
		box_fails(index_file_parse(&file, "i", (unsigned char *)
		    bytes.ptr, bytes.len, &needs_git), ERR_DATA,
		    i < 32 ? "it is no index" : "its checksum is wrong");
		bytes.ptr[i / 8] ^= (char)(1 << i % 8);
	}
	str_cut(&bytes, bytes.len - OID_SIZE);
	for (size_t i = 0; i < bytes.len * 8; i++) {
		bytes.ptr[i / 8] ^= (char)(1 << i % 8);
		check_damaged(&bytes);
		bytes.ptr[i / 8] ^= (char)(1 << i % 8);
	}
	for (; bytes.len > 0; str_cut(&bytes, bytes.len - 1))
		check_damaged(&bytes);
	str_release(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_BOX(trees_of_other_folders_stay_known),
		IN_BOX(malformed_trees_go),
		IN_BOX(the_stages_of_an_unmerged_file_go_together),
		IN_BOX(resolutions_can_still_be_undone),
		IN_BOX(other_extensions_go),
		IN_BOX(long_paths_are_put_and_found),
		IN_BOX(files_need_no_second_look),
		IN_BOX(any_bit_may_be_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
