#ifndef PROVEN_GIT_REPO_H
#define PROVEN_GIT_REPO_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/git/oid.h"

struct config;

/*
 * An open repository.  Found as git finds it: GIT_DIR, GIT_WORK_TREE,
 * GIT_COMMON_DIR, GIT_CEILING_DIRECTORIES, GIT_DISCOVERY_ACROSS_FILESYSTEM,
 * GIT_INDEX_FILE and GIT_OBJECT_DIRECTORY of the environment it is given.
 */
struct repo;

/*
 * Find the repository at or above DIR and open it.  ERR_NOTRACKER: there
 * is none.  ERR_SYSTEM: git would not, or this program cannot, read it:
 * foreign owner, unknown extension, SHA-256, reftable; with the mend.
 */
NODISCARD const struct err *repo_open(struct repo **out, const char *dir,
    const char *(*env)(const char *));
void repo_close(struct repo *);

/* Paths without '/' at the end; borrowed. */
const char *repo_git_dir(const struct repo *);
const char *repo_common_dir(const struct repo *);
const char *repo_work_tree(const struct repo *); /* NULL: bare */
const char *repo_index_path(const struct repo *);
const struct config *repo_config(const struct repo *);
const char *repo_env(const struct repo *, const char *name);

/* ---- Objects ---- */

enum object_type { OBJECT_COMMIT = 1, OBJECT_TREE, OBJECT_BLOB, OBJECT_TAG };

/*
 * The bytes of object ID appended to OUT.  ERR_NOTFOUND: no such object.
 * ERR_DATA: damaged, of another type, or over MAX bytes (0: any size).
 */
NODISCARD const struct err *repo_read(struct repo *, const struct oid *id,
    enum object_type, size_t max, struct str *out);
/* Whether it is there; looks again when another process may have packed. */
bool repo_has(struct repo *, const struct oid *);
/* The id these bytes have as an object. */
void repo_hash(struct oid *out, enum object_type, const void *ptr,
    size_t len);

/* The id that the file PATH of the work tree would have in a commit, line
 * endings converted as git does; false when it cannot be told. */
bool repo_hash_file(struct repo *, const char *path, struct oid *out);

/* An object that another one takes the place of. */
struct former {
	struct oid id;
	const char *ptr;
	size_t len;
};

/* ---- References ---- */

/*
 * Where HEAD points: the full name of the branch, also of one that has no
 * commit yet, or NULL when it is detached.  The caller frees.
 */
NODISCARD const struct err *repo_head(struct repo *, char **branch);
/* The full name of the reference that the reference NAME, which there is,
 * stands for; NULL: it stands for itself.  The caller frees. */
NODISCARD const struct err *repo_points_to(struct repo *, const char *name,
    char **target);
/*
 * The commit that reference NAME (full, or "HEAD") leads to; *FOUND false
 * when there is no such reference.
 */
NODISCARD const struct err *repo_ref(struct repo *, const char *name,
    struct oid *out, bool *found);
/* The short names of all branches below PREFIX ("refs/heads/"), sorted. */
NODISCARD const struct err *repo_refs(struct repo *, const char *prefix,
    struct strs *out);
/* The commit that REV names, as git understands revisions.
 * ERR_NOTFOUND: none. */
NODISCARD const struct err *repo_revision(struct repo *, const char *rev,
    struct oid *out);
/* Whether a reference has this short name (a branch, a tag, …). */
bool repo_is_ref(struct repo *, const char *name);

/*
 * The reference NAME goes from OLD (zero: it must not exist) to NEW, if it
 * still is OLD; MESSAGE goes to the reflog, in the name of WHO at EMAIL.
 * ERR_CONFLICT: it is not.  ERR_SYSTEM with *HELD: its lock is held just
 * now; the message names the lock, its age and the mend.  With any error
 * *MOVED says whether it is at NEW all the same: not safe on the disk.
 */
NODISCARD const struct err *repo_move_ref(struct repo *, const char *name,
    const struct oid *old, const struct oid *new, const char *who,
    const char *email, const char *message, bool *held, bool *moved);

/* What is under way: "merge", "rebase", …; NULL: nothing. */
const char *repo_operation(struct repo *);

/*
 * The work tree (another than this one) in which BRANCH (full name) is
 * checked out or being rebased; NULL: none.  The caller frees.
 */
char *repo_checked_out(const struct repo *, const char *branch);

#endif
