#include "core/git/convert.h"

#include <fcntl.h>
#include <unistd.h>

#include <git2.h>

#include "core/base/mem.h"
#include "core/base/sha.h"
#include "core/git/attr.h"
#include "core/git/blob.h"
#include "core/git/handle.h"
#include "core/git/lib.h"

static const char pointer_start[] =
    "version https://git-lfs.github.com/spec/v1\n";

/* A file that is a pointer already stays what it is. */
static const struct err *
add_pointer(const char *file, struct str *out, bool *as_it_is)
{
	char *buf = xmalloc(BLOB_PIECE), hex[SHA256_HEX + 1];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	const struct err *err = NULL;
	struct sha *sha = sha_new();
	long long bytes = 0;
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, buf, BLOB_PIECE)) > 0) {
		size_t start = sizeof(pointer_start) - 1;

		if (bytes == 0 && (size_t)n > start &&
		    memcmp(buf, pointer_start, start) == 0)
			*as_it_is = true;
		sha_add(sha, buf, (size_t)n);
		bytes += n;
	}
	if (n < 0)
		err = err_errno(file);
	sha_end(sha, hex);
	if (fd >= 0)
		close(fd);
	free(buf);
	if (bytes == 0)
		*as_it_is = true;
	if (err == NULL && !*as_it_is)
		str_addf(out, "%soid sha256:%s\nsize %lld\n", pointer_start,
		    hex, bytes);
	return err;
}

static const struct err *
filter(struct repo *repo, const char *path, struct str *out, bool *as_it_is)
{
	git_filter_list *filters = NULL;
	git_buf buf = { NULL, 0, 0 };
	int rc = git_filter_list_load(&filters, repo->git, NULL, path,
	    GIT_FILTER_TO_ODB, GIT_FILTER_ALLOW_UNSAFE);

	*as_it_is = filters == NULL;
	if (rc >= 0 && filters != NULL)
		rc = git_filter_list_apply_to_file(&buf, filters, repo->git,
		    path);
	if (rc >= 0 && filters != NULL)
		str_addn(out, buf.ptr, buf.size);
	git_buf_dispose(&buf);
	git_filter_list_free(filters);
	return rc < 0 ? git_fail(rc, "'%s'", path) : NULL;
}

const struct err *
convert_file(struct repo *repo, const char *path, struct str *out,
    bool *as_it_is)
{
	struct attr attr;
	const struct err *err = attr_look(&attr, repo, path, NULL);
	char *whole;

	if (err != NULL)
		return err;
	*as_it_is = false;
	if (attr.filter != NULL && strcmp(attr.filter, "lfs") == 0) {
		whole = xasprintf("%s/%s", repo->work_tree, path);
		err = add_pointer(whole, out, as_it_is);
		free(whole);
	} else {
		err = filter(repo, path, out, as_it_is);
	}
	free(attr.filter);
	return err;
}

bool
convert_ignores(struct repo *repo, const char *path)
{
	int ignored = 0;

	return git_ignore_path_is_ignored(&ignored, repo->git, path) == 0 &&
	    ignored;
}
