#ifndef PROVEN_CMD_EVIDENCE_ADD_H
#define PROVEN_CMD_EVIDENCE_ADD_H

#include <stdint.h>

#include "core/base/date.h"
#include "core/base/err.h"

/* What `evidence add` is made of. */
struct change;
struct evidence_options;
struct incoming;
struct session;
struct snapshot;

/* One piece of evidence on its way into a project. */
struct add {
	struct session *session;
	const struct evidence_options *options;
	const char *id, *what;     /* the project; what was typed */
	struct incoming *in;       /* a file from outside; NULL: none */
	char *name;                /* of that, made safe */
	char date[DATE_SIZE];
	char *path, *url, *doi, *sha256, *key; /* of the entry; or NULL */
	int64_t bytes;             /* -1: unknown */
};

/* ERR_USAGE: WHAT, and how it should be. */
NODISCARD const struct err *add_usage(const struct add *, const char *what);
/* SHA256 becomes that of the entry; ERR_DATA: another was given. */
NODISCARD const struct err *add_check_hash(struct add *,
    const char *sha256);

/* ---- A file that comes in ---- */

/* ERR_REFUSED: git would not keep it as it is. */
NODISCARD const struct err *add_check_filter(const struct add *);
/* Put it where it goes; the path is that of the entry. */
NODISCARD const struct err *add_put_file(struct add *, struct change *,
    struct snapshot *tip);
/* The name that FILE gets among the evidence; the caller frees.
 * ERR_REFUSED: its name has a control character. */
NODISCARD const struct err *evidence_safe_name(const char *file,
    char **name);
/*
 * NAME, or one made of SHA256 and NAME, that no other file of project ID
 * has; *SAME is the path of a file of that name with this very BLOB (hex),
 * NULL where there is none.  The caller frees both.
 */
NODISCARD const struct err *evidence_free_name(struct snapshot *tip,
    const char *id, const char *name, const char *blob, const char *sha256,
    char **out, char **same);

/* ---- A file that is there ---- */

/* The path that was typed, as one of the repository. */
NODISCARD const struct err *add_find_path(struct add *);
/* Its hash in TIP.  ERR_REFUSED: it is not committed, with the commands
 * that do so.  ERR_CONFLICT: it has uncommitted edits. */
NODISCARD const struct err *add_committed(struct add *, struct snapshot *tip);

#endif
