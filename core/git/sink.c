#include "core/git/sink.h"

#include <git2.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/blob_file.h"
#include "core/git/handle.h"
#include "core/git/lib.h"
#include "core/git/loose.h"
#include "core/git/pack.h"

struct sink {
	struct repo *repo;
	struct pack *pack;      /* NULL: loose objects */
	struct loose *objects; /* these */
	size_t n, cap;
	struct oidmap places;
	struct blob_file **files;
	size_t n_files, cap_files;
};

struct sink *
sink_new(struct repo *repo)
{
	struct sink *sink = xcalloc(1, sizeof(*sink));

	sink->repo = repo;
	return sink;
}

const struct err *
sink_new_pack(struct sink **out, struct repo *repo)
{
	struct sink *sink = sink_new(repo);
	char *objects = xasprintf("%s/objects", repo->common_dir);
	const struct err *err = pack_new(&sink->pack, objects);

	free(objects);
	if (err != NULL)
		sink_free(sink);
	else
		*out = sink;
	return err;
}

void
sink_free(struct sink *sink)
{
	if (sink == NULL)
		return;
	pack_free(sink->pack);
	for (size_t i = 0; i < sink->n; i++)
		free(sink->objects[i].ptr);
	free(sink->objects);
	free(sink->files);
	oidmap_release(&sink->places);
	free(sink);
}

const struct err *
sink_put(struct sink *sink, enum object_type type, const void *ptr,
    size_t len, struct oid *out)
{
	return sink_put_next(sink, type, ptr, len, NULL, out);
}

const struct err *
sink_put_next(struct sink *sink, enum object_type type, const void *ptr,
    size_t len, const struct former *former, struct oid *out)
{
	struct loose object = { .type = type, .len = len };

	repo_hash(&object.id, type, ptr, len);
	*out = object.id;
	if (sink->pack != NULL)
		return pack_has(sink->pack, &object.id) ? NULL :
		    pack_put(sink->pack, type, ptr, len, &object.id,
		    former);
	if (!oidmap_add(&sink->places, &object.id, (uint32_t)sink->n))
		return NULL;
	object.ptr = xmemdup(ptr, len);
	GROW(sink->objects, sink->n, sink->cap);
	sink->objects[sink->n++] = object;
	return NULL;
}

void
sink_put_file(struct sink *sink, struct blob_file *file)
{
	GROW(sink->files, sink->n_files, sink->cap_files);
	sink->files[sink->n_files++] = file;
}

const struct err *
sink_each(struct sink *sink, const struct oid *id, blob_fn fn, void *arg)
{
	struct str bytes = STR_INIT;
	const struct err *err;
	uint32_t at;

	if (!oidmap_get(&sink->places, id, &at) &&
	    (sink->pack == NULL || !pack_has(sink->pack, id)))
		return blob_each(sink->repo, id, fn, arg);
	err = sink_read(sink, id, OBJECT_BLOB, 0, &bytes);
	if (err == NULL)
		err = fn(arg, bytes.ptr, bytes.len);
	str_release(&bytes);
	return err;
}

const struct err *
sink_read(struct sink *sink, const struct oid *id, enum object_type type,
    size_t max, struct str *out)
{
	uint32_t at;

	if (sink->pack != NULL && pack_has(sink->pack, id))
		return pack_read(sink->pack, id, type, out);
	if (!oidmap_get(&sink->places, id, &at))
		return repo_read(sink->repo, id, type, max, out);
	if (sink->objects[at].type != type)
		return err_new(ERR_DATA, _("an object has another type"));
	str_addn(out, sink->objects[at].ptr, sink->objects[at].len);
	return NULL;
}

