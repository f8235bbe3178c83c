#ifndef PROVEN_STORE_OWN_H
#define PROVEN_STORE_OWN_H

#include <stdbool.h>

#include "core/base/str.h"
#include "core/git/commit.h"
#include "core/git/oid.h"
#include "core/git/repo.h"
#include "core/git/tree.h"
#include "core/store/hashes.h"
#include "core/store/store.h"

/* What the files of core/store know of each other's structs. */

struct store {
	struct repo *repo;
	char *dir;          /* as it was opened; NULL */
	const char *(*env)(const char *);
	char *branch_ref;   /* full name; NULL: HEAD is detached */
	bool on_head;       /* HEAD is that branch: there is a sync */
	char *private_dir;
	struct hashes hashes;
};

struct snapshot {
	struct store *store;
	bool unborn;         /* no commit yet: everything is empty */
	struct oid commit, tree;
	struct oid projects; /* zero: there is none */
	char commit_hex[OID_HEX + 1], projects_hex[OID_HEX + 1];
	struct str raw;      /* the bytes of projects/, once needed */
	bool have_raw;
	struct tracker *tracker;
	struct tree *files;  /* for looking; NULL: not needed yet */
};

/* A snapshot of commit ID; ID NULL: of an unborn branch. */
NODISCARD const struct err *snapshot_new(struct snapshot **out,
    struct store *, const struct oid *id);
/* As repo_read, but what is missing is damage (ERR_DATA). */
NODISCARD const struct err *store_read(struct store *, const struct oid *,
    enum object_type, size_t max, struct str *out);

/* What lies at PATH; folders are read once and kept. */
NODISCARD const struct err *snapshot_lookup(struct snapshot *,
    const char *path, struct tree_file *out, bool *found);
/* What lies at PATH below tree ROOT. */
NODISCARD const struct err *store_lookup(struct store *,
    const struct oid *root, const char *path, struct tree_file *out,
    bool *found);
/* Record ID below the tree projects/; *PATH (may be NULL) is the caller's
 * to free. */
NODISCARD const struct err *store_find_record(struct store *,
    const struct oid *projects, const struct str *raw, const char *id,
    struct oid *blob, char **path, bool *found);

#endif
