#ifndef PROVEN_AUDIT_TRUST_H
#define PROVEN_AUDIT_TRUST_H

/* Shared by the files of this folder only. */

#include "core/audit/own.h"

/*
 * What earlier audits of this clone found: tips without an error, with all
 * that decided it, and how far each branch had come.  The file is
 * proven/audit in the git directory:
 *
 *	HMAC-SHA-256 of the rest, 64 hex digits, LF
 *	{"format": 1, "program": …, "repository": …,
 *	 "tips": [{"tip": …, "founding": …, "anchor": …, "require": …,
 *	   "language": …, "commits": …, …, "findings": [{…}, …]}, …],
 *	 "branches": {"main": …}, "gists": [{"id": …, "blob": …, …}, …]}
 *
 * under a key that lies outside of the repository, so that nobody who can
 * write to it can forge one.  Whatever does not fit is as if there was
 * nothing.
 */
struct trust;

/* NULL: nothing is to be kept, or nothing can be. */
struct trust *trust_open(const struct audit *);
void trust_close(struct trust *);

/* A tip, found clean under the same options as those of AUDIT: the I-th of
 * them, newest first; false: there are no more. */
bool trust_tip(const struct trust *, size_t i, struct oid *out);
/* Where BRANCH was; false: not known. */
bool trust_branch(const struct trust *, const char *branch,
    struct oid *out);
/* What was found up to the I-th tip goes to the report, and to worker 0. */
void trust_take(const struct trust *, size_t i, struct audit *);
/* What the last audit kept of the records at its tip: the first of a list
 * in order of id (gist.h); NULL: nothing. */
const struct json *trust_gists(const struct trust *);
/*
 * Keep what the audit has found: FOUND, N of them, in the audit's order, but
 * for what is told of the tip alone, and its gists.  Nothing is kept unless
 * it is CLEAN.
 */
void trust_keep(struct trust *, struct audit *,
    const struct found *found, size_t n, bool clean);

#endif
