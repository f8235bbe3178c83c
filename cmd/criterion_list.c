#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/criterion.h"
#include "cmd/label.h"
#include "cmd/verdict.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/record.h"
#include "core/store/store.h"

/* All criteria of a project, as a table. */

/* ---- For people ---- */

enum { KEY, TRACK, MUST, ASKED, MEASURED, VERDICT };

static const struct column columns[] = {
	[KEY] = { "key", CELL_TEXT, 0, N_("Key"), NULL },
	[TRACK] = { "track", CELL_TEXT, COLUMN_WRAP, N_("Track"), NULL },
	[MUST] = { "must", CELL_TEXT, 0, N_("Must"), NULL },
	[ASKED] = { "criterion", CELL_TEXT, COLUMN_WRAP, N_("Criterion"),
	    NULL },
	[MEASURED] = { "measured", CELL_TEXT, COLUMN_WRAP, N_("Measured"),
	    NULL },
	[VERDICT] = { "verdict", CELL_TEXT, 0, N_("Verdict"), NULL },
};

static void
add_owned(struct table *table, size_t column, char *text)
{
	table_text(table, column, text);
	free(text);
}

/* "resolution <= 50 nm"; without a metric, what is claimed; the caller
 * frees. */
static char *
asked_text(const struct criterion *c)
{
	const char *what = c->metric != NULL ? c->metric : c->claim;
	char *asked = criterion_asked(c), *text;

	if (what == NULL)
		return asked;
	if (asked == NULL ||
	    (c->metric == NULL && comparator_targets(c->comparator) == 0))
		text = xstrdup(what);
	else
		text = xasprintf("%s%s %s", what, c->metric != NULL ? "" :
		    ":", asked);
	free(asked);
	return text;
}

static void
people_row(struct session *session, struct table *table,
    const struct criterion *c)
{
	enum verdict verdict = verdict_of(c);

	table_row(table);
	table_text(table, KEY, c->key);
	table_text(table, TRACK, label_code(session, "track", c->track));
	table_text(table, MUST, c->must ? _("must") : _("should"));
	add_owned(table, ASKED, asked_text(c));
	add_owned(table, MEASURED, criterion_measured(c));
	add_owned(table, VERDICT, verdict_text(verdict));
	table_paint(table, VERDICT, verdict_paint(verdict));
}

/* ---- For programs ---- */

enum { P_ID, P_KEY, P_TRACK, P_MUST, P_CLAIM, P_METRIC, P_COMPARATOR,
	P_TARGET, P_TARGET_HIGH, P_UNIT, P_RULE, P_GUARD, P_METHOD, P_TESTER,
	P_VALUE, P_UNCERTAINTY, P_K, P_N, P_DATE, P_BY, P_EVIDENCE,
	P_VERDICT, P_SLACK, P_REASON, P_WAIVED_BY };

static const struct column all_columns[] = {
	[P_ID] = { "id", CELL_TEXT, 0, NULL, NULL },
	[P_KEY] = { "key", CELL_TEXT, 0, NULL, NULL },
	[P_TRACK] = { "track", CELL_TEXT, 0, NULL, NULL },
	[P_MUST] = { "must", CELL_BOOL, 0, NULL, NULL },
	[P_CLAIM] = { "claim", CELL_TEXT, 0, NULL, NULL },
	[P_METRIC] = { "metric", CELL_TEXT, 0, NULL, NULL },
	[P_COMPARATOR] = { "comparator", CELL_TEXT, 0, NULL, NULL },
	[P_TARGET] = { "target", CELL_TEXT, 0, NULL, NULL },
	[P_TARGET_HIGH] = { "target_high", CELL_TEXT, 0, NULL, NULL },
	[P_UNIT] = { "unit", CELL_TEXT, 0, NULL, NULL },
	[P_RULE] = { "rule", CELL_TEXT, 0, NULL, NULL },
	[P_GUARD] = { "guard", CELL_TEXT, 0, NULL, NULL },
	[P_METHOD] = { "method", CELL_TEXT, 0, NULL, NULL },
	[P_TESTER] = { "tester", CELL_TEXT, 0, NULL, NULL },
	[P_VALUE] = { "value", CELL_TEXT, 0, NULL, NULL },
	[P_UNCERTAINTY] = { "uncertainty", CELL_TEXT, 0, NULL, NULL },
	[P_K] = { "k", CELL_TEXT, 0, NULL, NULL },
	[P_N] = { "n", CELL_INTEGER, 0, NULL, NULL },
	[P_DATE] = { "date", CELL_DATE, 0, NULL, NULL },
	[P_BY] = { "by", CELL_TEXT, 0, NULL, NULL },
	[P_EVIDENCE] = { "evidence", CELL_LIST, 0, NULL, NULL },
	[P_VERDICT] = { "verdict", CELL_TEXT, 0, NULL, NULL },
	[P_SLACK] = { "slack", CELL_TEXT, 0, NULL, NULL },
	[P_REASON] = { "reason", CELL_TEXT, 0, NULL, NULL },
	[P_WAIVED_BY] = { "waived_by", CELL_TEXT, 0, NULL, NULL },
};

