#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/change.h"

/* Changing a record by the field table: `set` and its like. */

/* How deep NODE nests: 1 for what is no collection. */
static size_t
depth_of(const struct json *node)
{
	size_t deepest = 0, depth;

	if (json_type(node) != JSON_OBJECT && json_type(node) != JSON_ARRAY)
		return 1;
	for (node = json_first(node); node; node = json_next(node)) {
		depth = depth_of(node);
		if (depth > deepest)
			deepest = depth;
	}
	return deepest + 1;
}

/* The first N components of the path of CHANGE; the caller frees. */
static char *
path_start(const struct change *change, size_t n)
{
	struct strs start = { change->parts.items, n, n };

	return strs_join(&start, ".");
}

/* ERR_USAGE: something on the way to the path is no object. */
static const struct err *
check_way(const struct change *change)
{
	const struct json *node = change->record->tree;
	const struct err *err;
	char *start;

	for (size_t i = 0; i + 1 < change->parts.n; i++) {
		node = json_get(node, change->parts.items[i]);
		if (json_type(node) == JSON_NULL)
			return NULL;
		if (json_type(node) == JSON_OBJECT)
			continue;
		start = path_start(change, i + 1);
		err = err_new(ERR_USAGE, _("'%s' is no object: nothing can "
		    "be set below it"), start);
		free(start);
		return err;
	}
	return NULL;
}

/* The object that holds the last component, made where it is missing. */
static struct json *
make_way(const struct change *change)
{
	struct json *node = change->record->tree, *next;

	for (size_t i = 0; i + 1 < change->parts.n; i++) {
		const char *key = change->parts.items[i];

		next = json_get_mut(node, key);
		if (json_type(next) != JSON_OBJECT) {
			json_set(node, key, json_new_object());
			next = json_get_mut(node, key);
		}
		node = next;
	}
	return node;
}

/* Put the part of the record that has changed in order again. */
static void
reorder(const struct change *change)
{
	struct json *tree = change->record->tree;
	const char *top = change->parts.items[0];
	const struct field *field = field_member(record_fields, top);

	order_top(tree);
	if (field && json_get(tree, top))
		order_value(json_get_mut(tree, top), field, false);
}

static bool
has_money(const struct json *node, const struct field *field, bool item)
{
	enum field_type type = item ? field->item : field->type;
	const struct field *member;

	if (type == FIELD_MONEY)
		return json_type(node) == JSON_INTEGER;
	if (type != FIELD_OBJECT && type != FIELD_MAP)
		return false;
	for (node = json_first(node); node; node = json_next(node)) {
		member = type == FIELD_MAP ? field :
		    field_member(field->members, json_key(node));
		if (member && has_money(node, member, type == FIELD_MAP))
			return true;
	}
	return false;
}

static bool
record_has_money(const struct json *tree)
{
	for (const struct json *at = json_first(tree); at;
	    at = json_next(at)) {
		const struct field *field = field_member(record_fields,
		    json_key(at));

		if (field && has_money(at, field, false))
			return true;
	}
	return false;
}

/*
 * Amounts are minor units: where the new currency has another number of
 * digits, 1200.50 would become 120050 without a word.
 */
static const struct err *
check_currency(const struct change *change, const struct json *value)
{
	const struct json *tree = change->record->tree;
	const char *new = json_string(value);

	if (strcmp(change->path, "budget.currency") != 0)
		return NULL;
	if (currency_digits(new ? new : "CNY") == record_money_digits(tree) ||
	    !record_has_money(tree))
		return NULL;
	return err_mend(err_new(ERR_USAGE, _("'%s' cannot change from '%s' "
	    "to '%s': the amounts in the record would not mean the same"),
	    change->path, record_currency(tree), new ? new : "CNY"),
	    _("unset the amounts first, then set currency and amounts"));
}

static const struct err *
check_depth(const struct change *change, const struct json *value)
{
	if (change->parts.n + depth_of(value) <= JSON_MAX_DEPTH)
		return NULL;
	return err_new(ERR_USAGE, _("'%s' nests deeper than %d"),
	    change->path, JSON_MAX_DEPTH);
}

/* VALUE, taken, goes to the path, if nothing speaks against it. */
static const struct err *
put(const struct change *change, struct json *value)
{
	const struct json *old = json_find(change->record->tree,
	    change->path);
	const struct err *err;

	if ((err = change_keys(change)) || (err = check_way(change)) ||
	    (err = check_currency(change, value)) ||
	    (err = check_depth(change, value)) ||
	    (err = kept_compare(change->place.field, change->place.item,
	    old, value, change->path, record_id(change->record)))) {
		json_free(value);
		return err;
	}
	json_set(make_way(change), change->parts.items[change->parts.n - 1],
	    value);
	reorder(change);
	return NULL;
}

