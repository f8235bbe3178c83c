#include "core/git/diff.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/repo.h"
#include "core/git/tree_order.h"

struct diff {
	struct repo *repo;
	diff_fn fn;
	void *arg;
	struct str path;
	int depth;
};

/* One tree being read, and the entry at hand. */
struct side {
	struct str raw;
	struct tree_cursor cursor;
	struct tree_item item;
	bool more;
};

enum { MAX_DEPTH = 128 };

static const struct err *walk(struct diff *, const struct oid *,
    const struct oid *);

static void
advance(struct side *side)
{
	side->more = tree_next(&side->cursor, &side->item);
}

/* What a NEW tree has lost is damage; an old one may be pruned. */
static const struct err *
open_side(struct diff *diff, const struct oid *id, bool is_new,
    struct side *side)
{
	const struct err *err = NULL;

	if (id != NULL)
		err = repo_read(diff->repo, id, OBJECT_TREE, 0, &side->raw);
	if (err != NULL && err->code == ERR_NOTFOUND && is_new)
		err = err_new(ERR_DATA, "%s", err->msg);
	if (err != NULL)
		return err;
	side->cursor.at = side->raw.ptr;
	side->cursor.end = side->raw.ptr + side->raw.len;
	advance(side);
	return NULL;
}

static void
to_file(struct tree_file *file, const struct tree_item *item)
{
	file->mode = item->mode;
	file->id = item->id;
}

/* One name, on one side or both; both are folders or neither is. */
static const struct err *
compare(struct diff *diff, const struct tree_item *old,
    const struct tree_item *new)
{
	const struct tree_item *one = old ? old : new;
	struct tree_file from, to;
	const struct err *err;
	size_t len = diff->path.len;

	if (old && new && oid_equal(&old->id, &new->id) &&
	    old->mode == new->mode)
		return NULL;
	str_addn(&diff->path, one->name, one->len);
	if (tree_item_is_tree(one)) {
		str_addc(&diff->path, '/');
		err = walk(diff, old ? &old->id : NULL, new ? &new->id : NULL);
	} else {
		if (old != NULL)
			to_file(&from, old);
		if (new != NULL)
			to_file(&to, new);
		err = diff->fn(diff->arg, diff->path.ptr, old ? &from : NULL,
		    new ? &to : NULL);
	}
	str_cut(&diff->path, len);
	return err;
}

static int
order(const struct side *old, const struct side *new)
{
	if (!old->more || !new->more)
		return old->more ? -1 : 1;
	return tree_order(old->item.name, old->item.len,
	    tree_item_is_tree(&old->item), new->item.name, new->item.len,
	    tree_item_is_tree(&new->item));
}

static const struct err *
walk(struct diff *diff, const struct oid *old_id, const struct oid *new_id)
{
	struct side old = { .raw = STR_INIT }, new = { .raw = STR_INIT };
	const struct err *err = NULL;

	if (old_id != NULL && new_id != NULL && oid_equal(old_id, new_id))
		return NULL;
	if (++diff->depth > MAX_DEPTH)
		err = err_new(ERR_DATA, _("folders nested too deep"));
	if (err || (err = open_side(diff, old_id, false, &old)) ||
	    (err = open_side(diff, new_id, true, &new)))
		goto done;
	while (err == NULL && (old.more || new.more)) {
		int which = order(&old, &new);

		err = compare(diff, which <= 0 ? &old.item : NULL,
		    which >= 0 ? &new.item : NULL);
		if (which <= 0)
			advance(&old);
		if (which >= 0)
			advance(&new);
	}
done:
	diff->depth--;
	str_release(&old.raw);
	str_release(&new.raw);
	return err;
}

const struct err *
diff_trees(struct repo *repo, const struct oid *old, const struct oid *new,
    const char *prefix, diff_fn fn, void *arg)
{
	struct diff diff = { repo, fn, arg, STR_INIT, 0 };
	const struct err *err;

	str_add(&diff.path, prefix);
	err = walk(&diff, old, new);
	str_release(&diff.path);
	return err;
}
