#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/cache/column.h"
#include "core/cache/db.h"
#include "core/cache/query.h"
#include "core/model/field.h"
#include "core/model/tracker.h"
#include "core/model/vocabulary.h"
#include "core/model/workflow.h"

/* So many codes are listed where no near miss is found. */
enum { CODES_SHOWN = 12 };

bool
cache_holds(struct cache *cache, size_t i, const char *value)
{
	bool words = list_columns[i].type == LIST_WORDS;
	char *sql = xasprintf(words
	    ? "SELECT 1 FROM projects WHERE instr(\"%s\", "
	      "char(10) || ?1 || char(10)) LIMIT 1"
	    : "SELECT 1 FROM projects WHERE \"%s\" = ?1 LIMIT 1",
	    list_columns[i].name);
	sqlite3_stmt *stmt;
	bool holds;

	if (cache == NULL ||
	    sqlite3_prepare_v2(cache->db, sql, -1, &stmt, NULL) !=
	    SQLITE_OK) {
		free(sql);
		return false;
	}
	sqlite3_bind_text(stmt, 1, value, -1, SQLITE_STATIC);
	holds = sqlite3_step(stmt) == SQLITE_ROW;
	sqlite3_finalize(stmt);
	free(sql);
	return holds;
}

static bool
same_text(const char *a, const char *b)
{
	char *left, *right;
	bool same;

	if (a == NULL || b == NULL)
		return false;
	left = utf8_fold(a);
	right = utf8_fold(b);
	same = strcmp(left, right) == 0;
	free(left);
	free(right);
	return same;
}

/* VALUE is none of NAMES: say which it may have been. */
static const struct err *
unknown(const struct parse *parse, const char *what, const char *value,
    const char *const *names, size_t n)
{
	const struct err *err = parse_err(parse, _("unknown %s '%s'"), what,
	    value);
	const char *near = str_nearest(value, names, n);
	struct str all = STR_INIT;

	if (near != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	for (size_t i = 0; i < n && i < CODES_SHOWN; i++)
		str_addf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
	if (n > CODES_SHOWN)
		str_add(&all, ", …");
	if (n > 0)
		err = err_mend(err, _("there are: %s"), all.ptr);
	str_release(&all);
	return err;
}

/* The stages of the workflow, and those that projects are in. */
static const struct err *
unknown_stage(const struct parse *parse, const char *value)
{
	struct cache *cache = parse->context->cache;
	struct strs names = STRS_INIT;
	const struct err *err;
	sqlite3_stmt *stmt;

	for (size_t i = 0; i < parse->query->stages.n; i++)
		strs_add(&names, parse->query->stages.items[i]);
	if (cache != NULL && sqlite3_prepare_v2(cache->db, "SELECT DISTINCT "
	    "stage FROM projects WHERE NOT damaged ORDER BY stage", -1,
	    &stmt, NULL) == SQLITE_OK) {
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			const char *stage = (const char *)
			    sqlite3_column_text(stmt, 0);

			if (!strs_has(&names, stage))
				strs_add(&names, stage);
		}
		sqlite3_finalize(stmt);
	}
	err = unknown(parse, _("stage"), value,
	    (const char *const *)names.items, names.n);
	strs_release(&names);
	return err;
}

const struct err *
known_stage(const struct parse *parse, size_t i, const char *value,
    char **out)
{
	const struct workflow *workflow = parse->context->tracker->workflow;

	if (workflow == NULL || workflow_stage(workflow, value) != NULL ||
	    cache_holds(parse->context->cache, i, value)) {
		*out = xstrdup(value);
		return NULL;
	}
	for (size_t k = 0; k < workflow->n_stages; k++) {
		const struct stage *stage = &workflow->stages[k];

		if (same_text(stage->label_en, value) ||
		    same_text(stage->label_zh, value)) {
			*out = xstrdup(stage->name);
			return NULL;
		}
	}
	return unknown_stage(parse, value);
}

/* The one of CODES that has VALUE as its label, or NULL. */
static const char *
code_by_label(const struct vocabulary *words, const char *list,
    const char *const *codes, size_t n, const char *value)
{
	static const char *const langs[] = { "en", "zh" };

	for (size_t k = 0; k < n * COUNT(langs); k++) {
		const char *code = codes[k / COUNT(langs)];

		if (same_text(vocabulary_label(words, list, code,
		    langs[k % COUNT(langs)]), value))
			return code;
	}
	return NULL;
}

/* Without such a list every code is right. */
const struct err *
known_code(const struct parse *parse, size_t i, const char *value,
    char **out)
{
	const struct vocabulary *words = parse->context->tracker->vocabulary;
	const char *list = list_columns[i].vocabulary, *code;
	const struct err *err = NULL;
	const char **codes;
	size_t n;

	codes = vocabulary_codes(words, list, &n);
	if (codes == NULL || vocabulary_has(words, list, value) ||
	    cache_holds(parse->context->cache, i, value)) {
		*out = xstrdup(value);
		free(codes);
		return NULL;
	}
	code = code_by_label(words, list, codes, n, value);
	if (code != NULL)
		*out = xstrdup(code);
	else
		err = unknown(parse, list_columns[i].name, value, codes, n);
	free(codes);
	return err;
}

const struct err *
known_choice(const struct parse *parse, size_t i, const char *value,
    char **out)
{
	const struct err *err = NULL;
	const struct field *field;
	struct strs words = STRS_INIT;

	if ((field = field_find(cache_columns[i].path, &err)) == NULL)
		return err;
	strs_split(&words, field->words, '|');
	if (strs_has(&words, value))
		*out = xstrdup(value);
	else
		err = unknown(parse, list_columns[i].name, value,
		    (const char *const *)words.items, words.n);
	strs_release(&words);
	return err;
}
