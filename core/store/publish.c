#include "core/store/publish.h"

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/store/lock.h"
#include "core/store/own.h"

/* Up to so many files are flushed to the disk one by one. */
enum { FEW_FILES = 32 };

bool
publish_syncs(const struct store *store)
{
	return store->on_head && store_work_tree(store) != NULL;
}

static const struct err *
under_way(const char *operation)
{
	const char *command = strcmp(operation, "bisect") == 0 ? "reset" :
	    "--abort";

	return err_mend(err_mend(err_new(ERR_SYSTEM, _("a %s is under way "
	    "in this work tree"), operation), _("finish it, or give it up: "
	    "git %s %s"), operation, command), _("--branch B writes to "
	    "another branch"));
}

const struct err *
publish_allowed(struct store *store)
{
	const struct err *err = NULL;
	const char *operation;
	char *dir;

	if (repo_env(store->repo, "GIT_QUARANTINE_PATH") != NULL)
		return err_new(ERR_SYSTEM, _("references may not be changed "
		    "while a push is being judged"));
	if (store->branch_ref == NULL)
		return err_mend(err_new(ERR_SYSTEM, _("HEAD is detached: a "
		    "change needs a branch")), "git switch main");
	operation = repo_operation(store->repo);
	if (publish_syncs(store) && operation != NULL)
		return under_way(operation);
	dir = repo_checked_out(store->repo, store->branch_ref);
	if (dir != NULL)
		err = err_mend(err_new(ERR_SYSTEM, _("branch '%s' is checked "
		    "out in another work tree ('%s')"), store_branch(store),
		    dir), "git worktree list");
	free(dir);
	return err;
}

static const struct err *
has_edits(const char *path)
{
	return err_mend(err_mend(err_new(ERR_CONFLICT, _("'%s' has "
	    "uncommitted edits"), path), "git diff HEAD -- %s", path),
	    "git commit -m … -- %s", path);
}

static const struct err *
in_the_way(const char *path)
{
	return err_mend(err_mend(err_new(ERR_CONFLICT, _("'%s' is in the "
	    "way: it is not in the last commit"), path),
	    "git status -- %s", path), "mv %s %s.mine", path, path);
}

/* Nothing is at the path of a file that is to be new. */
static const struct err *
check_new(struct work *work, struct index *index, const char *path)
{
	struct index_entry entry;
	enum work_kind kind;
	const struct err *err;

	if (index_get(index, path, &entry))
		return in_the_way(path);
	err = work_kind(work, path, &kind, NULL);
	return err || kind == WORK_ABSENT ? err : in_the_way(path);
}

/* Index and file hold what the branch has. */
static const struct err *
check_old(struct work *work, struct index *index,
    const struct pending_file *file)
{
	struct index_entry entry;
	enum work_kind kind;
	const struct err *err;
	bool same = false;

	if (!index_get(index, file->path, &entry) || entry.unsettled ||
	    !oid_equal(&entry.id, &file->old))
		return has_edits(file->path);
	if (entry.skip) {
		err = work_kind(work, file->path, &kind, NULL);
		same = kind == WORK_ABSENT;
	} else {
		err = work_holds(work, file->path, &file->old, &same);
	}
	return err || same ? err : has_edits(file->path);
}

static const struct err *
check_clean(struct publication *pub, struct work *work, struct index *index)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < pub->next.n; i++) {
		const struct pending_file *file = &pub->next.files[i];

		err = oid_is_zero(&file->old) ?
		    check_new(work, index, file->path) :
		    check_old(work, index, file);
	}
	return err;
}

/* A blob, from a sink or else from the repository. */
struct origin {
	struct store *store;
	struct sink *sink;
	const struct oid *id;
};

static const struct err *
give(void *arg, blob_fn put, void *put_arg)
{
	const struct origin *origin = arg;
	const struct err *err;

	err = origin->sink ?
	    sink_each(origin->sink, origin->id, put, put_arg) :
	    blob_each(origin->store->repo, origin->id, put, put_arg);
	return err != NULL && err->code == ERR_NOTFOUND ?
	    err_new(ERR_DATA, "%s", err->msg) : err;
}

