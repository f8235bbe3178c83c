#include "core/cache/db.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "core/base/i18n.h"
#include "core/base/utf8.h"

const struct err *
db_err(struct sqlite3 *db)
{
	return err_new(ERR_SYSTEM, _("the cache of projects: %s"),
	    sqlite3_errmsg(db));
}

/* Pages are used where they lie.  What is sorted is small; no temporary
 * files for it. */
static const char settings[] =
    "PRAGMA journal_mode = OFF;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA mmap_size = 1073741824;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;";

/* fold(text): as utf8_fold. */
static void
fold(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	const char *text = (const char *)sqlite3_value_text(argv[0]);

	(void)argc;
	if (text != NULL)
		sqlite3_result_text(context, utf8_fold(text), -1, free);
}

const struct err *
db_new(struct sqlite3 **out)
{
	const struct err *err = NULL;
	sqlite3 *db = NULL;

	/* A name that does not begin with '/' is shared with nobody. */
	if (sqlite3_open_v2("cache", &db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, "memdb") != SQLITE_OK)
		err = db_err(db);
	if (err == NULL && sqlite3_create_function_v2(db, "fold", 1,
	    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, fold,
	    NULL, NULL, NULL) != SQLITE_OK)
		err = db_err(db);
	if (err == NULL)
		err = db_run(db, settings);
	if (err != NULL) {
		sqlite3_close(db);
		return err;
	}
	*out = db;
	return NULL;
}

/*
 * It cannot grow beyond the room of the image; then the statement fails,
 * and the whole is made anew.
 */
const struct err *
db_from_image(struct sqlite3 **out, const struct image *image)
{
	const struct err *err;
	sqlite3 *db;

	if ((err = db_new(&db)) != NULL)
		return err;
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (sqlite3_deserialize(db, "main", image->ptr,
	    (sqlite3_int64)image->len, (sqlite3_int64)image->room, 0) !=
	    SQLITE_OK) {
		err = db_err(db);
		sqlite3_close(db);
		return err;
	}
	*out = db;
	return NULL;
}

const struct err *
db_run(struct sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_err(db);
	return NULL;
}

const struct err *
db_prepare(struct sqlite3 *db, struct sqlite3_stmt **out, const char *sql)
{
	if (sqlite3_prepare_v2(db, sql, -1, out, NULL) != SQLITE_OK)
		return db_err(db);
	return NULL;
}

const struct err *
db_step(struct sqlite3 *db, struct sqlite3_stmt *stmt)
{
	const struct err *err = NULL;

	if (sqlite3_step(stmt) != SQLITE_DONE)
		err = db_err(db);
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return err;
}
