#include "core/cache/db.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/cache/column.h"

/*
 * To be raised when what is kept changes in meaning.  A change of columns
 * shows by itself: the text that makes the tables is kept as well.
 */
enum { CACHE_VERSION = 1 };

/*
 * Projects are keyed by path, not by id: two files may claim one id, and
 * then both are there.  Entries are keyed by their place, not by their
 * sequence number, which a damaged history may hold twice.
 */
static char *
tables_text(void)
{
	struct str out = STR_INIT;

	str_addf(&out, "-- %d\n", CACHE_VERSION);
	str_add(&out,
	    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
	    " WITHOUT ROWID;\n"
	    "CREATE TABLE projects (pid INTEGER PRIMARY KEY,"
	    " damaged INTEGER NOT NULL, search TEXT, title_en TEXT,"
	    " title_zh TEXT, lead_name TEXT, scale INTEGER");
	for (size_t i = 0; i < n_list_columns; i++)
		if (cache_columns[i].fill != NULL)
			str_addf(&out, ", \"%s\"", list_columns[i].name);
	str_add(&out, ");\n"
	    "CREATE TABLE entries (pid INTEGER NOT NULL, n INTEGER NOT NULL,"
	    " seq INTEGER, at INTEGER, transition TEXT, \"from\" TEXT,"
	    " \"to\" TEXT, by TEXT, code TEXT, reason TEXT, date TEXT,"
	    " recorded INTEGER, overridden INTEGER, PRIMARY KEY (pid, n))"
	    " WITHOUT ROWID;\n");
	return str_take(&out);
}

static const char indexes[] =
    "CREATE UNIQUE INDEX projects_path ON projects (path);"
    "CREATE INDEX projects_id ON projects (id);"
    "CREATE INDEX projects_code ON projects (code)"
    " WHERE code IS NOT NULL;"
    "CREATE INDEX projects_since ON projects (since DESC, id);"
    "CREATE INDEX entries_at ON entries (at DESC, seq DESC);";

static const struct err *
meta_set(struct sqlite3 *db, const char *key, const char *value)
{
	const struct err *err;
	sqlite3_stmt *stmt;

	if ((err = db_prepare(db, &stmt,
	    "INSERT OR REPLACE INTO meta VALUES (?, ?)")) != NULL)
		return err;
	sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, value, -1, SQLITE_STATIC);
	err = db_step(db, stmt);
	sqlite3_finalize(stmt);
	return err;
}

/* NULL: no such key, or no such table. */
static char *
meta_get(struct sqlite3 *db, const char *key)
{
	char *value = NULL;
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(db, "SELECT value FROM meta WHERE key = ?",
	    -1, &stmt, NULL) != SQLITE_OK)
		return NULL;
	sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = xstrdup0((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return value;
}

const struct err *
schema_create(struct sqlite3 *db)
{
	char *text = tables_text();
	const struct err *err = db_run(db, text);

	if (err == NULL)
		err = meta_set(db, "tables", text);
	free(text);
	return err;
}

const struct err *
schema_index(struct sqlite3 *db)
{
	return db_run(db, indexes);
}

bool
schema_is_ours(struct sqlite3 *db)
{
	char *ours = tables_text(), *theirs = meta_get(db, "tables");
	bool same = theirs != NULL && strcmp(ours, theirs) == 0;

	free(theirs);
	free(ours);
	return same;
}

char *
schema_tree(struct sqlite3 *db)
{
	return meta_get(db, "tree");
}

const struct err *
schema_set_tree(struct sqlite3 *db, const char *tree)
{
	return meta_set(db, "tree", tree);
}
