#include <inttypes.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/blob.h"
#include "core/git/state.h"
#include "core/model/record.h"
#include "core/store/found.h"
#include "core/store/place.h"

/* The files of evidence, looked at in a commit. */

static const struct err *
read_tree(void *arg, const struct oid *id, struct str *out)
{
	return store_read(arg, id, OBJECT_TREE, 0, out);
}

static const struct err *
write_nothing(void *arg, const char *raw, size_t len,
    const struct former *former, struct oid *id)
{
	(void)arg;
	(void)raw;
	(void)len;
	(void)former;
	(void)id;
	BUG("a snapshot is immutable");
}

const struct err *
snapshot_lookup(struct snapshot *snapshot, const char *path,
    struct tree_file *out, bool *found)
{
	struct tree_store trees = { snapshot->store, read_tree,
		write_nothing, false };

	if (snapshot->files == NULL)
		snapshot->files = tree_new(&trees, snapshot->unborn ? NULL :
		    &snapshot->tree);
	return tree_get(snapshot->files, path, out, found);
}

static void
odd(struct found *out, const char *path, uint32_t mode)
{
	out->state = EVIDENCE_ODD;
	switch (mode & MODE_TYPE) {
	case MODE_LINK:
		out->text = xasprintf(_("'%s' is a symbolic link"), path);
		break;
	case MODE_COMMIT:
		out->text = xasprintf(_("'%s' is another repository"), path);
		break;
	case MODE_TREE:
		out->text = xasprintf(_("'%s' is a folder"), path);
		break;
	default:
		out->text = xasprintf(_("'%s' is no plain file"), path);
	}
}

/* PART is PATH or begins it; what lies there is judged. */
static const struct err *
find_part(struct snapshot *snapshot, const char *part, bool last,
    struct found *out)
{
	const struct err *err;
	uint32_t type;
	bool found;

	if ((err = snapshot_lookup(snapshot, part, &out->file, &found)))
		return err;
	type = out->file.mode & MODE_TYPE;
	if (found && (last ? type != (MODE_BLOB & MODE_TYPE) :
	    type == MODE_LINK || type == MODE_COMMIT))
		odd(out, part, type);
	else if (!found || (!last && type != MODE_TREE))
		out->state = EVIDENCE_MISSING;
	return NULL;
}

/* Whatever is on the way is looked at: a link would lead anywhere. */
const struct err *
found_at(struct found *out, struct snapshot *snapshot, const char *path)
{
	const struct err *err = NULL;
	size_t len = 0;
	bool last = false;

	out->state = EVIDENCE_GOOD;
	while (err == NULL && !last && out->state == EVIDENCE_GOOD) {
		char *part;

		len += strcspn(path + len, "/");
		last = path[len] == '\0';
		part = xstrndup(path, len++);
		err = find_part(snapshot, part, last, out);
		free(part);
	}
	return err;
}

/* Where evidence at PATH lies when the records lie at the other depth;
 * NULL: PATH is no such place.  The caller frees. */
static char *
other_depth(const char *path)
{
	struct str other = STR_INIT, own = STR_INIT;
	const char *rest;
	char *id = place_id_in(place_evidence, path, &rest);

	if (id == NULL)
		return NULL;
	place_path(&own, place_evidence, id, 0, "/");
	place_path(&other, place_evidence, id,
	    str_starts(path, own.ptr) && path + own.len == rest ? 2 : 0,
	    "/");
	str_add(&other, rest);
	str_release(&own);
	free(id);
	return str_take(&other);
}

const struct err *
found_look(struct found *out, struct snapshot *snapshot, const char *path)
{
	const struct err *err = found_at(out, snapshot, path);
	char *other;

	out->path = xstrdup(path);
	if (err == NULL && out->state == EVIDENCE_MISSING &&
	    (other = other_depth(path)) != NULL) {
		free(out->path);
		out->path = other;
		err = found_at(out, snapshot, other);
	}
	if (err == NULL && out->state == EVIDENCE_MISSING)
		out->text = xasprintf(_("there is no file '%s'"), path);
	return err;
}

void
found_release(struct found *found)
{
	free(found->text);
	free(found->path);
}

static void
differs(struct found *out, char *text)
{
	out->state = EVIDENCE_DIFFERS;
	out->text = text;
}

