#ifndef PROVEN_MODEL_TRACKER_CONFIG_H
#define PROVEN_MODEL_TRACKER_CONFIG_H

/* Shared by the files of this folder only. */

#include "core/base/err.h"

struct json;
struct tracker;

/* tracker/tracker.json into T; as workflow_parse for errors. */
NODISCARD const struct err *config_parse(struct tracker *t,
    const struct json *, char **where);

/*
 * Set what TEXT, "tracker=authored,approvals=signed" (NULL: nothing), says
 * in `require` of ROOT.  ERR_USAGE: another member or strength, with the
 * near miss.
 */
NODISCARD const struct err *config_require(struct json *root,
    const char *text);

/* What config_parse put into it. */
void config_release(struct tracker *);

#endif
