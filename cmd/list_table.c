#include "cmd/list_table.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/label.h"
#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"

/*
 * The table being made.  Beside the columns shown, some are read for what
 * they say about others: the currency of money, whether a day is past.
 */
struct listing {
	struct session *session;
	struct table *table;
	struct column *columns; /* of the table */
	size_t *picked;         /* of list_columns[] */
	size_t n, n_read, cap;
};

/* ---- Columns ---- */

/* Text that is never cut: what a next command takes. */
static bool
is_whole(const char *name)
{
	static const char *const names[] = { "id", "code", "path" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static struct column
column_of(const struct listing *listing, const struct list_column *from)
{
	bool people = label_wanted(listing->session);
	bool json = listing->session->out.format == OUT_JSON ||
	    listing->session->out.format == OUT_JSONL;
	struct column column = { from->name, CELL_TEXT, 0, from->label,
	    from->help };

	switch (from->type) {
	case LIST_TEXT:
		column.flags = is_whole(from->name) ? COLUMN_WHOLE :
		    COLUMN_CUT;
		break;
	case LIST_INTEGER:
		column.type = CELL_INTEGER;
		break;
	case LIST_DATE:
		column.type = CELL_DATE;
		break;
	case LIST_TIME:
		column.type = people ? CELL_DATE : CELL_TIME;
		break;
	case LIST_MONEY:
		column.type = json ? CELL_INTEGER : CELL_TEXT;
		column.flags = COLUMN_RIGHT;
		break;
	case LIST_WORDS:
		column.type = CELL_LIST;
		column.flags = COLUMN_CUT;
		break;
	case LIST_YESNO:
		column.type = CELL_BOOL;
		break;
	}
	return column;
}

static bool
has_picked(const struct listing *listing, size_t i)
{
	for (size_t k = 0; k < listing->n_read; k++)
		if (listing->picked[k] == i)
			return true;
	return false;
}

static void
add_picked(struct listing *listing, size_t i)
{
	GROW(listing->picked, listing->n_read, listing->cap);
	listing->picked[listing->n_read++] = i;
}

static const struct err *
pick_named(struct listing *listing, const char *names)
{
	struct strs list = STRS_INIT;
	const struct err *err = NULL;
	size_t column;

	strs_split(&list, names, ',');
	for (size_t i = 0; err == NULL && i < list.n; i++) {
		if ((err = list_column_find(&column, list.items[i])))
			break;
		if (has_picked(listing, column))
			err = err_new(ERR_USAGE, _("column '%s' is named "
			    "twice"), list.items[i]);
		else
			add_picked(listing, column);
	}
	strs_release(&list);
	return err;
}

/* Read as well, but not shown. */
static const struct err *
pick_hidden(struct listing *listing, const char *name)
{
	const struct err *err;
	size_t column;

	if ((err = list_column_find(&column, name)))
		return err;
	if (!has_picked(listing, column))
		add_picked(listing, column);
	return NULL;
}

/* Amounts mean nothing to a program without their currency. */
static const struct err *
pick_currency(struct listing *listing)
{
	bool shown = !label_wanted(listing->session);
	const struct err *err;

	for (size_t i = 0; i < listing->n; i++)
		if (list_columns[listing->picked[i]].type == LIST_MONEY) {
			err = pick_hidden(listing, "currency");
			if (shown)
				listing->n = listing->n_read;
			return err;
		}
	return NULL;
}

static const struct err *
mark_present(void *arg, const char *const *values)
{
	bool *present = arg;

	for (size_t i = 0; i < n_list_columns; i++)
		present[i] = present[i] || values[i] != NULL;
	return NULL;
}

/*
 * People need not see that nobody has said anything yet: of the columns
 * that come by themselves, those with nothing in them stay away.
 */
static const struct err *
pick_default(struct listing *listing, const struct query *query,
    int64_t limit)
{
	size_t *every = xcalloc(n_list_columns, sizeof(*every));
	bool *present = xcalloc(n_list_columns, sizeof(*present));
	const struct err *err = NULL;

	for (size_t i = 0; i < n_list_columns; i++) {
		every[i] = i;
		present[i] = !label_wanted(listing->session);
	}
	if (label_wanted(listing->session))
		err = cache_select(listing->session->cache, query, every,
		    n_list_columns, limit, mark_present, present);
	for (size_t i = 0; i < n_list_columns; i++)
		if (list_columns[i].by_default && present[i])
			add_picked(listing, i);
	/* An empty table has a heading all the same, in Markdown. */
	if (listing->n_read == 0)
		for (size_t i = 0; i < n_list_columns; i++)
			if (list_columns[i].by_default)
				add_picked(listing, i);
	free(present);
	free(every);
	return err;
}

static const struct err *
pick(struct listing *listing, const char *names, const struct query *query,
    int64_t limit)
{
	const struct err *err;

	if (names != NULL)
		err = pick_named(listing, names);
	else
		err = pick_default(listing, query, limit);
	if (err != NULL)
		return err;
	listing->n = listing->n_read;
	if ((err = pick_currency(listing)) == NULL)
		err = pick_hidden(listing, "overdue");
	return err;
}

void
listing_free(struct listing *listing)
{
	if (listing == NULL)
		return;
	table_free(listing->table);
	free(listing->columns);
	free(listing->picked);
	free(listing);
}

const struct err *
listing_new(struct listing **out, struct session *session,
    const char *names, const struct query *query, int64_t limit)
{
	struct listing *listing = xcalloc(1, sizeof(*listing));
	const struct err *err;

	listing->session = session;
	if ((err = pick(listing, names, query, limit))) {
		listing_free(listing);
		return err;
	}
	listing->columns = xcalloc(listing->n, sizeof(*listing->columns));
	for (size_t i = 0; i < listing->n; i++)
		listing->columns[i] = column_of(listing,
		    &list_columns[listing->picked[i]]);
	listing->table = table_new("projects", listing->columns,
	    listing->n);
	*out = listing;
	return NULL;
}

/* ---- Rows ---- */

static const char *
value_of(const struct listing *listing, const char *const *values,
    const char *name)
{
	for (size_t i = 0; i < listing->n_read; i++)
		if (strcmp(list_columns[listing->picked[i]].name, name) == 0)
			return values[i];
	return NULL;
}

/* A text for people: a label where there is one. */
static const char *
label_of(const struct listing *listing, const struct list_column *column,
    const char *text)
{
	const struct session *session = listing->session;

	if (!label_wanted(session))
		return text;
	if (strcmp(column->name, "stage") == 0)
		return label_stage(session, text);
	if (strcmp(column->name, "lead") == 0 ||
	    strcmp(column->name, "team") == 0)
		return label_person(session, text);
	return label_code(session, column->vocabulary, text);
}

static void
put_money(struct listing *listing, size_t i, const char *const *values)
{
	const char *currency = value_of(listing, values, "currency");
	int64_t minor;
	char *text;

	if (!integer_parse(values[i], &minor))
		return;
	if (listing->columns[i].type == CELL_INTEGER) {
		table_integer(listing->table, i, minor);
		return;
	}
	text = money_format(minor,
	    currency_digits(currency != NULL ? currency : "CNY"));
	table_text(listing->table, i, text);
	free(text);
}

static void
put_words(struct listing *listing, size_t i,
    const struct list_column *column, const char *value)
{
	struct strs words = STRS_INIT, labels = STRS_INIT;

	strs_split(&words, value, '\n');
	for (size_t k = 0; k < words.n; k++)
		strs_add(&labels, label_of(listing, column,
		    words.items[k]));
	table_list(listing->table, i, &labels);
	strs_release(&words);
	strs_release(&labels);
}

static void
put_time(struct listing *listing, size_t i, const char *value)
{
	int64_t seconds;
	char *day;

	if (listing->columns[i].type == CELL_TIME) {
		if (time_parse(value, &seconds))
			table_time(listing->table, i, seconds);
		return;
	}
	day = xstrndup(value, DATE_SIZE - 1);
	table_text(listing->table, i, day);
	free(day);
}

static void
put_value(struct listing *listing, size_t i, const char *const *values)
{
	const struct list_column *column = &list_columns[listing->picked[i]];
	int64_t number;

	if (values[i] == NULL)
		return;
	switch (column->type) {
	case LIST_TEXT:
		table_text(listing->table, i,
		    label_of(listing, column, values[i]));
		break;
	case LIST_INTEGER:
		if (integer_parse(values[i], &number))
			table_integer(listing->table, i, number);
		break;
	case LIST_DATE:
		table_text(listing->table, i, values[i]);
		break;
	case LIST_TIME:
		put_time(listing, i, values[i]);
		break;
	case LIST_MONEY:
		put_money(listing, i, values);
		break;
	case LIST_WORDS:
		put_words(listing, i, column, values[i]);
		break;
	case LIST_YESNO:
		table_bool(listing->table, i, strcmp(values[i], "yes") == 0);
		break;
	}
}

static void
paint_row(struct listing *listing, const char *const *values)
{
	const char *overdue = value_of(listing, values, "overdue");

	for (size_t i = 0; i < listing->n; i++) {
		const char *name = list_columns[listing->picked[i]].name;

		if (strcmp(name, "due") == 0 && overdue != NULL &&
		    strcmp(overdue, "yes") == 0)
			table_paint(listing->table, i, PAINT_BAD);
	}
}

static const struct err *
add_row(void *arg, const char *const *values)
{
	struct listing *listing = arg;

	table_row(listing->table);
	for (size_t i = 0; i < listing->n; i++)
		put_value(listing, i, values);
	paint_row(listing, values);
	return NULL;
}

const struct err *
listing_print(struct listing *listing, const struct query *query,
    int64_t limit, size_t *n)
{
	const struct err *err = cache_select(listing->session->cache, query,
	    listing->picked, listing->n_read, limit, add_row, listing);

	if (err == NULL)
		table_print(listing->table, &listing->session->out);
	*n = table_rows(listing->table);
	return err;
}

/* ---- Help ---- */

enum { COL_NAME, COL_TYPE, COL_DEFAULT, COL_HELP };

static const struct column help_columns[] = {
	[COL_NAME] = { "name", CELL_TEXT, 0, N_("Column"), NULL },
	[COL_TYPE] = { "type", CELL_TEXT, 0, N_("Type"), NULL },
	[COL_DEFAULT] = { "default", CELL_BOOL, 0, N_("Shown"), NULL },
	[COL_HELP] = { "help", CELL_TEXT, COLUMN_WRAP, N_("What it is"),
	    NULL },
};

static const char *const type_names[] = {
	[LIST_TEXT] = N_("text"), [LIST_INTEGER] = N_("number"),
	[LIST_DATE] = N_("date"), [LIST_TIME] = N_("time"),
	[LIST_MONEY] = N_("money"), [LIST_WORDS] = N_("words"),
	[LIST_YESNO] = N_("yes or no"),
};

/* A query, and what it asks. */
static const struct {
	const char *term, *text;
} examples[] = {
	{ "stage:idea", N_("in this stage") },
	{ "is:open", N_("not in a final stage; also active, paused, final, "
	    "unknown (to the workflow), overdue, mine") },
	{ "direction:a,b", N_("one of these") },
	{ "-tag:a", N_("not this") },
	{ "trl>=4", N_("numbers, dates, times and money are compared by "
	    "= != < <= > >=") },
	{ "due<+30d", N_("days: 2026-12-31, today, +30d, -6m, +1y") },
	{ "due:none", N_("absent; 'any' is present") },
	{ "title:film", N_("a part of a text; '=' is the whole of it") },
	{ "lead:@me", N_("you; else a handle, an address, or a part of a "
	    "name") },
	{ "film", N_("in title or summary; also 'text:film'") },
};

void
listing_help(struct session *session)
{
	struct table *table = table_new("columns", help_columns,
	    COUNT(help_columns));
	bool people = label_wanted(session);

	for (size_t i = 0; i < n_list_columns; i++) {
		const struct list_column *column = &list_columns[i];
		const char *type = type_names[column->type];

		table_row(table);
		table_text(table, COL_NAME, column->name);
		table_text(table, COL_TYPE, people ? _(type) : type);
		table_bool(table, COL_DEFAULT, column->by_default);
		table_text(table, COL_HELP, _(column->help));
	}
	if (!people) {
		table_print(table, &session->out);
		table_free(table);
		return;
	}
	doc_heading(&session->out, _("Columns"));
	doc_table(&session->out, table);
	table_free(table);
	doc_heading(&session->out, _("Queries: all of the terms given"));
	for (size_t i = 0; i < COUNT(examples); i++)
		doc_term(&session->out, examples[i].term, 15,
		    _(examples[i].text));
}
