#include <stdlib.h>

#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/json/members.h"

/* PATCH, a member of a patch that does not remove, upon MEMBER or NULL. */
static void
patch_member(struct json *target, struct json *member,
    const struct json *patch)
{
	struct json *fresh;

	if (member != NULL) {
		json_merge_patch(member, patch);
		return;
	}
	/* No plain copy: nulls within must not come through. */
	fresh = json_new_null();
	json_merge_patch(fresh, patch);
	json_add(target, json_key(patch), fresh);
}

/*
 * Members are found through an index, so none may be freed while it is in
 * use: those to be removed are gathered first.
 */
static void
patch_object(struct json *target, const struct json *patch)
{
	const struct json **members = NULL;
	struct json **gone = NULL, *member;
	size_t n, n_gone = 0, cap = 0;

	members = members_sorted(target, &n);
	for (patch = json_first(patch); patch; patch = json_next(patch)) {
		member = (struct json *)members_find(members, n,
		    json_key(patch));
		if (json_type(patch) != JSON_NULL)
			patch_member(target, member, patch);
		if (json_type(patch) != JSON_NULL || member == NULL)
			continue;
		GROW(gone, n_gone, cap);
		gone[n_gone++] = member;
	}
	free(members);
	while (n_gone > 0)
		member_drop(target, gone[--n_gone]);
	free(gone);
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
