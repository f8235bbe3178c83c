#ifndef PROVEN_MODEL_MERGE_SIDES_H
#define PROVEN_MODEL_MERGE_SIDES_H

/* Shared by the files of this folder only: what a merge looks at. */

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"
#include "core/json/json.h"

struct record;

/* Does this member of the record go with the history? */
bool merge_follows(const char *key);

/* One member, as each has it; NULL: absent. */
struct sides {
	const struct json *a, *b;
	const struct json **bases;
	size_t n; /* 0: nothing is known of any base */
};

/* The records whole.  Released with sides_release. */
void sides_init(struct sides *, const struct record *a,
    const struct record *b, const struct record *const *bases, size_t n);
void sides_release(struct sides *);
/* Is NODE as in some base? */
bool sides_known(const struct sides *, const struct json *node);
/*
 * Which of the two that differ changed: one did where it is as in no base,
 * and the other one as in some; else both did.
 */
enum changed { CHANGED_A, CHANGED_B, CHANGED_BOTH };
enum changed sides_changed(const struct sides *);
/* Is it in none of the bases, which are known? */
bool sides_added(const struct sides *);

/* Is it the verdict of a criterion, which follows from the rest of it? */
bool merge_is_verdict(const struct strs *keys);

/* The members of a member, to be found by key. */
struct level {
	struct json_index a, b, *bases;
	size_t n;
};

void level_init(struct level *, const struct sides *of);
void level_release(struct level *);
/* Released with sides_release. */
void level_sides(struct sides *, const struct level *, const char *key);

/* The items of a list, to be found by value; of what is none, nothing. */
struct items {
	struct strs sorted;
};

void items_init(struct items *, const struct json *list);
void items_release(struct items *);
bool items_have(const struct items *, const struct json *item);

#endif
