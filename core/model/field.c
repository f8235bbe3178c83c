#include "core/model/field.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/model/fields.h"

enum { KEY_MAX = 64 };

static const char *const type_names[] = {
	[FIELD_STRING] = N_("text"),
	[FIELD_TEXT] = N_("text of several lines"),
	[FIELD_INTEGER] = N_("whole number"),
	[FIELD_MONEY] = N_("amount of money"),
	[FIELD_DECIMAL] = N_("decimal number"),
	[FIELD_BOOL] = N_("yes or no"),
	[FIELD_DATE] = N_("date"),
	[FIELD_TIME] = N_("time"),
	[FIELD_CODE] = N_("code"),
	[FIELD_CHOICE] = N_("one of"),
	[FIELD_HANDLE] = N_("handle"),
	[FIELD_KEY] = N_("key"),
	[FIELD_DIGEST] = N_("digest"),
	[FIELD_SHA256] = N_("SHA-256"),
	[FIELD_ORCID] = N_("ORCID iD"),
	[FIELD_ROR] = N_("ROR id"),
	[FIELD_USCC] = N_("unified social credit code"),
	[FIELD_DOI] = N_("DOI"),
	[FIELD_RAID] = N_("RAiD"),
	[FIELD_EMAIL] = N_("e-mail address"),
	[FIELD_URL] = N_("web address"),
	[FIELD_PATH] = N_("path of a file in the repository"),
	[FIELD_COUNTRY] = N_("country code"),
	[FIELD_CURRENCY] = N_("currency code"),
	[FIELD_LIST] = N_("list"),
	[FIELD_OBJECT] = N_("object"),
	[FIELD_MAP] = N_("objects by key"),
	[FIELD_ANY] = N_("anything"),
};

bool
field_key_valid(const char *key)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n = strspn(key, letters);

	return n >= 1 && n <= KEY_MAX && key[n] == '\0';
}

const struct field *
field_member(const struct field *table, const char *name)
{
	for (; table && table->name; table++)
		if (str_is(table->name, name))
			return table;
	return NULL;
}

const struct field *
field_behind(const struct field *table, const struct field *last,
    const char *name)
{
	const struct field *found = NULL;

	if (last != NULL)
		found = field_member(last + 1, name);
	return found != NULL ? found : field_member(table, name);
}

struct field
field_item(const struct field *field)
{
	struct field item = *field;

	item.type = field->item;
	item.flags = 0;
	return item;
}

static const char **
names_of(const struct field *table, size_t *n)
{
	const char **names = NULL;
	size_t cap = 0;

	for (*n = 0; table && table->name; table++) {
		GROW(names, *n, cap);
		names[(*n)++] = table->name;
	}
	return names;
}

const char *
field_nearest(const struct field *table, const char *word)
{
	size_t n;
	const char **names = names_of(table, &n);
	const char *nearest = str_nearest(word, names, n);

	free(names);
	return nearest;
}

char *
field_names(const struct field *table)
{
	struct str out = STR_INIT;

	for (; table && table->name; table++) {
		if (out.len > 0)
			str_add(&out, ", ");
		str_add(&out, table->name);
	}
	return str_take(&out);
}

/* The walk along a path: where it stands, and what it has passed. */
struct walk {
	struct place *place;
	const char *path, *part; /* the whole, and the component at hand */
	struct str done;         /* components so far */
};

/* "hypothesis" was typed, and "concept.hypothesis" is one: that table. */
static const struct field *
holder_of(const char *name)
{
	for (const struct field *at = record_fields; at->name; at++)
		if (at->type == FIELD_OBJECT &&
		    field_member(at->members, name))
			return at;
	return NULL;
}

/* ERR for a field that there is, but that no transition freezes; else
 * NULL. */
static const struct err *
never_frozen(const struct walk *walk)
{
	const char *rest = strchr(walk->path, '.');
	struct place place = PLACE_INIT;

	if (!walk->place->patch || rest == NULL ||
	    field_place(&place, rest + 1))
		return NULL;
	return err_mend(err_mend(err_new(ERR_USAGE, _("'%s' cannot be "
	    "proposed: no transition freezes it"), walk->path),
	    _("change it itself: proven set ID %s=VALUE"), rest + 1),
	    _("what can be proposed: lead, readiness (scale, baseline, "
	    "target), criteria (not what was measured or waived)"));
}

/* Short names that lists and people have for fields further down. */
static const char *
known_as(const char *name)
{
	static const char *const names[][2] = {
		{ "trl", "readiness.current.level" },
		{ "trl_baseline", "readiness.baseline.level" },
		{ "trl_target", "readiness.target.level" },
		{ "email", "lead.email" },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i][0], name) == 0)
			return names[i][1];
	return NULL;
}

/* The path with NEAREST in place of the part at hand, and with what lies
 * below that, where such a field is. */
static const struct err *
mend_path(const struct err *err, const struct walk *walk,
    const char *nearest)
{
	struct place place = PLACE_INIT;
	char *part = xasprintf("%s%s%s", walk->done.ptr,
	    walk->done.len ? "." : "", nearest);
	size_t passed = strlen(part) - strlen(nearest) + strlen(walk->part);
	char *whole = xasprintf("%s%s", part, walk->path + passed);

	if (field_place(&place, whole) == NULL)
		err = err_mend(err, _("did you mean '%s'?"), whole);
	else
		err = err_mend(err, _("did you mean '%s'?"), part);
	free(whole);
	free(part);
	return err;
}

