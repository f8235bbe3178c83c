#include <stdlib.h>
#include <string.h>

#include "core/audit/own.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/tree_order.h"
#include "core/store/place.h"

/*
 * Two trees, compared by their raw bytes.  A tree that git would not have
 * written is put in order first, each name once, so that what is odd is
 * told and the rest can be judged all the same.
 */

/* A few small trees, each many times in the next, have more files than
 * memory has room for; no tracker has as many as these. */
enum { MAX_DEPTH = 64, MAX_DIFFERENCES = 4 * 1024 * 1024 };

struct named {
	struct tree_item item;
	const char *fault; /* NULL: none */
	bool paired;       /* the other side has this name */
};

struct list {
	struct object *object;
	struct named *items;
	size_t n, cap;
	const char *cut; /* the bytes end amid an entry */
	const struct named **folded; /* by name, in whatever letters; NULL */
};

struct compare {
	struct worker *worker;
	struct changes *out;
	struct str path;
	int depth;
	size_t n; /* differences met */
};

static const struct err *compare_trees(struct compare *, const struct oid *,
    const struct oid *);

static int
named_order(const struct named *a, const struct named *b)
{
	return tree_order(a->item.name, a->item.len,
	    tree_item_is_tree(&a->item), b->item.name, b->item.len,
	    tree_item_is_tree(&b->item));
}

static int
by_order(const void *a, const void *b)
{
	return named_order(a, b);
}

static bool
same_name(const struct named *a, const struct named *b)
{
	return a->item.len == b->item.len &&
	    memcmp(a->item.name, b->item.name, a->item.len) == 0;
}

static const char *
name_fault(const struct tree_item *item)
{
	if (!tree_name_is_safe(item->name, item->len))
		return N_("a name that git does not allow");
	return tree_name_harm(item->name, item->len);
}

/* Entries as they stand; order and doubles are faults of the later one. */
static bool
read_entries(struct list *list, const struct str *raw)
{
	struct tree_cursor cursor = { raw->ptr, raw->ptr + raw->len };
	struct named entry = { .fault = NULL };
	bool in_order = true;

	while (tree_next(&cursor, &entry.item)) {
		entry.fault = NULL;
		if (list->n > 0 && named_order(&list->items[list->n - 1],
		    &entry) >= 0) {
			entry.fault = same_name(&list->items[list->n - 1],
			    &entry) ? N_("the name is there twice") :
			    N_("not in git's order");
			in_order = false;
		}
		GROW(list->items, list->n, list->cap);
		list->items[list->n++] = entry;
	}
	if (cursor.at != cursor.end)
		list->cut = N_("the folder is cut off");
	return in_order;
}

/* In order, each name once: the first of them. */
static void
put_in_order(struct list *list)
{
	size_t n = 0;

	qsort(list->items, list->n, sizeof(*list->items), by_order);
	for (size_t i = 0; i < list->n; i++) {
		if (n > 0 && same_name(&list->items[n - 1],
		    &list->items[i])) {
			list->items[n - 1].fault =
			    N_("the name is there twice");
			continue;
		}
		list->items[n++] = list->items[i];
	}
	list->n = n;
}

static const struct err *
open_list(struct compare *c, const struct oid *id, struct list *list)
{
	if (id == NULL)
		return NULL;
	return tree_object(c->worker, c->path.ptr, c->path.len, id,
	    &list->object);
}

static void
fill_list(struct list *list)
{
	if (list->object != NULL && !read_entries(list, &list->object->raw))
		put_in_order(list);
}

static void
close_list(struct list *list)
{
	object_put(list->object);
	free(list->items);
	free(list->folded);
}

/* ---- What is odd ---- */

static void
add_odd(struct compare *c, const char *name, size_t len, const char *why)
{
	struct changes *out = c->out;

	GROW(out->odds, out->n_odds, out->cap_odds);
	out->odds[out->n_odds++] = (struct odd){
		xasprintf("%s%.*s", c->path.ptr, (int)len, name),
		xstrdup(why) };
}

static bool
in_evidence(const struct compare *c)
{
	return str_starts(c->path.ptr, place_evidence) &&
	    c->path.ptr[strlen(place_evidence)] == '/';
}

static const char *
mode_fault(const struct compare *c, uint32_t mode)
{
	switch (mode) {
	case MODE_BLOB:
	case MODE_TREE:
		return NULL;
	case MODE_EXEC:
		return in_evidence(c) ? NULL : N_("an executable file");
	case MODE_LINK:
		return N_("a symbolic link");
	case MODE_COMMIT:
		return N_("another repository");
	default:
		return N_("a mode that git does not write");
	}
}

static bool
is_ours(const char *name, size_t len, bool any_case)
{
	static const char *const names[] = { "tracker", "projects",
		"approvals", "evidence" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strlen(names[i]) == len && (any_case ?
		    strncasecmp(names[i], name, len) :
		    memcmp(names[i], name, len)) == 0)
			return true;
	return false;
}

