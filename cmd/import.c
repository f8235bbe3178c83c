#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/import.h"
#include "cmd/opt.h"
#include "cmd/out/progress.h"
#include "core/base/file.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/mapping.h"
#include "core/store/store.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_import = {
	"import", N_("FILE"), N_("take in projects from CSV or JSON Lines"),
	CMD_STORE | CMD_TRACKER, run
};

/*
 * A snapshot (without --history): each row is a project as it is now; all
 * of them are one commit, or none is.  In the initial stage a project is
 * new (@new), in any other it is taken in (@intake, the file's name as its
 * source, admins only).  A stage that is not given is the initial one, a
 * title that is missing the id, an id that is missing a random one.  Without
 * a mapping (core/model/mapping.h) the headings of a CSV file are dotted
 * paths and its cells what people type (core/model/flat.h); the lines of
 * JSON Lines are records, whole or in part, as `export` writes them, or flat
 * objects with dotted paths.  `format` and `hold` are understood, a `history`
 * stays behind.  CSV is RFC 4180: blanks belong to the cell, lines end in
 * LF, CRLF or CR, a byte order mark is passed over, empty lines are too.
 *
 * A bad row (7) ends the import: a value that does not fit, an id or code
 * that is taken, an unknown stage.  --skip-invalid leaves such rows out.
 * What the user may not do (3) ends it in any case.  What cannot be read as
 * rows any more (a quote that is never closed) does, too.
 *
 * A history is JSON Lines of events (core/model/event.h); see
 * import_history.c for who is author, committer, and when.  An event
 * continues a project when its `from` is the project's stage; anything else
 * is a bad row (7).  One that the workflow does not allow is refused (3),
 * unless --as-recorded.  More than 1,000 new projects in an empty tracker
 * lie at depth 2.
 */

/* What was typed. */
struct wish {
	const char *file, *map, *ids, *type;
	bool history, recorded, skip, dry;
};

static const struct err *
read_type(enum import_type *out, const struct wish *wish)
{
	static const struct {
		const char *suffix;
		enum import_type type;
	} suffixes[] = {
		{ ".csv", IMPORT_CSV },
		{ ".jsonl", IMPORT_JSONL },
		{ ".ndjson", IMPORT_JSONL }
	};

	*out = IMPORT_JSONL;
	if (wish->type != NULL && strcmp(wish->type, "csv") == 0)
		*out = IMPORT_CSV;
	if (wish->type != NULL || wish->history)
		return NULL;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		if (str_ends(wish->file, suffixes[i].suffix)) {
			*out = suffixes[i].type;
			return NULL;
		}
	}
	return err_mend(err_new(ERR_USAGE,
	    _("'%s' does not say by its name what it is"), wish->file),
	    "proven import --type csv|jsonl %s", wish->file);
}

static const struct err *
check_wish(const struct wish *wish)
{
	if (wish->recorded && !wish->history)
		return err_new(ERR_USAGE,
		    _("--as-recorded goes with --history only"));
	if (wish->history && wish->map != NULL)
		return err_new(ERR_USAGE, _("a history has no mapping: its "
		    "events have one form"));
	if (wish->history && wish->type != NULL &&
	    strcmp(wish->type, "csv") == 0)
		return err_new(ERR_USAGE,
		    _("a history is read from JSON Lines, not from CSV"));
	if (wish->map != NULL && strcmp(wish->map, "-") == 0 &&
	    strcmp(wish->file, "-") == 0)
		return err_new(ERR_USAGE,
		    _("standard input cannot be both file and mapping"));
	return NULL;
}

static const struct err *
read_mapping(struct mapping **out, const char *path)
{
	const struct err *err;
	struct str text = STR_INIT;

	if (path == NULL) {
		*out = mapping_plain();
		return NULL;
	}
	err = file_read(&text, path, MAPPING_MAX);
	if (err == NULL)
		err = mapping_read(out, text.ptr, text.len, path);
	str_release(&text);
	return err;
}

