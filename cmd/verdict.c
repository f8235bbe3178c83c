#include "cmd/verdict.h"

#include <stdlib.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"

static const struct {
	const char *mark, *word;
	enum paint paint;
} verdicts[VERDICT_COUNT + 1] = {
	[VERDICT_PASS] = { "✓", N_("pass"), PAINT_GOOD },
	[VERDICT_CONDITIONAL_PASS] = { "(✓)", N_("conditional pass"),
	    PAINT_WARN },
	[VERDICT_CONDITIONAL_FAIL] = { "(✗)", N_("conditional fail"),
	    PAINT_WARN },
	[VERDICT_FAIL] = { "✗", N_("fail"), PAINT_BAD },
	[VERDICT_PENDING] = { "·", N_("pending"), PAINT_NONE },
	[VERDICT_WAIVED] = { "–", N_("waived"), PAINT_DIM },
	[VERDICT_NOT_APPLICABLE] = { "–", N_("not applicable"), PAINT_DIM },
	[VERDICT_COUNT] = { "?", N_("no verdict"), PAINT_BAD },
};

enum verdict
verdict_of(const struct criterion *criterion)
{
	enum verdict verdict;

	return criterion_judge(&verdict, criterion) == NULL ? verdict :
	    VERDICT_COUNT;
}

const char *
verdict_word(enum verdict verdict)
{
	return _(verdicts[verdict].word);
}

char *
verdict_text(enum verdict verdict)
{
	return xasprintf("%s %s", verdicts[verdict].mark,
	    verdict_word(verdict));
}

enum paint
verdict_paint(enum verdict verdict)
{
	return verdicts[verdict].paint;
}

/* How many criteria have each verdict. */
struct count {
	size_t all, each[VERDICT_COUNT + 1];
};

static void
count_all(const struct record *record, struct count *must,
    struct count *should)
{
	struct strs keys = STRS_INIT;
	struct criterion c;

	record_keys(record, "criteria", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		struct count *count;

		if (!criterion_get(&c, record, keys.items[i]))
			continue;
		count = c.must ? must : should;
		count->all++;
		count->each[verdict_of(&c)]++;
		criterion_release(&c);
	}
	strs_release(&keys);
}

/* "2 pass, 1 pending"; the caller frees. */
static char *
count_text(const struct count *count)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i <= VERDICT_COUNT; i++)
		if (count->each[i] > 0) {
			str_add(&out, out.len > 0 ? _(", ") : "");
			str_addf(&out, _("%zu %s"), count->each[i],
			    verdict_word((enum verdict)i));
		}
	return str_take(&out);
}

char *
verdict_summary(const struct record *record)
{
	struct count must = { 0, { 0 } }, should = { 0, { 0 } };
	char *text, *more, *both;

	count_all(record, &must, &should);
	text = count_text(&must);
	more = count_text(&should);
	if (must.all > 0 && should.all > 0)
		both = xasprintf(_("%zu must: %s; %zu should: %s"), must.all,
		    text, should.all, more);
	else if (must.all > 0)
		both = xasprintf(_("%zu must: %s"), must.all, text);
	else if (should.all > 0)
		both = xasprintf(_("%zu should: %s"), should.all, more);
	else
		both = NULL;
	free(text);
	free(more);
	return both;
}