static int
by_folded(const void *a, const void *b)
{
	const struct tree_item *x = &(*(const struct named *const *)a)->item;
	const struct tree_item *y = &(*(const struct named *const *)b)->item;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return strncasecmp(x->name, y->name, x->len);
}

static void
fold(struct list *list)
{
	list->folded = xcalloc(list->n, sizeof(struct named *));
	for (size_t i = 0; i < list->n; i++)
		list->folded[i] = &list->items[i];
	qsort(list->folded, list->n, sizeof(struct named *), by_folded);
}

/* A name that is there already, but for the case of its letters. */
static bool
clashes(struct list *list, const struct named *entry)
{
	const struct named **at, **end;

	if (list->folded == NULL)
		fold(list);
	end = list->folded + list->n;
	at = bsearch(&entry, list->folded, list->n, sizeof(struct named *),
	    by_folded);
	return at != NULL &&
	    ((at > list->folded && by_folded(at - 1, at) == 0) ||
	    (at + 1 < end && by_folded(at, at + 1) == 0));
}

/* Why NEW, an entry of LIST that was not there like this, is odd. */
static const char *
oddity(const struct compare *c, struct list *list,
    const struct named *new)
{
	const struct tree_item *item = &new->item;
	bool root = c->depth == 1;
	const char *why = new->fault;

	if (why == NULL)
		why = name_fault(item);
	if (why == NULL && item->padded)
		why = N_("a mode that git does not write");
	if (root && why == NULL && is_ours(item->name, item->len, true)) {
		if (!is_ours(item->name, item->len, false))
			why = N_("a folder of the tracker in other letters");
		else if (!tree_item_is_tree(item))
			why = N_("no folder");
	}
	if (why == NULL && !root)
		why = mode_fault(c, item->mode);
	if (why == NULL && !root && !new->paired && clashes(list, new))
		why = N_("differs from another name only in the case of "
		    "letters");
	return why;
}

/* ---- The comparison ---- */

static void
add_delta(struct compare *c, const struct named *old,
    const struct named *new)
{
	const struct named *one = old != NULL ? old : new;
	struct delta *delta;

	GROW(c->out->items, c->out->n, c->out->cap);
	delta = &c->out->items[c->out->n++];
	*delta = (struct delta){ .path = xasprintf("%s%.*s", c->path.ptr,
		(int)one->item.len, one->item.name),
		.was = old != NULL, .is = new != NULL };
	if (old != NULL)
		delta->old = (struct tree_file){ old->item.mode,
			old->item.id };
	if (new != NULL)
		delta->new = (struct tree_file){ new->item.mode,
			new->item.id };
}

static const struct err *
descend(struct compare *c, const struct named *old, const struct named *new)
{
	const struct tree_item *item = old ? &old->item : &new->item;
	const struct err *err;
	size_t len = c->path.len;

	str_addn(&c->path, item->name, item->len);
	str_addc(&c->path, '/');
	err = compare_trees(c, old ? &old->item.id : NULL,
	    new ? &new->item.id : NULL);
	str_cut(&c->path, len);
	return err;
}

/*
 * Whether NEW, which is odd, is judged as what it is all the same: a file
 * that can be executed or stands in a wrong place is read as any other, so
 * its content may not slip in.  A link is nothing that could be read.
 */
static bool
is_read(const struct named *old, const struct named *new)
{
	const struct tree_item *item = &new->item;

	if (name_fault(item) != NULL)
		return false;
	if (!tree_item_is_tree(item) && !tree_item_is_file(item))
		return false;
	return old != NULL || new->fault != NULL || item->padded ||
	    (item->mode != MODE_TREE && item->mode != MODE_BLOB);
}

/* OLD or NEW is NULL; else both are folders or neither is. */
static const struct err *
compare_entries(struct compare *c, struct list *list,
    const struct named *old, const struct named *new)
{
	const struct tree_item *item = old ? &old->item : &new->item;
	const char *why = NULL;

	if (old == NULL && new == NULL)
		BUG("an entry of neither tree");
	if (old != NULL && new != NULL && new->item.mode == old->item.mode &&
	    (!new->item.padded || old->item.padded) &&
	    oid_equal(&old->item.id, &new->item.id) &&
	    (new->fault == NULL || old->fault != NULL))
		return NULL;
	if (++c->n > MAX_DIFFERENCES)
		return err_new(ERR_DATA, _("more than %d files and folders "
		    "differ"), MAX_DIFFERENCES);
	if (new != NULL && (new->fault == NULL || old == NULL ||
	    old->fault == NULL))
		why = oddity(c, list, new);
	if (c->depth == 1 && (why == NULL || !is_ours(item->name, item->len,
	    true)) && !is_ours(item->name, item->len, false))
		c->out->others = true;
	if (why != NULL)
		add_odd(c, item->name, item->len, _(why));
	if (c->depth == 1 && !is_ours(item->name, item->len, false))
		return NULL;
	if (why != NULL && !is_read(old, new))
		return NULL;
	if (tree_item_is_tree(item))
		return descend(c, old, new);
	/* Nor is it missed when it goes. */
	if (c->depth > 1 && (new != NULL || tree_item_is_file(item)))
		add_delta(c, old, new);
	return NULL;
}

