#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/review.h"
#include "core/audit/strengths.h"
#include "core/base/mem.h"
#include "core/model/people.h"

/* What a change brings: its head against where it left the base. */

/* ---- Files that differ ---- */

struct touched {
	enum difference_kind kind;
	char *id, *file;
	char *old, *new; /* hex ids; NULL */
};

struct touches {
	struct touched *items;
	size_t n, cap;
	struct review *review;
	bool tracker;    /* some file of it */
};

static int
compare_touched(const void *a, const void *b)
{
	const struct touched *left = a, *right = b;
	int order = strcmp(left->id, right->id);

	if (order == 0)
		order = (int)left->kind - (int)right->kind;
	return order != 0 ? order : strcmp(left->file, right->file);
}

static void
release_touched(struct touched *item)
{
	free(item->id);
	free(item->file);
	free(item->old);
	free(item->new);
}

static void
touches_release(struct touches *touches)
{
	for (size_t i = 0; i < touches->n; i++)
		release_touched(&touches->items[i]);
	free(touches->items);
}

static const struct err *
note(void *arg, const struct difference *difference)
{
	struct touches *touches = arg;
	struct touched *item;

	if (difference->kind == DIFFERENCE_TRACKER)
		touches->tracker = true;
	if (*difference->id == '\0')
		return NULL;
	GROW(touches->items, touches->n, touches->cap);
	item = &touches->items[touches->n++];
	item->kind = difference->kind;
	item->id = xstrdup(difference->id);
	item->file = xstrdup(difference->file);
	item->old = xstrdup0(difference->old);
	item->new = xstrdup0(difference->new);
	return NULL;
}

/* Of the head: which files of the tracker as well. */
static const struct err *
note_ours(void *arg, const struct difference *difference)
{
	struct touches *touches = arg;

	for (int i = 0; i < TRACKER_FILES; i++)
		if (strcmp(difference->path, tracker_paths[i]) == 0)
			touches->review->tracker[i] = true;
	if (difference->kind == DIFFERENCE_OTHER)
		touches->review->others = true;
	return note(arg, difference);
}

/*
 * What moved to the other depth is gone in one place and new in another:
 * one item, and none where its bytes are the same.
 */
static void
join(struct touches *touches)
{
	size_t n = 0;

	if (touches->n > 0)
		qsort(touches->items, touches->n, sizeof(*touches->items),
		    compare_touched);
	for (size_t i = 0; i < touches->n; i++) {
		struct touched *item = &touches->items[i];
		struct touched *last = n > 0 ? &touches->items[n - 1] : NULL;

		if (last == NULL || compare_touched(last, item) != 0) {
			touches->items[n++] = *item;
			continue;
		}
		if (last->old == NULL) {
			last->old = item->old;
			item->old = NULL;
		}
		if (last->new == NULL) {
			last->new = item->new;
			item->new = NULL;
		}
		release_touched(item);
	}
	touches->n = n;
}

static bool
is_change(const struct touched *item)
{
	return item->old == NULL || item->new == NULL ||
	    strcmp(item->old, item->new) != 0;
}

/* ---- Projects ---- */

static int
compare_project(const void *a, const void *b)
{
	const struct reviewed *left = a, *right = b;

	return strcmp(left->id, right->id);
}

static struct reviewed *
find_project(const struct review *review, const char *id)
{
	char *copy = xstrdup(id);
	struct reviewed key = { .id = copy }, *found = NULL;

	if (review->n > 0)
		found = bsearch(&key, review->projects, review->n,
		    sizeof(key), compare_project);
	free(copy);
	return found;
}

static void
take(struct review *review, const struct touched *item)
{
	struct reviewed *project;

	if (review->n == 0 || strcmp(review->projects[review->n - 1].id,
	    item->id) != 0)
		review->projects[review->n++].id = xstrdup(item->id);
	project = &review->projects[review->n - 1];
	if (item->kind == DIFFERENCE_APPROVAL && item->old == NULL)
		strs_add(&project->votes, item->file);
	project->evidence += item->kind == DIFFERENCE_EVIDENCE &&
	    item->old == NULL;
}

static const struct err *
find_ours(struct review *review)
{
	struct touches touches = { .review = review };
	const struct err *err = snapshot_differences(review->range.fork,
	    review->session->tip, note_ours, &touches);

	join(&touches);
	review->projects = xcalloc(touches.n + 1, sizeof(*review->projects));
	for (size_t i = 0; err == NULL && i < touches.n; i++)
		if (is_change(&touches.items[i]))
			take(review, &touches.items[i]);
	touches_release(&touches);
	return err;
}

