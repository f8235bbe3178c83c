#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/git/delta.h"
#include "core/git/lib.h"
#include "core/git/pack.h"
#include "core/git/repo.h"
#include "core/git/sink.h"
#include "tests/unit/git_box.h"

/* Bytes that look random, the same in each run. */
static void
noise(char *out, size_t len, uint32_t seed)
{
	for (size_t i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		out[i] = (char)(seed >> 24);
	}
}

/* ---- Deltas ---- */

static void
check_delta(const char *old, size_t old_len, const char *new, size_t new_len)
{
	struct str delta = STR_INIT, made = STR_INIT;

	delta_make(&delta, old, old_len, new, new_len);
	assert_true(delta_apply(&made, old, old_len, delta.ptr, delta.len));
	assert_int_equal(made.len, new_len);
	assert_memory_equal(made.ptr, new, new_len);
	/* Not for another base, and not cut off. */
	str_reset(&made);
	assert_false(delta_apply(&made, old, old_len + 1, delta.ptr,
	    delta.len));
	for (size_t cut = 0; cut < delta.len && delta.len < 300; cut++) {
		str_reset(&made);
		assert_false(delta_apply(&made, old, old_len, delta.ptr,
		    cut) && cut < delta.len && made.len == new_len &&
		    new_len > 0 && memcmp(made.ptr, new, new_len) != 0);
	}
	str_release(&delta);
	str_release(&made);
}

static void
a_delta_gives_the_new_version(void **state)
{
	static const struct {
		const char *old, *new;
	} rows[] = {
		{ "", "" }, { "", "abc" }, { "abc", "" }, { "abc", "abc" },
		{ "abc", "abd" }, { "abc", "xbc" }, { "aaaa", "aaaaa" },
		{ "aaaaa", "aaaa" }, { "abcabc", "abc" }, { "ab", "ba" },
	};
	enum { LARGE = 200000 };
	char *old = xmalloc(LARGE), *new = xmalloc(LARGE + 500);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check_delta(rows[i].old, strlen(rows[i].old), rows[i].new,
		    strlen(rows[i].new));
	noise(old, LARGE, 1);
	memcpy(new, old, LARGE);
	noise(new + 70000, 20, 2);
	check_delta(old, LARGE, new, LARGE);
	/* 500 bytes more in the middle: several insertions. */
	memcpy(new, old, 65536);
	noise(new + 65536, 500, 3);
	memcpy(new + 66036, old + 65536, LARGE - 65536);
	check_delta(old, LARGE, new, LARGE + 500);
	free(old);
	free(new);
}

static void
a_damaged_delta_is_refused(void **state)
{
	static const char *const bad[] = {
		"\3\3\0",          /* command 0 */
		"\3\3\5abc",       /* insertion longer than the delta */
		"\3\3\x91\1\3",    /* copy beyond the base */
		"\3\2\x90\3",      /* more than was announced */
		"\3\4\x90\3",      /* less */
		"\3\2\3abc",      /* more, inserted */
	};
	struct str made = STR_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		str_reset(&made);
		assert_false(delta_apply(&made, "abc", 3, bad[i],
		    strlen(bad[i]) + (i == 0)));
		assert_true(made.len <= 3);
	}
	str_reset(&made);
	assert_true(delta_apply(&made, "abc", 3, "\3\3\x90\3", 4));
	assert_string_equal(made.ptr, "abc");
	str_release(&made);
}

/* ---- Packs ---- */

static void
put(struct pack *pack, const char *ptr, size_t len)
{
	struct oid id;

	repo_hash(&id, OBJECT_BLOB, ptr, len);
	if (!pack_has(pack, &id))
		box_ok(pack_put(pack, OBJECT_BLOB, ptr, len, &id, NULL));
}

static void
check_read(struct pack *pack, const char *ptr, size_t len)
{
	struct str out = STR_INIT;
	struct oid id;

	repo_hash(&id, OBJECT_BLOB, ptr, len);
	box_ok(pack_read(pack, &id, OBJECT_BLOB, &out));
	assert_int_equal(out.len, len);
	assert_memory_equal(out.ptr, ptr, len);
	str_release(&out);
}

