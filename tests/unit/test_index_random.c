#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/index_box.h"

/* Edits at random, compared with what git makes of the same. */

/* Above and below what is changed in place. */
enum { OPS = 60 };

static uint32_t seed;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* No file among them lies below another, nor below what is there. */
static const char *const apart[] = {
	"own", "a-b", "a.txt", "a/1", "a/2", "a/3", "a/b/0", "a/b/1", "a/b/2",
	"a/b/c/1", "a/b/c/2", "a/b/c/9", "a/d/1", "a/d/2", "a0", "a1", "e/1",
	"e/2", "f/g/h", "f/g/i", "new", "zz", "Z", "a b", "\xe9\xa1\xb9"
};
/* With these there may be. */
static const char *const any[] = {
	"own", "own/x/y", "a", "a/b", "a/b/c", "a/1/x", "a/b/c/1", "e",
	"e/1/2/3", "f", "f/g", "f/g/h", "zz", "a-b", "a-b/c"
};

struct op {
	const char *path;
	const struct oid *id; /* NULL: removed */
	bool has_stat;
	struct stat st;
};

static void
draw_stat(struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_ctim.tv_sec = draw(1u << 20);
	st->st_ctim.tv_nsec = draw(1000000000);
	st->st_mtim.tv_sec = draw(1u << 20);
	st->st_mtim.tv_nsec = draw(1000000000);
	st->st_dev = draw(1u << 16);
	st->st_ino = ((ino_t)1 << 40) + draw(1u << 20);
	st->st_uid = draw(1u << 16);
	st->st_gid = draw(1u << 16);
	st->st_size = draw(1u << 20);
}

static struct op
draw_op(const char *const *pool, size_t n)
{
	struct op op = { .path = pool[draw((uint32_t)n)] };

	if (draw(3) > 0)
		op.id = &blobs[draw(BLOBS)];
	op.has_stat = draw(3) > 0;
	draw_stat(&op.st);
	return op;
}

static void
apply(struct index_raw *raw, const struct op *op)
{
	if (op->id == NULL)
		index_raw_remove(raw, op->path);
	else
		index_raw_put(raw, op->path, op->id,
		    op->has_stat ? &op->st : NULL);
}

/* The same for git update-index --index-info -z. */
static void
tell_git(struct str *out, const struct op *op)
{
	char hex[OID_HEX + 1] = "0000000000000000000000000000000000000000";

	if (op->id != NULL)
		oid_hex(hex, op->id);
	str_addf(out, "%s %s\t%s", op->id ? "100644" : "0", hex, op->path);
	str_addc(out, '\0');
}

/* What `git ls-files -v -s --debug` says of one entry. */
struct block {
	char *path, *text;
};

static size_t
read_blocks(struct block *out, size_t max)
{
	char *all = box_run("cd r && git -c core.quotePath=false ls-files -v"
	    " -s --debug", NULL), *at = all;
	size_t n = 0;

	while (*at != '\0') {
		char *tab = strchr(at, '\t'), *end = strchr(tab, '\n');

		assert_true(n < max);
		out[n].path = xstrndup(tab + 1, (size_t)(end - tab - 1));
		while (end != NULL && end[1] == ' ')
			end = strchr(end + 1, '\n');
		out[n++].text = end ? xstrndup(at, (size_t)(end - at)) :
		    xstrdup(at);
		at = end ? end + 1 : at + strlen(at);
	}
	free(all);
	return n;
}

static void
free_blocks(struct block *blocks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(blocks[i].path);
		free(blocks[i].text);
	}
}

static const struct block *
find_block(const struct block *blocks, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(blocks[i].path, path) == 0)
			return &blocks[i];
	return NULL;
}

