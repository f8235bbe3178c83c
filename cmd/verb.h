#ifndef PROVEN_CMD_VERB_H
#define PROVEN_CMD_VERB_H

#include <stddef.h>

#include "core/base/err.h"

/* The first word of `proven people add`, or the first two of them. */
struct opt;
struct session;

struct verb {
	const char *name;     /* "add", "key add" */
	const char *operands; /* N_(), for usage: a word for each */
	int least, most;      /* of them; -1: any */
	const char *options;  /* " name email ", what it has; NULL: all */
};

/*
 * *OUT is which of the N VERBS *ARGV, as opt_parse left it, begins with;
 * *ARGC and *ARGV are its operands then.  ERR_USAGE: none of them (a near
 * miss is named), too few or too many operands, one of OPTS that it has
 * not.  A text or a number (which is -1 until it is) may be given.
 */
NODISCARD const struct err *verb_read(size_t *out, const struct session *,
    const struct verb *verbs, size_t n, const struct opt *opts, int *argc,
    char ***argv);

#endif
