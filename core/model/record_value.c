#include "core/model/change.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/model/value.h"

/* What people type for a field, as the value to store. */

void
change_release(struct change *change)
{
	strs_release(&change->parts);
}

const struct err *
change_init(struct change *change, struct record *record, const char *path,
    const struct tracker *tracker)
{
	const struct err *err;

	*change = (struct change){ .record = record, .tracker = tracker,
	    .path = path, .parts = STRS_INIT };
	if ((err = field_place(&change->place, path)))
		return err;
	if (change->place.kept)
		return kept_refuse(change->place.kept, path,
		    record_id(record));
	strs_split(&change->parts, path, '.');
	return NULL;
}

enum field_type
change_type(const struct change *change)
{
	const struct field *field = change->place.field;

	return change->place.item ? field->item : field->type;
}

/* ERR_USAGE: "'PATH' cannot be 'TYPED': FAULT", with what is near. */
static const struct err *
not_possible(const struct change *change, const char *typed,
    const struct fault *fault)
{
	const struct err *err;
	bool stays = change->place.field->flags & FIELD_REQUIRED;
	char *quoted = value_quote(typed);

	if (*typed == '\0')
		err = err_new(ERR_USAGE, _("'%s' cannot be empty"),
		    change->path);
	else
		err = err_new(ERR_USAGE, _("'%s' cannot be '%s': %s"),
		    change->path, quoted, fault->text.ptr);
	if (*typed == '\0' && !stays)
		err = err_mend(err, _("to remove it: proven set %s --unset "
		    "%s"), record_id(change->record), change->path);
	if (fault->near)
		err = err_mend(err, _("did you mean '%s'?"), fault->near);
	if (fault->choices)
		err = err_mend(err, _("possible: %s"), fault->choices);
	free(quoted);
	return err;
}

/* Why TYPED has no stored form at all. */
static const struct err *
no_form(const struct change *change, const struct field *field,
    const char *typed)
{
	const struct json *tree = change->record->tree;
	struct fault fault = FAULT_INIT;
	const struct err *err;

	if (field->type == FIELD_MONEY)
		str_addf(&fault.text, _("not an amount of %s, with at most "
		    "%d digits behind the point"), record_currency(tree),
		    record_money_digits(tree));
	else if (field->type == FIELD_BOOL)
		str_add(&fault.text, _("neither yes nor no"));
	else
		str_add(&fault.text, _("not a whole number below 2^53"));
	err = not_possible(change, typed, &fault);
	fault_release(&fault);
	return err;
}

static const struct err *
read_scalar(struct json **out, const struct change *change,
    const struct field *field, const char *typed)
{
	struct json *value = value_typed(field, typed,
	    record_money_digits(change->record->tree));
	const struct err *err;
	struct fault fault = FAULT_INIT;

	if (value == NULL)
		return no_form(change, field, typed);
	if (value_judge(field, value, NULL, change->tracker, &fault)) {
		fault_release(&fault);
		*out = value;
		return NULL;
	}
	err = not_possible(change, typed, &fault);
	fault_release(&fault);
	json_free(value);
	return err;
}

/* JSON text, judged as the table has it, unknown keys as well. */
static const struct err *
read_json(struct json **out, const struct change *change, const char *typed)
{
	struct findings findings = FINDINGS_INIT;
	const struct err *err;
	struct json *value = NULL;

	if ((err = json_read(&value, typed, strlen(typed), change->path)))
		return err_new(ERR_USAGE, "%s", err->msg);
	if (!change->place.below)
		check_value(NULL, change->tracker, &change->place, value,
		    change->path, &findings);
	if (findings.n > 0) {
		err = err_new(ERR_USAGE, "%s", findings.items[0].text);
		json_free(value);
	} else
		*out = value;
	findings_release(&findings);
	return err;
}

static const struct err *
read_list(struct json **out, const struct change *change, const char *typed)
{
	struct field item = field_item(change->place.field);
	struct json *list = json_new_array(), *value = NULL;
	struct strs pieces = STRS_INIT;
	const struct err *err = NULL;

	strs_split(&pieces, typed, ',');
	for (size_t i = 0; err == NULL && i < pieces.n; i++) {
		char *piece = pieces.items[i];

		piece += strspn(piece, " \t");
		while (*piece && strchr(" \t", piece[strlen(piece) - 1]))
			piece[strlen(piece) - 1] = '\0';
		err = read_scalar(&value, change, &item, piece);
		if (err == NULL)
			json_append(list, value);
	}
	strs_release(&pieces);
	if (err)
		json_free(list);
	else
		*out = list;
	return err;
}

