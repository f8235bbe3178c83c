#include "core/base/mem.h"
#include "core/git/diff.h"
#include "core/git/walk.h"
#include "core/json/json.h"
#include "core/store/own.h"
#include "core/store/place.h"

/*
 * Which commits added entries to which record.  A commit is compared with
 * its parents; an entry is new where no parent has as many.  What was read
 * once is remembered by object id: the projects/ of a commit, the number
 * of entries in a blob.
 */
struct steps {
	struct store *store;
	const char *id; /* NULL: any record */
	step_commit_fn fn;
	void *arg;

	struct oidmap commits; /* to an index into PROJECTS */
	struct oid *projects;
	size_t n_projects, cap_projects;
	struct oidmap counts;  /* of a blob's entries */
};

/* One record that a commit changed. */
struct changed {
	char *id;
	struct oid old, new; /* zero: not there */
};

struct changes {
	struct changed *items;
	size_t n, cap;
};

static const uint32_t unreadable = UINT32_MAX - 1;

static bool
is_file(const struct tree_file *file)
{
	return file && (file->mode & MODE_TYPE) == (MODE_BLOB & MODE_TYPE);
}

/* projects/ of the commit whose root is TREE; zero when there is none. */
static const struct err *
projects_of(struct steps *steps, const struct oid *commit,
    const struct oid *tree, struct oid *out)
{
	struct tree_file file;
	const struct err *err;
	uint32_t at;
	bool found;

	if (oidmap_get(&steps->commits, commit, &at)) {
		*out = steps->projects[at];
		return NULL;
	}
	err = store_lookup(steps->store, tree, place_projects, &file, &found);
	if (err != NULL)
		return err;
	memset(out, 0, sizeof(*out));
	if (found && (file.mode & MODE_TYPE) == MODE_TREE)
		*out = file.id;
	GROW(steps->projects, steps->n_projects, steps->cap_projects);
	steps->projects[steps->n_projects] = *out;
	oidmap_add(&steps->commits, commit, (uint32_t)steps->n_projects++);
	return NULL;
}

/* *CUT: the parent is not there, history ends here. */
static const struct err *
projects_of_parent(struct steps *steps, const struct oid *parent,
    struct oid *out, bool *cut)
{
	struct commit commit = COMMIT_INIT;
	const struct err *err;
	uint32_t at;

	if (oidmap_get(&steps->commits, parent, &at)) {
		*out = steps->projects[at];
		return NULL;
	}
	err = commit_read(&commit, steps->store->repo, parent);
	if (err != NULL && err->code == ERR_NOTFOUND) {
		*cut = true;
		return NULL;
	}
	if (err == NULL)
		err = projects_of(steps, parent, &commit.tree, out);
	commit_release(&commit);
	return err;
}

static uint32_t
count_text(const struct str *text)
{
	struct json *json = NULL;
	uint32_t n = unreadable;

	if (json_read(&json, text->ptr, text->len, "") == NULL)
		n = (uint32_t)json_count(json_get(json, "history"));
	json_free(json);
	return n;
}

/* Entries in BLOB; unreadable when it is no JSON. */
static const struct err *
count(struct steps *steps, const struct oid *blob, uint32_t *n)
{
	struct str text = STR_INIT;
	const struct err *err;

	*n = 0;
	if (oid_is_zero(blob) || oidmap_get(&steps->counts, blob, n))
		return NULL;
	err = store_read(steps->store, blob, OBJECT_BLOB, 0, &text);
	if (err == NULL) {
		*n = count_text(&text);
		oidmap_add(&steps->counts, blob, *n);
	}
	str_release(&text);
	return err;
}

static struct changed *
changed_for(struct changes *changes, char *id)
{
	for (size_t i = 0; i < changes->n && changes->n < 16; i++)
		if (strcmp(changes->items[i].id, id) == 0) {
			free(id);
			return &changes->items[i];
		}
	GROW(changes->items, changes->n, changes->cap);
	changes->items[changes->n] = (struct changed){ .id = id };
	return &changes->items[changes->n++];
}

static const struct err *
note(void *arg, const char *path, const struct tree_file *old,
    const struct tree_file *new)
{
	struct changed *changed;
	char *id = place_record_id(path);

	if (id == NULL)
		return NULL;
	changed = changed_for(arg, id);
	if (is_file(old))
		changed->old = old->id;
	if (is_file(new))
		changed->new = new->id;
	return NULL;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct changed *)a)->id,
	    ((const struct changed *)b)->id);
}

