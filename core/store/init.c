#include "core/git/init.h"
#include "core/git/lib.h"
#include "core/store/store.h"

const struct err *
store_init(const char *dir, const char *(*env)(const char *), bool *made)
{
	const struct err *err;

	if ((err = git_start()))
		return err;
	err = init_repo(dir, env, made);
	git_stop();
	return err;
}
