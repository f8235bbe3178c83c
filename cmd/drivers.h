#ifndef PROVEN_CMD_DRIVERS_H
#define PROVEN_CMD_DRIVERS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"

/*
 * What the configuration of a clone has to say so that git asks this
 * program to merge and to show our files.  Nobody but the clone itself can
 * say it: it does not travel.
 */
struct session;
struct store;

enum driver_state { DRIVER_SET, DRIVER_MISSING, DRIVER_OTHER };

struct driver {
	const char *key, *value, *what; /* WHAT: for people, N_() */
};

enum { DRIVERS = 2 };
extern const struct driver drivers[DRIVERS];

/* What the configuration says instead in *OTHER, where DRIVER_OTHER (may
 * be NULL); the caller frees. */
enum driver_state driver_state(const struct store *, const struct driver *,
    char **other);
/* Set the one that is missing. */
NODISCARD const struct err *driver_set(const struct store *,
    const struct driver *);
/* Set all that are missing, or say so where another one is set. */
void drivers_set(struct session *);

#endif
