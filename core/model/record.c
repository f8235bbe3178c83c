#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* Reading a record and looking at it. */

/* "NAME:LINE:COLUMN" of the member at PATH goes in front of ERR. */
static const struct err *
at_member(const struct err *err, const char *path, const char *text,
    size_t len, const char *name)
{
	int line = 1, column = 1;
	char *where;

	json_locate(text, len, path, &line, &column);
	where = xasprintf("%s:%d:%d", name, line, column);
	err = err_in(err, where);
	free(where);
	return err;
}

static const struct err *
check_format(const struct json *tree)
{
	int64_t format;

	if (json_get(tree, "format") == NULL)
		return err_new(ERR_DATA, _("no 'format' [%s]"),
		    rule_id(RULE_PV102));
	if (!json_integer(json_get(tree, "format"), &format) || format < 1)
		return err_new(ERR_DATA, _("'format' is not %d [%s]"),
		    RECORD_FORMAT, rule_id(RULE_PV102));
	if (format > RECORD_FORMAT)
		return err_new(ERR_DATA, _("'format' is %lld, and this "
		    "version knows %d [%s]"), (long long)format,
		    RECORD_FORMAT, rule_id(RULE_PV102));
	return NULL;
}

const struct err *
record_shape(const struct json *tree, const char *text, size_t len,
    const char *name)
{
	static const struct {
		const char *key;
		enum json_type type;
		const char *type_name;
	} needed[] = {
		{ "id", JSON_STRING, N_("a string") },
		{ "title", JSON_STRING, N_("a string") },
		{ "stage", JSON_STRING, N_("a string") },
		{ "history", JSON_ARRAY, N_("a list") },
	};
	const struct err *err;

	if (json_type(tree) != JSON_OBJECT)
		return at_member(err_new(ERR_DATA, _("a project is an "
		    "object [%s]"), rule_id(RULE_PV104)), "", text, len,
		    name);
	if ((err = check_format(tree)))
		return at_member(err, "format", text, len, name);
	for (size_t i = 0; i < COUNT(needed); i++) {
		const char *key = needed[i].key;
		const struct json *value = json_get(tree, key);

		if (value == NULL)
			err = err_new(ERR_DATA, _("no '%s' [%s]"), key,
			    rule_id(RULE_PV104));
		else if (json_type(value) != needed[i].type)
			err = err_new(ERR_DATA, _("'%s' is not %s [%s]"),
			    key, _(needed[i].type_name),
			    rule_id(RULE_PV104));
		if (err)
			return at_member(err, key, text, len, name);
	}
	return NULL;
}

struct record *
record_of(struct json *tree)
{
	struct record *record = xmalloc(sizeof(*record));

	record->tree = tree;
	return record;
}

const struct err *
record_read(struct record **out, const char *text, size_t len,
    const char *name)
{
	const struct err *err;
	struct json *tree = NULL;

	if ((err = json_read(&tree, text, len, name)))
		return err;
	if ((err = record_shape(tree, text, len, name))) {
		json_free(tree);
		return err;
	}
	*out = record_of(tree);
	order_record(tree);
	return NULL;
}

struct record *
record_new(const char *id, const char *title)
{
	struct json *tree = json_new_object();

	json_set_integer(tree, "format", RECORD_FORMAT);
	json_set_string(tree, "id", id);
	json_set_string(tree, "title", title);
	return record_of(tree);
}

struct record *
record_dup(const struct record *record)
{
	return record_of(json_dup(record->tree));
}

void
record_free(struct record *record)
{
	if (record)
		json_free(record->tree);
	free(record);
}

bool
record_equal(const struct record *a, const struct record *b)
{
	return json_equal(a->tree, b->tree);
}

const struct json *
record_json(const struct record *record)
{
	return record->tree;
}

const char *
record_id(const struct record *record)
{
	return json_text(record->tree, "id");
}

const char *
record_stage(const struct record *record)
{
	return json_text(record->tree, "stage");
}

const char *
record_title(const struct record *record, const char *lang)
{
	const struct json *own;
	const char *title = NULL;

	if (lang) {
		own = json_get(record->tree, "translations");
		title = json_text(json_get(own, lang), "title");
	}
	return title && *title ? title : json_text(record->tree, "title");
}

const char *
record_text(const struct record *record, const char *path)
{
	return json_string(json_find(record->tree, path));
}

bool
record_integer(const struct record *record, const char *path, int64_t *out)
{
	return json_integer(json_find(record->tree, path), out);
}

bool
record_has(const struct record *record, const char *path)
{
	const struct json *node = json_find(record->tree, path);

	switch (json_type(node)) {
	case JSON_NULL:
		return false;
	case JSON_STRING:
		return *json_string(node) != '\0';
	case JSON_ARRAY:
	case JSON_OBJECT:
		return json_first(node) != NULL;
	default:
		return true;
	}
}

bool
record_is_null(const struct record *record, const char *path)
{
	const struct json *node = json_find(record->tree, path);

	return node != NULL && json_type(node) == JSON_NULL;
}

size_t
record_count(const struct record *record, const char *path)
{
	const struct json *node = json_find(record->tree, path);
	enum json_type type = json_type(node);

	return type == JSON_ARRAY || type == JSON_OBJECT ?
	    json_count(node) : 0;
}

void
record_keys(const struct record *record, const char *path, struct strs *out)
{
	const struct json *node = json_find(record->tree, path);
	enum json_type type = json_type(node);
	size_t i = 0;

	if (type != JSON_ARRAY && type != JSON_OBJECT)
		return;
	for (node = json_first(node); node; node = json_next(node), i++) {
		if (type == JSON_OBJECT)
			strs_add(out, json_key(node));
		else
			strs_take(out, xasprintf("%zu", i));
	}
}

void
record_items(const struct record *record, const char *path, struct strs *out)
{
	const struct json *node = json_find(record->tree, path);

	if (json_type(node) != JSON_ARRAY)
		return;
	for (node = json_first(node); node; node = json_next(node))
		if (json_string(node) != NULL)
			strs_add(out, json_string(node));
}

const char *
record_currency(const struct json *tree)
{
	const char *code = json_text(json_get(tree, "budget"), "currency");

	return code ? code : "CNY";
}

int
record_money_digits(const struct json *tree)
{
	return currency_digits(record_currency(tree));
}

/* Unknown paths are none. */
static bool
is_money(const char *path)
{
	struct place place = PLACE_INIT;
	const struct err *err = field_place(&place, path);

	return err == NULL && !place.item && place.field &&
	    place.field->type == FIELD_MONEY;
}

static void
display(struct str *out, const struct json *node, int digits)
{
	const struct json *item;
	int64_t number;
	char *money;

	switch (json_type(node)) {
	case JSON_STRING:
		str_add(out, json_string(node));
		break;
	case JSON_INTEGER:
		json_integer(node, &number);
		money = money_format(number, digits);
		str_add(out, money);
		free(money);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		str_add(out, json_is_true(node) ? "yes" : "no");
		break;
	case JSON_ARRAY:
		for (item = json_first(node); item; item = json_next(item)) {
			if (item != json_first(node))
				str_add(out, ", ");
			display(out, item, digits);
		}
		break;
	default:
		json_write_compact(out, node);
	}
}

char *
record_display(const struct record *record, const char *path)
{
	const struct json *node = json_find(record->tree, path);
	struct str out = STR_INIT;

	if (json_type(node) == JSON_NULL)
		return NULL;
	display(&out, node, is_money(path) ?
	    record_money_digits(record->tree) : 0);
	return str_take(&out);
}
