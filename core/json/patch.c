#include "core/json/json.h"

static void
patch_member(struct json *target, const struct json *patch)
{
	const char *key = json_key(patch);
	struct json *member, *fresh;

	if (json_type(patch) == JSON_NULL) {
		json_remove(target, key);
		return;
	}
	if ((member = json_get_mut(target, key)) != NULL) {
		json_merge_patch(member, patch);
		return;
	}
	/* Not a plain copy: nulls within the patch must not come through. */
	fresh = json_new_null();
	json_merge_patch(fresh, patch);
	json_set(target, key, fresh);
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
	for (patch = json_first(patch); patch; patch = json_next(patch))
		patch_member(target, patch);
}
