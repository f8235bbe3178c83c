#ifndef PROVEN_GIT_TREE_H
#define PROVEN_GIT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/oid.h"

/* ---- The bytes of a tree object ---- */

enum { MODE_TREE = 0040000, MODE_BLOB = 0100644, MODE_EXEC = 0100755,
	MODE_LINK = 0120000, MODE_COMMIT = 0160000, MODE_TYPE = 0170000 };

/* One entry; NAME is borrowed from the bytes, where a NUL follows it. */
struct tree_item {
	const char *name;
	size_t len;
	uint32_t mode; /* as it is written there */
	bool padded;   /* with a 0 in front, which git does not write */
	struct oid id;
};

/* A place between two entries. */
struct tree_cursor {
	const char *at, *end;
};

/*
 * The entry after CURSOR; false at the end, and where the bytes are no
 * entry: AT is END in the first case only.  Lenient in what an entry may
 * say; tree_check is the strict one.
 */
bool tree_next(struct tree_cursor *, struct tree_item *);
/* The first entry of the tree RAW, LEN bytes, called NAME, NAME_LEN bytes. */
bool tree_find(const char *raw, size_t len, const char *name,
    size_t name_len, struct tree_item *);
bool tree_item_is_tree(const struct tree_item *);
bool tree_item_is_file(const struct tree_item *); /* a blob, no link */

/*
 * Whether the bytes are a tree as git writes them: modes in their one
 * form, names without '/' that are not "", ".", ".." or ".git", each once
 * and in git's order, ids not zero.  ERR_DATA says what is not so.
 */
NODISCARD const struct err *tree_check(const char *raw, size_t len);

/*
 * Each entry at fault, and why, translated: what tree_check refuses, and
 * names with control characters or that another system takes for ".git".
 * Where entries are not in order, one that is there twice may be told of
 * again.  ITEM is NULL, at the end, where the bytes break off or are no
 * entry.  What a mode may be in a place is not looked at, only whether git
 * has such a mode.
 */
typedef void (*tree_fault_fn)(void *arg, const struct tree_item *item,
    const char *fault);
void tree_faults(const char *raw, size_t len, tree_fault_fn, void *arg);

/* ---- A tree that is edited by path ---- */

/*
 * A whole directory tree, in memory as far as it was looked at.  Folders
 * are read when a path leads through them, made when something is put in
 * them, and vanish with their last entry.  Damaged folders (tree_check)
 * are refused with ERR_DATA rather than extended.
 */
struct former;
struct tree;

/* Where trees come from, and where they go. */
struct tree_store {
	void *arg;
	/* The bytes of tree ID appended to OUT. */
	const struct err *(*read)(void *arg, const struct oid *id,
	    struct str *out);
	/* Keep these bytes of a tree, which follows FORMER (may be NULL). */
	const struct err *(*write)(void *arg, const char *raw, size_t len,
	    const struct former *former, struct oid *id);
	bool formers; /* the bytes of former versions are wanted */
};

/* ROOT NULL: empty.  STORE must outlive the tree. */
struct tree *tree_new(const struct tree_store *, const struct oid *root);
void tree_free(struct tree *);

struct tree_file {
	uint32_t mode;
	struct oid id;
};

/* What lies at PATH; *FOUND false when nothing does. */
NODISCARD const struct err *tree_get(struct tree *, const char *path,
    struct tree_file *, bool *found);
/* Put FILE (a tree counts) at PATH; what was there is replaced.
 * ERR_DATA: a component of PATH is no folder. */
NODISCARD const struct err *tree_put(struct tree *, const char *path,
    const struct tree_file *);
/* Take away what is at PATH, if anything is. */
NODISCARD const struct err *tree_remove(struct tree *, const char *path);

/* Entries of the folder PATH, in git's order; none when it is none. */
typedef const struct err *(*tree_fn)(void *arg, const char *name,
    const struct tree_file *);
NODISCARD const struct err *tree_each(struct tree *, const char *path,
    tree_fn, void *arg);

/* Write what was changed; the id of the root, which is written also when
 * it is empty. */
NODISCARD const struct err *tree_write(struct tree *, struct oid *root);

#endif
