#ifndef PROVEN_MODEL_CHANGE_H
#define PROVEN_MODEL_CHANGE_H

#include "core/base/str.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/*
 * Shared by the files of this folder only: one change of a record, where
 * it goes and what was typed.
 */
struct change {
	struct record *record;
	const struct tracker *tracker;
	const char *path;  /* borrowed */
	struct strs parts; /* the components of PATH */
	struct place place;
};

/*
 * ERR_USAGE: PATH is no field, or one that people do not change.  Ends
 * with change_release in either case.
 */
NODISCARD const struct err *change_init(struct change *, struct record *,
    const char *path, const struct tracker *);
void change_release(struct change *);

/* FIELD_LIST, FIELD_OBJECT, ...: what stands at the path. */
enum field_type change_type(const struct change *);

/* What was TYPED, as the value to store.  ERR_USAGE: why it cannot be. */
NODISCARD const struct err *change_value(struct json **out,
    const struct change *, const char *typed);
/* The same for one item of the list at the path. */
NODISCARD const struct err *change_item(struct json **out,
    const struct change *, const char *typed);
/* ERR_USAGE: the codes that are keys on the path are in no vocabulary. */
NODISCARD const struct err *change_keys(const struct change *);

#endif
