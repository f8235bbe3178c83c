#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/hash.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/blob.h"
#include "core/git/objects.h"
#include "core/git/repo.h"
#include "core/git/tree_order.h"
#include "core/json/json.h"

/*
 * Objects are read again and again: a commit's tree is that of its child's
 * parent.  Each place has two slots: for what lies there, and for what lay
 * there before.
 */

enum { FILE_MAX = 8 * 1024 * 1024, TREE_MAX = 64 * 1024 * 1024,
	MEMO_BYTES = 24 * 1024 * 1024,
	TREE_FACTOR = 5 /* a record in memory beside its text */ };

void
object_put(struct object *object)
{
	if (object == NULL || --object->refs > 0)
		return;
	str_release(&object->raw);
	free(object->places);
	record_free(object->record);
	findings_release(&object->fault);
	free(object);
}

static struct object **
slot_of(struct memo *memo, const char *place, size_t len)
{
	if (memo->slots == NULL)
		memo->slots = xcalloc(MEMO_SLOTS, sizeof(*memo->slots));
	return &memo->slots[hash_of(place, len) % (MEMO_SLOTS / 2) *
	    (size_t)2];
}

static struct object *
known(struct object *const *slot, const struct oid *id)
{
	for (size_t i = 0; i < 2; i++) {
		if (slot[i] == NULL || !oid_equal(&slot[i]->id, id))
			continue;
		slot[i]->refs++;
		return slot[i];
	}
	return NULL;
}

static size_t
size_of(const struct object *object)
{
	return sizeof(*object) + object->raw.cap + (object->record != NULL ?
	    object->raw.len * TREE_FACTOR : 0);
}

static void
forget(struct memo *memo, struct object **slot)
{
	if (*slot == NULL)
		return;
	memo->bytes -= size_of(*slot);
	object_put(*slot);
	*slot = NULL;
}

static void
keep(struct memo *memo, struct object **slot, struct object *object)
{
	forget(memo, &slot[1]);
	slot[1] = slot[0];
	slot[0] = NULL;
	memo->bytes += size_of(object);
	while (memo->bytes > MEMO_BYTES && memo->hand / 2 < MEMO_SLOTS)
		forget(memo, &memo->slots[memo->hand++ % MEMO_SLOTS]);
	memo->hand %= MEMO_SLOTS;
	slot[0] = object;
	object->refs++;
}

static const struct err *
read_object(struct worker *worker, const struct oid *id,
    enum object_type type, size_t max, struct object **out)
{
	const struct err *err;
	struct object *object = xcalloc(1, sizeof(*object));

	object->id = *id;
	object->refs = 1;
	object->raw = (struct str)STR_INIT;
	err = objects_read(worker->objects, id, type, max, &object->raw);
	if (err != NULL)
		object_put(object);
	else
		*out = object;
	return err;
}

const struct err *
tree_object(struct worker *worker, const char *place, size_t len,
    const struct oid *id, struct object **out)
{
	struct object **slot = slot_of(&worker->trees, place, len);
	const struct err *err;

	if ((*out = known(slot, id)) != NULL)
		return NULL;
	err = read_object(worker, id, OBJECT_TREE, TREE_MAX, out);
	if (err == NULL)
		keep(&worker->trees, slot, *out);
	return err;
}

bool
object_sorted(struct object *tree)
{
	struct tree_cursor cursor = { tree->raw.ptr,
		tree->raw.ptr + tree->raw.len };
	struct tree_item last = { .name = NULL }, item;

	if (tree->asked)
		return tree->sorted;
	tree->asked = true;
	for (; tree_next(&cursor, &item); last = item)
		if (last.name != NULL && tree_order(last.name, last.len,
		    tree_item_is_tree(&last), item.name, item.len,
		    tree_item_is_tree(&item)) >= 0)
			return false;
	tree->sorted = cursor.at == cursor.end;
	return tree->sorted;
}

/* The rule that the text of a record breaks by being none. */
static enum rule
fault_rule(const struct object *object)
{
	struct json *tree = NULL;
	enum rule rule = RULE_PV101;
	int64_t format;

	if (object->raw.len > JSON_MAX_BYTES)
		return RULE_PV112;
	if (json_read(&tree, object->raw.ptr, object->raw.len, "") != NULL)
		return RULE_PV101;
	rule = RULE_PV104;
	if (json_type(tree) == JSON_OBJECT &&
	    (!json_integer(json_get(tree, "format"), &format) ||
	    format != 1))
		rule = RULE_PV102;
	json_free(tree);
	return rule;
}

const char *
place_in(const char *msg, int *line, int *column)
{
	char *end;
	long l, c;

	*line = *column = 0;
	if (*msg != ':')
		return msg;
	l = strtol(msg + 1, &end, 10);
	if (l <= 0 || *end != ':')
		return msg;
	c = strtol(end + 1, &end, 10);
	if (c <= 0 || !str_starts(end, ": "))
		return msg;
	*line = (int)l;
	*column = (int)c;
	return end + 2;
}

/* The first line of the message, without the rule at its end. */
static void
add_fault(struct findings *out, enum rule rule, const char *msg)
{
	int line, column;
	const char *text = place_in(msg, &line, &column);
	const char *tail = strstr(text, " [PV");
	size_t len = tail != NULL ? (size_t)(tail - text) :
	    strcspn(text, "\n");
	struct finding *finding;

	findings_add(out, rule, "", "%.*s", (int)len, text);
	finding = &out->items[out->n - 1];
	finding->line = line;
	finding->column = column;
}

