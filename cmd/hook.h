#ifndef PROVEN_CMD_HOOK_H
#define PROVEN_CMD_HOOK_H

#include <stdint.h>

#include "cmd/audited.h"
#include "core/base/err.h"
#include "core/base/str.h"

/* The parts of `hook`: what git runs before it takes something. */
struct session;

struct hook_options {
	struct audit_asked asked;
	struct strs topics; /* patterns of branches that may be rewritten */
	int64_t budget;     /* seconds; 0: no limit */
};

/* The hooks that there are. */
enum hook { HOOK_PRE_COMMIT, HOOK_PRE_RECEIVE, HOOKS };
extern const char *const hook_names[HOOKS];

/* NAME NULL: the one that this repository has a use for. */
NODISCARD const struct err *hook_install(struct session *,
    const char *name);
/* What is staged, judged. */
NODISCARD const struct err *hook_pre_commit(struct session *,
    const struct hook_options *);
/* What a push brings, by the lines that git writes on standard input. */
NODISCARD const struct err *hook_pre_receive(struct session *,
    const struct hook_options *);

/* ERR_FINDINGS, the first finding that fails in front; ERR_DATA: not all
 * could be looked at; NULL: nothing speaks against it.  WHAT is judged. */
struct audit_report;
NODISCARD const struct err *hook_verdict(const struct audit_report *,
    const struct hook_options *, const char *what);

/* After SECONDS (0: never) the program ends, refusing what it judges. */
void hook_budget(int64_t seconds);

#endif
