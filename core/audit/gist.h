#ifndef PROVEN_AUDIT_GIST_H
#define PROVEN_AUDIT_GIST_H

/* Shared by the files of this folder only. */

#include <stdbool.h>

#include "core/base/str.h"
#include "core/git/oid.h"

struct json;
struct record;

/*
 * What the state at the tip asks of one record: so little that it is kept
 * from one audit to the next, for those records that stay as they are.
 */
struct gist {
	struct strs claims;  /* what may stand in one project only:
	                      * "code:X", "doi:X", "patent:X" */
	struct strs refers;  /* to files of evidence: "ID/REST" */
	char *review_by;     /* of its hold; NULL */
	bool in_place;       /* it refers to files outside of evidence/ */
};

#define GIST_INIT { STRS_INIT, STRS_INIT, NULL, false }

void gist_read(struct gist *, const struct record *);
void gist_release(struct gist *);
/* Whether the file at PATH lies outside of evidence/. */
bool is_in_place(const char *path);

/* As it is kept, under its id and the id of its blob. */
struct json *gist_json(const struct gist *, const char *id,
    const struct oid *blob);
/*
 * The gist of record ID in the blob BLOB from *AT, one of a list in order of
 * id, which goes on as far as is needed; false: it is not there.
 */
bool gist_known(struct gist *, const struct json **at, const char *id,
    const struct oid *blob);

#endif
