#include "core/git/tree.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/tree_order.h"

/* The octal number at *AT, up to the blank behind it. */
static bool
read_mode(const char **at, const char *end, uint32_t *mode)
{
	const char *p = *at;

	*mode = 0;
	while (p < end && *p >= '0' && *p <= '7' && p - *at < 7)
		*mode = *mode << 3 | (uint32_t)(*p++ - '0');
	if (p == *at || p == end || *p != ' ')
		return false;
	*at = p + 1;
	return true;
}

bool
tree_next(struct tree_cursor *cursor, struct tree_item *item)
{
	const char *at = cursor->at, *nul;

	if (at == cursor->end || !read_mode(&at, cursor->end, &item->mode))
		return false;
	nul = memchr(at, '\0', (size_t)(cursor->end - at));
	if (nul == NULL || cursor->end - nul - 1 < OID_SIZE)
		return false;
	item->padded = *cursor->at == '0';
	item->name = at;
	item->len = (size_t)(nul - at);
	memcpy(item->id.id, nul + 1, OID_SIZE);
	cursor->at = nul + 1 + OID_SIZE;
	return true;
}

bool
tree_find(const char *raw, size_t len, const char *name, size_t name_len,
    struct tree_item *item)
{
	struct tree_cursor cursor = { raw, raw + len };

	while (tree_next(&cursor, item))
		if (item->len == name_len &&
		    memcmp(item->name, name, name_len) == 0)
			return true;
	return false;
}

bool
tree_item_is_tree(const struct tree_item *item)
{
	return (item->mode & MODE_TYPE) == MODE_TREE;
}

bool
tree_item_is_file(const struct tree_item *item)
{
	return (item->mode & MODE_TYPE) == (MODE_BLOB & MODE_TYPE);
}

int
tree_order(const char *a, size_t a_len, bool a_tree, const char *b,
    size_t b_len, bool b_tree)
{
	size_t both = a_len < b_len ? a_len : b_len;
	int order = memcmp(a, b, both), a_end, b_end;

	if (order != 0)
		return order;
	a_end = a_len > both ? (unsigned char)a[both] : a_tree ? '/' : 0;
	b_end = b_len > both ? (unsigned char)b[both] : b_tree ? '/' : 0;
	if (a_end != b_end)
		return a_end - b_end;
	return a_len < b_len ? -1 : a_len > b_len;
}

static bool
mode_is_good(uint32_t mode)
{
	/* 0100664 was written by very old versions of git. */
	return mode == MODE_TREE || mode == MODE_BLOB || mode == MODE_EXEC ||
	    mode == MODE_LINK || mode == MODE_COMMIT || mode == 0100664;
}

/*
 * Names of files that a folder of the same name could still follow: "a",
 * when "a-b" and "a.c" may stand between it and "a/".
 */
struct open_names {
	struct tree_item *items;
	size_t n, cap;
};

/* Forget the names that cannot clash with NEXT or what comes after it. */
static bool
clashes(struct open_names *open, const struct tree_item *next)
{
	while (open->n > 0) {
		const struct tree_item *top = &open->items[open->n - 1];

		if (next->len >= top->len &&
		    memcmp(next->name, top->name, top->len) == 0 &&
		    (next->len == top->len || next->name[top->len] < '/'))
			break;
		open->n--;
	}
	if (tree_item_is_tree(next))
		return open->n > 0 &&
		    open->items[open->n - 1].len == next->len;
	GROW(open->items, open->n, open->cap);
	open->items[open->n++] = *next;
	return false;
}

static const char unordered[] = N_("not in order");
static const char twice[] = N_("there twice");

/* A look at each entry, with what came before it. */
struct scan {
	struct tree_cursor cursor;
	struct tree_item item, last;
	struct open_names open;
};

/* The next entry, with what is wrong with it, to be translated, or NULL. */
static bool
scan_next(struct scan *scan, const char **fault)
{
	const struct tree_item *item = &scan->item, *last = &scan->last;
	int order = -1;

	scan->last = scan->item;
	if (!tree_next(&scan->cursor, &scan->item))
		return false;
	*fault = NULL;
	if (last->name != NULL)
		order = tree_order(last->name, last->len,
		    tree_item_is_tree(last), item->name, item->len,
		    tree_item_is_tree(item));
	if (!mode_is_good(item->mode) || item->padded)
		*fault = N_("bad mode");
	else if (!tree_name_is_safe(item->name, item->len))
		*fault = N_("bad name");
	else if (oid_is_zero(&item->id))
		*fault = N_("empty object id");
	else if (order > 0)
		*fault = unordered;
	else if (order == 0 || clashes(&scan->open, item))
		*fault = twice;
	return true;
}

const struct err *
tree_check(const char *raw, size_t len)
{
	struct scan scan = { .cursor = { raw, raw + len } };
	const struct err *err = NULL;
	const char *fault;

	while (err == NULL && scan_next(&scan, &fault))
		if (fault != NULL)
			err = err_new(ERR_DATA, _("damaged folder: '%s': %s"),
			    scan.item.name, _(fault));
	if (err == NULL && scan.cursor.at != scan.cursor.end)
		err = err_new(ERR_DATA, _("damaged folder: cut off"));
	free(scan.open.items);
	return err;
}

static int
by_name(const void *a, const void *b)
{
	const struct tree_item *x = a, *y = b;
	int order = tree_order(x->name, x->len, false, y->name, y->len, false);

	return order != 0 ? order : (x->name > y->name) - (x->name < y->name);
}

/* Where entries are not in order, twins need not be neighbours. */
static void
report_twins(const char *raw, size_t len, tree_fault_fn fn, void *arg)
{
	struct tree_cursor cursor = { raw, raw + len };
	struct open_names all = { NULL, 0, 0 };
	struct tree_item item;

	while (tree_next(&cursor, &item)) {
		GROW(all.items, all.n, all.cap);
		all.items[all.n++] = item;
	}
	if (all.n > 0)
		qsort(all.items, all.n, sizeof(*all.items), by_name);
	for (size_t i = 1; i < all.n; i++)
		if (all.items[i].len == all.items[i - 1].len &&
		    memcmp(all.items[i].name, all.items[i - 1].name,
		    all.items[i].len) == 0)
			fn(arg, &all.items[i], _(twice));
	free(all.items);
}

void
tree_faults(const char *raw, size_t len, tree_fault_fn fn, void *arg)
{
	struct scan scan = { .cursor = { raw, raw + len } };
	bool disorder = false;
	const char *fault;

	while (scan_next(&scan, &fault)) {
		disorder = disorder || fault == unordered;
		if (fault == NULL)
			fault = tree_name_harm(scan.item.name,
			    scan.item.len);
		if (fault != NULL)
			fn(arg, &scan.item, _(fault));
	}
	if (disorder)
		report_twins(raw, len, fn, arg);
	if (scan.cursor.at != scan.cursor.end)
		fn(arg, NULL, _("cut off"));
	free(scan.open.items);
}
