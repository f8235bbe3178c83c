#ifndef PROVEN_MODEL_PEOPLE_DISTINCT_H
#define PROVEN_MODEL_PEOPLE_DISTINCT_H

/* Shared by the files of this folder only. */

struct people;
struct reader;

/* A fault where two people, or one person twice, have an address or a key:
 * in whose commits it then stood could not be told. */
void people_check_distinct(struct reader *, const struct people *);

#endif
