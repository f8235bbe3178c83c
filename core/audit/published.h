#ifndef PROVEN_AUDIT_PUBLISHED_H
#define PROVEN_AUDIT_PUBLISHED_H

/* Shared by the files of this folder only. */

#include "core/audit/own.h"

/*
 * The branch that is audited, and how far others have it: in a bare
 * repository all of it, in a clone what its remotes have.
 */
NODISCARD const struct err *find_published(struct audit *);

#endif