/* Has the repository the object already?  A stale answer does no harm. */
static bool
is_there(const struct sink *sink, const char *objects, const struct oid *id)
{
	git_oid oid;

	memcpy(oid.id, id->id, OID_SIZE);
	return loose_freshen(objects, id) ||
	    git_odb_exists_ext(sink->repo->odb, &oid,
	    GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

/* core.sharedRepository: anything but the umask's say. */
static bool
is_shared(const struct repo *repo)
{
	static const char *const names[] = { "group", "all", "world",
		"everybody", "1", "2" };
	char *value = config_get(repo->config, "core.sharedRepository",
	    false);
	bool shared = value != NULL && (value[0] == '0' ? value[1] != '\0' :
	    config_true(value, false));

	for (size_t i = 0; value != NULL && i < COUNT(names); i++)
		shared = shared || strcmp(value, names[i]) == 0;
	free(value);
	return shared;
}

static const struct err *
place_files(struct sink *sink)
{
	bool shared = sink->n_files > 0 && is_shared(sink->repo);
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < sink->n_files; i++)
		err = blob_file_place(sink->files[i], shared);
	return err;
}

static const struct err *
write_loose(struct sink *sink)
{
	struct loose *missing = xcalloc(sink->n + 1, sizeof(*missing));
	char *objects = xasprintf("%s/objects", sink->repo->common_dir);
	const struct err *err;
	size_t n = 0;

	for (size_t i = 0; i < sink->n; i++)
		if (!is_there(sink, objects, &sink->objects[i].id))
			missing[n++] = sink->objects[i];
	err = loose_write(objects, missing, n, is_shared(sink->repo));
	free(missing);
	free(objects);
	return err;
}

static const struct err *
damaged(const struct oid *id)
{
	char hex[OID_HEX + 1];

	oid_hex(hex, id);
	return err_mend(err_new(ERR_DATA, _("object %s is damaged on the "
	    "disk; nothing was changed"), hex), "git fsck");
}

/* What ODB has under ID really is what the id says. */
static const struct err *
read_back(git_odb *odb, const struct oid *id)
{
	git_odb_object *object = NULL;
	const struct err *err = NULL;
	struct oid found;
	git_oid oid;

	memcpy(oid.id, id->id, OID_SIZE);
	if (git_odb_read(&object, odb, &oid) < 0)
		return damaged(id);
	repo_hash(&found, (enum object_type)git_odb_object_type(object),
	    git_odb_object_data(object), git_odb_object_size(object));
	if (!oid_equal(&found, id))
		err = damaged(id);
	git_odb_object_free(object);
	return err;
}

static const struct err *
ignore(void *arg, const void *ptr, size_t len)
{
	(void)arg;
	(void)ptr;
	(void)len;
	return NULL;
}

/* Piece by piece: nothing remembers them. */
static const struct err *
read_files_back(struct sink *sink)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < sink->n_files; i++) {
		const struct oid *id = blob_file_id(sink->files[i]);

		if (blob_each(sink->repo, id, ignore, NULL) != NULL)
			err = damaged(id);
	}
	return err;
}

/* Through an object database that remembers nothing. */
static const struct err *
read_all_back(struct sink *sink)
{
	char *path = xasprintf("%s/objects", sink->repo->common_dir);
	size_t n = sink->pack ? pack_count(sink->pack) : sink->n;
	const struct err *err = NULL;
	git_odb *odb = NULL;
	int rc = git_odb_open(&odb, path);

	if (rc >= 0)
		rc = loose_add(odb, path);
	if (rc < 0)
		err = git_fail(rc, "'%s'", path);
	for (size_t i = 0; err == NULL && i < n; i++)
		err = read_back(odb, sink->pack ? pack_id(sink->pack, i) :
		    &sink->objects[i].id);
	git_odb_free(odb);
	free(path);
	return err;
}

const struct err *
sink_flush(struct sink *sink)
{
	const struct err *err;

	if ((err = place_files(sink)))
		return err;
	if (sink->pack != NULL)
		err = pack_finish(sink->pack);
	else
		err = write_loose(sink);
	if (err == NULL)
		err = read_all_back(sink);
	return err ? err : read_files_back(sink);
}

void
sink_publish(struct sink *sink)
{
	if (sink->pack != NULL)
		pack_publish(sink->pack);
}

void
sink_clear(struct repo *repo)
{
	char *objects = xasprintf("%s/objects", repo->common_dir);

	pack_clear_keeps(objects);
	free(objects);
}
