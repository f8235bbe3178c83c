#include "core/model/criterion_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* The verdicts of a record: kept in order, and checked. */

void
judge_criterion(struct json *criterion)
{
	struct obstacle obstacle;
	struct criterion c;
	struct judgement j;

	if (!criterion_read(&c, criterion))
		return;
	if (criterion_weigh(&j, &c, &obstacle)) {
		json_set_string(criterion, "verdict",
		    verdict_names[j.verdict]);
		judgement_release(&j);
	} else {
		json_remove(criterion, "verdict");
		free(obstacle.text);
	}
	criterion_release(&c);
}

void
record_judge_criteria(struct record *record)
{
	struct json *all = json_get_mut(record->tree, "criteria");

	for (const struct json *at = json_first(all); at; at = json_next(at))
		judge_criterion((struct json *)at);
	if (all)
		order_value(all, field_member(record_fields, "criteria"),
		    false);
}

/* Something in the criterion KEY, below UNDER, is an error already. */
static bool
is_named(const struct findings *findings, const char *under,
    const char *key)
{
	char *start = xasprintf("%scriteria.%s.", under, key);
	bool named = false;

	for (size_t i = 0; i < findings->n && !named; i++)
		named = str_starts(findings->items[i].path, start) &&
		    rule_severity(findings->items[i].rule) ==
		    SEVERITY_ERROR;
	free(start);
	return named;
}

static void
add_obstacle(struct findings *out, const char *key,
    const struct obstacle *obstacle)
{
	char *path = xasprintf("criteria.%s.%s", key, obstacle->member);

	findings_add(out, RULE_PV104, path, "'%s' %s", path, obstacle->text);
	free(path);
}

static void
check_stored(struct findings *out, const struct criterion *c,
    enum verdict verdict)
{
	const char *name = verdict_names[verdict];
	char *path, *why;

	if (c->stored == NULL || strcmp(c->stored, name) == 0)
		return;
	path = xasprintf("criteria.%s.verdict", c->key);
	why = criterion_why(c);
	findings_add(out, RULE_PV109, path,
	    _("'%s' is '%s', and should be '%s': %s"), path, c->stored,
	    name, why);
	findings_mend(out, "proven fmt");
	free(why);
	free(path);
}

static void
check_each(const struct record *record, struct findings *out)
{
	const struct json *at = json_first(json_get(record->tree,
	    "criteria"));
	struct obstacle obstacle;
	struct criterion c;
	struct judgement j;

	for (; at; at = json_next(at)) {
		if (!criterion_read(&c, at))
			continue;
		if (criterion_weigh(&j, &c, &obstacle)) {
			check_stored(out, &c, j.verdict);
			judgement_release(&j);
		} else {
			if (!is_named(out, "", c.key))
				add_obstacle(out, c.key, &obstacle);
			free(obstacle.text);
		}
		criterion_release(&c);
	}
}

/*
 * What would be impossible once PATCH, a member of `proposed.criteria`, is
 * applied is impossible to propose.
 */
static void
check_patch(const struct record *record, const struct json *patch,
    struct findings *out)
{
	const char *key = json_key(patch);
	const struct json *now = json_get(json_get(record->tree,
	    "criteria"), key);
	struct json *all = json_new_object();
	struct obstacle obstacle;
	struct criterion c;
	struct judgement j;
	char *path;

	json_set(all, key, json_type(now) == JSON_OBJECT ? json_dup(now) :
	    json_new_object());
	json_merge_patch(json_get_mut(all, key), patch);
	(void)criterion_read(&c, json_first(all));
	if (criterion_weigh(&j, &c, &obstacle)) {
		judgement_release(&j);
	} else {
		path = xasprintf("proposed.criteria.%s", key);
		findings_add(out, RULE_PV104, path, _("'%s' is impossible: "
		    "'%s' %s"), path, obstacle.member, obstacle.text);
		free(path);
		free(obstacle.text);
	}
	criterion_release(&c);
	json_free(all);
}

static void
check_proposed(const struct record *record, struct findings *out)
{
	const struct json *at = json_first(json_find(record->tree,
	    "proposed.criteria"));

	for (; at; at = json_next(at))
		if (json_type(at) == JSON_OBJECT && json_key(at) &&
		    !is_named(out, "proposed.", json_key(at)) &&
		    !is_named(out, "", json_key(at)))
			check_patch(record, at, out);
}

void
check_criteria(const struct record *record, struct findings *out)
{
	check_each(record, out);
	check_proposed(record, out);
}
