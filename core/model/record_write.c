#include "core/model/record.h"

#include <stdint.h>
#include <string.h>

#include "core/model/fields.h"
#include "core/model/record_impl.h"

/*
 * The canonical order, text and digest.  Keys stand as the field table
 * has them, keys of maps by their bytes, unknown keys behind the known
 * ones in the order in which they stood.  A record is kept in that order
 * from the moment it is read.
 */

static size_t
rank(const struct field *table, const char *key)
{
	const struct field *field = field_member(table, key);

	return field != NULL ? (size_t)(field - table) : SIZE_MAX;
}

static int
compare_rank(const char *a, const char *b, void *table)
{
	size_t ra = rank(table, a), rb = rank(table, b);

	return (ra > rb) - (ra < rb);
}

static int
compare_bytes(const char *a, const char *b, void *unused)
{
	(void)unused;
	return strcmp(a, b);
}

/* Most objects stand in order already: then nothing is moved. */
static bool
is_sorted(const struct json *object)
{
	const struct json *at = json_first(object), *next;

	for (; at && (next = json_next(at)) != NULL; at = next)
		if (strcmp(json_key(at), json_key(next)) > 0)
			return false;
	return true;
}

/*
 * Whether the members stand in the order of TABLE, with those that it does
 * not have behind them.  DEEP: put in order what is in them.
 */
static bool
are_ordered(struct json *object, const struct field *table, bool deep)
{
	const struct field *last = NULL, *field;
	bool unknown = false, ordered = true;

	for (const struct json *at = json_first(object); at;
	    at = json_next(at)) {
		field = field_behind(table, last, json_key(at));
		if (field && (unknown || (last && field < last)))
			ordered = false;
		if (field && deep)
			order_value((struct json *)at, field, false);
		unknown = unknown || field == NULL;
		last = field ? field : last;
	}
	return ordered;
}

static void
order_keys(struct json *object)
{
	if (!is_sorted(object))
		json_sort(object, compare_bytes, NULL);
}

static void
order_members(struct json *object, const struct field *table, bool deep)
{
	if (!are_ordered(object, table, deep))
		json_sort(object, compare_rank, (void *)table);
}

static void
order_items(struct json *node, const struct field *field)
{
	if (json_type(node) == JSON_OBJECT && (field->flags & FIELD_SORTED))
		order_keys(node);
	if (field->item != FIELD_OBJECT)
		return;
	for (const struct json *at = json_first(node); at;
	    at = json_next(at))
		order_value((struct json *)at, field, true);
}

/* What is not of the type that its field asks stays as it is. */
void
order_value(struct json *node, const struct field *field, bool item)
{
	enum json_type type = json_type(node);
	enum field_type wanted = item ? field->item : field->type;

	if (wanted == FIELD_OBJECT && type == JSON_OBJECT)
		order_members(node, field->members, true);
	else if ((wanted == FIELD_MAP && type == JSON_OBJECT) ||
	    (wanted == FIELD_LIST && type == JSON_ARRAY))
		order_items(node, field);
}

void
order_top(struct json *tree)
{
	order_members(tree, record_fields, false);
}

void
order_record(struct json *tree)
{
	order_members(tree, record_fields, true);
}

void
record_write(const struct record *record, struct str *out)
{
	json_write(out, record->tree);
}

void
record_digest(const struct record *record, char out[DIGEST_SIZE])
{
	static const char *const but[] = { "stage", "hold", "history",
		NULL };

	json_digest_but(out, record->tree, but);
}