static const struct err *
prepare(struct import *import, const struct wish *wish)
{
	const struct err *err;

	import->history = wish->history;
	import->recorded = wish->recorded;
	import->skip = wish->skip;
	import->dry = wish->dry;
	if (wish->ids != NULL && !ids_parse(&import->ids, wish->ids))
		BUG("the words of --ids");
	if ((err = read_type(&import->type, wish)))
		return err;
	if (!wish->history &&
	    (err = read_mapping(&import->mapping, wish->map)))
		return err;
	if (import->mapping != NULL && wish->ids != NULL)
		mapping_make_ids(import->mapping, import->ids);
	return source_open(&import->source, wish->file);
}

static void
release(struct import *import)
{
	progress_end(import->progress);
	mapping_free(import->mapping);
	source_close(&import->source);
}

static const struct err *
go_through(struct import *import)
{
	return import->history ? import_history(import) :
	    import_snapshot(import);
}

/* "299 projects", "957 projects and 1802 transitions". */
static char *
count_text(const struct import *import)
{
	char *projects = xasprintf(ngettext("%zu project", "%zu projects",
	    (unsigned long)import->made), import->made);
	char *steps, *text;

	if (!import->history)
		return projects;
	steps = xasprintf(ngettext("%zu transition", "%zu transitions",
	    (unsigned long)import->moved), import->moved);
	text = xasprintf(_("%s and %s"), projects, steps);
	free(projects);
	free(steps);
	return text;
}

/* A snapshot is one commit; a history has made its own. */
static void
say(const struct import *import, struct change *change)
{
	char *what;

	if (import->history || import->made == 0)
		return;
	what = xasprintf("import: %zu project%s from %s", import->made,
	    import->made == 1 ? "" : "s", import->source.base);
	change_say(change, NULL, what, NULL, &import->actor);
	free(what);
}

static const struct err *
put_all(struct change *change, struct snapshot *tip, void *arg)
{
	struct import *import = arg;
	const struct err *err;

	if ((err = import_begin(import, change, tip)))
		return err;
	if (*snapshot_projects_tree(tip) == '\0' &&
	    import_estimate(import) > IMPORT_MANY)
		change_set_depth(change, 2);
	if ((err = go_through(import)))
		return err;
	say(import, change);
	return NULL;
}

static void
tell_skipped(const struct import *import)
{
	size_t n = import->skipped.n;

	for (size_t i = 0; i < n; i++)
		session_warn(import->session, _("skipped: %s"),
		    import->skipped.items[i]);
	if (n > 0)
		session_note(import->session, ngettext(
		    "%zu of %zu rows was skipped",
		    "%zu of %zu rows were skipped", (unsigned long)n), n,
		    import->rows);
}

/* What the file has and the tracker has not. */
static void
tell_left(const struct import *import)
{
	char *keys;

	if (import->histories > 0)
		session_note(import->session, ngettext(
		    "the history of %zu project stays behind: here it begins "
		    "anew", "the histories of %zu projects stay behind: here "
		    "they begin anew", (unsigned long)import->histories),
		    import->histories);
	if (import->others.n == 0)
		return;
	keys = strs_join(&import->others, ", ");
	session_note(import->session, _("left out, being the other system's "
	    "own: %s"), keys);
	free(keys);
}

static void
tell(struct import *import, const char *commit)
{
	struct session *session = import->session;
	struct table *done;
	char *count = count_text(import);

	tell_skipped(import);
	tell_left(import);
	if (*commit == '\0')
		session_note(session, _("nothing to import in '%s'"),
		    import->source.name);
	else if (import->history)
		session_note(session, _("%s from '%s', each a commit"),
		    count, import->source.name);
	else
		session_note(session, _("%s from '%s' in one commit"),
		    count, import->source.name);
	done = done_new();
	if (*commit != '\0')
		done_row(done, NULL, "import", NULL, NULL, commit);
	done_print(done, session);
	free(count);
}

