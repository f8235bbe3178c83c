#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/git/pack_map.h"
#include "core/git/packs.h"
#include "tests/unit/git_box.h"
#include "tests/unit/pack_made.h"

/* Packs made to do harm: nothing is read from where nothing is, and nothing
 * becomes larger than it was said to be. */

static struct oid
named(unsigned n)
{
	struct oid id = { { (unsigned char)n, 1 } };

	return id;
}

/* PACK in a folder of its own, opened; released. */
static struct packs *
open_made(struct made_pack *pack)
{
	struct str bytes = STR_INIT, index = STR_INIT;
	struct strs folders = STRS_INIT;
	struct packs *packs;

	made_bytes(pack, &bytes, &index);
	box_do("rm -rf made && mkdir -p made/pack");
	box_ok(file_write("made/pack/p.pack", bytes.ptr, bytes.len, false));
	box_ok(file_write("made/pack/p.idx", index.ptr, index.len, false));
	strs_add(&folders, "made");
	packs = packs_open(&folders);
	strs_release(&folders);
	str_release(&bytes);
	str_release(&index);
	made_release(pack);
	return packs;
}

/* The text of the blob ID, or NULL; the caller frees. */
static char *
text_of(struct packs *packs, unsigned id, size_t max)
{
	struct str text = STR_INIT;
	struct oid oid = named(id);

	if (packs_read(packs, &oid, OBJECT_BLOB, max, false, &text))
		return str_take(&text);
	assert_int_equal(text.len, 0);
	return NULL;
}

static void
assert_text(struct packs *packs, unsigned id, const char *expected)
{
	char *text = text_of(packs, id, 0);

	if (expected == NULL)
		assert_null(text);
	else
		assert_string_equal(text, expected);
	free(text);
}

/*
 * An object that was kept at the place where the offset 0 would be, and was
 * given away since, is not given once more for the offset 0.
 */
static void
nothing_stands_at_the_start(void **state)
{
	enum { AT = 7037 };
	struct made_pack pack = MADE_PACK_INIT;
	struct oid base = named(1), other = named(2), zero = named(3),
		back = named(4);
	struct packs *packs;

	(void)state;
	while (made_offset(&pack) < AT)
		str_addc(&pack.body, 'x');
	made_whole(&pack, &base, MADE_BLOB, "abc", 3);
	made_delta(&pack, &other, &base, "\3\4\x90\3\1d", 6);
	while (made_offset(&pack) < 20000)
		str_addc(&pack.body, 'x');
	made_name(&pack, &zero, 0);
	made_name(&pack, &back, made_offset(&pack));
	made_head(&pack, MADE_OFS_DELTA, 4);
	made_distance(&pack, made_offset(&pack) - 1);
	made_deflated(&pack, "\3\3\x90\3", 4);
	packs = open_made(&pack);
	assert_text(packs, 3, NULL);
	assert_text(packs, 2, "abcd");
	assert_text(packs, 1, "abc");
	assert_text(packs, 3, NULL);
	assert_text(packs, 4, NULL);
	assert_text(packs, 2, "abcd");
	packs_close(packs);
}

/* 64 KiB of delta that say they make one byte, and would make 1 GiB. */
static void
a_delta_makes_no_more_than_it_says(void **state)
{
	enum { BASE = 64 * 1024, COPIES = 16 * 1024 };
	struct made_pack pack = MADE_PACK_INIT;
	struct oid base = named(1), bomb = named(2);
	struct str delta = STR_INIT;
	char *text = xcalloc(BASE, 1);
	struct packs *packs;

	(void)state;
	str_addn(&delta, "\x80\x80\4\1", 4);
	for (size_t i = 0; i < COPIES; i++)
		str_addn(&delta, "\xb0\xff\xff", 3);
	made_whole(&pack, &base, MADE_BLOB, text, BASE);
	made_delta(&pack, &bomb, &base, delta.ptr, delta.len);
	packs = open_made(&pack);
	assert_null(text_of(packs, 2, 0));
	str_release(&delta);
	packs_close(packs);
	free(text);
}

/* Two deltas of each other, and one of itself. */
static void
a_circle_of_deltas_makes_nothing(void **state)
{
	struct made_pack pack = MADE_PACK_INIT;
	struct oid one = named(1), two = named(2), own = named(3);
	struct packs *packs;

	(void)state;
	made_delta(&pack, &one, &two, "\3\3\x90\3", 4);
	made_delta(&pack, &two, &one, "\3\3\x90\3", 4);
	made_delta(&pack, &own, &own, "\3\3\x90\3", 4);
	packs = open_made(&pack);
	for (unsigned id = 1; id <= 3; id++)
		assert_text(packs, id, NULL);
	packs_close(packs);
}

/* Of an object that says it is large nothing is read. */
static void
what_says_it_is_large_is_left_alone(void **state)
{
	static const size_t sizes[] = { SIZE_MAX >> 4, SIZE_MAX >> 8,
		(size_t)1 << 32, 257 * 1024 * 1024, 101 };
	struct made_pack pack = MADE_PACK_INIT;
	struct packs *packs;

	(void)state;
	for (unsigned i = 0; i < COUNT(sizes); i++) {
		struct oid id = named(i);

		made_name(&pack, &id, made_offset(&pack));
		made_head(&pack, MADE_BLOB, sizes[i]);
		made_deflated(&pack, "abc", 3);
	}
	packs = open_made(&pack);
	for (unsigned i = 0; i < COUNT(sizes); i++)
		assert_null(text_of(packs, i, 100));
	packs_close(packs);
}

/* Else there would be no memory for anything. */
static void
not_all_that_a_process_may_map_is_taken(void **state)
{
	enum { ASKED = 40000, LINUX_MOST = 65530 };
	struct pack_map **maps = xcalloc(ASKED, sizeof(*maps));
	struct made_pack pack = MADE_PACK_INIT;
	struct oid id = named(1);
	size_t n = 0;

	(void)state;
	made_whole(&pack, &id, MADE_BLOB, "abc", 3);
	packs_close(open_made(&pack));
	for (int round = 0; round < 2; round++) {
		while (n < ASKED && (maps[n] =
		    pack_map_open("made/pack/p.idx")) != NULL)
			n++;
		assert_in_range(n, 1000, LINUX_MOST / 2 / 2);
		while (n > 0)
			pack_map_close(maps[--n]);
	}
	free(maps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_stands_at_the_start),
		cmocka_unit_test(a_delta_makes_no_more_than_it_says),
		cmocka_unit_test(a_circle_of_deltas_makes_nothing),
		cmocka_unit_test(what_says_it_is_large_is_left_alone),
		cmocka_unit_test(not_all_that_a_process_may_map_is_taken),
	};

	return cmocka_run_group_tests(tests, box_git_setup,
	    box_git_teardown);
}
