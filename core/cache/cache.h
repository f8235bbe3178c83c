#ifndef PROVEN_CACHE_CACHE_H
#define PROVEN_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * The listed fields of every project and their history entries, in a
 * SQLite database in the private folder of the clone: disposable, keyed by
 * object ids, brought up to date by tree difference.  Wrong version,
 * damage, a foreign tracker or read-only media mean: rebuilt, or held in
 * memory.  One implementation of queries for all of these.
 */
struct snapshot;
struct store;
struct tracker;

struct cache;

/*
 * Open the cache for STORE and bring it up to TIP; both must outlive it.
 * STEP (may be NULL) is told how many records were read.  ERR_DATA never:
 * records that cannot be read are kept as damaged (cache_damaged).
 */
NODISCARD const struct err *cache_open(struct cache **out,
    struct store *, struct snapshot *tip,
    void (*step)(void *arg, size_t done), void *arg);
void cache_close(struct cache *);

/* ---- Columns: one table for `list`, its queries, sorting, completion ---- */

enum list_type { LIST_TEXT, LIST_INTEGER, LIST_DATE, LIST_TIME, LIST_MONEY,
	LIST_WORDS /* several values */, LIST_YESNO };

struct list_column {
	const char *name;      /* "trl" */
	enum list_type type;
	const char *vocabulary;/* whose labels people read; NULL */
	const char *label;     /* N_() */
	const char *help;      /* N_() */
	bool by_default;
};
extern const struct list_column list_columns[];
extern const size_t n_list_columns;
/* Index of NAME, singular or plural; ERR_USAGE with the near miss. */
NODISCARD const struct err *list_column_find(size_t *out, const char *name);

/* ---- Queries ---- */

struct query;

struct query_context {
	const struct tracker *tracker;
	const char *me;    /* handle or address, for "@me"; NULL: nobody */
	int64_t today;     /* days since the Epoch */
	const char *lang;  /* of titles in rows: "en", "zh"; NULL: as written */
	struct cache *cache; /* stages and codes that a project holds are
	                      * known as well; NULL: only the tracker's */
};

/*
 * TERMS are ANDed: "stage:verification", "trl>=4", "due<2026-12-31",
 * "direction:matter,life" (either), "-tag:x" (not), "lead:@me",
 * "is:overdue", "due:none" (absent), "due:any" (present), bare words, and
 * "text:words", in title and summary.  Without ALL and without a term that
 * asks for a stage, projects in a final stage are left out.
 * ERR_USAGE: unknown field, code, stage or operator, with the near miss.
 * CONTEXT need not outlive the call.
 */
NODISCARD const struct err *query_parse(struct query **out,
    const char *const *terms, size_t n, bool all,
    const struct query_context *);
void query_free(struct query *);

/* Whether projects in final stages are left out unasked. */
bool query_hides_final(const struct query *);

/* "trl", "-trl" (descending), several by comma; ERR_USAGE: near miss.
 * Without it the latest to move come first. */
NODISCARD const struct err *query_sort(struct query *, const char *spec);

/*
 * A row: VALUES[i] belongs to COLUMNS[i]; NULL is absent; LIST_WORDS have
 * one value a line ("a\nb"); LIST_MONEY is in minor units of the row's
 * currency; LIST_TIME is RFC 3339; LIST_YESNO is "yes" or "no".
 */
typedef const struct err *(*cache_row_fn)(void *arg,
    const char *const *values);
NODISCARD const struct err *cache_select(struct cache *,
    const struct query *, const size_t *columns, size_t n, int64_t limit,
    cache_row_fn, void *arg); /* LIMIT < 0: all */
NODISCARD const struct err *cache_count(struct cache *,
    const struct query *, int64_t *count);

/*
 * The id that WORD names by code or by unambiguous prefix of an id or
 * code; the caller frees.  ERR_NOTFOUND: none, the near miss named; or
 * several, at most ten of them listed with their titles.
 */
NODISCARD const struct err *cache_resolve(struct cache *, const char *word,
    char **id);
/* The other project that has CODE already; NULL; the caller frees. */
NODISCARD const struct err *cache_code_owner(struct cache *,
    const char *code, char **id);

/* ---- History entries, newest first ---- */

struct log_row {
	const char *id, *title;
	int64_t seq;
	const char *transition, *from, *to, *by, *code, *reason, *date;
	int64_t at;
	bool recorded, overridden;
	const char *title_en, *title_zh; /* translations; NULL: none */
};
typedef const struct err *(*cache_log_fn)(void *arg, const struct log_row *);
/* ID NULL: of all projects.  Newest first by time, then sequence. */
NODISCARD const struct err *cache_log(struct cache *, const char *id,
    int64_t limit, cache_log_fn, void *arg);

/* Records that could not be read: id, path, and why (as message). */
typedef const struct err *(*cache_damaged_fn)(void *arg, const char *id,
    const char *path, const char *why);
NODISCARD const struct err *cache_damaged(struct cache *, cache_damaged_fn,
    void *arg);

#endif
