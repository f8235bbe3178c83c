#include "cmd/out/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/out/findings_parts.h"
#include "cmd/out/out.h"
#include "cmd/out/text.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/sha.h"

const char findings_format_words[] =
    "table|json|jsonl|csv|tsv|markdown|junit|sarif|github|gitlab|text";

const char *const findings_level_names[FINDINGS_LEVELS] = {
	[FINDINGS_NOTE] = N_("note"), [FINDINGS_WARNING] = N_("warning"),
	[FINDINGS_ERROR] = N_("error"),
};

size_t
findings_count(const struct findings_report *report,
    enum findings_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < report->n_rows; i++)
		n += report->rows[i].level == level &&
		    report->rows[i].excuse == NULL;
	return n;
}

size_t
findings_excused(const struct findings_report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->n_rows; i++)
		n += report->rows[i].excuse != NULL;
	return n;
}

size_t
findings_failing(const struct findings_report *report)
{
	size_t n = 0;

	for (int level = report->least; level < FINDINGS_LEVELS; level++)
		n += findings_count(report, (enum findings_level)level);
	return n;
}

/* ---- What the writers share ---- */

void
findings_where(struct str *out, const struct findings_row *row)
{
	str_add(out, row->project);
	if (*row->file == '\0')
		return;
	str_addf(out, "%s%s", *row->project != '\0' ? ", " : "", row->file);
	if (row->line > 0)
		str_addf(out, ":%d:%d", row->line, row->column);
}

void
findings_sentence(struct str *out, const struct findings_row *row)
{
	size_t before = out->len;

	findings_where(out, row);
	str_addf(out, "%s%s", out->len > before ? ": " : "", row->text);
	if (*row->rule != '\0')
		str_addf(out, " [%s]", row->rule);
	if (row->excuse != NULL)
		str_addf(out, _("; excused: %s"), row->excuse);
}

const struct findings_rule *
findings_rule_of(const struct findings_report *report,
    const struct findings_row *row)
{
	for (size_t i = 0; i < report->n_rules; i++)
		if (strcmp(report->rules[i].id, row->rule) == 0)
			return &report->rules[i];
	BUG("a finding of no rule");
}

void
findings_brief(struct str *out, const char *text)
{
	char *escaped = out_escape(text);

	text_cut(out, escaped, TEXT_MOST);
	free(escaped);
}

size_t *
findings_worst_first(const struct findings_report *report)
{
	size_t *order = xcalloc(report->n_rows + 1, sizeof(*order)), n = 0;

	for (int level = FINDINGS_ERROR; level >= FINDINGS_NOTE; level--)
		for (size_t i = 0; i < report->n_rows; i++)
			if ((int)report->rows[i].level == level &&
			    report->rows[i].excuse == NULL)
				order[n++] = i;
	for (size_t i = 0; i < report->n_rows; i++)
		if (report->rows[i].excuse != NULL)
			order[n++] = i;
	return order;
}

/* ---- Which rows are alike ---- */

static int
compare_case(const struct findings_row *a, const struct findings_row *b)
{
	int order;

	if ((order = strcmp(a->rule, b->rule)) != 0 ||
	    (order = strcmp(a->commit, b->commit)) != 0)
		return order;
	return strcmp(a->project, b->project);
}

static int
compare_place(const struct findings_row *a, const struct findings_row *b)
{
	int order;

	if ((order = compare_case(a, b)) != 0 ||
	    (order = strcmp(a->file, b->file)) != 0)
		return order;
	return strcmp(a->path, b->path);
}

/* Alike ones stay in their order, which is that of their addresses. */
static int
by_case(const void *a, const void *b)
{
	const struct findings_row *const *left = a, *const *right = b;
	int order = compare_case(*left, *right);

	return order != 0 ? order : (*left > *right) - (*left < *right);
}

static int
by_place(const void *a, const void *b)
{
	const struct findings_row *const *left = a, *const *right = b;
	int order = compare_place(*left, *right);

	return order != 0 ? order : (*left > *right) - (*left < *right);
}