static int
which(const struct list *old, size_t i, const struct list *new, size_t k)
{
	if (i == old->n || k == new->n)
		return i == old->n ? 1 : -1;
	return named_order(&old->items[i], &new->items[k]);
}

/* A name that stands on both sides, be it as folder or file. */
static void
pair(struct list *old, struct list *new)
{
	for (size_t i = 0, k = 0; i < old->n && k < new->n; ) {
		int order = which(old, i, new, k);

		if (order == 0)
			new->items[k].paired = true;
		i += order <= 0;
		k += order >= 0;
	}
}

static const struct err *
join(struct compare *c, struct list *old, struct list *new)
{
	const struct err *err = NULL;

	pair(old, new);
	for (size_t i = 0, k = 0; err == NULL &&
	    (i < old->n || k < new->n); ) {
		int order = which(old, i, new, k);

		err = compare_entries(c, new,
		    order <= 0 ? &old->items[i] : NULL,
		    order >= 0 ? &new->items[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
	return err;
}

/* How many bytes A and B, of LEN bytes each, begin with alike. */
static size_t
alike(const char *a, const char *b, size_t len)
{
	enum { PIECE = 64 };
	size_t n = 0;

	while (len - n > PIECE && memcmp(a + n, b + n, PIECE) == 0)
		n += PIECE;
	while (n < len && a[n] == b[n])
		n++;
	return n;
}

/*
 * Most often one entry has another id and all else is the same: OLD and
 * NEW, where that is so.
 */
static bool
one_differs(struct object *a, struct object *b, struct named *old,
    struct named *new)
{
	struct tree_cursor was = { a->raw.ptr, a->raw.ptr + a->raw.len };
	size_t len = a->raw.len, same, end;

	if (len != b->raw.len || !object_sorted(a))
		return false;
	same = alike(a->raw.ptr, b->raw.ptr, len);
	do {
		if (!tree_next(&was, &old->item))
			return false;
		end = (size_t)(was.at - a->raw.ptr);
	} while (end <= same);
	if (same < end - OID_SIZE || memcmp(was.at, b->raw.ptr + end,
	    len - end) != 0)
		return false;
	new->item = old->item;
	memcpy(new->item.id.id, b->raw.ptr + end - OID_SIZE, OID_SIZE);
	new->item.name = b->raw.ptr + (old->item.name - a->raw.ptr);
	old->fault = new->fault = NULL;
	new->paired = true;
	b->sorted = b->asked = true;
	return true;
}

static const struct err *
compare_lists(struct compare *c, struct list *old, struct list *new)
{
	struct named was, is;

	if (old->object != NULL && new->object != NULL &&
	    one_differs(old->object, new->object, &was, &is))
		return compare_entries(c, new, &was, &is);
	fill_list(old);
	fill_list(new);
	if (new->cut != NULL && old->cut == NULL)
		add_odd(c, "", 0, _(new->cut));
	return join(c, old, new);
}

static const struct err *
compare_trees(struct compare *c, const struct oid *old_id,
    const struct oid *new_id)
{
	struct list old = { .object = NULL }, new = { .object = NULL };
	const struct err *err = NULL;

	if (old_id != NULL && new_id != NULL && oid_equal(old_id, new_id))
		return NULL;
	if (++c->depth > MAX_DEPTH)
		add_odd(c, "", 0, _("folders nested too deep"));
	else if ((err = open_list(c, old_id, &old)) == NULL &&
	    (err = open_list(c, new_id, &new)) == NULL)
		err = compare_lists(c, &old, &new);
	c->depth--;
	close_list(&old);
	close_list(&new);
	return err;
}

const struct err *
changes_between(struct worker *worker, const struct oid *old,
    const struct oid *new, struct changes *out)
{
	struct compare c = { worker, out, STR_INIT, 0, 0 };
	const struct err *err = compare_trees(&c, old, new);

	str_release(&c.path);
	return err;
}

void
changes_release(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++)
		free(changes->items[i].path);
	for (size_t i = 0; i < changes->n_odds; i++) {
		free(changes->odds[i].path);
		free(changes->odds[i].why);
	}
	free(changes->items);
	free(changes->odds);
	*changes = (struct changes){ .items = NULL };
}
