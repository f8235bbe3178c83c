#ifndef PROVEN_CMD_APPROVE_H
#define PROVEN_CMD_APPROVE_H

#include "core/base/err.h"

struct session;

/* Print the approvals of project ID, with what each is worth. */
NODISCARD const struct err *approvals_list(struct session *, const char *id);

#endif
