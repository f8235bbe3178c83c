#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/audited.h"
#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "core/audit/audit.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_check = {
	"check", N_("[FILE...]"),
	N_("judge what is not committed, or not merged yet"),
	CMD_STORE | CMD_PAGER | CMD_FINDINGS, run
};

/* A folder has "/." at the end, whatever its name: "..", "/srv/clone". */
static char *
with_folder_shown(const char *word)
{
	struct str name = STR_INIT;
	struct stat st;

	str_add(&name, word);
	while (name.len > 1 && name.ptr[name.len - 1] == '/')
		str_cut(&name, name.len - 1);
	if (lstat(name.ptr, &st) == 0 && S_ISDIR(st.st_mode))
		str_add(&name, "/.");
	return str_take(&name);
}

/* NAME from the root; its folder may be gone, with what was in it. */
static const struct err *
from_root(struct session *session, const char *name, char **path)
{
	const struct err *err = store_relative(session->store, name, path);
	const char *slash = strrchr(name, '/');
	char *folder, *above;

	if (err == NULL || err->code != ERR_SYSTEM || slash == NULL ||
	    slash == name)
		return err;
	folder = xstrndup(name, (size_t)(slash - name));
	err = from_root(session, folder, &above);
	free(folder);
	if (err != NULL)
		return err;
	*path = xasprintf("%s%s", above, slash);
	free(above);
	return NULL;
}

/* WORD from the root, without what names a folder twice: "", "projects". */
static const struct err *
path_given(struct session *session, const char *word, const char *base,
    char **path)
{
	char *name = with_folder_shown(word);
	const struct err *err = from_root(session, name, path);
	bool has = true;

	free(name);
	if (err != NULL && err->code == ERR_REFUSED)
		return err_new(ERR_REFUSED, _("'%s' is not in the repository "
		    "'%s'"), word, store_work_tree(session->store));
	if (err != NULL)
		return err;
	if (strcmp(*path, ".") == 0)
		**path = '\0';
	else if (str_ends(*path, "/."))
		(*path)[strlen(*path) - 2] = '\0';
	err = store_has_path(session->store, base, *path, &has);
	if (err == NULL && !has)
		err = err_new(ERR_REFUSED, _("there is no file '%s', neither "
		    "here nor in the commits that are looked at"), word);
	if (err != NULL)
		free(*path);
	return err;
}

static const struct err *
paths_given(struct session *session, char *const *words, int n,
    const char *base, struct strs *paths)
{
	const struct err *err = NULL;
	char *path;

	for (int i = 0; i < n; i++) {
		if ((err = path_given(session, words[i], base, &path)))
			break;
		strs_take(paths, path);
	}
	return err;
}

/* Without a base: what is no commit yet. */
static const struct err *
check(struct session *session, const struct audit_options *options,
    const struct audit_asked *asked, bool staged, const struct strs *paths)
{
	struct audit_report *report = NULL;
	const struct err *err;

	err = options->since != NULL ?
	    audit_run(&report, session->store, options) :
	    audit_work(&report, session->store, options,
	    staged ? AUDIT_INDEX : AUDIT_WORK_TREE);
	return err != NULL ? err :
	    audited_tell(session, report, asked, true, paths);
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	struct audit_options options = { .base = true };
	struct audit_asked asked = AUDIT_ASKED_INIT;
	bool staged = false;
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "base", &options.since, N_("REV"), NULL,
		    N_("judge the commits that REV does not have, and trust "
		    "REV") },
		{ OPT_FLAG, 0, "staged", &staged, NULL, NULL,
		    N_("judge what is staged, not the work tree") },
		AUDIT_REQUIRE(&asked),
		AUDIT_FAIL_ON(&asked),
		AUDIT_SAVE(&asked),
		AUDIT_THREADS(&asked),
		OPT_END
	};
	struct strs paths = STRS_INIT;
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)) ||
	    (err = audit_asked_put(&asked, &options)) ||
	    (err = paths_given(session, argv, argc, options.since,
	    &paths)))
		goto done;
	if (staged && options.since != NULL)
		err = err_new(ERR_USAGE, _("--base and --staged do not go "
		    "together"));
	else
		err = check(session, &options, &asked, staged, &paths);
done:
	strs_release(&asked.saves);
	strs_release(&paths);
	return err;
}
