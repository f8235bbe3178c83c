#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/git/diff.h"
#include "core/git/tree.h"
#include "tests/fuzz/fuzz.h"

/*
 * The bytes of a tree, against an empty one and itself.  What has no fault
 * passes tree_check, and is told entry by entry, each once and in order.
 */

struct bytes {
	const char *ptr;
	size_t len;
	size_t told;
};

static void
count_fault(void *arg, const struct tree_item *item, const char *fault)
{
	HOLDS(fault != NULL && *fault != '\0');
	HOLDS(item == NULL || item->name[item->len] == '\0');
	++*(size_t *)arg;
}

/* Any tree is these bytes; folders in it are not looked into. */
static const struct err *
read_tree(void *arg, const struct oid *id, struct str *out)
{
	const struct bytes *bytes = arg;

	(void)id;
	str_addn(out, bytes->ptr, bytes->len);
	return NULL;
}

static bool
enter_none(void *arg, const char *path)
{
	(void)arg;
	(void)path;
	return false;
}

static const struct err *
count_file(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	HOLDS(path != NULL && (old != NULL || new != NULL));
	++*(size_t *)arg;
	return NULL;
}

static size_t
entries(const struct bytes *bytes)
{
	struct tree_cursor cursor = { bytes->ptr, bytes->ptr + bytes->len };
	struct tree_item item;
	size_t n = 0;

	while (tree_next(&cursor, &item))
		n++;
	return n;
}

/* Each entry is new; none differs from itself under another id. */
static void
check_diff(struct bytes *bytes, bool good)
{
	static const struct oid one = { { 1 } }, two = { { 2 } };
	struct diff_source source = { .arg = bytes, .read = read_tree,
		.enter = enter_none };
	struct differ *differ = differ_new(&source);
	size_t added = 0, changed = 0;

	HOLDS(differ_trees(differ, NULL, &one, "", count_file, &added) ==
	    NULL);
	HOLDS(differ_trees(differ, &one, &two, "", count_file, &changed) ==
	    NULL);
	HOLDS(added == entries(bytes));
	HOLDS(changed == 0 || !good);
	differ_free(differ);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { (const char *)data, size, 0 };
	size_t faults = 0;
	bool good = tree_check(bytes.ptr, size) == NULL;

	tree_faults(bytes.ptr, size, count_fault, &faults);
	HOLDS(good || faults > 0);
	check_diff(&bytes, good);
	return 0;
}
