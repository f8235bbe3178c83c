#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/import.h"
#include "cmd/out/progress.h"
#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/model/event.h"
#include "core/model/mapping.h"
#include "core/model/record.h"
#include "core/model/row.h"
#include "core/model/rule.h"
#include "core/model/tracker.h"
#include "core/store/store.h"

/* What a snapshot and a history have in common: one run over the file. */

/*
 * The columns of a dry run.  Two of them say little that the others do not,
 * and would leave no room for the reason on a terminal.
 */
static const struct fate_column {
	struct column column;
	bool programs; /* not for people */
} fate_columns[FATE_COLUMNS] = {
	[FATE_LINE] = { { "line", CELL_INTEGER, COLUMN_RIGHT, N_("Line"),
	    N_("line of the file") }, false },
	[FATE_COLUMN] = { { "column", CELL_INTEGER, COLUMN_RIGHT,
	    N_("Column"), N_("column of what is wrong there") }, true },
	[FATE_ID] = { { "id", CELL_TEXT, COLUMN_WHOLE, N_("Id"),
	    N_("the project") }, false },
	[FATE_WHAT] = { { "fate", CELL_TEXT, 0, N_("Fate"),
	    N_("create, move, skip or refused") }, false },
	[FATE_TRANSITION] = { { "transition", CELL_TEXT, 0,
	    N_("Transition"), N_("the transition taken") }, false },
	[FATE_FROM] = { { "from", CELL_TEXT, 0, N_("From"),
	    N_("stage before") }, true },
	[FATE_TO] = { { "to", CELL_TEXT, 0, N_("To"), N_("stage after") },
	    false },
	[FATE_REASON] = { { "reason", CELL_TEXT, COLUMN_WRAP, N_("Reason"),
	    N_("why the row is skipped or refused") }, false }
};

static const char *const fate_names[] = { "create", "move", "skip",
	"refused" };

static void
forget(struct import *import)
{
	seen_release(&import->ids_seen);
	seen_release(&import->codes_seen);
	seen_release(&import->originals);
	seen_release(&import->texts);
	strs_release(&import->skipped);
	strs_release(&import->others);
	actor_release(&import->actor);
	cache_close(import->cache);
	import->cache = NULL;
	import->rows = import->made = import->moved = 0;
	import->refused = import->histories = 0;
}

static void
begin_fates(struct fates *fates, enum out_format format)
{
	size_t n = 0;

	for (size_t i = 0; i < FATE_COLUMNS; i++) {
		bool hidden = fate_columns[i].programs &&
		    (format == OUT_TABLE || format == OUT_MARKDOWN);

		fates->place[i] = hidden ? FATE_COLUMNS : n;
		if (!hidden)
			fates->columns[n++] = fate_columns[i].column;
	}
	fates->table = table_new("rows", fates->columns, n);
}

static void
fate_text(struct fates *fates, enum fate_cell cell, const char *text)
{
	if (fates->place[cell] < FATE_COLUMNS)
		table_text(fates->table, fates->place[cell], text);
}

static void
fate_number(struct fates *fates, enum fate_cell cell, int64_t number)
{
	if (fates->place[cell] < FATE_COLUMNS)
		table_integer(fates->table, fates->place[cell], number);
}

const struct err *
import_begin(struct import *import, struct change *change,
    struct snapshot *tip)
{
	const struct err *err;

	forget(import);
	import->change = change;
	import->tip = tip;
	if ((err = snapshot_tracker(tip, &import->tracker)))
		return err;
	/* The error lives no longer than the tip. */
	if ((err = tracker_workflow(import->tracker, &import->workflow)))
		return err_new(err->code, "%s", err->msg);
	if ((err = actor_init(&import->actor, import->session->store,
	    import->tracker)))
		return err;
	if (import->dry)
		begin_fates(&import->fates, import->session->out.format);
	return NULL;
}

void
import_end(struct import *import)
{
	forget(import);
	table_free(import->fates.table);
	import->fates.table = NULL;
}

void
import_fate(struct import *import, const struct row *row, enum fate fate,
    const char *id, const char *transition, const char *from, const char *to)
{
	static const enum paint paints[] = { PAINT_GOOD, PAINT_GOOD,
		PAINT_WARN, PAINT_BAD };
	struct fates *fates = &import->fates;

	if (fates->table == NULL)
		return;
	table_row(fates->table);
	fate_number(fates, FATE_LINE, row->line);
	fate_text(fates, FATE_ID, id);
	fate_text(fates, FATE_WHAT, fate_names[fate]);
	table_paint(fates->table, fates->place[FATE_WHAT], paints[fate]);
	fate_text(fates, FATE_TRANSITION, transition);
	fate_text(fates, FATE_FROM, from);
	fate_text(fates, FATE_TO, to);
}

/*
 * What is wrong, in the row of the table that has the line already: the
 * first line of the message, and the column that it begins with.
 */
