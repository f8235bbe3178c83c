#include "core/model/resolution.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/model/record_impl.h"

/* TO has what FROM has at KEY, or has nothing there. */
static void
set_copy(struct json *to, const struct json *value, const char *key)
{
	if (value != NULL)
		json_set(to, key, json_dup(value));
	else
		json_remove(to, key);
}

/* The entries that both have. */
static struct json *
common_history(const struct record *a, const struct record *b)
{
	const struct json *in_a = json_first(json_get(a->tree, "history"));
	const struct json *in_b = json_first(json_get(b->tree, "history"));
	struct json *list = json_new_array();

	while (in_a && in_b && json_equal(in_a, in_b)) {
		json_append(list, json_dup(in_a));
		in_a = json_next(in_a);
		in_b = json_next(in_b);
	}
	return list;
}

void
resolution_steps(const struct record *record, const struct record *other,
    struct strs *out)
{
	const struct json *at = json_first(json_get(record->tree, "history"));
	const struct json *in = json_first(json_get(other->tree, "history"));

	while (at && in && json_equal(at, in)) {
		at = json_next(at);
		in = json_next(in);
	}
	for (; at; at = json_next(at))
		if (json_text(at, "transition") != NULL)
			strs_add(out, json_text(at, "transition"));
}

/* What goes with the history is that of KEPT. */
static struct record *
as_if_not_moved(const struct record *dropped, const struct record *kept)
{
	static const char *const keys[] = { "stage", "hold" };
	struct record *record = record_dup(dropped);

	json_set(record->tree, "history", common_history(kept, dropped));
	for (size_t i = 0; i < COUNT(keys); i++)
		set_copy(record->tree, json_get(kept->tree, keys[i]),
		    keys[i]);
	return record;
}

static void
merge(struct resolution *r)
{
	r->merged = record_merge(r->a, r->b, r->bases, r->n, &r->conflicts);
}

void
resolution_init(struct resolution *r, const struct record *kept,
    const struct record *dropped, const struct record *const *bases,
    size_t n)
{
	*r = (struct resolution){ kept, dropped, bases, n, record_dup(kept),
		as_if_not_moved(dropped, kept), NULL, MERGE_CONFLICTS_INIT };
	merge(r);
}

static void
forget(struct resolution *r)
{
	merge_conflicts_release(&r->conflicts);
	r->conflicts = (struct merge_conflicts)MERGE_CONFLICTS_INIT;
	record_free(r->merged);
	r->merged = NULL;
}

void
resolution_release(struct resolution *r)
{
	forget(r);
	record_free(r->a);
	record_free(r->b);
}

/* ---- Choices ---- */

/* RECORD has VALUE at KEYS, in an object that is there. */
static void
put(struct record *record, const struct strs *keys, const struct json *value)
{
	struct json *in = record->tree;

	for (size_t i = 0; in != NULL && i + 1 < keys->n; i++)
		in = json_get_mut(in, keys->items[i]);
	if (json_type(in) == JSON_OBJECT)
		set_copy(in, value, keys->items[keys->n - 1]);
}

bool
resolution_take(struct resolution *r, const char *path, bool kept)
{
	const struct merge_conflicts *all = &r->conflicts;
	const struct json *chosen;
	struct json *value;
	size_t i = 0;

	while (i < all->n && strcmp(all->items[i].path, path) != 0)
		i++;
	if (i == all->n)
		return false;
	chosen = kept ? all->items[i].a : all->items[i].b;
	value = chosen != NULL ? json_dup(chosen) : NULL;
	put(r->a, &all->items[i].keys, value);
	put(r->b, &all->items[i].keys, value);
	json_free(value);
	forget(r);
	merge(r);
	return true;
}

/* ---- The end ---- */

void
resolution_append(struct resolution *r, const struct entry *given)
{
	const struct json *history = json_get(r->dropped->tree, "history");
	struct entry entry = *given;
	char digest[DIGEST_SIZE];

	if (r->conflicts.n > 0)
		BUG("a conflict that nobody has resolved");
	json_digest(digest, json_at(history, json_count(history) - 1));
	entry.transition = "@resolve";
	entry.to = record_stage(r->kept);
	entry.resolves = digest;
	record_append(r->merged, &entry);
}

static bool
has(const struct findings *findings, const struct finding *wanted)
{
	for (size_t i = 0; i < findings->n; i++)
		if (findings->items[i].rule == wanted->rule &&
		    strcmp(findings->items[i].path, wanted->path) == 0)
			return true;
	return false;
}

void
resolution_check(const struct resolution *r, const struct tracker *tracker,
    struct findings *out)
{
	struct findings now = FINDINGS_INIT, former = FINDINGS_INIT;

	record_merge_check(r->merged, r->kept, r->dropped, r->bases, r->n,
	    out);
	record_check(r->merged, tracker, &now);
	if (findings_errors(&now) > 0) {
		record_check(r->kept, tracker, &former);
		record_check(r->dropped, tracker, &former);
	}
	for (size_t i = 0; i < now.n; i++) {
		const struct finding *f = &now.items[i];

		if (f->severity == SEVERITY_ERROR && !has(&former, f))
			findings_add(out, f->rule, f->path, "%s", f->text);
	}
	findings_release(&now);
	findings_release(&former);
}
