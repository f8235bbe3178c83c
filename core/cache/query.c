#include "core/cache/query.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/cache/column.h"
#include "core/model/tracker.h"
#include "core/model/workflow.h"

/* Far under what SQLite takes, far over what anybody types. */
enum { TERMS_MAX = 200, BOUNDS_MAX = 2000 };

static void
add_bound(struct query *query, struct str *sql, char *text, int64_t number)
{
	GROW(query->bounds, query->n, query->cap);
	query->bounds[query->n].text = text;
	query->bounds[query->n].number = number;
	query->n++;
	if (sql != NULL)
		str_addf(sql, "?%zu", query->n);
}

void
query_add_text(struct query *query, struct str *sql, const char *text)
{
	add_bound(query, sql, xstrdup(text), 0);
}

void
query_add_number(struct query *query, struct str *sql, int64_t number)
{
	add_bound(query, sql, NULL, number);
}

void
query_column(const struct query *query, struct str *sql, size_t i)
{
	const char *expr = cache_columns[i].expr;
	const char *at;

	if (expr == NULL && strcmp(list_columns[i].name, "title") == 0) {
		str_add(sql, query->title);
	} else if (expr == NULL) {
		str_addf(sql, "\"%s\"", list_columns[i].name);
	} else if ((at = strchr(expr, '@')) != NULL) {
		str_addn(sql, expr, (size_t)(at - expr));
		str_add(sql, query->finals);
		str_add(sql, at + 1);
	} else {
		str_add(sql, expr);
	}
}

/* ---- A new one ---- */

static void
set_finals(struct query *query, const struct workflow *workflow)
{
	struct str finals = STR_INIT;

	str_addc(&finals, '(');
	for (size_t i = 0; workflow != NULL && i < workflow->n_stages; i++) {
		const struct stage *stage = &workflow->stages[i];

		strs_add(&query->stages, stage->name);
		if (stage->kind != STAGE_FINAL)
			continue;
		if (finals.len > 1)
			str_add(&finals, ", ");
		query_add_text(query, &finals, stage->name);
	}
	str_addc(&finals, ')');
	query->finals = str_take(&finals);
}

static const char *
title_expression(const char *lang)
{
	if (lang != NULL && strcmp(lang, "zh") == 0)
		return "coalesce(title_zh, title)";
	if (lang != NULL && strcmp(lang, "en") == 0)
		return "coalesce(title_en, title)";
	return "title";
}

/* ?1 and ?2 are the day: columns count on it. */
static struct query *
query_new(const struct query_context *context)
{
	struct query *query = xcalloc(1, sizeof(*query));
	char today[DATE_SIZE];

	query->where = (struct str)STR_INIT;
	query->order = (struct str)STR_INIT;
	query->stages = (struct strs)STRS_INIT;
	date_format(today, context->today);
	query_add_text(query, NULL, today);
	query_add_number(query, NULL, context->today);
	set_finals(query, context->tracker->workflow);
	query->title = title_expression(context->lang);
	str_add(&query->where, "NOT damaged");
	return query;
}

void
query_free(struct query *query)
{
	if (query == NULL)
		return;
	for (size_t i = 0; i < query->n; i++)
		free(query->bounds[i].text);
	free(query->bounds);
	str_release(&query->where);
	str_release(&query->order);
	strs_release(&query->stages);
	free(query->finals);
	free(query);
}

/* ---- Terms ---- */

const struct err *
parse_err(const struct parse *parse, const char *fmt, ...)
{
	const struct err *err;
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	err = err_new(ERR_USAGE, "'%s': %s", parse->term, text);
	free(text);
	return err;
}

const struct err *
parse_in(const struct parse *parse, const struct err *err)
{
	char *where = xasprintf("'%s'", parse->term);

	err = err_in(err, where);
	free(where);
	return err;
}

/* Longer ones first. */
static const struct {
	const char *text;
	enum op op;
} ops[] = {
	{ "!=", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE },
	{ ":", OP_IS }, { "=", OP_EQ }, { "<", OP_LT }, { ">", OP_GT },
};