/* A record that moved to the other depth was noted twice: make it one. */
static void
join(struct changes *changes)
{
	size_t n = 0;

	if (changes->n > 1)
		qsort(changes->items, changes->n, sizeof(*changes->items),
		    by_id);
	for (size_t i = 0; i < changes->n; i++) {
		struct changed *item = &changes->items[i], *last;

		if (n == 0 ||
		    strcmp(changes->items[n - 1].id, item->id) != 0) {
			changes->items[n++] = *item;
			continue;
		}
		last = &changes->items[n - 1];
		if (oid_is_zero(&last->old))
			last->old = item->old;
		if (oid_is_zero(&last->new))
			last->new = item->new;
		free(item->id);
	}
	changes->n = n;
}

static const struct err *
locate(struct steps *steps, const struct oid *projects, const char *id,
    struct oid *blob)
{
	bool found;

	memset(blob, 0, sizeof(*blob));
	if (oid_is_zero(projects))
		return NULL;
	return store_find_record(steps->store, projects, NULL, id, blob, NULL,
	    &found);
}

/* What differs between PROJECTS and the first parent's OLD. */
static const struct err *
find_changes(struct steps *steps, const struct oid *old,
    const struct oid *projects, struct changes *out)
{
	const struct err *err;
	struct changed *one;

	if (steps->id == NULL) {
		err = diff_trees(steps->store->repo,
		    oid_is_zero(old) ? NULL : old,
		    oid_is_zero(projects) ? NULL : projects, "projects/",
		    note, out);
		join(out);
		return err;
	}
	one = changed_for(out, xstrdup(steps->id));
	if ((err = locate(steps, old, steps->id, &one->old)))
		return err;
	return locate(steps, projects, steps->id, &one->new);
}

static const struct err *
tell(struct steps *steps, const struct commit *commit, const char *id,
    uint32_t from, uint32_t to)
{
	const struct err *err = NULL;
	struct step_commit step = {
		.id = id,
		.author_name = commit->author.name,
		.author_email = commit->author.email,
		.author_when = commit->author.when,
		.committer_when = commit->committer.when,
	};
	char *subject = commit_subject(commit);

	oid_hex(step.commit, &commit->id);
	step.subject = subject;
	for (uint32_t seq = to; err == NULL && seq > from; seq--) {
		step.seq = seq;
		err = steps->fn(steps->arg, &step);
	}
	free(subject);
	return err;
}

/* PARENTS: projects/ of each parent. */
static const struct err *
judge(struct steps *steps, const struct commit *commit,
    const struct oid *parents, const struct changed *changed)
{
	const struct err *err;
	struct oid blob;
	uint32_t now, before, n;

	if (oid_is_zero(&changed->new) ||
	    oid_equal(&changed->old, &changed->new))
		return NULL;
	if ((err = count(steps, &changed->new, &now)) ||
	    (err = count(steps, &changed->old, &before)))
		return err;
	for (size_t i = 1; i < commit->n_parents; i++) {
		if ((err = locate(steps, &parents[i], changed->id, &blob)) ||
		    (err = count(steps, &blob, &n)))
			return err;
		if (n > before)
			before = n;
	}
	if (now == unreadable || now <= before)
		return NULL;
	return tell(steps, commit, changed->id, before, now);
}

static const struct err *
visit(void *arg, const struct commit *commit, bool *stop)
{
	struct steps *steps = arg;
	struct changes changes = { NULL, 0, 0 };
	struct oid *parents, projects;
	const struct err *err;
	bool cut = false;

	*stop = false;
	parents = xcalloc(commit->n_parents + 1, sizeof(*parents));
	err = projects_of(steps, &commit->id, &commit->tree, &projects);
	for (size_t i = 0; err == NULL && i < commit->n_parents; i++)
		err = projects_of_parent(steps, &commit->parents[i],
		    &parents[i], &cut);
	if (err == NULL && !cut && !oid_equal(&parents[0], &projects))
		err = find_changes(steps, &parents[0], &projects, &changes);
	for (size_t i = 0; err == NULL && i < changes.n; i++)
		err = judge(steps, commit, parents, &changes.items[i]);
	for (size_t i = 0; i < changes.n; i++)
		free(changes.items[i].id);
	free(changes.items);
	free(parents);
	return err;
}

const struct err *
snapshot_steps(struct snapshot *snapshot, const char *id, step_commit_fn fn,
    void *arg)
{
	struct steps steps = { .store = snapshot->store, .id = id, .fn = fn,
		.arg = arg };
	const struct err *err = NULL;

	if (!snapshot->unborn)
		err = walk_history(snapshot->store->repo, &snapshot->commit,
		    1, visit, &steps);
	oidmap_release(&steps.commits);
	oidmap_release(&steps.counts);
	free(steps.projects);
	return err;
}