/* What the base has changed since, too. */
static const struct err *
find_theirs(struct review *review)
{
	struct touches touches = { .review = review };
	const struct err *err;

	if (review->range.ahead)
		return NULL;
	err = snapshot_differences(review->range.fork, review->base, note,
	    &touches);
	join(&touches);
	review->tracker_both = touches.tracker && review_has_tracker(review);
	for (size_t i = 0; err == NULL && i < touches.n; i++) {
		struct reviewed *project = find_project(review,
		    touches.items[i].id);

		if (project != NULL && is_change(&touches.items[i]))
			project->both = true;
	}
	touches_release(&touches);
	return err;
}

/* ---- Their records ---- */

/* What cannot be read is told; only what is damaged below ends it. */
static const struct err *
read_record(struct snapshot *snapshot, const char *id, struct record **out,
    char **fault)
{
	const struct err *err;

	if (!snapshot_has(snapshot, id, NULL))
		return NULL;
	err = snapshot_record(snapshot, id, out);
	if (err == NULL || err->code != ERR_DATA)
		return err;
	if (fault != NULL)
		*fault = xstrdup(err->msg);
	return NULL;
}

static void
find_steps(struct reviewed *project)
{
	size_t n = 0, known = project->before == NULL ? 0 :
	    record_count(project->before, "history");
	struct entry *entries;

	if (project->after == NULL)
		return;
	entries = record_history(project->after, &n);
	project->steps = xcalloc(n + 1, sizeof(*project->steps));
	for (size_t i = known; i < n; i++) {
		struct review_step *step =
		    &project->steps[project->n_steps++];
		char *path = xasprintf("history.%zu.signature", i);

		step->entry = entries[i];
		step->has_signature = record_has(project->after, path);
		free(path);
	}
	free(entries);
}

static const struct err *
read_project(struct review *review, struct reviewed *project)
{
	const struct err *err;

	if ((err = read_record(review->range.fork, project->id,
	    &project->before, NULL)) ||
	    (err = read_record(review->session->tip, project->id,
	    &project->after, &project->fault)))
		return err;
	find_steps(project);
	return snapshot_approvals(review->session->tip, project->id,
	    &project->approvals);
}

/* ---- The commits of the steps ---- */

/* Ends the walk; not an error. */
static const struct err all_found = { 0, "" };

struct search {
	const struct review *review;
	struct strengths *strengths;
	size_t missing;
};

static const struct err *
take_commit(void *arg, const struct step_commit *commit)
{
	struct search *search = arg;
	const struct reviewed *project = find_project(search->review,
	    commit->id);
	size_t n = project != NULL ? project->n_steps : 0;
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < n; i++) {
		struct review_step *step = &project->steps[i];

		if (step->entry.seq != commit->seq || step->commit != NULL)
			continue;
		step->commit = xstrdup(commit->commit);
		step->email = xstrdup(commit->author_email);
		err = strengths_get(search->strengths, commit->commit,
		    commit->id, commit->seq, &step->strength);
		search->missing--;
	}
	if (err != NULL)
		return err;
	return search->missing == 0 ? &all_found : NULL;
}

static const struct err *
find_commits(struct review *review)
{
	struct search search = { review, NULL, 0 };
	const struct err *err;

	for (size_t i = 0; i < review->n; i++)
		search.missing += review->projects[i].n_steps;
	if (search.missing == 0)
		return NULL;
	err = strengths_open(&search.strengths, review->session->store);
	if (err != NULL)
		return err;
	err = snapshot_steps(review->session->tip, NULL, take_commit,
	    &search);
	strengths_close(search.strengths);
	return err == &all_found ? NULL : err;
}

const struct err *
review_read(struct review *review)
{
	const struct err *err;

	if ((err = find_ours(review)) || (err = find_theirs(review)))
		return err;
	for (size_t i = 0; i < review->n; i++)
		if ((err = read_project(review, &review->projects[i])))
			return err;
	return find_commits(review);
}

static void
project_release(struct reviewed *project)
{
	for (size_t i = 0; i < project->n_steps; i++) {
		free(project->steps[i].commit);
		free(project->steps[i].email);
	}
	free(project->steps);
	free(project->id);
	free(project->fault);
	record_free(project->before);
	record_free(project->after);
	approvals_release(&project->approvals);
	strs_release(&project->votes);
}

void
review_release(struct review *review)
{
	for (size_t i = 0; i < review->n; i++)
		project_release(&review->projects[i]);
	free(review->projects);
	audited_release(&review->audited);
	snapshot_free(review->range.fork);
	snapshot_free(review->base);
}
