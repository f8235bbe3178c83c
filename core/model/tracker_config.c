#include "core/model/tracker_config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/json/json.h"
#include "core/model/reader.h"
#include "core/model/record.h"
#include "core/model/rule.h"
#include "core/model/tracker.h"

enum { NAME_MAX_LENGTH = 200, OID_LENGTH = 40, OID_LENGTH_SHA256 = 64 };

const char *const strength_names[] = {
	[STRENGTH_CLAIMED] = "claimed",
	[STRENGTH_AUTHORED] = "authored",
	[STRENGTH_SIGNED] = "signed",
};

static const char *const severity_names[] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

/* The rules whose severity must not be lowered: "PV2", "PV3", "PV5". */
static const char firm_families[] = "235";

static bool
read_name(struct reader *r, const struct json *root, struct tracker *t)
{
	const char *name;

	if (!reader_string(r, root, "name", &name))
		return false;
	if (utf8_length(name) > NAME_MAX_LENGTH)
		return reader_fail(r, "name",
		    _("'%s' is longer than %d characters"), "name",
		    NAME_MAX_LENGTH);
	t->name = xstrdup(name);
	return reader_impersonal(r, "name", name);
}

/* The index of the word at KEY in WORDS; *OUT stays where it is absent. */
static bool
read_word(struct reader *r, const struct json *object, const char *key,
    struct names words, size_t *out)
{
	const char *word;

	if (!reader_string_opt(r, object, key, &word))
		return false;
	if (word == NULL)
		return true;
	for (size_t i = 0; i < words.n; i++) {
		if (strcmp(words.items[i], word) != 0)
			continue;
		*out = i;
		return true;
	}
	reader_fail(r, key, _("'%s' is no value of '%s'"), word, key);
	return reader_near(r, word, words);
}

static bool
read_strength(struct reader *r, const struct json *object, const char *key,
    enum strength *out)
{
	const struct names words = { strength_names, COUNT(strength_names) };
	size_t i = STRENGTH_AUTHORED;

	if (!read_word(r, object, key, words, &i))
		return false;
	*out = (enum strength)i;
	return true;
}

static const char *const require_members[] = { "tracker", "transitions",
	"approvals" };

static bool
read_require(struct reader *r, const struct json *root, struct tracker *t)
{
	const struct names names = { require_members,
		COUNT(require_members) };
	const struct json *node = json_get(root, "require");
	size_t mark = reader_enter(r, "require");
	bool read = node == NULL || reader_members(r, node, names);

	read = read &&
	    read_strength(r, node, "tracker", &t->require_tracker) &&
	    read_strength(r, node, "transitions", &t->require_transitions) &&
	    read_strength(r, node, "approvals", &t->require_approvals);
	reader_leave(r, mark);
	return read;
}

static bool
is_rule(const char *id)
{
	return str_starts(id, "PV") && strlen(id) == 5 && id[2] >= '1' &&
	    id[2] <= '5' && strspn(id + 3, "0123456789") == 2;
}

/* What RULE has without any setting; those of later versions: error. */
static enum severity
usual_severity(const char *id)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (strcmp(rule_id((enum rule)i), id) == 0)
			return rule_severity((enum rule)i);
	return SEVERITY_ERROR;
}

static void
add_weight(struct tracker *t, const char *rule, size_t severity)
{
	t->weights = xreallocarray(t->weights, t->n_weights + 1,
	    sizeof(*t->weights));
	t->weights[t->n_weights++] = (struct weight){ xstrdup(rule),
		(int)severity };
}

static bool
read_severity(struct reader *r, const struct json *object, const char *id,
    struct tracker *t)
{
	const struct names words = { severity_names, COUNT(severity_names) };
	size_t severity = SEVERITY_ERROR;

	if (!is_rule(id))
		return reader_fail(r, id,
		    _("'%s' is no rule, such as PV105"), id);
	if (!read_word(r, object, id, words, &severity))
		return false;
	if (strchr(firm_families, id[2]) != NULL &&
	    severity < (size_t)usual_severity(id))
		return reader_fail(r, id,
		    _("the severity of %s cannot be lowered"), id);
	add_weight(t, id, severity);
	return true;
}

static bool
read_severities(struct reader *r, const struct json *root,
    struct tracker *t)
{
	const struct json *object = json_get(root, "severities"), *node;
	size_t mark = reader_enter(r, "severities");
	bool read = object == NULL || reader_object(r, object);

	for (node = json_first(object); node && read;
	    node = json_next(node))
		read = read_severity(r, object, json_key(node), t);
	reader_leave(r, mark);
	return read;
}

