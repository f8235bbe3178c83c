#include "core/git/overlay.h"

#include <string.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/git/handle.h"
#include "core/git/lib.h"

struct item {
	enum object_type type;
	char *ptr;  /* NULL: the bytes are in the file */
	size_t len;
	char *path;
};

struct overlay {
	struct oidmap places;
	struct item *items;
	size_t n, cap;
};

struct overlay *
overlay_new(void)
{
	struct overlay *overlay = xcalloc(1, sizeof(*overlay));

	overlay->places = (struct oidmap)OIDMAP_INIT;
	return overlay;
}

void
overlay_free(struct overlay *overlay)
{
	if (overlay == NULL)
		return;
	for (size_t i = 0; i < overlay->n; i++) {
		free(overlay->items[i].ptr);
		free(overlay->items[i].path);
	}
	free(overlay->items);
	oidmap_release(&overlay->places);
	free(overlay);
}

static struct item *
add(struct overlay *overlay, const struct oid *id)
{
	if (!oidmap_add(&overlay->places, id, (uint32_t)overlay->n))
		return NULL;
	GROW(overlay->items, overlay->n, overlay->cap);
	return &overlay->items[overlay->n++];
}

void
overlay_put(struct overlay *overlay, enum object_type type, const void *ptr,
    size_t len, struct oid *out)
{
	struct item *item;

	repo_hash(out, type, ptr, len);
	if ((item = add(overlay, out)) != NULL)
		*item = (struct item){ type, xmemdup(ptr, len), len, NULL };
}

void
overlay_put_file(struct overlay *overlay, const char *path, int64_t size,
    const struct oid *id)
{
	struct item *item = add(overlay, id);

	if (item != NULL)
		*item = (struct item){ OBJECT_BLOB, NULL, (size_t)size,
			xstrdup(path) };
}

static const struct item *
find(const struct overlay *overlay, const struct oid *id)
{
	uint32_t place;

	return oidmap_get(&overlay->places, id, &place) ?
	    &overlay->items[place] : NULL;
}

const char *
overlay_file(const struct overlay *overlay, const struct oid *id)
{
	const struct item *item = find(overlay, id);

	return item != NULL ? item->path : NULL;
}

/* ---- As a part of a database ---- */

struct backend {
	git_odb_backend parent;
	const struct overlay *overlay;
};

static const struct item *
look_up(git_odb_backend *backend, const git_oid *oid)
{
	struct oid id;

	memcpy(id.id, oid->id, OID_SIZE);
	return find(((struct backend *)(void *)backend)->overlay, &id);
}

/* What changed meanwhile is found by its id, which is another one then. */
static const char *
bytes_of(const struct item *item, struct str *file)
{
	if (item->path == NULL)
		return item->ptr;
	if (file_read(file, item->path, item->len) != NULL ||
	    file->len != item->len)
		return NULL;
	return file->ptr;
}

/* A copy of BYTES that libgit2 frees. */
static char *
copy_for(git_odb_backend *backend, const char *bytes, size_t len)
{
	char *copy = git_odb_backend_data_alloc(backend, len + 1);

	if (copy != NULL) {
		memcpy(copy, bytes, len);
		copy[len] = '\0';
		return copy;
	}
	BUG("git_odb_backend_data_alloc");
}

static int
read_item(void **out, size_t *len, git_object_t *type,
    git_odb_backend *backend, const git_oid *oid)
{
	const struct item *item = look_up(backend, oid);
	struct str file = STR_INIT;
	const char *bytes;
	int rc = GIT_ENOTFOUND;

	if (item != NULL && (bytes = bytes_of(item, &file)) != NULL) {
		*out = copy_for(backend, bytes, item->len);
		*len = item->len;
		*type = (git_object_t)item->type;
		rc = 0;
	}
	str_release(&file);
	return rc;
}

static int
read_header(size_t *len, git_object_t *type, git_odb_backend *backend,
    const git_oid *oid)
{
	const struct item *item = look_up(backend, oid);

	if (item == NULL)
		return GIT_ENOTFOUND;
	*len = item->len;
	*type = (git_object_t)item->type;
	return 0;
}

static int
exists(git_odb_backend *backend, const git_oid *oid)
{
	return look_up(backend, oid) != NULL;
}

static void
release(git_odb_backend *backend)
{
	free(backend);
}

/* Before packs and loose objects, which are at 2 and 1. */
enum { PRIORITY = 10 };

int
overlay_add(const struct overlay *overlay, struct git_odb *odb)
{
	struct backend *backend = xcalloc(1, sizeof(*backend));
	int rc;

	git_odb_init_backend(&backend->parent, GIT_ODB_BACKEND_VERSION);
	backend->parent.read = read_item;
	backend->parent.read_header = read_header;
	backend->parent.exists = exists;
	backend->parent.free = release;
	backend->overlay = overlay;
	rc = git_odb_add_backend(odb, &backend->parent, PRIORITY);
	if (rc < 0)
		free(backend);
	return rc;
}

const struct err *
overlay_lay(const struct overlay *overlay, struct repo *repo)
{
	int rc = overlay_add(overlay, repo->odb);

	repo->overlay = overlay;
	return rc < 0 ? git_fail(rc, "'%s'", repo->git_dir) : NULL;
}

const struct err *
overlay_lay_again(const struct repo *from, struct repo *repo)
{
	return from->overlay != NULL ? overlay_lay(from->overlay, repo) :
	    NULL;
}
