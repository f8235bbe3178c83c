#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/cache/column.h"
#include "core/cache/db.h"
#include "core/cache/extract.h"
#include "core/model/record.h"

/* Statements that are used again for each record. */
enum statement { DROP_ENTRIES, DROP_PROJECT, PUT_PROJECT, PUT_ENTRY,
	STATEMENTS };

struct fill {
	struct sqlite3 *db;
	bool fresh;
	sqlite3_stmt *stmts[STATEMENTS];
};

/* The parameters of PUT_PROJECT before those of the columns. */
enum { SLOT_DAMAGED = 1, SLOT_SEARCH, SLOT_TITLE_EN, SLOT_TITLE_ZH,
	SLOT_LEAD_NAME, SLOT_SCALE, SLOT_COLUMNS };

static char *
put_project_text(void)
{
	struct str out = STR_INIT;
	size_t n = SLOT_COLUMNS - 1;

	str_add(&out, "INSERT INTO projects (damaged, search, title_en, "
	    "title_zh, lead_name, scale");
	for (size_t i = 0; i < n_list_columns; i++)
		if (cache_columns[i].fill != NULL) {
			str_addf(&out, ", \"%s\"", list_columns[i].name);
			n++;
		}
	str_add(&out, ") VALUES (?");
	for (size_t i = 1; i < n; i++)
		str_add(&out, ", ?");
	str_add(&out, ")");
	return str_take(&out);
}

const struct err *
fill_begin(struct fill **out, struct sqlite3 *db, bool fresh)
{
	struct fill *fill = xcalloc(1, sizeof(*fill));
	char *put_project = put_project_text();
	const char *texts[STATEMENTS] = {
		[DROP_ENTRIES] = "DELETE FROM entries WHERE pid IN "
		    "(SELECT pid FROM projects WHERE path = ?)",
		[DROP_PROJECT] = "DELETE FROM projects WHERE path = ?",
		[PUT_PROJECT] = put_project,
		[PUT_ENTRY] = "INSERT INTO entries VALUES "
		    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	};
	const struct err *err = NULL;

	fill->db = db;
	fill->fresh = fresh;
	for (int i = 0; err == NULL && i < STATEMENTS; i++)
		err = db_prepare(db, &fill->stmts[i], texts[i]);
	free(put_project);
	if (err != NULL) {
		fill_free(fill);
		return err;
	}
	*out = fill;
	return NULL;
}

void
fill_free(struct fill *fill)
{
	if (fill == NULL)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(fill->stmts[i]);
	free(fill);
}

static const struct err *
drop(struct fill *fill, const char *path)
{
	static const enum statement order[] = { DROP_ENTRIES, DROP_PROJECT };
	const struct err *err = NULL;

	for (size_t i = 0; err == NULL && !fill->fresh &&
	    i < COUNT(order); i++) {
		sqlite3_stmt *stmt = fill->stmts[order[i]];

		sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC);
		err = db_step(fill->db, stmt);
	}
	return err;
}

static void
bind(sqlite3_stmt *stmt, int slot, const char *text)
{
	sqlite3_bind_text(stmt, slot, text, -1, SQLITE_STATIC);
}

static bool
record_has_at(const struct record *record, size_t i, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "history.%zu.%s", i, name);
	return record_has(record, path);
}

static const struct err *
put_entry(struct fill *fill, const struct extract *x, size_t i,
    int64_t project)
{
	const struct entry *entry = &x->entries[i];
	sqlite3_stmt *stmt = fill->stmts[PUT_ENTRY];

	sqlite3_bind_int64(stmt, 1, project);
	sqlite3_bind_int64(stmt, 2, (sqlite3_int64)i);
	sqlite3_bind_int64(stmt, 3, entry->seq);
	sqlite3_bind_int64(stmt, 4, entry->at);
	bind(stmt, 5, entry->transition);
	bind(stmt, 6, entry->from);
	bind(stmt, 7, entry->to);
	bind(stmt, 8, entry->by);
	bind(stmt, 9, entry->code);
	bind(stmt, 10, entry->reason);
	bind(stmt, 11, entry->date);
	sqlite3_bind_int(stmt, 12, record_has_at(x->record, i, "recorded"));
	sqlite3_bind_int(stmt, 13, record_has_at(x->record, i, "override"));
	return db_step(fill->db, stmt);
}

static const struct err *
put_project(struct fill *fill, struct extract *x)
{
	sqlite3_stmt *stmt = fill->stmts[PUT_PROJECT];
	const struct record *record = x->record;

	x->stmt = stmt;
	sqlite3_bind_int(stmt, SLOT_DAMAGED, 0);
	x->slot = SLOT_SEARCH;
	extract_search(x);
	bind(stmt, SLOT_TITLE_EN, record_text(record,
	    "translations.en.title"));
	bind(stmt, SLOT_TITLE_ZH, record_text(record,
	    "translations.zh.title"));
	bind(stmt, SLOT_LEAD_NAME, record_text(record, "lead.name"));
	x->slot = SLOT_SCALE;
	extract_scale(x);
	x->slot = SLOT_COLUMNS;
	for (size_t i = 0; i < n_list_columns; i++)
		if (cache_columns[i].fill != NULL) {
			cache_columns[i].fill(x, cache_columns[i].path);
			x->slot++;
		}
	return db_step(fill->db, stmt);
}

static const struct err *
put_record(struct fill *fill, const struct record *record, const char *id,
    const char *path)
{
	struct extract x = { .id = id, .path = path, .record = record };
	struct entry *entries = record_history(record, &x.n_entries);
	const struct err *err;
	int64_t project;

	x.entries = entries;
	err = put_project(fill, &x);
	project = sqlite3_last_insert_rowid(fill->db);
	for (size_t i = 0; err == NULL && i < x.n_entries; i++)
		err = put_entry(fill, &x, i, project);
	free(entries);
	return err;
}

const struct err *
fill_put(struct fill *fill, const char *id, const char *path,
    const char *text, size_t len)
{
	struct record *record = NULL;
	const struct err *err = drop(fill, path);

	if (err != NULL || text == NULL)
		return err;
	if (record_read(&record, text, len, path) != NULL)
		return fill_damaged(fill, id, path);
	err = put_record(fill, record, id, path);
	record_free(record);
	return err;
}

/* `id` and `path` are the only columns that such a row has. */
const struct err *
fill_damaged(struct fill *fill, const char *id, const char *path)
{
	struct extract x = { .id = id, .path = path };
	const struct err *err = drop(fill, path);

	if (err != NULL)
		return err;
	x.stmt = fill->stmts[PUT_PROJECT];
	sqlite3_bind_int(x.stmt, SLOT_DAMAGED, 1);
	x.slot = SLOT_COLUMNS;
	for (size_t i = 0; i < n_list_columns; i++) {
		if (cache_columns[i].fill == extract_id ||
		    cache_columns[i].fill == extract_path)
			cache_columns[i].fill(&x, NULL);
		x.slot += cache_columns[i].fill != NULL;
	}
	return db_step(fill->db, x.stmt);
}
