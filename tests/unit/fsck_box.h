#ifndef PROVEN_TESTS_FSCK_BOX_H
#define PROVEN_TESTS_FSCK_BOX_H

#include "core/base/file.h"
#include "core/git/oid.h"
#include "core/git/repo.h"
#include "tests/unit/git_box.h"

/*
 * Objects of any bytes, put into a repository "r" all at once, and what
 * `git fsck --strict` says of each.
 */
struct fsck_box {
	const char *type;
	struct strs ids;
	struct strs said; /* lines about an object that is bad */
};

#define FSCK_BOX_INIT(type) { type, STRS_INIT, STRS_INIT }

static inline int
fsck_setup(void **state)
{
	if (box_git_setup(state) != 0)
		return -1;
	box_do("mkdir put");
	return 0;
}

static inline void
fsck_put(struct fsck_box *box, const char *raw, size_t len)
{
	char *path = xasprintf("put/%05zu", box->ids.n), hex[OID_HEX + 1];
	struct oid id;

	repo_hash(&id, strcmp(box->type, "tree") == 0 ? OBJECT_TREE :
	    OBJECT_COMMIT, raw, len);
	oid_hex(hex, &id);
	strs_add(&box->ids, hex);
	box_ok(file_write(path, raw, len, false));
	free(path);
}

/* Also sees that git names each object as repo_hash does.  What they lead
 * to need not be there. */
static inline void
fsck_run(struct fsck_box *box)
{
	char *command = xasprintf("git init -q r && cd r && find ../put -type"
	    " f | sort | xargs git hash-object -t %s -w --literally"
	    " --no-filters", box->type);
	char *expected = strs_join(&box->ids, "\n"), *said;
	struct strs lines = STRS_INIT;
	int status;

	box_says(command, expected);
	said = box_run("git -C r fsck --strict --no-dangling 2>&1", &status);
	strs_split(&lines, said, '\n');
	for (size_t i = 0; i < lines.n; i++)
		if (str_starts(lines.items[i], "error") &&
		    !str_ends(lines.items[i], "broken links"))
			strs_add(&box->said, lines.items[i]);
	strs_release(&lines);
	free(said);
	free(expected);
	free(command);
}

/* What is wrong with object I; NULL: nothing. */
static inline const char *
fsck_said(const struct fsck_box *box, size_t i)
{
	for (size_t j = 0; j < box->said.n; j++)
		if (strstr(box->said.items[j], box->ids.items[i]) != NULL)
			return box->said.items[j];
	return NULL;
}

static inline void
fsck_release(struct fsck_box *box)
{
	strs_release(&box->ids);
	strs_release(&box->said);
	box_do("rm -rf put r && mkdir put");
}

#endif
