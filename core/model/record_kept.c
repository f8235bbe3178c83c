#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* What only the tool changes, and how people change the rest whole. */

const struct err *
kept_refuse(const struct field *kept, const char *path, const char *id)
{
	const char *name = kept->name;

	if (strcmp(name, "format") == 0)
		return err_new(ERR_USAGE,
		    _("'%s' is the version of the file format"), path);
	if (strcmp(name, "id") == 0)
		return err_new(ERR_USAGE,
		    _("'%s' never changes: it is the name of the file"),
		    path);
	if (strcmp(name, "verdict") == 0)
		return err_new(ERR_USAGE,
		    _("'%s' is computed from what was measured"), path);
	return err_mend(err_new(ERR_USAGE,
	    _("'%s' changes only by a transition"), path),
	    "proven move %s TRANSITION", id);
}

/* One comparison: what is the same on the whole way down. */
struct pair {
	const struct json *old, *new;
	const char *path, *id;
};

static bool
same(const struct json *a, const struct json *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return json_equal(a, b);
}

static const struct err *
compare_inner(const struct pair *pair, const struct field *field, bool item,
    const char *key)
{
	const struct err *err;
	char *path = xasprintf("%s%s%s", pair->path, *pair->path ? "." : "",
	    key);

	err = kept_compare(field, item, json_get(pair->old, key),
	    json_get(pair->new, key), path, pair->id);
	free(path);
	return err;
}

static const struct err *
compare_members(const struct pair *pair, const struct field *table)
{
	const struct err *err = NULL;

	for (; err == NULL && table->name; table++)
		err = compare_inner(pair, table, false, table->name);
	return err;
}

/* An item that is taken out takes along what is kept in it. */
static const struct err *
compare_items(const struct pair *pair, const struct field *field)
{
	const struct err *err = NULL;
	const struct json *at = NULL;

	if (field->item == FIELD_OBJECT &&
	    json_type(pair->new) == JSON_OBJECT)
		at = json_first(pair->new);
	for (; err == NULL && at; at = json_next(at))
		err = compare_inner(pair, field, true, json_key(at));
	return err;
}

const struct err *
kept_compare(const struct field *field, bool item, const struct json *old,
    const struct json *new, const char *path, const char *id)
{
	struct pair pair = { old, new, path, id };

	if (!item && (field->flags & FIELD_KEPT))
		return same(old, new) ? NULL : kept_refuse(field, path, id);
	if ((item ? field->item : field->type) == FIELD_OBJECT)
		return compare_members(&pair, field->members);
	if (!item && field->type == FIELD_MAP)
		return compare_items(&pair, field);
	return NULL;
}

static const struct err *
compare_records(const struct json *old, const struct json *new)
{
	struct pair pair = { old, new, "", json_text(old, "id") };
	const struct err *err = compare_members(&pair, record_fields);

	return err ? err_new(ERR_REFUSED, "%s", err->msg) : NULL;
}

const struct err *
record_replace(struct record *record, const char *text, size_t len,
    const char *name)
{
	const struct err *err;
	struct json *tree = NULL;

	if ((err = json_read(&tree, text, len, name)))
		return err;
	if (json_type(tree) == JSON_OBJECT &&
	    (err = compare_records(record->tree, tree)))
		goto done;
	if ((err = record_shape(tree, text, len, name)))
		goto done;
	order_record(tree);
	json_free(record->tree);
	record->tree = tree;
	tree = NULL;
done:
	json_free(tree);
	return err;
}
