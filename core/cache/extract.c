#include "core/cache/extract.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/decimal.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/model/record.h"

/* TEXT is borrowed from the record, which outlives the statement's step. */
static void
bind_text(struct extract *x, const char *text)
{
	if (text != NULL && *text != '\0')
		sqlite3_bind_text(x->stmt, x->slot, text, -1, SQLITE_STATIC);
}

/* TEXT is taken. */
static void
bind_take(struct extract *x, char *text)
{
	sqlite3_bind_text(x->stmt, x->slot, text, -1, free);
}

static void
bind_integer(struct extract *x, int64_t value)
{
	sqlite3_bind_int64(x->stmt, x->slot, value);
}

/* An entry without a time that can be read has 0. */
static void
bind_time(struct extract *x, int64_t seconds)
{
	if (seconds != 0)
		bind_integer(x, seconds);
}

/* record_text at PATH.KEY.NAME; NULL when absent or empty. */
static const char *
member_text(const struct record *record, const char *path, const char *key,
    const char *name)
{
	char *full = xasprintf("%s.%s%s%s", path, key,
	    name != NULL ? "." : "", name != NULL ? name : "");
	const char *text = record_text(record, full);

	free(full);
	return text != NULL && *text != '\0' ? text : NULL;
}

void
extract_id(struct extract *x, const char *path)
{
	(void)path;
	bind_text(x, x->id);
}

void
extract_path(struct extract *x, const char *path)
{
	(void)path;
	bind_text(x, x->path);
}

void
extract_text(struct extract *x, const char *path)
{
	bind_text(x, record_text(x->record, path));
}

void
extract_integer(struct extract *x, const char *path)
{
	int64_t value;

	if (record_integer(x->record, path, &value))
		bind_integer(x, value);
}

void
extract_date(struct extract *x, const char *path)
{
	const char *text = record_text(x->record, path);
	int64_t days;

	if (text != NULL && date_parse(text, &days))
		bind_text(x, text);
}

void
extract_sum(struct extract *x, const char *path)
{
	const char *star = strstr(path, ".*.");
	char *map = xstrndup(path, (size_t)(star - path));
	struct strs keys = STRS_INIT;
	int64_t sum = 0, value;
	bool any = false, fits = true;

	record_keys(x->record, map, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		char *full = xasprintf("%s.%s.%s", map, keys.items[i],
		    star + strlen(".*."));

		if (record_integer(x->record, full, &value)) {
			any = true;
			fits = fits &&
			    !__builtin_add_overflow(sum, value, &sum);
		}
		free(full);
	}
	if (any && fits)
		bind_integer(x, sum);
	strs_release(&keys);
	free(map);
}

/*
 * Several values are kept with a newline around each, so that a whole one
 * is found as "\nvalue\n".  The first of NAMES (NULL: the item itself) that
 * a member has stands for it; its key where KEYED and it has none.
 */
static void
bind_words(struct extract *x, const char *path, const char *const *names,
    size_t n, bool keyed)
{
	struct strs keys = STRS_INIT;
	struct str out = STR_INIT;

	record_keys(x->record, path, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		const char *text = NULL;

		for (size_t k = 0; text == NULL && k < n; k++)
			text = member_text(x->record, path, keys.items[i],
			    names[k]);
		if (text == NULL && keyed)
			text = keys.items[i];
		if (text != NULL)
			str_addf(&out, "%s%s\n", out.len > 0 ? "" : "\n",
			    text);
	}
	if (out.len > 0)
		bind_take(x, str_take(&out));
	str_release(&out);
	strs_release(&keys);
}

void
extract_list(struct extract *x, const char *path)
{
	static const char *const itself[] = { NULL };

	bind_words(x, path, itself, COUNT(itself), false);
}

static const char *const person_names[] = { "person", "name", "email" };

void
extract_people(struct extract *x, const char *path)
{
	bind_words(x, path, person_names, COUNT(person_names), true);
}

void
extract_names(struct extract *x, const char *path)
{
	static const char *const names[] = { "name" };

	bind_words(x, path, names, COUNT(names), true);
}

void
extract_lead(struct extract *x, const char *path)
{
	const char *text = NULL;

	for (size_t i = 0; text == NULL && i < COUNT(person_names); i++)
		text = member_text(x->record, path, person_names[i], NULL);
	bind_text(x, text);
}

void
extract_due(struct extract *x, const char *path)
{
	struct strs keys = STRS_INIT;
	const char *first = NULL, *due;
	int64_t days;

	record_keys(x->record, path, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		const char *key = keys.items[i];

		due = member_text(x->record, path, key, "due");
		if (due == NULL || !date_parse(due, &days) ||
		    member_text(x->record, path, key, "done") != NULL)
			continue;
		if (first == NULL || strcmp(due, first) < 0)
			first = due;
	}
	bind_text(x, first);
	strs_release(&keys);
}

static const char *
currency(const struct record *record)
{
	const char *code = record_text(record, "budget.currency");

	return code != NULL && *code != '\0' ? code : "CNY";
}

void
extract_currency(struct extract *x, const char *path)
{
	if (record_has(x->record, path))
		bind_text(x, currency(x->record));
}

void
extract_scale(struct extract *x)
{
	int64_t scale = 1;

	for (int i = currency_digits(currency(x->record)); i > 0; i--)
		scale *= 10;
	bind_integer(x, scale);
}

void
extract_since(struct extract *x, const char *path)
{
	(void)path;
	if (x->n_entries > 0)
		bind_time(x, x->entries[x->n_entries - 1].at);
}

void
extract_created(struct extract *x, const char *path)
{
	(void)path;
	if (x->n_entries > 0)
		bind_time(x, x->entries[0].at);
}

void
extract_entries(struct extract *x, const char *path)
{
	(void)path;
	bind_integer(x, (int64_t)x->n_entries);
}

static void
add_folded(struct str *out, const char *text)
{
	char *folded;

	if (text == NULL)
		return;
	folded = utf8_fold(text);
	str_add(out, folded);
	str_addc(out, '\n');
	free(folded);
}

void
extract_search(struct extract *x)
{
	static const char *const names[] = { "title", "summary" };
	struct strs langs = STRS_INIT;
	struct str out = STR_INIT;

	record_keys(x->record, "translations", &langs);
	for (size_t i = 0; i < COUNT(names); i++) {
		add_folded(&out, record_text(x->record, names[i]));
		for (size_t k = 0; k < langs.n; k++)
			add_folded(&out, member_text(x->record,
			    "translations", langs.items[k], names[i]));
	}
	bind_take(x, out.len > 0 ? str_take(&out) : xstrdup(""));
	strs_release(&langs);
	str_release(&out);
}