/* What git is to say of what OP put where OLD (may be NULL) was. */
static char *
expected(const struct op *op, const struct block *old)
{
	bool assume = old && (old->text[0] == 'h' || old->text[0] == 's');
	bool skip = old && !op->has_stat &&
	    (old->text[0] == 'S' || old->text[0] == 's');
	static const struct stat none;
	const struct stat *st = op->has_stat ? &op->st : &none;
	char hex[OID_HEX + 1];

	oid_hex(hex, op->id);
	return xasprintf("%c 100644 %s 0\t%s\n  ctime: %u:%u\n  mtime: %u:%u\n"
	    "  dev: %u\tino: %u\n  uid: %u\tgid: %u\n  size: %u\tflags: %x",
	    skip ? assume ? 's' : 'S' : assume ? 'h' : 'H', hex, op->path,
	    (unsigned)st->st_ctim.tv_sec, (unsigned)st->st_ctim.tv_nsec,
	    (unsigned)st->st_mtim.tv_sec, (unsigned)st->st_mtim.tv_nsec,
	    (unsigned)st->st_dev, (unsigned)st->st_ino, (unsigned)st->st_uid,
	    (unsigned)st->st_gid, (unsigned)st->st_size,
	    (assume ? 0x8000u : 0) | (skip ? 0x40004000u : 0));
}

/* Entries that no operation named are as they were, to the last bit. */
static void
check_entries(const struct op *ops, size_t n_ops, const struct block *before,
    size_t n_before)
{
	struct block after[64];
	size_t n = read_blocks(after, COUNT(after));

	for (size_t i = 0; i < n; i++) {
		const struct block *old = find_block(before, n_before,
		    after[i].path);
		const struct op *op = NULL;
		char *text;

		for (size_t j = 0; j < n_ops; j++)
			if (strcmp(ops[j].path, after[i].path) == 0)
				op = &ops[j]; /* the last one holds */
		text = op ? expected(op, old) : xstrdup(old->text);
		assert_string_equal(after[i].text, text);
		free(text);
	}
	free_blocks(after, n);
}

static void
check_round(const char *const *pool, size_t n_pool, size_t n_ops)
{
	struct block before[64];
	size_t n = read_blocks(before, COUNT(before));
	struct index_raw *raw = open_index();
	struct str info = STR_INIT;
	struct op ops[OPS];
	char *ours, *gits;

	box_do("cp r/.git/index r/.git/other");
	for (size_t i = 0; i < n_ops; i++) {
		ops[i] = draw_op(pool, n_pool);
		apply(raw, &ops[i]);
		tell_git(&info, &ops[i]);
	}
	write_index(raw, "r/.git/index");
	box_ok(file_write("info", info.ptr, info.len, false));
	gits = box_run("cd r && GIT_INDEX_FILE=.git/other && export "
	    "GIT_INDEX_FILE && git update-index -z --index-info <../info && "
	    "git ls-files -s", NULL);
	ours = box_run("cd r && git ls-files -s", NULL);
	assert_string_equal(ours, gits);
	check_entries(ops, n_ops, before, n);
	check_trees();
	free_blocks(before, n);
	str_release(&info);
	free(ours);
	free(gits);
}

/* Version 2, or with FLAGS 3. */
static void
check_random(uint32_t from, bool flags)
{
	char version;
	struct str bytes;

	make_repository();
	box_do("cd r && git update-index --assume-unchanged a/1 e/2");
	if (flags)
		box_do("cd r && git update-index --skip-worktree a/b/2 a/d/1"
		    " e/2 own && echo x >new && git add -N new");
	bytes = read_index("r/.git/index");
	version = bytes.ptr[7];
	str_release(&bytes);
	assert_int_equal(version, flags ? 3 : 2);
	seed = from;
	for (int i = 0; i < 12; i++)
		check_round(apart, COUNT(apart), 1 + draw(OPS - 1));
	for (int i = 0; i < 12; i++)
		check_round(any, COUNT(any), 1);
	box_do("cd r && git fsck --strict && git status && git fsck --strict");
}

static void
edits_at_random_are_those_of_git(void **state)
{
	(void)state;
	check_random(20260715, false);
	box_do("rm -rf r");
	check_random(20260716, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_BOX(edits_at_random_are_those_of_git),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
