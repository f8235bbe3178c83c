#include "core/git/lib.h"

#include <git2.h>

#include "core/base/mem.h"
#include "core/git/limit.h"

/*
 * libgit2 reads the bundle of certificate authorities when it starts,
 * about 10 of 20 ms, for HTTPS that this program never speaks (transfers
 * run the user's own git).  The two functions below stand before those of
 * the TLS library (mbedTLS) and read nothing: with no authority in the
 * list, every HTTPS connection of libgit2 fails, none is let through
 * unchecked.  A libgit2 built with another TLS library never asks for
 * them.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);

int
mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

int
mbedtls_x509_crt_parse_path(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

/* Extensions that repo_open has judged before libgit2 sees them. */
static const char *extensions[] = {
	"objectformat", "partialclone", "preciousobjects", "refstorage",
	"worktreeconfig"
};

/*
 * Ownership is judged by repo_open, as git does: libgit2 knows neither
 * `safe.directory = *` nor the configuration in the environment.  Objects
 * are hashed again where that matters (sink_flush), not at each reading.
 */
static int
set_options(void)
{
	static const int levels[] = {
		GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL
	};
	int rc = limit_install();

	for (size_t i = 0; rc >= 0 && i < COUNT(levels); i++)
		rc = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i],
		    "");
	if (rc >= 0)
		rc = git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		    COUNT(extensions));
	if (rc >= 0)
		rc = git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	if (rc >= 0)
		rc = git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	if (rc >= 0)
		rc = git_libgit2_opts(
		    GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	return rc;
}

const struct err *
git_start(void)
{
	int rc = git_libgit2_init();

	if (rc == 1)
		rc = set_options();
	return rc < 0 ? git_fail(rc, "libgit2") : NULL;
}

void
git_stop(void)
{
	git_libgit2_shutdown();
}
