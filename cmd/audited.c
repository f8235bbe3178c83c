#include "cmd/audited.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/finding.h"
#include "cmd/frame.h"
#include "core/audit/audit.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

enum { THREADS_MOST = 1024 };

static enum findings_level
level_asked(const struct audit_asked *asked)
{
	int level = FINDINGS_ERROR;

	while (asked->fail_on != NULL && level > FINDINGS_NOTE &&
	    strcmp(findings_level_names[level], asked->fail_on) != 0)
		level--;
	return (enum findings_level)level;
}

/* "FORMAT=FILE": its parts, if any, are the caller's, even after an error. */
static const struct err *
save_asked(const char *text, char **format, char **file)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL || equals[1] == '\0')
		return err_new(ERR_USAGE, _("option '--save': '%s' is not "
		    "FORMAT=FILE"), text);
	*format = xstrndup(text, (size_t)(equals - text));
	*file = xstrdup(equals + 1);
	if (findings_is_format(*format))
		return NULL;
	return err_mend(err_new(ERR_USAGE, _("option '--save': '%s' is no "
	    "format"), *format), _("it is one of: %s"),
	    findings_format_words);
}

static const struct err *
saves_check(const struct strs *saves)
{
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && i < saves->n; i++) {
		char *format = NULL, *file = NULL;

		err = save_asked(saves->items[i], &format, &file);
		free(format);
		free(file);
	}
	return err;
}

const struct err *
audited_print(const struct audited *audited, struct session *session,
    const struct audit_asked *asked)
{
	const struct err *err = NULL;

	findings_print(&audited->report, &session->out);
	for (size_t i = 0; err == NULL && i < asked->saves.n; i++) {
		char *format = NULL, *file = NULL;

		err = save_asked(asked->saves.items[i], &format, &file);
		if (err == NULL)
			err = findings_save(&audited->report, &session->out,
			    format, file);
		free(format);
		free(file);
	}
	return err;
}

const struct err *
audit_asked_put(const struct audit_asked *asked,
    struct audit_options *options)
{
	int require = STRENGTH_CLAIMED;

	if (asked->threads > THREADS_MOST)
		return err_new(ERR_USAGE, _("option '--threads': at most %d"),
		    THREADS_MOST);
	while (asked->require != NULL && require < STRENGTH_SIGNED &&
	    strcmp(strength_names[require], asked->require) != 0)
		require++;
	options->require = (enum strength)require;
	options->threads = (unsigned)asked->threads;
	options->cache = !asked->no_cache;
	options->program = program_version;
	options->state_dir = env_state_dir();
	return saves_check(&asked->saves);
}

/*
 * Hosts show a finding beside a line of a file: one of a commit beside the
 * first line of the project as it lies at the tip, or of the tracker.
 */
static char *
place_of(const struct audit_finding *finding, struct snapshot *tip)
{
	char *path = NULL;

	if (*finding->file != '\0')
		return xstrdup(finding->file);
	if (*finding->project == '\0')
		return xstrdup(tracker_paths[TRACKER_CONFIG]);
	if (tip != NULL && snapshot_has(tip, finding->project, &path))
		return path;
	return xasprintf("projects/%s.json", finding->project);
}

static void
fill_rows(struct audited *out, const struct audit_report *report,
    struct snapshot *tip)
{
	out->rows = xcalloc(report->n + 1, sizeof(*out->rows));
	for (size_t i = 0; i < report->n; i++) {
		const struct audit_finding *from = &report->items[i];
		struct findings_row *row = &out->rows[i];

		strs_take(&out->places, place_of(from, tip));
		row->rule = rule_id(from->rule);
		row->level = finding_level(from->severity);
		row->commit = from->commit;
		row->project = from->project;
		row->file = from->file;
		row->place = out->places.items[i];
		row->path = from->path;
		row->line = from->line;
		row->column = from->column;
		row->text = from->text;
		row->mend = from->mend;
		row->excuse = from->excuse;
	}
}

