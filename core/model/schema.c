#include "core/model/schema.h"

#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/json/json.h"
#include "core/model/fields.h"
#include "core/model/schema_files.h"

/* JSON Schema, draft 2020-12, from the tables of fields. */

const char *const schema_names[] = { "project", "workflow", "people",
	"vocabulary", "tracker", NULL };

#define DECIMAL "-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?"
#define DATE "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define DOI "10\\.[0-9]+(\\.[0-9]+)*/\\S+"

/* What a string of each type looks like. */
static const char *const patterns[FIELD_ANY + 1] = {
	[FIELD_STRING] = "^[^\\x00-\\x1f\\x7f-\\x9f]*$",
	[FIELD_DECIMAL] = "^" DECIMAL "$",
	[FIELD_DATE] = "^" DATE "$",
	[FIELD_TIME] = "^" DATE "T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
	[FIELD_CODE] = CODE_PATTERN,
	[FIELD_KEY] = KEY_PATTERN,
	[FIELD_DIGEST] = "^sha256:[0-9a-f]{64}$",
	[FIELD_SHA256] = "^[0-9a-f]{64}$",
	[FIELD_ORCID] = "^([0-9]{4}-){3}[0-9]{3}[0-9X]$",
	[FIELD_ROR] = "^0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}$",
	[FIELD_USCC] = "^[0-9A-HJ-NP-RTUWXY]{18}$",
	[FIELD_DOI] = "^" DOI "$",
	[FIELD_RAID] = "^https://raid\\.org/" DOI "$",
	[FIELD_EMAIL] = "^[^@\\s]+@[^@\\s]+$",
	[FIELD_URL] = "^(https?|ftp)://\\S+$",
	[FIELD_PATH] = "^[^/\\\\]+(/[^/\\\\]+)*$",
	[FIELD_COUNTRY] = "^[A-Z]{2}$",
	[FIELD_CURRENCY] = "^[A-Z]{3}$",
};

static const char *const formats[FIELD_ANY + 1] = {
	[FIELD_DATE] = "date",
	[FIELD_TIME] = "date-time",
	[FIELD_URL] = "iri",
};

/* How what is in an object is described. */
enum schema_flags {
	SCHEMA_STRICT = 1 << 0, /* no other members */
	SCHEMA_PATCH = 1 << 1   /* a merge patch: null is allowed */
};

static struct json *schema_of(const struct field *field, bool item,
    unsigned how);

static void
set_type(struct json *schema, const char *type, unsigned flags)
{
	struct json *list;

	if (!(flags & FIELD_NULLABLE)) {
		json_set_string(schema, "type", type);
		return;
	}
	list = json_new_array();
	json_append(list, json_new_string(type));
	json_append(list, json_new_string("null"));
	json_set(schema, "type", list);
}

static void
set_choices(struct json *schema, const char *words, unsigned flags)
{
	struct json *list = json_new_array();
	struct strs parts = STRS_INIT;

	strs_split(&parts, words, '|');
	for (size_t i = 0; i < parts.n; i++)
		if (*parts.items[i])
			json_append(list, json_new_string(parts.items[i]));
	if (flags & FIELD_NULLABLE)
		json_append(list, json_new_null());
	json_set(schema, "enum", list);
	strs_release(&parts);
}

static void
set_string(struct json *schema, const struct field *field)
{
	enum field_type type = field->type;
	bool text = type == FIELD_STRING || type == FIELD_TEXT;
	const char *pattern = field->pattern ? field->pattern :
	    patterns[type];

	set_type(schema, "string", field->flags);
	if (type == FIELD_CHOICE) {
		set_choices(schema, field->words, field->flags);
		return;
	}
	if (type == FIELD_DECIMAL && field->words)
		pattern = "^(yes|no|" DECIMAL ")$";
	if (text && field->max > 0) {
		json_set_integer(schema, "minLength", field->min);
		json_set_integer(schema, "maxLength", field->max);
	}
	if (pattern)
		json_set_string(schema, "pattern", pattern);
	if (formats[type])
		json_set_string(schema, "format", formats[type]);
}

/* Properties, which are required, and whether there may be others. */
static void
set_members(struct json *schema, const struct field *table, unsigned how)
{
	struct json *properties = json_new_object();
	struct json *required = json_new_array();

	for (; table->name; table++) {
		json_set(properties, table->name,
		    schema_of(table, false, how));
		if ((table->flags & FIELD_REQUIRED) &&
		    !(how & SCHEMA_PATCH))
			json_append(required, json_new_string(table->name));
	}
	json_set(schema, "properties", properties);
	if (json_count(required) > 0)
		json_set(schema, "required", required);
	else
		json_free(required);
	if (how & SCHEMA_STRICT)
		json_set(schema, "additionalProperties",
		    json_new_bool(false));
}

/* In a patch, what is to be taken away as well; its members are those of
 * the patch, and at its top no others. */
