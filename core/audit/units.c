#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/mem.h"
#include "core/store/place.h"

/* Changed files as things of projects, wherever they lie. */

int
unit_order(const struct unit *a, const struct unit *b)
{
	int order = strcmp(a->id, b->id);

	if (order == 0)
		order = (int)a->kind - (int)b->kind;
	return order != 0 ? order : strcmp(a->name, b->name);
}

static int
by_order(const void *a, const void *b)
{
	return unit_order(a, b);
}

/* "projects/…json" that is the place of no record. */
static char *
stray_id(const char *path)
{
	const char *base = strrchr(path, '/') + 1;
	size_t len = strlen(base), tail = strlen(place_suffix);
	char *id = xstrndup(base, len > tail ? len - tail : 0);

	if (record_id_check(id) == NULL)
		return id;
	free(id);
	return xstrdup("");
}

/* What PATH is; false: nothing that is judged. */
static bool
classify(const char *path, struct unit *unit)
{
	const char *rest = NULL;

	*unit = (struct unit){ .id = NULL };
	if (str_starts(path, "tracker/")) {
		unit->kind = UNIT_TRACKER;
		unit->id = xstrdup("");
		rest = path;
	} else if ((unit->id = place_record_id(path)) != NULL) {
		unit->kind = UNIT_RECORD;
		rest = "";
	} else if (str_starts(path, "projects/")) {
		if (!str_ends(path, place_suffix))
			return false;
		unit->kind = UNIT_STRAY;
		unit->id = stray_id(path);
		rest = path;
	} else if ((unit->id = place_id_in("approvals", path, &rest)) !=
	    NULL) {
		unit->kind = UNIT_APPROVAL;
	} else if ((unit->id = place_id_in(place_evidence, path, &rest)) !=
	    NULL) {
		unit->kind = UNIT_EVIDENCE;
	} else {
		return false;
	}
	unit->name = xstrdup(rest);
	return true;
}

static void
unit_free(struct unit *unit)
{
	free(unit->id);
	free(unit->name);
}

/* B says more of the thing that A is: it has moved, or is there twice. */
static void
join(struct unit *a, const struct unit *b)
{
	a->twice = a->new.there && b->new.there &&
	    !(a->old.there && b->old.there);
	/* The flat one counts; it stands first in order of path. */
	if (!a->old.there)
		a->old = b->old;
	if (!a->new.there)
		a->new = b->new;
}

static bool
differs(const struct unit *unit)
{
	return unit->twice || unit->old.there != unit->new.there ||
	    (unit->old.there && !oid_equal(&unit->old.blob,
	    &unit->new.blob));
}

static bool
is_deep(const struct unit *unit)
{
	const char *path = unit->new.there ? unit->new.path : unit->old.path;
	const char *at = strchr(path, '/');

	return at != NULL && at[1] != '\0' && at[2] == '/' &&
	    at[3] != '\0' && at[4] == '/';
}

/* Where it would lie at the other depth; false: in one place only. */
static bool
other_place(const struct unit *unit, struct str *out)
{
	int depth = is_deep(unit) ? 0 : 2;

	switch (unit->kind) {
	case UNIT_RECORD:
		place_path(out, place_projects, unit->id, depth,
		    place_suffix);
		return true;
	case UNIT_APPROVAL:
		place_path(out, "approvals", unit->id, depth, "/");
		str_add(out, unit->name);
		return true;
	default:
		return false;
	}
}

/* What lies in the other place as well; the flat one counts. */
static void
take_other(struct unit_side *side, bool deep, const struct tree_file *file,
    const char *path)
{
	if (!side->there)
		*side = (struct unit_side){ true, file->id, path };
	else if (deep)
		side->blob = file->id;
}

/*
 * What comes or goes at one depth may have been, or still be, at the other
 * one; and what changes in the folders does not count where there is a flat
 * one.
 */
