#include "core/git/repo.h"

#include <git2.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/config.h"
#include "core/git/handle.h"
#include "core/git/lib.h"

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

static const struct err *
read_fail(int rc, const struct oid *id)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	if (rc == GIT_ENOTFOUND)
		return err_mend(err_new(ERR_NOTFOUND, _("object %s is missing"),
		    hex), "git fsck");
	return git_fail(rc, "%s", hex);
}

static const struct err *
check_header(const struct oid *id, git_object_t type, size_t len,
    enum object_type expected, size_t max)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	if ((int)type != (int)expected)
		return err_new(ERR_DATA, _("object %s is a %s, not a %s"), hex,
		    git_object_type2string(type),
		    git_object_type2string((git_object_t)expected));
	if (max > 0 && len > max)
		return err_new(ERR_DATA, _("object %s has %zu bytes, over the "
		    "limit of %zu"), hex, len, max);
	return NULL;
}

/* Where the size matters, it is asked for before anything is read. */
const struct err *
repo_read(struct repo *repo, const struct oid *id, enum object_type type,
    size_t max, struct str *out)
{
	git_odb_object *object = NULL;
	const struct err *err = NULL;
	git_object_t found;
	git_oid oid;
	size_t len;
	int rc;

	to_git(&oid, id);
	if (max > 0) {
		rc = git_odb_read_header(&len, &found, repo->odb, &oid);
		if (rc < 0)
			return read_fail(rc, id);
		if ((err = check_header(id, found, len, type, max)))
			return err;
	}
	if ((rc = git_odb_read(&object, repo->odb, &oid)) < 0)
		return read_fail(rc, id);
	len = git_odb_object_size(object);
	err = check_header(id, git_odb_object_type(object), len, type, max);
	if (err == NULL)
		str_addn(out, git_odb_object_data(object), len);
	git_odb_object_free(object);
	return err;
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
