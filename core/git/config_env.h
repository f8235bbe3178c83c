#ifndef PROVEN_GIT_CONFIG_ENV_H
#define PROVEN_GIT_CONFIG_ENV_H

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * The configuration in the environment: KEYS[i] has VALUES[i], in order of
 * precedence, lowest first; keys as config_key makes them.
 * ERR_SYSTEM: malformed, as git finds it.
 */
NODISCARD const struct err *config_env_read(struct strs *keys,
    struct strs *values, const char *(*env)(const char *));
/* KEY with section and name in lower case, the subsection as it is; NULL:
 * it is no key.  The caller frees. */
char *config_key(const char *key);

#endif
