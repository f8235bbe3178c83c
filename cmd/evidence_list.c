#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/change.h"
#include "cmd/evidence.h"
#include "cmd/label.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/evidence.h"

/* What there is, for people and for programs. */

char *
evidence_size(int64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	int64_t tenths = bytes * 10;
	size_t i = 0;

	if (bytes < 1024)
		return xasprintf("%" PRId64 " B", bytes);
	for (tenths = (tenths + 512) / 1024; tenths >= 10240 &&
	    i + 1 < COUNT(units); i++)
		tenths = (tenths + 512) / 1024;
	return xasprintf("%" PRId64 ".%" PRId64 " %s", tenths / 10,
	    tenths % 10, units[i]);
}

const char *
evidence_where(const struct evidence *evidence)
{
	if (evidence->path != NULL)
		return evidence->path;
	if (evidence->url != NULL)
		return evidence->url;
	return evidence->doi != NULL ? evidence->doi : "";
}

const char *
evidence_name(const struct evidence *evidence)
{
	const char *where = evidence_where(evidence), *slash;

	if (evidence->title != NULL)
		return evidence->title;
	slash = evidence->path != NULL ? strrchr(where, '/') : NULL;
	return slash != NULL ? slash + 1 : where;
}

enum { KEY, KIND, TITLE, WHERE, SIZE };

static const struct column for_people[] = {
	[KEY] = { "key", CELL_TEXT, 0, N_("Key"), NULL },
	[KIND] = { "kind", CELL_TEXT, COLUMN_WRAP, N_("Kind"), NULL },
	[TITLE] = { "title", CELL_TEXT, COLUMN_WRAP, N_("Title"), NULL },
	[WHERE] = { "where", CELL_TEXT, COLUMN_WRAP, N_("Where"), NULL },
	[SIZE] = { "size", CELL_TEXT, COLUMN_RIGHT, N_("Size"), NULL },
};

static void
row_for_people(struct session *session, struct table *table,
    const struct evidence *evidence)
{
	char *size = evidence->bytes >= 0 ? evidence_size(evidence->bytes) :
	    NULL;

	table_text(table, KEY, evidence->key);
	table_text(table, KIND, label_code(session, "evidence_kind",
	    evidence->kind));
	table_text(table, TITLE, evidence->title);
	table_text(table, WHERE, evidence_where(evidence));
	table_text(table, SIZE, size);
	free(size);
}

static const struct column for_programs[] = {
	{ "key", CELL_TEXT, 0, NULL, NULL },
	{ "kind", CELL_TEXT, 0, NULL, NULL },
	{ "title", CELL_TEXT, 0, NULL, NULL },
	{ "path", CELL_TEXT, 0, NULL, NULL },
	{ "url", CELL_TEXT, 0, NULL, NULL },
	{ "doi", CELL_TEXT, 0, NULL, NULL },
	{ "sha256", CELL_TEXT, 0, NULL, NULL },
	{ "bytes", CELL_INTEGER, 0, NULL, NULL },
	{ "added", CELL_TEXT, 0, NULL, NULL },
	{ "by", CELL_TEXT, 0, NULL, NULL },
	{ "relied_on", CELL_INTEGER, 0, NULL, NULL },
};

static void
row_for_programs(struct table *table, const struct record *record,
    const struct evidence *evidence)
{
	const char *const texts[] = { evidence->key, evidence->kind,
		evidence->title, evidence->path, evidence->url,
		evidence->doi, evidence->sha256 };
	int64_t seq = evidence_relied_on(record, evidence->key, NULL);
	size_t i;

	for (i = 0; i < COUNT(texts); i++)
		table_text(table, i, texts[i]);
	if (evidence->bytes >= 0)
		table_integer(table, i, evidence->bytes);
	table_text(table, i + 1, evidence->added);
	table_text(table, i + 2, evidence->by);
	if (seq > 0)
		table_integer(table, i + 3, seq);
}

void
evidence_list(struct session *session, const struct record *record)
{
	bool people = label_wanted(session);
	struct table *table = table_new("evidence", people ? for_people :
	    for_programs, people ? COUNT(for_people) : COUNT(for_programs));
	struct evidence *items;
	size_t n;

	items = record_evidence(record, &n);
	for (size_t i = 0; i < n; i++) {
		table_row(table);
		if (people)
			row_for_people(session, table, &items[i]);
		else
			row_for_programs(table, record, &items[i]);
	}
	table_print(table, &session->out);
	table_free(table);
	if (n == 0)
		session_note(session, _("'%s' has no evidence"),
		    record_id(record));
	free(items);
}

enum { DONE_KEY = DONE_MORE, DONE_PATH, DONE_SHA256 };

static const struct column done_columns[] = {
	DONE_COLUMNS,
	{ "key", CELL_TEXT, 0, N_("Key"), NULL },
	{ "path", CELL_TEXT, 0, N_("Path"), NULL },
	{ "sha256", CELL_TEXT, 0, N_("SHA-256"), NULL },
};

void
evidence_done(struct session *session, const char *verb, const char *id,
    const struct evidence *evidence, const char *commit)
{
	struct table *table = table_new("changes", done_columns,
	    COUNT(done_columns));
	char *what = xasprintf("evidence %s", verb);

	done_row(table, id, what, NULL, NULL, commit);
	table_text(table, DONE_KEY, evidence->key);
	table_text(table, DONE_PATH, evidence->path);
	table_text(table, DONE_SHA256, evidence->sha256);
	done_print(table, session);
	free(what);
}
