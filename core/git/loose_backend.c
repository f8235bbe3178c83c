#include "core/git/loose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/git/alternates.h"

/*
 * As a part of a database of libgit2: behind packs, and before its own
 * reading of loose objects, which does not always end.
 */
enum { PRIORITY = 2 };

struct backend {
	git_odb_backend parent;
	struct strs folders;
};

struct taking {
	git_odb_backend *backend;
	struct loose_head head;
	char *ptr;
	size_t len;
};

static int
fail(const struct err *err)
{
	char *line = xasprintf("%.*s", (int)strcspn(err->msg, "\n"),
	    err->msg);

	git_error_set_str(err->code == ERR_DATA ? GIT_ERROR_ODB :
	    GIT_ERROR_OS, line);
	free(line);
	return GIT_ERROR;
}

static const struct err *
take(void *arg, const void *ptr, size_t len)
{
	struct taking *taking = arg;

	if (taking->ptr == NULL)
		taking->ptr = git_odb_backend_data_alloc(taking->backend,
		    taking->head.len + 1);
	if (taking->ptr == NULL)
		return err_new(ERR_SYSTEM, "%s", strerror(ENOMEM));
	if (len > 0)
		memcpy(taking->ptr + taking->len, ptr, len);
	taking->len += len;
	taking->ptr[taking->len] = '\0';
	return NULL;
}

/* The first folder that has a file for it. */
static int
look_up(struct taking *taking, const git_oid *oid, loose_fn fn)
{
	const struct strs *folders =
	    &((struct backend *)(void *)taking->backend)->folders;
	const struct err *err = NULL;
	bool found = false;
	struct oid id;

	memcpy(id.id, oid->id, OID_SIZE);
	for (size_t i = 0; i < folders->n && !found && err == NULL; i++)
		err = loose_each(folders->items[i], &id, &taking->head, fn,
		    taking, &found);
	if (err == NULL && found && fn != NULL)
		err = fn(taking, NULL, 0);
	if (err != NULL)
		return fail(err);
	return found ? 0 : GIT_ENOTFOUND;
}

static int
read_object(void **out, size_t *len, git_object_t *type,
    git_odb_backend *backend, const git_oid *oid)
{
	struct taking taking = { .backend = backend };
	int rc = look_up(&taking, oid, take);

	if (rc < 0) {
		if (taking.ptr != NULL)
			git_odb_backend_data_free(backend, taking.ptr);
		return rc;
	}
	*out = taking.ptr;
	*len = taking.len;
	*type = (git_object_t)taking.head.type;
	return 0;
}

static int
read_header(size_t *len, git_object_t *type, git_odb_backend *backend,
    const git_oid *oid)
{
	struct taking taking = { .backend = backend };
	int rc = look_up(&taking, oid, NULL);

	if (rc == 0) {
		*len = taking.head.len;
		*type = (git_object_t)taking.head.type;
	}
	return rc;
}

static void
release(git_odb_backend *parent)
{
	struct backend *backend = (struct backend *)(void *)parent;

	strs_release(&backend->folders);
	free(backend);
}

int
loose_add(struct git_odb *odb, const char *objects)
{
	struct backend *backend = xcalloc(1, sizeof(*backend));
	int rc;

	git_odb_init_backend(&backend->parent, GIT_ODB_BACKEND_VERSION);
	backend->parent.read = read_object;
	backend->parent.read_header = read_header;
	backend->parent.free = release;
	alternates_follow(&backend->folders, objects);
	rc = git_odb_add_backend(odb, &backend->parent, PRIORITY);
	if (rc < 0)
		release(&backend->parent);
	return rc;
}
