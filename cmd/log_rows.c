#include "cmd/log_rows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cmd.h"
#include "cmd/label.h"
#include "core/audit/strengths.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/* ---- Entries, from the cache ---- */

struct reading {
	struct log_lines *lines;
	struct session *session;
};

static const char *
title_of(const struct session *session, const struct log_row *row)
{
	const char *other = strcmp(session->out.lang, "zh") == 0
	    ? row->title_zh : row->title_en;

	return label_wanted(session) && other != NULL ? other : row->title;
}

static char *
remark_of(const struct log_row *row)
{
	struct strs parts = STRS_INIT;
	char *text = NULL;

	if (row->code != NULL)
		strs_add(&parts, row->code);
	if (row->reason != NULL)
		strs_add(&parts, row->reason);
	if (row->recorded)
		strs_add(&parts, _("recorded"));
	if (row->overridden)
		strs_add(&parts, _("overridden"));
	if (parts.n > 0)
		text = strs_join(&parts, "; ");
	strs_release(&parts);
	return text;
}

static const struct err *
add_line(void *arg, const struct log_row *row)
{
	struct reading *reading = arg;
	struct log_lines *lines = reading->lines;

	GROW(lines->items, lines->n, lines->cap);
	lines->items[lines->n++] = (struct log_line){
		.id = xstrdup(row->id), .seq = row->seq, .at = row->at,
		.title = xstrdup0(title_of(reading->session, row)),
		.transition = xstrdup0(row->transition),
		.from = xstrdup0(row->from), .to = xstrdup0(row->to),
		.by = xstrdup0(row->by), .code = xstrdup0(row->code),
		.reason = xstrdup0(row->reason), .date = xstrdup0(row->date),
		.remark = remark_of(row),
		.recorded = row->recorded, .overridden = row->overridden,
	};
	return NULL;
}

const struct err *
log_lines_read(struct log_lines *lines, struct session *session,
    const char *id, int64_t limit)
{
	struct reading reading = { lines, session };

	return cache_log(session->cache, id, limit, add_line, &reading);
}

void
log_lines_release(struct log_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		struct log_line *line = &lines->items[i];
		char *texts[] = { line->id, line->title, line->transition,
			line->from, line->to, line->by, line->code,
			line->reason, line->date, line->remark, line->commit,
			line->author_name, line->author_email };

		for (size_t k = 0; k < COUNT(texts); k++)
			free(texts[k]);
	}
	free(lines->items);
	*lines = (struct log_lines)LOG_LINES_INIT;
}

/* ---- Commits, from the history ---- */

struct search {
	struct session *session;
	struct strengths *strengths;
	struct log_line **sorted; /* by id, then seq */
	size_t n, missing;
};

/* Ends the walk; not an error. */
static const struct err all_found = { 0, "" };

static int
compare_line(const void *a, const void *b)
{
	const struct log_line *left = *(struct log_line *const *)a;
	const struct log_line *right = *(struct log_line *const *)b;
	int order = strcmp(left->id, right->id);

	return order != 0 ? order
	    : (left->seq > right->seq) - (left->seq < right->seq);
}

/* As people are now: it decides only what is shown. */
static bool
is_theirs(const struct session *session, const struct log_line *line)
{
	const char *by = line->by != NULL ? line->by : "";
	const char *email = line->author_email;

	return !line->recorded && (strcasecmp(email, by) == 0 ||
	    strcmp(tracker_actor(session->tracker, email), by) == 0);
}

static struct log_line *
find_line(const struct search *search, const struct step_commit *step)
{
	char *id = xstrdup(step->id);
	struct log_line key = { .id = id, .seq = step->seq };
	struct log_line *wanted = &key, **found;

	found = bsearch(&wanted, search->sorted, search->n,
	    sizeof(*search->sorted), compare_line);
	free(id);
	return found != NULL ? *found : NULL;
}

/* Newest first: the first commit that is met for an entry added it last. */
static const struct err *
take_step(void *arg, const struct step_commit *step)
{
	struct search *search = arg;
	struct log_line *line = find_line(search, step);
	const struct err *err;
	enum strength strength;

	if (line == NULL || line->commit != NULL)
		return NULL;
	err = strengths_get(search->strengths, step->commit, step->id,
	    step->seq, &strength);
	if (err != NULL)
		return err;
	line->commit = xstrdup(step->commit);
	line->author_name = xstrdup(step->author_name);
	line->author_email = xstrdup(step->author_email);
	line->author_when = step->author_when;
	line->theirs = is_theirs(search->session, line);
	line->strength = strength_names[strength];
	return --search->missing == 0 ? &all_found : NULL;
}

const struct err *
log_lines_find(struct log_lines *lines, struct session *session,
    const char *id)
{
	struct search search = { session, NULL, NULL, lines->n, lines->n };
	const struct err *err;

	if (lines->n == 0)
		return NULL;
	if ((err = strengths_open(&search.strengths, session->store)))
		return err;
	search.sorted = xcalloc(lines->n, sizeof(*search.sorted));
	for (size_t i = 0; i < lines->n; i++)
		search.sorted[i] = &lines->items[i];
	qsort(search.sorted, search.n, sizeof(*search.sorted), compare_line);
	err = snapshot_steps(session->tip, id, take_step, &search);
	free(search.sorted);
	strengths_close(search.strengths);
	return err == &all_found ? NULL : err;
}
