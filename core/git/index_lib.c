#include "core/git/index_own.h"

#include <stddef.h>

#include <git2.h>

#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/lib.h"
#include "core/git/repo.h"

const struct err *
index_lib_open(struct index *index)
{
	int rc = git_index_open(&index->by_lib, index->lock);

	return rc < 0 ? git_fail(rc, "'%s'", repo_index_path(index->repo)) :
	    NULL;
}

bool
index_lib_get(const struct index *index, const char *path,
    struct index_entry *out)
{
	git_index *lib = index->by_lib;
	const git_index_entry *entry = NULL;
	int stage = 0;

	while (entry == NULL && stage <= 3)
		entry = git_index_get_bypath(lib, path, stage++);
	if (entry == NULL)
		return false;
	memcpy(out->id.id, entry->id.id, OID_SIZE);
	out->mode = entry->mode;
	out->skip = entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
	out->unsettled = stage > 1 ||
	    entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
	return true;
}

/* An entry begins with two times: of the last change, and of the last
 * change of content.  (The first has the name of a banned function.) */
static void
take_stat(git_index_entry *entry, const struct stat *st)
{
	git_index_time times[2] = {
		{ (int32_t)st->st_ctim.tv_sec, (uint32_t)st->st_ctim.tv_nsec },
		{ (int32_t)st->st_mtim.tv_sec, (uint32_t)st->st_mtim.tv_nsec },
	};

	_Static_assert(offsetof(git_index_entry, mtime) == sizeof(times[0]),
	    "two times at the start");
	memcpy(entry, times, sizeof(times));
	entry->dev = (uint32_t)st->st_dev;
	entry->ino = (uint32_t)st->st_ino;
	entry->uid = st->st_uid;
	entry->gid = st->st_gid;
	entry->file_size = (uint32_t)st->st_size;
}

void
index_lib_put(struct index *index, const char *path, const struct oid *id,
    const struct stat *st)
{
	const git_index_entry *old = git_index_get_bypath(index->by_lib,
	    path, 0);
	git_index_entry entry = { .path = path, .mode = GIT_FILEMODE_BLOB };

	if (st != NULL)
		take_stat(&entry, st);
	else if (old != NULL)
		entry.flags_extended = old->flags_extended &
		    GIT_INDEX_ENTRY_SKIP_WORKTREE;
	if (old != NULL) /* assume-unchanged */
		entry.flags = old->flags & GIT_INDEX_ENTRY_VALID;
	memcpy(entry.id.id, id->id, OID_SIZE);
	if (git_index_add(index->by_lib, &entry) < 0)
		BUG(git_error_last()->message);
}

void
index_lib_remove(struct index *index, const char *path)
{
	git_index_remove(index->by_lib, path, 0);
}

/* Whether the file of ENTRY, as it is, holds what the entry names. */
static bool
holds(const struct index *index, const git_index_entry *entry)
{
	const char *root = repo_work_tree(index->repo);
	struct str bytes = STR_INIT;
	struct oid found;
	char *path;
	bool same;

	if (root == NULL)
		return false;
	path = xasprintf("%s/%s", root, entry->path);
	same = file_read(&bytes, path, SIZE_MAX) == NULL;
	if (same) {
		repo_hash(&found, OBJECT_BLOB, bytes.ptr, bytes.len);
		same = memcmp(found.id, entry->id.id, OID_SIZE) == 0;
	}
	free(path);
	str_release(&bytes);
	return same;
}

/*
 * An entry as young as the index it stands in may have been changed right
 * after, within the same tick of the clock: git compares its content.  In
 * a younger index it would pass for unchanged, so it gets the size 0, by
 * which git knows that it must look.
 */
static const struct err *
mark_racy(struct index *index)
{
	git_index *lib = index->by_lib;
	size_t n = git_index_entrycount(lib);
	struct strs racy = STRS_INIT;
	int rc = 0;

	for (size_t i = 0; index->old.st_ino != 0 && i < n; i++) {
		const git_index_entry *entry = git_index_get_byindex(lib, i);

		if (entry->mtime.seconds >= (int32_t)index->old.st_mtime &&
		    entry->file_size != 0 && !holds(index, entry))
			strs_add(&racy, entry->path);
	}
	for (size_t i = 0; rc == 0 && i < racy.n; i++) {
		git_index_entry entry = *git_index_get_bypath(lib,
		    racy.items[i], 0);

		entry.file_size = 0;
		rc = git_index_add(lib, &entry);
	}
	strs_release(&racy);
	return rc < 0 ? git_fail(rc, "'%s'", index->lock) : NULL;
}

const struct err *
index_lib_write(struct index *index)
{
	const struct err *err;
	int rc;

	if ((err = mark_racy(index)))
		return err;
	if ((rc = git_index_write(index->by_lib)) < 0)
		return git_fail(rc, "'%s'", index->lock);
	return NULL;
}

void
index_lib_close(struct index *index)
{
	git_index_free(index->by_lib);
	index->by_lib = NULL;
}