static const struct err *
check_typed(const char *path, const char *value)
{
	if (!json_is_text(path))
		return err_new(ERR_USAGE, _("a path is not UTF-8"));
	if (!json_is_text(value))
		return err_new(ERR_USAGE,
		    _("the value of '%s' is not UTF-8"), path);
	return NULL;
}

const struct err *
record_set(struct record *record, const char *path, const char *value,
    const struct tracker *tracker)
{
	struct change change;
	struct json *node = NULL;
	const struct err *err;

	if ((err = check_typed(path, value)))
		return err;
	if ((err = change_init(&change, record, path, tracker)) == NULL &&
	    (err = change_value(&node, &change, value)) == NULL)
		err = put(&change, node);
	change_release(&change);
	return err;
}

static const struct err *
no_list(const char *path)
{
	return err_mend(err_new(ERR_USAGE, _("'%s' is no list"), path),
	    _("only lists take '+=' and '-='; use %s=VALUE"), path);
}

/* A merge patch knows no items: RFC 7396 takes the place of a list whole. */
static const struct err *
list_of_patch(const char *path)
{
	return err_mend(err_new(ERR_USAGE, _("a list is proposed whole, not "
	    "by '+=' or '-='")), "proven set ID %s=ITEM,ITEM", path);
}

/* The list at the path of CHANGE, or NULL; ERR_USAGE: it is none. */
static const struct err *
find_list(const struct change *change, struct json **out)
{
	const struct json *list = json_find(change->record->tree,
	    change->path);

	*out = NULL;
	if (change_type(change) != FIELD_LIST ||
	    (json_type(list) != JSON_NULL && json_type(list) != JSON_ARRAY))
		return no_list(change->path);
	if (change->place.patch)
		return list_of_patch(change->path);
	if (json_type(list) == JSON_ARRAY)
		*out = (struct json *)list;
	return NULL;
}

static bool
list_has(const struct json *list, const struct json *item)
{
	for (list = json_first(list); list; list = json_next(list))
		if (json_equal(list, item))
			return true;
	return false;
}

const struct err *
record_add(struct record *record, const char *path, const char *value,
    const struct tracker *tracker)
{
	struct change change;
	struct json *list, *item = NULL;
	const struct err *err;

	if ((err = check_typed(path, value)))
		return err;
	if ((err = change_init(&change, record, path, tracker)) ||
	    (err = find_list(&change, &list)) ||
	    (err = change_item(&item, &change, value)))
		goto done;
	if (list == NULL) {
		list = json_new_array();
		json_append(list, item);
		item = NULL;
		err = put(&change, list);
	} else if (!list_has(list, item)) {
		json_append(list, item);
		item = NULL;
	}
done:
	json_free(item);
	change_release(&change);
	return err;
}

/* LIST without what equals ITEM; the caller owns it. */
static struct json *
list_without(const struct json *list, const struct json *item)
{
	struct json *rest = json_new_array();

	for (list = json_first(list); list; list = json_next(list))
		if (!json_equal(list, item))
			json_append(rest, json_dup(list));
	return rest;
}

/* What is in the list may be taken out, whether it may be put in or not. */
const struct err *
record_subtract(struct record *record, const char *path, const char *value,
    const struct tracker *tracker)
{
	struct change change;
	struct json *list, *item = NULL, *rest;
	const struct err *err;

	if ((err = check_typed(path, value)))
		return err;
	if ((err = change_init(&change, record, path, tracker)) ||
	    (err = find_list(&change, &list)))
		goto done;
	item = json_new_string(value);
	if (!list_has(list, item)) {
		json_free(item);
		item = NULL;
		if ((err = change_item(&item, &change, value)))
			goto done;
	}
	rest = list_without(list, item);
	if (list && json_count(rest) > 0)
		json_become(list, rest);
	else {
		json_free(rest);
		err = record_unset(record, path);
	}
done:
	json_free(item);
	change_release(&change);
	return err;
}

const struct err *
record_assign(struct record *record, const char *assignment,
    const struct tracker *tracker)
{
	const char *equals = strchr(assignment, '=');
	const struct err *err;
	char *typed, *path, op;

	if (equals == NULL || equals == assignment)
		return err_mend(err_new(ERR_USAGE, _("'%s' is no change of "
		    "a field"), assignment), _("write PATH=VALUE, "
		    "LIST+=VALUE or LIST-=VALUE"));
	op = equals[-1];
	typed = xstrndup(assignment, (size_t)(equals - assignment) -
	    (op == '+' || op == '-'));
	path = json_path(typed);
	if (path == NULL)
		err = err_new(ERR_USAGE, _("'%s' is no path"), typed);
	else if (op == '+')
		err = record_add(record, path, equals + 1, tracker);
	else if (op == '-')
		err = record_subtract(record, path, equals + 1, tracker);
	else
		err = record_set(record, path, equals + 1, tracker);
	free(path);
	free(typed);
	return err;
}