static const struct err *
no_member(const struct walk *walk, const struct field *table)
{
	const char *nearest = field_nearest(table, walk->part);
	const struct field *holder = NULL;
	const struct err *err = never_frozen(walk);
	char *names;

	if (err)
		return err;
	err = err_new(ERR_USAGE, _("no field '%s'"), walk->path);
	if (table == record_fields)
		holder = holder_of(walk->part);
	if (holder)
		return err_mend(err, _("did you mean '%s.%s'?"),
		    holder->name, walk->part);
	if (table == record_fields && known_as(walk->part))
		return err_mend(err, _("did you mean '%s'?"),
		    known_as(walk->part));
	if (nearest)
		return mend_path(err, walk, nearest);
	names = field_names(table);
	if (walk->done.len)
		err = err_mend(err, _("fields of '%s': %s"), walk->done.ptr,
		    names);
	else
		err = err_mend(err, _("fields: %s"), names);
	free(names);
	return err;
}

static const struct err *
enter_member(struct walk *walk, const struct field *table)
{
	const struct field *field = field_member(table, walk->part);

	if (field == NULL)
		return no_member(walk, table);
	walk->place->field = field;
	walk->place->item = false;
	if (walk->place->kept == NULL && (field->flags & FIELD_KEPT))
		walk->place->kept = field;
	return NULL;
}

static const struct err *
enter_item(struct walk *walk, const struct field *field)
{
	size_t digits = strspn(walk->part, "0123456789");

	walk->place->item = true;
	if (field->type == FIELD_LIST) {
		if (digits > 0 && walk->part[digits] == '\0')
			return NULL;
		return err_mend(err_new(ERR_USAGE, _("no field '%s'"),
		    walk->path), _("'%s' is a list"), walk->done.ptr);
	}
	if (field->item != FIELD_OBJECT || field_key_valid(walk->part))
		return NULL;
	return err_mend(err_new(ERR_USAGE, _("no key '%s' can be in '%s'"),
	    walk->part, walk->done.ptr), _("keys are 1 to %d letters a-z, "
	    "A-Z, digits, '_' and '-'"), KEY_MAX);
}

static const struct err *
enter(struct walk *walk)
{
	const struct field *field = walk->place->field;

	if (field == NULL)
		return enter_member(walk, record_fields);
	if (field->flags & FIELD_PATCH)
		walk->place->patch = true;
	if (field->type == FIELD_OBJECT)
		return enter_member(walk, field->members);
	if (field->type == FIELD_MAP || field->type == FIELD_LIST) {
		if (!walk->place->item)
			return enter_item(walk, field);
		if (field->item == FIELD_OBJECT)
			return enter_member(walk, field->members);
	}
	return err_mend(err_new(ERR_USAGE, _("no field '%s'"), walk->path),
	    _("nothing lies below '%s'"), walk->done.ptr);
}

const struct err *
field_place(struct place *place, const char *path)
{
	struct walk walk = { place, path, NULL, STR_INIT };
	struct strs parts = STRS_INIT;
	const struct err *err = NULL;

	*place = (struct place)PLACE_INIT;
	strs_split(&parts, path, '.');
	place->depth = parts.n;
	for (size_t i = 0; err == NULL && i < parts.n; i++) {
		walk.part = parts.items[i];
		place->below = place->field &&
		    place->field->type == FIELD_ANY;
		if (place->below)
			break;
		err = enter(&walk);
		if (walk.done.len)
			str_addc(&walk.done, '.');
		str_add(&walk.done, walk.part);
	}
	str_release(&walk.done);
	strs_release(&parts);
	return err;
}

const struct field *
field_find(const char *path, const struct err **err)
{
	struct place place = PLACE_INIT;

	*err = field_place(&place, path);
	return *err ? NULL : place.field;
}

/* "a|b|c" as "a, b, c". */
static void
describe_words(struct str *out, const char *words)
{
	for (; *words; words++) {
		if (*words == '|')
			str_add(out, ", ");
		else
			str_addc(out, *words);
	}
}

char *
field_describe(const struct field *field)
{
	struct str out = STR_INIT;
	struct field item;
	char *inner, *list;

	if (field->type == FIELD_LIST) {
		item = field_item(field);
		inner = field_describe(&item);
		list = xasprintf(_("list of %s"), inner);
		free(inner);
		return list;
	}
	str_add(&out, _(type_names[field->type]));
	if (field->unit)
		str_addf(&out, " (%s)", field->unit);
	if (field->type == FIELD_CHOICE) {
		str_addc(&out, ' ');
		describe_words(&out, field->words);
	} else if (field->type == FIELD_CODE || field->type == FIELD_KEY) {
		str_addf(&out, " (%s)", field->words);
	} else if (field->type == FIELD_INTEGER && field->max <= INT32_MAX) {
		str_addf(&out, _(", %lld to %lld"), (long long)field->min,
		    (long long)field->max);
	}
	return str_take(&out);
}
