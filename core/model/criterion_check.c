#include "core/model/criterion_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/fields.h"
#include "core/model/record_impl.h"

/* The verdicts of a record: kept in order, and checked. */

void
record_judge_criteria(struct record *record)
{
	struct json *all = json_get_mut(record->tree, "criteria");
	struct obstacle obstacle;
	struct criterion c;
	struct judgement j;
	struct json *node;

	for (const struct json *at = json_first(all); at; at = json_next(at)) {
		if (!criterion_read(&c, at))
			continue;
		node = (struct json *)at;
		if (criterion_weigh(&j, &c, &obstacle)) {
			json_set_string(node, "verdict",
			    verdict_names[j.verdict]);
			judgement_release(&j);
		} else {
			json_remove(node, "verdict");
			free(obstacle.text);
		}
		criterion_release(&c);
	}
	if (all)
		order_value(all, field_member(record_fields, "criteria"),
		    false);
}

/* Something in the criterion KEY is an error already. */
static bool
is_named(const struct findings *findings, const char *key)
{
	char *start = xasprintf("criteria.%s.", key);
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
	free(why);
	free(path);
}

void
check_criteria(const struct record *record, struct findings *out)
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
			if (!is_named(out, c.key))
				add_obstacle(out, c.key, &obstacle);
			free(obstacle.text);
		}
		criterion_release(&c);
	}
}
