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
	item->name = at;
	item->len = (size_t)(nul - at);
	memcpy(item->id.id, nul + 1, OID_SIZE);
	cursor->at = nul + 1 + OID_SIZE;
	return true;
}

bool
tree_find(const char *raw, size_t len, const char *name,
    struct tree_item *item)
{
	struct tree_cursor cursor = { raw, raw + len };
	size_t name_len = strlen(name);

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

bool
tree_name_is_safe(const char *name, size_t len)
{
	static const char *const bad[] = { "", ".", "..", ".git" };

	for (size_t i = 0; i < COUNT(bad); i++)
		if (len == strlen(bad[i]) &&
		    strncasecmp(name, bad[i], len) == 0)
			return false;
	return memchr(name, '/', len) == NULL;
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

/* NULL, or what is wrong with ITEM, which stands after LAST. */
static const char *
fault_of(const char *at, const struct tree_item *item,
    const struct tree_item *last, struct open_names *open)
{
	int order = -1;

	if (!mode_is_good(item->mode) || *at == '0')
		return N_("bad mode");
	if (!tree_name_is_safe(item->name, item->len))
		return N_("bad name");
	if (oid_is_zero(&item->id))
		return N_("empty object id");
	if (last->name != NULL)
		order = tree_order(last->name, last->len,
		    tree_item_is_tree(last), item->name, item->len,
		    tree_item_is_tree(item));
	if (order > 0)
		return N_("not in order");
	if (order == 0 || clashes(open, item))
		return N_("there twice");
	return NULL;
}

const struct err *
tree_check(const char *raw, size_t len)
{
	struct tree_cursor cursor = { raw, raw + len };
	struct open_names open = { NULL, 0, 0 };
	struct tree_item item, last = { .name = NULL };
	const struct err *err = NULL;
	const char *at = raw, *fault;

	while (err == NULL && tree_next(&cursor, &item)) {
		fault = fault_of(at, &item, &last, &open);
		if (fault != NULL)
			err = err_new(ERR_DATA, _("damaged folder: '%s': %s"),
			    item.name, _(fault));
		last = item;
		at = cursor.at;
	}
	if (err == NULL && cursor.at != cursor.end)
		err = err_new(ERR_DATA, _("damaged folder: cut off"));
	free(open.items);
	return err;
}
