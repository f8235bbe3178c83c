#include "core/git/repo.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>

#include <git2.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/find.h"
#include "core/git/handle.h"
#include "core/git/lib.h"

const struct err *
repo_points_to(struct repo *repo, const char *name, char **target)
{
	git_reference *ref = NULL;
	int rc = git_reference_lookup(&ref, repo->git, name);

	*target = NULL;
	if (rc < 0)
		return git_fail(rc, "%s", name);
	if (git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC)
		*target = xstrdup(git_reference_symbolic_target(ref));
	git_reference_free(ref);
	return NULL;
}

const struct err *
repo_head(struct repo *repo, char **branch)
{
	return repo_points_to(repo, "HEAD", branch);
}

/* The commit that OBJECT is or, being a tag, leads to. */
static int
peel(git_oid *out, const git_object *object)
{
	git_object *commit = NULL;
	int rc = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);

	if (rc == 0)
		git_oid_cpy(out, git_object_id(commit));
	git_object_free(commit);
	return rc;
}

const struct err *
repo_ref(struct repo *repo, const char *name, struct oid *out, bool *found)
{
	git_oid oid;
	int rc = git_reference_name_to_id(&oid, repo->git, name);

	*found = rc == 0;
	if (rc == 0)
		memcpy(out->id, oid.id, OID_SIZE);
	else if (rc != GIT_ENOTFOUND && rc != GIT_EINVALIDSPEC)
		return git_fail(rc, "'%s'", name);
	return NULL;
}

const struct err *
repo_refs(struct repo *repo, const char *prefix, struct strs *out)
{
	git_reference_iterator *iterator = NULL;
	char *glob = xasprintf("%s*", prefix);
	const char *name;
	int rc = git_reference_iterator_glob_new(&iterator, repo->git, glob);

	free(glob);
	if (rc < 0)
		return git_fail(rc, "'%s'", prefix);
	while ((rc = git_reference_next_name(&name, iterator)) == 0)
		strs_add(out, name + strlen(prefix));
	git_reference_iterator_free(iterator);
	if (rc != GIT_ITEROVER)
		return git_fail(rc, "'%s'", prefix);
	strs_sort(out);
	return NULL;
}

const struct err *
repo_revision(struct repo *repo, const char *rev, struct oid *out)
{
	enum { MAX_REVISION = 512 };
	git_object *object = NULL;
	git_oid oid;
	int rc = strlen(rev) > MAX_REVISION ? GIT_ENOTFOUND :
	    git_revparse_single(&object, repo->git, rev);

	if (rc == 0)
		rc = peel(&oid, object);
	git_object_free(object);
	if (rc == GIT_EAMBIGUOUS)
		return err_new(ERR_NOTFOUND, _("several objects begin with "
		    "'%s'"), rev);
	if (rc < 0)
		return err_mend(err_new(ERR_NOTFOUND, _("no commit '%s'"),
		    rev), "git log --oneline");
	memcpy(out->id, oid.id, OID_SIZE);
	return NULL;
}

bool
repo_is_ref(struct repo *repo, const char *name)
{
	git_reference *ref = NULL;
	bool found = git_reference_dwim(&ref, repo->git, name) == 0;

	git_reference_free(ref);
	return found;
}

/* A branch may itself stand for another: the one at the end, caller frees. */
static const struct err *
final_name(struct repo *repo, const char *name, char **out)
{
	git_reference *ref = NULL;
	int rc;

	*out = xstrdup(name);
	for (int depth = 0; depth < 5; depth++) {
		rc = git_reference_lookup(&ref, repo->git, *out);
		if (rc == GIT_ENOTFOUND)
			return NULL;
		if (rc < 0)
			return git_fail(rc, "'%s'", name);
		if (git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC) {
			free(*out);
			*out = xstrdup(git_reference_symbolic_target(ref));
			git_reference_free(ref);
			continue;
		}
		git_reference_free(ref);
		return NULL;
	}
	return err_new(ERR_DATA, _("'%s' leads in a circle"), name);
}