static void
compare_size(struct found *out, const struct evidence *evidence,
    int64_t bytes)
{
	if (evidence->bytes >= 0 && evidence->bytes != bytes)
		differs(out, xasprintf(_("'%s' has %" PRId64 " bytes; "
		    "%" PRId64 " are recorded"), evidence->path, bytes,
		    evidence->bytes));
}

static void
compare(struct found *out, const struct evidence *evidence,
    const char *sha256, int64_t bytes)
{
	if (strcmp(evidence->sha256, sha256) != 0)
		differs(out, xasprintf(_("'%s' has the SHA-256 %.12s…; "
		    "%.12s… is recorded"), evidence->path, sha256,
		    evidence->sha256));
	else
		compare_size(out, evidence, bytes);
}

/* A pointer stands for its file; itself it may be evidence, too. */
static void
compare_hash(struct found *out, const struct evidence *evidence,
    const struct hash *hash)
{
	if (hash->is_pointer && strcmp(evidence->sha256, hash->sha256) != 0)
		compare(out, evidence, hash->pointer.sha256,
		    hash->pointer.bytes);
	else
		compare(out, evidence, hash->sha256, hash->bytes);
}

/* What is left at a remote comes when git looks at it. */
static const struct err *
not_here(struct snapshot *snapshot, const char *path, const struct err *err)
{
	if (err->code != ERR_NOTFOUND)
		return err_in(err, path);
	err = err_in(err_new(ERR_DATA, "%.*s", (int)strcspn(err->msg, "\n"),
	    err->msg), path);
	if (!state_is_partial(snapshot->store->repo))
		return err_mend(err, "git fsck");
	return err_mend(err, "git show %.12s:%s >/dev/null",
	    snapshot->commit_hex, path);
}

/* Where the size tells, a large file need not be read. */
static const struct err *
look_at_blob(struct snapshot *snapshot, const struct evidence *evidence,
    struct found *out)
{
	const struct oid *blob = &out->file.id;
	struct store *store = snapshot->store;
	const struct hash *hash;
	const struct err *err;
	int64_t bytes;

	if (evidence->sha256 == NULL) {
		differs(out, xasprintf(_("no SHA-256 of '%s' is recorded"),
		    evidence->path));
		return NULL;
	}
	if ((err = blob_size(store->repo, blob, &bytes)))
		return err;
	if (bytes > BLOB_LARGE) {
		compare_size(out, evidence, bytes);
		if (out->state != EVIDENCE_GOOD)
			return NULL;
	}
	if ((err = hashes_get(&store->hashes, store->repo, blob, &hash)))
		return err;
	compare_hash(out, evidence, hash);
	return NULL;
}

static const struct err *
look(struct snapshot *snapshot, const struct evidence *evidence,
    struct found *out)
{
	const char *path = evidence->path;
	const struct err *err;

	if (path == NULL) {
		out->state = EVIDENCE_ELSEWHERE;
		return NULL;
	}
	if (!evidence_path_valid(path)) {
		out->state = EVIDENCE_ODD;
		out->text = xasprintf(_("'%s' is not the path of a file in "
		    "the repository"), path);
		return NULL;
	}
	if ((err = found_look(out, snapshot, path)) ||
	    out->state != EVIDENCE_GOOD)
		return err;
	err = look_at_blob(snapshot, evidence, out);
	return err ? not_here(snapshot, out->path, err) : NULL;
}

const struct err *
snapshot_evidence(struct snapshot *snapshot, const struct record *record,
    struct evidence_facts *out)
{
	const struct err *err = NULL;
	struct evidence *items;
	size_t n;

	items = record_evidence(record, &n);
	for (size_t i = 0; err == NULL && i < n; i++) {
		struct found found = FOUND_INIT;

		err = look(snapshot, &items[i], &found);
		if (err == NULL) {
			evidence_facts_add(out, items[i].key, found.state,
			    found.text);
			found.text = NULL;
		}
		found_release(&found);
	}
	free(items);
	return err;
}

const struct err *
snapshot_evidence_path(struct snapshot *snapshot, const char *path,
    char **where)
{
	struct found found = FOUND_INIT;
	const struct err *err;

	*where = NULL;
	err = found_look(&found, snapshot, path);
	if (err == NULL && found.state == EVIDENCE_GOOD) {
		*where = found.path;
		found.path = NULL;
	}
	found_release(&found);
	return err;
}
