#ifndef PROVEN_GIT_DIFF_H
#define PROVEN_GIT_DIFF_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/oid.h"
#include "core/git/tree.h"

/* Two trees compared by their raw bytes: only folders that differ are
 * read. */
struct repo;

/* OLD or NEW is NULL where there is none. */
typedef const struct err *(*diff_fn)(void *arg, const char *path,
    const struct tree_file *old, const struct tree_file *new);

/*
 * Each file (anything but a folder) that differs between trees OLD and
 * NEW, either of which may be NULL, in order of path; paths begin with
 * PREFIX ("projects/").  An error from FN ends it.  ERR_NOTFOUND: a folder
 * of OLD is not in the repository; ERR_DATA: one of NEW.
 */
NODISCARD const struct err *diff_trees(struct repo *, const struct oid *old,
    const struct oid *new, const char *prefix, diff_fn, void *arg);

/* ---- Many comparisons ---- */

/*
 * Does the same again and again, with trees from anywhere.  What was read
 * last is kept: along a history, the NEW of one comparison that is the OLD
 * of the next is not read twice.
 */
struct differ;

struct diff_source {
	void *arg;
	/* The bytes of tree ID appended to OUT. */
	const struct err *(*read)(void *arg, const struct oid *id,
	    struct str *out);
	/* May be NULL: into each.  Whether to look into folder PATH
	 * ("projects/a/"); one that is not looked into is given to the
	 * diff_fn as a file would be, with '/' at its end. */
	bool (*enter)(void *arg, const char *path);
	/* May be NULL.  The bytes of each folder that is looked into, before
	 * its files; OLD or NEW is NULL where there is none. */
	void (*folder)(void *arg, const char *path, const struct str *old,
	    const struct str *new);
};

struct differ *differ_new(const struct diff_source *); /* copied */
void differ_free(struct differ *);
/* As diff_trees; errors of READ, too.  FN may not use the differ. */
NODISCARD const struct err *differ_trees(struct differ *,
    const struct oid *old, const struct oid *new, const char *prefix,
    diff_fn, void *arg);

#endif
