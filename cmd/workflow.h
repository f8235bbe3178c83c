#ifndef PROVEN_CMD_WORKFLOW_H
#define PROVEN_CMD_WORKFLOW_H

#include <stdbool.h>

#include "core/base/err.h"

/* The verbs of `proven workflow`, each in a file of its own. */
struct session;
struct transition;
struct workflow;

/* What to draw it as: "text", "mermaid" or "dot". */
void workflow_graph(struct session *, const struct workflow *,
    const char *as);
/* FILE ("-": standard input) becomes the workflow; ORPHANS: also where
 * projects are in stages that it lacks. */
NODISCARD const struct err *workflow_set(struct session *, const char *file,
    bool orphans);
/* The stage, "@previous" or "@same" that TRANSITION leads to.  Borrowed. */
const char *workflow_to(const struct transition *);

#endif