const struct err *
publish_file(struct store *store, struct work *work, struct index *index,
    struct sink *sink, const struct pending_file *file, bool durable)
{
	struct origin origin = { store, sink, &file->new };
	const struct work_source source = { give, &origin };
	struct index_entry entry;
	const struct err *err = NULL;
	struct stat st;
	bool skip = index_get(index, file->path, &entry) && entry.skip;

	if (oid_is_zero(&file->new)) {
		if (!skip && (err = work_remove(work, file->path)))
			return err;
		index_remove(index, file->path);
		return NULL;
	}
	if (!skip &&
	    (err = work_write(work, file->path, &source, durable, &st)))
		return err;
	index_put(index, file->path, &file->new, skip ? NULL : &st);
	return NULL;
}

/* The branch has moved, but the disk may not have it. */
static const struct err *
not_flushed(const struct publication *pub, const struct err *err)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, &pub->next.commit);
	return err_new(ERR_SYSTEM, _("commit %.10s is made, but may not be "
	    "safe on the disk: %s"), hex, err->msg);
}

/* *MOVED also with an error, when only the last flush failed. */
static const struct err *
move_branch(struct publication *pub, bool *again, bool *moved)
{
	char *message = xasprintf("proven: %s", pub->subject);
	const struct err *err;
	bool held = false;

	err = repo_move_ref(pub->store->repo, pub->next.branch, &pub->old,
	    &pub->next.commit, pub->committer->name, pub->committer->email,
	    message, &held, moved);
	if (err == NULL)
		*moved = true;
	*again = !*moved && (held || err->code == ERR_CONFLICT);
	if (*moved && pub->sink != NULL)
		sink_publish(pub->sink);
	if (*moved && err != NULL)
		err = not_flushed(pub, err);
	free(message);
	return err;
}

/* The branch has moved: whatever fails now is said with that. */
static const struct err *
sync_failed(const struct publication *pub, const struct err *err)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, &pub->next.commit);
	return err_mend(err_new(ERR_SYSTEM, _("commit %.10s is made, but the "
	    "work tree is not in step yet: %s"), hex, err->msg),
	    _("proven doctor says what is left; the next change finishes "
	    "it"));
}

static const struct err *
sync_files(struct publication *pub, struct work *work, struct index *index)
{
	bool durable = pub->next.n <= FEW_FILES;
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < pub->next.n; i++)
		err = publish_file(pub->store, work, index, pub->sink,
		    &pub->next.files[i], durable);
	if (err == NULL)
		err = index_write(index);
	if (err != NULL)
		return sync_failed(pub, err);
	pending_clear(pub->store);
	return NULL;
}

/* HEAD may have been switched until the index was locked. */
static const struct err *
check_head(struct publication *pub, bool *again)
{
	const struct err *err;
	char *head = NULL;

	if ((err = repo_head(pub->store->repo, &head)))
		return err;
	if (head == NULL || strcmp(head, pub->next.branch) != 0) {
		*again = true;
		err = err_new(ERR_CONFLICT, _("HEAD was switched meanwhile"));
	}
	free(head);
	return err;
}

static const struct err *
publish_synced(struct publication *pub, bool *again)
{
	struct store *store = pub->store;
	struct index *index = NULL;
	struct work *work = NULL;
	const struct err *err, *synced;
	bool moved;
	char *mark;

	if ((err = work_open(&work, store)) ||
	    (err = index_open(&index, store->repo, INDEX_WAIT_MS)))
		goto done;
	mark = index_mark(index);
	lock_note(pub->lock, mark);
	free(mark);
	if ((err = check_head(pub, again)) ||
	    (err = check_clean(pub, work, index)) ||
	    (pub->sink != NULL && (err = sink_flush(pub->sink))) ||
	    (err = pending_write(store, &pub->next)))
		goto done;
	err = move_branch(pub, again, &moved);
	synced = moved ? sync_files(pub, work, index) : NULL;
	if (!moved)
		pending_clear(store);
	err = err ? err : synced;
done:
	index_close(index);
	work_close(work);
	lock_note(pub->lock, "");
	return err;
}

const struct err *
publish(struct publication *pub, bool *again)
{
	const struct err *err;
	bool moved;

	*again = false;
	if (publish_syncs(pub->store))
		return publish_synced(pub, again);
	if (pub->sink != NULL && (err = sink_flush(pub->sink)))
		return err;
	return move_branch(pub, again, &moved);
}
