#ifndef PROVEN_GIT_COMMIT_STRICT_H
#define PROVEN_GIT_COMMIT_STRICT_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/commit.h"
#include "core/git/oid.h"

/*
 * A commit as the audit reads it: one parser for what a signature is over
 * and for what the commit is taken to say, so that the two cannot differ.
 *
 *	tree ID
 *	parent ID                       any number, no two alike
 *	author Name <email> time zone
 *	committer Name <email> time zone
 *	…                               other headers; further lines of
 *	                                one begin with a blank
 *	gpgsig ARMOUR                   one of them, at most
 *
 *	message
 */
struct objects;

enum { COMMIT_HEADER_MAX = 64 * 1024 };

struct commit_strict {
	/*
	 * Where there is a fault, as far as it can be read, and as git reads
	 * it: parents are the lines right behind the tree's, the first
	 * author counts, TREE is zero where none can be read.
	 */
	struct commit commit;
	/* The armour, with a newline at its end; NULL: there is none, or
	 * there is a fault. */
	const char *signature;
	/* What it is over; empty where SIGNATURE is NULL. */
	struct str payload;
	/* Why git would not write such a commit; translated.  NULL: no
	 * reason. */
	const char *fault;

	struct str armour, raw; /* what is pointed into */
};

#define COMMIT_STRICT_INIT { COMMIT_INIT, NULL, STR_INIT, NULL, STR_INIT, \
	STR_INIT }

/* Take apart the LEN bytes RAW of commit ID into COMMIT, whose former
 * content is given up; so one struct serves a whole walk. */
void commit_strict_parse(struct commit_strict *, const char *raw, size_t len,
    const struct oid *id);
/* The same for commit ID of the repository; errors as objects_read. */
NODISCARD const struct err *commit_strict_read(struct commit_strict *,
    struct objects *, const struct oid *id, size_t max);
void commit_strict_release(struct commit_strict *);

#endif
