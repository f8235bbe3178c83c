#ifndef PROVEN_CMD_ATTRIBUTES_H
#define PROVEN_CMD_ATTRIBUTES_H

#include "core/base/str.h"

/*
 * What .gitattributes says of our files: their lines end in LF on every
 * machine, and git asks our drivers, where they are set up, to merge and
 * to show them.
 */

/* OLD, the content as it is, with the lines that it lacks; nothing is
 * added where it has them all.  How many were added. */
size_t attributes_add(struct str *out, const char *old);

#endif
