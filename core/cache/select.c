#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/cache/cache.h"
#include "core/cache/column.h"
#include "core/cache/db.h"
#include "core/cache/query.h"

static const struct err *
prepare(struct cache *cache, const struct query *query, const char *sql,
    sqlite3_stmt **out)
{
	const struct err *err = db_prepare(cache->db, out, sql);
	int used;

	if (err != NULL)
		return err;
	/* Not every statement uses the last of them. */
	used = sqlite3_bind_parameter_count(*out);
	for (int i = 0; i < used && (size_t)i < query->n; i++) {
		const struct bound *bound = &query->bounds[i];

		if (bound->text != NULL)
			sqlite3_bind_text(*out, i + 1, bound->text, -1,
			    SQLITE_STATIC);
		else
			sqlite3_bind_int64(*out, i + 1, bound->number);
	}
	return NULL;
}

static void
add_column(struct str *sql, const struct query *query, size_t i)
{
	bool words = list_columns[i].type == LIST_WORDS;

	if (sql->len > strlen("SELECT "))
		str_add(sql, ", ");
	if (words)
		str_add(sql, "trim(");
	query_column(query, sql, i);
	if (words)
		str_add(sql, ", char(10))");
}

static char *
select_text(const struct query *query, const size_t *columns, size_t n,
    int64_t limit)
{
	struct str sql = STR_INIT;

	str_add(&sql, "SELECT ");
	for (size_t i = 0; i < n; i++)
		add_column(&sql, query, columns[i]);
	str_addf(&sql, " FROM projects WHERE %s ORDER BY ",
	    query->where.ptr);
	if (query->order.len > 0)
		str_addf(&sql, "%s, id, path", query->order.ptr);
	else
		str_add(&sql, "since DESC, id, path");
	str_addf(&sql, " LIMIT %lld", (long long)(limit < 0 ? -1 : limit));
	return str_take(&sql);
}

/* A row as text; TIMES has room for one time a column. */
static void
row_read(sqlite3_stmt *stmt, const size_t *columns, size_t n,
    const char **values, char (*times)[TIME_SIZE])
{
	for (size_t i = 0; i < n; i++) {
		int column = (int)i;

		values[i] = (const char *)sqlite3_column_text(stmt, column);
		if (values[i] == NULL ||
		    list_columns[columns[i]].type != LIST_TIME)
			continue;
		time_format(times[i], sqlite3_column_int64(stmt, column));
		values[i] = times[i];
	}
}

const struct err *
cache_select(struct cache *cache, const struct query *query,
    const size_t *columns, size_t n, int64_t limit, cache_row_fn fn,
    void *arg)
{
	char *sql = select_text(query, columns, n, limit);
	char (*times)[TIME_SIZE] = xcalloc(n + 1, sizeof(*times));
	const char **values = xcalloc(n + 1, sizeof(*values));
	sqlite3_stmt *stmt = NULL;
	const struct err *err;
	int rc = SQLITE_DONE;

	err = prepare(cache, query, sql, &stmt);
	while (err == NULL && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		row_read(stmt, columns, n, values, times);
		err = fn(arg, values);
	}
	if (err == NULL && rc != SQLITE_DONE)
		err = db_err(cache->db);
	sqlite3_finalize(stmt);
	free(values);
	free(times);
	free(sql);
	return err;
}

const struct err *
cache_count(struct cache *cache, const struct query *query, int64_t *count)
{
	char *sql = xasprintf("SELECT count(*) FROM projects WHERE %s",
	    query->where.ptr);
	sqlite3_stmt *stmt = NULL;
	const struct err *err = prepare(cache, query, sql, &stmt);

	if (err == NULL && sqlite3_step(stmt) == SQLITE_ROW)
		*count = sqlite3_column_int64(stmt, 0);
	else if (err == NULL)
		err = db_err(cache->db);
	sqlite3_finalize(stmt);
	free(sql);
	return err;
}
