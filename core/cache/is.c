#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/query.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

/* What `is:` may ask: which stages, or more than that. */
enum asked { IS_STAGES, IS_OVERDUE, IS_MINE };
enum { ACTIVE = 1 << STAGE_ACTIVE, PAUSED = 1 << STAGE_PAUSED,
       FINAL = 1 << STAGE_FINAL };

static const struct {
	const char *word;
	enum asked asked;
	unsigned kinds;
	bool others; /* the stages that are not of these kinds */
} words[] = {
	{ "open", IS_STAGES, FINAL, true },
	{ "active", IS_STAGES, ACTIVE, false },
	{ "paused", IS_STAGES, PAUSED, false },
	{ "final", IS_STAGES, FINAL, false },
	{ "unknown", IS_STAGES, ACTIVE | PAUSED | FINAL, true },
	{ "overdue", IS_OVERDUE, 0, false },
	{ "mine", IS_MINE, 0, false },
};

static const struct err *
add_stages(struct parse *parse, struct str *sql, unsigned kinds, bool others)
{
	const struct workflow *workflow;
	const struct err *err;
	bool first = true;

	err = tracker_workflow(parse->context->tracker, &workflow);
	if (err != NULL)
		return err;
	str_addf(sql, "stage %sIN (", others ? "NOT " : "");
	for (size_t i = 0; i < workflow->n_stages; i++) {
		const struct stage *stage = &workflow->stages[i];

		if ((kinds & 1u << stage->kind) == 0)
			continue;
		str_add(sql, first ? "" : ", ");
		query_add_text(parse->query, sql, stage->name);
		first = false;
	}
	str_addc(sql, ')');
	return NULL;
}

static const struct err *
add_column_is(struct parse *parse, struct str *sql, const char *name,
    const char *value)
{
	const struct err *err;
	size_t i;

	if ((err = list_column_find(&i, name)) != NULL)
		return err;
	return value_equal(parse, sql, i, OP_IS, value);
}

static const struct err *
add_mine(struct parse *parse, struct str *sql)
{
	const struct err *err;

	str_add(sql, "ifnull(");
	err = add_column_is(parse, sql, "lead", "@me");
	str_add(sql, ", 0) OR ifnull(");
	if (err == NULL)
		err = add_column_is(parse, sql, "team", "@me");
	str_add(sql, ", 0)");
	return err;
}

static const struct err *
unknown_word(const struct parse *parse, const char *value)
{
	const char *names[COUNT(words)], *near;
	const struct err *err = parse_err(parse, _("unknown word '%s'"),
	    value);
	struct str all = STR_INIT;

	for (size_t i = 0; i < COUNT(words); i++) {
		names[i] = words[i].word;
		str_addf(&all, "%s%s", i > 0 ? ", " : "", words[i].word);
	}
	near = str_nearest(value, names, COUNT(words));
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else
		err = err_mend(err, _("there are: %s"), all.ptr);
	str_release(&all);
	return err;
}

const struct err *
value_is(struct parse *parse, struct str *sql, const char *value)
{
	size_t i = 0;

	while (i < COUNT(words) && strcmp(words[i].word, value) != 0)
		i++;
	if (i == COUNT(words))
		return unknown_word(parse, value);
	if (words[i].asked == IS_OVERDUE)
		return add_column_is(parse, sql, "overdue", "yes");
	if (words[i].asked == IS_MINE)
		return add_mine(parse, sql);
	return add_stages(parse, sql, words[i].kinds, words[i].others);
}

bool
is_of_stage(const char *values)
{
	struct strs list = STRS_INIT;
	bool found = false;

	strs_split(&list, values, ',');
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].asked == IS_STAGES &&
		    strs_has(&list, words[i].word))
			found = true;
	strs_release(&list);
	return found;
}
