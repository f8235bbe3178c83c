#include "core/model/needs.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/criterion.h"
#include "core/model/field.h"
#include "core/model/reader.h"

/* Conditions on what lies in the dossier, and on what values are. */

enum { COUNT_MAX = 10000, PEOPLE_MAX = 100, DAYS_MAX = 3650 };

/* {"concept.verdict": ["proven", "partly"]} */
bool
read_values(struct needs *n, const struct json *object)
{
	const struct json *item;
	struct condition *c;

	if (!reader_object(n->r, object))
		return false;
	for (item = json_first(object); item; item = json_next(item)) {
		const char *path = json_key(item);
		const struct field *field = needs_field(n, path, path);

		if (field == NULL)
			return false;
		if (field->type == FIELD_MAP || field->type == FIELD_LIST ||
		    field->type == FIELD_OBJECT)
			return reader_fail(n->r, path,
			    _("'%s' has no value: it is a collection"), path);
		c = needs_add(n, CONDITION_VALUES, xasprintf("%s:%s", n->key,
		    path), item);
		c->path = xstrdup(path);
		if (!reader_strings(n->r, object, path, 1, &c->values))
			return false;
	}
	return n->r->err == NULL;
}

/* A pause is looked at again after so many days at the latest. */
bool
read_review(struct needs *n, const struct json *node)
{
	int64_t days;

	if (!json_integer(node, &days) || days < 1 || days > DAYS_MAX)
		return reader_fail(n->r, NULL,
		    _("'%s' must be a number of days, 1 to %d"), n->key,
		    DAYS_MAX);
	needs_add(n, CONDITION_REVIEW, xstrdup(n->key), node)->number = days;
	return n->r->err == NULL;
}

static bool
read_verdicts(struct needs *n, const struct json *object, unsigned *out)
{
	const struct names names = { verdict_names, VERDICT_COUNT };
	struct strs list = STRS_INIT;
	bool read = true;

	if (json_get(object, "verdict") == NULL)
		return true;
	read = reader_strings(n->r, object, "verdict", 1, &list);
	for (size_t i = 0; i < list.n && read; i++) {
		enum verdict verdict;

		read = verdict_find(list.items[i], &verdict);
		if (read) {
			*out |= 1U << verdict;
			continue;
		}
		reader_fail(n->r, "verdict", _("unknown verdict '%s'"),
		    list.items[i]);
		reader_near(n->r, list.items[i], names);
	}
	strs_release(&list);
	return read;
}

static bool
read_measured_by(struct needs *n, const struct json *object, bool *outside)
{
	const char *word;

	if (!reader_string_opt(n->r, object, "measured_by", &word))
		return false;
	*outside = word != NULL;
	if (word == NULL || strcmp(word, "outside") == 0)
		return true;
	reader_fail(n->r, "measured_by", _("'%s' is unknown"), word);
	return reader_mend(n->r, _("did you mean '%s'?"), "outside");
}

/* "criteria:principle,technical:must:verdict:evidence" */
static char *
criteria_name(const char *key, const struct criteria_asked *asked)
{
	const struct { bool is; const char *word; } parts[] = {
		{ asked->must, "must" }, { asked->verdicts != 0, "verdict" },
		{ asked->evidence, "evidence" },
		{ asked->outside, "measured_by" },
		{ asked->complete, "complete" },
		{ asked->count > 0, "count" },
	};
	struct str name = STR_INIT;
	char *tracks = strs_join(&asked->tracks, ",");

	str_add(&name, key);
	if (*tracks != '\0')
		str_addf(&name, ":%s", tracks);
	for (size_t i = 0; i < COUNT(parts); i++)
		if (parts[i].is)
			str_addf(&name, ":%s", parts[i].word);
	free(tracks);
	return str_take(&name);
}

/* Where nothing is asked of all of them, they must have passed. */
static void
criteria_default(struct criteria_asked *asked)
{
	if (asked->count == 0 && asked->verdicts == 0 && !asked->evidence &&
	    !asked->outside && !asked->complete)
		asked->verdicts = 1U << VERDICT_PASS;
}

