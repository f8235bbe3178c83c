#ifndef PROVEN_AUDIT_TIP_H
#define PROVEN_AUDIT_TIP_H

/* Shared by the files of this folder only. */

#include "core/audit/own.h"
#include "core/store/paths.h"

struct gist;
struct json;

/* A text that may stand in one project only. */
struct claim {
	char *text, *id, *path;
};

struct tip {
	struct trial trial;
	struct worker *worker;
	struct claim *claims;
	size_t n, cap;
	struct paths referred; /* "ID/REST" of files of evidence */
	struct strs files;     /* of evidence, as they lie */
	size_t flat, deep;
	int64_t today;
	const struct json *known; /* gists of an earlier audit */
	struct json *gists;       /* for the next one; NULL: not kept */
};

/* What is in the tree now and was not in the tree OLD; NULL: all. */
NODISCARD const struct err *tip_units(struct tip *, const struct oid *old,
    struct changes *, struct units *out);
/* The gist of the record; *THERE false: it cannot be read. */
NODISCARD const struct err *tip_gist(struct tip *, const struct unit *,
    struct gist *, bool *there);
NODISCARD const struct err *tip_hold(struct tip *, const struct unit *,
    const struct gist *);
/* Files of evidence that lie where no rule but this one looks. */
NODISCARD const struct err *tip_in_place(struct tip *, const struct unit *,
    const struct gist *);
/* All projects; or what differs from the tree SINCE. */
NODISCARD const struct err *tip_all(struct tip *);
NODISCARD const struct err *tip_range(struct tip *, const struct oid *since);

#endif
