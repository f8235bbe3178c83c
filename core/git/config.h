#ifndef PROVEN_GIT_CONFIG_H
#define PROVEN_GIT_CONFIG_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * The configuration as git sees it: system, user, repository, work tree,
 * and over these the environment (GIT_CONFIG_COUNT, then what `git -c`
 * put into GIT_CONFIG_PARAMETERS).  GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM,
 * GIT_CONFIG_NOSYSTEM, XDG_CONFIG_HOME and HOME say where the files are.
 *
 * A trusted value comes from the user: never from the files of the
 * repository, which somebody else may have written.
 */
struct config;

/*
 * The user's part.  ENV as getenv(3); must outlive the configuration.
 * ERR_SYSTEM: a file cannot be read, GIT_CONFIG_* is malformed.
 */
NODISCARD const struct err *config_open(struct config **out,
    const char *(*env)(const char *));
void config_close(struct config *);

/* A variable of the environment. */
const char *config_env(const struct config *, const char *name);
/* The last value of KEY; NULL: not set.  The caller frees. */
char *config_get(const struct config *, const char *key, bool trusted);
/* The trusted value of KEY; OTHERWISE, which may be NULL, where it is not
 * set, or empty.  The caller frees. */
char *config_text(const struct config *, const char *key,
    const char *otherwise);
/* KEY is VALUE from now on in the file of the repository at COMMON_DIR; what
 * is read here before stays what it was. */
NODISCARD const struct err *config_put(const char *common_dir,
    const char *key, const char *value);
/* All values of KEY, lowest precedence first, added to OUT. */
void config_all(const struct config *, const char *key, bool trusted,
    struct strs *out);
/* Whether some remote.<name>.promisor is true: a partial clone. */
bool config_has_promisor(const struct config *);
/* KEY as git reads booleans; OTHERWISE when not set or no boolean. */
bool config_bool(const struct config *, const char *key, bool trusted,
    bool otherwise);
/* The same for any text: a value, or a variable of the environment. */
bool config_true(const char *text, bool otherwise);
/* The value of KEY as a path, "~/" and "~user/" resolved; the caller
 * frees. */
char *config_path(const struct config *, const char *key, bool trusted);

#endif