static const struct err *
move_fail(struct repo *repo, int rc, const char *name, bool *held)
{
	const struct err *err;
	struct stat st;
	long long age;
	char *lock;

	*held = rc == GIT_ELOCKED;
	if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS || rc == GIT_ENOTFOUND)
		return err_new(ERR_CONFLICT, _("'%s' moved meanwhile"), name);
	if (rc != GIT_ELOCKED)
		return git_fail(rc, "'%s'", name);
	lock = xasprintf("%s/%s.lock", repo->common_dir, name);
	age = lstat(lock, &st) < 0 ? 0 :
	    (long long)(time(NULL) - st.st_ctim.tv_sec);
	err = err_mend(err_new(ERR_SYSTEM, _("'%s' is locked by '%s', %lld "
	    "seconds old"), name, lock, age), _("if no git command is "
	    "running here: rm '%s'"), lock);
	free(lock);
	return err;
}

const struct err *
repo_move_ref(struct repo *repo, const char *name, const struct oid *old,
    const struct oid *new, const char *who, const char *email,
    const char *message, bool *held, bool *moved)
{
	git_reference *ref = NULL;
	const struct err *err;
	git_oid from, to;
	char *direct = NULL;
	int rc;

	*held = *moved = false;
	memcpy(from.id, old->id, OID_SIZE);
	memcpy(to.id, new->id, OID_SIZE);
	if ((err = final_name(repo, name, &direct)))
		goto done;
	if ((rc = git_repository_set_ident(repo->git, who, email)) < 0) {
		err = git_fail(rc, "'%s'", who);
		goto done;
	}
	rc = git_reference_create_matching(&ref, repo->git, direct, &to, 1,
	    &from, message);
	if (rc < 0) {
		err = move_fail(repo, rc, direct, held);
		/* The last step is a flush, after which all is done. */
		*moved = git_reference_name_to_id(&from, repo->git,
		    direct) == 0 && git_oid_equal(&from, &to);
	}
	git_reference_free(ref);
done:
	free(direct);
	return err;
}

/* Whether the file NAME in DIR is BRANCH behind PREFIX. */
static bool
names_branch(const char *dir, const char *name, const char *prefix,
    const char *branch)
{
	struct str text = STR_INIT;
	char *path = xasprintf("%s/%s", dir, name);
	bool same = false;

	if (file_exists(path) && file_read(&text, path, PATH_MAX) == NULL &&
	    str_starts(text.ptr, prefix)) {
		while (text.len > 0 && text.ptr[text.len - 1] == '\n')
			str_cut(&text, text.len - 1);
		same = strcmp(text.ptr + strlen(prefix), branch) == 0;
	}
	str_release(&text);
	free(path);
	return same;
}

static bool
holds(const char *dir, const char *branch)
{
	return names_branch(dir, "HEAD", "ref: ", branch) ||
	    names_branch(dir, "rebase-merge/head-name", "", branch) ||
	    names_branch(dir, "rebase-apply/head-name", "", branch);
}

/* HEAD of a bare repository is checked out nowhere. */
static bool
main_holds(const struct repo *repo, const char *branch)
{
	return !config_bool(repo->config, "core.bare", false, false) &&
	    holds(repo->common_dir, branch);
}

/* Where the work tree of GIT_DIR is, which is freed. */
static char *
work_tree_of(char *git_dir)
{
	char *file = xasprintf("%s/gitdir", git_dir);
	char *link = find_link(file, ""), *path = link ? link : git_dir;
	size_t len = strlen(path);

	if (len > 5 && strcmp(path + len - 5, "/.git") == 0)
		path[len - 5] = '\0';
	if (link != NULL)
		free(git_dir);
	free(file);
	return path;
}

char *
repo_checked_out(const struct repo *repo, const char *branch)
{
	char *worktrees = xasprintf("%s/worktrees", repo->common_dir);
	char *found = NULL, *path;
	struct dirent *entry;
	DIR *dir = opendir(worktrees);

	if (!find_same(repo->git_dir, repo->common_dir) &&
	    main_holds(repo, branch))
		found = xstrdup(repo->common_dir);
	while (found == NULL && dir && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		path = xasprintf("%s/%s", worktrees, entry->d_name);
		if (!find_same(path, repo->git_dir) && holds(path, branch))
			found = path;
		else
			free(path);
	}
	if (dir != NULL)
		closedir(dir);
	free(worktrees);
	return found != NULL ? work_tree_of(found) : NULL;
}
