#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/doctor.h"
#include "cmd/drivers.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/store/store.h"

enum { FLAT_MAX = 1000, LISTED = 3, OID = 40, PATH_AT = 82 };

/*
 * The files that a change that was cut off has still to write: lines
 * "OLD NEW PATH" of TEXT.  The caller frees.
 */
static char *
pending_paths(const char *text)
{
	struct strs lines = STRS_INIT, paths = STRS_INIT;
	const char *line;
	size_t more = 0;
	char *list;

	strs_split(&lines, text != NULL ? text : "", '\n');
	for (size_t i = 0; i < lines.n; i++) {
		line = lines.items[i];
		if (strlen(line) <= PATH_AT || line[OID] != ' ' ||
		    line[PATH_AT - 1] != ' ')
			continue;
		if (paths.n < LISTED)
			strs_add(&paths, line + PATH_AT);
		else
			more++;
	}
	if (more > 0)
		strs_take(&paths, xasprintf(_("and %zu more"), more));
	list = strs_join(&paths, ", ");
	strs_release(&lines);
	strs_release(&paths);
	return list;
}

static void
examine_pending(struct doctor *doctor, const struct clone_state *state)
{
	char *paths;

	if (!state->pending)
		return;
	paths = pending_paths(state->pending_text);
	doctor_add(doctor, SEVERITY_ERROR, "pending", "proven doctor --fix",
	    _("a change was cut off before the work tree was in step: %s"),
	    paths);
	free(paths);
}

static void
examine_locks(struct doctor *doctor, const struct clone_state *state)
{
	char *file, *mend;

	if (state->stale_lock != NULL) {
		file = shell_quote(state->stale_lock);
		mend = xasprintf("rm %s", file);
		doctor_add(doctor, SEVERITY_ERROR, "lock", mend,
		    _("'%s' keeps everybody from writing; if no git command "
		    "is running it was left behind"), state->stale_lock);
		free(mend);
		free(file);
	}
	if (state->operation != NULL) {
		mend = xasprintf("git %s --abort", state->operation);
		doctor_add(doctor, SEVERITY_WARNING, "operation", mend,
		    _("a %s is under way, and nothing is written until it "
		    "is finished or given up"), state->operation);
		free(mend);
	}
}

/* What of the history is not here, or is not what it seems. */
static void
examine_history(struct doctor *doctor, const struct clone_state *state)
{
	if (state->shallow)
		doctor_add(doctor, SEVERITY_WARNING, "shallow",
		    "git fetch --unshallow",
		    _("this clone is shallow: its history is incomplete and "
		    "proves nothing"));
	if (state->partial)
		doctor_add(doctor, SEVERITY_WARNING, "partial",
		    "git fetch --refetch --no-filter",
		    _("this clone is partial: objects are fetched when git "
		    "needs them, and are missing here"));
	if (state->replaced)
		doctor_add(doctor, SEVERITY_WARNING, "replaced",
		    "git replace -d $(git replace -l)",
		    _("replace references show other objects than those in "
		    "the history"));
	if (state->grafted)
		doctor_add(doctor, SEVERITY_WARNING, "grafted",
		    "rm \"$(git rev-parse --git-common-dir)/info/grafts\"",
		    _("grafts show other parents than those in the "
		    "history"));
	if (state->detached)
		doctor_add(doctor, SEVERITY_WARNING, "detached",
		    "git switch -",
		    _("HEAD is on no branch, so nothing can be written"));
}

static const char add_attributes[] =
    "printf '/%s/**/*.json text eol=lf merge=proven diff=proven\\n' "
    "tracker projects approvals >>.gitattributes && "
    "git add .gitattributes && "
    "git commit -m 'Attributes of tracker files' .gitattributes";

static void
examine_files(struct doctor *doctor, const struct clone_state *state)
{
	if (!state->attributes)
		doctor_add(doctor, SEVERITY_WARNING, "attributes",
		    state->bare ? NULL : add_attributes,
		    _("'.gitattributes' lacks the lines for the tracker's "
		    "files: elsewhere their line ends may be changed"));
	if (state->flat_files > FLAT_MAX)
		doctor_add(doctor, SEVERITY_WARNING, "flat",
		    "proven reshard 2",
		    _("%zu files lie in one folder, which is slow, and "
		    "hosts list %d at most"), state->flat_files, FLAT_MAX);
}

static void
examine_missing(struct doctor *doctor, const struct driver *driver)
{
	const struct err *err = NULL;

	if (doctor->fix)
		err = driver_set(doctor->session->store, driver);
	if (err != NULL)
		doctor_add_err(doctor, SEVERITY_WARNING, "drivers", NULL,
		    err);
	else if (doctor->fix)
		session_note(doctor->session, _("%s is set now"), driver->key);
	else
		doctor_add(doctor, SEVERITY_NOTE, "drivers",
		    "proven doctor --fix",
		    _("%s is not set in this clone, so git %s"),
		    driver->key, _(driver->what));
}

/* Nothing is merged or shown in a bare repository. */
static void
examine_drivers(struct doctor *doctor, const struct clone_state *state)
{
	char *other = NULL, *mend;

	for (size_t i = 0; !state->bare && i < DRIVERS; i++) {
		const struct driver *driver = &drivers[i];

		switch (driver_state(doctor->session->store, driver,
		    &other)) {
		case DRIVER_MISSING:
			examine_missing(doctor, driver);
			break;
		case DRIVER_OTHER:
			mend = xasprintf("git config %s '%s'", driver->key,
			    driver->value);
			doctor_add(doctor, SEVERITY_NOTE, "drivers", mend,
			    _("%s is '%s', and not '%s'"), driver->key,
			    other, driver->value);
			free(mend);
			free(other);
			break;
		case DRIVER_SET:
			break;
		}
	}
}

/* Texts that `proven edit` kept. */
static void
examine_edits(struct doctor *doctor)
{
	DIR *folder = opendir(store_private_dir(doctor->session->store));
	struct dirent *entry;
	char *id, *mend;
	size_t len;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		if (!str_starts(entry->d_name, "edit-") ||
		    !str_ends(entry->d_name, ".json") ||
		    str_ends(entry->d_name, ".base.json"))
			continue;
		len = strlen(entry->d_name) - strlen("edit-.json");
		id = xstrndup(entry->d_name + strlen("edit-"), len);
		mend = xasprintf("proven edit %s", id);
		doctor_add(doctor, SEVERITY_NOTE, "edit", mend,
		    _("an edited text of '%s' is kept and waits"), id);
		free(mend);
		free(id);
	}
	if (folder != NULL)
		closedir(folder);
}

const struct err *
doctor_clone(struct doctor *doctor)
{
	const struct err *err;
	struct clone_state state;

	memset(&state, 0, sizeof(state));
	if ((err = store_state(doctor->session->store, &state)))
		return err;
	examine_pending(doctor, &state);
	examine_locks(doctor, &state);
	examine_history(doctor, &state);
	examine_files(doctor, &state);
	examine_drivers(doctor, &state);
	examine_edits(doctor);
	clone_state_release(&state);
	return NULL;
}