/* What may be typed for a whole object is JSON; else a hint. */
static const struct err *
want_member(const struct change *change)
{
	const struct field *field = change->place.field;
	const char *key = change_type(change) == FIELD_MAP ? ".KEY" : "";
	const struct err *err;
	char *names;

	err = err_new(ERR_USAGE, _("'%s' is an object, not a single value"),
	    change->path);
	if (field->members == NULL)
		return err_mend(err, _("set %s.KEY=VALUE, or give JSON "
		    "text: {…}"), change->path);
	names = field_names(field->members);
	err = err_mend(err, _("set %s%s.%s=VALUE; fields: %s"),
	    change->path, key, field->members[0].name, names);
	free(names);
	return err;
}

static const struct err *
one_of_list(const struct change *change)
{
	const char *point = strrchr(change->path, '.');

	return err_mend(err_new(ERR_USAGE, _("'%s' is an item of a list"),
	    change->path), "proven set %s %.*s+=VALUE",
	    record_id(change->record), (int)(point - change->path),
	    change->path);
}

/* "null" typed in a merge patch. */
static bool
takes_away(const struct change *change, const char *typed)
{
	bool of_list = change->place.item &&
	    change->place.field->type == FIELD_LIST;

	return change->place.patch && !of_list && strcmp(typed, "null") == 0;
}

const struct err *
change_value(struct json **out, const struct change *change, const char *typed)
{
	const struct field *field = change->place.field;

	if (takes_away(change, typed)) {
		*out = json_new_null();
		return NULL;
	}
	switch (change_type(change)) {
	case FIELD_ANY:
		if (*typed == '{' || *typed == '[')
			return read_json(out, change, typed);
		if (!change->place.below)
			return want_member(change);
		*out = json_new_string(typed);
		return NULL;
	case FIELD_LIST:
		return *typed == '[' ? read_json(out, change, typed) :
		    read_list(out, change, typed);
	case FIELD_OBJECT:
	case FIELD_MAP:
		return *typed == '{' ? read_json(out, change, typed) :
		    want_member(change);
	default:
		if (change->place.item)
			return one_of_list(change);
		return read_scalar(out, change, field, typed);
	}
}

const struct err *
change_item(struct json **out, const struct change *change,
    const char *typed)
{
	struct field item = field_item(change->place.field);

	return read_scalar(out, change, &item, typed);
}

/* KEY in a map whose keys are codes. */
static const struct err *
judge_map_key(const struct change *change, const struct field *map,
    const char *key)
{
	struct field code = { .name = map->name, .type = FIELD_CODE,
	    .words = map->words };
	struct json *value = json_new_string(key);
	const struct err *err = NULL;
	struct fault fault = FAULT_INIT;

	if (!value_judge(&code, value, NULL, change->tracker, &fault)) {
		err = err_new(ERR_USAGE, _("'%s' cannot be in '%s': %s"),
		    key, map->name, fault.text.ptr);
		if (fault.near)
			err = err_mend(err, _("did you mean '%s'?"),
			    fault.near);
		if (fault.choices)
			err = err_mend(err, _("possible: %s"),
			    fault.choices);
	}
	fault_release(&fault);
	json_free(value);
	return err;
}

const struct err *
change_keys(const struct change *change)
{
	const struct field *table = record_fields, *field = NULL;
	const struct err *err = NULL;
	bool in_map = false;

	for (size_t i = 0; err == NULL && i < change->parts.n; i++) {
		const char *part = change->parts.items[i];

		if (in_map) {
			if (field->flags & FIELD_BY_VOCABULARY)
				err = judge_map_key(change, field, part);
			in_map = false;
			continue;
		}
		field = table ? field_member(table, part) : NULL;
		table = field ? field->members : NULL;
		in_map = field && (field->type == FIELD_MAP ||
		    field->type == FIELD_LIST);
	}
	return err;
}
