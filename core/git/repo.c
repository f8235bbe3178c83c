#include "core/git/repo.h"

#include <git2.h>

#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/handle.h"
#include "core/git/odb.h"

const char *
repo_git_dir(const struct repo *repo)
{
	return repo->git_dir;
}

const char *
repo_common_dir(const struct repo *repo)
{
	return repo->common_dir;
}

const char *
repo_work_tree(const struct repo *repo)
{
	return repo->work_tree;
}

const char *
repo_index_path(const struct repo *repo)
{
	return repo->index;
}

const struct config *
repo_config(const struct repo *repo)
{
	return repo->config;
}

const char *
repo_env(const struct repo *repo, const char *name)
{
	return repo->env(name);
}

static void
to_git(git_oid *out, const struct oid *id)
{
	memcpy(out->id, id->id, OID_SIZE);
}

const struct err *
repo_read(struct repo *repo, const struct oid *id, enum object_type type,
    size_t max, struct str *out)
{
	return odb_read(repo->odb, id, type, max, false, out);
}

bool
repo_has(struct repo *repo, const struct oid *id)
{
	git_oid oid;

	to_git(&oid, id);
	return git_odb_exists(repo->odb, &oid) == 1;
}

void
repo_hash(struct oid *out, enum object_type type, const void *ptr,
    size_t len)
{
	git_oid oid;

	if (git_odb_hash(&oid, ptr, len, (git_object_t)type) < 0)
		BUG("git_odb_hash");
	memcpy(out->id, oid.id, OID_SIZE);
}

bool
repo_hash_file(struct repo *repo, const char *path, struct oid *out)
{
	char *whole = xasprintf("%s/%s", repo->work_tree, path);
	git_oid oid = { { 0 } };
	int rc = git_repository_hashfile(&oid, repo->git, whole,
	    GIT_OBJECT_BLOB, NULL);

	free(whole);
	memcpy(out->id, oid.id, OID_SIZE);
	return rc == 0;
}

const char *
repo_operation(struct repo *repo)
{
	switch (git_repository_state(repo->git)) {
	case GIT_REPOSITORY_STATE_NONE:
		return NULL;
	case GIT_REPOSITORY_STATE_MERGE:
		return "merge";
	case GIT_REPOSITORY_STATE_REVERT:
	case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
		return "revert";
	case GIT_REPOSITORY_STATE_CHERRYPICK:
	case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
		return "cherry-pick";
	case GIT_REPOSITORY_STATE_BISECT:
		return "bisect";
	case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
		return "am";
	default:
		return "rebase";
	}
}
