#include "core/git/objects.h"

#include <git2.h>

#include "core/base/mem.h"
#include "core/git/alternates.h"
#include "core/git/handle.h"
#include "core/git/lib.h"
#include "core/git/loose.h"
#include "core/git/odb.h"
#include "core/git/overlay.h"
#include "core/git/packs.h"

struct objects {
	git_odb *odb;
	struct packs *packs;
};

static int
add_folder(git_odb *odb, const char *path)
{
	int rc = git_odb_add_disk_alternate(odb, path);

	return rc < 0 ? rc : loose_add(odb, path);
}

static int
open_database(git_odb **odb, const struct repo *repo)
{
	char *path = xasprintf("%s/objects", repo->common_dir);
	int rc = git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);

	if (rc >= 0)
		rc = git_odb_open(odb, path);
	if (rc >= 0)
		rc = loose_add(*odb, path);
	if (rc >= 0 && repo->quarantine != NULL)
		rc = add_folder(*odb, repo->quarantine);
	for (size_t i = 0; rc >= 0 && i < repo->alternates.n; i++)
		rc = add_folder(*odb, repo->alternates.items[i]);
	if (rc >= 0 && repo->overlay != NULL)
		rc = overlay_add(repo->overlay, *odb);
	/* Each folder of objects that is added brings its own. */
	if (rc >= 0)
		rc = git_odb_set_commit_graph(*odb, NULL);
	free(path);
	return rc;
}

static struct packs *
open_packs(const struct repo *repo)
{
	char *path = xasprintf("%s/objects", repo->common_dir);
	struct strs folders = STRS_INIT;
	struct packs *packs;

	alternates_follow(&folders, path);
	if (repo->quarantine != NULL)
		alternates_follow(&folders, repo->quarantine);
	for (size_t i = 0; i < repo->alternates.n; i++)
		alternates_follow(&folders, repo->alternates.items[i]);
	packs = packs_open(&folders);
	strs_release(&folders);
	free(path);
	return packs;
}

const struct err *
objects_open(struct objects **out, const struct repo *repo)
{
	struct objects *objects = xcalloc(1, sizeof(*objects));
	int rc = open_database(&objects->odb, repo);
	const struct err *err = NULL;

	if (rc < 0) {
		err = git_fail(rc, "'%s/objects'", repo->common_dir);
		objects_close(objects);
	} else {
		objects->packs = open_packs(repo);
		*out = objects;
	}
	return err;
}

void
objects_close(struct objects *objects)
{
	if (objects == NULL)
		return;
	packs_close(objects->packs);
	git_odb_free(objects->odb);
	free(objects);
}

static const struct err *
read_by(struct objects *objects, const struct oid *id,
    enum object_type type, size_t max, bool verify, struct str *out)
{
	if (packs_read(objects->packs, id, type, max, verify, out))
		return NULL;
	return odb_read(objects->odb, id, type, max, verify, out);
}

const struct err *
objects_read(struct objects *objects, const struct oid *id,
    enum object_type type, size_t max, struct str *out)
{
	return read_by(objects, id, type, max, true, out);
}

const struct err *
objects_glance(struct objects *objects, const struct oid *id,
    enum object_type type, size_t max, struct str *out)
{
	return read_by(objects, id, type, max, false, out);
}