static void
set_object(struct json *schema, const struct field *field, unsigned how)
{
	set_type(schema, "object", field->flags);
	if (!(field->flags & FIELD_PATCH)) {
		set_members(schema, field->members, how);
		return;
	}
	set_members(schema, field->members, how | SCHEMA_PATCH);
	if (!(how & SCHEMA_STRICT))
		json_set(schema, "additionalProperties",
		    json_new_bool(false));
}

static void
set_map(struct json *schema, const struct field *field, unsigned how)
{
	const char *pattern = field->pattern;
	struct json *names;

	if (pattern == NULL && field->item == FIELD_OBJECT)
		pattern = field->flags & FIELD_BY_VOCABULARY ?
		    CODE_PATTERN : KEY_PATTERN;
	set_type(schema, "object", field->flags);
	if (pattern) {
		names = json_new_object();
		json_set_string(names, "pattern", pattern);
		json_set(schema, "propertyNames", names);
	}
	json_set(schema, "additionalProperties",
	    schema_of(field, true, how));
}

static void
set_list(struct json *schema, const struct field *field, unsigned how)
{
	struct json *item = schema_of(field, true, how & ~SCHEMA_PATCH);
	struct json *list, *either;

	if (!(field->flags & FIELD_ONE_OR_MORE)) {
		set_type(schema, "array", field->flags);
		json_set(schema, "items", item);
		return;
	}
	list = json_new_object();
	json_set_string(list, "type", "array");
	json_set(list, "items", json_dup(item));
	either = json_new_array();
	json_append(either, item);
	json_append(either, list);
	json_set(schema, "anyOf", either);
}

static void
set_integer(struct json *schema, const struct field *field)
{
	set_type(schema, "integer", field->flags);
	if (field->type != FIELD_INTEGER)
		return;
	json_set_integer(schema, "minimum", field->min);
	json_set_integer(schema, "maximum", field->max);
}

/* For people: what it is called and what it says. */
static void
set_words(struct json *schema, const struct field *field)
{
	struct str text = STR_INIT;

	json_set_string(schema, "title", _(field->label));
	str_add(&text, _(field->help));
	if (field->type == FIELD_CODE || (field->type == FIELD_LIST &&
	    field->item == FIELD_CODE) || (field->flags &
	    FIELD_BY_VOCABULARY))
		str_addf(&text, _("; codes of '%s' in the vocabulary"),
		    field->words);
	if (field->type == FIELD_MONEY)
		str_add(&text, _("; in minor units of the currency"));
	json_set_string(schema, "description", text.ptr);
	if (field->flags & FIELD_KEPT)
		json_set(schema, "readOnly", json_new_bool(true));
	str_release(&text);
}

static struct json *
schema_of(const struct field *field, bool item, unsigned how)
{
	struct json *schema = json_new_object();
	struct field judged = item ? field_item(field) : *field;

	if (how & SCHEMA_PATCH)
		judged.flags |= FIELD_NULLABLE;
	if (!item)
		set_words(schema, field);
	else if (field->type == FIELD_MAP)
		judged.pattern = NULL;
	switch (judged.type) {
	case FIELD_ANY:
		if (judged.flags & FIELD_BRACES)
			json_set_string(schema, "type", "object");
		break;
	case FIELD_OBJECT:
		set_object(schema, &judged, how);
		break;
	case FIELD_MAP:
		set_map(schema, &judged, how);
		break;
	case FIELD_LIST:
		set_list(schema, &judged, how);
		break;
	case FIELD_INTEGER:
	case FIELD_MONEY:
		set_integer(schema, &judged);
		break;
	case FIELD_BOOL:
		set_type(schema, "boolean", judged.flags);
		break;
	default:
		set_string(schema, &judged);
	}
	return schema;
}

static const struct err *
no_schema(const char *name)
{
	const struct err *err;
	struct str all = STR_INIT;
	const char *nearest;

	for (size_t i = 0; schema_names[i]; i++)
		str_addf(&all, "%s%s", i ? ", " : "", schema_names[i]);
	err = err_new(ERR_USAGE, _("no schema '%s'"), name);
	nearest = str_nearest(name, schema_names, COUNT(schema_names) - 1);
	if (nearest)
		err = err_mend(err, _("did you mean '%s'?"), nearest);
	err = err_mend(err, _("schemas: %s"), all.ptr);
	str_release(&all);
	return err;
}

const struct err *
schema_make(struct json **out, const char *name)
{
	const struct schema_file *file = schema_files;
	struct json *schema;
	unsigned how;

	while (file < schema_files + n_schema_files &&
	    strcmp(file->name, name) != 0)
		file++;
	if (file == schema_files + n_schema_files)
		return no_schema(name);
	schema = json_new_object();
	json_set_string(schema, "$schema",
	    "https://json-schema.org/draft/2020-12/schema");
	json_set_string(schema, "title", _(file->title));
	how = file->strict ? SCHEMA_STRICT : 0;
	json_set_string(schema, "type", "object");
	set_members(schema, file->fields, how);
	if (file->others)
		json_set(schema, "additionalProperties",
		    schema_of(file->others, false, how));
	*out = schema;
	return NULL;
}
