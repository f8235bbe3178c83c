#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/diff.h"
#include "core/git/wait.h"
#include "core/git/walk.h"
#include "core/store/lock.h"
#include "core/store/own.h"
#include "core/store/place.h"
#include "core/store/publish.h"

enum { TRIES = 10, WAIT_MS = 5 * 1000, NEAR = 1000 };

static const struct err *
cannot(const char *why)
{
	return err_new(ERR_REFUSED, _("the last commit cannot be taken "
	    "back: %s"), why);
}

/* ---- Remote-tracking branches ---- */

struct remotes {
	struct oid *tips;
	size_t n, cap;
	size_t steps;
};

static const struct err *
list_remotes(struct store *store, struct remotes *remotes)
{
	static const char prefix[] = "refs/remotes/";
	struct strs names = STRS_INIT;
	const struct err *err = repo_refs(store->repo, prefix, &names);

	for (size_t i = 0; err == NULL && i < names.n; i++) {
		char *name = xasprintf("%s%s", prefix, names.items[i]);
		struct oid tip;
		bool found;

		err = repo_ref(store->repo, name, &tip, &found);
		free(name);
		if (err != NULL || !found)
			continue;
		GROW(remotes->tips, remotes->n, remotes->cap);
		remotes->tips[remotes->n++] = tip;
	}
	strs_release(&names);
	return err;
}

/* What lies on our own line below the tip cannot hold the tip. */
static const struct err *
drop_ancestors(void *arg, const struct commit *commit, bool *stop)
{
	struct remotes *remotes = arg;
	size_t n = 0;

	for (size_t i = 0; i < remotes->n; i++)
		if (!oid_equal(&remotes->tips[i], &commit->id))
			remotes->tips[n++] = remotes->tips[i];
	remotes->n = n;
	*stop = n == 0 || ++remotes->steps >= NEAR;
	return NULL;
}

static const struct err *
is_on_remote(struct store *store, const struct commit *tip, bool *yes)
{
	struct remotes remotes = { NULL, 0, 0, 0 };
	const struct err *err;

	*yes = false;
	if ((err = list_remotes(store, &remotes)) || remotes.n == 0 ||
	    (err = walk_line(store->repo, &tip->parents[0], drop_ancestors,
	    &remotes)))
		goto done;
	err = walk_reaches(store->repo, remotes.tips, remotes.n, &tip->id,
	    yes);
done:
	free(remotes.tips);
	return err;
}

/* ---- The commit ---- */

static const struct err *
note_file(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	static const struct oid none;
	char *why;
	const struct err *err;

	if (place_is_ours(path)) {
		/* Back: from the tip, which is OLD's successor. */
		pending_add(arg, xstrdup(path), new ? &new->id : &none,
		    old ? &old->id : &none);
		return NULL;
	}
	why = xasprintf(_("it changes '%s', too"), path);
	err = err_mend(cannot(why), "git revert HEAD");
	free(why);
	return err;
}

static const struct err *
check_own(struct store *store, const struct commit *tip, bool *others)
{
	struct identity user = { .name = NULL };
	const struct err *err = store_author(store, &user);
	char *subject, *why;

	if (err == NULL && strcasecmp(user.email, tip->author.email) != 0) {
		*others = true;
		subject = commit_subject(tip);
		why = xasprintf(_("'%s' is by %s"), subject,
		    tip->author.name);
		err = cannot(why);
		free(why);
		free(subject);
	}
	identity_release(&user);
	return err;
}

static const struct err *
check_founding(struct store *store, const struct oid *parent_tree)
{
	struct tree_file file;
	const struct err *err;
	bool found;

	err = store_lookup(store, parent_tree, "tracker/tracker.json", &file,
	    &found);
	return err || found ? err : cannot(_("it is the founding commit"));
}

/* PUB gets what is to be done, if it may be done. */
static const struct err *
plan(struct store *store, struct commit *tip, struct publication *pub,
    bool *others)
{
	struct commit parent = COMMIT_INIT;
	const struct err *err;
	struct oid id;
	bool found;

	if ((err = store_tip_id(store, &id, &found)))
		return err;
	if (!found)
		return cannot(_("there is none"));
	if ((err = commit_read(tip, store->repo, &id)))
		return err;
	if (tip->n_parents != 1)
		return cannot(tip->n_parents ? _("it is a merge") :
		    _("it is the founding commit"));
	if ((err = is_on_remote(store, tip, others)))
		return err;
	if (*others)
		return cannot(_("a remote has it already"));
	if ((err = commit_read(&parent, store->repo, &tip->parents[0])) ||
	    (err = check_founding(store, &parent.tree)) ||
	    (err = check_own(store, tip, others)) ||
	    (err = diff_trees(store->repo, &parent.tree, &tip->tree, "",
	    note_file, &pub->next)))
		goto done;
	pub->old = id;
	pub->next.commit = parent.id;
	pub->next.branch = xstrdup(store->branch_ref);
done:
	commit_release(&parent);
	return err;
}

static const struct err *
attempt(struct store *store, int lock, const struct identity *committer,
    char **subject, char commit[COMMIT_HEX + 1], bool *others, bool *again)
{
	struct publication pub = { .store = store, .lock = lock,
		.committer = committer };
	struct commit tip = COMMIT_INIT;
	const struct err *err;
	char *text = NULL, *note = NULL;

	*again = false;
	if ((err = publish_allowed(store)) ||
	    (err = plan(store, &tip, &pub, others)))
		goto done;
	text = commit_subject(&tip);
	pub.subject = note = xasprintf("undo: %s", text);
	if ((err = publish(&pub, again)))
		goto done;
	oid_hex(commit, &tip.id);
	*subject = text;
	text = NULL;
done:
	free(text);
	free(note);
	pending_release(&pub.next);
	commit_release(&tip);
	return err;
}

static const struct err *
undo_locked(struct store *store, int lock, const struct identity *committer,
    char **subject, char commit[COMMIT_HEX + 1], bool *others)
{
	struct backoff backoff = BACKOFF_INIT(WAIT_MS);
	struct strs left = STRS_INIT;
	const struct err *err;
	bool again;
	size_t n;

	err = recover_locked(store, lock, &n, &left);
	strs_release(&left);
	if (err != NULL)
		return err;
	for (int i = 0; i < TRIES; i++) {
		err = attempt(store, lock, committer, subject, commit,
		    others, &again);
		if (!again || !backoff_wait(&backoff))
			break;
	}
	return err;
}

const struct err *
store_undo(struct store *store, char **subject, char commit[COMMIT_HEX + 1],
    bool *others)
{
	struct identity committer = { .name = NULL };
	const struct err *err;
	int lock = -1;

	*others = false;
	if ((err = publish_allowed(store)) ||
	    (err = store_committer(store, &committer)) ||
	    (err = lock_take(&lock, store)))
		goto done;
	err = undo_locked(store, lock, &committer, subject, commit,
	    others);
done:
	lock_give(lock);
	identity_release(&committer);
	return err;
}
