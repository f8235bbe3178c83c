#include "core/base/i18n.h"
#include "core/git/spawn.h"
#include "core/store/store.h"

enum { CONFLICTS_MAX = 127 }; /* more than these is an error of git's */

const struct err *
store_merge_lines(struct str *out, const char *ours, const char *base,
    const char *theirs, int *conflicts)
{
	const char *const argv[] = { "git", "merge-file", "-p", "-L", "ours",
		"-L", "base", "-L", "theirs", "--", ours, base, theirs,
		NULL };
	struct str messages = STR_INIT;
	struct spawn spawn = { argv, NULL, NULL, 0, out, &messages };
	const struct err *err;
	int status;

	err = spawn_run(&spawn, &status);
	if (err == NULL && status > CONFLICTS_MAX)
		err = err_new(ERR_SYSTEM, "git merge-file: %s",
		    messages.ptr);
	if (err == NULL)
		*conflicts = status;
	str_release(&messages);
	return err;
}