/* A history of anything but entries is none. */
static void
check_entries(struct object *object)
{
	const struct json *at = json_get(record_json(object->record),
	    "history");
	size_t i = 0;
	char *path;

	for (at = json_first(at); at != NULL; at = json_next(at), i++) {
		if (json_type(at) == JSON_OBJECT)
			continue;
		path = xasprintf("history.%zu", i);
		findings_add(&object->fault, RULE_PV104, path,
		    _("'%s' must be an object"), path);
		findings_locate(&object->fault, object->raw.ptr,
		    object->raw.len);
		free(path);
		record_free(object->record);
		object->record = NULL;
		return;
	}
}

static void
parse(struct object *object)
{
	const struct err *err;

	err = record_read(&object->record, object->raw.ptr, object->raw.len,
	    "");
	if (err != NULL)
		add_fault(&object->fault, fault_rule(object), err->msg);
	else
		check_entries(object);
}

static bool
is_large(struct worker *worker, const struct oid *id)
{
	int64_t size;

	return blob_size(worker->repo, id, &size) == NULL &&
	    size > JSON_MAX_BYTES;
}

/* What is too large is not read; that is its fault. */
static const struct err *
too_large(const struct oid *id, struct object **out)
{
	struct object *object = xcalloc(1, sizeof(*object));

	object->id = *id;
	object->refs = 1;
	object->raw = (struct str)STR_INIT;
	findings_add(&object->fault, RULE_PV112, "", _("the file is larger "
	    "than %d bytes"), JSON_MAX_BYTES);
	*out = object;
	return NULL;
}

const struct err *
file_object(struct worker *worker, const struct oid *id,
    struct object **out)
{
	const struct err *err;

	err = read_object(worker, id, OBJECT_BLOB, JSON_MAX_BYTES, out);
	if (err != NULL && err->code == ERR_DATA && is_large(worker, id))
		return too_large(id, out);
	return err;
}

const struct err *
record_object(struct worker *worker, const char *place,
    const struct oid *id, struct object **out)
{
	struct object **slot = slot_of(&worker->records, place,
	    strlen(place));
	const struct err *err;

	if ((*out = known(slot, id)) != NULL)
		return NULL;
	if ((err = file_object(worker, id, out)) || (*out)->fault.n > 0)
		return err;
	parse(*out);
	keep(&worker->records, slot, *out);
	return NULL;
}

/* ---- tracker/ ---- */

/* More may be required than the tracker does, never less. */
static void
raise_to(struct tracker *tracker, enum strength least)
{
	enum strength *const all[] = { &tracker->require_tracker,
		&tracker->require_transitions, &tracker->require_approvals };

	for (size_t i = 0; i < COUNT(all); i++)
		if (*all[i] < least)
			*all[i] = least;
}

static const struct err *
read_files(struct worker *worker, struct rules *rules, const char *raw,
    size_t len)
{
	struct tracker_text texts[TRACKER_FILES] = { { NULL, 0 } };
	const struct err *err;

	for (size_t i = 0; i < TRACKER_FILES; i++) {
		const char *name = strchr(tracker_paths[i], '/') + 1;
		struct tree_item item;

		if (!tree_find(raw, len, name, strlen(name), &item) ||
		    !tree_item_is_file(&item))
			continue;
		err = read_object(worker, &item.id, OBJECT_BLOB, FILE_MAX,
		    &rules->files[i]);
		if (err != NULL)
			return err;
		rules->ids[i] = item.id;
		texts[i].ptr = rules->files[i]->raw.ptr;
		texts[i].len = rules->files[i]->raw.len;
	}
	if (tracker_read(&rules->tracker, texts) != NULL)
		rules->tracker = NULL;
	else
		raise_to(rules->tracker, worker->audit->options->require);
	return NULL;
}

static void
rules_free(struct rules *rules)
{
	tracker_free(rules->tracker);
	for (size_t i = 0; i < TRACKER_FILES; i++)
		object_put(rules->files[i]);
	free(rules);
}

static const struct err *
rules_read(struct worker *worker, const struct oid *id, struct rules **out)
{
	const struct err *err;
	struct rules *rules = xcalloc(1, sizeof(*rules));
	struct object *tree = NULL;

	rules->id = *id;
	err = tree_object(worker, "tracker/", strlen("tracker/"), id, &tree);
	if (err == NULL)
		err = read_files(worker, rules, tree->raw.ptr, tree->raw.len);
	object_put(tree);
	if (err != NULL)
		rules_free(rules);
	else
		*out = rules;
	return err;
}

/* Trackers change rarely: all of them are kept, the newest looked at
 * first. */
const struct err *
rules_of(struct worker *worker, const struct oid *root,
    const struct rules **out)
{
	const struct err *err;
	struct rules *rules = NULL;
	struct tree_file file;
	bool found;

	*out = NULL;
	err = look_up(worker, root, "tracker", &file, &found);
	if (err != NULL || !found || (file.mode & MODE_TYPE) != MODE_TREE)
		return err;
	for (size_t i = worker->n_rules; i-- > 0 && rules == NULL; )
		if (oid_equal(&worker->rules[i]->id, &file.id))
			rules = worker->rules[i];
	if (rules == NULL) {
		if ((err = rules_read(worker, &file.id, &rules)))
			return err;
		GROW(worker->rules, worker->n_rules, worker->cap_rules);
		worker->rules[worker->n_rules++] = rules;
	}
	*out = rules->files[TRACKER_CONFIG] != NULL ? rules : NULL;
	return NULL;
}

static void
empty(struct memo *memo)
{
	for (size_t i = 0; memo->slots != NULL && i < MEMO_SLOTS; i++)
		forget(memo, &memo->slots[i]);
	free(memo->slots);
}

void
memo_release(struct worker *worker)
{
	empty(&worker->trees);
	empty(&worker->records);
	for (size_t i = 0; i < worker->n_rules; i++)
		rules_free(worker->rules[i]);
	free(worker->rules);
}
