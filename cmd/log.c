#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/damaged.h"
#include "cmd/label.h"
#include "cmd/log_rows.h"
#include "cmd/opt.h"
#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_log = {
	"log", N_("[ID]"), N_("the transitions, newest first"),
	CMD_STORE | CMD_TRACKER | CMD_CACHE | CMD_PAGER, run
};

static const struct err *log_print(struct session *, const char *id,
    int64_t limit, bool commits);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	bool commits = false;
	int64_t limit = -1;
	const struct opt opts[] = {
		{ OPT_FLAG, 0, "commits", &commits, NULL, NULL,
		    N_("show the commit that added each entry, its author, "
		    "and how strong the proof is: signed, authored or "
		    "claimed") },
		{ OPT_NUMBER, 'n', "limit", &limit, N_("N"), NULL,
		    N_("show the newest N only") },
		OPT_END
	};
	const struct err *err;
	char *id = NULL;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		goto done;
	if ((err = opt_operands(session, argc, 0, 1)))
		goto done;
	if (argc > 0 && (err = session_resolve(session, argv[0], &id)))
		goto done;
	if ((err = log_print(session, id, limit, commits)))
		goto done;
	err = damaged_report(session, id);
done:
	free(id);
	return err;
}

/* ---- Columns ---- */

enum cell_of { AT, DAY, ID, TITLE, SEQ, TRANSITION, FROM, TO, BY, CODE,
	REASON, DATE, RECORDED, OVERRIDDEN, COMMIT, AUTHOR, EMAIL, AUTHORED,
	STRENGTH, N_CELLS };

/* Who sees a column: programs, people who ask for all, or for one. */
enum { PROGRAMS = 1, ALL = 2, ONE = 4, COMMITS = 8 };

static const struct {
	struct column column;
	unsigned shown; /* with COMMITS: only with --commits */
} cells[N_CELLS] = {
	[AT] = { { "at", CELL_TIME, 0, N_("Time"), NULL }, PROGRAMS | ONE },
	[DAY] = { { "day", CELL_DATE, 0, N_("Date"), NULL }, ALL },
	[ID] = { { "id", CELL_TEXT, COLUMN_WHOLE, N_("Id"), NULL },
	    PROGRAMS | ALL },
	[TITLE] = { { "title", CELL_TEXT, COLUMN_CUT, N_("Title"), NULL },
	    PROGRAMS | ALL },
	[SEQ] = { { "seq", CELL_INTEGER, 0, N_("No."), NULL }, PROGRAMS },
	[TRANSITION] = { { "transition", CELL_TEXT, COLUMN_CUT,
	    N_("Transition"), NULL }, PROGRAMS | ALL | ONE },
	[FROM] = { { "from", CELL_TEXT, COLUMN_CUT, N_("From"), NULL },
	    PROGRAMS | ONE },
	[TO] = { { "to", CELL_TEXT, COLUMN_CUT, N_("To"), NULL },
	    PROGRAMS | ALL | ONE },
	[BY] = { { "by", CELL_TEXT, COLUMN_CUT, N_("By"), NULL },
	    PROGRAMS | ALL | ONE },
	[CODE] = { { "code", CELL_TEXT, COLUMN_CUT, N_("Code"), NULL },
	    PROGRAMS },
	[REASON] = { { "reason", CELL_TEXT, COLUMN_WRAP, N_("Reason"),
	    NULL }, PROGRAMS | ONE },
	[DATE] = { { "date", CELL_DATE, 0, N_("Decided"), NULL }, PROGRAMS },
	[RECORDED] = { { "recorded", CELL_BOOL, 0, N_("Recorded"), NULL },
	    PROGRAMS },
	[OVERRIDDEN] = { { "overridden", CELL_BOOL, 0, N_("Overridden"),
	    NULL }, PROGRAMS },
	[COMMIT] = { { "commit", CELL_TEXT, COLUMN_WHOLE, N_("Commit"), NULL },
	    PROGRAMS | ALL | ONE | COMMITS },
	[AUTHOR] = { { "author_name", CELL_TEXT, COLUMN_CUT, N_("Author"),
	    NULL }, PROGRAMS | COMMITS },
	[EMAIL] = { { "author_email", CELL_TEXT, COLUMN_CUT, N_("Author"),
	    NULL }, PROGRAMS | ALL | ONE | COMMITS },
	[AUTHORED] = { { "author_date", CELL_TIME, 0, N_("Author date"),
	    NULL }, PROGRAMS | COMMITS },
	[STRENGTH] = { { "strength", CELL_TEXT, 0, N_("Proof"), NULL },
	    PROGRAMS | ALL | ONE | COMMITS },
};