static void
add_repetitions(struct table *table, const struct record *record,
    const char *key)
{
	char *path = xasprintf("criteria.%s.measured.n", key);
	int64_t n;

	if (record_integer(record, path, &n))
		table_integer(table, P_N, n);
	free(path);
}

static void
program_row(struct table *table, const struct record *record,
    const struct criterion *c)
{
	const struct {
		size_t column;
		const char *text;
	} cells[] = {
		{ P_ID, record_id(record) }, { P_KEY, c->key },
		{ P_TRACK, c->track }, { P_CLAIM, c->claim },
		{ P_METRIC, c->metric }, { P_COMPARATOR, c->comparator },
		{ P_TARGET, c->target }, { P_TARGET_HIGH, c->target_high },
		{ P_UNIT, c->unit }, { P_RULE, c->rule },
		{ P_GUARD, c->guard }, { P_METHOD, c->method },
		{ P_TESTER, c->tester }, { P_VALUE, c->value },
		{ P_UNCERTAINTY, c->uncertainty }, { P_K, c->k },
		{ P_DATE, c->date }, { P_BY, c->by },
		{ P_REASON, c->waiver_reason },
		{ P_WAIVED_BY, c->waiver_by },
	};
	enum verdict verdict = verdict_of(c);

	table_row(table);
	for (size_t i = 0; i < COUNT(cells); i++)
		table_text(table, cells[i].column, cells[i].text);
	table_bool(table, P_MUST, c->must);
	add_repetitions(table, record, c->key);
	table_list(table, P_EVIDENCE, &c->evidence);
	if (verdict != VERDICT_COUNT)
		table_text(table, P_VERDICT, verdict_names[verdict]);
	add_owned(table, P_SLACK, criterion_slack(c));
}

/* ---- Both ---- */

static struct table *
make_table(struct session *session, const struct record *record)
{
	bool people = label_wanted(session);
	struct table *table = people ? table_new("criteria", columns,
	    COUNT(columns)) : table_new("criteria", all_columns,
	    COUNT(all_columns));
	struct strs keys = STRS_INIT;
	struct criterion c;

	record_keys(record, "criteria", &keys);
	for (size_t i = 0; i < keys.n; i++) {
		if (!criterion_get(&c, record, keys.items[i]))
			continue;
		if (people)
			people_row(session, table, &c);
		else
			program_row(table, record, &c);
		criterion_release(&c);
	}
	strs_release(&keys);
	return table;
}

const struct err *
criterion_list(struct session *session, const char *id)
{
	const struct err *err;
	struct record *record = NULL;
	struct table *table;
	char *summary;

	if ((err = snapshot_record(session->tip, id, &record)))
		return err;
	table = make_table(session, record);
	summary = verdict_summary(record);
	if (!label_wanted(session)) {
		table_print(table, &session->out);
	} else if (summary != NULL) {
		doc_table(&session->out, table);
		doc_para(&session->out, summary);
	}
	if (summary == NULL)
		session_note(session, _("'%s' has no criteria: proven "
		    "criterion add %s --claim '…'"), id, id);
	free(summary);
	table_free(table);
	record_free(record);
	return NULL;
}
