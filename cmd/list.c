#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/damaged.h"
#include "cmd/label.h"
#include "cmd/list_table.h"
#include "cmd/opt.h"
#include "cmd/out/term.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"

static const struct err *run(struct session *, int, char **);

const struct cmd cmd_list = {
	"list", N_("[QUERY...]"), N_("the projects that match"),
	CMD_STORE | CMD_TRACKER | CMD_CACHE | CMD_PAGER, run
};

/* What was asked. */
struct request {
	bool all, count;
	const char *columns, *sort;
	int64_t limit;
	int argc;
	char **argv;
};

static const struct err *run_query(struct session *,
    const struct request *);
static const struct err *query_make(struct session *,
    const struct request *, bool all, struct query **);
static const struct err *print_count(struct session *,
    const struct query *);
static const struct err *note_rest(struct session *, const struct request *,
    const struct query *, size_t n);

static const struct err *
run(struct session *session, int argc, char **argv)
{
	struct request request = { .limit = -1 };
	const struct opt opts[] = {
		{ OPT_FLAG, 'a', "all", &request.all, NULL, NULL,
		    N_("projects in final stages as well") },
		{ OPT_TEXT, 'c', "columns", &request.columns, N_("NAMES"),
		    NULL, N_("the columns to show, separated by commas; "
		    "'help' lists them and says how to query them") },
		{ OPT_TEXT, 's', "sort", &request.sort, N_("NAMES"), NULL,
		    N_("the columns to sort by, separated by commas; "
		    "'-NAME' reverses the order") },
		{ OPT_NUMBER, 'n', "limit", &request.limit, N_("N"), NULL,
		    N_("show the first N only") },
		{ OPT_FLAG, 0, "count", &request.count, NULL, NULL,
		    N_("print how many there are, and nothing else") },
		OPT_QUERY,
		OPT_END
	};
	const struct err *err;

	if ((err = opt_parse(session, opts, &argc, &argv)))
		return err;
	if (request.columns != NULL && strcmp(request.columns, "help") == 0) {
		listing_help(session);
		return NULL;
	}
	request.argc = argc;
	request.argv = argv;
	return run_query(session, &request);
}

static const struct err *
run_query(struct session *session, const struct request *request)
{
	struct listing *listing = NULL;
	struct query *query = NULL;
	const struct err *err;
	size_t n;

	if ((err = query_make(session, request, request->all, &query)))
		goto done;
	if (request->sort != NULL &&
	    (err = query_sort(query, request->sort)))
		goto done;
	if ((err = listing_new(&listing, session, request->columns, query,
	    request->limit)))
		goto done;
	if (request->count)
		err = print_count(session, query);
	else if ((err = listing_print(listing, query, request->limit,
	    &n)) == NULL)
		err = note_rest(session, request, query, n);
	if (err == NULL)
		err = damaged_report(session, NULL);
done:
	listing_free(listing);
	query_free(query);
	return err;
}

/* Who the user is matters only where it is asked. */
static bool
asks_for_me(const struct request *request)
{
	for (int i = 0; i < request->argc; i++)
		if (strstr(request->argv[i], "@me") != NULL ||
		    strstr(request->argv[i], "mine") != NULL)
			return true;
	return false;
}

static const struct err *
query_make(struct session *session, const struct request *request, bool all,
    struct query **out)
{
	struct query_context context = { .tracker = session->tracker,
	    .cache = session->cache };
	const struct err *err;
	char *me = NULL;

	if ((err = session_today(session, &context.today)))
		return err;
	if (asks_for_me(request) && (err = session_me(session, &me)))
		return err;
	context.me = me;
	if (label_wanted(session))
		context.lang = session->out.lang;
	err = query_parse(out, (const char *const *)request->argv,
	    (size_t)request->argc, all, &context);
	free(me);
	return err;
}

/* ---- --count ---- */

static void
emit_count(struct session *session, int64_t count)
{
	struct emit *emit = emit_begin(&session->out, "count");

	emit_integer(emit, "count", count);
	emit_end(emit);
}

static const struct err *
print_count(struct session *session, const struct query *query)
{
	static const struct column columns[] = {
		{ "count", CELL_INTEGER, 0, N_("Count"), NULL }
	};
	const struct err *err;
	struct table *table;
	int64_t count;
	char line[32];

	if ((err = cache_count(session->cache, query, &count)))
		return err;
	if (session->out.format == OUT_TABLE) {
		snprintf(line, sizeof(line), "%" PRId64 "\n", count);
		out_text(&session->out, line);
	} else if (session->out.format == OUT_JSON) {
		emit_count(session, count);
	} else {
		table = table_new("counts", columns, COUNT(columns));
		table_row(table);
		table_integer(table, 0, count);
		table_print(table, &session->out);
		table_free(table);
	}
	return NULL;
}

/* ---- What the table does not say ---- */

/* A line below a table on a terminal, where no program reads it. */
static void
add_line(struct session *session, const char *text)
{
	out_text(&session->out, term_paint(&session->out, PAINT_DIM));
	out_text(&session->out, text);
	out_text(&session->out, term_plain(&session->out, PAINT_DIM));
	out_text(&session->out, "\n");
}

static const struct err *
count_hidden(struct session *session, const struct request *request,
    const struct query *query, int64_t *hidden)
{
	struct query *whole = NULL;
	int64_t open, all;
	const struct err *err;

	*hidden = 0;
	if (!query_hides_final(query))
		return NULL;
	if ((err = query_make(session, request, true, &whole)))
		return err;
	if ((err = cache_count(session->cache, query, &open)) == NULL &&
	    (err = cache_count(session->cache, whole, &all)) == NULL)
		*hidden = all - open;
	query_free(whole);
	return err;
}

static void
note_none(struct session *session, const struct request *request,
    int64_t hidden)
{
	if (request->argc > 0 || hidden > 0)
		session_note(session, "%s", _("no project matches"));
	else
		session_note(session, "%s\n  proven new '%s'",
		    _("no projects yet; make one:"), _("TITLE"));
}

static const struct err *
note_rest(struct session *session, const struct request *request,
    const struct query *query, size_t n)
{
	struct out *out = &session->out;
	const struct err *err;
	int64_t hidden;
	char *text;

	if (out->format != OUT_TABLE || session->quiet ||
	    (!out->tty && n > 0))
		return NULL;
	if ((err = count_hidden(session, request, query, &hidden)))
		return err;
	if (n == 0 && request->limit != 0)
		note_none(session, request, hidden);
	if (hidden == 0)
		return NULL;
	text = xasprintf(ngettext(
	    "%zu in a final stage is not shown; --all",
	    "%zu in final stages are not shown; --all",
	    (unsigned long)hidden), (size_t)hidden);
	if (n > 0)
		add_line(session, text);
	else
		session_note(session, "%s", text);
	free(text);
	return NULL;
}
