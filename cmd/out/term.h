#ifndef PROVEN_OUT_TERM_H
#define PROVEN_OUT_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "cmd/out/out.h"
#include "core/base/err.h"

/* The terminal: width, colours, pager. */

/* Columns of the terminal FD; ASKED (a number as text, or NULL) comes
 * first; 80 when it is no terminal. */
size_t term_width_of(int fd, const char *asked);

/* The sequence that begins PAINT, and the one that ends it; "" where OUT
 * has no colours. */
const char *term_paint(const struct out *, enum paint);
const char *term_plain(const struct out *, enum paint);

/*
 * What goes to stdout goes through COMMAND, a shell command line, until
 * pager_end.  ERR_SYSTEM: it could not be started.
 */
NODISCARD const struct err *pager_begin(struct out *, const char *command);
/* Wait for the pager where one runs; the stream is closed then. */
void pager_end(struct out *);

#endif
