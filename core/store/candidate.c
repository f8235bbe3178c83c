#include "core/store/candidate.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/index_list.h"
#include "core/git/overlay.h"
#include "core/store/candidate_own.h"
#include "core/store/heads.h"
#include "core/store/own.h"

/* ---- The files ---- */

void
leaves_add(struct leaves *leaves, const char *path, uint32_t mode,
    const struct oid *id)
{
	GROW(leaves->items, leaves->n, leaves->cap);
	leaves->items[leaves->n++] = (struct leaf){ xstrdup(path),
		{ mode, *id } };
}

void
leaves_release(struct leaves *leaves)
{
	for (size_t i = 0; i < leaves->n; i++)
		free(leaves->items[i].path);
	free(leaves->items);
}

const struct err *
leaves_of_index(struct leaves *leaves, struct store *store)
{
	struct index_list *list;
	struct index_item item;
	const struct err *err = index_list_read(&list, store->repo);

	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < index_list_count(list); i++) {
		index_list_get(list, i, &item);
		if (item.stage != 0)
			err = err_mend(err_new(ERR_CONFLICT, _("'%s' is not "
			    "merged yet"), item.path), "git add %s",
			    item.path);
		else if (!item.intent)
			leaves_add(leaves, item.path, item.mode, &item.id);
	}
	index_list_free(list);
	return err;
}

/* ---- The trees ---- */

/* Those of LEAVES that lie below a folder, from *AT on; their paths begin
 * with the LEN bytes of its own path.  Sorted by path, they are in git's
 * order. */
static void
write_tree(struct overlay *overlay, const struct leaves *leaves, size_t *at,
    size_t len, struct oid *out)
{
	const char *folder = leaves->n > 0 ? leaves->items[*at].path : "";
	struct str raw = STR_INIT;

	while (*at < leaves->n &&
	    strncmp(leaves->items[*at].path, folder, len) == 0) {
		const struct leaf *leaf = &leaves->items[*at];
		size_t name = strcspn(leaf->path + len, "/");
		bool deeper = leaf->path[len + name] == '/';
		struct oid id = leaf->file.id;

		if (deeper)
			write_tree(overlay, leaves, at, len + name + 1, &id);
		else
			++*at;
		str_addf(&raw, "%o %.*s", deeper ? (unsigned)MODE_TREE :
		    (unsigned)leaf->file.mode, (int)name, leaf->path + len);
		str_addc(&raw, '\0');
		str_addn(&raw, (const char *)id.id, OID_SIZE);
	}
	overlay_put(overlay, OBJECT_TREE, raw.ptr, raw.len, out);
	str_release(&raw);
}

static const struct err *
make_tree(struct overlay *overlay, struct store *store, enum candidate_of of,
    struct oid *out)
{
	struct leaves leaves = { NULL, 0, 0 };
	const struct err *err;
	size_t at = 0;

	err = of == CANDIDATE_INDEX ? leaves_of_index(&leaves, store) :
	    leaves_of_work_tree(&leaves, overlay, store);
	if (err == NULL)
		write_tree(overlay, &leaves, &at, 0, out);
	leaves_release(&leaves);
	return err;
}

/* ---- The commit ---- */

/* A commit that is picked keeps its author, unless git says who it is. */
static const struct err *
picked_author(struct store *store, struct identity *author)
{
	struct heads picked = { NULL, 0, 0 };
	struct commit commit = COMMIT_INIT;
	const struct err *err;

	err = heads_read(&picked, store, "CHERRY_PICK_HEAD");
	if (err == NULL && picked.n > 0 &&
	    repo_env(store->repo, "GIT_AUTHOR_EMAIL") == NULL &&
	    (err = commit_read(&commit, store->repo, &picked.items[0])) ==
	    NULL) {
		identity_release(author);
		author->name = xstrdup(commit.author.name);
		author->email = xstrdup(commit.author.email);
		author->when = commit.author.when;
		author->offset = commit.author.offset;
	}
	commit_release(&commit);
	free(picked.items);
	return err;
}

static struct stamp
stamp(const struct identity *who)
{
	return (struct stamp){ who->name, who->email, who->when,
		who->offset };
}

static const struct err *
write_commit(struct overlay *overlay, struct store *store,
    const struct oid *tree, const struct heads *parents, struct oid *out)
{
	struct identity author = { .name = NULL }, committer = author;
	struct str text = STR_INIT;
	struct stamp by, now;
	const struct err *err;

	if ((err = store_author(store, &author)) ||
	    (err = store_committer(store, &committer)) ||
	    (err = picked_author(store, &author)))
		goto done;
	by = stamp(&author);
	now = stamp(&committer);
	commit_write(&text, tree, parents->items, parents->n, &by, &now,
	    NULL, "");
	overlay_put(overlay, OBJECT_COMMIT, text.ptr, text.len, out);
done:
	identity_release(&author);
	identity_release(&committer);
	str_release(&text);
	return err;
}

const struct err *
candidate_make(struct candidate *out, struct overlay *overlay,
    struct store *store, enum candidate_of of)
{
	struct heads parents = { NULL, 0, 0 };
	const struct err *err;
	struct oid tree;

	if (store_work_tree(store) == NULL)
		return err_new(ERR_USAGE, _("a bare repository has no work "
		    "tree"));
	if ((err = repo_ref(store->repo, "HEAD", &out->head,
	    &out->has_head)))
		return err;
	if (out->has_head) {
		GROW(parents.items, parents.n, parents.cap);
		parents.items[parents.n++] = out->head;
	}
	if ((err = heads_read(&parents, store, "MERGE_HEAD")) == NULL &&
	    (err = make_tree(overlay, store, of, &tree)) == NULL)
		err = write_commit(overlay, store, &tree, &parents,
		    &out->commit);
	free(parents.items);
	return err;
}