/* The columns of one table. */
struct picked {
	struct column columns[N_CELLS];
	enum cell_of cells[N_CELLS];
	size_t n;
};

/* Then people need not read twice who it was. */
static bool
all_theirs(const struct log_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		if (!lines->items[i].theirs)
			return false;
	return true;
}

static void
pick(struct picked *picked, const struct log_lines *lines, unsigned who,
    bool commits)
{
	picked->n = 0;
	for (int i = 0; i < N_CELLS; i++) {
		if (!(cells[i].shown & who) ||
		    (cells[i].shown & COMMITS && !commits))
			continue;
		/* With a commit beside it there is no room for these. */
		if (commits && who != PROGRAMS && (i == REASON ||
		    i == TITLE || i == FROM ||
		    (i == EMAIL && all_theirs(lines))))
			continue;
		picked->columns[picked->n] = cells[i].column;
		picked->cells[picked->n++] = (enum cell_of)i;
	}
}

/* ---- Rows ---- */

enum { SHORT_COMMIT = 8 };

static void
put_commit(struct session *session, struct table *table, size_t i,
    const char *commit)
{
	char *text = xstrdup0(commit);

	if (text != NULL && label_wanted(session))
		text[SHORT_COMMIT] = '\0';
	table_text(table, i, text);
	free(text);
}

static void
put_day(struct table *table, size_t i, int64_t at)
{
	char day[DATE_SIZE];

	date_format(day, days_between(0, at));
	table_text(table, i, day);
}

static const char *
text_of(struct session *session, const struct log_line *line,
    enum cell_of cell)
{
	bool people = label_wanted(session);

	switch (cell) {
	case ID:
		return line->id;
	case TITLE:
		return line->title;
	case TRANSITION:
		return people ? label_transition(session, line->transition)
		    : line->transition;
	case FROM:
		return people ? label_stage(session, line->from) : line->from;
	case TO:
		return people ? label_stage(session, line->to) : line->to;
	case BY:
		return people ? label_person(session, line->by) : line->by;
	case CODE:
		return line->code;
	case REASON:
		return people && line->remark != NULL ? line->remark
		    : line->reason;
	case DATE:
		return line->date;
	case AUTHOR:
		return line->author_name;
	case EMAIL:
		return people && line->theirs ? NULL
		    : line->author_email;
	default:
		return line->strength;
	}
}

static void
put_cell(struct session *session, struct table *table, size_t i,
    enum cell_of cell, const struct log_line *line)
{
	switch (cell) {
	case AT:
		table_time(table, i, line->at);
		break;
	case DAY:
		put_day(table, i, line->at);
		break;
	case SEQ:
		table_integer(table, i, line->seq);
		break;
	case RECORDED:
		table_bool(table, i, line->recorded);
		break;
	case OVERRIDDEN:
		table_bool(table, i, line->overridden);
		break;
	case COMMIT:
		put_commit(session, table, i, line->commit);
		break;
	case AUTHORED:
		if (line->commit != NULL)
			table_time(table, i, line->author_when);
		break;
	default:
		table_text(table, i, text_of(session, line, cell));
		break;
	}
}

static void
print(struct session *session, const struct log_lines *lines,
    const struct picked *picked)
{
	struct table *table = table_new("transitions", picked->columns,
	    picked->n);

	for (size_t row = 0; row < lines->n; row++) {
		table_row(table);
		for (size_t i = 0; i < picked->n; i++)
			put_cell(session, table, i, picked->cells[i],
			    &lines->items[row]);
	}
	table_print(table, &session->out);
	table_free(table);
}

static const struct err *
log_print(struct session *session, const char *id, int64_t limit,
    bool commits)
{
	struct log_lines lines = LOG_LINES_INIT;
	struct picked picked;
	const struct err *err;
	unsigned who = id != NULL ? ONE : ALL;

	if (!label_wanted(session))
		who = PROGRAMS;
	if ((err = log_lines_read(&lines, session, id, limit)))
		goto done;
	if (commits && (err = log_lines_find(&lines, session, id)))
		goto done;
	pick(&picked, &lines, who, commits);
	print(session, &lines, &picked);
	if (lines.n == 0 && limit != 0 && label_wanted(session))
		session_note(session, "%s", _("no transitions yet"));
done:
	log_lines_release(&lines);
	return err;
}
