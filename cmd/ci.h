#ifndef PROVEN_CMD_CI_H
#define PROVEN_CMD_CI_H

#include <stdbool.h>

#include "core/base/err.h"

/*
 * The files of `init --ci HOST`: jobs that judge what is pushed, and who is
 * to agree to changes of the rules.  They are part of the founding commit.
 */
struct change;
struct snapshot;

#define CI_HOSTS "github|gitlab|gitea|forgejo"

struct ci; /* of one host */

/* HOST is one of CI_HOSTS. */
const struct ci *ci_find(const char *host);
/* Where the jobs are, from the root. */
const char *ci_jobs_path(const struct ci *);
/* Where the owners are. */
const char *ci_owners_path(const struct ci *);
/* How the anchor is given to the host: a command, or what to set; the
 * caller frees. */
char *ci_anchor(const struct ci *, const char *commit);

/* What the files of a host say of this tracker. */
struct ci_facts {
	const char *email;  /* of the admin */
	const char *branch; /* the one to audit */
};

/*
 * Put the files of the host.  TIP (may be NULL) is what they come on top of:
 * ERR_REFUSED where it has the jobs already; owners that it has are kept,
 * and then *KEPT.
 */
NODISCARD const struct err *ci_put(struct change *, struct snapshot *tip,
    const struct ci *, const struct ci_facts *, bool *kept);

#endif
