#include <sqlite3.h>
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/cache/db.h"
#include "core/model/record.h"
#include "core/store/store.h"

static const char *
text_at(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

static void
row_read(struct log_row *row, sqlite3_stmt *stmt)
{
	*row = (struct log_row){
		.id = text_at(stmt, 0), .title = text_at(stmt, 1),
		.title_en = text_at(stmt, 2), .title_zh = text_at(stmt, 3),
		.seq = sqlite3_column_int64(stmt, 4),
		.at = sqlite3_column_int64(stmt, 5),
		.transition = text_at(stmt, 6), .from = text_at(stmt, 7),
		.to = text_at(stmt, 8), .by = text_at(stmt, 9),
		.code = text_at(stmt, 10), .reason = text_at(stmt, 11),
		.date = text_at(stmt, 12),
		.recorded = sqlite3_column_int(stmt, 13) != 0,
		.overridden = sqlite3_column_int(stmt, 14) != 0,
	};
}

static const char log_text[] =
    "SELECT p.id, p.title, p.title_en, p.title_zh, e.seq, e.at,"
    " e.transition, e.\"from\", e.\"to\", e.by, e.code, e.reason, e.date,"
    " e.recorded, e.overridden"
    " FROM entries e JOIN projects p USING (pid)%s"
    " ORDER BY e.at DESC, e.seq DESC, p.id, e.n DESC LIMIT ?1";

const struct err *
cache_log(struct cache *cache, const char *id, int64_t limit,
    cache_log_fn fn, void *arg)
{
	char *sql = xasprintf(log_text, id != NULL ? " WHERE p.id = ?2" : "");
	const struct err *err;
	sqlite3_stmt *stmt;
	struct log_row row;
	int rc = SQLITE_DONE;

	err = db_prepare(cache->db, &stmt, sql);
	free(sql);
	if (err != NULL)
		return err;
	sqlite3_bind_int64(stmt, 1, limit < 0 ? -1 : limit);
	if (id != NULL)
		sqlite3_bind_text(stmt, 2, id, -1, SQLITE_STATIC);
	while (err == NULL && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		row_read(&row, stmt);
		err = fn(arg, &row);
	}
	if (err == NULL && rc != SQLITE_DONE)
		err = db_err(cache->db);
	sqlite3_finalize(stmt);
	return err;
}

/*
 * The message is not kept: it is in the language of whoever asks.
 */
static const struct err *
why_damaged(struct snapshot *tip, const char *path)
{
	enum { MAX = 64 << 20 };
	struct record *record = NULL;
	struct str text = STR_INIT;
	const struct err *err = snapshot_file(tip, path, MAX, &text);

	if (err == NULL)
		err = record_read(&record, text.ptr, text.len, path);
	record_free(record);
	str_release(&text);
	return err;
}

const struct err *
cache_damaged(struct cache *cache, cache_damaged_fn fn, void *arg)
{
	const struct err *err, *why;
	sqlite3_stmt *stmt;
	int rc = SQLITE_DONE;

	if ((err = db_prepare(cache->db, &stmt, "SELECT id, path FROM "
	    "projects WHERE damaged ORDER BY path")) != NULL)
		return err;
	while (err == NULL && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		why = why_damaged(cache->tip, text_at(stmt, 1));
		if (why != NULL)
			err = fn(arg, text_at(stmt, 0), text_at(stmt, 1),
			    why->msg);
	}
	if (err == NULL && rc != SQLITE_DONE)
		err = db_err(cache->db);
	sqlite3_finalize(stmt);
	return err;
}
