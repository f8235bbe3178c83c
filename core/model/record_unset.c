#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* Taking a member out of a record. */

/* ERR_USAGE: what is at PATH stays. */
static const struct err *
check_unset(const struct record *record, const char *path)
{
	const struct json *node = json_find(record->tree, path);
	const struct err *err;
	struct place place = PLACE_INIT;

	/* What the table does not know, but the record holds, may go. */
	if ((err = field_place(&place, path)))
		return node ? NULL : err;
	if (place.kept)
		return kept_refuse(place.kept, path, record_id(record));
	if (!place.item && (place.field->flags & FIELD_REQUIRED))
		return err_new(ERR_USAGE, _("'%s' is always there"), path);
	if (place.item && place.field->type == FIELD_LIST)
		return err_mend(err_new(ERR_USAGE, _("'%s' is an item of a "
		    "list"), path), "proven set %s LIST-=VALUE",
		    record_id(record));
	if (node && !place.item)
		return kept_compare(place.field, false, node, NULL, path,
		    record_id(record));
	return NULL;
}

/* Take out the member at PATH, and what holds nothing after that. */
static void
prune(struct json *tree, char *path)
{
	const struct json *holder;
	char *point;

	do {
		point = strrchr(path, '.');
		if (point)
			*point = '\0';
		holder = json_find(tree, point ? path : "");
		if (json_type(holder) != JSON_OBJECT)
			return;
		json_remove((struct json *)holder, point ? point + 1 : path);
	} while (point && json_first(holder) == NULL);
}

const struct err *
record_unset(struct record *record, const char *path)
{
	const struct err *err;
	char *copy;

	if (!json_is_text(path))
		return err_new(ERR_USAGE, _("a path is not UTF-8"));
	if ((err = check_unset(record, path)))
		return err;
	if (json_find(record->tree, path) == NULL)
		return NULL;
	copy = xstrdup(path);
	prune(record->tree, copy);
	free(copy);
	return NULL;
}