static const char *
or_null(const char *text)
{
	return *text != '\0' ? text : NULL;
}

static void
fill_facts(struct findings_report *to, const struct audit_report *from)
{
	to->tip = or_null(from->tip);
	to->founding = or_null(from->founding);
	to->anchor = or_null(from->anchor);
	to->since = or_null(from->since);
	to->incomplete = from->incomplete;
	to->commits = from->commits;
	to->trusted = from->trusted;
	to->outside = from->outside;
	to->projects = from->projects;
	to->transitions = from->transitions;
	to->is_signed = from->signed_entries;
	to->is_authored = from->authored_entries;
	to->is_claimed = from->claimed_entries;
}

void
audited_init(struct audited *out, struct session *session,
    const struct audit_report *report, const struct audit_asked *asked,
    bool based)
{
	struct snapshot *tip = NULL;

	memset(out, 0, sizeof(*out));
	out->places = (struct strs)STRS_INIT;
	for (int i = 0; i < RULE_COUNT; i++)
		out->rules[i] = (struct findings_rule){
			rule_id((enum rule)i), rule_english((enum rule)i),
			finding_level(rule_severity((enum rule)i)) };
	/* Where the tip is damaged, its records lie where they usually do. */
	if ((*report->tip != '\0' ? store_at(session->store, report->tip,
	    &tip) : store_tip(session->store, &tip)) != NULL)
		tip = NULL;
	fill_rows(out, report, tip);
	snapshot_free(tip);
	out->report.command = session->cmd->name;
	out->report.version = program_version;
	out->report.rules = out->rules;
	out->report.n_rules = RULE_COUNT;
	out->report.rows = out->rows;
	out->report.n_rows = report->n;
	out->report.least = level_asked(asked);
	out->report.rows_only = session->quiet;
	out->report.based = based;
	fill_facts(&out->report, report);
}

static bool
is_below(const char *path, const struct strs *folders)
{
	for (size_t i = 0; i < folders->n; i++) {
		size_t len = strlen(folders->items[i]);

		if (len == 0 || (strncmp(path, folders->items[i], len) == 0 &&
		    (path[len] == '\0' || path[len] == '/')))
			return true;
	}
	return false;
}

void
audited_keep(struct audited *audited, const struct strs *paths)
{
	size_t n = 0;

	for (size_t i = 0; paths->n > 0 && i < audited->report.n_rows; i++)
		if (is_below(audited->rows[i].place, paths))
			audited->rows[n++] = audited->rows[i];
	if (paths->n > 0)
		audited->report.n_rows = n;
}

void
audited_release(struct audited *audited)
{
	free(audited->rows);
	strs_release(&audited->places);
}

/* "errors: 2"; from another severity on: "errors, warnings: 3" */
static const struct err *
failure(const struct findings_report *report, size_t n)
{
	switch (report->least) {
	case FINDINGS_NOTE:
		return err_new(ERR_FINDINGS,
		    _("errors, warnings and notes: %zu"), n);
	case FINDINGS_WARNING:
		return err_new(ERR_FINDINGS, _("errors and warnings: %zu"),
		    n);
	case FINDINGS_ERROR:
		break;
	}
	return err_new(ERR_FINDINGS, _("errors: %zu"), n);
}

const struct err *
audited_end(const struct audited *audited)
{
	size_t failing = findings_failing(&audited->report);

	if (audited->report.incomplete)
		return err_new(ERR_DATA,
		    _("incomplete: not everything could be looked at"));
	return failing > 0 ? failure(&audited->report, failing) : NULL;
}

const struct err *
audited_tell(struct session *session, struct audit_report *report,
    const struct audit_asked *asked, bool based, const struct strs *paths)
{
	struct audited audited;
	const struct err *err;

	audited_init(&audited, session, report, asked, based);
	if (paths != NULL)
		audited_keep(&audited, paths);
	err = audited_print(&audited, session, asked);
	if (err == NULL)
		err = audited_end(&audited);
	audited_release(&audited);
	audit_report_free(report);
	return err;
}