/* A term that is taken apart. */
struct term {
	bool negated;
	char *field;       /* NULL: bare words */
	enum op op;
	const char *value; /* borrowed */
};

static struct term
term_split(const char *text)
{
	struct term term = { false, NULL, OP_IS, text };
	size_t n;

	if (text[0] == '-' && text[1] != '\0') {
		term.negated = true;
		term.value = ++text;
	}
	n = strspn(text, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_.");
	for (size_t i = 0; n > 0 && i < COUNT(ops); i++)
		if (str_starts(text + n, ops[i].text)) {
			term.field = xstrndup(text, n);
			term.op = ops[i].op;
			term.value = text + n + strlen(ops[i].text);
			break;
		}
	return term;
}

static void
add_words(struct parse *parse, struct str *sql, const char *words)
{
	char *folded = utf8_fold(words);

	str_add(sql, "instr(search, ");
	query_add_text(parse->query, sql, folded);
	str_addc(sql, ')');
	free(folded);
}

/* Fields that are no columns. */
enum { FIELD_IS = -1, FIELD_WORDS = -2 };

static const struct err *
find_field(const struct parse *parse, const char *name, ptrdiff_t *out)
{
	const struct err *err;
	size_t i;

	if (strcmp(name, "is") == 0) {
		*out = FIELD_IS;
		return NULL;
	}
	if (strcmp(name, "text") == 0) {
		*out = FIELD_WORDS;
		return NULL;
	}
	if ((err = list_column_find(&i, name)) != NULL) {
		err = parse_in(parse, err);
		return err_mend(err, _("to search for words: 'text:%s'"),
		    parse->term);
	}
	*out = (ptrdiff_t)i;
	return NULL;
}

static const struct err *
add_value(struct parse *parse, struct str *sql, ptrdiff_t field, enum op op,
    const char *value)
{
	if (field == FIELD_WORDS) {
		add_words(parse, sql, value);
		return NULL;
	}
	if (field == FIELD_IS)
		return value_is(parse, sql, value);
	if (op == OP_IS && strcmp(value, "none") == 0) {
		query_column(parse->query, sql, (size_t)field);
		str_add(sql, " IS NULL");
		return NULL;
	}
	if (op == OP_IS && strcmp(value, "any") == 0) {
		query_column(parse->query, sql, (size_t)field);
		str_add(sql, " IS NOT NULL");
		return NULL;
	}
	return value_equal(parse, sql, (size_t)field, op, value);
}

/* Several values by comma: any of them. */
static const struct err *
add_values(struct parse *parse, struct str *sql, ptrdiff_t field,
    const struct term *term)
{
	struct strs values = STRS_INIT;
	const struct err *err = NULL;

	strs_split(&values, term->value, ',');
	for (size_t i = 0; err == NULL && i < values.n; i++) {
		str_add(sql, i > 0 ? " OR (" : "(");
		if (values.items[i][0] == '\0')
			err = parse_err(parse, _("a value is missing"));
		else
			err = add_value(parse, sql, field, term->op,
			    values.items[i]);
		str_addc(sql, ')');
	}
	strs_release(&values);
	return err;
}

static const struct err *
add_field(struct parse *parse, struct str *sql, struct term *term)
{
	const struct err *err;
	ptrdiff_t field = 0;

	if ((err = find_field(parse, term->field, &field)) != NULL)
		return err;
	if (term->op == OP_NE)
		term->negated = !term->negated;
	if (term->op < OP_LT)
		return add_values(parse, sql, field, term);
	if (field < 0)
		return parse_err(parse, _("'%s' takes ':' and a word"),
		    term->field);
	if (*term->value == '\0')
		return parse_err(parse, _("a value is missing"));
	return value_compare(parse, sql, (size_t)field, term->op,
	    term->value);
}

/* "stage:x" and "is:open" say which stages are wanted. */
static bool
asks_for_stage(const struct term *term)
{
	if (term->negated || term->field == NULL)
		return false;
	return strcmp(term->field, "stage") == 0 ||
	    (strcmp(term->field, "is") == 0 && is_of_stage(term->value));
}

static const struct err *
add_term(struct parse *parse, bool *staged)
{
	struct query *query = parse->query;
	struct term term = term_split(parse->term);
	struct str sql = STR_INIT;
	const struct err *err = NULL;

	if (!utf8_valid(parse->term, strlen(parse->term)))
		err = err_new(ERR_USAGE, _("a term is not UTF-8"));
	else if (term.field != NULL)
		err = add_field(parse, &sql, &term);
	else if (*term.value == '\0' || strcmp(term.value, "-") == 0)
		err = parse_err(parse, _("a term is empty"));
	else
		add_words(parse, &sql, term.value);
	/* What is absent is neither less nor more nor equal. */
	if (err == NULL)
		str_addf(&query->where, " AND %scoalesce((%s), 0)",
		    term.negated ? "NOT " : "", sql.ptr);
	*staged = *staged || asks_for_stage(&term);
	free(term.field);
	str_release(&sql);
	return err;
}

const struct err *
query_parse(struct query **out, const char *const *terms, size_t n,
    bool all, const struct query_context *context)
{
	struct query *query = query_new(context);
	struct parse parse = { query, context, NULL };
	const struct err *err = NULL;
	bool staged = false;

	for (size_t i = 0; err == NULL && i < n; i++) {
		parse.term = terms[i];
		err = add_term(&parse, &staged);
	}
	if (err == NULL && (n > TERMS_MAX || query->n > BOUNDS_MAX))
		err = err_new(ERR_USAGE, _("a query of %zu terms with %zu "
		    "values is too long"), n, query->n);
	if (err != NULL) {
		query_free(query);
		return err;
	}
	query->hides_final = !all && !staged &&
	    context->tracker->workflow != NULL;
	if (query->hides_final)
		str_addf(&query->where, " AND stage NOT IN %s",
		    query->finals);
	*out = query;
	return NULL;
}

bool
query_hides_final(const struct query *query)
{
	return query->hides_final;
}

/* ---- Order ---- */

/* Stages in the order of the workflow, others behind them. */
static void
order_stages(struct query *query)
{
	struct str *order = &query->order;

	str_add(order, "CASE stage");
	for (size_t i = 0; i < query->stages.n; i++) {
		str_add(order, " WHEN ");
		query_add_text(query, order, query->stages.items[i]);
		str_addf(order, " THEN %zu", i);
	}
	str_addf(order, " ELSE %zu END", query->stages.n);
}

static void
order_by(struct query *query, size_t i, bool down)
{
	struct str *order = &query->order;
	const char *way = down ? " DESC" : "";

	if (order->len > 0)
		str_add(order, ", ");
	if (cache_columns[i].match == MATCH_STAGE && query->stages.n > 0) {
		order_stages(query);
		str_addf(order, "%s, ", way);
	} else if (list_columns[i].type == LIST_MONEY) {
		str_addf(order, "\"%s\" / scale%s NULLS LAST, ",
		    list_columns[i].name, way);
		str_addf(order, "\"%s\" %% scale * (10000 / scale)%s, ",
		    list_columns[i].name, way);
	}
	query_column(query, order, i);
	str_addf(order, "%s NULLS LAST", way);
}

const struct err *
query_sort(struct query *query, const char *spec)
{
	struct strs names = STRS_INIT;
	const struct err *err = NULL;
	size_t column;

	str_reset(&query->order);
	strs_split(&names, spec, ',');
	for (size_t i = 0; err == NULL && i < names.n; i++) {
		const char *name = names.items[i];
		bool down = *name == '-';

		if ((err = list_column_find(&column, name + down)) == NULL)
			order_by(query, column, down);
	}
	strs_release(&names);
	return err;
}
