#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/sink.h"
#include "core/git/walk.h"
#include "core/store/lock.h"
#include "core/store/own.h"
#include "core/store/publish.h"

/*
 * A change that was cut off between the branch and the files.  Whether its
 * commit was published is asked of the branch; then each file that is
 * still as it was before is brought into step, and no other.
 */

static const struct err *
was_published(struct store *store, const struct pending *pending, bool *yes)
{
	const struct err *err;
	struct oid tip;

	err = repo_ref(store->repo, pending->branch, &tip, yes);
	if (err != NULL || !*yes || oid_equal(&tip, &pending->commit))
		return err;
	return walk_reaches(store->repo, &tip, 1, &pending->commit, yes);
}

/* What the commit that is checked out has at PATH; zero: nothing. */
static const struct err *
wanted(struct store *store, const struct oid *tree, const char *path,
    struct oid *out)
{
	struct tree_file file;
	const struct err *err;
	bool found;

	err = store_lookup(store, tree, path, &file, &found);
	memset(out, 0, sizeof(*out));
	if (err == NULL && found)
		*out = file.id;
	return err;
}

/* The file at PATH is ID, zero being none at all. */
static const struct err *
is_at(struct work *work, const char *path, const struct oid *id, bool *yes)
{
	enum work_kind kind;
	const struct err *err;

	if (!oid_is_zero(id))
		return work_holds(work, path, id, yes);
	err = work_kind(work, path, &kind, NULL);
	*yes = err == NULL && kind == WORK_ABSENT;
	return err;
}

static bool
index_is_at(const struct index *index, const char *path, const struct oid *id)
{
	struct index_entry entry;
	bool found = index_get(index, path, &entry);

	return found ? !entry.unsettled && oid_equal(&entry.id, id) :
	    oid_is_zero(id);
}

/* Only the index: the file is right already, or edited and left. */
static const struct err *
settle_index(struct work *work, struct index *index,
    const struct pending_file *file, bool right)
{
	enum work_kind kind = WORK_ABSENT;
	const struct err *err = NULL;
	struct stat st;

	if (!index_is_at(index, file->path, &file->old))
		return NULL;
	if (oid_is_zero(&file->new)) {
		index_remove(index, file->path);
		return NULL;
	}
	if (right)
		err = work_kind(work, file->path, &kind, &st);
	if (err == NULL)
		index_put(index, file->path, &file->new,
		    kind == WORK_FILE ? &st : NULL);
	return err;
}

static const struct err *
recover_file(struct store *store, struct work *work, struct index *index,
    const struct pending_file *file, size_t *n, struct strs *left)
{
	struct index_entry entry;
	const struct err *err;
	bool skip, old = false, new = false;

	skip = index_get(index, file->path, &entry) && entry.skip;
	if ((err = is_at(work, file->path, &file->new, &new)) ||
	    (!new && (err = is_at(work, file->path, &file->old, &old))))
		return err;
	if (!new && !old && !skip)
		strs_add(left, file->path);
	if (new || (!old && !skip))
		return settle_index(work, index, file, new);
	if (!index_is_at(index, file->path, &file->old) &&
	    !index_is_at(index, file->path, &file->new)) {
		strs_add(left, file->path);
		return NULL;
	}
	++*n;
	return publish_file(store, work, index, NULL, file, true);
}

static const struct err *
recover_files(struct store *store, const struct pending *pending,
    struct work *work, struct index *index, size_t *n, struct strs *left)
{
	struct commit commit = COMMIT_INIT;
	const struct err *err;
	struct oid head, blob;
	bool found;

	if ((err = repo_ref(store->repo, "HEAD", &head, &found)) || !found ||
	    (err = commit_read(&commit, store->repo, &head)))
		goto done;
	for (size_t i = 0; err == NULL && i < pending->n; i++) {
		const struct pending_file *file = &pending->files[i];

		err = wanted(store, &commit.tree, file->path, &blob);
		if (err == NULL && oid_equal(&blob, &file->new))
			err = recover_file(store, work, index, file, n, left);
	}
done:
	commit_release(&commit);
	return err;
}

static const struct err *
finish(struct store *store, int lock, const struct pending *pending,
    size_t *n, struct strs *left)
{
	struct index *index = NULL;
	struct work *work = NULL;
	const struct err *err;
	char *mark;

	if ((err = work_open(&work, store)) ||
	    (err = index_open(&index, store->repo, INDEX_WAIT_MS)))
		goto done;
	mark = index_mark(index);
	lock_note(lock, mark);
	free(mark);
	if ((err = recover_files(store, pending, work, index, n, left)))
		goto done;
	err = index_write(index);
done:
	index_close(index);
	work_close(work);
	lock_note(lock, "");
	return err;
}

const struct err *
recover_locked(struct store *store, int lock, size_t *n, struct strs *left)
{
	struct pending pending = { .n = 0 };
	const struct err *err;
	bool found, published = false;

	*n = 0;
	if (store_work_tree(store) == NULL)
		return NULL;
	if ((err = pending_read(store, &pending, &found)))
		return err;
	if (found)
		err = was_published(store, &pending, &published);
	if (err == NULL && published)
		err = finish(store, lock, &pending, n, left);
	if (err == NULL)
		pending_clear(store);
	pending_release(&pending);
	return err;
}

const struct err *
store_recover(struct store *store, size_t *n, struct strs *left)
{
	const struct err *err;
	int lock = -1;

	*n = 0;
	if ((err = lock_take(&lock, store)))
		return err;
	sink_clear(store->repo);
	err = recover_locked(store, lock, n, left);
	lock_give(lock);
	return err;
}
