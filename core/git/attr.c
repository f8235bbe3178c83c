#include "core/git/attr.h"

#include <git2.h>

#include "core/base/mem.h"
#include "core/git/handle.h"
#include "core/git/lib.h"

enum { FILTER, TEXT, EOL, ENCODING };
static const char *const names[] = { "filter", "text", "eol",
	"working-tree-encoding" };

/* Set, be it to a value. */
static bool
is_set(const char *value)
{
	return GIT_ATTR_IS_TRUE(value) || GIT_ATTR_HAS_VALUE(value);
}

/* With "auto" git leaves alone what has CR LF in the commit already. */
static bool
is_text(const char *const *values)
{
	if (GIT_ATTR_HAS_VALUE(values[TEXT]))
		return strcmp(values[TEXT], "auto") != 0;
	return GIT_ATTR_IS_TRUE(values[TEXT]) ||
	    (GIT_ATTR_IS_UNSPECIFIED(values[TEXT]) && is_set(values[EOL]));
}

const struct err *
attr_look(struct attr *out, struct repo *repo, const char *path,
    const struct oid *commit)
{
	git_attr_options options = { .version = GIT_ATTR_OPTIONS_VERSION };
	const char *values[COUNT(names)];
	int rc;

	options.flags = GIT_ATTR_CHECK_FILE_THEN_INDEX |
	    GIT_ATTR_CHECK_NO_SYSTEM;
	if (commit != NULL) {
		options.flags = GIT_ATTR_CHECK_INDEX_ONLY |
		    GIT_ATTR_CHECK_NO_SYSTEM | GIT_ATTR_CHECK_INCLUDE_COMMIT;
		memcpy(options.attr_commit_id.id, commit->id, OID_SIZE);
	}
	rc = git_attr_get_many_ext(values, repo->git, &options, path,
	    COUNT(names), (const char **)(uintptr_t)names);
	if (rc < 0)
		return git_fail(rc, "'%s'", path);
	*out = (struct attr){ NULL, is_text(values),
		is_set(values[ENCODING]) };
	if (is_set(values[FILTER]))
		out->filter = xstrdup(GIT_ATTR_HAS_VALUE(values[FILTER]) ?
		    values[FILTER] : names[FILTER]);
	return NULL;
}
