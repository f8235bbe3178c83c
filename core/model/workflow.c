#include "core/model/workflow.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"

enum { NAME_MAX_LENGTH = 64 };

const char *const check_names[CHECK_COUNT] = {
#define CHECK_NAME(id, name) [CHECK_##id] = (name),
	CHECKS(CHECK_NAME)
#undef CHECK_NAME
};

static const struct {
	const char *sign;
	bool less, equal, greater;
} compares[] = {
	[COMPARE_EQ] = { "==", false, true, false },
	[COMPARE_NE] = { "!=", true, false, true },
	[COMPARE_LT] = { "<", true, false, false },
	[COMPARE_LE] = { "<=", true, true, false },
	[COMPARE_GT] = { ">", false, false, true },
	[COMPARE_GE] = { ">=", false, true, true },
};

bool
compare_holds(enum compare compare, int64_t left, int64_t right)
{
	if (left < right)
		return compares[compare].less;
	if (left > right)
		return compares[compare].greater;
	return compares[compare].equal;
}

const char *
compare_sign(enum compare compare)
{
	return compares[compare].sign;
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || cp == 0xa0 || cp == 0x3000;
}

bool
workflow_name_valid(const char *name)
{
	size_t len = strlen(name), step, n = 0;
	uint32_t cp = 0;

	if (*name == '@')
		return false;
	for (; len > 0; name += step, len -= step, n++) {
		step = utf8_next(name, len, &cp);
		if (step == 0 || utf8_is_control(cp) ||
		    utf8_is_noncharacter(cp))
			return false;
		if (cp == '/' || cp == ':' || cp == ',')
			return false;
		if (n == 0 && is_blank(cp))
			return false;
	}
	return n > 0 && n <= NAME_MAX_LENGTH && !is_blank(cp);
}

const struct stage *
workflow_stage(const struct workflow *w, const char *name)
{
	for (size_t i = 0; i < w->n_stages; i++)
		if (strcmp(w->stages[i].name, name) == 0)
			return &w->stages[i];
	return NULL;
}

const struct transition *
workflow_transition(const struct workflow *w, const char *name)
{
	for (size_t i = 0; i < w->n_transitions; i++)
		if (strcmp(w->transitions[i].name, name) == 0)
			return &w->transitions[i];
	return NULL;
}

bool
transition_leaves(const struct transition *t, const char *stage)
{
	return strs_has(&t->from, stage);
}

static const char *
label(const char *name, const char *en, const char *zh, const char *lang)
{
	if (zh != NULL && lang != NULL && strcmp(lang, "zh") == 0)
		return zh;
	return en != NULL ? en : name;
}

const char *
stage_label(const struct stage *stage, const char *lang)
{
	return label(stage->name, stage->label_en, stage->label_zh, lang);
}

const char *
transition_label(const struct transition *t, const char *lang)
{
	return label(t->name, t->label_en, t->label_zh, lang);
}

static void
when_free(struct when *when)
{
	strs_release(&when->from);
	free(when->path);
	free(when->value);
	free(when);
}

static void
condition_release(struct condition *c)
{
	free(c->name);
	free(c->said);
	free(c->path);
	free(c->word);
	strs_release(&c->values);
	strs_release(&c->criteria.tracks);
}

static void
transition_release(struct transition *t)
{
	for (size_t i = 0; i < t->n_needs; i++)
		condition_release(&t->needs[i]);
	free(t->needs);
	strs_release(&t->from);
	strs_release(&t->by);
	free(t->name);
	free(t->label_en);
	free(t->label_zh);
	free(t->to);
}

void
workflow_free(struct workflow *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->n_stages; i++) {
		free(w->stages[i].name);
		free(w->stages[i].label_en);
		free(w->stages[i].label_zh);
	}
	for (size_t i = 0; i < w->n_transitions; i++)
		transition_release(&w->transitions[i]);
	for (size_t i = 0; i < w->n_whens; i++)
		when_free(w->whens[i]);
	free(w->stages);
	free(w->transitions);
	free(w->whens);
	strs_release(&w->override_by);
	free(w->initial);
	free(w);
}