static const size_t sizes[] = { 0, 1, 15, 16, 100, 101, 2047, 2048, 65535,
	65536, 300000, 1000000 };

static void
what_is_put_is_read_again_and_by_git(void **state)
{
	struct pack *pack = NULL;
	char *bytes = xmalloc(1000000);

	(void)state;
	box_do("git init -q r");
	box_ok(pack_new(&pack, "r/.git/objects"));
	for (size_t i = 0; i < COUNT(sizes); i++) {
		noise(bytes, sizes[i], (uint32_t)i + 1);
		put(pack, bytes, sizes[i]);
		check_read(pack, bytes, sizes[i]);
		put(pack, bytes, sizes[i]);
	}
	assert_int_equal(pack_count(pack), COUNT(sizes));
	for (size_t i = COUNT(sizes); i-- > 0;) {
		noise(bytes, sizes[i], (uint32_t)i + 1);
		check_read(pack, bytes, sizes[i]);
	}
	box_ok(pack_finish(pack));
	box_says("ls r/.git/objects/pack | sed 's/.*[.]//' | tr '\\n' ' '",
	    "idx keep pack ");
	pack_publish(pack);
	pack_free(pack);
	box_says("ls r/.git/objects/pack | sed 's/.*[.]//' | tr '\\n' ' '",
	    "idx pack ");
	box_do("cd r && git verify-pack .git/objects/pack/*.idx &&"
	    " git fsck --strict");
	box_says("cd r && git cat-file --batch-all-objects --batch-check |"
	    " awk '{ n += $3 } END { print NR, n }'", "12 1435399");
	free(bytes);
}

/* Versions of one folder: the pack holds what differs. */
static void
versions_of_a_folder_are_deltas(void **state)
{
	enum { ENTRIES = 300, VERSIONS = 100 };
	struct repo *repo = NULL;
	struct sink *sink = NULL;
	struct str raw = STR_INIT, out = STR_INIT;
	struct former former = { .ptr = NULL };
	struct oid blob, ids[VERSIONS];

	(void)state;
	box_do("git init -q r");
	box_ok(repo_open(&repo, "r", box_env));
	box_ok(sink_new_pack(&sink, repo));
	box_ok(sink_put(sink, OBJECT_BLOB, "x", 1, &blob));
	for (int i = 0; i < ENTRIES; i++) {
		str_addf(&raw, "100644 f%03d", i);
		str_addc(&raw, '\0');
		str_addn(&raw, (const char *)blob.id, OID_SIZE);
	}
	for (int i = 0; i < VERSIONS; i++) {
		char text[32];

		snprintf(text, sizeof(text), "version %d", i);
		box_ok(sink_put(sink, OBJECT_BLOB, text, strlen(text),
		    &blob));
		memcpy(raw.ptr + 32 * (i * 7 % ENTRIES) + 12, blob.id,
		    OID_SIZE);
		box_ok(sink_put_next(sink, OBJECT_TREE, raw.ptr, raw.len,
		    former.ptr ? &former : NULL, &ids[i]));
		free((char *)(uintptr_t)former.ptr);
		former = (struct former){ ids[i], xmemdup(raw.ptr, raw.len),
			raw.len };
	}
	box_ok(sink_read(sink, &ids[VERSIONS - 1], OBJECT_TREE, 0, &out));
	assert_int_equal(out.len, raw.len);
	assert_memory_equal(out.ptr, raw.ptr, raw.len);
	box_ok(sink_flush(sink));
	sink_publish(sink);
	sink_free(sink);
	repo_close(repo);
	box_do("cd r && git fsck --strict && test $(du -k .git/objects/pack |"
	    " cut -f1) -lt 100");
	box_says("cd r && git verify-pack -v .git/objects/pack/*.idx |"
	    " sed -n 's/^chain length = \\([0-9]*\\):.*/\\1/p' | tail -1",
	    "24");
	free((char *)(uintptr_t)former.ptr);
	str_release(&raw);
	str_release(&out);
}

