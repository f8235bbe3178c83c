#ifndef PROVEN_CMD_LABEL_H
#define PROVEN_CMD_LABEL_H

#include <stdbool.h>

/*
 * What people read in the place of a code, in tables and documents.  For
 * programs the code stays as it is.  Everything is borrowed: from the
 * tracker, or the argument itself where it has no label.
 */
struct session;

/* Whether results are for people: OUT_TABLE, OUT_MARKDOWN. */
bool label_wanted(const struct session *);

const char *label_stage(const struct session *, const char *name);
const char *label_transition(const struct session *, const char *name);
const char *label_code(const struct session *, const char *list,
    const char *code);
/* Whether LABEL says no more than CODE: "On hold" and "on-hold". */
bool label_is_code(const char *label, const char *code);
/* The name of the person with this handle or address. */
const char *label_person(const struct session *, const char *word);

#endif
