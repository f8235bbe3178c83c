#include "core/git/lib.h"

#include <stdbool.h>
#include <string.h>

#include <git2.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"

static bool
is_object_error(int rc, const git_error *error)
{
	if (error == NULL || rc == GIT_ELOCKED)
		return false;
	return error->klass == GIT_ERROR_ODB ||
	    error->klass == GIT_ERROR_OBJECT ||
	    error->klass == GIT_ERROR_ZLIB;
}

/* The library's own words may name what it was about. */
static const struct err *
worded(enum err_code code, const char *what, const char *words)
{
	return strstr(words, what) != NULL ? err_new(code, "%s", words) :
	    err_new(code, "%s: %s", what, words);
}

const struct err *
git_fail(int rc, const char *fmt, ...)
{
	const git_error *error = git_error_last();
	const struct err *err;
	enum err_code code = ERR_SYSTEM;
	va_list ap;
	char *what;

	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	if (is_object_error(rc, error))
		code = ERR_DATA;
	else if (rc == GIT_EMODIFIED)
		code = ERR_CONFLICT;
	err = worded(code, what, error ? error->message :
	    _("unknown error"));
	if (code == ERR_DATA)
		err = err_mend(err, "git fsck");
	free(what);
	return err;
}
