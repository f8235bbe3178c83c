#include "core/model/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/ids.h"
#include "core/model/record_impl.h"
#include "core/model/tracker.h"
#include "core/model/value.h"
#include "core/model/workflow.h"

/* What is wrong with a record alone: its values against the field table. */

struct checker {
	const struct record *record; /* NULL: keys are not looked up */
	const struct tracker *tracker;
	struct findings *out;
	struct str path;
	bool patch; /* in a merge patch */
};

/* Go down to the member KEY; the answer is for leave. */
static size_t
enter(struct checker *checker, const char *key)
{
	size_t len = checker->path.len;

	if (len > 0)
		str_addc(&checker->path, '.');
	str_add(&checker->path, key);
	return len;
}

static void
leave(struct checker *checker, size_t len)
{
	str_cut(&checker->path, len);
}

static void
add(struct checker *checker, enum rule rule, const char *what)
{
	findings_add(checker->out, rule, checker->path.ptr, "'%s' %s",
	    checker->path.ptr, what);
}

/* NODE as messages show it. */
static char *
shown(const struct json *node)
{
	struct str text = STR_INIT;
	char *quoted;

	if (json_type(node) == JSON_STRING)
		return value_quote(json_string(node));
	json_write_compact(&text, node);
	quoted = value_quote(text.ptr);
	str_release(&text);
	return quoted;
}

static void
check_scalar(struct checker *checker, const struct field *field,
    const struct json *node)
{
	struct fault fault = FAULT_INIT;
	char *value;

	if (!value_judge(field, node, checker->record, checker->tracker,
	    &fault)) {
		value = shown(node);
		if (fault.near)
			findings_add(checker->out, fault.rule,
			    checker->path.ptr, _("'%s' is '%s': %s (did you "
			    "mean '%s'?)"), checker->path.ptr, value,
			    fault.text.ptr, fault.near);
		else
			findings_add(checker->out, fault.rule,
			    checker->path.ptr, _("'%s' is '%s': %s"),
			    checker->path.ptr, value, fault.text.ptr);
		free(value);
	}
	fault_release(&fault);
}

/* What stands in a patch beside TABLE, and is a field of the record; at
 * the top nothing else can be meant. */
static bool
can_not_be_frozen(const struct checker *checker, const struct field *table)
{
	const char *rest = strchr(checker->path.ptr, '.');
	struct place place = PLACE_INIT;

	return table == proposed_fields || (rest &&
	    field_place(&place, rest + 1) == NULL);
}

static void
check_unknown(struct checker *checker, const struct field *table,
    const char *key)
{
	size_t len = enter(checker, key);
	const char *nearest = field_nearest(table, key);

	if (checker->patch && can_not_be_frozen(checker, table))
		findings_add(checker->out, RULE_PV104, checker->path.ptr,
		    _("'%s' cannot be proposed: no transition freezes it"),
		    checker->path.ptr);
	else if (nearest)
		findings_add(checker->out, RULE_PV105, checker->path.ptr,
		    _("unknown key '%s' (did you mean '%s'?)"),
		    checker->path.ptr, nearest);
	else
		findings_add(checker->out, RULE_PV105, checker->path.ptr,
		    _("unknown key '%s'"), checker->path.ptr);
	leave(checker, len);
}

static void check(struct checker *, const struct field *, bool,
    const struct json *);

/* FIELD NULL: there is none for it. */
static void
check_member(struct checker *checker, const struct field *table,
    const struct field *field, const struct json *member)
{
	size_t len;

	if (field == NULL) {
		check_unknown(checker, table, json_key(member));
		return;
	}
	len = enter(checker, field->name);
	check(checker, field, false, member);
	leave(checker, len);
}

static void
check_required(struct checker *checker, const struct field *table,
    const struct json *object)
{
	for (const struct field *field = table; field->name; field++) {
		size_t len;

		if (!(field->flags & FIELD_REQUIRED) || checker->patch ||
		    json_get(object, field->name))
			continue;
		len = enter(checker, field->name);
		add(checker, RULE_PV104, _("is missing"));
		leave(checker, len);
	}
}

/* SINCE is of the record itself only. */
static void
check_members(struct checker *checker, const struct field *table,
    const struct json *object, const struct since *since)
{
	const struct field *field = NULL, *last = NULL;
	size_t i = 0;

	for (const struct json *at = json_first(object); at;
	    at = json_next(at), i++) {
		field = field_behind(table, last, json_key(at));
		if (since == NULL || !since->maps || !since_same(since, i))
			check_member(checker, table, field, at);
		last = field ? field : last;
	}
	check_required(checker, table, object);
}

/* The key of an item of the map FIELD. */
static void
check_key(struct checker *checker, const struct field *field,
    const char *key)
{
	struct field code = { .name = field->name, .type = FIELD_CODE,
	    .words = field->words };
	struct json *value;

	if (field->item != FIELD_OBJECT)
		return;
	if (!field_key_valid(key))
		add(checker, RULE_PV104, _("is no key: 1 to 64 letters, "
		    "digits, '_' and '-'"));
	else if (field->flags & FIELD_BY_VOCABULARY) {
		value = json_new_string(key);
		check_scalar(checker, &code, value);
		json_free(value);
	}
}