static size_t *
ordinals(const struct findings_report *report,
    int (*sort)(const void *, const void *),
    int (*compare)(const struct findings_row *, const struct findings_row *))
{
	size_t n = report->n_rows;
	const struct findings_row **sorted = xcalloc(n + 1, sizeof(*sorted));
	size_t *out = xcalloc(n + 1, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		sorted[i] = &report->rows[i];
	qsort(sorted, n, sizeof(*sorted), sort);
	for (size_t i = 1; i < n; i++)
		if (compare(sorted[i - 1], sorted[i]) == 0)
			out[sorted[i] - report->rows] =
			    out[sorted[i - 1] - report->rows] + 1;
	free(sorted);
	return out;
}

size_t *
findings_ordinals(const struct findings_report *report)
{
	return ordinals(report, by_case, compare_case);
}

/* With the NUL, which no part holds. */
static void
add_part(struct str *key, const char *part)
{
	str_addn(key, part, strlen(part) + 1);
}

char (*findings_fingerprints(const struct findings_report *report))
    [FINGERPRINT_SIZE]
{
	char (*out)[FINGERPRINT_SIZE] = xcalloc(report->n_rows + 1,
	    sizeof(*out));
	size_t *nth = ordinals(report, by_place, compare_place);
	char digest[DIGEST_SIZE];
	struct str key = STR_INIT;

	for (size_t i = 0; i < report->n_rows; i++) {
		const struct findings_row *row = &report->rows[i];

		str_reset(&key);
		add_part(&key, row->rule);
		add_part(&key, row->commit);
		add_part(&key, row->project);
		add_part(&key, row->file);
		add_part(&key, row->path);
		str_addf(&key, "%zu", nth[i]);
		digest_of(digest, key.ptr, key.len);
		memcpy(out[i], strchr(digest, ':') + 1,
		    FINGERPRINT_SIZE - 1);
	}
	str_release(&key);
	free(nth);
	return out;
}

/* The place of WORD in the list of formats; their number: it has none. */
static size_t
format_of(const char *word, size_t *n)
{
	struct strs words = STRS_INIT;
	size_t i = 0;

	strs_split(&words, findings_format_words, '|');
	while (i < words.n && strcmp(words.items[i], word) != 0)
		i++;
	*n = words.n;
	strs_release(&words);
	return i;
}

bool
findings_is_format(const char *word)
{
	size_t n;

	return format_of(word, &n) < n;
}

const struct err *
findings_save(const struct findings_report *report, const struct out *out,
    const char *word, const char *path)
{
	struct findings_report whole = *report;
	struct out file = { .width = 80, .lang = out->lang };
	size_t n, format = format_of(word, &n);
	const struct err *err;

	/* The last word is another one for a table. */
	file.format = format <= OUT_GITLAB ? (enum out_format)format :
	    OUT_TABLE;
	if ((file.stream = fopen(path, "we")) == NULL)
		return err_errno(path);
	whole.rows_only = false;
	findings_print(&whole, &file);
	err = ferror(file.stream) ? err_errno(path) : NULL;
	if (fclose(file.stream) != 0 && err == NULL)
		err = err_errno(path);
	return err;
}

void
findings_print(const struct findings_report *report, struct out *out)
{
	static void (*const writers[])(const struct findings_report *,
	    struct out *) = {
		[OUT_TABLE] = findings_text, [OUT_MARKDOWN] = findings_page,
		[OUT_JSON] = findings_json, [OUT_JSONL] = findings_rows,
		[OUT_CSV] = findings_rows, [OUT_TSV] = findings_rows,
		[OUT_JUNIT] = findings_junit, [OUT_SARIF] = findings_sarif,
		[OUT_GITHUB] = findings_github,
		[OUT_GITLAB] = findings_gitlab,
	};

	writers[out->format](report, out);
}
