#ifndef PROVEN_JSON_MEMBERS_H
#define PROVEN_JSON_MEMBERS_H

/* Shared by the files of this folder only. */

#include <stddef.h>

#include "core/json/json.h"

/*
 * The members of OBJECT (N of them) sorted by key as RFC 8785 wants it, by
 * UTF-16 code units.  The caller frees the array; the nodes are borrowed.
 */
const struct json **members_sorted(const struct json *object, size_t *n);
/* The one of them that has KEY, or NULL. */
const struct json *members_find(const struct json *const *members, size_t n,
    const char *key);

/* Without a walk for it. */
void member_drop(struct json *object, struct json *member);

#endif
