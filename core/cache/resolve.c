#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/cache/cache.h"
#include "core/cache/db.h"

enum { CANDIDATES_SHOWN = 10, NEAR_SHOWN = 3 };

/* Projects that a word may mean. */
struct candidates {
	struct strs ids, titles;
	size_t n; /* all of them, those not kept as well */
};

#define CANDIDATES_INIT { STRS_INIT, STRS_INIT, 0 }

static void
candidates_release(struct candidates *found)
{
	strs_release(&found->ids);
	strs_release(&found->titles);
	found->n = 0;
}

/* SQL has ?1 (WORD) and gives id and title. */
static const struct err *
find(struct cache *cache, struct candidates *found, const char *sql,
    const char *word)
{
	const struct err *err;
	sqlite3_stmt *stmt;
	int rc;

	if ((err = db_prepare(cache->db, &stmt, sql)) != NULL)
		return err;
	sqlite3_bind_text(stmt, 1, word, -1, SQLITE_STATIC);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *id, *title;

		if (found->n++ >= CANDIDATES_SHOWN)
			continue;
		id = (const char *)sqlite3_column_text(stmt, 0);
		title = (const char *)sqlite3_column_text(stmt, 1);
		strs_add(&found->ids, id);
		strs_add(&found->titles, title != NULL ? title : "");
	}
	if (rc != SQLITE_DONE)
		err = db_err(cache->db);
	sqlite3_finalize(stmt);
	return err;
}

/* The first of these that finds anything decides.  No id has a byte above
 * '~', no code one above the last code point. */
static const char *const ways[] = {
	"SELECT id, max(title) FROM projects WHERE id = ?1 GROUP BY id",
	"SELECT id, max(title) FROM projects WHERE code = ?1 GROUP BY id",
	"SELECT id, max(title) FROM (SELECT id, title FROM projects"
	" WHERE id >= ?1 AND id < ?1 || '~'"
	" UNION SELECT id, title FROM projects"
	" WHERE code >= ?1 AND code < ?1 || char(1114111))"
	" GROUP BY id ORDER BY id",
};

static const struct err *
add_candidates(const struct err *err, const struct candidates *found,
    size_t max)
{
	for (size_t i = 0; i < found->ids.n && i < max; i++)
		err = err_mend(err, "%s  %s", found->ids.items[i],
		    found->titles.items[i]);
	if (found->n > max)
		err = err_mend(err, _("and %zu more"), found->n - max);
	return err;
}

static const struct err *
ambiguous(const char *word, const struct candidates *found)
{
	const struct err *err = err_new(ERR_NOTFOUND,
	    _("'%s' is not one project but %zu"), word, found->n);

	return add_candidates(err, found, CANDIDATES_SHOWN);
}

/* The id or code that is nearest to WORD; the caller frees. */
static const struct err *
nearest(struct cache *cache, const char *word, char **out)
{
	struct strs names = STRS_INIT;
	const struct err *err;
	sqlite3_stmt *stmt;

	*out = NULL;
	if ((err = db_prepare(cache->db, &stmt, "SELECT id FROM projects "
	    "UNION SELECT code FROM projects WHERE code IS NOT NULL")) !=
	    NULL)
		return err;
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(stmt, 0);

		strs_add(&names, name);
		if (*out == NULL && strcasecmp(name, word) == 0)
			*out = xstrdup(name);
	}
	sqlite3_finalize(stmt);
	if (*out == NULL)
		*out = xstrdup0(str_nearest(word,
		    (const char *const *)names.items, names.n));
	strs_release(&names);
	return NULL;
}

static const struct err *
not_found(struct cache *cache, const char *word)
{
	struct candidates found = CANDIDATES_INIT;
	const struct err *err;
	char *near = NULL, *folded = utf8_fold(word);

	if ((err = nearest(cache, word, &near)) == NULL && near == NULL)
		err = find(cache, &found, "SELECT id, title FROM projects"
		    " WHERE instr(search, ?1) ORDER BY id", folded);
	if (err == NULL) {
		err = err_new(ERR_NOTFOUND, _("no project '%s'"), word);
		if (near != NULL)
			err = err_mend(err, _("did you mean '%s'?"), near);
		else if (found.n > 0)
			err = add_candidates(err_mend(err,
			    _("its title or summary has the word:")),
			    &found, NEAR_SHOWN);
		else
			err = err_mend(err, "proven list --all");
	}
	candidates_release(&found);
	free(folded);
	free(near);
	return err;
}

const struct err *
cache_resolve(struct cache *cache, const char *word, char **id)
{
	struct candidates found = CANDIDATES_INIT;
	const struct err *err = NULL;

	if (!utf8_valid(word, strlen(word)) || *word == '\0')
		return err_new(ERR_NOTFOUND, _("no project '%s'"), word);
	for (size_t i = 0; err == NULL && found.n == 0 && i < COUNT(ways);
	    i++)
		err = find(cache, &found, ways[i], word);
	if (err == NULL && found.n > 1)
		err = ambiguous(word, &found);
	else if (err == NULL && found.n == 0)
		err = not_found(cache, word);
	else if (err == NULL)
		*id = xstrdup(found.ids.items[0]);
	candidates_release(&found);
	return err;
}

const struct err *
cache_code_owner(struct cache *cache, const char *code, char **id)
{
	struct candidates found = CANDIDATES_INIT;
	const struct err *err = find(cache, &found, ways[1], code);

	*id = err == NULL && found.n > 0 ? xstrdup(found.ids.items[0]) : NULL;
	candidates_release(&found);
	return err;
}
