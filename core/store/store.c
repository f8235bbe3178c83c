#include "core/store/store.h"

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/identity.h"
#include "core/git/lib.h"
#include "core/git/overlay.h"
#include "core/git/sign.h"
#include "core/git/walk.h"
#include "core/store/own.h"

static const char heads[] = "refs/heads/";

/* The branch that was asked for, or that of HEAD. */
static const struct err *
choose_branch(struct store *store, const char *branch)
{
	struct strs names = STRS_INIT;
	const struct err *err;
	const char *near;
	char *head = NULL;
	struct oid tip;
	bool found;

	if ((err = repo_head(store->repo, &head)))
		return err;
	if (branch == NULL) {
		store->branch_ref = head;
		store->on_head = true;
		return NULL;
	}
	store->branch_ref = xasprintf("%s%s", heads, branch);
	store->on_head = head && strcmp(head, store->branch_ref) == 0;
	free(head);
	if ((err = repo_ref(store->repo, store->branch_ref, &tip, &found)) ||
	    found || store->on_head)
		return err;
	err = repo_refs(store->repo, heads, &names);
	if (err == NULL) {
		near = str_nearest(branch, (const char *const *)names.items,
		    names.n);
		err = err_new(ERR_NOTFOUND, _("no branch '%s'"), branch);
		err = near ? err_mend(err, _("did you mean '%s'?"), near) :
		    err_mend(err, "git branch %s", branch);
	}
	strs_release(&names);
	return err;
}

const struct err *
store_open(struct store **out, const struct store_options *options)
{
	struct store *store = xcalloc(1, sizeof(*store));
	const struct err *err;

	if ((err = git_start())) {
		free(store);
		return err;
	}
	if ((err = repo_open(&store->repo, options->dir, options->env)) ||
	    (err = choose_branch(store, options->branch)))
		goto done;
	store->private_dir = xasprintf("%s/proven",
	    repo_common_dir(store->repo));
	store->dir = xstrdup0(options->dir);
	store->env = options->env;
	*out = store;
	store = NULL;
done:
	store_close(store);
	return err;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	hashes_release(&store->hashes);
	repo_close(store->repo);
	free(store->branch_ref);
	free(store->private_dir);
	free(store->dir);
	free(store);
	git_stop();
}

const struct err *
store_again(struct store **out, const struct store *store)
{
	struct store_options options = { store->dir, NULL, store->env };
	struct store *again = NULL;
	const struct err *err = store_open(&again, &options);

	if (err == NULL)
		err = overlay_lay_again(store->repo, again->repo);
	if (err != NULL)
		store_close(again);
	else
		*out = again;
	return err;
}

struct repo *
store_repo(const struct store *store)
{
	return store->repo;
}

const char *
store_work_tree(const struct store *store)
{
	return repo_work_tree(store->repo);
}

const char *
store_private_dir(const struct store *store)
{
	return store->private_dir;
}

const char *
store_git_dir(const struct store *store)
{
	return repo_common_dir(store->repo);
}

const char *
store_branch(const struct store *store)
{
	const char *ref = store->branch_ref;

	if (ref == NULL)
		return NULL;
	return str_starts(ref, heads) ? ref + sizeof(heads) - 1 : ref;
}

char *
store_config(const struct store *store, const char *key, bool trusted)
{
	return config_get(repo_config(store->repo), key, trusted);
}

const struct err *
store_put_config(const struct store *store, const char *key,
    const char *value)
{
	return config_put(repo_common_dir(store->repo), key, value);
}

const struct err *
store_author(const struct store *store, struct identity *out)
{
	return identity_read(store->repo, IDENTITY_AUTHOR, &out->name,
	    &out->email, &out->when, &out->offset);
}

const struct err *
store_committer(const struct store *store, struct identity *out)
{
	return identity_read(store->repo, IDENTITY_COMMITTER, &out->name,
	    &out->email, &out->when, &out->offset);
}

