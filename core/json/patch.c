#include <stdlib.h>

#include "core/json/json.h"
#include "core/json/members.h"

/* PATCH, a member of a patch, upon MEMBER of TARGET, which may be NULL. */
static void
patch_member(struct json *target, struct json *member,
    const struct json *patch)
{
	struct json *fresh;

	if (json_type(patch) == JSON_NULL) {
		if (member != NULL)
			member_drop(target, member);
	} else if (member != NULL) {
		json_merge_patch(member, patch);
	} else {
		/* No plain copy: nulls within must not come through. */
		fresh = json_new_null();
		json_merge_patch(fresh, patch);
		member_add(target, json_key(patch), fresh);
	}
}

/* The keys of a patch are distinct, so the index stays good. */
static void
patch_object(struct json *target, const struct json *patch)
{
	const struct json **members = NULL;
	size_t n;

	members = members_sorted(target, &n);
	for (patch = json_first(patch); patch; patch = json_next(patch))
		patch_member(target, (struct json *)members_find(members, n,
		    json_key(patch)), patch);
	free(members);
}

void
json_merge_patch(struct json *target, const struct json *patch)
{
	if (json_type(patch) != JSON_OBJECT) {
		json_become(target, json_dup(patch));
		return;
	}
	if (json_type(target) != JSON_OBJECT)
		json_become(target, json_new_object());
	patch_object(target, patch);
}
