#include "core/git/diff.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/repo.h"
#include "core/git/tree_order.h"

/* One tree being read, and the entry at hand. */
struct side {
	struct oid id;
	struct str raw;
	bool known; /* RAW is the tree ID */
	struct tree_cursor cursor;
	struct tree_item item;
	bool more;
};

/* The two of one depth, which stay for the next comparison. */
struct level {
	struct side old, new;
};

enum { MAX_DEPTH = 128 };

struct differ {
	struct diff_source source;
	struct level *levels[MAX_DEPTH]; /* NULL: not used yet */
	struct str path;
	diff_fn fn;
	void *arg;
};

static const struct err *walk(struct differ *, size_t depth,
    const struct oid *, const struct oid *);

static void
advance(struct side *side)
{
	side->more = tree_next(&side->cursor, &side->item);
}

/* What a NEW tree has lost is damage; an old one may be pruned. */
static const struct err *
open_side(struct differ *differ, const struct oid *id, bool is_new,
    struct side *side)
{
	const struct err *err = NULL;

	side->more = false;
	if (id == NULL)
		return NULL;
	if (!side->known || !oid_equal(id, &side->id)) {
		side->known = false;
		str_reset(&side->raw);
		err = differ->source.read(differ->source.arg, id, &side->raw);
	}
	if (err != NULL && err->code == ERR_NOTFOUND && is_new)
		err = err_new(ERR_DATA, "%s", err->msg);
	if (err != NULL)
		return err;
	side->id = *id;
	side->known = true;
	side->cursor.at = side->raw.ptr;
	side->cursor.end = side->raw.ptr + side->raw.len;
	advance(side);
	return NULL;
}

static const struct err *
open_level(struct differ *differ, size_t depth, const struct oid *old,
    const struct oid *new, struct level **out)
{
	const struct err *err;
	struct level *level;
	struct side swap;

	if (depth >= MAX_DEPTH)
		return err_new(ERR_DATA, _("folders nested too deep"));
	if (differ->levels[depth] == NULL) {
		level = xcalloc(1, sizeof(*level));
		level->old.raw = level->new.raw = (struct str)STR_INIT;
		differ->levels[depth] = level;
	}
	*out = level = differ->levels[depth];
	if (old != NULL && level->new.known &&
	    oid_equal(old, &level->new.id)) {
		swap = level->old;
		level->old = level->new;
		level->new = swap;
	}
	if ((err = open_side(differ, old, false, &level->old)) ||
	    (err = open_side(differ, new, true, &level->new)))
		return err;
	if (differ->source.folder != NULL)
		differ->source.folder(differ->source.arg, differ->path.ptr,
		    old ? &level->old.raw : NULL,
		    new ? &level->new.raw : NULL);
	return NULL;
}

static void
to_file(struct tree_file *file, const struct tree_item *item)
{
	file->mode = item->mode;
	file->id = item->id;
}

static const struct err *
tell(struct differ *differ, const struct tree_item *old,
    const struct tree_item *new)
{
	struct tree_file from, to;

	if (old != NULL)
		to_file(&from, old);
	if (new != NULL)
		to_file(&to, new);
	return differ->fn(differ->arg, differ->path.ptr, old ? &from : NULL,
	    new ? &to : NULL);
}

/* One name, on one side or both; both are folders or neither is. */
static const struct err *
compare(struct differ *differ, size_t depth, const struct tree_item *old,
    const struct tree_item *new)
{
	const struct diff_source *source = &differ->source;
	const struct tree_item *one = old ? old : new;
	size_t len = differ->path.len;
	const struct err *err;

	if (old && new && oid_equal(&old->id, &new->id) &&
	    old->mode == new->mode)
		return NULL;
	str_addn(&differ->path, one->name, one->len);
	if (tree_item_is_tree(one))
		str_addc(&differ->path, '/');
	if (tree_item_is_tree(one) && (source->enter == NULL ||
	    source->enter(source->arg, differ->path.ptr)))
		err = walk(differ, depth + 1, old ? &old->id : NULL,
		    new ? &new->id : NULL);
	else
		err = tell(differ, old, new);
	str_cut(&differ->path, len);
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
walk(struct differ *differ, size_t depth, const struct oid *old_id,
    const struct oid *new_id)
{
	const struct err *err;
	struct level *level = NULL;

	if (old_id != NULL && new_id != NULL && oid_equal(old_id, new_id))
		return NULL;
	err = open_level(differ, depth, old_id, new_id, &level);
	while (err == NULL && (level->old.more || level->new.more)) {
		int which = order(&level->old, &level->new);

		err = compare(differ, depth,
		    which <= 0 ? &level->old.item : NULL,
		    which >= 0 ? &level->new.item : NULL);
		if (which <= 0)
			advance(&level->old);
		if (which >= 0)
			advance(&level->new);
	}
	return err;
}

struct differ *
differ_new(const struct diff_source *source)
{
	struct differ *differ = xcalloc(1, sizeof(*differ));

	differ->source = *source;
	differ->path = (struct str)STR_INIT;
	return differ;
}

void
differ_free(struct differ *differ)
{
	if (differ == NULL)
		return;
	for (size_t i = 0; i < MAX_DEPTH && differ->levels[i]; i++) {
		str_release(&differ->levels[i]->old.raw);
		str_release(&differ->levels[i]->new.raw);
		free(differ->levels[i]);
	}
	str_release(&differ->path);
	free(differ);
}

const struct err *
differ_trees(struct differ *differ, const struct oid *old,
    const struct oid *new, const char *prefix, diff_fn fn, void *arg)
{
	differ->fn = fn;
	differ->arg = arg;
	str_reset(&differ->path);
	str_add(&differ->path, prefix);
	return walk(differ, 0, old, new);
}

static const struct err *
read_tree(void *arg, const struct oid *id, struct str *out)
{
	return repo_read(arg, id, OBJECT_TREE, 0, out);
}

const struct err *
diff_trees(struct repo *repo, const struct oid *old, const struct oid *new,
    const char *prefix, diff_fn fn, void *arg)
{
	struct diff_source source = { .arg = repo, .read = read_tree };
	struct differ *differ = differ_new(&source);
	const struct err *err = differ_trees(differ, old, new, prefix, fn,
	    arg);

	differ_free(differ);
	return err;
}