static const struct err *
look_elsewhere(struct worker *worker, struct unit *unit,
    const struct oid *old, const struct oid *new)
{
	const struct err *err = NULL;
	struct str other = STR_INIT;
	struct tree_file file;
	bool deep = is_deep(unit), was = false, is = false;
	bool had = unit->old.there, has = unit->new.there;

	/* Of a tree that stands on none, all was told. */
	if (old == NULL || (had == has && !deep) ||
	    !other_place(unit, &other))
		goto done;
	err = look_up(worker, old, other.ptr, &file, &was);
	if (err == NULL && was)
		take_other(&unit->old, deep, &file, NULL);
	if (err == NULL)
		err = look_up(worker, new, other.ptr, &file, &is);
	if (err == NULL && is)
		take_other(&unit->new, deep, &file, unit->old.path);
	unit->twice = unit->twice || (is && has && !(was && had));
done:
	str_release(&other);
	return err;
}

/* A link that was there was no record, nor anything else that counts. */
static bool
is_plain(const struct tree_file *file)
{
	return (file->mode & MODE_TYPE) == (MODE_BLOB & MODE_TYPE);
}

static void
add_all(const struct changes *changes, struct units *out)
{
	for (size_t i = 0; i < changes->n; i++) {
		const struct delta *delta = &changes->items[i];
		struct unit unit;

		if (!classify(delta->path, &unit))
			continue;
		unit.old = (struct unit_side){ delta->was &&
			is_plain(&delta->old), delta->old.id, delta->path };
		unit.new = (struct unit_side){ delta->is, delta->new.id,
			delta->path };
		GROW(out->items, out->n, out->cap);
		out->items[out->n++] = unit;
	}
}

/* Those of one thing stand side by side, the flat path first: qsort is not
 * stable, so ties go by path. */
static int
by_order_and_path(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;
	int order = by_order(a, b);

	if (order != 0)
		return order;
	return (int)strlen(x->new.path) - (int)strlen(y->new.path);
}

static const struct err *
settle(struct worker *worker, struct units *units, const struct oid *old,
    const struct oid *new)
{
	const struct err *err = NULL;
	size_t n = 0;

	for (size_t i = 0; i < units->n; i++) {
		struct unit *last = n > 0 ? &units->items[n - 1] : NULL;

		if (last != NULL && unit_order(last, &units->items[i]) == 0) {
			join(last, &units->items[i]);
			unit_free(&units->items[i]);
		} else {
			units->items[n++] = units->items[i];
		}
	}
	units->n = n;
	n = 0;
	for (size_t i = 0; i < units->n; i++) {
		struct unit *unit = &units->items[i];

		if (err == NULL)
			err = look_elsewhere(worker, unit, old, new);
		if (err == NULL && differs(unit))
			units->items[n++] = *unit;
		else
			unit_free(unit);
	}
	units->n = n;
	return err;
}

const struct err *
units_of(struct worker *worker, const struct changes *changes,
    const struct oid *old, const struct oid *new, struct units *out)
{
	add_all(changes, out);
	if (out->n > 0)
		qsort(out->items, out->n, sizeof(*out->items),
		    by_order_and_path);
	return settle(worker, out, old, new);
}

const struct err *
units_between(struct worker *worker, const struct oid *old,
    const struct oid *new, struct units *out)
{
	struct changes changes = { .items = NULL };
	const struct err *err = changes_between(worker, old, new, &changes);

	if (err == NULL)
		err = units_of(worker, &changes, old, new, out);
	/* Paths are borrowed; where the bases lie does not matter. */
	for (size_t i = 0; i < out->n; i++)
		out->items[i].old.path = out->items[i].new.path = NULL;
	changes_release(&changes);
	return err;
}

void
units_release(struct units *units)
{
	for (size_t i = 0; i < units->n; i++)
		unit_free(&units->items[i]);
	free(units->items);
	*units = (struct units){ NULL, 0, 0 };
}

struct unit *
units_find(const struct units *units, const struct unit *wanted)
{
	return units->n == 0 ? NULL : bsearch(wanted, units->items, units->n,
	    sizeof(*units->items), by_order);
}

char *
path_project(const char *path)
{
	struct unit unit;
	char *id;

	if (!classify(path, &unit)) {
		free(unit.id);
		return xstrdup("");
	}
	free(unit.name);
	id = unit.id;
	return id;
}