static void
check_items(struct checker *checker, const struct field *field,
    const struct json *node)
{
	bool map = json_type(node) == JSON_OBJECT;
	size_t i = 0, len;
	char number[32];

	for (node = json_first(node); node; node = json_next(node), i++) {
		snprintf(number, sizeof(number), "%zu", i);
		len = enter(checker, map ? json_key(node) : number);
		if (map)
			check_key(checker, field, json_key(node));
		check(checker, field, true, node);
		leave(checker, len);
	}
}

static void
check_object(struct checker *checker, const struct field *field,
    const struct json *node)
{
	bool within = checker->patch;

	checker->patch = within || (field->flags & FIELD_PATCH);
	check_members(checker, field->members, node, NULL);
	checker->patch = within;
}

/* Of a merge patch null is part, but not as an item of a list. */
static bool
may_be_null(const struct checker *checker, const struct field *field,
    bool item)
{
	if (!item && (field->flags & FIELD_NULLABLE))
		return true;
	return checker->patch && !(item && field->type == FIELD_LIST);
}

static void
check(struct checker *checker, const struct field *field, bool item,
    const struct json *node)
{
	struct field judged = item ? field_item(field) : *field;
	enum json_type type = json_type(node);

	if (type == JSON_NULL && may_be_null(checker, field, item))
		return;
	if (type == JSON_NULL && judged.type != FIELD_ANY) {
		add(checker, RULE_PV104, _("is null: leave it out"));
	} else if (judged.type == FIELD_OBJECT) {
		if (type == JSON_OBJECT)
			check_object(checker, field, node);
		else
			add(checker, RULE_PV104, _("is not an object"));
	} else if (judged.type == FIELD_MAP) {
		if (type == JSON_OBJECT)
			check_items(checker, field, node);
		else
			add(checker, RULE_PV104,
			    _("is not an object by key"));
	} else if (judged.type == FIELD_LIST) {
		if (type == JSON_ARRAY)
			check_items(checker, field, node);
		else
			add(checker, RULE_PV104, _("is not a list"));
	} else if (judged.type == FIELD_ANY) {
		if ((judged.flags & FIELD_BRACES) && type != JSON_OBJECT)
			add(checker, RULE_PV104, _("is not an object"));
	} else
		check_scalar(checker, &judged, node);
}

void
check_value(const struct record *record, const struct tracker *tracker,
    const struct place *place, const struct json *node, const char *path,
    struct findings *out)
{
	struct checker checker = { record, tracker, out, STR_INIT,
	    place->patch };

	str_add(&checker.path, path);
	check(&checker, place->field, place->item, node);
	str_release(&checker.path);
}

static void
check_id(const struct record *record, struct findings *out)
{
	const struct err *err = record_id_check(record_id(record));

	if (err)
		findings_add(out, RULE_PV104, "id", "%s", err->msg);
}

static void
check_stage(const struct record *record, const struct tracker *tracker,
    struct findings *out)
{
	const struct workflow *workflow = tracker ? tracker->workflow : NULL;
	const char *stage = record_stage(record), *nearest;
	const char **names;

	if (workflow == NULL || stage == NULL ||
	    workflow_stage(workflow, stage))
		return;
	names = xcalloc(workflow->n_stages + 1, sizeof(*names));
	for (size_t i = 0; i < workflow->n_stages; i++)
		names[i] = workflow->stages[i].name;
	nearest = str_nearest(stage, names, workflow->n_stages);
	free(names);
	if (nearest)
		findings_add(out, RULE_PV106, "stage", _("unknown stage "
		    "'%s' (did you mean '%s'?)"), stage, nearest);
	else
		findings_add(out, RULE_PV106, "stage",
		    _("unknown stage '%s'"), stage);
}

static void
check_size(size_t len, struct findings *out)
{
	if (len > JSON_MAX_BYTES)
		findings_add(out, RULE_PV112, "", _("the record has %zu "
		    "bytes, and at most %d are allowed"), len,
		    JSON_MAX_BYTES);
}

static void
check_all(const struct record *record, const struct since *since,
    const struct tracker *tracker, struct findings *out)
{
	struct checker checker = { record, tracker, out, STR_INIT, false };

	check_members(&checker, record_fields, record->tree, since);
	str_release(&checker.path);
	if (record_id(record))
		check_id(record, out);
	check_criteria(record, out);
	check_stage(record, tracker, out);
	check_personal(record, since, out);
	check_evidence(record, out);
	check_history(record, since, tracker, out);
}

void
record_check(const struct record *record, const struct tracker *tracker,
    struct findings *out)
{
	struct since since = { NULL, 0, false };
	struct str canonical = STR_INIT;

	check_all(record, &since, tracker, out);
	record_write(record, &canonical);
	check_size(canonical.len, out);
	str_release(&canonical);
}

void
record_check_file(const struct record_file *file,
    const struct record *before, const struct tracker *tracker,
    struct findings *out)
{
	struct str canonical = STR_INIT;
	struct since since;

	since_init(&since, file->record, before);
	check_all(file->record, &since, tracker, out);
	str_reserve(&canonical, file->len);
	record_write(file->record, &canonical);
	check_size(canonical.len, out);
	if (canonical.len != file->len || memcmp(canonical.ptr, file->text,
	    file->len) != 0) {
		findings_add(out, RULE_PV108, "",
		    _("the text is not in canonical form"));
		findings_mend(out, "proven fmt %s", file->id);
	}
	str_release(&canonical);
}
