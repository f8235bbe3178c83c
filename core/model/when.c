#include "core/model/needs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/reader.h"
#include "core/model/record.h"
#include "core/model/workflow.h"

enum { DAYS_MAX = 36500 };

const struct field *
needs_field(struct needs *n, const char *key, const char *path)
{
	const struct err *err = NULL;
	const struct field *field = field_find(path, &err);

	if (field == NULL)
		reader_fail(n->r, key, "%s", err->msg);
	return field;
}

bool
days_parse(const char *text, enum compare *compare, int64_t *days)
{
	static const enum compare longest_first[] = { COMPARE_EQ, COMPARE_NE,
		COMPARE_LE, COMPARE_GE, COMPARE_LT, COMPARE_GT };

	for (size_t i = 0; i < COUNT(longest_first); i++) {
		const char *sign = compare_sign(longest_first[i]);

		if (!str_starts(text, sign))
			continue;
		*compare = longest_first[i];
		return integer_parse(text + strlen(sign), days) &&
		    *days >= 0 && *days <= DAYS_MAX;
	}
	return false;
}

bool
days_fault(struct reader *r, const char *key)
{
	return reader_fail(r, key, _("'days_in_stage' must be a "
	    "comparison with a number of days, such as \">=14\""));
}

static bool
when_from(struct needs *n, const struct json *node, struct when *when)
{
	if (json_get(node, "from") == NULL)
		return true;
	if (!reader_strings(n->r, node, "from", 1, &when->from))
		return false;
	for (size_t i = 0; i < when->from.n; i++) {
		const char *stage = when->from.items[i];
		const struct names names = {
			(const char *const *)n->t->from.items, n->t->from.n
		};

		if (transition_leaves(n->t, stage))
			continue;
		reader_fail(n->r, "from",
		    _("'%s' does not leave stage '%s'"), n->t->name, stage);
		return reader_near(n->r, stage, names);
	}
	return true;
}

static bool
when_days(struct needs *n, const struct json *node, struct when *when)
{
	const char *text;

	if (!reader_string_opt(n->r, node, "days_in_stage", &text))
		return false;
	when->has_days = text != NULL;
	if (text != NULL &&
	    !days_parse(text, &when->days_compare, &when->days))
		return days_fault(n->r, "days_in_stage");
	return true;
}

/* The text of `is` for a field of TYPE; NULL: not a value of it. */
static char *
value_text(enum field_type type, const struct json *is)
{
	int64_t number;

	switch (type) {
	case FIELD_BOOL:
		if (json_type(is) == JSON_TRUE)
			return xstrdup("true");
		if (json_type(is) == JSON_FALSE)
			return xstrdup("false");
		return NULL;
	case FIELD_INTEGER:
	case FIELD_MONEY:
		if (json_integer(is, &number))
			return xasprintf("%" PRId64, number);
		return NULL;
	case FIELD_OBJECT:
	case FIELD_MAP:
	case FIELD_LIST:
	case FIELD_ANY:
		return NULL;
	default:
		return xstrdup0(json_string(is));
	}
}

/* Is VALUE among the choices of FIELD, "a|b|c"?  True for other fields. */
static bool
is_choice(struct needs *n, const struct field *field, enum field_type type,
    const char *value)
{
	struct strs words = STRS_INIT;
	struct names names;
	bool found;

	if (type != FIELD_CHOICE || field->words == NULL)
		return true;
	strs_split(&words, field->words, '|');
	names = (struct names){ (const char *const *)words.items, words.n };
	found = strs_has(&words, value);
	if (!found) {
		reader_fail(n->r, "is", _("'%s' is no value of '%s'"), value,
		    field->name);
		reader_near(n->r, value, names);
	}
	strs_release(&words);
	return found;
}

static bool
when_field(struct needs *n, const struct json *node, struct when *when)
{
	const struct json *is = json_get(node, "is");
	const struct field *field;
	enum field_type type;
	const char *path;

	if (!reader_string_opt(n->r, node, "field", &path))
		return false;
	if (path == NULL && is == NULL)
		return true;
	if (path == NULL || is == NULL)
		return reader_fail(n->r, NULL,
		    _("'field' and 'is' stand together: '%s' is missing"),
		    path == NULL ? "field" : "is");
	field = needs_field(n, "field", path);
	if (field == NULL)
		return false;
	type = field->type == FIELD_LIST ? field->item : field->type;
	when->value = value_text(type, is);
	if (when->value == NULL)
		return reader_fail(n->r, "is",
		    _("'is' is no value that '%s' can have"), path);
	when->path = xstrdup(path);
	return is_choice(n, field, type, when->value);
}

bool
when_read(struct needs *n, const struct json *node)
{
	static const char *const members[] = { "from", "days_in_stage",
		"field", "is" };
	const struct names names = { members, COUNT(members) };
	struct workflow *w = n->w;
	struct when *when = xcalloc(1, sizeof(*when));

	w->whens = xreallocarray(w->whens, w->n_whens + 1,
	    sizeof(*w->whens));
	w->whens[w->n_whens++] = when;
	n->when = when;
	if (!reader_members(n->r, node, names))
		return false;
	if (json_count(node) == 0)
		return reader_fail(n->r, NULL, _("'when' says nothing"));
	return when_from(n, node, when) && when_days(n, node, when) &&
	    when_field(n, node, when);
}

/* The text that `is` compares; NULL for what has none. */
static char *
scalar(const struct json *node)
{
	int64_t number;

	switch (json_type(node)) {
	case JSON_TRUE:
		return xstrdup("true");
	case JSON_FALSE:
		return xstrdup("false");
	case JSON_STRING:
		return xstrdup(json_string(node));
	case JSON_INTEGER:
		if (json_integer(node, &number))
			return xasprintf("%" PRId64, number);
		return NULL;
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return NULL;
}

static bool
scalar_is(const struct json *node, const char *value)
{
	char *text = scalar(node);
	bool same = text != NULL && strcmp(text, value) == 0;

	free(text);
	return same;
}

bool
when_field_holds(const struct when *when, const struct record *record)
{
	const struct json *node, *item;

	if (when->path == NULL)
		return true;
	node = json_find(record_json(record), when->path);
	if (json_type(node) != JSON_ARRAY)
		return scalar_is(node, when->value);
	for (item = json_first(node); item; item = json_next(item))
		if (scalar_is(item, when->value))
			return true;
	return false;
}