static void
tell_reason(struct fates *fates, const struct row *row, const char *message)
{
	static const enum fate_cell cells[] = { FATE_LINE, FATE_COLUMN };
	char *place = xasprintf("%s:", row->file);
	char *text;
	int64_t number;

	if (str_starts(message, place))
		message += strlen(place);
	free(place);
	for (size_t i = 0; i < COUNT(cells); i++) {
		size_t len = strspn(message, "0123456789");
		char *digits = xstrndup(message, len);

		if (message[len] == ':' && integer_parse(digits, &number)) {
			fate_number(fates, cells[i], number);
			message += len + 1;
		}
		free(digits);
	}
	message += strspn(message, " ");
	text = xstrndup(message, strcspn(message, "\n"));
	fate_text(fates, FATE_REASON, text);
	free(text);
}

const struct err *
import_unfit(struct import *import, const struct row *row, const char *id,
    const struct err *err)
{
	bool refused = err->code == ERR_REFUSED;

	if (err->code != ERR_DATA && !refused)
		return err;
	if (!import->dry && (refused || !import->skip))
		return err;
	if (refused)
		import->refused++;
	else
		strs_add(&import->skipped, err->msg);
	import_fate(import, row, refused ? FATE_REFUSED : FATE_SKIP, id,
	    NULL, NULL, NULL);
	if (import->fates.table != NULL)
		tell_reason(&import->fates, row, err->msg);
	return NULL;
}

bool
import_has(struct import *import, const char *id)
{
	return seen_line(&import->ids_seen, id) > 0 ||
	    snapshot_has(import->tip, id, NULL);
}

const struct err *
import_record(struct import *import, const char *id, struct record **out)
{
	const char *text;

	if (import->change != NULL)
		return change_record(import->change, id, out);
	text = seen_value(&import->texts, id);
	if (text != NULL)
		return record_read(out, text, strlen(text), id);
	return snapshot_record(import->tip, id, out);
}

const struct err *
import_put(struct import *import, const struct record *record)
{
	struct str text = STR_INIT;

	if (import->change != NULL)
		return change_put_record(import->change, record);
	/* Only a history asks for a record again. */
	if (import->history) {
		record_write(record, &text);
		seen_note(&import->texts, record_id(record), 1, text.ptr);
		str_release(&text);
	}
	return NULL;
}

const struct err *
import_code_owner(struct import *import, const char *code, char **id)
{
	const struct err *err;

	*id = NULL;
	if (*snapshot_projects_tree(import->tip) == '\0')
		return NULL;
	if (import->cache == NULL &&
	    (err = cache_open(&import->cache, import->session->store,
	    import->tip, NULL, NULL)))
		return err;
	return cache_code_owner(import->cache, code, id);
}

const struct err *
import_check(struct import *import, const struct record *record,
    const struct row *row, bool lenient)
{
	const struct err *err = NULL;
	struct findings findings = FINDINGS_INIT;
	int64_t line = row->line;
	int column = 1;

	record_check(record, import->tracker, &findings);
	for (size_t i = 0; i < findings.n && err == NULL; i++) {
		const struct finding *f = &findings.items[i];

		if (rule_severity(f->rule) != SEVERITY_ERROR ||
		    (lenient && f->rule == RULE_PV106))
			continue;
		if (import->mapping != NULL)
			mapping_place(import->mapping, row, f->path, &line,
			    &column);
		err = row_err(row, line, column, "%s [%s]", f->text,
		    rule_id(f->rule));
	}
	findings_release(&findings);
	return err;
}

/* The id of the project that ROW is about; NULL where it does not say. */
static char *
event_id(const struct row *row)
{
	struct strs others = STRS_INIT;
	struct event event;
	char *id = NULL;

	if (event_read(&event, row, &others) == NULL)
		id = xstrdup(event.id);
	event_release(&event);
	strs_release(&others);
	return id;
}

static void
count_row(struct import *import, const struct row *row,
    struct seen *names, size_t *n)
{
	char *id = NULL;

	if (!import->history) {
		++*n;
		return;
	}
	id = event_id(row);
	if (id != NULL && seen_line(names, id) == 0) {
		seen_note(names, id, row->line, NULL);
		++*n;
	}
	free(id);
}

/* Errors are found again, and told, by the run itself. */
size_t
import_estimate(struct import *import)
{
	struct seen names = SEEN_INIT;
	struct rows rows;
	struct row row;
	bool end = false;
	size_t n = 0;

	if (rows_open(&rows, &import->source, import->type,
	    import->mapping) == NULL)
		while (n <= IMPORT_MANY &&
		    rows_next(&rows, &row, &end) == NULL && !end)
			count_row(import, &row, &names, &n);
	rows_close(&rows);
	seen_release(&names);
	return n;
}

const struct err *
import_each(struct import *import,
    const struct err *(*fn)(struct import *, const struct row *))
{
	const struct err *err;
	struct rows rows;
	struct row row;
	bool end = false;

	err = rows_open(&rows, &import->source, import->type,
	    import->mapping);
	while (err == NULL &&
	    (err = rows_next(&rows, &row, &end)) == NULL && !end) {
		import->rows++;
		err = fn(import, &row);
		if (err == NULL)
			progress_step(import->progress,
			    import->source.done / 1024);
	}
	rows_close(&rows);
	return err;
}
