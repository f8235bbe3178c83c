#ifndef PROVEN_GIT_FIND_H
#define PROVEN_GIT_FIND_H

#include <stdbool.h>

#include "core/base/err.h"

/* A repository that was found, before it is opened: may it be? */

struct config;

struct find {
	char *git_dir, *common_dir; /* without '/' at the end */
	bool explicit;              /* GIT_DIR names it */
};

/* The path that file PATH holds behind PREFIX, seen from its folder; NULL:
 * it holds none.  The caller frees. */
char *find_link(const char *path, const char *prefix);
/* The common directory of GIT_DIR.  The caller frees. */
char *find_common(const char *git_dir);
/* Whether two paths are one directory. */
bool find_same(const char *a, const char *b);

/* ERR_SYSTEM: format or extensions are beyond this program, named. */
NODISCARD const struct err *find_check_format(const struct find *);
/* ERR_SYSTEM: owned by somebody else and not a safe.directory. */
NODISCARD const struct err *find_check_owner(const struct find *,
    const char *work_tree, const struct config *);

#endif
