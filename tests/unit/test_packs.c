#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/file.h"
#include "core/git/lib.h"
#include "core/git/packs.h"
#include "tests/unit/git_box.h"
#include "tests/unit/random.h"

/*
 * Packs that git wrote, read by packs.c alone, with nothing behind it that
 * would make up for what it does not find.
 */

enum { MOST = 1000 };

struct listed {
	struct oid id;
	enum object_type type;
	size_t size;
};

struct list {
	struct listed items[MOST];
	size_t n, deltas;
};

static enum object_type
type_of(const char *name)
{
	static const char *const names[] = { "commit", "tree", "blob",
		"tag" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return (enum object_type)(OBJECT_COMMIT + i);
	fail_msg("a type: %s", name);
	return OBJECT_COMMIT;
}

/* What git says is in the repository DIR. */
static void
list_all(struct list *list, const char *dir)
{
	char *command = xasprintf("git -C %s cat-file --batch-all-objects"
	    " --batch-check='%%(objectname) %%(objecttype) %%(objectsize)"
	    " %%(deltabase)'", dir);
	char *text = box_run(command, NULL), *rest = NULL;
	char *line = strtok_r(text, "\n", &rest);

	memset(list, 0, sizeof(*list));
	for (; line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		struct listed *one = &list->items[list->n++];
		char *words = NULL;

		assert_true(list->n < MOST);
		assert_true(oid_parse(&one->id, strtok_r(line, " ",
		    &words)));
		one->type = type_of(strtok_r(NULL, " ", &words));
		one->size = strtoul(strtok_r(NULL, " ", &words), NULL, 10);
		list->deltas += strspn(words, "0") != strlen(words);
	}
	free(text);
	free(command);
}

static struct packs *
open_packs(const char *dir)
{
	struct strs folders = STRS_INIT;
	char *objects = xasprintf("%s/.git/objects", dir);
	struct packs *packs;

	strs_add(&folders, objects);
	packs = packs_open(&folders);
	strs_release(&folders);
	free(objects);
	return packs;
}

/* Whether ONE is there; what is read is what git has. */
static bool
reads(struct packs *packs, const struct listed *one)
{
	struct str text = STR_INIT;
	struct oid own;
	bool found;

	found = packs_read(packs, &one->id, one->type, 0, true, &text);
	if (found) {
		repo_hash(&own, one->type, text.ptr, text.len);
		assert_true(oid_equal(&own, &one->id));
		assert_int_equal(text.len, one->size);
		assert_int_equal(text.ptr[text.len], 0);
	} else {
		assert_int_equal(text.len, 0);
	}
	str_release(&text);
	return found;
}

/* All are there, in order, backwards, and once more. */
static void
check_all(const char *dir, const struct list *list)
{
	struct packs *packs = open_packs(dir);

	for (size_t i = 0; i < list->n; i++)
		assert_true(reads(packs, &list->items[i]));
	for (size_t i = list->n; i-- > 0; )
		assert_true(reads(packs, &list->items[i]));
	for (size_t i = 0; i < 2 * list->n; i++)
		assert_true(reads(packs, &list->items[i / 2]));
	packs_close(packs);
}

/* 60 commits on a long file, a short one and a folder; a tag. */
static void
make(const char *dir)
{
	char *command = xasprintf("git init -q %s && cd %s && mkdir d &&"
	    " seq 1 400 >long && i=0 && while [ $i -lt 60 ]; do"
	    " i=$((i + 1)) && sed -i \"${i}s/.*/line $i of it/\" long &&"
	    " echo $i >short && echo $i >d/f$((i %% 7)) && git add . &&"
	    " git commit -q -m $i || exit; done && git tag -a -m tag t",
	    dir, dir);

	box_do(command);
	free(command);
}

static void
every_object_of_a_pack_is_read(void **state)
{
	static struct list list;

	(void)state;
	make("all");
	box_do("git -C all repack -adfq && git -C all prune-packed");
	list_all(&list, "all");
	assert_true(list.n > 200 && list.deltas > 80);
	check_all("all", &list);
	/* Deltas that name their base; several packs; an index that needs
	 * more than four bytes for an offset. */
	box_do("git -C all -c repack.useDeltaBaseOffset=false repack -adfq");
	check_all("all", &list);
	box_do("git -C all tag -d t && echo new >all/new && git -C all add ."
	    " && git -C all commit -q -m new && git -C all repack -dq");
	list_all(&list, "all");
	check_all("all", &list);
	box_do("git -C all repack -adfq && cd all/.git/objects/pack &&"
	    " for p in *.pack; do git index-pack --index-version=2,0x40 -o"
	    " new.idx $p && mv -f new.idx ${p%.pack}.idx; done");
	list_all(&list, "all");
	check_all("all", &list);
}

static void
what_is_not_asked_for_is_not_given(void **state)
{
	static struct list list;
	struct str text = STR_INIT;
	struct packs *packs;
	struct oid none;
	size_t type;

	(void)state;
	make("other");
	box_do("git -C other repack -adfq");
	list_all(&list, "other");
	packs = open_packs("other");
	for (size_t i = 0; i < list.n; i++) {
		const struct listed *one = &list.items[i];

		none = one->id;
		none.id[OID_SIZE - 1] ^= 1;
		assert_false(packs_read(packs, &none, one->type, 0, true,
		    &text));
		type = one->type % OBJECT_TAG + 1;
		assert_false(packs_read(packs, &one->id,
		    (enum object_type)type, 0, true, &text));
		assert_false(one->size > 1 && packs_read(packs, &one->id,
		    one->type, one->size - 1, true, &text));
		assert_int_equal(text.len, 0);
	}
	str_add(&text, "before ");
	assert_true(packs_read(packs, &list.items[0].id, list.items[0].type,
	    0, true, &text));
	assert_true(str_starts(text.ptr, "before "));
	assert_int_equal(text.len, 7 + list.items[0].size);
	packs_close(packs);
	str_release(&text);
}

static void
other_formats_are_left_to_others(void **state)
{
	static struct list list;
	struct packs *packs;

	(void)state;
	make("old");
	box_do("git -C old -c pack.indexVersion=1 repack -adfq");
	list_all(&list, "old");
	packs = open_packs("old");
	for (size_t i = 0; i < list.n; i++)
		assert_false(reads(packs, &list.items[i]));
	packs_close(packs);
	packs = open_packs("no/such");
	assert_false(reads(packs, &list.items[0]));
	packs_close(packs);
}

/* ---- Damage ---- */

/* FILE as TEXT is, with some bytes changed, or cut off. */
static void
damage(const char *file, const struct str *text)
{
	struct str bad = STR_INIT;
	size_t n = below(4) + 1;

	str_addn(&bad, text->ptr, text->len);
	if (below(8) == 0)
		str_cut(&bad, below(bad.len));
	for (size_t i = 0; i < n && bad.len > 0; i++)
		bad.ptr[below(bad.len)] ^= (char)(1 << below(8));
	if (below(4) == 0 && bad.len > 1100)
		memset(bad.ptr + below(1100), (int)below(256), 8);
	box_ok(file_write(file, bad.ptr, bad.len, false));
	str_release(&bad);
}

/* Whatever is read is right all the same. */
static size_t
count_read(const struct list *list)
{
	struct packs *packs = open_packs("bad");
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += reads(packs, &list->items[i]);
	packs_close(packs);
	return n;
}

static void
nothing_wrong_is_read_from_a_damaged_pack(void **state)
{
	static struct list list;
	static const char *const ends[] = { "pack", "idx" };
	size_t most = getenv("PROVEN_SOAK") != NULL ? 20000 : 300;
	size_t lost = 0;

	(void)state;
	make("bad");
	box_do("git -C bad -c repack.useDeltaBaseOffset=false repack -adfq &&"
	    " cd bad/.git/objects/pack && chmod u+w * &&"
	    " mv *.pack p.pack && mv *.idx p.idx && rm -f *.rev");
	list_all(&list, "bad");
	assert_int_equal(count_read(&list), list.n);
	for (size_t i = 0; i < most; i++) {
		char *file = xasprintf("bad/.git/objects/pack/p.%s",
		    ends[i % 2]);
		struct str text = STR_INIT;

		box_ok(file_read(&text, file, SIZE_MAX));
		damage(file, &text);
		lost += count_read(&list) < list.n;
		box_ok(file_write(file, text.ptr, text.len, false));
		str_release(&text);
		free(file);
	}
	assert_true(lost > most / 3);
	assert_int_equal(count_read(&list), list.n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_object_of_a_pack_is_read),
		cmocka_unit_test(what_is_not_asked_for_is_not_given),
		cmocka_unit_test(other_formats_are_left_to_others),
		cmocka_unit_test(nothing_wrong_is_read_from_a_damaged_pack),
	};

	return cmocka_run_group_tests(tests, box_git_setup,
	    box_git_teardown);
}
