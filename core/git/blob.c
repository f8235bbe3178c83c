#include "core/git/blob.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include <openssl/evp.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/handle.h"
#include "core/git/lib.h"
#include "core/git/loose.h"
#include "core/git/overlay.h"
#include "core/git/repo.h"
#include "core/git/spawn.h"

/* ---- The id ---- */

struct blob_sum {
	EVP_MD_CTX *ctx;
};

struct blob_sum *
blob_sum_new(int64_t size)
{
	struct blob_sum *sum = xmalloc(sizeof(*sum));
	char header[64];
	int len = snprintf(header, sizeof(header), "blob %lld",
	    (long long)size) + 1;

	if ((sum->ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestInit_ex(sum->ctx, EVP_sha1(), NULL) != 1)
		BUG("EVP_DigestInit_ex");
	blob_sum_add(sum, header, (size_t)len);
	return sum;
}

void
blob_sum_add(struct blob_sum *sum, const void *ptr, size_t len)
{
	if (EVP_DigestUpdate(sum->ctx, ptr, len) != 1)
		BUG("EVP_DigestUpdate");
}

void
blob_sum_end(struct blob_sum *sum, struct oid *out)
{
	struct oid id;

	if (EVP_DigestFinal_ex(sum->ctx, id.id, NULL) != 1)
		BUG("EVP_DigestFinal_ex");
	if (out != NULL)
		*out = id;
	EVP_MD_CTX_free(sum->ctx);
	free(sum);
}

const struct err *
blob_hash_file(struct oid *out, int fd, const char *name, bool *steady)
{
	struct blob_sum *sum;
	const struct err *err = NULL;
	int64_t size = 0;
	struct stat st;
	char *buf;
	ssize_t n;

	*steady = false;
	if (fstat(fd, &st) < 0)
		return err_errno(name);
	sum = blob_sum_new(st.st_size);
	buf = xmalloc(BLOB_PIECE);
	while ((n = read(fd, buf, BLOB_PIECE)) > 0) {
		blob_sum_add(sum, buf, (size_t)n);
		size += n;
	}
	if (n < 0)
		err = err_errno(name);
	blob_sum_end(sum, out);
	free(buf);
	*steady = err == NULL && size == st.st_size;
	return err;
}

/* ---- Reading ---- */

/* A blob on its way to whoever wants it. */
struct flow {
	struct repo *repo;
	const struct oid *id;
	int64_t left;   /* bytes to come */
	blob_fn fn;
	void *arg;
	struct blob_sum *sum;
};

static const struct err *
pass(void *arg, const void *ptr, size_t len)
{
	struct flow *flow = arg;

	if ((int64_t)len > flow->left)
		return object_damaged(flow->id);
	flow->left -= (int64_t)len;
	blob_sum_add(flow->sum, ptr, len);
	return flow->fn(flow->arg, ptr, len);
}

static const struct err *
read_whole(struct flow *flow)
{
	git_odb_object *object = NULL;
	const struct err *err;
	char hex[OID_HEX + 1];
	git_oid oid;
	int rc;

	memcpy(oid.id, flow->id->id, OID_SIZE);
	oid_hex(hex, flow->id);
	if ((rc = git_odb_read(&object, flow->repo->odb, &oid)) < 0)
		return git_fail(rc, "%s", hex);
	err = pass(flow, git_odb_object_data(object),
	    git_odb_object_size(object));
	git_odb_object_free(object);
	return err;
}

/* *FOUND false: it is no loose object of this repository itself. */
static const struct err *
read_loose(struct flow *flow, bool *found)
{
	char *objects = xasprintf("%s/objects", flow->repo->common_dir);
	struct loose_head head = { .type = OBJECT_BLOB };
	const struct err *err = loose_each(objects, flow->id, &head, pass,
	    flow, found);

	free(objects);
	return err;
}

/*
 * What git is told to forget: other objects in the place of these, and
 * fetching what is not there.
 */
static const struct err *
read_by_git(struct flow *flow)
{
	char hex[OID_HEX + 1], *dir = xasprintf("GIT_DIR=%s",
	    flow->repo->git_dir);
	const char *argv[] = { "git", "-c", "core.bigFileThreshold=1m",
		"cat-file", "blob", hex, NULL };
	const char *env[] = { dir, "GIT_COMMON_DIR", "GIT_PREFIX",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", NULL };
	struct str messages = STR_INIT;
	struct spawn spawn = { argv, env, NULL, 0, NULL, &messages };
	const struct err *err;
	int status = -1;

	oid_hex(hex, flow->id);
	err = spawn_read(&spawn, pass, flow, &status);
	if (err != NULL && status < 0)
		err = read_whole(flow);
	else if (err == NULL && status != 0)
		err = err_mend(err_new(ERR_DATA, "git cat-file: %.*s",
		    (int)strcspn(messages.ptr, "\n"), messages.ptr),
		    "git fsck");
	str_release(&messages);
	free(dir);
	return err;
}

/* From the file that it stays in, if it is in no repository. */
static const struct err *
read_file(struct flow *flow, bool *found)
{
	const struct overlay *overlay = flow->repo->overlay;
	const char *path = overlay == NULL ? NULL : overlay_file(overlay,
	    flow->id);
	const struct err *err = NULL;
	ssize_t n = 0;
	char *buf;
	int fd;

	*found = path != NULL;
	if (path == NULL)
		return NULL;
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return err_errno(path);
	buf = xmalloc(BLOB_PIECE);
	while (err == NULL && (n = read(fd, buf, BLOB_PIECE)) > 0)
		err = pass(flow, buf, (size_t)n);
	if (err == NULL && n < 0)
		err = err_errno(path);
	free(buf);
	close(fd);
	return err;
}

const struct err *
blob_size(struct repo *repo, const struct oid *id, int64_t *size)
{
	char hex[OID_HEX + 1];
	git_object_t type;
	git_oid oid;
	size_t len;
	int rc;

	memcpy(oid.id, id->id, OID_SIZE);
	oid_hex(hex, id);
	rc = git_odb_read_header(&len, &type, repo->odb, &oid);
	if (rc == GIT_ENOTFOUND)
		return err_mend(err_new(ERR_NOTFOUND, _("object %s is "
		    "missing"), hex), "git fsck");
	if (rc < 0)
		return git_fail(rc, "%s", hex);
	if (type != GIT_OBJECT_BLOB)
		return err_new(ERR_DATA, _("object %s is a %s, not a %s"),
		    hex, git_object_type2string(type), "blob");
	*size = (int64_t)len;
	return NULL;
}

const struct err *
blob_each(struct repo *repo, const struct oid *id, blob_fn fn, void *arg)
{
	struct flow flow = { repo, id, 0, fn, arg, NULL };
	const struct err *err;
	struct oid found;
	bool done = true;

	if ((err = blob_size(repo, id, &flow.left)))
		return err;
	flow.sum = blob_sum_new(flow.left);
	if (flow.left <= BLOB_LARGE)
		err = read_whole(&flow);
	else
		err = read_file(&flow, &done);
	if (err == NULL && !done)
		err = read_loose(&flow, &done);
	if (err == NULL && !done)
		err = read_by_git(&flow);
	blob_sum_end(flow.sum, &found);
	if (err == NULL && (flow.left != 0 || !oid_equal(&found, id)))
		err = object_damaged(id);
	return err;
}
