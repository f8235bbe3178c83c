#ifndef PROVEN_CMD_SEEN_H
#define PROVEN_CMD_SEEN_H

#include <stdint.h>

#include "core/base/str.h"

/* Names seen so far, each with a line and perhaps a text.  Starts as
 * SEEN_INIT; finding and noting take logarithmic time. */
struct seen {
	void *root;
};

#define SEEN_INIT { NULL }

/* The line that NAME was noted with; 0: none. */
int64_t seen_line(const struct seen *, const char *name);
/* What was noted with NAME beside the line; NULL.  Borrowed. */
const char *seen_value(const struct seen *, const char *name);
/* VALUE may be NULL; a name noted before is noted anew. */
void seen_note(struct seen *, const char *name, int64_t line,
    const char *value);
/* All names, by their bytes, added to OUT. */
void seen_names(const struct seen *, struct strs *out);
void seen_release(struct seen *);

#endif