static const struct err *
carry_out(struct import *import)
{
	const struct err *err;
	struct change_options options = { false, false, false, false };
	char commit[COMMIT_HEX + 1] = "";

	options.bulk = import->history ||
	    import_estimate(import) > IMPORT_SEVERAL;
	err = store_change(import->session->store, &options, put_all, import,
	    commit);
	progress_end(import->progress);
	import->progress = NULL;
	if (err == NULL)
		tell(import, commit);
	return err;
}

/* What would end the import, or the sum of it. */
static const struct err *
verdict(const struct import *import)
{
	size_t bad = import->skip ? 0 : import->skipped.n;

	if (import->refused > 0)
		return err_new(ERR_REFUSED, ngettext(
		    "%zu of %zu rows would be refused",
		    "%zu of %zu rows would be refused",
		    (unsigned long)import->refused), import->refused,
		    import->rows);
	if (bad > 0)
		return err_mend(err_new(ERR_DATA, ngettext(
		    "%zu of %zu rows cannot be imported",
		    "%zu of %zu rows cannot be imported",
		    (unsigned long)bad), bad, import->rows),
		    _("--skip-invalid leaves such rows out"));
	return NULL;
}

static const struct err *
rehearse(struct import *import)
{
	struct session *session = import->session;
	const struct err *err;
	char *count;

	if ((err = import_begin(import, NULL, session->tip)))
		return err;
	if ((err = go_through(import)))
		return err;
	progress_end(import->progress);
	import->progress = NULL;
	table_print(import->fates.table, &session->out);
	tell_left(import);
	if ((err = verdict(import)))
		return err;
	count = count_text(import);
	session_note(session, _("%s would be imported"), count);
	free(count);
	return NULL;
}

static const struct err *
import_file(struct session *session, const struct wish *wish)
{
	const struct err *err;
	struct import import;

	memset(&import, 0, sizeof(import));
	import.session = session;
	if ((err = check_wish(wish)))
		return err;
	if ((err = prepare(&import, wish)))
		goto done;
	import.progress = progress_begin(_("importing, KiB"),
	    import.source.size / 1024, session->quiet);
	err = import.dry ? rehearse(&import) : carry_out(&import);
done:
	import_end(&import);
	release(&import);
	return err;
}

static const struct err *
run(struct session *session, int argc, char **argv)
{
	const struct err *err;
	struct wish wish;
	const struct opt opts[] = {
		{ OPT_TEXT, 0, "map", &wish.map, N_("MAP"), NULL,
		    N_("the mapping file: which column goes where (JSON); "
		    "without it headings are field paths") },
		{ OPT_CHOICE, 0, "ids", &wish.ids, N_("WAY"), ids_words,
		    N_("how ids are made from those of the file (default: as "
		    "the mapping says, else keep)") },
		{ OPT_CHOICE, 0, "type", &wish.type, N_("TYPE"), "csv|jsonl",
		    N_("what the file is, if its name does not say") },
		{ OPT_FLAG, 0, "history", &wish.history, NULL, NULL,
		    N_("the file holds events: each becomes a commit with its "
		    "own author and date, and is judged") },
		{ OPT_FLAG, 0, "as-recorded", &wish.recorded, NULL, NULL,
		    N_("with --history: record what happened without judging "
		    "it (admins only)") },
		{ OPT_FLAG, 0, "skip-invalid", &wish.skip, NULL, NULL,
		    N_("leave out bad rows and list them, instead of stopping "
		    "at the first") },
		{ OPT_FLAG, 0, "dry-run", &wish.dry, NULL, NULL,
		    N_("say what would become of each row; change nothing") },
		OPT_END
	};

	memset(&wish, 0, sizeof(wish));
	if ((err = opt_parse(session, opts, &argc, &argv)))
		return err;
	if ((err = opt_operands(session, argc, 1, 1)))
		return err;
	wish.file = argv[0];
	return import_file(session, &wish);
}
