#include "core/model/needs.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/field.h"
#include "core/model/reader.h"
#include "core/model/workflow.h"

enum { COUNT_MAX = 10000, LEVEL_MAX = 9, CONDITIONS_MAX = 256 };

static bool read_fields(struct needs *, const struct json *);
static bool read_at_least(struct needs *, const struct json *);
static bool read_reason(struct needs *, const struct json *);
static bool read_codes(struct needs *, const struct json *);
static bool read_days(struct needs *, const struct json *);
static bool read_readiness(struct needs *, const struct json *);
static bool read_checks(struct needs *, const struct json *);

/* One reader for each kind; the text of the key is the table's. */
static bool (*const readers[])(struct needs *, const struct json *) = {
	[CONDITION_FIELDS] = read_fields,
	[CONDITION_AT_LEAST] = read_at_least,
	[CONDITION_REASON] = read_reason,
	[CONDITION_CODES] = read_codes,
	[CONDITION_DAYS] = read_days,
	[CONDITION_READINESS] = read_readiness,
	[CONDITION_CHECKS] = read_checks,
	[CONDITION_VALUES] = read_values,
	[CONDITION_REVIEW] = read_review,
	[CONDITION_CRITERIA] = read_criteria,
	[CONDITION_EVIDENCE] = read_evidence,
	[CONDITION_APPROVALS] = read_approvals,
};

static const char *const keys[] = {
#define CONDITION_KEY(id, key) [CONDITION_##id] = (key),
	CONDITIONS(CONDITION_KEY)
#undef CONDITION_KEY
	"when"
};

_Static_assert(COUNT(readers) == CONDITION_COUNT, "a kind is not read");

struct condition *
needs_add(struct needs *n, enum condition_kind kind, char *name,
    const struct json *said)
{
	struct str text = STR_INIT;
	struct transition *t = n->t;
	struct condition *c;

	t->needs = xreallocarray(t->needs, t->n_needs + 1,
	    sizeof(*t->needs));
	c = &t->needs[t->n_needs++];
	*c = (struct condition){ .kind = kind, .gain = -1, .when = n->when };
	c->name = name;
	if (said != NULL) {
		json_write_jcs(&text, said);
		c->said = str_take(&text);
	}
	if (t->n_needs == CONDITIONS_MAX)
		reader_fail(n->r, NULL, _("more than %d conditions"),
		    CONDITIONS_MAX);
	return c;
}

static bool
read_fields(struct needs *n, const struct json *list)
{
	const struct json *item;
	size_t i = 0;

	if (json_type(list) != JSON_ARRAY || json_count(list) == 0)
		return reader_fail(n->r, NULL,
		    _("'%s' must be a list of fields"), n->key);
	for (item = json_first(list); item; item = json_next(item)) {
		const char *path = json_string(item);
		char *at = xasprintf("%zu", i++);

		if (path == NULL)
			reader_fail(n->r, at,
			    _("the name of a field is asked here"));
		else if (needs_field(n, at, path) != NULL)
			needs_add(n, CONDITION_FIELDS, xasprintf("%s:%s",
			    n->key, path), NULL)->path = xstrdup(path);
		free(at);
		if (n->r->err != NULL)
			return false;
	}
	return true;
}

static bool
read_at_least(struct needs *n, const struct json *object)
{
	const struct json *item;

	if (!reader_object(n->r, object))
		return false;
	for (item = json_first(object); item; item = json_next(item)) {
		const char *path = json_key(item);
		const struct field *field = needs_field(n, path, path);
		struct condition *c;
		int64_t count;

		if (field == NULL)
			return false;
		if (field->type != FIELD_MAP && field->type != FIELD_LIST)
			return reader_fail(n->r, path,
			    _("'%s' cannot be counted: it is no collection "
			      "and no list"), path);
		if (!reader_integer(n->r, object, path, 1, COUNT_MAX,
		    &count))
			return false;
		c = needs_add(n, CONDITION_AT_LEAST,
		    xasprintf("%s:%s", n->key, path), item);
		c->path = xstrdup(path);
		c->number = count;
	}
	return n->r->err == NULL;
}

static bool
read_reason(struct needs *n, const struct json *node)
{
	if (!json_is_true(node))
		return reader_fail(n->r, NULL,
		    _("'%s' must be true, or be left out"), n->key);
	needs_add(n, CONDITION_REASON, xstrdup(n->key), NULL);
	return n->r->err == NULL;
}

static bool
read_codes(struct needs *n, const struct json *node)
{
	const char *word = json_string(node);

	if (word == NULL || !code_valid(word))
		return reader_fail(n->r, NULL,
		    _("'%s' must be the name of a list of the vocabulary"),
		    n->key);
	needs_add(n, CONDITION_CODES, xstrdup(n->key), node)->word =
	    xstrdup(word);
	return n->r->err == NULL;
}

static bool
read_days(struct needs *n, const struct json *node)
{
	const char *text = json_string(node);
	enum compare compare;
	struct condition *c;
	int64_t days;

	if (text == NULL || !days_parse(text, &compare, &days))
		return days_fault(n->r, NULL);
	c = needs_add(n, CONDITION_DAYS, xstrdup(n->key), node);
	c->compare = compare;
	c->number = days;
	return n->r->err == NULL;
}

