#include "core/git/state.h"

#include <fts.h>
#include <sys/stat.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/git/config.h"
#include "core/git/handle.h"
#include "core/git/repo.h"

enum { STALE_SECONDS = 5 };

/* Whether NAME in the common directory is a file that is not empty. */
static bool
has_content(const struct repo *repo, const char *name)
{
	char *path = xasprintf("%s/%s", repo_common_dir(repo), name);
	struct stat st;
	bool yes = stat(path, &st) == 0 && st.st_size > 0;

	free(path);
	return yes;
}

bool
state_is_shallow(const struct repo *repo)
{
	return has_content(repo, "shallow");
}

bool
state_is_grafted(const struct repo *repo)
{
	return has_content(repo, "info/grafts");
}

bool
state_is_partial(const struct repo *repo)
{
	char *remote = config_get(repo_config(repo),
	    "extensions.partialClone", false);
	bool yes = remote != NULL;

	free(remote);
	return yes || config_has_promisor(repo_config(repo));
}

bool
state_is_replaced(struct repo *repo)
{
	struct strs names = STRS_INIT;
	bool yes = repo_refs(repo, "refs/replace/", &names) == NULL &&
	    names.n > 0;

	strs_release(&names);
	return yes;
}

/* Objects are read from another repository, too, which somebody else may
 * change or take away. */
static bool
state_has_alternates(const struct repo *repo)
{
	return has_content(repo, "objects/info/alternates") ||
	    repo->alternates.n > 0;
}

unsigned
repo_masks(struct repo *repo)
{
	return (state_is_shallow(repo) ? MASK_SHALLOW : 0U) |
	    (state_is_partial(repo) ? MASK_PARTIAL : 0U) |
	    (state_is_replaced(repo) ? MASK_REPLACED : 0U) |
	    (state_is_grafted(repo) ? MASK_GRAFTED : 0U) |
	    (state_has_alternates(repo) ? MASK_ALTERNATES : 0U);
}

static bool
is_stale(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    time(NULL) - st.st_ctim.tv_sec >= STALE_SECONDS;
}

static char *
stale(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);

	if (is_stale(path))
		return path;
	free(path);
	return NULL;
}

/* A lock anywhere below DIR. */
static char *
stale_below(char *dir)
{
	char *roots[2] = { dir, NULL }, *found = NULL;
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	while (fts && found == NULL && (entry = fts_read(fts)) != NULL)
		if (entry->fts_info == FTS_F &&
		    str_ends(entry->fts_name, ".lock") &&
		    is_stale(entry->fts_path))
			found = xstrdup(entry->fts_path);
	if (fts != NULL)
		fts_close(fts);
	return found;
}

char *
state_stale_lock(const struct repo *repo)
{
	static const char *const own[] = { "HEAD.lock", "index.lock" };
	char *found = NULL, *refs;

	for (size_t i = 0; i < COUNT(own) && found == NULL; i++)
		found = stale(repo_git_dir(repo), own[i]);
	if (found == NULL)
		found = stale(repo_common_dir(repo), "packed-refs.lock");
	if (found != NULL)
		return found;
	refs = xasprintf("%s/refs", repo_common_dir(repo));
	found = stale_below(refs);
	free(refs);
	return found;
}
