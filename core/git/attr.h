#ifndef PROVEN_GIT_ATTR_H
#define PROVEN_GIT_ATTR_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/git/oid.h"

/* What .gitattributes make git do to a file on its way into a commit. */
struct repo;

/* All that is said of it may be false. */
struct attr {
	char *filter;  /* a program changes its bytes; NULL: none */
	bool lines;    /* CR LF becomes LF */
	bool encoding; /* it becomes UTF-8 */
};

/*
 * What would happen to PATH by the attributes in the work tree; COMMIT, if
 * not NULL, is where they are looked up instead.  FILTER is the caller's to
 * free.
 */
NODISCARD const struct err *attr_look(struct attr *, struct repo *,
    const char *path, const struct oid *commit);

#endif
