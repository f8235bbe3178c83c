#ifndef PROVEN_TESTS_INDEX_BOX_H
#define PROVEN_TESTS_INDEX_BOX_H

#include "core/base/file.h"
#include "core/git/index_raw.h"
#include "core/git/oid.h"
#include "tests/unit/git_box.h"

/* Indexes that git made in r, and edits of them. */

enum { BLOBS = 6 };

static struct oid blobs[BLOBS];

/* Files in folders, all committed: the index knows their trees. */
static inline void
make_repository(void)
{
	char command[64], *hex;

	box_do("git init -q r && cd r && mkdir -p a/b/c a/d e && for f in own"
	    " a-b a.txt a0 a/1 a/2 a/b/1 a/b/2 a/b/c/1 a/b/c/2 a/d/1 e/1 e/2;"
	    " do echo \"$f\" >\"$f\"; done && git add . &&"
	    " git commit -qm files && git status");
	for (int i = 0; i < BLOBS; i++) {
		snprintf(command, sizeof(command), "cd r && echo %d |"
		    " git hash-object -w --stdin", i);
		hex = box_run(command, NULL);
		assert_true(oid_parse(&blobs[i], hex));
		free(hex);
	}
}

static inline struct str
read_index(const char *path)
{
	struct str bytes = STR_INIT;

	box_ok(file_read(&bytes, path, SIZE_MAX));
	return bytes;
}

static inline struct index_raw *
open_bytes(struct str *bytes)
{
	struct index_file file;
	bool needs_git = true;

	box_ok(index_file_parse(&file, "index", (unsigned char *)bytes->ptr,
	    bytes->len, &needs_git));
	assert_false(needs_git);
	return index_raw_new(bytes, &file);
}

static inline struct index_raw *
open_index(void)
{
	struct str bytes = read_index("r/.git/index");

	return open_bytes(&bytes);
}

static inline void
write_index(struct index_raw *raw, const char *path)
{
	struct str out = STR_INIT;

	index_raw_write(raw, &out);
	index_seal(&out);
	box_ok(file_write(path, out.ptr, out.len, false));
	str_release(&out);
	index_raw_free(raw);
}

static inline void
strip_trees(const char *from, const char *to)
{
	struct str bytes = read_index(from);
	struct index_file file;
	bool needs_git;

	box_ok(index_file_parse(&file, from, (unsigned char *)bytes.ptr,
	    bytes.len, &needs_git));
	str_cut(&bytes, file.end);
	index_seal(&bytes);
	box_ok(file_write(to, bytes.ptr, bytes.len, false));
	index_file_release(&file);
	str_release(&bytes);
}

/* The tree that git writes is the one without what the index knows. */
static inline void
check_trees(void)
{
	char *known, *unknown;

	strip_trees("r/.git/index", "r/.git/stripped");
	unknown = box_run("cd r && GIT_INDEX_FILE=.git/stripped git write-tree",
	    NULL);
	known = box_run("cd r && git write-tree", NULL);
	assert_string_equal(known, unknown);
	free(known);
	free(unknown);
}

#endif