static bool
is_oid(const char *text)
{
	size_t len = strlen(text);

	return (len == OID_LENGTH || len == OID_LENGTH_SHA256) &&
	    strspn(text, "0123456789abcdef") == len;
}

static void
add_excuse(struct tracker *t, const struct json *node)
{
	t->excuses = xreallocarray(t->excuses, t->n_excuses + 1,
	    sizeof(*t->excuses));
	t->excuses[t->n_excuses++] = (struct excuse){
		xstrdup(json_text(node, "commit")),
		xstrdup(json_text(node, "rule")),
		xstrdup(json_text(node, "reason")),
		xstrdup0(json_text(node, "project")) };
}

static bool
read_excuse(struct reader *r, void *arg, const struct json *node)
{
	static const char *const members[] = { "commit", "rule", "project",
		"reason" };
	const struct names names = { members, COUNT(members) };
	const char *commit, *rule, *project, *reason;

	if (!reader_members(r, node, names) ||
	    !reader_string(r, node, "commit", &commit) ||
	    !reader_string(r, node, "rule", &rule) ||
	    !reader_string_opt(r, node, "project", &project) ||
	    !reader_string(r, node, "reason", &reason))
		return false;
	if (!is_oid(commit))
		return reader_fail(r, "commit",
		    _("'%s' is no full object name of a commit"), commit);
	if (!is_rule(rule))
		return reader_fail(r, "rule",
		    _("'%s' is no rule, such as PV105"), rule);
	if (project != NULL && record_id_check(project) != NULL)
		return reader_fail(r, "project",
		    _("'%s' is no id of a project"), project);
	if (!reader_impersonal(r, "reason", reason))
		return false;
	add_excuse(arg, node);
	return true;
}

static bool
read_excuses(struct reader *r, const struct json *root, struct tracker *t)
{
	const struct json *list = json_get(root, "excuses");

	if (list != NULL && json_type(list) != JSON_ARRAY)
		return reader_fail(r, "excuses", _("'%s' must be a list"),
		    "excuses");
	return reader_each(r, list, "excuses", read_excuse, t);
}

const struct err *
config_parse(struct tracker *t, const struct json *root, char **where)
{
	static const char *const members[] = { "format", "revision", "name",
		"require", "severities", "excuses" };
	const struct names names = { members, COUNT(members) };
	struct reader r = READER_INIT;

	if (reader_head(&r, root, &t->revision) &&
	    reader_members(&r, root, names) && read_name(&r, root, t) &&
	    read_require(&r, root, t) && read_severities(&r, root, t))
		(void)read_excuses(&r, root, t);
	return reader_end(&r, where);
}

void
config_release(struct tracker *t)
{
	for (size_t i = 0; i < t->n_weights; i++)
		free(t->weights[i].rule);
	for (size_t i = 0; i < t->n_excuses; i++) {
		free(t->excuses[i].commit);
		free(t->excuses[i].rule);
		free(t->excuses[i].reason);
		free(t->excuses[i].project);
	}
	free(t->weights);
	free(t->excuses);
}

/* ---- require, as people type it ---- */

static const struct err *
not_one_of(const char *word, const char *what, const char *const *words,
    size_t n)
{
	const struct err *err;
	const char *near = str_nearest(word, words, n);

	err = err_new(ERR_USAGE, _("'%s' is no value of '%s'"), word, what);
	if (near != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	return err_mend(err, _("there is: %s"), "tracker=, transitions=, "
	    "approvals=; claimed, authored, signed");
}

static bool
is_one_of(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* "tracker=signed" */
static const struct err *
require_one(struct json *require, const char *text)
{
	size_t len = strcspn(text, "=");
	char *member = xstrndup(text, len);
	const char *strength = text[len] == '=' ? text + len + 1 : "";
	const struct err *err = NULL;

	if (!is_one_of(member, require_members, COUNT(require_members)))
		err = not_one_of(member, "require", require_members,
		    COUNT(require_members));
	else if (!is_one_of(strength, strength_names, COUNT(strength_names)))
		err = not_one_of(strength, member, strength_names,
		    COUNT(strength_names));
	else
		json_set_string(require, member, strength);
	free(member);
	return err;
}

const struct err *
config_require(struct json *root, const char *text)
{
	const struct err *err = NULL;
	struct json *require = json_get_mut(root, "require");
	struct strs parts = STRS_INIT;

	if (text == NULL)
		return NULL;
	if (require == NULL) {
		json_set(root, "require", json_new_object());
		require = json_get_mut(root, "require");
	}
	strs_split(&parts, text, ',');
	for (size_t i = 0; i < parts.n && err == NULL; i++)
		err = require_one(require, parts.items[i]);
	strs_release(&parts);
	return err;
}
