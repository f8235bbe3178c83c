#include "core/audit/published.h"

#include <stdlib.h>
#include <string.h>

#include "core/audit/trust.h"
#include "core/base/mem.h"
#include "core/git/repo.h"
#include "core/git/walk.h"
#include "core/store/store.h"

/* How far others have the branch that is audited. */

static const char remotes[] = "refs/remotes/";

/* Whether NAME, "origin/main", is BRANCH of a remote; "origin/a/main" is
 * another branch. */
static bool
is_of_remote(const char *name, const char *branch)
{
	const char *slash = strchr(name, '/');

	return slash != NULL && strcmp(slash + 1, branch) == 0;
}

/* ID, which a remote has, where it leads on from what was found before. */
static const struct err *
add_published(struct audit *audit, const struct oid *tip,
    const struct oid *id)
{
	const struct err *err;
	bool leads;

	err = walk_reaches(audit->repo, tip, 1, id, &leads);
	if (err == NULL && leads && audit->has_published)
		err = walk_reaches(audit->repo, id, 1, &audit->published,
		    &leads);
	if (err != NULL || !leads)
		return err;
	audit->published = *id;
	audit->has_published = true;
	return NULL;
}

/*
 * Whether the branch NAME of a remote, "origin/main", is one that is put
 * back: any but its main one, where the remote says which that is.
 */
static const struct err *
is_topic(struct audit *audit, const struct strs *names, const char *name,
    bool *yes)
{
	char *head = xasprintf("%.*s/HEAD", (int)strcspn(name, "/"), name);
	char *ref = xasprintf("%s%s", remotes, head), *target = NULL;
	const struct err *err = NULL;

	*yes = false;
	if (strs_has(names, head))
		err = repo_points_to(audit->repo, ref, &target);
	if (err == NULL && target != NULL && str_starts(target, remotes))
		*yes = strcmp(target + strlen(remotes), name) != 0;
	free(head);
	free(ref);
	free(target);
	return err;
}

/* The furthest that a remote's branch of this name has of the tip. */
static const struct err *
find_remote(struct audit *audit, const struct oid *tip)
{
	struct strs names = STRS_INIT;
	const struct err *err = repo_refs(audit->repo, remotes, &names);

	for (size_t i = 0; err == NULL && i < names.n; i++) {
		char *ref = xasprintf("%s%s", remotes, names.items[i]);
		struct oid id;
		bool found = false, topic = true;

		if (is_of_remote(names.items[i], audit->branch))
			err = is_topic(audit, &names, names.items[i],
			    &topic);
		if (err == NULL && !topic)
			err = repo_ref(audit->repo, ref, &id, &found);
		if (err == NULL && found)
			err = add_published(audit, tip, &id);
		free(ref);
	}
	strs_release(&names);
	return err;
}

/* A mark never goes back, nor with a remote that does. */
static const struct err *
keep_mark(struct audit *audit)
{
	struct oid was;

	if (!audit->has_published ||
	    !trust_branch(audit->trust, audit->branch, &was) ||
	    !repo_has(audit->repo, &was))
		return NULL;
	return walk_reaches(audit->repo, &audit->published, 1, &was,
	    &audit->has_published);
}

/* What nobody else has yet may be taken back without a word. */
const struct err *
find_published(struct audit *audit)
{
	const struct oid *tip = &audit->dag.nodes[audit->tip].id;
	const struct err *err;

	if (audit->options->tip == NULL)
		audit->branch = store_branch(audit->store);
	if (audit->trust == NULL || audit->branch == NULL)
		return NULL;
	if (store_work_tree(audit->store) != NULL) {
		if ((err = find_remote(audit, tip)))
			return err;
		return keep_mark(audit);
	}
	audit->published = *tip;
	audit->has_published = true;
	return NULL;
}
