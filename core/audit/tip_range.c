#include <stdlib.h>
#include <string.h>

#include "core/audit/gist.h"
#include "core/audit/own.h"
#include "core/audit/settle.h"
#include "core/audit/tip.h"
#include "core/base/mem.h"
#include "core/store/place.h"

/*
 * The state at the end of a range: only what it changed, unless that has to
 * be held against all projects.
 */

/* What the record was; nothing where it was none, or that is damaged, which
 * was told where it was judged. */
static const struct err *
gist_before(struct tip *tip, const struct unit *unit, struct gist *was)
{
	struct object *object = NULL;
	const struct err *err = NULL;

	if (unit->old.there)
		err = record_object(tip->worker, unit->id, &unit->old.blob,
		    &object);
	if (object != NULL && object->record != NULL)
		gist_read(was, object->record);
	object_put(object);
	return err != NULL && err->code != ERR_SYSTEM ? NULL : err;
}

/* Whether the file of evidence NAME, "ID/REST", is there. */
static const struct err *
has_file(struct tip *tip, const char *name, bool *has)
{
	const char *rest = strchr(name, '/');
	char *id = xstrndup(name, (size_t)(rest - name));
	const struct err *err = NULL;
	struct str path = STR_INIT;
	struct tree_file file;

	*has = false;
	for (int depth = 0; err == NULL && !*has && depth <= 2; depth += 2) {
		str_reset(&path);
		place_path(&path, place_evidence, id, depth, rest);
		err = look_up(tip->worker, &tip->trial.tree, path.ptr, &file,
		    has);
	}
	str_release(&path);
	free(id);
	return err;
}

/* Does the record claim what it did not, or leave a file to others? */
static const struct err *
asks_for_all(struct tip *tip, const struct unit *unit,
    const struct gist *now, bool *more)
{
	struct gist was = GIST_INIT;
	const struct err *err = gist_before(tip, unit, &was);

	for (size_t i = 0; i < now->claims.n; i++)
		*more = *more || !strs_has(&was.claims,
		    now->claims.items[i]);
	for (size_t i = 0; err == NULL && !*more && i < was.refers.n; i++)
		if (!strs_has(&now->refers, was.refers.items[i]))
			err = has_file(tip, was.refers.items[i], more);
	gist_release(&was);
	return err;
}

/* One that cannot be read, or is gone, claims nothing and refers to none. */
static const struct err *
look_at_changed(struct tip *tip, const struct unit *unit, bool *more)
{
	struct gist gist = GIST_INIT;
	const struct err *err = NULL;
	bool there = false;

	if (unit->new.there) {
		tip->worker->audit->report->projects++;
		err = tip_gist(tip, unit, &gist, &there);
	}
	if (err == NULL)
		err = asks_for_all(tip, unit, &gist, more);
	if (err == NULL && there && !*more)
		err = tip_hold(tip, unit, &gist);
	if (err == NULL && there && !*more)
		err = tip_in_place(tip, unit, &gist);
	gist_release(&gist);
	return err;
}

/* A new file: if its own project does not refer to it, another one may. */
static const struct err *
look_at_file(struct tip *tip, const struct unit *unit, bool *more)
{
	struct gist gist = GIST_INIT;
	struct object *object = NULL;
	const struct err *err;
	struct oid blob;
	bool found;
	char *name;

	err = find_record(tip->worker, &tip->trial.tree, unit->id, &blob,
	    NULL, &found);
	if (err == NULL && found)
		err = record_object(tip->worker, unit->id, &blob, &object);
	if (object != NULL && object->record != NULL)
		gist_read(&gist, object->record);
	name = xasprintf("%s/%s", unit->id, unit->name);
	*more = *more || !strs_has(&gist.refers, name);
	free(name);
	object_put(object);
	gist_release(&gist);
	return err;
}

static const struct err *
look_at_each(struct tip *tip, const struct units *units, bool *more)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < units->n; i++) {
		const struct unit *unit = &units->items[i];

		if (unit->kind == UNIT_RECORD)
			err = look_at_changed(tip, unit, more);
		else if (unit->kind == UNIT_EVIDENCE && unit->new.there &&
		    !unit->old.there)
			err = look_at_file(tip, unit, more);
	}
	return err;
}

/* New claims and files are held against all projects. */
const struct err *
tip_range(struct tip *tip, const struct oid *since)
{
	struct changes changes = { .items = NULL };
	struct units units = { NULL, 0, 0 };
	size_t told = tip->worker->n;
	const struct err *err;
	bool more = false;

	err = tip_units(tip, since, &changes, &units);
	if (err == NULL)
		err = look_at_each(tip, &units, &more);
	units_release(&units);
	changes_release(&changes);
	if (err != NULL || !more)
		return err;
	tip->worker->audit->report->projects = 0;
	found_cut(tip->worker, told);
	return tip_all(tip);
}
