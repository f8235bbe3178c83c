#ifndef PROVEN_GIT_COMMIT_H
#define PROVEN_GIT_COMMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/oid.h"

/* The bytes of a commit object, taken apart. */

struct objects;
struct repo;

/* Who, and when. */
struct stamp {
	const char *name, *email;
	int64_t when; /* seconds since the Epoch */
	int offset;   /* minutes east of UTC */
};

/* Take apart "Name <email> time zone", cut into pieces where it stands.
 * Lenient: what is not there is "" or 0. */
void stamp_parse(struct stamp *, char *line);

struct commit {
	struct oid id, tree;
	struct oid *parents;
	size_t n_parents, cap_parents;
	struct stamp author, committer;
	const char *message; /* behind the blank line */
	struct str text;     /* what all strings here point into */
};

#define COMMIT_INIT { .text = STR_INIT }

/*
 * Read commit ID into COMMIT, whose former content is given up; so one
 * struct serves a whole walk.  Lenient in names and dates, as history is
 * what it is.  ERR_NOTFOUND: no such object.  ERR_DATA: no commit, or one
 * without a tree.
 */
NODISCARD const struct err *commit_read(struct commit *, struct repo *,
    const struct oid *id);
/* The same as objects_read and objects_glance read it. */
NODISCARD const struct err *commit_verified(struct commit *,
    struct objects *, const struct oid *id);
NODISCARD const struct err *commit_glance(struct commit *, struct objects *,
    const struct oid *id);
/* The same from its bytes. */
NODISCARD const struct err *commit_parse(struct commit *, const char *text,
    size_t len, const struct oid *id);
void commit_release(struct commit *);

/* The first line of the message; the caller frees. */
char *commit_subject(const struct commit *);

/*
 * The bytes of a commit on N PARENTS.  SIGNATURE (armour) may be NULL.
 * Crud that git strips from names and addresses is stripped.
 */
void commit_write(struct str *out, const struct oid *tree,
    const struct oid *parents, size_t n, const struct stamp *author,
    const struct stamp *committer, const char *signature,
    const char *message);

#endif
