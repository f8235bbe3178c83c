#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/frame.h"
#include "cmd/out/term.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/store/store.h"

const char *
env_get(const char *name)
{
	return getenv(name);
}

const char *
env_state_dir(void)
{
	static char *dir;
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (dir == NULL && state != NULL && *state == '/')
		dir = xasprintf("%s/proven", state);
	else if (dir == NULL && home != NULL && *home == '/')
		dir = xasprintf("%s/.local/state/proven", home);
	return dir;
}

/* NULL also where it is empty. */
static const char *
get(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

void
env_descriptors(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };
	int fd;

	for (int i = 0; i < 3; i++) {
		if (fcntl(i, F_GETFD) != -1)
			continue;
		fd = open("/dev/null", modes[i]);
		if (fd != -1 && fd != i)
			close(fd);
	}
}

/* ---- Language ---- */

static const char *
language_of_environment(void)
{
	static const char *const names[] = {
		"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"
	};
	const char *value = NULL;

	for (size_t i = 0; i < COUNT(names) && value == NULL; i++)
		value = get(names[i]);
	return value != NULL && str_starts(value, "zh") ? "zh" : "en";
}

/*
 * Text is UTF-8 whatever the locale is, and gettext translates in no
 * locale called "C"; so the locale is C.UTF-8, which needs no installing,
 * and LANGUAGE chooses the catalogue.  Numbers and dates never change.
 */
const char *
env_language(const char *lang)
{
	const char *dir = get("PROVEN_LOCALEDIR");

	if (lang == NULL || (strcmp(lang, "en") != 0 &&
	    strcmp(lang, "zh") != 0))
		lang = language_of_environment();
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "");
	if (setlocale(LC_MESSAGES, "C.UTF-8") == NULL)
		setlocale(LC_MESSAGES, "");
	setenv("LANGUAGE", lang, 1);
	bindtextdomain("proven", dir != NULL ? dir : PROVEN_LOCALEDIR);
	bind_textdomain_codeset("proven", "UTF-8");
	textdomain("proven");
	return lang;
}

/* ---- Terminal ---- */

void
env_out(struct session *session)
{
	struct out *out = &session->out;

	out->stream = stdout;
	out->tty = isatty(STDOUT_FILENO);
	out->width = term_width_of(STDOUT_FILENO, get("COLUMNS"));
	out->fit = out->tty || get("COLUMNS") != NULL;
	out->lang = language_of_environment();
	env_color(session);
}

void
env_color(struct session *session)
{
	const char *when = session->color, *term = get("TERM");

	if (when != NULL && strcmp(when, "auto") != 0)
		session->out.color = strcmp(when, "always") == 0;
	else
		session->out.color = session->out.tty &&
		    get("NO_COLOR") == NULL && term != NULL &&
		    strcmp(term, "dumb") != 0;
}

/* ---- Programs of the user ---- */

/* KEY in the user's configuration, never the repository's: it names a
 * program to be run.  NULL: not set.  The caller frees. */
static char *
config(struct session *session, const char *key)
{
	if (session->store == NULL)
		return NULL;
	return store_config(session->store, key, true);
}

/* Where less is not installed results are still seen. */
static const char default_pager[] =
    "if command -v less >/dev/null; then exec less; else exec cat; fi";

char *
env_pager(struct session *session)
{
	char *pager = xstrdup0(getenv("GIT_PAGER"));

	if (pager == NULL)
		pager = config(session, "core.pager");
	if (pager == NULL)
		pager = xstrdup0(getenv("PAGER"));
	if (pager == NULL)
		pager = xstrdup(default_pager);
	if (*pager != '\0' && strcmp(pager, "cat") != 0)
		return pager;
	free(pager);
	return NULL;
}

char *
env_editor(struct session *session)
{
	const char *term = get("TERM"), *visual = get("VISUAL");
	bool dumb = term == NULL || strcmp(term, "dumb") == 0;
	char *editor = xstrdup0(get("GIT_EDITOR"));

	if (editor == NULL)
		editor = config(session, "core.editor");
	if (editor == NULL && !dumb)
		editor = xstrdup0(visual);
	if (editor == NULL)
		editor = xstrdup0(get("EDITOR"));
	if (editor == NULL && !dumb)
		editor = xstrdup("vi");
	return editor;
}