bool
read_criteria(struct needs *n, const struct json *node)
{
	static const char *const members[] = { "track", "must", "count",
		"verdict", "evidence", "measured_by", "complete" };
	const struct names names = { members, COUNT(members) };
	struct condition *c = needs_add(n, CONDITION_CRITERIA, xstrdup(""),
	    node);
	struct criteria_asked *asked = &c->criteria;

	if (!reader_members(n->r, node, names))
		return false;
	if (json_get(node, "track") &&
	    !reader_strings(n->r, node, "track", 1, &asked->tracks))
		return false;
	if (json_get(node, "count") && !reader_integer(n->r, node, "count",
	    1, COUNT_MAX, &asked->count))
		return false;
	if (!reader_flag(n->r, node, "must", &asked->must) ||
	    !reader_flag(n->r, node, "evidence", &asked->evidence) ||
	    !reader_flag(n->r, node, "complete", &asked->complete) ||
	    !read_verdicts(n, node, &asked->verdicts) ||
	    !read_measured_by(n, node, &asked->outside))
		return false;
	criteria_default(asked);
	free(c->name);
	c->name = criteria_name(n->key, asked);
	return n->r->err == NULL;
}

/* ["task_agreement"]: some evidence of each kind. */
bool
read_evidence(struct needs *n, const struct json *list)
{
	const struct json *item;
	size_t i = 0;

	if (json_type(list) != JSON_ARRAY || json_count(list) == 0)
		return reader_fail(n->r, NULL,
		    _("'%s' must be a list of kinds of evidence"), n->key);
	for (item = json_first(list); item; item = json_next(item)) {
		const char *kind = json_string(item);
		char *at = xasprintf("%zu", i++);

		if (kind == NULL || !code_valid(kind))
			reader_fail(n->r, at,
			    _("a kind of evidence is asked here"));
		else
			needs_add(n, CONDITION_EVIDENCE, xasprintf("%s:%s",
			    n->key, kind), NULL)->word = xstrdup(kind);
		free(at);
		if (n->r->err != NULL)
			return false;
	}
	return true;
}

static bool
read_role(struct needs *n, const struct json *node, struct condition *c)
{
	const char *role;

	if (!reader_string(n->r, node, "role", &role))
		return false;
	c->word = xstrdup(role);
	free(c->name);
	c->name = xasprintf("%s:%s", n->key, role);
	if (strcmp(role, "@lead") == 0 || word_valid(role))
		return true;
	reader_fail(n->r, "role", _("'%s' is no role"), role);
	return *role == '@' ?
	    reader_mend(n->r, _("did you mean '%s'?"), "@lead") : false;
}

/* {"role": "expert", "count": 2, "independent": true, "against": 0} */
static bool
read_approval(struct reader *r, void *arg, const struct json *node)
{
	static const char *const members[] = { "role", "count",
		"independent", "against" };
	const struct names names = { members, COUNT(members) };
	struct needs *n = arg;
	struct condition *c = needs_add(n, CONDITION_APPROVALS, xstrdup(""),
	    node);

	c->number = 1;
	if (!reader_members(r, node, names) || !read_role(n, node, c) ||
	    !reader_flag(r, node, "independent", &c->independent))
		return false;
	if (json_get(node, "count") && !reader_integer(r, node, "count",
	    1, PEOPLE_MAX, &c->number))
		return false;
	if (json_get(node, "against") && !reader_integer(r, node,
	    "against", 0, PEOPLE_MAX, &c->against))
		return false;
	if (c->independent && strcmp(c->word, "@lead") == 0)
		return reader_fail(r, "independent",
		    _("the lead is never independent"));
	return r->err == NULL;
}

bool
read_approvals(struct needs *n, const struct json *list)
{
	if (json_type(list) != JSON_ARRAY || json_count(list) == 0)
		return reader_fail(n->r, NULL,
		    _("'%s' must be a list of roles and counts"), n->key);
	return reader_each(n->r, list, NULL, read_approval, n);
}
