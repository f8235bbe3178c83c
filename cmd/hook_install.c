#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/hook.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/store/store.h"

/*
 * A hook that is there stays: where a host keeps several in a folder of
 * that name, ours is one more; else it is run by ours, first.
 */
enum { HOOK_MAX = 1024 * 1024 };

/* What tells our own again, whatever people add to it. */
static const char mark[] = "# Written by: proven hook install\n";

static const char *const scripts[HOOKS] = {
	[HOOK_PRE_COMMIT] =
	    "if test -x \"$0.local\"; then\n"
	    "\t\"$0.local\" \"$@\" || exit\n"
	    "fi\n"
	    "exec proven hook pre-commit\n",
	/* Each of the two gets what git says. */
	[HOOK_PRE_RECEIVE] =
	    "pushed=$(cat) || exit\n"
	    "if test -x \"$0.local\"; then\n"
	    "\tprintf '%s\\n' \"$pushed\" | \"$0.local\" \"$@\" || exit\n"
	    "fi\n"
	    "printf '%s\\n' \"$pushed\" | proven hook pre-receive\n",
};

/* In a folder of hooks each is run for itself. */
static const char *const alone[HOOKS] = {
	[HOOK_PRE_COMMIT] = "exec proven hook pre-commit\n",
	[HOOK_PRE_RECEIVE] = "exec proven hook pre-receive\n",
};

static const struct err *
choose(struct session *session, const char *name, enum hook *out)
{
	bool bare = store_work_tree(session->store) == NULL;
	const char *near;

	*out = bare ? HOOK_PRE_RECEIVE : HOOK_PRE_COMMIT;
	if (name == NULL)
		return NULL;
	for (int i = 0; i < HOOKS; i++)
		if (strcmp(hook_names[i], name) == 0) {
			*out = (enum hook)i;
			return NULL;
		}
	near = str_nearest(name, hook_names, HOOKS);
	return err_mend(err_new(ERR_USAGE, _("there is no hook '%s' for a "
	    "tracker"), name), _("did you mean '%s'?"),
	    near ? near : hook_names[*out]);
}

static const struct err *
is_ours(const char *path, bool *ours)
{
	struct str text = STR_INIT;
	const struct err *err = file_read(&text, path, HOOK_MAX);

	*ours = err == NULL && strstr(text.ptr, mark) != NULL;
	str_release(&text);
	return err;
}

static const struct err *
write_script(const char *path, const char *script)
{
	const struct err *err;
	char *text = xasprintf("#!/bin/sh\n%s%s", mark, script);
	mode_t mask = umask(0);

	umask(mask);
	err = file_write(path, text, strlen(text), true);
	if (err == NULL && chmod(path, 0777 & ~mask) != 0)
		err = err_errno(path);
	free(text);
	return err;
}

/* What is there becomes PATH.local, and is run by ours. */
static const struct err *
put_aside(struct session *session, const char *path)
{
	char *local = xasprintf("%s.local", path);
	const struct err *err = NULL;

	if (file_exists(local))
		err = err_new(ERR_REFUSED, _("'%s' and '%s' are both there, "
		    "and neither is ours"), path, local);
	else if (rename(path, local) != 0)
		err = err_errno(path);
	else
		session_note(session, _("the hook that was there is run "
		    "first: %s"), local);
	free(local);
	return err;
}

static const struct err *
install_at(struct session *session, const char *path, const char *script)
{
	const struct err *err;
	bool ours = false;

	if (file_exists(path) && (err = is_ours(path, &ours)))
		return err;
	if (ours) {
		session_note(session, _("the hook is there already: %s"),
		    path);
		return NULL;
	}
	if (file_exists(path) && (err = put_aside(session, path)))
		return err;
	if ((err = write_script(path, script)))
		return err;
	session_note(session, _("the hook is in %s"), path);
	return NULL;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

const struct err *
hook_install(struct session *session, const char *name)
{
	char *folder, *path, *several, *in;
	const struct err *err;
	enum hook hook;

	if ((err = choose(session, name, &hook)))
		return err;
	folder = store_hooks_dir(session->store);
	path = xasprintf("%s/%s", folder, hook_names[hook]);
	several = xasprintf("%s.d", path);
	in = xasprintf("%s/proven", several);
	if (is_folder(several))
		err = install_at(session, in, alone[hook]);
	else
		err = install_at(session, path, scripts[hook]);
	free(folder);
	free(path);
	free(several);
	free(in);
	return err;
}