static void
what_was_not_published_is_gone(void **state)
{
	struct pack *pack = NULL;

	(void)state;
	box_do("git init -q r");
	box_ok(pack_new(&pack, "r/.git/objects"));
	put(pack, "one", 3);
	pack_free(pack);
	box_ok(pack_new(&pack, "r/.git/objects"));
	put(pack, "one", 3);
	box_ok(pack_finish(pack));
	pack_free(pack);
	box_says("ls -A r/.git/objects/pack", "");
}

static void
another_pack_of_that_name_stays(void **state)
{
	struct pack *pack = NULL;

	(void)state;
	box_do("git init -q r");
	for (int i = 0; i < 2; i++) {
		box_ok(pack_new(&pack, "r/.git/objects"));
		put(pack, "one", 3);
		box_ok(pack_finish(pack));
		if (i == 0)
			pack_publish(pack);
		pack_free(pack);
	}
	box_says("cd r && git cat-file --batch-all-objects --batch-check |"
	    " wc -l", "1");
}

static void
only_our_own_keep_files_are_cleared(void **state)
{
	struct repo *repo = NULL;
	struct pack *pack = NULL;

	(void)state;
	box_do("git init -q r");
	box_ok(pack_new(&pack, "r/.git/objects"));
	put(pack, "one", 3);
	box_ok(pack_finish(pack));
	box_do("cd r/.git/objects/pack && echo why >other.keep &&"
	    " cp pack-*.keep killed.keep");
	pack_publish(pack);
	pack_free(pack);
	box_ok(repo_open(&repo, "r", box_env));
	sink_clear(repo);
	repo_close(repo);
	box_says("cd r/.git/objects/pack && ls *.keep", "other.keep");
}

/* ---- Loose objects ---- */

static void
loose_objects_are_whole_and_read_only(void **state)
{
	struct repo *repo = NULL;
	struct sink *sink;
	struct oid id;

	(void)state;
	box_do("git init -q r");
	box_ok(repo_open(&repo, "r", box_env));
	sink = sink_new(repo);
	box_ok(sink_put(sink, OBJECT_BLOB, "hello\n", 6, &id));
	box_ok(sink_put(sink, OBJECT_BLOB, "hello\n", 6, &id));
	box_ok(sink_put(sink, OBJECT_TREE, "", 0, &id));
	assert_false(repo_has(repo, &id));
	box_ok(sink_flush(sink));
	assert_true(repo_has(repo, &id));
	sink_free(sink);
	repo_close(repo);
	box_says("cd r && git cat-file -p "
	    "ce013625030ba8dba906f756967f9e9ca394464a", "hello");
	box_says("cd r && stat -c %a .git/objects/ce/*", "444");
	box_says("find r/.git/objects -type f | wc -l", "2");
}

static void
a_damaged_older_file_is_named(void **state)
{
	struct repo *repo = NULL;
	struct sink *sink;
	struct oid id;

	(void)state;
	box_do("git init -q r && cd r && echo hello | git hash-object -w"
	    " --stdin && cd .git/objects/ce && chmod u+w * && "
	    ": >013625030ba8dba906f756967f9e9ca394464a");
	box_ok(repo_open(&repo, "r", box_env));
	sink = sink_new(repo);
	box_ok(sink_put(sink, OBJECT_BLOB, "hello\n", 6, &id));
	box_fails(sink_flush(sink), ERR_DATA,
	    "ce013625030ba8dba906f756967f9e9ca394464a is damaged");
	sink_free(sink);
	repo_close(repo);
}

#define IN_GIT_BOX(test) \
	cmocka_unit_test_setup_teardown(test, box_git_setup, box_git_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_delta_gives_the_new_version),
		cmocka_unit_test(a_damaged_delta_is_refused),
		IN_GIT_BOX(what_is_put_is_read_again_and_by_git),
		IN_GIT_BOX(versions_of_a_folder_are_deltas),
		IN_GIT_BOX(what_was_not_published_is_gone),
		IN_GIT_BOX(another_pack_of_that_name_stays),
		IN_GIT_BOX(only_our_own_keep_files_are_cleared),
		IN_GIT_BOX(loose_objects_are_whole_and_read_only),
		IN_GIT_BOX(a_damaged_older_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