void
identity_release(struct identity *identity)
{
	free(identity->name);
	free(identity->email);
	identity->name = identity->email = NULL;
}

const struct err *
store_sign(struct store *store, const char *namespace, const char *payload,
    size_t len, struct str *armour, char **public_key)
{
	return sign_payload(store->repo, namespace, payload, len, armour,
	    public_key);
}

const struct err *
store_signing_key(struct store *store, char **public_key)
{
	return sign_key(repo_config(store->repo), public_key);
}

const struct err *
store_tip_id(struct store *store, struct oid *out, bool *found)
{
	return repo_ref(store->repo, store->branch_ref ? store->branch_ref :
	    "HEAD", out, found);
}

const struct err *
store_tip(struct store *store, struct snapshot **out)
{
	const struct err *err;
	struct oid id;
	bool found;

	if ((err = store_tip_id(store, &id, &found)))
		return err;
	if (!found)
		return err_mend(err_new(ERR_NOTRACKER, _("no commit yet on "
		    "branch '%s'"), store_branch(store) ?
		    store_branch(store) : "HEAD"), "proven init");
	return snapshot_new(out, store, &id);
}

/* The last moment that TEXT, a date or a time, still covers. */
static bool
end_of(const char *text, int64_t *seconds)
{
	int64_t days;

	if (time_parse(text, seconds))
		return true;
	if (!date_parse(text, &days))
		return false;
	*seconds = days * 86400 + 86399;
	return true;
}

struct at {
	int64_t until;
	struct oid id;
	bool found;
};

static const struct err *
is_old_enough(void *arg, const struct commit *commit, bool *stop)
{
	struct at *at = arg;

	if (commit->committer.when > at->until)
		return NULL;
	at->id = commit->id;
	*stop = at->found = true;
	return NULL;
}

static const struct err *
commit_at(struct store *store, const char *date, int64_t until,
    struct oid *out)
{
	struct at at = { .until = until };
	const struct err *err;
	bool found;

	if ((err = store_tip_id(store, out, &found)))
		return err;
	if (found && (err = walk_line(store->repo, out, is_old_enough, &at)))
		return err;
	if (!at.found)
		return err_new(ERR_NOTFOUND, _("no commit as old as '%s'"),
		    date);
	*out = at.id;
	return NULL;
}

const struct err *
store_revision(struct store *store, const char *rev, struct oid *out)
{
	int64_t until;

	if (end_of(rev, &until) && !repo_is_ref(store->repo, rev))
		return commit_at(store, rev, until, out);
	return repo_revision(store->repo, rev, out);
}

const struct err *
store_at(struct store *store, const char *rev, struct snapshot **out)
{
	const struct err *err;
	struct oid id;

	err = store_revision(store, rev, &id);
	return err ? err : snapshot_new(out, store, &id);
}

const struct err *
store_read(struct store *store, const struct oid *id, enum object_type type,
    size_t max, struct str *out)
{
	const struct err *err = repo_read(store->repo, id, type, max, out);

	if (err != NULL && err->code == ERR_NOTFOUND)
		err = err_new(ERR_DATA, "%s", err->msg);
	return err;
}

char *
store_hooks_dir(const struct store *store)
{
	char *set = config_path(repo_config(store->repo), "core.hooksPath",
	    false);
	const char *root = repo_work_tree(store->repo);
	char *dir;

	if (set == NULL || *set == '\0')
		dir = xasprintf("%s/hooks", repo_common_dir(store->repo));
	else if (*set == '/')
		dir = xstrdup(set);
	else /* as seen from where git runs hooks */
		dir = xasprintf("%s/%s", root ? root :
		    repo_git_dir(store->repo), set);
	free(set);
	return dir;
}

const struct err *
store_reaches(struct store *store, const char *tip, const char *old,
    bool *reaches)
{
	struct oid from, to;

	if (!oid_parse(&from, tip) || !oid_parse(&to, old))
		BUG("a commit that is no id");
	return walk_reaches(store->repo, &from, 1, &to, reaches);
}
