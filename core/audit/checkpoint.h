#ifndef PROVEN_AUDIT_CHECKPOINT_H
#define PROVEN_AUDIT_CHECKPOINT_H

/* Shared by the files of this folder only. */

#include "core/audit/own.h"

/* Signed tags that say how far a branch had come: PV501, PV309. */
NODISCARD const struct err *judge_checkpoints(struct trial *);

#endif
