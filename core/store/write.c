#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/wait.h"
#include "core/store/change.h"
#include "core/store/lock.h"
#include "core/store/own.h"
#include "core/store/publish.h"

/* How long a branch that moves again and again is followed. */
enum { TRIES = 50, WAIT_MS = 15 * 1000 };

struct writing {
	struct store *store;
	const struct change_options *options;
	change_fn fn;
	void *arg;
	struct identity author, committer;
	int lock;
};

static const struct err *
take_tip(struct writing *writing, struct snapshot **out)
{
	static const char file[] = "tracker/tracker.json";
	struct store *store = writing->store;
	const struct err *err;
	struct tree_file ignored;
	struct oid id;
	bool found;

	if ((err = store_tip_id(store, &id, &found)))
		return err;
	if (!found && !writing->options->found)
		return store_tip(store, out);
	if ((err = snapshot_new(out, store, found ? &id : NULL)) ||
	    writing->options->found)
		return err;
	err = store_lookup(store, &(*out)->tree, file, &ignored, &found);
	if (err == NULL && !found)
		err = err_mend(err_new(ERR_NOTRACKER, _("no tracker on "
		    "'%s'"), store_branch(store)),
		    _("proven init makes one"));
	return err;
}

/* The files that differ between tip and change, of those it touched. */
static const struct err *
list_files(struct change *change, struct pending *out)
{
	static const struct oid none;
	const struct strs *paths = &change->touched.list;
	const struct err *err;
	struct tree_file old, new;
	bool was = false, is;

	for (size_t i = 0; i < paths->n; i++) {
		const char *path = paths->items[i];

		if (!change->tip->unborn && (err = store_lookup(
		    change->store, &change->tip->tree, path, &old, &was)))
			return err;
		if ((err = tree_get(change->tree, path, &new, &is)))
			return err;
		if (was == is && (!was || (oid_equal(&old.id, &new.id) &&
		    old.mode == new.mode)))
			continue;
		pending_add(out, xstrdup(path), was ? &old.id : &none,
		    is ? &new.id : &none);
	}
	return NULL;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct pending_file *)a)->path,
	    ((const struct pending_file *)b)->path);
}

static const struct err *
publish_change(struct writing *writing, struct change *change, bool *again)
{
	struct publication pub = { .store = writing->store,
		.lock = writing->lock, .sink = change->sink,
		.committer = &writing->committer };
	struct commit commit = COMMIT_INIT;
	struct str text = STR_INIT;
	const struct err *err;
	char *subject = NULL;

	if (!change->tip->unborn)
		pub.old = change->tip->commit;
	pub.next.branch = xstrdup(writing->store->branch_ref);
	pub.next.commit = change->head;
	if ((err = sink_read(change->sink, &change->head, OBJECT_COMMIT, 0,
	    &text)) ||
	    (err = commit_parse(&commit, text.ptr, text.len,
	    &change->head)) ||
	    (err = list_files(change, &pub.next)))
		goto done;
	if (pub.next.n > 1)
		qsort(pub.next.files, pub.next.n, sizeof(*pub.next.files),
		    by_path);
	pub.subject = subject = commit_subject(&commit);
	err = publish(&pub, again);
done:
	free(subject);
	str_release(&text);
	commit_release(&commit);
	pending_release(&pub.next);
	return err;
}

/* One attempt, on the tip as it is now. */
static const struct err *
attempt(struct writing *writing, char commit[COMMIT_HEX + 1], bool *again)
{
	struct snapshot *tip = NULL;
	struct change *change = NULL;
	const struct err *err;

	*again = false;
	if ((err = publish_allowed(writing->store)) ||
	    (err = take_tip(writing, &tip)) ||
	    (err = change_new(&change, writing->store, tip, writing->options,
	    &writing->author, &writing->committer)) ||
	    (err = writing->fn(change, tip, writing->arg)) ||
	    (err = change_commit(change)))
		goto done;
	if (change->n_commits == 0)
		goto done;
	if ((err = publish_change(writing, change, again)))
		goto done;
	oid_hex(commit, &change->head);
done:
	change_free(change);
	snapshot_free(tip);
	return err;
}

static const struct err *
write_locked(struct writing *writing, char commit[COMMIT_HEX + 1])
{
	struct backoff backoff = BACKOFF_INIT(WAIT_MS);
	struct strs left = STRS_INIT;
	const struct err *err;
	bool again;
	size_t n;

	if (writing->options->bulk)
		sink_clear(writing->store->repo);
	err = recover_locked(writing->store, writing->lock, &n, &left);
	strs_release(&left);
	if (err != NULL)
		return err;
	for (int i = 0; i < TRIES; i++) {
		err = attempt(writing, commit, &again);
		if (!again || !backoff_wait(&backoff))
			break;
	}
	return err;
}

const struct err *
store_change(struct store *store, const struct change_options *options,
    change_fn fn, void *arg, char commit[COMMIT_HEX + 1])
{
	struct writing writing = { .store = store, .options = options,
		.fn = fn, .arg = arg, .lock = -1 };
	char hex[COMMIT_HEX + 1] = "";
	const struct err *err;

	if (commit != NULL)
		*commit = '\0';
	if ((err = publish_allowed(store)) ||
	    (err = store_author(store, &writing.author)) ||
	    (err = store_committer(store, &writing.committer)) ||
	    (err = lock_take(&writing.lock, store)))
		goto done;
	err = write_locked(&writing, hex);
	if (err == NULL && commit != NULL)
		memcpy(commit, hex, sizeof(hex));
done:
	lock_give(writing.lock);
	identity_release(&writing.author);
	identity_release(&writing.committer);
	return err;
}
