#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/out/progress.h"
#include "cmd/out/term.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

static const struct err *
open_pager(struct session *session)
{
	const struct err *err = NULL;
	char *pager;

	if (!(session->cmd->needs & CMD_PAGER) || !session->out.tty ||
	    session->no_pager || session->out.pager != 0)
		return NULL;
	if ((pager = env_pager(session)) != NULL)
		err = pager_begin(&session->out, pager);
	free(pager);
	return err;
}

static const struct err *
open_store(struct session *session)
{
	const struct store_options options = {
		.branch = session->branch, .env = session->env
	};

	if (session->store != NULL)
		return NULL;
	return store_open(&session->store, &options);
}

static const struct err *
open_tracker(struct session *session)
{
	const struct err *err;

	if (session->tracker != NULL)
		return NULL;
	if (session->tip == NULL &&
	    (err = store_tip(session->store, &session->tip)))
		return err;
	return snapshot_tracker(session->tip, &session->tracker);
}

const struct err *
session_open(struct session *session)
{
	unsigned needs = session->cmd->needs;
	const struct err *err;

	if (needs & (CMD_CACHE | CMD_TRACKER))
		needs |= CMD_STORE | CMD_TRACKER;
	if ((needs & CMD_STORE) && (err = open_store(session)))
		return err;
	if ((needs & CMD_TRACKER) && (err = open_tracker(session)))
		return err;
	if ((needs & CMD_CACHE) && (err = session_cache(session)))
		return err;
	return open_pager(session);
}

const struct err *
session_reopen(struct session *session)
{
	cache_close(session->cache);
	session->cache = NULL;
	snapshot_free(session->tip);
	session->tip = NULL;
	session->tracker = NULL;
	return session_open(session);
}

static void
step(void *arg, size_t done)
{
	progress_step(arg, done);
}

const struct err *
session_cache(struct session *session)
{
	const struct err *err;
	struct progress *progress;

	if (session->cache != NULL)
		return NULL;
	progress = progress_begin(_("reading projects"), 0, session->quiet);
	err = cache_open(&session->cache, session->store, session->tip, step,
	    progress);
	progress_end(progress);
	return err;
}

void
session_close(struct session *session)
{
	cache_close(session->cache);
	snapshot_free(session->tip);
	store_close(session->store);
	strs_release(&session->dirs);
}

/* ---- Who, when, which ---- */

const struct err *
session_resolve(struct session *session, const char *word, char **id)
{
	const struct err *err;

	if (snapshot_has(session->tip, word, NULL)) {
		*id = xstrdup(word);
		return NULL;
	}
	if ((err = session_cache(session)))
		return err;
	return cache_resolve(session->cache, word, id);
}

const struct err *
session_me(struct session *session, char **me)
{
	struct identity identity = { 0 };
	const struct err *err;

	if ((err = store_author(session->store, &identity)))
		return err;
	*me = xstrdup(tracker_actor(session->tracker, identity.email));
	identity_release(&identity);
	return NULL;
}

/* Reading needs no identity: without one the clock is the system's. */
int64_t
session_now(struct session *session, const struct record *record)
{
	struct identity identity = { 0 };
	int64_t now = time(NULL);
	struct entry last;

	if (session->store != NULL &&
	    store_committer(session->store, &identity) == NULL)
		now = identity.when;
	identity_release(&identity);
	return record != NULL && record_last_entry(record, &last) &&
	    last.at > now ? last.at : now;
}

const struct err *
session_today(struct session *session, int64_t *days)
{
	*days = days_between(0, session_now(session, NULL));
	return NULL;
}

/* ---- Talking ---- */

void
session_note(struct session *session, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (session->quiet)
		return;
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	out_message("", text);
	free(text);
}

void
session_warn(struct session *session, const char *fmt, ...)
{
	va_list ap;
	char *text;

	(void)session;
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	out_message(_("warning: "), text);
	free(text);
}

/* ---- The editor ---- */

static _Noreturn void
run_editor(const char *editor, const char *path)
{
	char *line = xasprintf("%s \"$@\"", editor);

	execl("/bin/sh", "sh", "-c", line, editor, path, (char *)NULL);
	_exit(127);
}

const struct err *
session_editor(struct session *session, const char *path)
{
	char *editor = env_editor(session);
	const struct err *err = NULL;
	int status = 0;
	pid_t pid;

	if (editor == NULL)
		return err_mend(err_new(ERR_SYSTEM,
		    _("the terminal is dumb and no editor is named")),
		    _("name one: export EDITOR=nano"));
	fflush(NULL);
	if ((pid = fork()) == 0)
		run_editor(editor, path);
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		err = err_errno(editor);
	else if (status != 0)
		err = err_mend(err_new(ERR_SYSTEM,
		    _("the editor '%s' did not end well"), editor),
		    _("name another: export EDITOR=nano"));
	free(editor);
	return err;
}
