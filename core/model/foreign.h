#ifndef PROVEN_MODEL_FOREIGN_H
#define PROVEN_MODEL_FOREIGN_H

#include <stdbool.h>

#include "core/base/err.h"

/* How the ids of another system become ids of projects. */
enum ids {
	IDS_KEEP,   /* they must be ids already */
	IDS_SLUG,   /* "EIP 900!" gives "eip-900"; the original in `code` */
	IDS_RANDOM  /* a new one; the original in `code` */
};
extern const char ids_words[]; /* "keep|slug|random" */

/* False: not one of these words. */
bool ids_parse(enum ids *, const char *word);

/*
 * The id for what the other system calls ORIGINAL (NULL or "": nothing),
 * with PREFIX (NULL: none) in front; the caller frees.  ERR_DATA: there is
 * none, or it is no id; the message says how it is not.
 */
NODISCARD const struct err *foreign_id(char **id, const char *original,
    enum ids, const char *prefix);

#endif