/* What makes no sense of the level WHICH. */
static bool
check_level(struct needs *n, const char *which, const struct condition *c)
{
	if (c->number == 0 && c->gain < 0 && !c->reaches_target)
		return reader_fail(n->r, NULL,
		    _("'%s' asks for nothing: 'at_least', 'gain' or "
		      "'reaches_target' is missing"), which);
	if (c->gain >= 0 && strcmp(which, "baseline") == 0)
		return reader_fail(n->r, "gain",
		    _("the baseline has no gain over itself"));
	if (c->reaches_target && strcmp(which, "current") != 0)
		return reader_fail(n->r, "reaches_target",
		    _("only the current level reaches the target"));
	return n->r->err == NULL;
}

/*
 * {"at_least": 3, "gain": 1, "reaches_target": true, "or_waived": true} of
 * one level.
 */
static bool
read_level(struct needs *n, const char *which, const struct json *node)
{
	static const char *const members[] = { "at_least", "gain",
		"reaches_target", "or_waived" };
	const struct names names = { members, COUNT(members) };
	struct condition *c = needs_add(n, CONDITION_READINESS,
	    xasprintf("%s:%s", n->key, which), node);

	c->path = xstrdup(which);
	if (!reader_members(n->r, node, names) ||
	    !reader_flag(n->r, node, "or_waived", &c->or_waived) ||
	    !reader_flag(n->r, node, "reaches_target", &c->reaches_target))
		return false;
	if (json_get(node, "at_least") && !reader_integer(n->r, node,
	    "at_least", 1, LEVEL_MAX, &c->number))
		return false;
	if (json_get(node, "gain") && !reader_integer(n->r, node, "gain", 0,
	    LEVEL_MAX - 1, &c->gain))
		return false;
	return check_level(n, which, c);
}

static bool
read_readiness(struct needs *n, const struct json *object)
{
	static const char *const members[] = { "baseline", "current",
		"target" };
	const struct names names = { members, COUNT(members) };
	const struct json *node;

	if (!reader_members(n->r, object, names))
		return false;
	if (json_count(object) == 0)
		return reader_fail(n->r, NULL, _("'%s' asks for nothing"),
		    n->key);
	for (node = json_first(object); node; node = json_next(node)) {
		size_t mark = reader_enter(n->r, json_key(node));
		bool read = read_level(n, json_key(node), node);

		reader_leave(n->r, mark);
		if (!read)
			return false;
	}
	return true;
}

static bool
read_check(struct needs *n, const char *at, const char *word)
{
	const struct names names = { check_names, CHECK_COUNT };

	if (word == NULL)
		return reader_fail(n->r, at,
		    _("the name of a check is asked here"));
	for (size_t i = 0; i < CHECK_COUNT; i++) {
		if (strcmp(check_names[i], word) != 0)
			continue;
		needs_add(n, CONDITION_CHECKS, xasprintf("%s:%s", n->key,
		    word), NULL)->check = (enum check)i;
		return n->r->err == NULL;
	}
	reader_fail(n->r, at, _("unknown check '%s'"), word);
	return reader_near(n->r, word, names);
}

static bool
read_checks(struct needs *n, const struct json *list)
{
	const struct json *item;
	size_t i = 0;

	if (json_type(list) != JSON_ARRAY || json_count(list) == 0)
		return reader_fail(n->r, NULL,
		    _("'%s' must be a list of checks"), n->key);
	for (item = json_first(list); item; item = json_next(item)) {
		char *at = xasprintf("%zu", i++);
		bool read = read_check(n, at, json_string(item));

		free(at);
		if (!read)
			return false;
	}
	return true;
}

static bool
unknown_condition(struct needs *n, const char *key)
{
	const struct names names = { keys, COUNT(keys) };

	reader_fail(n->r, key, _("unknown condition '%s'"), key);
	return reader_near(n->r, key, names);
}

static bool
read_condition(struct needs *n, const struct json *node)
{
	for (size_t kind = 0; kind < CONDITION_COUNT; kind++) {
		size_t mark;
		bool read;

		if (strcmp(keys[kind], json_key(node)) != 0)
			continue;
		n->key = keys[kind];
		mark = reader_enter(n->r, n->key);
		read = readers[kind](n, node);
		reader_leave(n->r, mark);
		return read;
	}
	return unknown_condition(n, json_key(node));
}

/* One object of `needs`: its `when` first, then each condition. */
static bool
read_object(struct reader *r, void *arg, const struct json *object)
{
	struct needs *n = arg;
	const struct json *when = json_get(object, "when"), *node;
	size_t before = n->t->n_needs;

	n->when = NULL;
	if (!reader_object(r, object))
		return false;
	if (when != NULL) {
		size_t mark = reader_enter(n->r, "when");
		bool read = when_read(n, when);

		reader_leave(n->r, mark);
		if (!read)
			return false;
	}
	for (node = json_first(object); node; node = json_next(node))
		if (node != when && !read_condition(n, node))
			return false;
	if (n->t->n_needs == before)
		return reader_fail(n->r, NULL,
		    _("this part of 'needs' asks for nothing"));
	return true;
}

bool
needs_read(struct reader *r, struct workflow *w, struct transition *t,
    const struct json *needs)
{
	struct needs n = { r, w, t, NULL, NULL };

	return json_type(needs) == JSON_ARRAY ?
	    reader_each(r, needs, NULL, read_object, &n) :
	    read_object(r, &n, needs);
}
